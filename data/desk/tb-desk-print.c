/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-print"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-submit.h"
#include "tb-desk-view.h"
#include "tb-document.h"
#include "tb-print-table.h"
#include "tb-time.h"

/* Columns of a paper as text: a terminal's width. */
#define TEXT_WIDTH 76

/* Who prints what when; everything else a paper needs is borrowed from the core. */
typedef struct {
  TbDocumentSource source;
  TbOperator *who;
  char *at;
  char *window;
} Press;

static void
press_clear (Press *self)
{
  g_clear_pointer (&self->who, tb_operator_free);
  g_clear_pointer (&self->at, g_free);
  g_clear_pointer (&self->window, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Press, press_clear)

/* Whether every city that must know has said so. That a paper came out changes nothing on it. */
static gboolean
is_confirmed (const TbProjection *seen)
{
  for (guint i = 0; i < seen->open->len; i++) {
    if (tb_command_get_kind (g_ptr_array_index (seen->open, i)) != TB_COMMAND_PRINT_CONFIRMED)
      return FALSE;
  }

  return TRUE;
}

static gboolean
press_init (Press *self, TbDeskCore *core, const TbProjection *seen, GError **error)
{
  self->who = tb_desk_session_require (core, error);
  if (self->who == NULL)
    return FALSE;

  self->at = tb_time_format (tb_clock_wall_us (&core->clock));
  self->window = g_strdup_printf ("%02u", core->config->code);
  self->source = (TbDocumentSource){
    .catalogue = core->catalogue,
    .calendar = core->calendar,
    .regions = core->regions,
    .item = seen->item,
    .self = seen->shown,
    .is_confirmed = is_confirmed (seen),
    .is_sandbox = core->config->is_sandbox,
    .copy = 1,
    .at = self->at,
    .operator_code = self->who->id,
    .operator_name = self->who->name,
    .window_code = self->window,
    .hall = self->who->hall,
  };

  return TRUE;
}

static TbDocument *
make_document (TbDeskCore *core,
               const TbProjection *seen,
               const char *print,
               int copy,
               GError **error)
{
  g_auto (Press) press = { 0 };

  if (!press_init (&press, core, seen, error))
    return NULL;
  press.source.copy = copy;

  return tb_document_new (&press.source, print, error);
}

char *
tb_desk_print_text (TbDeskCore *core,
                    const TbProjection *seen,
                    const char *print,
                    int copy,
                    GError **error)
{
  g_autoptr (TbDocument) document = make_document (core, seen, print, copy, error);

  return document != NULL ? tb_document_to_text (document, TEXT_WIDTH) : NULL;
}

/* The copy that was made and never left this window, such as the receipt that `submit` made or one
 * whose printer failed: its number is free for the next attempt. 0 when there is none. */
static int
find_unspent (TbDeskCore *core, const char *id, const char *print)
{
  g_autoptr (json_t) rows = tb_print_table_list (core->store, id, print, NULL);
  const json_t *newest = json_array_get (rows, 0);

  if (newest == NULL || tb_json_get_string (newest, "spooled") != NULL ||
      tb_json_get_string (newest, "confirmed") != NULL)
    return 0;

  return (int) tb_json_get_int (newest, "copy", 0);
}

/* The number of what is printed now; a preview counts nothing but leaves its look. 0 with @error.
 */
static int
take_copy (TbDeskCore *core,
           const TbOperator *who,
           const char *id,
           const json_t *args,
           GError **error)
{
  const char *print = tb_json_get_string (args, "print");
  gboolean is_preview = tb_json_get_bool (args, "preview");
  int copy = is_preview || tb_json_get_bool (args, "reuse") ? find_unspent (core, id, print) : 0;

  if (is_preview) {
    if (!tb_desk_note_look (core, who, "print.previewed", id, error))
      return 0;
    return copy > 0 ? copy : tb_print_table_count (core->store, id, print) + 1;
  }
  if (copy > 0)
    return copy;

  return tb_print_table_add (core->store, id, print, who->id, &copy, error) ? copy : 0;
}

static const char *
find_title (const TbItem *item, const char *print)
{
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (prints[i].id, print) == 0)
      return tb_desk_view_pick (prints[i].title_zh, prints[i].title_en);
  }

  return NULL;
}

/* {case, print, preview?, reuse?}: {case, number, text, tree, copy, copies}. A copy is counted, on
 * the disk and in the audit, before it exists; whether it came out is for staff to confirm. */
