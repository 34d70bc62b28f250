/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-print"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-submit.h"
#include "tb-desk-tables.h"
#include "tb-document.h"
#include "tb-time.h"

/* Columns of a paper as text: a terminal's width. */
#define TEXT_WIDTH 76

char *
tb_desk_print_text (TbDeskCore *core,
                    const TbProjection *seen,
                    const char *print,
                    int copy,
                    GError **error)
{
  g_autoptr (TbOperator) who = tb_desk_session_require (core, error);
  g_autofree char *at = tb_time_format (tb_clock_wall_us (&core->clock));
  g_autofree char *window = g_strdup_printf ("%02u", core->config->code);
  g_autoptr (TbDocument) document = NULL;
  TbDocumentSource source = { 0 };

  if (who == NULL)
    return NULL;

  source = (TbDocumentSource){
    .catalogue = core->catalogue,
    .calendar = core->calendar,
    .regions = core->regions,
    .item = seen->item,
    .self = seen->shown,
    .is_confirmed = seen->open->len == 0,
    .is_sandbox = core->config->is_sandbox,
    .copy = copy,
    .at = at,
    .operator_code = who->id,
    .operator_name = who->name,
    .window_code = window,
    .hall = who->hall,
  };
  document = tb_document_new (&source, print, error);

  return document != NULL ? tb_document_to_text (document, TEXT_WIDTH) : NULL;
}

/* {case, print}: {text, copy}. A copy is counted, on the disk and in the audit, before it exists;
 * whether it came out is for staff to confirm. */
json_t *
tb_desk_print (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *print = wanted != NULL ? tb_desk_need_string (args, "print", error) : NULL;
  g_autoptr (TbOperator) who =
      print != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbProjection) seen = NULL;
  g_autofree char *trial = NULL;
  g_autofree char *text = NULL;
  int copy = 0;

  if (who == NULL)
    return NULL;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;
  /* A paper that cannot be made is not counted. */
  trial = tb_desk_print_text (core, seen, print, 1, error);
  if (trial == NULL ||
      !tb_print_table_add (core->store, tb_case_get_id (seen->shown), print, who->id, &copy, error))
    return NULL;
  text = tb_desk_print_text (core, seen, print, copy, error);
  if (text == NULL)
    return NULL;

  return json_pack ("{s:s, s:i}", "text", text, "copy", copy);
}
