/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-dossier"

#include "config.h"

#include "tb-desk-dossier.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-field-rules.h"
#include "tb-mask.h"
#include "tb-print-table.h"

typedef struct {
  TbDeskCore *core;
  const TbProjection *seen;
  const TbOperator *who;
  const json_t *body; /* the case with its full values */
  TbFormRules rules;
  gboolean is_full;
} Reader;

/* @is_masked is set when something was hidden. */
static char *
print_value (Reader *self, const TbField *field, const json_t *value, gboolean *is_masked)
{
  TbMask mask = field->mask != NULL ? tb_mask_from_name (field->mask) : TB_MASK_NONE;
  g_autofree char *text = tb_field_print (&self->rules, field, value, tb_language_get ());

  if (self->is_full || mask == TB_MASK_NONE || *text == '\0')
    return g_steal_pointer (&text);
  *is_masked = TRUE;

  return tb_mask_apply (mask, text);
}

/* One line a row of the table: its cells in the order of the columns. */
static char *
print_cells (Reader *self, const TbField *field, const json_t *row, gboolean *is_masked)
{
  GString *line = g_string_new (NULL);

  for (gsize i = 0; i < field->n_columns; i++) {
    const TbField *column = &field->columns[i];
    const json_t *value = json_object_get (row, column->id);
    g_autofree char *text = value != NULL ? print_value (self, column, value, is_masked) : NULL;

    if (text != NULL && *text != '\0')
      g_string_append_printf (line,
                              "%s%s %s",
                              line->len > 0 ? " · " : "",
                              tb_desk_view_pick (column->label_zh, column->label_en),
                              text);
  }

  return g_string_free (line, FALSE);
}

static char *
print_field (Reader *self, const TbField *field, const json_t *value, gboolean *is_masked)
{
  GString *lines;

  if (field->type != TB_FIELD_TABLE || !json_is_array (value))
    return print_value (self, field, value, is_masked);

  lines = g_string_new (NULL);
  for (gsize i = 0; i < json_array_size (value); i++) {
    g_autofree char *line = print_cells (self, field, json_array_get (value, i), is_masked);

    g_string_append_printf (lines, "%s%s", i > 0 ? "\n" : "", line);
  }

  return g_string_free (lines, FALSE);
}

static void
add_field (Reader *self, json_t *rows, const TbField *field)
{
  const json_t *value = json_object_get (tb_json_get_object (self->body, "form"), field->id);
  gboolean is_masked = FALSE;
  g_autofree char *text = NULL;

  if (value == NULL || json_is_null (value))
    return;
  text = print_field (self, field, value, &is_masked);
  if (*text == '\0')
    return;

  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:b}",
                                    "id",
                                    field->id,
                                    "label",
                                    tb_desk_view_pick (field->label_zh, field->label_en),
                                    "value",
                                    text,
                                    "masked",
                                    is_masked));
}

static void
add_section (json_t *sections, const char *title, json_t *rows)
{
  if (json_array_size (rows) > 0)
    json_array_append_new (sections, json_pack ("{s:s, s:O}", "title", title, "rows", rows));
  json_decref (rows);
}

/* What the steps asked for stands in the form as well, but in no section of it. */
static json_t *
list_step_fields (Reader *self)
{
  const TbItem *item = self->seen->item;
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *rows = json_array ();
  gsize n;
  const TbTransition *steps = tb_machine_get_transitions (tb_item_get_machine (item), &n);

  for (gsize i = 0; i < n; i++) {
    for (gsize f = 0; f < steps[i].n_form; f++) {
      const TbField *field = &steps[i].form[f];

      if (tb_item_get_field (item, field->id) == NULL &&
          g_hash_table_add (told, (gpointer) field->id))
        add_field (self, rows, field);
    }
  }

  return rows;
}

static json_t *
list_sections (Reader *self)
{
  json_t *sections = json_array ();
  gsize n;
  const TbSection *all = tb_item_get_sections (self->seen->item, &n);

  for (gsize i = 0; i < n; i++) {
    json_t *rows = json_array ();

    for (gsize f = 0; f < all[i].n_fields; f++)
      add_field (self, rows, &all[i].fields[f]);
    add_section (sections, tb_desk_view_pick (all[i].title_zh, all[i].title_en), rows);
  }
  add_section (sections, _ ("Added while it was handled"), list_step_fields (self));

  return sections;
}

static json_t *
list_papers (Reader *self)
{
  const json_t *papers = tb_json_get_object (self->body, "materials");
  json_t *rows = json_array ();
  gsize n;
  const TbMaterial *all = tb_item_get_materials (self->seen->item, &n);

  for (gsize i = 0; i < n; i++) {
    const json_t *paper = json_object_get (papers, all[i].id);

    if (paper != NULL)
      json_array_append_new (rows,
                             json_pack ("{s:s, s:s, s:s*, s:s*}",
                                        "id",
                                        all[i].id,
                                        "label",
                                        tb_desk_view_pick (all[i].label_zh, all[i].label_en),
                                        "state",
                                        tb_json_get_string (paper, "state"),
                                        "due",
                                        tb_json_get_string (paper, "due")));
  }

  return rows;
}

