/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-field-rules"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"
#include "tb-field-rules-private.h"
#include "tb-hash.h"
#include "tb-identifier.h"
#include "tb-language.h"

#define MAX_TEXT     200
#define MAX_LONGTEXT 2000
#define MAX_ROWS     500

void
tb_field_check_add (const TbFieldCheck *self, const char *code, char *message)
{
  g_autofree char *owned = message;

  g_ptr_array_add (self->problems, tb_form_problem_new (self->pointer, code, owned));
}

static const char *
get_label (const TbFieldCheck *self)
{
  return tb_language_pick (self->field->label_zh, self->field->label_en);
}

static void
add_type (const TbFieldCheck *self, const char *format)
{
  g_autofree char *message = NULL;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  message = g_strdup_printf ("%s: %s", get_label (self), format);
  G_GNUC_END_IGNORE_DEPRECATIONS
  tb_field_check_add (self, "type", g_steal_pointer (&message));
}

/* The text, or NULL after saying that it is none. */
static const char *
get_text (const TbFieldCheck *self, const json_t *value)
{
  const char *text = json_string_value (value);

  if (text == NULL)
    add_type (self, _ ("a text is expected here"));

  return text;
}

static gboolean
has_control (const char *text, gboolean allows_lines)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_iscntrl (c) && !(allows_lines && (c == '\n' || c == '\t')))
      return TRUE;
  }

  return FALSE;
}

static void
check_length (const TbFieldCheck *self, const char *text)
{
  const TbField *field = self->field;
  int fallback = field->type == TB_FIELD_LONGTEXT ? MAX_LONGTEXT : MAX_TEXT;
  int longest = field->max_length > 0 ? field->max_length : fallback;
  glong length = g_utf8_strlen (text, -1);

  if (length < field->min_length)
    tb_field_check_add (self,
                        "too-short",
                        g_strdup_printf (_ ("%s: at least %d characters"),
                                         get_label (self),
                                         field->min_length));
  else if (length > longest)
    tb_field_check_add (self,
                        "too-long",
                        g_strdup_printf (_ ("%s: at most %d characters"),
                                         get_label (self),
                                         longest));
}

static void
check_identifier (const TbFieldCheck *self, const char *kind, const char *text)
{
  g_autoptr (TbIdentifier) identifier =
      tb_identifier_check (kind, text, self->rules->regions, &self->rules->today);

  if (identifier == NULL) {
    tb_field_check_add (self,
                        "unknown-kind",
                        g_strdup_printf (_ ("%s: its kind of number is not known to this version"),
                                         get_label (self)));
    return;
  }
  for (guint i = 0; i < identifier->problems->len; i++) {
    const TbFlaw *problem = g_ptr_array_index (identifier->problems, i);
    g_autofree char *message = NULL;
    TbFormProblem *found;

    if (problem->level == TB_FLAW_HINT)
      continue;
    message = g_strdup_printf ("%s: %s", get_label (self), problem->message);
    found = tb_form_problem_new (self->pointer, problem->code, message);
    found->is_warning = problem->level == TB_FLAW_WARNING;
    g_ptr_array_add (self->problems, found);
  }
  if (identifier->is_ok && strcmp (identifier->normal, text) != 0)
    tb_field_check_add (self,
                        "not-normal",
                        g_strdup_printf (_ ("%s: must be stored in its normal form"),
                                         get_label (self)));
}

void
tb_field_validate_text (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);

  if (text == NULL)
    return;
  if (has_control (text, self->field->type == TB_FIELD_LONGTEXT)) {
    add_type (self, _ ("contains a control character"));
    return;
  }

  check_length (self, text);
  if (self->field->check_kind != NULL)
    check_identifier (self, self->field->check_kind, text);
}

void
tb_field_validate_integer (const TbFieldCheck *self, const json_t *value)
{
  if (!json_is_integer (value))
    add_type (self, _ ("a whole number is expected here"));
}

void
tb_field_validate_decimal (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);
  const char *p = text;
  gsize whole;

  if (text == NULL)
    return;
  if (*p == '-')
    p++;
  whole = strspn (p, "0123456789");
  p += whole;
  if (*p == '.' && whole > 0) {
    gsize decimals = strspn (p + 1, "0123456789");

    p += decimals > 0 ? 1 + decimals : 0;
  }
  if (whole == 0 || *p != '\0' || strlen (text) > 30)
    add_type (self, _ ("a number such as 12.50 is expected here"));
}

void
tb_field_validate_money (const TbFieldCheck *self, const json_t *value)
{
  gint64 fen = json_integer_value (value);

  if (!json_is_integer (value))
    add_type (self, _ ("a sum of yuan is expected here, such as 4800.00"));
  else if (fen > TB_AMOUNT_MAX_FEN || fen < -TB_AMOUNT_MAX_FEN)
    add_type (self, _ ("the sum is larger than this program handles"));
}

void
tb_field_validate_date (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);
  GDate date;

  if (text != NULL && !tb_date_parse (text, &date, NULL))
    add_type (self, _ ("a day that exists is expected here, such as 1990-01-02"));
}

void
tb_field_validate_month (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);
  GDate date;

  if (text != NULL && !tb_date_parse_month (text, &date, NULL))
    add_type (self, _ ("a month is expected here, such as 1990-01"));
}

void
tb_field_validate_boolean (const TbFieldCheck *self, const json_t *value)
{
  if (!json_is_boolean (value))
    add_type (self, _ ("yes or no is expected here"));
}

