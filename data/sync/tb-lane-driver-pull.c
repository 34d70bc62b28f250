/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lane-driver-pull"

#include "config.h"

#include <string.h>

#include "tb-cache.h"
#include "tb-lane-driver-private.h"
#include "tb-lane-table.h"
#include "tb-view-line.h"

/* One transaction: large enough to be fast, small enough to be short. */
#define MAX_LINES 5000
#define MAX_BYTES (8 * 1024 * 1024)

static TbErrand *
errand_new (TbLaneDriver *self, TbLaneEventKind kind, guint64 token)
{
  return tb_errand_new (self, &self->pull, kind, token);
}

static void
feed_commit (TbLaneDriver *self, TbLaneEvent *event, const GError *error)
{
  if (error != NULL) {
    event->failure = tb_lane_driver_judge_store (error);
    g_info ("%s: %s", tb_area_get_slug (self->area), error->message);
  }
  tb_lane_driver_feed (self, event);
}

static void
forget_page (TbLaneDriver *self)
{
  g_byte_array_set_size (self->lines, 0);
  self->n_lines = 0;
  g_clear_pointer (&self->trailer, json_decref);
}

/* Splits the first line off @rest; FALSE at its end. */
static gboolean
next_line (const char **rest, const char *end, const char **line, gsize *length)
{
  const char *newline = *rest < end ? memchr (*rest, '\n', (gsize) (end - *rest)) : NULL;

  if (newline == NULL)
    return FALSE;
  *line = *rest;
  *length = (gsize) (newline - *rest);
  *rest = newline + 1;

  return TRUE;
}

/* The lines of a page. @kind: what each of them is. */
static GArray *
split_lines (TbLaneDriver *self, TbViewLineKind kind, GError **error)
{
  g_autoptr (GArray) lines = g_array_sized_new (FALSE, FALSE, sizeof (TbFeedLine), self->n_lines);
  const char *rest = (const char *) self->lines->data;
  const char *end = rest + self->lines->len;
  const char *bytes;
  gsize length;

  while (next_line (&rest, end, &bytes, &length)) {
    TbViewLine line;
    TbFeedLine item;

    if (!tb_view_line_split (bytes, length, &line, error))
      return NULL;
    if (line.kind != kind) {
      g_set_error (error,
                   TB_VIEW_LINE_ERROR,
                   TB_VIEW_LINE_ERROR_FORM,
                   "A line of another kind of page");
      return NULL;
    }
    /* The hash is followed by a quotation mark of the line: it becomes its end. */
    if (line.kind == TB_VIEW_LINE_NUMBERED)
      ((char *) line.h)[TB_HASH_HEX_LENGTH] = '\0';
    item = (TbFeedLine){ line.n, line.h, line.bytes, line.length };
    g_array_append_val (lines, item);
  }

  return g_steal_pointer (&lines);
}

/* /changes */

/* Entries of this lane's own commands: as good an acknowledgement as the answer to the POST. */
static json_t *
own_entries (TbLaneDriver *self, const GArray *feed, gint64 *highest)
{
  json_t *own = json_array ();
  gsize lane_length = strlen (self->lane);

  for (guint i = 0; i < feed->len; i++) {
    const TbFeedLine *line = &g_array_index (feed, TbFeedLine, i);
    g_autoptr (json_t) entry = NULL;

    if (memmem (line->entry, line->length, self->lane, lane_length) == NULL)
      continue;
    entry = tb_json_parse (line->entry, (gssize) line->length, NULL);
    if (entry == NULL || g_strcmp0 (tb_json_get_string (entry, "lane"), self->lane) != 0)
      continue;
    *highest = MAX (*highest, tb_json_get_int (entry, "seq", 0));
    json_array_append (own, entry);
  }

  return own;
}

/* T4, and T3 for what the feed tells of this window's own work. */
static gboolean
apply_feed (TbLaneDriver *self, TbLaneEvent *event, GError **error)
{
  const char *log_id = self->state.log_id;
  g_autoptr (GArray) feed = split_lines (self, TB_VIEW_LINE_NUMBERED, error);
  const TbFeedLine *last;
  g_autoptr (json_t) own = NULL;

  if (feed == NULL || !tb_cache_apply_page (self->store,
                                            self->area,
                                            log_id,
                                            (const TbFeedLine *) feed->data,
                                            feed->len,
                                            error))
    return FALSE;

  last = &g_array_index (feed, TbFeedLine, feed->len - 1);
  event->seq = last->n;
  g_strlcpy (event->h, last->h, sizeof event->h);
  own = own_entries (self, feed, &event->last);

  return json_array_size (own) == 0 ||
         tb_outbox_settle_from_feed (self->store, self->area, log_id, own, NULL, error);
}

/* /snapshot */

