/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-queue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-answer-table.h"
#include "tb-date.h"
#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-queue-table.h"

#define DRAFTS "drafts"

static gboolean
read_queue (const json_t *args, TbQueueQuery *query, GError **error)
{
  const char *name = tb_desk_need_string (args, "name", error);
  int queue = tb_queue_from_name (name);

  if (name == NULL)
    return FALSE;
  query->queue = (TbQueue) queue;
  if (queue >= 0)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("“%s” is no work queue: today overdue returned missing ours waiting unsent "
                  "decide invalid"),
               name);

  return FALSE;
}

static char *
dup_today (TbDeskCore *core)
{
  GDate today;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);

  return tb_date_format (&today);
}

/* What was searched for is on record as a hash: it may be a person's number (SEC-21). */
static gboolean
note_search (TbDeskCore *core, const TbOperator *who, const char *text, GError **error)
{
  g_autoptr (json_t) criteria = NULL;
  g_autofree char *key = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  criteria = json_pack ("{s:s}", "text", text);
  key = tb_answer_table_make_key ("search", criteria);

  return tb_desk_note_look (core, who, "searched", key, error);
}

static json_t *
view_row (TbDeskCore *core, const TbQueueQuery *query, gpointer row)
{
  const TbOutboxRow *command = row;
  json_t *json;

  if (!tb_queue_is_of_outbox (query->queue)) {
    const TbRecordRow *record = row;
    g_autoptr (GPtrArray) open =
        tb_outbox_table_list_open (core->store, record->area, record->id, NULL);

    json = tb_desk_view_record (core, record);
    tb_json_set_int (json, "pending", open != NULL ? open->len : 0);
    return json;
  }

  json = tb_desk_view_outbox (core, command);
  tb_json_set_string (json, "id", command->case_id);
  tb_json_set_string (json, "home", tb_area_get_slug (command->area));
  tb_json_set_string (json, "owner", tb_area_get_slug (command->area));

  return json;
}

/* One's own unfinished forms, for a list of cases. They are few and sealed with their author's
 * secret: one page has them all. */
static json_t *
list_drafts (TbDeskCore *core, GError **error)
{
  g_autoptr (json_t) answer = tb_desk_drafts (core, NULL, error);
  json_t *rows = tb_json_get_array (answer, "rows");

  return answer != NULL
             ? json_pack ("{s:O, s:I}", "rows", rows, "n", (json_int_t) json_array_size (rows))
             : NULL;
}

/* {name, after?, skip?, limit?, text?, area?, item?}: {rows, next?, n?}. The first page also says
 * how many there are. */
json_t *
tb_desk_queue (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autofree char *today = dup_today (core);
  TbQueueQuery query = {
    .ours = core->config->area,
    .today = today,
    .text = tb_json_get_string (args, "text"),
    .item = tb_json_get_string (args, "item"),
    .after = tb_json_get_string (args, "after"),
    .skip = (guint) CLAMP (tb_json_get_int (args, "skip", 0), 0, G_MAXINT),
  };
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  gboolean is_first = query.after == NULL && query.skip == 0;
  g_autoptr (GPtrArray) page = NULL;
  g_autofree char *next = NULL;
  json_t *rows;
  gint64 n = 0;

  if (who != NULL && g_strcmp0 (tb_json_get_string (args, "name"), DRAFTS) == 0)
    return list_drafts (core, error);
  if (who == NULL || !read_queue (args, &query, error) ||
      !tb_desk_read_limit (args, &query.limit, error) ||
      !tb_desk_read_area (args, "area", &query.area, error) ||
      (is_first && !note_search (core, who, query.text, error)))
    return NULL;
  page = tb_queue_table_page (core->store, &query, &next, error);
  if (page == NULL || (is_first && !tb_queue_table_count (core->store, &query, &n, error)))
    return NULL;

  rows = json_array ();
  for (guint i = 0; i < page->len; i++)
    json_array_append_new (rows, view_row (core, &query, g_ptr_array_index (page, i)));
  if (is_first)
    return json_pack ("{s:o, s:s*, s:I}", "rows", rows, "next", next, "n", (json_int_t) n);

  return json_pack ("{s:o, s:s*}", "rows", rows, "next", next);
}

/* {}: {rows: [{name, n}]}, in the order in which they are shown. */
json_t *
tb_desk_queues (TbDeskCore *core, const json_t *args, GError **error)
{
  g_autofree char *today = dup_today (core);
  TbQueueQuery query = { .ours = core->config->area, .today = today, .area = TB_AREA_NONE };
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  g_autoptr (json_t) rows = json_array ();
  g_autoptr (json_t) drafts = NULL;

  if (who == NULL)
    return NULL;
  for (int i = 0; i < TB_N_QUEUES; i++) {
    gint64 n;

    query.queue = (TbQueue) i;
    if (!tb_queue_table_count (core->store, &query, &n, error))
      return NULL;
    json_array_append_new (rows,
                           json_pack ("{s:s, s:I}",
                                      "name",
                                      tb_queue_get_name (query.queue),
                                      "n",
                                      (json_int_t) n));
  }

  /* Without their author's secret there is nothing to be said about drafts. */
  drafts = list_drafts (core, NULL);
  if (drafts != NULL)
    json_array_append_new (rows,
                           json_pack ("{s:s, s:O}",
                                      "name",
                                      DRAFTS,
                                      "n",
                                      json_object_get (drafts, "n")));

  return json_pack ("{s:O}", "rows", rows);
}
