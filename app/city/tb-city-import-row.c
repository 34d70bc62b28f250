/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-import"

#include "config.h"

#include "tb-city-import-row.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-field-rules.h"
#include "tb-identifier.h"
#include "tb-text.h"

#define MAX_COLUMNS 12
#define MAX_FEN     G_GINT64_CONSTANT (10000000000000) /* 100 billion yuan: a slipped column */
#define MAX_MONTHS  1200

typedef enum {
  KIND_TEXT,       /* at most @limit characters */
  KIND_NUMBER,     /* 0 to @limit */
  KIND_TRUTH,      /* 0 1 true false 是 否 */
  KIND_CODE,       /* of @rule, a code list */
  KIND_IDENTIFIER, /* of @rule, a kind of tb_identifier_check() */
  KIND_ID_NO,      /* of the kind that id_type says */
  KIND_REGION,     /* GB/T 2260, current or abolished */
  KIND_AREA,
  KIND_DATE,
  KIND_MONTH,
  KIND_SINCE, /* a day or a month */
} Kind;

typedef struct {
  const char *name;
  Kind kind;
  gboolean is_optional;
  const char *rule;
  gint64 limit;
} Column;

static const Column columns[TB_CITY_N_REGISTERS][MAX_COLUMNS] = {
  [TB_CITY_PERSONS] = { { "id_type", KIND_CODE, FALSE, "aac058_id_document_type" },
                        { "id_no", KIND_ID_NO },
                        { "name", KIND_IDENTIFIER, FALSE, "name" },
                        { "sex", KIND_CODE, FALSE, "gbt2261_1_sex" },
                        { "birth", KIND_DATE },
                        { "mobile", KIND_IDENTIFIER, TRUE, "mobile" },
                        { "hukou_region", KIND_REGION, TRUE },
                        { "hukou_address", KIND_TEXT, TRUE, NULL, 200 },
                        { "live_region", KIND_REGION, TRUE },
                        { "live_address", KIND_TEXT, TRUE, NULL, 200 },
                        { "area", KIND_AREA } },
  [TB_CITY_INSURANCE] = { { "id_no", KIND_ID_NO },
                          { "scheme", KIND_CODE, FALSE, "aae140_insurance_type" },
                          { "area", KIND_AREA },
                          { "from", KIND_MONTH },
                          { "to", KIND_MONTH, TRUE },
                          { "months", KIND_NUMBER, FALSE, NULL, MAX_MONTHS },
                          { "account_fen", KIND_NUMBER, FALSE, NULL, MAX_FEN },
                          { "status", KIND_CODE, FALSE, "aac031_contribution_status" },
                          { "personal_no", KIND_TEXT, FALSE, NULL, 40 } },
  [TB_CITY_BENEFITS] = { { "id_no", KIND_ID_NO },
                         { "kind", KIND_TEXT, FALSE, NULL, 40 },
                         { "area", KIND_AREA },
                         { "status", KIND_TEXT, FALSE, NULL, 20 },
                         { "since", KIND_SINCE },
                         { "monthly_fen", KIND_NUMBER, FALSE, NULL, MAX_FEN } },
  [TB_CITY_ARCHIVES] = { { "id_no", KIND_ID_NO },
                         { "archive_no", KIND_TEXT, FALSE, NULL, 40 },
                         { "area", KIND_AREA },
                         { "keeper", KIND_TEXT, FALSE, NULL, 100 },
                         { "status", KIND_TEXT, FALSE, NULL, 20 },
                         { "since", KIND_SINCE },
                         { "restricted", KIND_TRUTH } },
  [TB_CITY_CERTIFICATES] = { { "id_no", KIND_ID_NO },
                             { "cert_no", KIND_IDENTIFIER, FALSE, "empcert" },
                             { "area", KIND_AREA },
                             { "issued", KIND_DATE },
                             { "status", KIND_TEXT, FALSE, NULL, 20 } },
};

/* One value on its way through its rule. */
typedef struct {
  const TbImportRules *rules;
  const Column *column;
  const json_t *values;
  TbImportFlaw *flaw;
} Check;

void
tb_import_flaw_clear (TbImportFlaw *self)
{
  g_clear_pointer (&self->reason, g_free);
}

/* Always NULL, for the caller to return. */
static json_t *
refuse (const Check *check, char *reason)
{
  check->flaw->field = check->column->name;
  check->flaw->reason = reason;

  return NULL;
}

static const Column *
find_column (TbCityRegister which, const char *name)
{
  for (const Column *column = columns[which]; column->name != NULL; column++) {
    if (strcmp (column->name, name) == 0)
      return column;
  }

  return NULL;
}

