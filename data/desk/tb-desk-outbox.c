/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-outbox"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-desk-calls.h"
#include "tb-desk-private.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-outbox.h"

/* Words for several states at once. */
static const struct {
  const char *name;
  guint states;
} groups[] = {
  { "decision", 1u << TB_OUTBOX_CONFLICT | 1u << TB_OUTBOX_REFUSED },
  { "waiting", 1u << TB_OUTBOX_QUEUED | 1u << TB_OUTBOX_SENT },
  { "settled",
    1u << TB_OUTBOX_APPLIED | 1u << TB_OUTBOX_SUPERSEDED | 1u << TB_OUTBOX_CANCELLED |
        1u << TB_OUTBOX_ARCHIVED },
};

static gboolean
read_states (const json_t *args, guint *states, GError **error)
{
  const char *name = tb_json_get_string (args, "state");
  int state;

  *states = 0;
  if (name == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++) {
    if (g_str_equal (name, groups[i].name)) {
      *states = groups[i].states;
      return TRUE;
    }
  }
  state = tb_outbox_state_from_name (name);
  if (state >= 0) {
    *states = 1u << state;
    return TRUE;
  }

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("“%s” is no state of the outbox: queued sent applied conflict refused superseded "
                  "cancelled archived, or decision, waiting, settled"),
               name);

  return FALSE;
}

/* Everybody sees that a colleague's work is there, and can send it (protocol.md I21). */
json_t *
tb_desk_outbox (TbDeskCore *core, const json_t *args, GError **error)
{
  TbOutboxFilter filter = {
    .text = tb_json_get_string (args, "text"),
    .after = tb_json_get_int (args, "after", 0),
  };
  g_autoptr (TbOperator) who = tb_desk_session_require (core, error);
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (json_t) rows = json_array ();
  gint64 last = 0;

  if (who == NULL || !tb_desk_read_limit (args, &filter.limit, error) ||
      !tb_desk_read_area (args, "area", &filter.area, error) ||
      !read_states (args, &filter.states, error))
    return NULL;
  page = tb_outbox_table_page (core->store, &filter, error);
  if (page == NULL)
    return NULL;
  for (guint i = 0; i < page->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (page, i);

    json_array_append_new (rows, tb_desk_view_outbox (core, row));
    last = row->position;
  }

  return json_pack ("{s:O, s:I}",
                    "rows",
                    rows,
                    "next",
                    (json_int_t) (page->len == filter.limit ? last : 0));
}

json_t *
tb_desk_cancel (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *id = tb_desk_need_string (args, "command", error);
  g_autoptr (TbOperator) who =
      id != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbCommand) command = NULL;

  if (who == NULL)
    return NULL;
  /* One's own: a supervisor reassigns a colleague's work, but takes none of it back. */
  command = tb_outbox_table_dup_command (core->store, id, who->id, error);
  if (command == NULL || !tb_outbox_cancel (core->store, id, who->id, error))
    return NULL;

  return json_pack ("{s:s, s:s}", "command", id, "state", "cancelled");
}
