/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-calendar"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-audit-table.h"
#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-record-table.h"

/* What administrators imported, whole and sorted, in the window's folder. The rows that ship are
 * never edited (domain rule 04); they are laid under it at every start. */
#define CALENDAR_FILE "calendar.csv"

static char *
calendar_path (TbDeskCore *core)
{
  return g_build_filename (core->folder, CALENDAR_FILE, NULL);
}

TbCalendar *
tb_desk_calendar_load (TbDeskCore *core, GError **error)
{
  gsize length;
  const char *holidays = tb_catalogue_get_file (core->catalogue, "calendar/holidays.csv", &length);
  g_autoptr (TbCalendar) shipped = tb_calendar_new (holidays, (gssize) length, error);
  g_autofree char *path = calendar_path (core);
  g_autofree char *text = NULL;
  g_autoptr (GError) reason = NULL;
  TbCalendar *merged;

  if (shipped == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return g_steal_pointer (&shipped);

  merged = tb_calendar_merge (shipped, text, (gssize) length, NULL, &reason);
  if (merged != NULL)
    return merged;

  /* Work goes on with the calendar that ships; doctor and “calendar” say so. */
  g_free (core->calendar_problem);
  core->calendar_problem =
      g_strdup_printf (_ ("%s is not used: %s. Import it again"), path, reason->message);

  return g_steal_pointer (&shipped);
}

static const char *
day_name (TbDayKind kind)
{
  static const char *const names[] = {
    [TB_DAY_WORKDAY] = N_ ("working day"),
    [TB_DAY_WEEKEND] = N_ ("weekend"),
    [TB_DAY_HOLIDAY] = N_ ("holiday"),
    [TB_DAY_MAKE_UP] = N_ ("make-up working day"),
  };

  return _ (names[kind]);
}

static json_t *
describe_changes (GPtrArray *changes)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < changes->len; i++) {
    const TbCalendarChange *change = g_ptr_array_index (changes, i);
    g_autofree char *day = tb_date_format (&change->day);

    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:s, s:s*}",
                                      "day",
                                      day,
                                      "before",
                                      day_name (change->before),
                                      "after",
                                      day_name (change->after),
                                      "name",
                                      change->name));
  }

  return rows;
}

/* On which day the owner's clock ends by @calendar; NULL when none runs. */
static char *
dup_due (TbDeskCore *core, TbCalendar *calendar, const TbRecordRow *row)
{
  g_autoptr (json_t) entry = tb_record_table_get (core->store, row->area, row->id, NULL);
  const json_t *clocks = tb_json_get_array (tb_json_get_object (entry, "body"), "clocks");
  TbDeadline next;
  GDate today;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
  if (clocks == NULL || !tb_deadline_find_next (calendar, clocks, &today, &next))
    return NULL;

  return tb_date_format (&next.due);
}

/* How many open cases are due on another day by @next; with @is_applied their lists learn it.
 * −1 with @error. */
static int
move_cases (TbDeskCore *core, TbCalendar *next, gboolean is_applied, GError **error)
{
  TbRecordFilter filter = { .area = TB_AREA_NONE,
                            .owner = TB_AREA_NONE,
                            .order = TB_RECORD_ORDER_CHANGED,
                            .limit = TB_STORE_MAX_PAGE };
  g_autoptr (GPtrArray) page = NULL;
  int n = 0;

  do {
    g_autoptr (GPtrArray) before = g_steal_pointer (&page);

    filter.after =
        before != NULL && before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;
    page = tb_record_table_page (core->store, &filter, error);
    if (page == NULL)
      return -1;
    for (guint i = 0; i < page->len; i++) {
      const TbRecordRow *row = g_ptr_array_index (page, i);
      g_autofree char *now = dup_due (core, core->calendar, row);
      g_autofree char *due = dup_due (core, next, row);

      n += g_strcmp0 (due, now) != 0;
      if (is_applied && g_strcmp0 (due, row->due) != 0 &&
          !tb_record_table_set_due (core->store, row->area, row->id, due, error))
        return -1;
    }
  } while (page->len == filter.limit);

  return n;
}

