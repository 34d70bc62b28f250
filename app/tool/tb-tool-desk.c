/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-tool-desk"

#include "config.h"

#include "tb-tool-desk.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-calendar.h"
#include "tb-city-error.h"
#include "tb-command.h"
#include "tb-decision.h"
#include "tb-document.h"
#include "tb-refusal.h"
#include "tb-store.h"
#include "tb-table.h"
#include "tb-tool-words.h"

/* So long a command waits for the one before it to be gone. */
#define LOCK_WAIT_MS 2000

/* What the main loop waits for; lives on the stack of tb_tool_call(). */
typedef struct {
  TbTool *tool;
  const TbToolCall *call;
  GCancellable *cancellable;
  TbDesk *desk;
  json_t *answer;
  GError *error;
  gboolean is_done;
} Wait;

static TbExit
code_from_desk_error (int code)
{
  switch ((TbDeskError) code) {
  case TB_DESK_ERROR_CONFIG:
    return TB_EXIT_STORE;
  case TB_DESK_ERROR_ARGUMENT:
    return TB_EXIT_USAGE;
  case TB_DESK_ERROR_SIGN_IN:
  case TB_DESK_ERROR_SECRET:
  case TB_DESK_ERROR_DRAFTS:
    return TB_EXIT_SIGN_IN;
  case TB_DESK_ERROR_NOT_FOUND:
  case TB_DESK_ERROR_AMBIGUOUS:
    return TB_EXIT_NOT_FOUND;
  case TB_DESK_ERROR_PROBLEMS:
    return TB_EXIT_INVALID;
  case TB_DESK_ERROR_DUPLICATE:
  case TB_DESK_ERROR_CHANGED:
  case TB_DESK_ERROR_FORBIDDEN:
    return TB_EXIT_REFUSED;
  default:
    return TB_EXIT_STORE;
  }
}

static TbExit
code_from_store_error (int code)
{
  switch ((TbStoreError) code) {
  case TB_STORE_ERROR_MISSING:
    return TB_EXIT_NOT_FOUND;
  case TB_STORE_ERROR_STATE:
  case TB_STORE_ERROR_BASE:
  case TB_STORE_ERROR_FORBIDDEN:
    return TB_EXIT_REFUSED;
  case TB_STORE_ERROR_SEALED:
    return TB_EXIT_SIGN_IN;
  case TB_STORE_ERROR_LOCKED:
  case TB_STORE_ERROR_FOREIGN:
  case TB_STORE_ERROR_NEWER:
  case TB_STORE_ERROR_FOLDER:
  case TB_STORE_ERROR_SANDBOX:
  case TB_STORE_ERROR_FULL:
  case TB_STORE_ERROR_LOG:
  case TB_STORE_ERROR_HOLE:
  case TB_STORE_ERROR_CHAIN:
  case TB_STORE_ERROR_DISAGREES:
  case TB_STORE_ERROR_DATA:
  default:
    return TB_EXIT_STORE;
  }
}

static TbExit
code_from_error (const GError *error)
{
  if (error->domain == TB_DESK_ERROR)
    return code_from_desk_error (error->code);
  if (error->domain == TB_STORE_ERROR)
    return code_from_store_error (error->code);
  if (error->domain == TB_REFUSAL)
    return TB_EXIT_REFUSED;
  if (error->domain == TB_COMMAND_ERROR || error->domain == TB_JSON_ERROR ||
      error->domain == TB_CALENDAR_ERROR || error->domain == TB_DOCUMENT_ERROR)
    return TB_EXIT_INVALID;
  if (error->domain == TB_DECISION_ERROR)
    return error->code == TB_DECISION_ERROR_UNDECIDED ? TB_EXIT_INVALID : TB_EXIT_REFUSED;
  if (error->domain == TB_CITY_ERROR)
    return tb_city_error_is_retryable (error) ? TB_EXIT_UNREACHABLE : TB_EXIT_REFUSED;

  return TB_EXIT_STORE;
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;

  wait->answer = tb_desk_call_finish (TB_DESK (source), result, &wait->error);
  wait->is_done = TRUE;
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wait *wait = user_data;
  TbDeskRequest request = { wait->call->name,
                            wait->call->args,
                            wait->call->progress,
                            wait->call->progress_data };

  wait->desk = tb_desk_open_finish (result, &wait->error);
  if (wait->desk == NULL) {
    wait->is_done = TRUE;
    return;
  }

  tb_desk_call_async (wait->desk, &request, wait->cancellable, called_cb, wait);
}

