/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-events"

#include "config.h"

#include <string.h>

#include "tb-desk-dossier.h"
#include "tb-desk-view.h"
#include "tb-outbox-table.h"
#include "tb-time.h"

/* What happened to a case, both cities in one line of time. History and thread tell the same step
 * twice when it had a reason: a command is one event. */

/* Names are known of those who signed in at this window; the others stay with their id. */
static void
add_author (TbDeskCore *core, json_t *event, const char *id)
{
  g_autoptr (TbOperator) who = id != NULL ? tb_operator_table_get (core->store, id, NULL) : NULL;

  tb_json_set_string (event, "operator", id);
  tb_json_set_string (event, "author", who != NULL ? who->name : id);
}

/* The event of the entry's command, made when there is none yet. Borrowed from @events. */
static json_t *
ensure_event (TbDeskCore *core, json_t *events, const json_t *entry)
{
  const char *command = tb_json_get_string (entry, "command");
  json_t *event;
  gsize i;

  json_array_foreach (events, i, event)
  {
    if (command != NULL && g_strcmp0 (tb_json_get_string (event, "command"), command) == 0)
      return event;
  }

  event = json_object ();
  tb_json_set_string (event, "at", tb_json_get_string (entry, "at"));
  tb_json_set_string (event, "area", tb_json_get_string (entry, "area"));
  tb_json_set_string (event, "command", command);
  add_author (core, event, tb_json_get_string (entry, "operator"));
  json_array_append_new (events, event);

  return event;
}

static void
add_history (TbDeskCore *core, const TbProjection *seen, json_t *events)
{
  const TbMachine *machine = tb_item_get_machine (seen->item);
  json_t *entry;
  gsize i;

  json_array_foreach (tb_json_get_array (tb_case_get_json (seen->shown), "history"), i, entry)
  {
    const char *id = tb_json_get_string (entry, "transition");
    const TbTransition *step = id != NULL ? tb_machine_get_transition (machine, id) : NULL;
    json_t *event = ensure_event (core, events, entry);

    tb_json_set_string (event, "kind", step != NULL ? "advance" : id);
    if (step != NULL)
      tb_json_set_string (event, "title", tb_desk_view_pick (step->name_zh, step->name_en));
    tb_json_set_string (event, "text", tb_json_get_string (entry, "reason"));
    tb_json_set_string (event,
                        "state_name",
                        tb_desk_view_state (seen->item, tb_json_get_string (entry, "to")));
  }
}

static void
add_thread (TbDeskCore *core, const TbProjection *seen, json_t *events)
{
  json_t *entry;
  gsize i;

  json_array_foreach (tb_json_get_array (tb_case_get_json (seen->shown), "thread"), i, entry)
  {
    json_t *event = ensure_event (core, events, entry);

    if (tb_json_get_string (event, "kind") == NULL)
      tb_json_set_string (event, "kind", tb_json_get_string (entry, "kind"));
    tb_json_set_string (event, "text", tb_json_get_string (entry, "text"));
    tb_json_set_string (event, "to", tb_json_get_string (entry, "to"));
  }
}

/* What a paper is called, or its id. */
static const char *
name_print (const TbItem *item, const char *id)
{
  gsize n;
  const TbPrint *all = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (g_strcmp0 (all[i].id, id) == 0)
      return tb_desk_view_pick (all[i].title_zh, all[i].title_en);
  }

  return id;
}

static void
add_prints (TbDeskCore *core, const TbProjection *seen, json_t *events)
{
  json_t *entry;
  gsize i;

  json_array_foreach (tb_json_get_array (tb_case_get_json (seen->shown), "prints"), i, entry)
  {
    json_t *event = ensure_event (core, events, entry);

    tb_json_set_string (event, "kind", "print-confirmed");
    tb_json_set_string (event,
                        "text",
                        name_print (seen->item, tb_json_get_string (entry, "print")));
  }
}

/* A transition that waits is called by its name, not “advance”. */
static void
name_step (const TbProjection *seen, TbCommand *command, json_t *event)
{
  const json_t *args = tb_command_get_args (command);
  const char *id = tb_json_get_string (args, "transition");
  const TbTransition *step =
      id != NULL ? tb_machine_get_transition (tb_item_get_machine (seen->item), id) : NULL;

  if (step != NULL)
    tb_json_set_string (event, "title", tb_desk_view_pick (step->name_zh, step->name_en));
}

