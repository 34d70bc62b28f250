/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-calendar"

#include "config.h"

#include "tb-calendar.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-hash.h"
#include "tb-rule-table.h"

#define VERSION_LENGTH 16

typedef struct {
  GDate day;
  gboolean is_workday;
  gboolean is_statutory;
  int notice_year;
  char *name;
} Row;

/* Rows sorted by day; the index answers by Julian day. */
struct _TbCalendar {
  gatomicrefcount refs;
  GPtrArray *rows;
  GHashTable *by_day; /* julian → Row*, borrowed */
  GDate first;
  GDate last;
  char *version;
};

G_DEFINE_QUARK (tb_calendar_error_quark, tb_calendar_error)

static void
row_free (Row *self)
{
  g_free (self->name);
  g_free (self);
}

static Row *
row_copy (const Row *self)
{
  Row *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);

  return copy;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *const *x = a;
  const Row *const *y = b;

  return g_date_compare (&(*x)->day, &(*y)->day);
}

static gboolean
is_weekend (const GDate *day)
{
  return g_date_get_weekday (day) >= G_DATE_SATURDAY;
}

static gboolean
set_line_error (GError **error, guint line, const char *problem)
{
  g_set_error (error,
               TB_CALENDAR_ERROR,
               TB_CALENDAR_ERROR_FORMAT,
               _ ("Calendar, line %u: %s"),
               line,
               problem);
  return FALSE;
}

static gboolean
read_kind (const TbRuleTable *csv, Row *row, GError **error)
{
  const char *kind = tb_rule_table_get (csv, "kind");

  row->is_workday = strcmp (kind, "workday") == 0;
  if (!row->is_workday && strcmp (kind, "holiday") != 0)
    return set_line_error (error, csv->line, _ ("kind is holiday or workday"));
  if (row->is_workday && !is_weekend (&row->day))
    return set_line_error (error,
                           csv->line,
                           _ ("workday is for a Saturday or Sunday on which people work; this "
                              "day is a working day without a row, take it out"));

  return TRUE;
}

/* The weekday is for readers of the file; where it is written, it must be right. */
static gboolean
read_weekday (const TbRuleTable *csv, const Row *row, GError **error)
{
  static const char *const names[] = { "一", "二", "三", "四", "五", "六", "日" };
  const char *written = tb_rule_table_get (csv, "weekday");

  if (*written == '\0' || strcmp (written, names[g_date_get_weekday (&row->day) - 1]) == 0)
    return TRUE;

  return set_line_error (error, csv->line, _ ("the weekday does not belong to the date"));
}

static gboolean
read_year (const TbRuleTable *csv, Row *row, GError **error)
{
  const char *text = tb_rule_table_get (csv, "notice_year");

  if (strlen (text) != 4 || strspn (text, "0123456789") != 4)
    return set_line_error (error, csv->line, _ ("notice_year is four digits"));

  row->notice_year = (int) g_ascii_strtoll (text, NULL, 10);
  if (abs (row->notice_year - (int) g_date_get_year (&row->day)) > 1)
    return set_line_error (error, csv->line, _ ("notice_year is far from the date"));

  return TRUE;
}

static Row *
read_row (const TbRuleTable *csv, GError **error)
{
  g_autofree Row *row = g_new0 (Row, 1);
  const char *statutory = tb_rule_table_get (csv, "statutory");

  if (!tb_date_parse (tb_rule_table_get (csv, "date"), &row->day, NULL)) {
    set_line_error (error, csv->line, _ ("date is no day written YYYY-MM-DD"));
    return NULL;
  }
  if (!read_kind (csv, row, error) || !read_weekday (csv, row, error) ||
      !read_year (csv, row, error))
    return NULL;
  if (strcmp (statutory, "0") != 0 && strcmp (statutory, "1") != 0) {
    set_line_error (error, csv->line, _ ("statutory is 0 or 1"));
    return NULL;
  }
  if (!g_utf8_validate (tb_rule_table_get (csv, "name"), -1, NULL)) {
    set_line_error (error, csv->line, _ ("the name is not UTF-8; save the file as UTF-8"));
    return NULL;
  }
  row->is_statutory = *statutory == '1';
  row->name = g_strdup (tb_rule_table_get (csv, "name"));

  return g_steal_pointer (&row);
}

static gboolean
check_header (const TbRuleTable *csv, GError **error)
{
  static const char *const columns[] = { "date", "kind", "name", "statutory", "notice_year" };

  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++) {
    if (!tb_rule_table_has_column (csv, columns[i])) {
      g_set_error (error,
                   TB_CALENDAR_ERROR,
                   TB_CALENDAR_ERROR_FORMAT,
                   _ ("Calendar, line 1: column “%s” is missing; the header is "
                      "date,weekday,kind,name,statutory,notice_year"),
                   columns[i]);
      return FALSE;
    }
  }

  return TRUE;
}