static gboolean
is_offered (Reader *self, const TbPrint *print, const json_t *values)
{
  const json_t *offered = tb_json_get_array (self->body, "offered");

  for (gsize i = 0; i < json_array_size (offered); i++) {
    if (g_strcmp0 (json_string_value (json_array_get (offered, i)), print->id) == 0)
      return TRUE;
  }

  return print->when == NULL ||
         tb_conditions_eval (tb_item_get_conditions (self->seen->item), print->when, values) ==
             TB_TRUTH_TRUE;
}

/* The last time that staff saw @id come out, or NULL. */
static const json_t *
find_confirmed (Reader *self, const char *id)
{
  const json_t *prints = tb_json_get_array (self->body, "prints");

  for (gsize i = json_array_size (prints); i > 0; i--) {
    const json_t *print = json_array_get (prints, i - 1);

    if (g_strcmp0 (tb_json_get_string (print, "print"), id) == 0)
      return print;
  }

  return NULL;
}

/* Papers that the case offers now, and those that came out before. */
static json_t *
list_prints (Reader *self)
{
  json_t *rows = json_array ();
  g_autoptr (json_t) values = NULL;
  g_autofree char *at = NULL;
  TbWorkflowActor actor;
  gsize n;
  const TbPrint *all = tb_item_get_prints (self->seen->item, &n);

  tb_desk_fill_actor (self->core, self->who, &at, &actor);
  values = tb_workflow_dup_values (self->seen->shown, NULL, &actor);
  for (gsize i = 0; i < n; i++) {
    const json_t *confirmed = find_confirmed (self, all[i].id);
    const char *id = tb_case_get_id (self->seen->shown);

    if (confirmed == NULL && !is_offered (self, &all[i], values))
      continue;
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:i, s:s*, s:s*}",
                                      "id",
                                      all[i].id,
                                      "label",
                                      tb_desk_view_pick (all[i].title_zh, all[i].title_en),
                                      "made",
                                      tb_print_table_count (self->core->store, id, all[i].id),
                                      "confirmed_at",
                                      tb_json_get_string (confirmed, "at"),
                                      "confirmed_by",
                                      tb_json_get_string (confirmed, "operator")));
  }

  return rows;
}

/* Requests that wait for an answer of this operator's city. */
static json_t *
list_tasks (Reader *self)
{
  const json_t *requests = tb_json_get_array (self->body, "requests");
  json_t *rows = json_array ();
  json_t *request;
  gsize i;

  json_array_foreach ((json_t *) requests, i, request)
  {
    if (g_strcmp0 (tb_json_get_string (request, "state"), "pending") == 0 &&
        tb_area_from_slug (tb_json_get_string (request, "to")) == self->who->area)
      json_array_append (rows, request);
  }

  return rows;
}

static json_t *
list_codes (TbDeskCore *core, const TbField *field)
{
  gsize n = 0;
  const TbCode *codes =
      field->list != NULL ? tb_catalogue_get_codes (core->catalogue, field->list, &n) : NULL;
  json_t *rows = codes != NULL ? json_array () : NULL;

  for (gsize i = 0; i < n; i++)
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s}",
                                      "code",
                                      codes[i].code,
                                      "label",
                                      tb_desk_view_pick (codes[i].label_zh, codes[i].label_en)));

  return rows;
}

static json_t *
view_ask (TbDeskCore *core, const TbField *field)
{
  json_t *columns = field->n_columns > 0 ? json_array () : NULL;

  for (gsize i = 0; i < field->n_columns; i++)
    json_array_append_new (columns, view_ask (core, &field->columns[i]));

  return json_pack ("{s:s, s:s, s:s, s:b, s:o*, s:o*}",
                    "id",
                    field->id,
                    "label",
                    tb_desk_view_pick (field->label_zh, field->label_en),
                    "type",
                    tb_field_type_get_name (field->type),
                    "required",
                    field->required != NULL && strcmp (field->required, "0") != 0,
                    "codes",
                    list_codes (core, field),
                    "columns",
                    columns);
}

json_t *
tb_desk_dossier_asks (TbDeskCore *core, const TbTransition *step)
{
  json_t *rows = json_array ();

  for (gsize i = 0; i < step->n_form; i++)
    json_array_append_new (rows, view_ask (core, &step->form[i]));

  return rows;
}

void
tb_desk_dossier_add (TbDeskCore *core,
                     const TbProjection *seen,
                     const TbOperator *who,
                     gboolean is_full,
                     json_t *answer)
{
  Reader self = {
    .core = core,
    .seen = seen,
    .who = who,
    .body = tb_case_get_json (seen->shown),
    .is_full = is_full,
  };

  self.rules = (TbFormRules){
    .catalogue = core->catalogue,
    .regions = core->regions,
    .item = seen->item,
    .window_area = core->config->area,
  };
  tb_date_of_time (tb_clock_wall_us (&core->clock), &self.rules.today);
  json_object_set_new (answer, "sections", list_sections (&self));
  json_object_set_new (answer, "papers", list_papers (&self));
  json_object_set_new (answer, "prints", list_prints (&self));
  json_object_set_new (answer, "tasks", list_tasks (&self));
  json_object_set_new (answer, "events", tb_desk_dossier_events (core, seen));
}
