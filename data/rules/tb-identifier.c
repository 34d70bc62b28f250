/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-identifier"

#include "config.h"

#include "tb-identifier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-identifier-private.h"
#include "tb-text.h"

/* How the text of a kind is normalised before it is checked. */
typedef enum {
  FORM_CODE,   /* trimmed, half-width, upper case */
  FORM_DIGITS, /* and without the blanks that people put between groups of digits */
  FORM_NAME,   /* as a name */
} Form;

static const struct {
  const char *name;
  Form form;
  TbCheckFunc check;
} kinds[] = {
  { "id18", FORM_CODE, tb_check_id18 },
  { "fpr", FORM_CODE, tb_check_fpr },
  { "uscc", FORM_CODE, tb_check_uscc },
  { "bank", FORM_DIGITS, tb_check_bank },
  { "mobile", FORM_DIGITS, tb_check_mobile },
  { "empcert", FORM_CODE, tb_check_empcert },
  { "ssc_card_no", FORM_CODE, tb_check_ssc_card_no },
  { "hkmo_permit", FORM_CODE, tb_check_hkmo_permit },
  { "tw_permit", FORM_CODE, tb_check_tw_permit },
  { "cn_passport", FORM_CODE, tb_check_cn_passport },
  { "name", FORM_NAME, tb_check_name },
  { "docno", FORM_CODE, tb_check_docno },
};

static const char *const kind_names[] = {
  "id18",        "fpr",       "uscc",        "bank", "mobile", "empcert", "ssc_card_no",
  "hkmo_permit", "tw_permit", "cn_passport", "name", "docno",  NULL,
};

G_STATIC_ASSERT (G_N_ELEMENTS (kind_names) == G_N_ELEMENTS (kinds) + 1);

const char *
tb_flaw_level_get_name (TbFlawLevel self)
{
  static const char *const names[] = { "hint", "warning", "error" };

  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (names), NULL);

  return names[self];
}

static void
problem_free (TbFlaw *self)
{
  g_free (self->message);
  g_free (self);
}

static TbIdentifier *
identifier_new (void)
{
  TbIdentifier *self = g_new0 (TbIdentifier, 1);

  self->is_ok = TRUE;
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) problem_free);
  self->parsed = json_object ();

  return self;
}

void
tb_identifier_free (TbIdentifier *self)
{
  g_free (self->normal);
  g_ptr_array_unref (self->problems);
  json_decref (self->parsed);
  g_free (self);
}

void
tb_check_add (TbCheck *self, TbFlawLevel level, const char *code, char *message)
{
  TbFlaw *problem = g_new0 (TbFlaw, 1);

  problem->level = level;
  problem->code = code;
  problem->message = message;
  g_ptr_array_add (self->out->problems, problem);
  if (level == TB_FLAW_ERROR)
    self->out->is_ok = FALSE;
}

void
tb_check_refuse (TbCheck *self, const char *code, const char *message)
{
  tb_check_add (self, TB_FLAW_ERROR, code, g_strdup (message));
}

void
tb_check_warn (TbCheck *self, const char *code, const char *message)
{
  tb_check_add (self, TB_FLAW_WARNING, code, g_strdup (message));
}

gboolean
tb_check_fits (const TbCheck *self, const char *pattern)
{
  return g_regex_match_simple (pattern, self->text, G_REGEX_ANCHORED | G_REGEX_DOLLAR_ENDONLY, 0);
}

gboolean
tb_check_has_length (const TbCheck *self, glong length)
{
  return g_utf8_strlen (self->text, -1) == length;
}

void
tb_check_region (TbCheck *self, const char *code)
{
  const char *name = NULL;
  const char *successor = NULL;
  TbRegionState state;

  if (self->regions == NULL)
    return;

  state = tb_regions_find (self->regions, code, &name, &successor);
  if (state == TB_REGION_NO_PROVINCE || state == TB_REGION_UNKNOWN)
    tb_check_add (self,
                  TB_FLAW_WARNING,
                  "REGION",
                  g_strdup_printf (_ ("No region has or had the code %.6s; compare it with the "
                                      "document, and keep it if that is what it says"),
                                   code));
  if (state == TB_REGION_ABOLISHED)
    tb_check_add (self,
                  TB_FLAW_HINT,
                  "REGION_OLD",
                  g_strdup_printf (_ ("%.6s was %s and is no longer given out (now %s); numbers "
                                      "that carry it stay valid"),
                                   code,
                                   name,
                                   successor != NULL ? successor : "—"));
}

void
tb_check_set (TbCheck *self, const char *member, const char *start, gsize length)
{
  json_object_set_new (self->out->parsed, member, json_stringn (start, length));
}

static char *
normalise_code (const char *text, gboolean drops_blanks)
{
  g_autofree char *half = tb_text_fold_width (text);
  g_autofree char *trimmed = tb_text_trim (half);
  GString *out = g_string_new (NULL);

  for (const char *p = trimmed; *p != '\0'; p++) {
    if (!drops_blanks || *p != ' ')
      g_string_append_c (out, g_ascii_toupper (*p));
  }

  return g_string_free (out, FALSE);
}

static char *
normalise (Form form, const char *text)
{
  g_autofree char *name = NULL;

  if (form == FORM_NAME) {
    name = tb_name_normalise (text);
    return tb_text_trim (name);
  }

  return normalise_code (text, form == FORM_DIGITS);
}

static int
find_kind (const char *kind)
{
  for (gsize i = 0; kind != NULL && i < G_N_ELEMENTS (kinds); i++) {
    if (strcmp (kinds[i].name, kind) == 0)
      return (int) i;
  }

  return -1;
}

TbIdentifier *
tb_identifier_check (const char *kind, const char *value, TbRegions *regions, const GDate *today)
{
  g_autoptr (TbIdentifier) out = NULL;
  TbCheck check = { .regions = regions, .today = today };
  int i = find_kind (kind);

  g_return_val_if_fail (value != NULL && g_date_valid (today), NULL);

  if (i < 0)
    return NULL;

  check.out = out = identifier_new ();
  if (!g_utf8_validate (value, -1, NULL)) {
    out->normal = g_utf8_make_valid (value, -1);
    tb_check_refuse (&check, "UTF8", _ ("The text is not UTF-8; type it again or read the card"));
    return g_steal_pointer (&out);
  }

  out->normal = normalise (kinds[i].form, value);
  check.text = out->normal;
  kinds[i].check (&check);
  if (!out->is_ok)
    json_object_clear (out->parsed);

  return g_steal_pointer (&out);
}

const char *const *
tb_identifier_get_kinds (void)
{
  return kind_names;
}

const TbFlaw *
tb_identifier_get_error (const TbIdentifier *self)
{
  for (guint i = 0; i < self->problems->len; i++) {
    const TbFlaw *problem = g_ptr_array_index (self->problems, i);

    if (problem->level == TB_FLAW_ERROR)
      return problem;
  }

  return NULL;
}