json_t *
tb_desk_print (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *print = wanted != NULL ? tb_desk_need_string (args, "print", error) : NULL;
  g_autoptr (TbOperator) who =
      print != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbProjection) seen = NULL;
  g_autoptr (TbDocument) trial = NULL;
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (json_t) copies = NULL;
  g_autofree char *text = NULL;
  const char *id;
  int copy;

  if (who == NULL)
    return NULL;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;
  id = tb_case_get_id (seen->shown);
  /* A paper that cannot be made is not counted. */
  trial = make_document (core, seen, print, 1, error);
  copy = trial != NULL ? take_copy (core, who, id, args, error) : 0;
  document = copy > 0 ? make_document (core, seen, print, copy, error) : NULL;
  copies = document != NULL ? tb_print_table_list (core->store, id, print, error) : NULL;
  if (copies == NULL)
    return NULL;
  text = tb_document_to_text (document, TEXT_WIDTH);

  return json_pack ("{s:s, s:s, s:s*, s:s, s:o, s:i, s:O}",
                    "case",
                    id,
                    "number",
                    tb_case_get_number (seen->shown),
                    "title",
                    find_title (seen->item, print),
                    "text",
                    text,
                    "tree",
                    tb_document_to_json (document),
                    "copy",
                    copy,
                    "copies",
                    copies);
}

static gboolean
is_marked (TbDeskCore *core, const TbPrintCopy *which, const char *fact)
{
  g_autoptr (json_t) rows =
      tb_print_table_list (core->store, which->case_id, which->document, NULL);
  const json_t *row;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    if (tb_json_get_int (row, "copy", 0) == which->copy)
      return tb_json_get_string (row, fact) != NULL;
  }

  return FALSE;
}

/* The cities read in the case what was handed out. One that takes no more commands, such as a case
 * that is being deleted, does without: the fact itself is kept here. */
static void
tell_cities (TbDeskCore *core, const TbPrintCopy *which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) args = json_pack ("{s:s, s:s, s:{s:s, s:i}}",
                                       "case",
                                       which->case_id,
                                       "kind",
                                       "print-confirmed",
                                       "args",
                                       "print",
                                       which->document,
                                       "copy",
                                       which->copy);
  g_autoptr (json_t) done = tb_desk_act (core, args, &error);

  if (done == NULL)
    g_info ("Print of %s stays here: %s", which->case_id, error->message);
}

/* {case, print, copy, fact: "spooled" or "confirmed"}: {copies} */
json_t *
tb_desk_printed (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *print = wanted != NULL ? tb_desk_need_string (args, "print", error) : NULL;
  const char *fact = print != NULL ? tb_desk_need_string (args, "fact", error) : NULL;
  g_autoptr (TbOperator) who =
      fact != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbProjection) seen = NULL;
  TbPrintCopy which = { NULL, print, (int) tb_json_get_int (args, "copy", 0) };
  gboolean came_out = g_strcmp0 (fact, "confirmed") == 0;
  gboolean is_new;
  json_t *copies;

  if (who == NULL)
    return NULL;
  if (!came_out && strcmp (fact, "spooled") != 0) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("A print is “spooled” or “confirmed”, not “%s”"),
                 fact);
    return NULL;
  }
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;

  which.case_id = tb_case_get_id (seen->shown);
  is_new = !is_marked (core, &which, fact);
  if (came_out && is_new && !is_marked (core, &which, "spooled")) {
    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_ARGUMENT,
                 _ ("Copy %d of %s has not left this window: it cannot have come out"),
                 which.copy,
                 which.document);
    return NULL;
  }
  if (!tb_print_table_mark (core->store,
                            &which,
                            came_out ? TB_PRINT_CONFIRMED : TB_PRINT_SPOOLED,
                            who->id,
                            error))
    return NULL;
  if (came_out && is_new)
    tell_cities (core, &which);
  copies = tb_print_table_list (core->store, which.case_id, print, error);

  return copies != NULL ? json_pack ("{s:o}", "copies", copies) : NULL;
}

static gboolean
add_print (TbDeskCore *core,
           const TbDocumentSource *source,
           const TbPrint *print,
           json_t *rows,
           GError **error)
{
  g_autoptr (GError) lacking = NULL;
  g_autoptr (TbDocument) document = NULL;
  json_t *copies;

  if (!tb_document_is_offered (source, print))
    return TRUE;
  copies = tb_print_table_list (core->store, tb_case_get_id (source->self), print->id, error);
  if (copies == NULL)
    return FALSE;

  document = tb_document_new (source, print->id, &lacking);
  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:b, s:s*, s:o}",
                                    "print",
                                    print->id,
                                    "title",
                                    tb_desk_view_pick (print->title_zh, print->title_en),
                                    "can",
                                    document != NULL,
                                    "why_not",
                                    lacking != NULL ? lacking->message : NULL,
                                    "copies",
                                    copies));

  return TRUE;
}

/* {case}: {rows: [{print, title, can, why_not?, copies}]}: the papers that belong to a case in its
 * state, in the order of its matter. */
json_t *
tb_desk_prints (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  g_autoptr (TbOperator) who =
      wanted != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbProjection) seen = who != NULL ? tb_projection_load (core, wanted, error) : NULL;
  g_autoptr (json_t) rows = json_array ();
  g_auto (Press) press = { 0 };
  const TbPrint *prints;
  gsize n;

  if (seen == NULL || !press_init (&press, core, seen, error))
    return NULL;
  prints = tb_item_get_prints (seen->item, &n);
  for (gsize i = 0; i < n; i++) {
    if (!add_print (core, &press.source, &prints[i], rows, error))
      return NULL;
  }

  return json_pack ("{s:O}", "rows", rows);
}
