/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-view"

#include "config.h"

#include "tb-desk-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-mask.h"
#include "tb-time.h"

const char *
tb_desk_view_pick (const char *zh, const char *en)
{
  const char *const *languages = g_get_language_names ();

  return g_str_has_prefix (languages[0], "zh") ? zh : en;
}

const char *
tb_desk_view_area (TbArea area)
{
  if (area == TB_AREA_NONE)
    return "";

  return tb_desk_view_pick (tb_area_get_name_zh (area), tb_area_get_name_en (area));
}

const char *
tb_desk_view_state (const TbItem *item, const char *state)
{
  const TbState *found = NULL;

  if (item != NULL && state != NULL)
    found = tb_machine_get_state (tb_item_get_machine (item), state);

  return found != NULL ? tb_desk_view_pick (found->name_zh, found->name_en) : state;
}

static const char *
item_name (const TbItem *item, const char *id)
{
  if (item == NULL)
    return id;

  return tb_desk_view_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item));
}

static char *
mask_or_empty (TbMask mask, const char *value)
{
  return value != NULL ? tb_mask_apply (mask, value) : g_strdup ("");
}

json_t *
tb_desk_view_record (TbDeskCore *core, const TbRecordRow *row)
{
  const TbItem *item = tb_catalogue_get_item (core->catalogue, row->item, 0);
  g_autofree char *name = mask_or_empty (TB_MASK_NAME, row->person_name);
  g_autofree char *id_no = mask_or_empty (TB_MASK_ID, row->person_id);
  g_autofree char *changed = tb_time_format (row->changed_us);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s*, s:s, s:b, s:b}",
                    "id",
                    row->id,
                    "number",
                    row->number,
                    "item",
                    row->item,
                    "item_name",
                    item_name (item, row->item),
                    "state",
                    row->state,
                    "state_name",
                    tb_desk_view_state (item, row->state),
                    "home",
                    tb_area_get_slug (row->home),
                    "owner",
                    tb_area_get_slug (row->owner),
                    "person",
                    name,
                    "id_no",
                    id_no,
                    "due",
                    row->due,
                    "changed_at",
                    changed,
                    "closed",
                    row->is_closed,
                    "confirmed",
                    TRUE);
}

json_t *
tb_desk_view_outbox (TbDeskCore *core, const TbOutboxRow *row)
{
  const TbItem *item = tb_catalogue_get_item (core->catalogue, row->item, 0);
  g_autofree char *subject = mask_or_empty (TB_MASK_NAME, row->subject);
  g_autofree char *accepted = tb_time_format (row->accepted_us);
  json_t *json =
      json_pack ("{s:s, s:s, s:s, s:I, s:s, s:s*, s:s*, s:s, s:s, s:s, s:s, s:i, s:b, s:I, s:s*}",
                 "command",
                 row->command,
                 "kind",
                 tb_command_kind_get_name (row->kind),
                 "area",
                 tb_area_get_slug (row->area),
                 "lseq",
                 (json_int_t) row->lseq,
                 "case",
                 row->case_id,
                 "number",
                 row->number,
                 "item",
                 row->item,
                 "item_name",
                 item_name (item, row->item),
                 "person",
                 subject,
                 "operator",
                 row->operator_id,
                 "state",
                 tb_outbox_state_get_name (row->state),
                 "attempts",
                 row->n_attempts,
                 "waiting",
                 row->is_waiting,
                 "seq",
                 (json_int_t) row->seq,
                 "reason",
                 row->reason);

  tb_json_set_int (json, "position", row->position);
  tb_json_set_string (json, "accepted_at", accepted);
  tb_json_set_string (json, "problem", row->problem);
  tb_json_set_string (json, "resolves", row->resolves);

  return json;
}

static void
mask_member (json_t *object, const char *member, TbMask mask)
{
  const char *value = tb_json_get_string (object, member);

  if (value != NULL && mask != TB_MASK_NONE) {
    g_autofree char *masked = tb_mask_apply (mask, value);

    tb_json_set_string (object, member, masked);
  }
}

/* What personal values are called in registers and in the people of a case. */
static const struct {
  const char *member;
  TbMask mask;
} personal[] = {
  { "name", TB_MASK_NAME },
  { "former_name", TB_MASK_NAME },
  { "id_no", TB_MASK_ID },
  { "ssc_card_no", TB_MASK_ID },
  { "mobile", TB_MASK_MOBILE },
  { "phone", TB_MASK_MOBILE },
  { "hukou_address", TB_MASK_ADDRESS },
  { "live_address", TB_MASK_ADDRESS },
  { "address", TB_MASK_ADDRESS },
  { "bank_account", TB_MASK_BANK },
};