/* Own commands that the city has not confirmed: their outbox row, and why one is expected to
 * fail. Its text is the author's and a supervisor's only (protocol.md I21): it is not told here. */
static void
mark_pending (TbDeskCore *core, const TbProjection *seen, json_t *events)
{
  for (guint i = 0; i < seen->open->len; i++) {
    TbCommand *command = g_ptr_array_index (seen->open, i);
    const char *id = tb_command_get_id (command);
    g_autoptr (TbOutboxRow) row = tb_outbox_table_get (core->store, id, NULL);
    g_autoptr (json_t) entry = json_pack ("{s:s, s:s, s:s}",
                                          "command",
                                          id,
                                          "at",
                                          tb_command_get_made_at (command),
                                          "operator",
                                          tb_command_get_operator (command));
    json_t *event;
    json_t *pending;

    if (row == NULL)
      continue;
    tb_json_set_string (entry, "area", tb_area_get_slug (core->config->area));
    event = ensure_event (core, events, entry);
    if (tb_json_get_string (event, "kind") == NULL) {
      tb_json_set_string (event, "kind", tb_command_kind_get_name (row->kind));
      name_step (seen, command, event);
    }
    pending = tb_desk_view_outbox (core, row);
    tb_json_set_string (pending, "failure", tb_json_get_string (seen->failing, id));
    json_object_set_new (event, "pending", pending);
  }
}

/* Commands that the city did not take and that nobody has decided about: they change nothing, and
 * must not be forgotten. */
static void
add_decisions (TbDeskCore *core, const TbProjection *seen, json_t *events)
{
  TbOutboxFilter filter = {
    .area = seen->home,
    .states = 1u << TB_OUTBOX_CONFLICT | 1u << TB_OUTBOX_REFUSED,
    .text = tb_case_get_id (seen->shown),
    .limit = TB_STORE_MAX_PAGE,
  };
  g_autoptr (GPtrArray) rows = tb_outbox_table_page (core->store, &filter, NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (rows, i);
    g_autofree char *at = tb_time_format (row->accepted_us);
    g_autoptr (json_t) entry = json_pack ("{s:s, s:s, s:s, s:s}",
                                          "command",
                                          row->command,
                                          "at",
                                          at,
                                          "operator",
                                          row->operator_id,
                                          "area",
                                          tb_area_get_slug (core->config->area));
    json_t *event = ensure_event (core, events, entry);

    tb_json_set_string (event, "kind", tb_command_kind_get_name (row->kind));
    json_object_set_new (event, "pending", tb_desk_view_outbox (core, row));
  }
}

/* Positions in @events: unconfirmed first, then the newest. */
static int
compare_events (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const json_t *one = json_array_get (user_data, *(const gsize *) a);
  const json_t *other = json_array_get (user_data, *(const gsize *) b);
  gboolean one_waits = json_object_get (one, "pending") != NULL;
  gboolean other_waits = json_object_get (other, "pending") != NULL;
  int order;

  if (one_waits != other_waits)
    return one_waits ? -1 : 1;
  order = g_strcmp0 (tb_json_get_string (other, "at"), tb_json_get_string (one, "at"));
  if (order != 0)
    return order;

  return *(const gsize *) a < *(const gsize *) b ? 1 : -1;
}

json_t *
tb_desk_dossier_events (TbDeskCore *core, const TbProjection *seen)
{
  g_autoptr (json_t) events = json_array ();
  json_t *sorted = json_array ();
  g_autofree gsize *order = NULL;
  gsize n;

  add_history (core, seen, events);
  add_thread (core, seen, events);
  add_prints (core, seen, events);
  mark_pending (core, seen, events);
  add_decisions (core, seen, events);

  n = json_array_size (events);
  order = g_new (gsize, n + 1);
  for (gsize i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) n, sizeof (gsize), compare_events, events);
  for (gsize i = 0; i < n; i++)
    json_array_append (sorted, json_array_get (events, order[i]));

  return sorted;
}