static gboolean
apply_snapshot (TbLaneDriver *self, TbLaneEvent *event, GError **error)
{
  g_autoptr (GArray) lines = split_lines (self, TB_VIEW_LINE_CURRENT, error);
  g_autoptr (TbCursor) cursor = NULL;
  TbSnapshotPage page = {
    .as_of = tb_json_get_object (self->trailer, "as_of"),
    .next = tb_json_get_string (self->trailer, "next"),
  };

  if (lines == NULL)
    return FALSE;
  page.lines = (const TbFeedLine *) lines->data;
  page.n_lines = lines->len;
  if (!tb_cache_apply_snapshot_page (self->store, self->area, &page, error))
    return FALSE;

  cursor = tb_cache_get_cursor (self->store, self->area, error);
  if (cursor == NULL)
    return FALSE;
  event->flag = page.next == NULL;
  event->seq = cursor->seq;
  g_strlcpy (event->h, cursor->h, sizeof event->h);
  return TRUE;
}

static void
apply (TbLaneDriver *self, guint64 token)
{
  TbLaneEvent event = { .kind = TB_EVENT_APPLIED, .token = token };
  g_autoptr (GError) error = NULL;

  if (self->state.pull == TB_PULL_SNAPSHOT)
    apply_snapshot (self, &event, &error);
  else
    apply_feed (self, &event, &error);
  g_byte_array_set_size (self->lines, 0);
  self->n_lines = 0;
  if (error != NULL && error->domain != TB_STORE_ERROR && error->domain != TB_DB_ERROR)
    event.failure = TB_FAILURE_PROTOCOL;
  feed_commit (self, &event, event.failure == TB_FAILURE_NONE ? error : NULL);
}

/* Both */

/* Offers what has come so far to the lane, which has it applied at once. */
static void
offer_lines (TbErrand *errand, const char *log_id)
{
  TbLaneDriver *self = errand->driver;
  TbLaneEvent event = { .kind = TB_EVENT_LINES, .token = errand->token };
  const char *bytes = (const char *) self->lines->data;
  const char *newline = bytes == NULL ? NULL : memchr (bytes, '\n', self->lines->len);
  TbViewLine first = { 0 };

  if (newline != NULL)
    tb_view_line_split (bytes, (gsize) (newline - bytes), &first, NULL);
  event.seq = first.n;
  g_strlcpy (event.log_id, log_id, sizeof event.log_id);
  tb_lane_driver_feed (self, &event);
}

static gboolean
take_trailer (TbLaneDriver *self, const char *line, gsize length, GError **error)
{
  if (!g_str_has_prefix (line, "{\"cursor\":") && !g_str_has_prefix (line, "{\"as_of\":"))
    return TRUE;

  self->trailer = tb_json_parse (line, (gssize) length, error);
  return self->trailer != NULL;
}

/* Whole lines of a page, the trailer possibly last. */
static gboolean
lines_cb (const char *log_id, const char *bytes, gsize length, gpointer user_data, GError **error)
{
  TbErrand *errand = user_data;
  TbLaneDriver *self = errand->driver;
  const char *rest = bytes;
  const char *line;
  gsize line_length;

  if (!tb_errand_is_current (errand)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The page came too late");
    return FALSE;
  }

  while (next_line (&rest, bytes + length, &line, &line_length)) {
    if (!take_trailer (self, line, line_length, error))
      return FALSE;
    if (self->trailer != NULL)
      break;
    g_byte_array_append (self->lines, (const guint8 *) line, (guint) line_length + 1);
    self->n_lines++;
  }
  if (self->state.pull == TB_PULL_POLLING &&
      (self->n_lines >= MAX_LINES || self->lines->len >= MAX_BYTES))
    offer_lines (errand, log_id);

  return TRUE;
}

static gboolean
is_page_under_way (TbErrand *errand)
{
  TbPull pull = errand->driver->state.pull;

  return tb_errand_is_current (errand) && (pull == TB_PULL_POLLING || pull == TB_PULL_SNAPSHOT);
}

/* The trailer has to tell of the place that the lines have led to. */
static TbLaneFailure
check_trailer (TbLaneDriver *self)
{
  const json_t *cursor = tb_json_get_object (self->trailer, "cursor");

  if (self->state.pull == TB_PULL_SNAPSHOT)
    return TB_FAILURE_NONE;
  if (tb_json_get_int (cursor, "seq", -1) != self->state.seq)
    return TB_FAILURE_HOLE;
  if (g_strcmp0 (tb_json_get_string (cursor, "h"), self->state.h) != 0)
    return TB_FAILURE_HASH;

  return TB_FAILURE_NONE;
}

static void
finish_page (TbErrand *errand, TbCityAnswer *answer)
{
  TbLaneDriver *self = errand->driver;
  TbLaneEvent event = { .kind = TB_EVENT_PAGE, .token = errand->token };

  g_strlcpy (event.log_id, answer->log_id, sizeof event.log_id);
  if (self->trailer == NULL) {
    /* Cut off between two lines: what has come is applied and counts. */
    event.failure = TB_FAILURE_NO_ANSWER;
  } else {
    event.flag = tb_json_get_bool (self->trailer, "more");
    event.failure = check_trailer (self);
    if (event.failure == TB_FAILURE_NONE && self->state.pull == TB_PULL_POLLING && !event.flag)
      self->current_us = tb_clock_wall_us (self->clock);
  }
  tb_lane_driver_feed (self, &event);
}