/* In lists with headings only the codes marked "leaf" may be chosen. */
static gboolean
may_choose (const TbFieldCheck *self, const char *text)
{
  const char *list = self->field->list;
  const TbCode *code = tb_catalogue_find_code (self->rules->catalogue, list, text);
  gsize n;
  const TbCode *codes = tb_catalogue_get_codes (self->rules->catalogue, list, &n);

  if (code == NULL)
    return FALSE;
  if (g_strcmp0 (code->extra, "leaf") == 0)
    return TRUE;
  for (gsize i = 0; i < n; i++) {
    if (g_strcmp0 (codes[i].extra, "leaf") == 0)
      return FALSE;
  }

  return TRUE;
}

void
tb_field_validate_code (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);

  if (text != NULL && !may_choose (self, text))
    tb_field_check_add (self,
                        "unknown-code",
                        g_strdup_printf (_ ("%s: not in the list"), get_label (self)));
}

void
tb_field_validate_codes (const TbFieldCheck *self, const json_t *value)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  if (!json_is_array (value)) {
    add_type (self, _ ("a list is expected here"));
    return;
  }
  for (gsize i = 0; i < json_array_size (value); i++) {
    const char *text = json_string_value (json_array_get (value, i));

    if (text == NULL || !may_choose (self, text) || !g_hash_table_add (seen, (gpointer) text)) {
      tb_field_check_add (self,
                          "unknown-code",
                          g_strdup_printf (_ ("%s: an entry is not in the list, or stands twice"),
                                           get_label (self)));
      return;
    }
  }
}

void
tb_field_validate_area (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);

  if (text != NULL && tb_area_from_slug (text) == TB_AREA_NONE)
    tb_field_check_add (self,
                        "unknown-area",
                        g_strdup_printf (_ ("%s: one of the eight areas is expected here"),
                                         get_label (self)));
}

/* Abolished and unknown codes are asked back, not refused: registers are older than tables. */
void
tb_field_validate_region (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);
  TbRegionState state;
  TbFormProblem *problem;

  if (text == NULL)
    return;
  if (strlen (text) != 6 || strspn (text, "0123456789") != 6) {
    add_type (self, _ ("a region of six digits is expected here"));
    return;
  }
  if (self->rules->regions == NULL)
    return;

  state = tb_regions_find (self->rules->regions, text, NULL, NULL);
  if (state == TB_REGION_NO_PROVINCE) {
    tb_field_check_add (self,
                        "REGION",
                        g_strdup_printf (_ ("%s: no province begins like this"), get_label (self)));
  } else if (state == TB_REGION_ABOLISHED || state == TB_REGION_UNKNOWN) {
    g_autofree char *message =
        g_strdup_printf (state == TB_REGION_ABOLISHED
                             ? _ ("%s: this region was abolished; choose the one that is there now")
                             : _ ("%s: no such county is known in this city"),
                         get_label (self));

    problem = tb_form_problem_new (self->pointer, "REGION", message);
    problem->is_warning = TRUE;
    g_ptr_array_add (self->problems, problem);
  }
}

void
tb_field_validate_identifier (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);
  const char *type_field = self->field->id_type != NULL ? self->field->id_type : "id_type";
  const char *kind =
      tb_field_get_identifier_kind (self->field, tb_json_get_string (self->values, type_field));

  if (text == NULL)
    return;
  if (kind == NULL)
    tb_field_check_add (self,
                        "unknown-kind",
                        g_strdup_printf (_ ("%s: choose the type of the document first"),
                                         get_label (self)));
  else
    check_identifier (self, kind, text);
}

/* 024-22876543, 12333, +86 …: landlines have no check digit to trust. */
static gboolean
is_phone (const char *text)
{
  gsize digits = 0;

  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_isdigit (*p))
      digits++;
    else if (strchr ("+-() ", *p) == NULL)
      return FALSE;
  }

  return digits >= 5 && digits <= 20;
}

void
tb_field_validate_phone (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);

  if (text == NULL)
    return;
  if (self->field->check_kind != NULL)
    check_identifier (self, self->field->check_kind, text);
  else if (!is_phone (text))
    add_type (self, _ ("a telephone number is expected here"));
}

static void
check_row (const TbFieldCheck *self, const json_t *row, gsize index)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) row, name, value)
  {
    g_autofree char *pointer = g_strdup_printf ("%s/%zu/%s", self->pointer, index, name);
    TbFieldCheck cell = *self;

    cell.field = NULL;
    cell.pointer = pointer;
    cell.values = row;
    for (gsize i = 0; i < self->field->n_columns; i++) {
      if (strcmp (self->field->columns[i].id, name) == 0)
        cell.field = &self->field->columns[i];
    }
    if (cell.field == NULL)
      tb_field_check_add (&cell,
                          "unknown-field",
                          g_strdup_printf (_ ("%s: the table has no such column"),
                                           get_label (self)));
    else if (!json_is_null (value))
      tb_field_check_value (&cell, value);
  }
}

void
tb_field_validate_table (const TbFieldCheck *self, const json_t *value)
{
  if (!json_is_array (value) || json_array_size (value) > MAX_ROWS) {
    add_type (self, _ ("rows are expected here, at most 500"));
    return;
  }
  for (gsize i = 0; i < json_array_size (value); i++) {
    const json_t *row = json_array_get (value, i);

    if (json_is_object (row))
      check_row (self, row, i);
    else
      add_type (self, _ ("a row is no row"));
  }
}

void
tb_field_validate_attachment (const TbFieldCheck *self, const json_t *value)
{
  const char *text = get_text (self, value);

  if (text != NULL && (strlen (text) != TB_HASH_HEX_LENGTH ||
                       strspn (text, "0123456789abcdef") != TB_HASH_HEX_LENGTH))
    add_type (self, _ ("names no attachment"));
}
