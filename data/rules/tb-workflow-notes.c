/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workflow"

#include "config.h"

#include "tb-workflow-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-hash.h"

/* Kinds that commute: none of them looks at the state that another command may just be changing,
 * so they are as welcome on a closed case as on an open one. */

gboolean
tb_workflow_note (TbWorkflowStep *step, GError **error)
{
  tb_workflow_add_thread (step, tb_workflow_get_arg (step, "text"), TB_AREA_NONE);

  return TRUE;
}

gboolean
tb_workflow_remind (TbWorkflowStep *step, GError **error)
{
  tb_json_set_int (step->body, "reminders", tb_json_get_int (step->body, "reminders", 0) + 1);
  tb_workflow_add_thread (step,
                          tb_workflow_get_arg (step, "text"),
                          tb_workflow_get_area (step, "owner"));

  return TRUE;
}

static gboolean
is_hex (const char *text)
{
  return strlen (text) == TB_HASH_HEX_LENGTH &&
         strspn (text, "0123456789abcdef") == TB_HASH_HEX_LENGTH;
}

static const TbMaterial *
find_material (const TbItem *item, const char *id)
{
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (materials[i].id, id) == 0)
      return &materials[i];
  }

  return NULL;
}

static gboolean
refuse (GError **error, const char *field, const char *message)
{
  tb_refusal_set (error, TB_REFUSAL_INVALID, field, "%s", message);
  return FALSE;
}

static gboolean
check_attachment (TbWorkflowStep *step, GError **error)
{
  const char *name = tb_workflow_get_arg (step, "name");
  const char *material = tb_workflow_get_arg (step, "material");

  if (!is_hex (tb_workflow_get_arg (step, "sha256")))
    return refuse (error, "/args/sha256", _ ("This is no SHA-256 in lower case"));
  if (strlen (name) > 255 || strpbrk (name, "/\\") != NULL || g_str_equal (name, "..") ||
      g_str_equal (name, "."))
    return refuse (error, "/args/name", _ ("This is no plain file name"));
  if (strchr (tb_workflow_get_arg (step, "media_type"), '/') == NULL)
    return refuse (error, "/args/media_type", _ ("This is no media type"));
  if (tb_json_get_int (step->args, "size", -1) < 0)
    return refuse (error, "/args/size", _ ("A size is not negative"));
  if (material != NULL && find_material (step->item, material) == NULL)
    return refuse (error, "/args/material", _ ("This matter has no such material"));

  return TRUE;
}

gboolean
tb_workflow_attach (TbWorkflowStep *step, GError **error)
{
  json_t *attachment;

  if (!check_attachment (step, error))
    return FALSE;

  attachment = json_deep_copy (step->args);
  tb_json_set_string (attachment, "command", tb_command_get_id (step->command));
  json_array_append_new (tb_workflow_ensure_array (step->body, "attachments"), attachment);

  return TRUE;
}

/* Rated is what was handed over: the case is closed, or nothing is left but to close it well. */
static gboolean
is_delivered (TbWorkflowStep *step)
{
  const TbMachine *machine = tb_item_get_machine (step->item);
  const char *state = tb_json_get_string (step->body, "state");
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (machine, &n);
  gboolean leaves = FALSE;

  if (tb_json_get_bool (step->body, "closed"))
    return json_object_get (step->body, "invalid") == NULL;
  if (g_strcmp0 (state, tb_machine_get_start (machine)) == 0)
    return FALSE;

  for (gsize i = 0; i < n; i++) {
    if (!g_strv_contains (all[i].from, state))
      continue;
    if (tb_machine_get_state (machine, all[i].to)->kind != TB_STATE_END_GOOD)
      return FALSE;
    leaves = TRUE;
  }

  return leaves;
}

static gboolean
is_channel (const char *channel)
{
  static const char *const channels[] = { "screen", "phone", "online", "terminal" };

  for (gsize i = 0; channel != NULL && i < G_N_ELEMENTS (channels); i++) {
    if (strcmp (channels[i], channel) == 0)
      return TRUE;
  }

  return channel == NULL;
}

/* Staff never fill a rating in (domain rule 10, hall 2): the command carries what the customer
 * pressed, and says where. */
gboolean
tb_workflow_rate (TbWorkflowStep *step, GError **error)
{
  const char *channel = tb_workflow_get_arg (step, "channel");
  gint64 value = tb_json_get_int (step->args, "rating", 0);
  json_t *rating;

  if (value < 1 || value > 5)
    return refuse (error, "/args/rating", _ ("A rating is a number from 1 to 5"));
  if (!is_channel (channel))
    return refuse (error,
                   "/args/channel",
                   _ ("A rating comes from the customer: screen, phone, online or "
                      "terminal"));
  if (json_object_get (step->body, "rating") != NULL)
    return refuse (error, "/args/rating", _ ("The case was rated already"));
  if (!is_delivered (step))
    return refuse (error, "/args/rating", _ ("A case is rated after its result was handed over"));

  rating = json_pack ("{s:I, s:s, s:s}",
                      "value",
                      (json_int_t) value,
                      "channel",
                      channel != NULL ? channel : "screen",
                      "at",
                      step->actor->at);
  tb_json_set_string (rating, "text", tb_workflow_get_arg (step, "text"));
  json_object_set_new (step->body, "rating", rating);

  return TRUE;
}

static gboolean
has_print (const TbItem *item, const char *id)
{
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (prints[i].id, id) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
take_from_offered (TbWorkflowStep *step, const char *print)
{
  json_t *offered = json_object_get (step->body, "offered");

  for (gsize i = json_array_size (offered); i > 0; i--) {
    if (g_strcmp0 (json_string_value (json_array_get (offered, i - 1)), print) == 0)
      json_array_remove (offered, i - 1);
  }
}

gboolean
tb_workflow_print_confirmed (TbWorkflowStep *step, GError **error)
{
  const char *print = tb_workflow_get_arg (step, "print");
  gint64 copy = tb_json_get_int (step->args, "copy", 0);

  if (!has_print (step->item, print))
    return refuse (error, "/args/print", _ ("This matter has no such paper"));
  if (copy < 1 || copy > 999)
    return refuse (error, "/args/copy", _ ("Copies are counted from 1 to 999"));

  take_from_offered (step, print);
  json_array_append_new (tb_workflow_ensure_array (step->body, "prints"),
                         json_pack ("{s:s, s:s, s:s, s:I, s:s}",
                                    "print",
                                    print,
                                    "at",
                                    step->actor->at,
                                    "operator",
                                    step->author,
                                    "copy",
                                    (json_int_t) copy,
                                    "command",
                                    tb_command_get_id (step->command)));

  return TRUE;
}

gboolean
tb_workflow_noop (TbWorkflowStep *step, GError **error)
{
  return TRUE;
}
