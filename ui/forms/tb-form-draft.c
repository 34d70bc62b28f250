/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-draft"

#include "config.h"

#include "tb-form-draft.h"

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL)
    g_debug ("An empty draft stays: %s", error->message);
}

void
tb_form_draft_drop (TbWorkplace *workplace, const char *draft)
{
  g_autoptr (json_t) args = json_pack ("{s:s}", "draft", draft);
  TbDeskRequest request = { .name = "draft-drop", .args = args };

  if (tb_workplace_get_operator (workplace) != NULL)
    tb_workplace_call_async (workplace, &request, NULL, dropped_cb, NULL);
}

json_t *
tb_form_draft_make_submission (TbForm *form, const char *draft)
{
  const TbItem *item = tb_form_get_item (form);
  g_autoptr (json_t) collected = tb_form_dup_payload (form);

  json_object_set_new (collected,
                       "item",
                       json_pack ("{s:s, s:i}",
                                  "id",
                                  tb_item_get_id (item),
                                  "version",
                                  tb_item_get_version (item)));

  return json_pack ("{s:O, s:s*}", "collected", collected, "draft", draft);
}