static void
page_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbErrand) errand = user_data;
  TbLaneDriver *self = errand->driver;
  TbLaneEvent event = { .kind = errand->kind, .token = errand->token };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCityAnswer) answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  const char *log_id = answer != NULL ? answer->log_id : self->state.log_id;
  /* Whole lines of a page that was cut off may be applied; a piece of a snapshot has no place. */
  gboolean has_lines = self->n_lines > 0 && self->state.pull == TB_PULL_POLLING;

  if (!is_page_under_way (errand))
    return;
  if (answer != NULL && strcmp (answer->log_id, self->state.log_id) == 0 &&
      self->state.pull == TB_PULL_SNAPSHOT)
    has_lines = self->trailer != NULL;
  if (has_lines)
    offer_lines (errand, log_id);
  if (!is_page_under_way (errand))
    return;

  if (answer != NULL)
    finish_page (errand, answer);
  else if (tb_lane_driver_describe (error, &event))
    tb_lane_driver_feed (self, &event);
}

static void
ask_changes (TbLaneDriver *self, guint64 token, guint wait_s)
{
  TbErrand *errand = errand_new (self, TB_EVENT_PAGE, token);
  TbCityPage page = {
    .log_id = self->state.log_id,
    .seq = self->state.seq,
    .h = self->state.h,
    .limit = self->state.limits.page,
    .wait_s = wait_s,
    .lines = lines_cb,
    .lines_data = errand,
  };

  forget_page (self);
  tb_city_client_changes_async (self->client, &page, self->pull.cancellable, page_ended_cb, errand);
}

static void
ask_snapshot (TbLaneDriver *self, guint64 token)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCursor) cursor = tb_cache_get_cursor (self->store, self->area, &error);
  TbLaneEvent event = { .kind = TB_EVENT_PAGE, .token = token };
  TbCityPage page = { .limit = self->state.limits.page, .lines = lines_cb };
  TbErrand *errand;

  if (cursor == NULL || (cursor->snapshot_after == NULL &&
                         !tb_cache_begin_snapshot (self->store, self->area, &error))) {
    feed_commit (self, &event, error);
    return;
  }

  errand = errand_new (self, TB_EVENT_PAGE, token);
  forget_page (self);
  page.after = cursor->snapshot_after;
  page.lines_data = errand;
  tb_city_client_snapshot_async (self->client,
                                 &page,
                                 self->pull.cancellable,
                                 page_ended_cb,
                                 errand);
}

/* The city's history, how much of it is safe off its machine, and what may be archived with
 * that. */
static void
note_about (TbLaneDriver *self, guint64 token)
{
  TbLaneEvent event = { .kind = TB_EVENT_NOTED, .token = token };
  gint64 durable = tb_json_get_int (self->pull.answer, "durable_seq", 0);
  g_autoptr (GError) error = NULL;

  if (tb_lane_table_set_durable (self->store, self->area, self->pull.log_id, durable, &error))
    tb_outbox_archive (self->store, self->area, NULL, &error);
  feed_commit (self, &event, error);
}

/* T6: the precious file first. A crash after it is made good at the next start, which finds a
 * cache of another history. */
static void
rebuild (TbLaneDriver *self, const TbLaneAction *action)
{
  TbLaneEvent event = { .kind = TB_EVENT_REBUILT, .token = action->token };
  g_autoptr (TbLane) lane = NULL;
  g_autoptr (GError) error = NULL;

  if (action->flag ||
      tb_outbox_requeue (self->store, self->area, action->log_id, action->n, NULL, &error))
    tb_cache_drop_city (self->store, self->area, action->log_id, &error);
  lane = tb_lane_table_get (self->store, self->area, NULL);
  if (error == NULL && lane != NULL && lane->is_stopped)
    event.failure = TB_FAILURE_STOPPED;
  feed_commit (self, &event, error);
}

void
tb_lane_driver_do_pull (TbLaneDriver *self, const TbLaneAction *action)
{
  switch ((int) action->kind) {
  case TB_DO_ASK_ABOUT:
    tb_city_client_about_async (self->client,
                                self->pull.cancellable,
                                tb_errand_answered_cb,
                                errand_new (self, TB_EVENT_ABOUT, action->token));
    break;
  case TB_DO_ASK_OUTCOMES:
    tb_city_client_outcomes_async (self->client,
                                   self->lane,
                                   self->state.last_lseq + 1,
                                   self->pull.cancellable,
                                   tb_errand_answered_cb,
                                   errand_new (self, TB_EVENT_OUTCOMES, action->token));
    break;
  case TB_DO_ASK_CHANGES:
    ask_changes (self, action->token, (guint) action->n);
    break;
  case TB_DO_ASK_SNAPSHOT:
    ask_snapshot (self, action->token);
    break;
  case TB_DO_NOTE:
    note_about (self, action->token);
    break;
  case TB_DO_APPLY:
    apply (self, action->token);
    break;
  case TB_DO_REBUILD:
    rebuild (self, action);
    break;
  default:
    break;
  }
}