static GPtrArray *
read_rows (const char *text, gssize length, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_auto (TbRuleTable) csv = { 0 };

  tb_rule_table_init (&csv, text, length);
  if (!check_header (&csv, error))
    return NULL;

  while (tb_rule_table_next (&csv)) {
    Row *row = read_row (&csv, error);

    if (row == NULL)
      return NULL;
    g_ptr_array_add (rows, row);
    if (!g_hash_table_add (seen, GUINT_TO_POINTER (g_date_get_julian (&row->day)))) {
      set_line_error (error, csv.line, _ ("this day stands twice"));
      return NULL;
    }
  }
  if (rows->len == 0) {
    set_line_error (error, 1, _ ("no day follows the header"));
    return NULL;
  }

  return g_steal_pointer (&rows);
}

/* The notices cover whole years; the first one may begin in the last days of the year before. */
static void
set_coverage (TbCalendar *self)
{
  const Row *first = g_ptr_array_index (self->rows, 0);
  int from = G_MAXINT;
  int to = 0;

  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = g_ptr_array_index (self->rows, i);

    from = MIN (from, row->notice_year);
    to = MAX (to, row->notice_year);
  }

  g_date_clear (&self->first, 1);
  g_date_clear (&self->last, 1);
  g_date_set_dmy (&self->first, 1, G_DATE_JANUARY, (GDateYear) from);
  g_date_set_dmy (&self->last, 31, G_DATE_DECEMBER, (GDateYear) to);
  if (g_date_compare (&first->day, &self->first) < 0)
    self->first = first->day;
}

static TbCalendar *
calendar_new_take (GPtrArray *rows)
{
  TbCalendar *self = g_new0 (TbCalendar, 1);

  g_atomic_ref_count_init (&self->refs);
  self->rows = rows;
  self->by_day = g_hash_table_new (NULL, NULL);
  g_ptr_array_sort (rows, compare_rows);
  for (guint i = 0; i < rows->len; i++) {
    Row *row = g_ptr_array_index (rows, i);

    g_hash_table_insert (self->by_day, GUINT_TO_POINTER (g_date_get_julian (&row->day)), row);
  }
  set_coverage (self);

  return self;
}

static void
set_version (TbCalendar *self, const char *text, gsize length)
{
  self->version = tb_hash_sha256 (text, length);
  self->version[VERSION_LENGTH] = '\0';
}

TbCalendar *
tb_calendar_new (const char *csv, gssize length, GError **error)
{
  GPtrArray *rows = read_rows (csv, length, error);
  TbCalendar *self;

  if (rows == NULL)
    return NULL;

  self = calendar_new_take (rows);
  set_version (self, csv, length < 0 ? strlen (csv) : (gsize) length);

  return self;
}

TbCalendar *
tb_calendar_ref (TbCalendar *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
tb_calendar_unref (TbCalendar *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->by_day);
  g_ptr_array_unref (self->rows);
  g_free (self->version);
  g_free (self);
}

static const Row *
find_row (TbCalendar *self, const GDate *day)
{
  return g_hash_table_lookup (self->by_day, GUINT_TO_POINTER (g_date_get_julian (day)));
}

TbDayKind
tb_calendar_get_day (TbCalendar *self, const GDate *day, const char **name)
{
  const Row *row = find_row (self, day);

  if (name != NULL)
    *name = row != NULL ? row->name : NULL;
  if (row != NULL)
    return row->is_workday ? TB_DAY_MAKE_UP : TB_DAY_HOLIDAY;

  return is_weekend (day) ? TB_DAY_WEEKEND : TB_DAY_WORKDAY;
}

gboolean
tb_calendar_is_workday (TbCalendar *self, const GDate *day)
{
  TbDayKind kind = tb_calendar_get_day (self, day, NULL);

  return kind == TB_DAY_WORKDAY || kind == TB_DAY_MAKE_UP;
}

const GDate *
tb_calendar_get_first_day (TbCalendar *self)
{
  return &self->first;
}

const GDate *
tb_calendar_get_last_day (TbCalendar *self)
{
  return &self->last;
}

const char *
tb_calendar_get_version (TbCalendar *self)
{
  return self->version;
}