/* @text is taken. */
static gboolean
set_header_error (GError **error, char *text)
{
  g_set_error_literal (error, TB_CITY_IMPORT_ERROR, TB_CITY_IMPORT_ERROR_HEADER, text);
  g_free (text);

  return FALSE;
}

/* The area need not be named: it is the importing city's then. The first columns of a file of
 * rejected rows are passed over. */
static gboolean
is_extra (const char *name)
{
  static const char *const extras[] = { "line", "field", "reason", NULL };

  return g_strv_contains (extras, name);
}

/* "id_no, archive_no, …": the columns of a register, or only those that may or may not be left
 * out. */
static void
append_names (GString *out, TbCityRegister which, gboolean is_optional)
{
  for (const Column *column = columns[which]; column->name != NULL; column++) {
    if ((column->is_optional || column->kind == KIND_AREA) != is_optional)
      continue;
    g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "", column->name);
  }
}

static char *
dup_unknown (TbCityRegister which, const char *names)
{
  g_autoptr (GString) needed = g_string_new (NULL);
  g_autoptr (GString) optional = g_string_new (NULL);

  append_names (needed, which, FALSE);
  append_names (optional, which, TRUE);

  return g_strdup_printf (_ ("The register has no column %s. It needs %s; these may be left out: "
                             "%s"),
                          names,
                          needed->str,
                          optional->str);
}

static gboolean
check_known (TbCityRegister which, const char *const *names, GError **error)
{
  g_autoptr (GString) unknown = g_string_new (NULL);

  for (gsize i = 0; names[i] != NULL; i++) {
    if (find_column (which, names[i]) == NULL && !is_extra (names[i]))
      g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "", names[i]);
  }

  return unknown->len == 0 || set_header_error (error, dup_unknown (which, unknown->str));
}

static gboolean
check_unique (const char *const *names, GError **error)
{
  for (gsize i = 0; names[i] != NULL; i++) {
    for (gsize k = 0; k < i; k++) {
      if (strcmp (names[i], names[k]) == 0)
        return set_header_error (error,
                                 g_strdup_printf (_ ("The column %s stands there twice"),
                                                  names[i]));
    }
  }

  return TRUE;
}

gboolean
tb_import_row_check_columns (TbCityRegister which, const char *const *names, GError **error)
{
  g_autoptr (GString) missing = g_string_new (NULL);

  if (!check_known (which, names, error) || !check_unique (names, error))
    return FALSE;
  for (const Column *column = columns[which]; column->name != NULL; column++) {
    if (!column->is_optional && column->kind != KIND_AREA && !g_strv_contains (names, column->name))
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", column->name);
  }

  return missing->len == 0 ||
         set_header_error (error, g_strdup_printf (_ ("Columns are missing: %s"), missing->str));
}

static char *
dup_meaning (const Column *column)
{
  switch (column->kind) {
  case KIND_TEXT:
    return g_strdup_printf (_ ("text, at most %d characters"), (int) column->limit);
  case KIND_NUMBER:
    return g_strdup (g_str_has_suffix (column->name, "_fen") ? _ ("sum in fen")
                                                             : _ ("whole number from 0"));
  case KIND_TRUTH:
    return g_strdup (_ ("1 or 0"));
  case KIND_CODE:
    return g_strdup_printf (_ ("code of the list %s"), column->rule);
  case KIND_IDENTIFIER:
    return g_strdup_printf (_ ("checked by the rule “%s”"), column->rule);
  case KIND_ID_NO:
    return g_strdup (_ ("number of the identity document"));
  case KIND_REGION:
    return g_strdup (_ ("code of GB/T 2260, six digits"));
  case KIND_AREA:
    return g_strdup (_ ("one of the eight areas; that of the city if left out"));
  case KIND_DATE:
    return g_strdup (_ ("day, YYYY-MM-DD"));
  case KIND_MONTH:
    return g_strdup (_ ("month, YYYY-MM"));
  case KIND_SINCE:
    return g_strdup (_ ("day or month, YYYY-MM-DD or YYYY-MM"));
  default:
    g_return_val_if_reached (NULL);
  }
}

char *
tb_city_import_dup_columns (TbCityRegister which)
{
  GString *out = g_string_new (NULL);

  for (const Column *column = columns[which]; column->name != NULL; column++) {
    g_autofree char *meaning = dup_meaning (column);

    g_string_append_printf (out,
                            "  %-14s %s%s\n",
                            column->name,
                            meaning,
                            column->is_optional ? _ (" (may be left out)") : "");
  }

  return g_string_free (out, FALSE);
}

