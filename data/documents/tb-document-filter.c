/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"
#include "tb-document-private.h"
#include "tb-mask.h"
#include "tb-time.h"

#define CHINA_US (8 * G_TIME_SPAN_HOUR)

typedef void (*Filter) (TbDocumentScope *scope, const char *argument, TbDocumentValue *value);

/* What a filter gives is text that stands as it is. */
static void
take_text (TbDocumentValue *value, char *text)
{
  g_autofree char *owned = text;

  g_clear_pointer (&value->value, json_decref);
  value->value = json_string (owned);
  value->field = NULL;
}

/* A date, a month or a time. Times are the protocol's UTC and are read as the day in China. */
static gboolean
read_day (const TbDocumentValue *value, GDate *day)
{
  const char *text = json_string_value (value->value);
  gint64 wall_us;

  g_date_clear (day, 1);
  if (text == NULL)
    return FALSE;
  if (tb_time_parse (text, &wall_us)) {
    tb_date_of_time (wall_us, day);
    return TRUE;
  }

  return tb_date_parse (text, day, NULL) || tb_date_parse_month (text, day, NULL);
}

static void
filter_date (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  GDate day;

  if (read_day (value, &day))
    take_text (value, tb_date_format (&day));
}

static void
filter_date_zh (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  GDate day;

  if (read_day (value, &day))
    take_text (value,
               g_strdup_printf ("%u年%u月%u日",
                                g_date_get_year (&day),
                                (guint) g_date_get_month (&day),
                                g_date_get_day (&day)));
}

static void
filter_month_zh (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  GDate day;

  if (read_day (value, &day))
    take_text (value,
               g_strdup_printf ("%u年%u月",
                                g_date_get_year (&day),
                                (guint) g_date_get_month (&day)));
}

static void
filter_year (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  GDate day;

  if (read_day (value, &day))
    take_text (value, g_strdup_printf ("%u", g_date_get_year (&day)));
}

static void
filter_datetime (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  const char *text = json_string_value (value->value);
  g_autofree char *china = NULL;
  gint64 wall_us;

  if (text == NULL || !tb_time_parse (text, &wall_us))
    return;

  china = tb_time_format (wall_us + CHINA_US);
  take_text (value, g_strdup_printf ("%.10s %.5s", china, china + 11));
}

static void
filter_mask (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  TbMask mask = tb_mask_from_name (strcmp (argument, "phone") == 0 ? "mobile" : argument);
  const char *text = json_string_value (value->value);

  /* What cannot be masked is not shown either. */
  if (text != NULL)
    take_text (value, mask != TB_MASK_NONE ? tb_mask_apply (mask, text) : g_strdup ("****"));
}

static void
filter_money (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  static const TbField money = { .id = "money", .type = TB_FIELD_MONEY };

  if (json_is_integer (value->value))
    take_text (value, tb_field_print (&scope->rules, &money, value->value, scope->language));
}

static void
filter_rmb_upper (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  gint64 fen = json_integer_value (value->value);

  if (json_is_integer (value->value) && ABS (fen) <= TB_AMOUNT_MAX_FEN)
    take_text (value, tb_amount_format_capitals (fen));
}

static void
print_as (TbDocumentScope *scope, TbFieldType type, const char *list, TbDocumentValue *value)
{
  const TbField field = { .id = "value", .type = type, .list = list };

  if (json_is_string (value->value))
    take_text (value, tb_field_print (&scope->rules, &field, value->value, scope->language));
}

static void
filter_code (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  print_as (scope, TB_FIELD_CODE, argument, value);
}

static void
filter_area (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  print_as (scope, TB_FIELD_AREA, NULL, value);
}

static void
filter_region (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  print_as (scope, TB_FIELD_REGION, NULL, value);
}

static void
filter_tick (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  take_text (value, g_strdup (json_is_true (value->value) ? "☑" : "☐"));
}

static void
filter_count (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  take_text (value, g_strdup_printf ("%zu", json_array_size (value->value)));
}

static void
filter_sum (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  const TbField *table = value->field;
  const TbField *column = NULL;
  gint64 sum = 0;

  for (gsize i = 0; i < json_array_size (value->value); i++)
    sum += tb_json_get_int (json_array_get (value->value, i), argument, 0);
  for (gsize i = 0; table != NULL && i < table->n_columns; i++) {
    if (strcmp (table->columns[i].id, argument) == 0)
      column = &table->columns[i];
  }
  g_clear_pointer (&value->value, json_decref);
  value->value = json_integer (sum);
  value->field = column;
}

