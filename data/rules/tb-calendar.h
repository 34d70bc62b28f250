/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_CALENDAR_ERROR (tb_calendar_error_quark ())
GQuark tb_calendar_error_quark (void);

typedef enum {
  TB_CALENDAR_ERROR_FORMAT,   /* a line of the file is wrong; the message names it */
  TB_CALENDAR_ERROR_CONFLICT, /* an imported row contradicts one that is there */
} TbCalendarError;

/**
 * TbCalendar:
 *
 * Working days with 调休: rest days and make-up days of the State Council's yearly notices, as
 * data/catalogue/calendar/holidays.csv has them (domain rule 04). Immutable, any thread.
 */
typedef struct _TbCalendar TbCalendar;

/* Columns date,weekday,kind(holiday|workday),name,statutory,notice_year; the header is read. */
TbCalendar *tb_calendar_new (const char *csv,
                             gssize length,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbCalendar *tb_calendar_ref (TbCalendar *self);
void tb_calendar_unref (TbCalendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCalendar, tb_calendar_unref)

typedef enum {
  TB_DAY_WORKDAY,
  TB_DAY_WEEKEND,
  TB_DAY_HOLIDAY,
  TB_DAY_MAKE_UP, /* a Saturday or Sunday on which people work */
} TbDayKind;

/* @name: the holiday's name in Chinese, or NULL; may be NULL. */
TbDayKind tb_calendar_get_day (TbCalendar *self, const GDate *day, const char **name);
gboolean tb_calendar_is_workday (TbCalendar *self, const GDate *day);
/* The first and the last day that the notices cover; later days are guesses by weekday. */
const GDate *tb_calendar_get_first_day (TbCalendar *self);
const GDate *tb_calendar_get_last_day (TbCalendar *self);
/* First 16 hex digits of the file's SHA-256: kept on a clock so that it stays explainable. */
const char *tb_calendar_get_version (TbCalendar *self);

/* The @days-th working day after @start; the start day never counts (民法典 art. 201, 行政许可法
 * art. 82). @days is not negative; 0 gives @start itself. Returns whether every day looked at
 * lies within what the notices cover. */
gboolean tb_calendar_add_workdays (TbCalendar *self, const GDate *start, int days, GDate *due);
/* Working days after @from up to and including @to; 0 when @to is not later. */
int tb_calendar_count_workdays (TbCalendar *self, const GDate *from, const GDate *to);
/* @day itself, or the next working day after it: where a citizen's last day falls on a rest day. */
void tb_calendar_next_workday (TbCalendar *self, const GDate *day, GDate *next);

/* One day that an imported file would change. */
typedef struct {
  GDate day;
  TbDayKind before;
  TbDayKind after;
  char *name; /* of the holiday in the new file */
} TbCalendarChange;

/**
 * tb_calendar_merge:
 * @csv: a file of the same form, such as next year's notice or local closures
 * @changes: (out) (optional) (transfer full) (element-type TbCalendarChange): the days whose kind
 *   would change, in order: the preview an administrator confirms
 *
 * The calendar with the rows of @csv added. A row for a day that @self names already must say the
 * same kind: national rows are never edited (domain rule 04), a closure is a row of its own.
 *
 * Returns: (transfer full): a new calendar with a version of its own
 */
TbCalendar *tb_calendar_merge (TbCalendar *self,
                               const char *csv,
                               gssize length,
                               GPtrArray **changes,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The file that gives this calendar again, sorted by day. */
char *tb_calendar_to_csv (TbCalendar *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