static json_t *
read_text (const Check *check, const char *text)
{
  if (g_utf8_strlen (text, -1) > check->column->limit)
    return refuse (check,
                   g_strdup_printf (_ ("Longer than %d characters"), (int) check->column->limit));
  for (const char *p = text; *p != '\0'; p++) {
    if (g_ascii_iscntrl (*p))
      return refuse (check, g_strdup (_ ("A line break or control character stands in it")));
  }

  return json_string (text);
}

static json_t *
read_number (const Check *check, const char *text)
{
  g_autofree char *limit = g_strdup_printf ("%" G_GINT64_FORMAT, check->column->limit);
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 0, (guint64) check->column->limit, &number, NULL))
    return refuse (check, g_strdup_printf (_ ("A whole number from 0 to %s is expected"), limit));

  return json_integer ((json_int_t) number);
}

static json_t *
read_truth (const Check *check, const char *text)
{
  static const char *const yes[] = { "1", "true", "是", NULL };
  static const char *const no[] = { "0", "false", "否", NULL };

  if (g_strv_contains (yes, text))
    return json_true ();
  if (g_strv_contains (no, text))
    return json_false ();

  return refuse (check, g_strdup (_ ("1 or 0 is expected")));
}

static json_t *
read_code (const Check *check, const char *text)
{
  if (tb_catalogue_find_code (check->rules->catalogue, check->column->rule, text) == NULL)
    return refuse (check,
                   g_strdup_printf (_ ("%s is no code of the list %s"), text, check->column->rule));

  return json_string (text);
}

static json_t *
read_identifier (const Check *check, const char *kind, const char *text)
{
  g_autoptr (TbIdentifier) identifier =
      tb_identifier_check (kind, text, check->rules->regions, &check->rules->today);
  const TbFlaw *flaw = identifier == NULL ? NULL : tb_identifier_get_error (identifier);

  if (flaw != NULL)
    return refuse (check, g_strdup (flaw->message));

  return json_string (identifier->normal);
}

/* Registers other than that of persons do not say of which kind a number is. */
static const char *
guess_id_type (const char *text)
{
  gsize n_digits = strspn (text, "0123456789");
  gsize length = strlen (text);

  return length == 15 || length == 18 ? (n_digits + 1 >= length ? "01" : "99") : "99";
}

static json_t *
read_id_no (const Check *check, const char *text)
{
  static const TbField field = { .type = TB_FIELD_ID_NUMBER };
  const char *id_type = tb_json_get_string (check->values, "id_type");
  const char *kind;

  if (check->rules->which != TB_CITY_PERSONS)
    id_type = guess_id_type (text);
  kind = tb_field_get_identifier_kind (&field, id_type);
  if (kind == NULL)
    return refuse (check, g_strdup (_ ("The type of the document is missing or unknown")));

  return read_identifier (check, kind, text);
}

static json_t *
read_region (const Check *check, const char *text)
{
  TbRegionState state = TB_REGION_UNKNOWN;

  if (strlen (text) == 6 && strspn (text, "0123456789") == 6)
    state = tb_regions_find (check->rules->regions, text, NULL, NULL);
  if (state == TB_REGION_UNKNOWN || state == TB_REGION_NO_PROVINCE)
    return refuse (check, g_strdup_printf (_ ("%s is no code of GB/T 2260"), text));

  return json_string (text);
}

static json_t *
read_area (const Check *check, const char *text)
{
  if (tb_area_from_slug (text) == TB_AREA_NONE)
    return refuse (check, g_strdup_printf (_ ("%s is none of the eight areas"), text));

  return json_string (text);
}

static json_t *
read_date (const Check *check, const char *text)
{
  Kind kind = check->column->kind;
  gboolean is_month = kind == KIND_MONTH || (kind == KIND_SINCE && strlen (text) == 7);
  GDate date;

  if (is_month ? !tb_date_parse_month (text, &date, NULL) : !tb_date_parse (text, &date, NULL))
    return refuse (check,
                   kind == KIND_MONTH ? g_strdup (_ ("A month as YYYY-MM is expected"))
                                      : g_strdup (_ ("A day as YYYY-MM-DD is expected")));
  if (kind == KIND_DATE && g_date_compare (&date, &check->rules->today) > 0)
    return refuse (check, g_strdup (_ ("The day lies in the future")));

  return json_string (text);
}