gboolean
tb_calendar_add_workdays (TbCalendar *self, const GDate *start, int days, GDate *due)
{
  GDate day = *start;

  g_return_val_if_fail (days >= 0, FALSE);

  for (int left = days; left > 0;) {
    g_date_add_days (&day, 1);
    if (tb_calendar_is_workday (self, &day))
      left--;
  }
  *due = day;

  return days == 0 ||
         (g_date_compare (start, &self->first) >= 0 && g_date_compare (&day, &self->last) <= 0);
}

int
tb_calendar_count_workdays (TbCalendar *self, const GDate *from, const GDate *to)
{
  GDate day = *from;
  int n = 0;

  while (g_date_compare (&day, to) < 0) {
    g_date_add_days (&day, 1);
    if (tb_calendar_is_workday (self, &day))
      n++;
  }

  return n;
}

void
tb_calendar_next_workday (TbCalendar *self, const GDate *day, GDate *next)
{
  *next = *day;
  while (!tb_calendar_is_workday (self, next))
    g_date_add_days (next, 1);
}

static void
change_free (TbCalendarChange *self)
{
  g_free (self->name);
  g_free (self);
}

static void
add_change (TbCalendar *self, const Row *row, GPtrArray *changes)
{
  TbCalendarChange *change = g_new0 (TbCalendarChange, 1);

  change->day = row->day;
  change->before = tb_calendar_get_day (self, &row->day, NULL);
  change->after = row->is_workday ? TB_DAY_MAKE_UP : TB_DAY_HOLIDAY;
  change->name = g_strdup (row->name);
  g_ptr_array_add (changes, change);
}

/* Adds to @rows what @added brings; a day that is there already must be of the same kind. */
static gboolean
add_rows (TbCalendar *self, GPtrArray *added, GPtrArray *rows, GPtrArray *changes, GError **error)
{
  for (guint i = 0; i < added->len; i++) {
    const Row *row = g_ptr_array_index (added, i);
    const Row *there = find_row (self, &row->day);

    if (there != NULL && there->is_workday != row->is_workday) {
      g_autofree char *day = tb_date_format (&row->day);

      g_set_error (error,
                   TB_CALENDAR_ERROR,
                   TB_CALENDAR_ERROR_CONFLICT,
                   _ ("The calendar has %s as a %s (%s) and the file as a %s; take this row out "
                      "of the file, published rows are never edited"),
                   day,
                   there->is_workday ? "workday" : "holiday",
                   there->name,
                   row->is_workday ? "workday" : "holiday");
      return FALSE;
    }
    if (there == NULL) {
      add_change (self, row, changes);
      g_ptr_array_add (rows, row_copy (row));
    }
  }

  return TRUE;
}

TbCalendar *
tb_calendar_merge (TbCalendar *self,
                   const char *csv,
                   gssize length,
                   GPtrArray **changes,
                   GError **error)
{
  g_autoptr (GPtrArray) added = read_rows (csv, length, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) change_free);
  g_autofree char *text = NULL;
  TbCalendar *merged;

  if (added == NULL)
    return NULL;

  g_ptr_array_sort (added, compare_rows);
  for (guint i = 0; i < self->rows->len; i++)
    g_ptr_array_add (rows, row_copy (g_ptr_array_index (self->rows, i)));
  if (!add_rows (self, added, rows, found, error))
    return NULL;

  merged = calendar_new_take (g_steal_pointer (&rows));
  text = tb_calendar_to_csv (merged);
  set_version (merged, text, strlen (text));
  if (changes != NULL)
    *changes = g_steal_pointer (&found);

  return merged;
}

static void
append_quoted (GString *out, const char *field)
{
  if (strpbrk (field, ",\"") == NULL) {
    g_string_append (out, field);
    return;
  }

  g_string_append_c (out, '"');
  for (const char *p = field; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (out, '"');
    g_string_append_c (out, *p);
  }
  g_string_append_c (out, '"');
}

char *
tb_calendar_to_csv (TbCalendar *self)
{
  static const char *const weekdays[] = { "一", "二", "三", "四", "五", "六", "日" };
  GString *out = g_string_new ("date,weekday,kind,name,statutory,notice_year\n");

  for (guint i = 0; i < self->rows->len; i++) {
    const Row *row = g_ptr_array_index (self->rows, i);
    g_autofree char *day = tb_date_format (&row->day);

    g_string_append_printf (out,
                            "%s,%s,%s,",
                            day,
                            weekdays[g_date_get_weekday (&row->day) - 1],
                            row->is_workday ? "workday" : "holiday");
    append_quoted (out, row->name);
    g_string_append_printf (out, ",%d,%d\n", row->is_statutory ? 1 : 0, row->notice_year);
  }

  return g_string_free (out, FALSE);
}