static TbMask
mask_of_member (const char *member)
{
  for (gsize i = 0; i < G_N_ELEMENTS (personal); i++) {
    if (strcmp (personal[i].member, member) == 0)
      return personal[i].mask;
  }

  return TB_MASK_NONE;
}

static void
mask_person (json_t *person)
{
  for (gsize i = 0; i < G_N_ELEMENTS (personal); i++)
    mask_member (person, personal[i].member, personal[i].mask);
}

static void
mask_form (const TbItem *item, json_t *form)
{
  const TbSection *sections;
  gsize n_sections;

  sections = tb_item_get_sections (item, &n_sections);
  for (gsize s = 0; s < n_sections; s++) {
    for (gsize f = 0; f < sections[s].n_fields; f++) {
      const TbField *field = &sections[s].fields[f];

      if (field->mask != NULL)
        mask_member (form, field->id, tb_mask_from_name (field->mask));
    }
  }
}

json_t *
tb_desk_view_masked (const TbItem *item, const json_t *body)
{
  json_t *copy = json_deep_copy (body);
  json_t *person = tb_json_get_object (copy, "person");
  json_t *agent = tb_json_get_object (copy, "agent");
  json_t *form = tb_json_get_object (copy, "form");

  if (person != NULL)
    mask_person (person);
  if (agent != NULL)
    mask_person (agent);
  if (form != NULL)
    mask_form (item, form);

  return copy;
}

json_t *
tb_desk_view_masked_row (TbDeskCore *core, const json_t *row)
{
  const char *id = tb_json_get_string (row, "item");
  const TbItem *item = id != NULL ? tb_catalogue_get_item (core->catalogue, id, 0) : NULL;
  json_t *copy = json_deep_copy (row);
  json_t *form = tb_json_get_object (copy, "form");
  const char *member;
  json_t *value;

  mask_person (copy);
  json_object_foreach (copy, member, value)
  {
    if (json_is_object (value) && value != form)
      mask_person (value);
  }
  if (form != NULL && item != NULL)
    mask_form (item, form);

  return copy;
}

json_t *
tb_desk_view_masked_value (const TbItem *item, const char *pointer, json_t *value)
{
  const char *member = strrchr (pointer, '/') != NULL ? strrchr (pointer, '/') + 1 : pointer;
  const TbField *field =
      g_str_has_prefix (pointer, "/form/") ? tb_item_get_field (item, member) : NULL;
  TbMask mask = mask_of_member (member);
  g_autofree char *masked = NULL;

  if (field != NULL)
    mask = field->mask != NULL ? tb_mask_from_name (field->mask) : TB_MASK_NONE;
  if (value == NULL)
    return json_null ();
  if (json_is_object (value) && field == NULL) {
    json_t *copy = json_deep_copy (value);

    mask_person (copy);
    return copy;
  }
  if (mask == TB_MASK_NONE || !json_is_string (value))
    return json_incref (value);
  masked = tb_mask_apply (mask, json_string_value (value));

  return json_string (masked);
}

static json_t *
view_deadline (const TbItem *item, const TbDeadline *deadline)
{
  const TbLeg *leg = tb_machine_get_leg (tb_item_get_machine (item), deadline->leg);
  g_autofree char *due = tb_date_format (&deadline->due);

  return json_pack ("{s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:b, s:b, s:b, s:b, s:b}",
                    "leg",
                    deadline->leg,
                    "name",
                    leg != NULL ? tb_desk_view_pick (leg->name_zh, leg->name_en) : deadline->leg,
                    "owner",
                    deadline->owner != TB_AREA_NONE ? tb_area_get_slug (deadline->owner) : "",
                    "days",
                    deadline->days,
                    "unit",
                    deadline->is_workdays ? "workday" : "day",
                    "used",
                    deadline->used,
                    "due",
                    due,
                    "running",
                    deadline->is_running,
                    "paused",
                    deadline->is_paused,
                    "stopped",
                    deadline->is_stopped,
                    "overdue",
                    deadline->is_overdue,
                    "uncertain",
                    deadline->is_uncertain);
}

json_t *
tb_desk_view_deadlines (TbDeskCore *core, const TbItem *item, TbCase *shown)
{
  json_t *rows = json_array ();
  json_t *clock;
  GDate today;
  gsize i;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
  json_array_foreach ((json_t *) tb_case_get_clocks (shown), i, clock)
  {
    TbDeadline deadline;

    tb_deadline_compute (core->calendar, clock, &today, &deadline);
    json_array_append_new (rows, view_deadline (item, &deadline));
  }

  return rows;
}
