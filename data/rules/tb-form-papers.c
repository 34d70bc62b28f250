/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-rules"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-form-rules-private.h"
#include "tb-hash.h"
#include "tb-language.h"

static const TbMaterial *
find_material (const TbFormRules *self, const char *id)
{
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (self->item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (materials[i].id, id) == 0)
      return &materials[i];
  }

  return NULL;
}

static const char *
get_label (const TbMaterial *material)
{
  return tb_language_pick (material->label_zh, material->label_en);
}

static void
add_about (GPtrArray *problems, const char *pointer, const char *code, char *message)
{
  tb_form_rules_add (problems, pointer, code, message);
  g_free (message);
}

/* 容缺受理 needs a day on which the paper is there. */
static void
check_promise (const TbFormRules *self,
               const TbMaterial *material,
               const char *pointer,
               const json_t *paper,
               GPtrArray *problems)
{
  const char *due = tb_json_get_string (paper, "due");
  GDate day;

  if (!material->is_tolerable) {
    add_about (problems,
               pointer,
               "not-tolerable",
               g_strdup_printf (_ ("%s must be there now; it cannot follow later"),
                                get_label (material)));
    return;
  }
  if (due == NULL || !tb_date_parse (due, &day, NULL) || g_date_compare (&day, &self->today) < 0)
    add_about (problems,
               pointer,
               "due",
               g_strdup_printf (_ ("%s: a promised paper needs a day, today or later"),
                                get_label (material)));
}

static gboolean
is_blob (const char *sha256)
{
  return strlen (sha256) == TB_HASH_HEX_LENGTH &&
         strspn (sha256, "0123456789abcdef") == TB_HASH_HEX_LENGTH;
}

static gboolean
has_only_known (const json_t *paper)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) paper, name, value)
  {
    if ((strcmp (name, "state") != 0 && strcmp (name, "due") != 0 &&
         strcmp (name, "sha256") != 0) ||
        !json_is_string (value))
      return FALSE;
  }

  return TRUE;
}

static void
check_paper (const TbFormRules *self,
             const TbMaterial *material,
             const char *pointer,
             const json_t *paper,
             GPtrArray *problems)
{
  const char *state = tb_json_get_string (paper, "state");
  const char *sha256 = tb_json_get_string (paper, "sha256");

  if (state == NULL || !has_only_known (paper)) {
    add_about (problems,
               pointer,
               "type",
               g_strdup_printf (_ ("%s: a state is expected, and at most a day and a scan"),
                                get_label (material)));
    return;
  }
  if (sha256 != NULL && !is_blob (sha256))
    add_about (problems,
               pointer,
               "scan",
               g_strdup_printf (_ ("%s: the scan is named wrongly"), get_label (material)));

  if (strcmp (state, "promised") == 0)
    check_promise (self, material, pointer, paper, problems);
  else if (strcmp (state, "replaced") == 0 && material->replaced_by == NULL)
    add_about (problems,
               pointer,
               "not-replaceable",
               g_strdup_printf (_ ("%s: no query replaces this paper"), get_label (material)));
  else if (strcmp (state, "seen") != 0 && strcmp (state, "replaced") != 0 &&
           strcmp (state, "missing") != 0)
    add_about (problems,
               pointer,
               "state",
               g_strdup_printf (_ ("%s: seen, promised, replaced or missing is expected"),
                                get_label (material)));
}

void
tb_form_rules_check_papers (const TbFormRules *self, const json_t *materials, GPtrArray *problems)
{
  const char *id;
  json_t *paper;

  json_object_foreach ((json_t *) materials, id, paper)
  {
    g_autofree char *pointer = g_strconcat ("/materials/", id, NULL);
    const TbMaterial *material = find_material (self, id);

    if (material != NULL)
      check_paper (self, material, pointer, paper, problems);
    else
      tb_form_rules_add (problems,
                         pointer,
                         "unknown-material",
                         _ ("This matter has no such material"));
  }
}

/* All that is missing is found at once: 一次性告知. */
void
tb_form_rules_check_materials (const TbFormRules *self,
                               const json_t *materials,
                               const json_t *values,
                               GPtrArray *problems)
{
  gsize n;
  const TbMaterial *known = tb_item_get_materials (self->item, &n);

  if (materials != NULL && !json_is_object (materials) && !json_is_null (materials))
    tb_form_rules_add (problems, "/materials", "type", _ ("Materials are named one by one"));
  tb_form_rules_check_papers (self, materials, problems);

  for (gsize i = 0; i < n; i++) {
    const json_t *paper = json_object_get (materials, known[i].id);
    const char *state = tb_json_get_string (paper, "state");
    g_autofree char *pointer = g_strconcat ("/materials/", known[i].id, NULL);

    if (!tb_form_rules_needs_material (self, &known[i], values) ||
        (state != NULL && strcmp (state, "missing") != 0))
      continue;
    add_about (problems,
               pointer,
               "required",
               g_strdup_printf (known[i].is_tolerable
                                    ? _ ("%s is missing: promise a day for it, or bring it")
                                    : _ ("%s is missing"),
                                get_label (&known[i])));
  }
}