static gboolean
stop_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_CONTINUE;
}

static void
run (Wait *wait)
{
  gboolean only_reads = tb_desk_call_only_reads (wait->call->name);
  TbDeskOptions options = {
    .folder = wait->tool->store,
    .clock = &wait->tool->clock,
    .lock_wait_ms = only_reads ? LOCK_WAIT_MS / 10 : LOCK_WAIT_MS,
    .may_read_only = only_reads,
    .is_shifted = wait->tool->shift_us != 0,
  };
  guint interrupt = g_unix_signal_add (SIGINT, stop_cb, wait->cancellable);
  guint terminate = g_unix_signal_add (SIGTERM, stop_cb, wait->cancellable);

  tb_desk_open_async (&options, wait->cancellable, opened_cb, wait);
  while (!wait->is_done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (interrupt);
  g_source_remove (terminate);
  if (wait->desk != NULL)
    tb_desk_close (wait->desk);
  /* Steps that were told before the end. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

json_t *
tb_tool_call (TbTool *tool, const TbToolCall *call, TbExit *code)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (json_t) args G_GNUC_UNUSED = call->args;
  Wait wait = { .tool = tool, .call = call, .cancellable = cancellable };

  run (&wait);
  g_clear_object (&wait.desk);
  *code = TB_EXIT_DONE;
  if (wait.error != NULL) {
    const char *field = wait.error->domain == TB_REFUSAL ? tb_refusal_get_field (wait.error) : NULL;

    *code = code_from_error (wait.error);
    if (g_error_matches (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      *code = TB_EXIT_UNREACHABLE;
    if (field != NULL)
      tb_tool_fail (*code, "%s: %s", field, wait.error->message);
    else
      tb_tool_fail (*code, "%s", wait.error->message);
    g_clear_error (&wait.error);
  }

  return wait.answer;
}

int
tb_tool_call_and_print (TbTool *tool, const TbToolCall *call)
{
  TbExit code;
  g_autoptr (json_t) answer = tb_tool_call (tool, call, &code);
  const char *member;
  json_t *value;

  if (answer == NULL)
    return (int) code;
  if (tool->is_json) {
    tb_tool_print_json (answer);
    return TB_EXIT_DONE;
  }
  json_object_foreach (answer, member, value)
  {
    g_autofree char *text = tb_tool_text_of (answer, member);

    printf (_ ("%s: %s\n"), tb_tool_word (member), text);
  }

  return TB_EXIT_DONE;
}

void
tb_tool_print_rows (TbTool *tool, const json_t *answer, const char *const *columns)
{
  const json_t *rows = json_object_get (answer, "rows");
  guint n_columns = g_strv_length ((char **) columns) / 2;
  g_autoptr (GPtrArray) headings = g_ptr_array_new ();
  g_autoptr (TbTable) table = NULL;
  json_t *row;
  gsize i;

  for (guint c = 0; c < n_columns; c++)
    g_ptr_array_add (headings, (gpointer) columns[2 * c + 1]);
  g_ptr_array_add (headings, NULL);
  table = tb_table_new ((const char *const *) headings->pdata);
  json_array_foreach ((json_t *) rows, i, row)
  {
    g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

    if (tool->is_json) {
      tb_tool_print_json (row);
      continue;
    }
    for (guint c = 0; c < n_columns; c++)
      g_ptr_array_add (cells, tb_tool_text_of (row, columns[2 * c]));
    g_ptr_array_add (cells, NULL);
    tb_table_add (table, (const char *const *) cells->pdata);
  }
  if (!tool->is_json && tb_table_get_n_rows (table) > 0)
    tb_table_print (table);
}

gboolean
tb_tool_read_pairs (char **arguments, int n, json_t *object)
{
  for (int i = 0; i < n; i++) {
    char *equals = strchr (arguments[i], '=');
    g_autofree char *key = NULL;

    if (equals == NULL || equals == arguments[i]) {
      tb_tool_fail (TB_EXIT_USAGE, _ ("“%s” is not of the form name=value"), arguments[i]);
      return FALSE;
    }
    if (!g_utf8_validate (arguments[i], -1, NULL)) {
      tb_tool_fail (TB_EXIT_USAGE, _ ("An argument is not valid UTF-8"));
      return FALSE;
    }
    key = g_strndup (arguments[i], (gsize) (equals - arguments[i]));
    tb_json_set_string (object, key, equals + 1);
  }

  return TRUE;
}