/* Whether a running leg of the case ends on a day that no notice covers. */
static gboolean
is_uncertain (TbDeskCore *core, const GDate *today, const TbRecordRow *row)
{
  g_autoptr (json_t) entry = tb_record_table_get (core->store, row->area, row->id, NULL);
  const json_t *clocks = tb_json_get_array (tb_json_get_object (entry, "body"), "clocks");
  const json_t *clock;
  gsize i;

  json_array_foreach ((json_t *) clocks, i, clock)
  {
    TbDeadline deadline;

    tb_deadline_compute (core->calendar, clock, today, &deadline);
    if (deadline.is_running && deadline.is_uncertain)
      return TRUE;
  }

  return FALSE;
}

int
tb_desk_calendar_count_uncertain (TbDeskCore *core, const GDate *today, GError **error)
{
  TbRecordFilter filter = { .area = TB_AREA_NONE,
                            .owner = TB_AREA_NONE,
                            .order = TB_RECORD_ORDER_CHANGED,
                            .limit = TB_STORE_MAX_PAGE };
  g_autoptr (GPtrArray) page = NULL;
  int n = 0;

  do {
    g_autoptr (GPtrArray) before = g_steal_pointer (&page);

    filter.after =
        before != NULL && before->len > 0 ? g_ptr_array_index (before, before->len - 1) : NULL;
    page = tb_record_table_page (core->store, &filter, error);
    if (page == NULL)
      return -1;
    for (guint i = 0; i < page->len; i++)
      n += is_uncertain (core, today, g_ptr_array_index (page, i)) ? 1 : 0;
  } while (page->len == filter.limit);

  return n;
}

static json_t *
describe (TbDeskCore *core)
{
  g_autofree char *first = tb_date_format (tb_calendar_get_first_day (core->calendar));
  g_autofree char *last = tb_date_format (tb_calendar_get_last_day (core->calendar));
  g_autofree char *path = calendar_path (core);

  return json_pack ("{s:s, s:s, s:s, s:b, s:s*}",
                    "first",
                    first,
                    "last",
                    last,
                    "version",
                    tb_calendar_get_version (core->calendar),
                    "imported",
                    core->calendar_problem == NULL && g_file_test (path, G_FILE_TEST_EXISTS),
                    "problem",
                    core->calendar_problem);
}

/* The file first: what was moved in the lists can be moved again, a lost file cannot. */
static gboolean
apply (TbDeskCore *core, const TbOperator *who, TbCalendar *next, GError **error)
{
  g_autofree char *path = calendar_path (core);
  g_autofree char *csv = tb_calendar_to_csv (next);
  g_autoptr (json_t) detail = json_pack ("{s:s, s:s}",
                                         "before",
                                         tb_calendar_get_version (core->calendar),
                                         "after",
                                         tb_calendar_get_version (next));
  TbAuditAct act = { .verb = "calendar.imported", .area = TB_AREA_NONE };

  act.operator_id = who->id;
  act.detail = detail;
  if (!tb_audit_table_append (core->store, &act, NULL, error) ||
      !g_file_set_contents_full (path,
                                 csv,
                                 -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                 0600,
                                 error))
    return FALSE;

  tb_calendar_unref (core->calendar);
  core->calendar = tb_calendar_ref (next);
  g_clear_pointer (&core->calendar_problem, g_free);

  return move_cases (core, next, TRUE, error) >= 0;
}

/* {} tells what is covered; {csv, apply?}: what would change, and with apply the change. */
json_t *
tb_desk_calendar (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *csv = tb_json_get_string (args, "csv");
  gboolean is_applied = tb_json_get_bool (args, "apply");
  g_autoptr (TbOperator) who = NULL;
  g_autoptr (TbCalendar) next = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  json_t *answer;
  int n_cases;

  if (csv == NULL)
    return describe (core);
  who = tb_desk_require_role (core, TB_DESK_ADMIN, error);
  if (who == NULL)
    return NULL;
  next = tb_calendar_merge (core->calendar, csv, -1, &changes, error);
  if (next == NULL)
    return NULL;
  n_cases = move_cases (core, next, FALSE, error);
  if (n_cases < 0 || (is_applied && !apply (core, who, next, error)))
    return NULL;

  answer = describe (core);
  json_object_set_new (answer, "rows", describe_changes (changes));
  json_object_set_new (answer, "cases", json_integer (n_cases));
  json_object_set_new (answer, "applied", json_boolean (is_applied));

  return answer;
}
