/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <string.h>

#include "tb-date.h"
#include "tb-document-private.h"

/* Lists that a layout may name instead of a table of the form; documents/README.md lists their
 * members. Papers are Chinese whatever the locale, hence no gettext here. */

static const char *
pick (TbDocumentScope *scope, const char *zh, const char *en)
{
  return tb_language_pick_in (scope->language, zh, en);
}

static const char *
name_paper_state (TbDocumentScope *scope, const char *state)
{
  if (g_strcmp0 (state, "seen") == 0)
    return pick (scope, "已收取", "received");
  if (g_strcmp0 (state, "promised") == 0)
    return pick (scope, "承诺补交", "promised");
  if (g_strcmp0 (state, "replaced") == 0)
    return pick (scope, "数据共享免交", "replaced by a query");

  return pick (scope, "缺", "missing");
}

static gboolean
is_lacking (const char *state)
{
  return state == NULL || strcmp (state, "missing") == 0 || strcmp (state, "promised") == 0;
}

static json_t *
new_materials (TbDocumentScope *scope, gboolean only_lacking)
{
  const TbDocumentSource *source = scope->source;
  const json_t *papers = json_object_get (tb_case_get_json (source->self), "materials");
  json_t *rows = json_array ();
  gsize n;
  const TbMaterial *materials = tb_item_get_materials (source->item, &n);

  for (gsize i = 0; i < n; i++) {
    const json_t *paper = json_object_get (papers, materials[i].id);
    const char *state = tb_json_get_string (paper, "state");

    if (paper == NULL &&
        !tb_form_rules_needs_material (&scope->rules, &materials[i], scope->values))
      continue;
    if (only_lacking && !is_lacking (state))
      continue;
    json_array_append_new (rows,
                           json_pack ("{s:i, s:s, s:s, s:s?, s:b, s:s?}",
                                      "index",
                                      (int) json_array_size (rows) + 1,
                                      "label",
                                      pick (scope, materials[i].label_zh, materials[i].label_en),
                                      "state",
                                      name_paper_state (scope, state),
                                      "due",
                                      tb_json_get_string (paper, "due"),
                                      "original",
                                      materials[i].is_original && g_strcmp0 (state, "seen") == 0,
                                      "how",
                                      pick (scope, materials[i].how_zh, materials[i].how_en)));
  }

  return rows;
}

static const char *
name_step (TbDocumentScope *scope, const char *id)
{
  const TbTransition *transition =
      tb_machine_get_transition (tb_item_get_machine (scope->source->item), id);

  if (transition != NULL)
    return pick (scope, transition->name_zh, transition->name_en);
  if (strcmp (id, "submit") == 0)
    return pick (scope, "收件", "collected");
  if (strcmp (id, "reopen") == 0)
    return pick (scope, "重新办理", "reopened");

  return id;
}

static json_t *
new_history (TbDocumentScope *scope)
{
  const json_t *history = json_object_get (tb_case_get_json (scope->source->self), "history");
  json_t *rows = json_array ();

  for (gsize i = 0; i < json_array_size (history); i++) {
    const json_t *step = json_array_get (history, i);
    const char *transition = tb_json_get_string (step, "transition");

    json_array_append_new (rows,
                           json_pack ("{s:i, s:s?, s:s, s:s?, s:s?}",
                                      "index",
                                      (int) i + 1,
                                      "at",
                                      tb_json_get_string (step, "at"),
                                      "name",
                                      name_step (scope, transition != NULL ? transition : ""),
                                      "area",
                                      tb_json_get_string (step, "area"),
                                      "operator",
                                      tb_json_get_string (step, "operator")));
  }

  return rows;
}

static const char *
name_clock_state (TbDocumentScope *scope, const TbDeadline *deadline)
{
  if (deadline->is_stopped)
    return pick (scope, "已止", "stopped");
  if (deadline->is_paused)
    return pick (scope, "中止", "paused");
  if (deadline->is_overdue)
    return pick (scope, "超期", "overdue");

  return pick (scope, "进行中", "running");
}

static json_t *
new_clocks (TbDocumentScope *scope)
{
  const TbDocumentSource *source = scope->source;
  const json_t *clocks = tb_case_get_clocks (source->self);
  json_t *rows = json_array ();

  for (gsize i = 0; i < json_array_size (clocks); i++) {
    const json_t *clock = json_array_get (clocks, i);
    const char *id = tb_json_get_string (clock, "leg");
    const TbLeg *leg =
        id != NULL ? tb_machine_get_leg (tb_item_get_machine (source->item), id) : NULL;
    g_autofree char *due = NULL;
    TbDeadline deadline;

    tb_deadline_compute (source->calendar, clock, &scope->rules.today, &deadline);
    due = tb_date_format (&deadline.due);
    json_array_append_new (rows,
                           json_pack ("{s:i, s:s?, s:i, s:s, s:s?, s:s, s:s, s:s?}",
                                      "index",
                                      (int) i + 1,
                                      "name",
                                      leg != NULL ? pick (scope, leg->name_zh, leg->name_en) : id,
                                      "days",
                                      deadline.days,
                                      "unit",
                                      deadline.is_workdays ? pick (scope, "工作日", "working days")
                                                           : pick (scope, "日", "days"),
                                      "started",
                                      tb_json_get_string (clock, "started"),
                                      "due",
                                      due,
                                      "state",
                                      name_clock_state (scope, &deadline),
                                      "owner",
                                      tb_json_get_string (clock, "owner")));
  }

  return rows;
}

static json_t *
new_basis (TbDocumentScope *scope)
{
  const json_t *basis = json_object_get (tb_item_get_json (scope->source->item), "basis");
  json_t *rows = json_array ();

  for (gsize i = 0; i < json_array_size (basis); i++) {
    const json_t *entry = json_array_get (basis, i);

    json_array_append_new (rows,
                           json_pack ("{s:i, s:s?, s:s?}",
                                      "index",
                                      (int) i + 1,
                                      "doc",
                                      tb_json_get_string (entry, "doc"),
                                      "title",
                                      tb_json_get_string (entry, "title")));
  }

  return rows;
}

json_t *
tb_document_list_new (TbDocumentScope *scope, const char *name)
{
  if (strcmp (name, "materials") == 0)
    return new_materials (scope, FALSE);
  if (strcmp (name, "materials-missing") == 0)
    return new_materials (scope, TRUE);
  if (strcmp (name, "history") == 0)
    return new_history (scope);
  if (strcmp (name, "clocks") == 0)
    return new_clocks (scope);
  if (strcmp (name, "basis") == 0)
    return new_basis (scope);

  return NULL;
}