static json_t *
read_value (const Check *check, const char *text)
{
  switch (check->column->kind) {
  case KIND_TEXT:
    return read_text (check, text);
  case KIND_NUMBER:
    return read_number (check, text);
  case KIND_TRUTH:
    return read_truth (check, text);
  case KIND_CODE:
    return read_code (check, text);
  case KIND_IDENTIFIER:
    return read_identifier (check, check->column->rule, text);
  case KIND_ID_NO:
    return read_id_no (check, text);
  case KIND_REGION:
    return read_region (check, text);
  case KIND_AREA:
    return read_area (check, text);
  case KIND_DATE:
  case KIND_MONTH:
  case KIND_SINCE:
    return read_date (check, text);
  default:
    g_return_val_if_reached (NULL);
  }
}

/* NDJSON has numbers and truths of its own; they go through the same rules as text. NULL for what
 * cannot be a value, "" for nothing. */
static char *
dup_text (const json_t *value)
{
  if (value == NULL || json_is_null (value))
    return g_strdup ("");
  if (json_is_string (value))
    return tb_text_trim (json_string_value (value));
  if (json_is_integer (value))
    return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
  if (json_is_boolean (value))
    return g_strdup (json_is_true (value) ? "1" : "0");

  return NULL;
}

static gboolean
add_value (const Check *check, json_t *row)
{
  const Column *column = check->column;
  g_autofree char *text = dup_text (json_object_get (check->values, column->name));
  json_t *value;

  if (text != NULL && *text == '\0' && column->kind == KIND_AREA) {
    g_free (text);
    text = g_strdup (tb_area_get_slug (check->rules->area));
  }
  if (text == NULL)
    return refuse (check, g_strdup (_ ("A single value is expected"))) != NULL;
  if (*text == '\0')
    return column->is_optional || refuse (check, g_strdup (_ ("There is no value"))) != NULL;

  value = read_value (check, text);
  if (value == NULL)
    return FALSE;
  json_object_set_new (row, column->name, value);

  return TRUE;
}

static gboolean
set_flaw (TbImportFlaw *flaw, const char *field, const char *reason)
{
  flaw->field = field;
  flaw->reason = g_strdup (reason);

  return FALSE;
}

/* An identity number says birth and sex itself (GB 11643). */
static gboolean
check_person (const json_t *row, TbImportFlaw *flaw)
{
  const char *id_type = tb_json_get_string (row, "id_type");
  const char *id_no = tb_json_get_string (row, "id_no");
  const char *birth = tb_json_get_string (row, "birth");
  const char *sex = tb_json_get_string (row, "sex");
  g_autofree char *digits = NULL;

  if (!g_str_equal (id_type, "01") || strlen (id_no) != 18)
    return TRUE;

  digits = g_strdup_printf ("%.4s%.2s%.2s", birth, birth + 5, birth + 8);
  if (strncmp (id_no + 6, digits, 8) != 0)
    return set_flaw (flaw, "birth", _ ("The identity number has another day of birth"));
  if ((id_no[16] - '0') % 2 != (g_str_equal (sex, "1") ? 1 : 0) && strchr ("12", *sex) != NULL)
    return set_flaw (flaw, "sex", _ ("The identity number has another sex"));

  return TRUE;
}

static gboolean
check_row (const TbImportRules *rules, const json_t *row, TbImportFlaw *flaw)
{
  const char *to = tb_json_get_string (row, "to");

  if (rules->which == TB_CITY_PERSONS)
    return check_person (row, flaw);
  if (to != NULL && strcmp (to, tb_json_get_string (row, "from")) < 0)
    return set_flaw (flaw, "to", _ ("The last month lies before the first"));

  return TRUE;
}

/* Members that the register does not have: only objects can have them. */
static gboolean
check_members (const TbImportRules *rules, const json_t *values, TbImportFlaw *flaw)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) values, name, value)
  {
    if (find_column (rules->which, name) == NULL && !is_extra (name)) {
      flaw->field = "";
      flaw->reason = dup_unknown (rules->which, name);
      return FALSE;
    }
  }

  return TRUE;
}

json_t *
tb_import_row_new (const TbImportRules *rules, const json_t *values, TbImportFlaw *flaw)
{
  g_autoptr (json_t) row = json_object ();
  Check check = { rules, NULL, values, flaw };

  if (!check_members (rules, values, flaw))
    return NULL;
  for (check.column = columns[rules->which]; check.column->name != NULL; check.column++) {
    if (!add_value (&check, row))
      return NULL;
  }

  return check_row (rules, row, flaw) ? g_steal_pointer (&row) : NULL;
}