static void
filter_join (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  TbField one = { .id = "value", .type = TB_FIELD_TEXT };

  if (!json_is_array (value->value))
    return;
  if (value->field != NULL && value->field->list != NULL) {
    one.type = TB_FIELD_CODE;
    one.list = value->field->list;
  }
  for (gsize i = 0; i < json_array_size (value->value); i++)
    g_ptr_array_add (parts,
                     tb_field_print (&scope->rules,
                                     &one,
                                     json_array_get (value->value, i),
                                     scope->language));
  g_ptr_array_add (parts, NULL);
  take_text (value, g_strjoinv (argument, (char **) parts->pdata));
}

static void
filter_default (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  if (tb_document_value_is_empty (value))
    take_text (value, g_strdup (argument));
}

static void
filter_group (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  guint size = (guint) g_ascii_strtoull (argument, NULL, 10);
  const char *text = json_string_value (value->value);
  GString *grouped;
  guint n = 0;

  if (text == NULL || size == 0)
    return;

  grouped = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (n > 0 && n % size == 0)
      g_string_append_c (grouped, ' ');
    g_string_append_unichar (grouped, g_utf8_get_char (p));
    n++;
  }
  take_text (value, g_string_free (grouped, FALSE));
}

/* A sentence part with "*" for the value; without a value it is not said at all. */
static void
filter_phrase (TbDocumentScope *scope, const char *argument, TbDocumentValue *value)
{
  g_autoptr (GString) text = g_string_new (argument);
  g_autofree char *printed = tb_document_value_print (scope, value);

  g_string_replace (text, "*", printed, 1);
  take_text (value, g_string_free (g_steal_pointer (&text), FALSE));
}

static const struct {
  const char *name;
  Filter filter;
  gboolean takes_empty; /* else an empty value stays empty */
} filters[] = {
  { "date", filter_date, FALSE },         { "date_zh", filter_date_zh, FALSE },
  { "month_zh", filter_month_zh, FALSE }, { "datetime", filter_datetime, FALSE },
  { "year", filter_year, FALSE },         { "mask", filter_mask, FALSE },
  { "money", filter_money, FALSE },       { "rmb_upper", filter_rmb_upper, FALSE },
  { "code", filter_code, FALSE },         { "area", filter_area, FALSE },
  { "region", filter_region, FALSE },     { "tick", filter_tick, TRUE },
  { "count", filter_count, TRUE },        { "sum", filter_sum, TRUE },
  { "join", filter_join, FALSE },         { "default", filter_default, TRUE },
  { "group", filter_group, FALSE },       { "phrase", filter_phrase, FALSE },
};

gboolean
tb_document_filter (TbDocumentScope *scope,
                    const char *filter,
                    TbDocumentValue *value,
                    GError **error)
{
  gsize length = strcspn (filter, ":");
  const char *argument = filter[length] == ':' ? filter + length + 1 : "";

  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++) {
    if (strlen (filters[i].name) != length || strncmp (filters[i].name, filter, length) != 0)
      continue;
    if (filters[i].takes_empty || !tb_document_value_is_empty (value))
      filters[i].filter (scope, argument, value);
    return TRUE;
  }

  g_set_error (error,
               TB_DOCUMENT_ERROR,
               TB_DOCUMENT_ERROR_NAME,
               _ ("The layout uses the filter “%s”, which does not exist"),
               filter);
  return FALSE;
}

/* Times print to the minute, in China; the rest by its type, or as it stands. */
char *
tb_document_value_print (TbDocumentScope *scope, const TbDocumentValue *value)
{
  static const TbField text = { .id = "text", .type = TB_FIELD_TEXT };
  TbDocumentValue copy = { .value = json_incref (value->value), .field = value->field };
  char *printed;

  if (copy.field == NULL)
    filter_datetime (scope, "", &copy);
  if (copy.field == NULL && json_is_boolean (copy.value))
    filter_tick (scope, "", &copy);
  printed = tb_field_print (&scope->rules,
                            copy.field != NULL ? copy.field : &text,
                            copy.value,
                            scope->language);
  g_clear_pointer (&copy.value, json_decref);

  return printed;
}
