/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-step-field"

#include "config.h"

#include "tb-step-field.h"

#include <glib/gi18n-lib.h>

#include "tb-area.h"
#include "tb-case-words.h"
#include "tb-city-words.h"

struct _TbStepField {
  GtkBox parent_instance;
  json_t *ask;
  GtkWidget *input;
};

G_DEFINE_FINAL_TYPE (TbStepField, tb_step_field, GTK_TYPE_BOX)

enum { ACTIVATE, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_type (TbStepField *self, const char *type)
{
  return g_strcmp0 (tb_json_get_string (self->ask, "type"), type) == 0;
}

static void
activated_cb (TbStepField *self)
{
  g_signal_emit (self, signals[ACTIVATE], 0);
}

/* A list of codes; the first choice is none. Typing finds in it. */
static GtkWidget *
new_choice (const char *const *labels)
{
  GtkExpression *text = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  GtkStringList *model = gtk_string_list_new (NULL);
  GtkWidget *choice;

  gtk_string_list_append (model, _ ("– choose –"));
  gtk_string_list_splice (model, 1, 0, labels);
  choice = gtk_drop_down_new (G_LIST_MODEL (model), text);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (choice), TRUE);

  return choice;
}

static GtkWidget *
new_code_choice (TbStepField *self)
{
  const json_t *codes = tb_json_get_array (self->ask, "codes");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;

  for (gsize i = 0; i < json_array_size (codes); i++)
    g_strv_builder_add (builder, tb_json_get_string (json_array_get (codes, i), "label"));
  labels = g_strv_builder_end (builder);

  return new_choice ((const char *const *) labels);
}

static GtkWidget *
new_area_choice (void)
{
  const char *labels[TB_N_AREAS + 1] = { NULL };

  for (int i = 0; i < TB_N_AREAS; i++)
    labels[i] = tb_city_words_get_name ((TbArea) i);

  return new_choice (labels);
}

/* One tick a code. */
static GtkWidget *
new_ticks (TbStepField *self)
{
  const json_t *codes = tb_json_get_array (self->ask, "codes");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  for (gsize i = 0; i < json_array_size (codes); i++) {
    const json_t *code = json_array_get (codes, i);
    GtkWidget *tick = gtk_check_button_new_with_label (tb_json_get_string (code, "label"));

    gtk_widget_set_name (tick, tb_json_get_string (code, "code"));
    gtk_box_append (GTK_BOX (box), tick);
  }

  return box;
}

static void
add_line (TbStepField *self)
{
  const json_t *columns = tb_json_get_array (self->ask, "columns");
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (line, "step-line");
  for (gsize i = 0; i < json_array_size (columns); i++)
    gtk_box_append (GTK_BOX (line), tb_step_field_new (json_array_get (columns, i)));
  gtk_box_append (GTK_BOX (self->input), line);
}

static GtkWidget *
new_table (TbStepField *self)
{
  GtkWidget *add = tb_case_words_new_button (_ ("Add a Line"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect_object (add, "clicked", G_CALLBACK (add_line), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self), box);
  gtk_box_append (GTK_BOX (self), add);
  self->input = box;
  add_line (self);

  return box;
}

static GtkWidget *
new_entry (TbStepField *self)
{
  GtkWidget *entry = gtk_entry_new ();

  if (is_type (self, "date"))
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("YYYYMMDD, empty: as the step says"));
  else if (is_type (self, "month"))
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("YYYYMM"));
  g_signal_connect_object (entry, "activate", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  return entry;
}

static GtkWidget *
new_input (TbStepField *self, const char *label)
{
  if (is_type (self, "table"))
    return new_table (self);
  if (is_type (self, "boolean"))
    return gtk_check_button_new_with_label (label);
  if (is_type (self, "code") && tb_json_get_array (self->ask, "codes") != NULL)
    return new_code_choice (self);
  if (is_type (self, "codes") && tb_json_get_array (self->ask, "codes") != NULL)
    return new_ticks (self);
  if (is_type (self, "area"))
    return new_area_choice ();

  return new_entry (self);
}

GtkWidget *
tb_step_field_new (json_t *ask)
{
  TbStepField *self = g_object_new (TB_TYPE_STEP_FIELD, NULL);
  const char *label = tb_json_get_string (ask, "label");
  g_autofree char *text = NULL;

  self->ask = json_incref (ask);
  text = tb_step_field_is_required (self) ? g_strdup_printf (_ ("%s (needed)"), label)
                                          : g_strdup (label);
  if (!is_type (self, "boolean"))
    gtk_box_append (GTK_BOX (self), tb_case_words_new_label (text, "caption dim-label"));
  self->input = new_input (self, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text,
                                  -1);
  if (gtk_widget_get_parent (self->input) == NULL)
    gtk_box_append (GTK_BOX (self), self->input);

  return GTK_WIDGET (self);
}

const char *
tb_step_field_get_id (TbStepField *self)
{
  return tb_json_get_string (self->ask, "id");
}

gboolean
tb_step_field_is_required (TbStepField *self)
{
  return tb_json_get_bool (self->ask, "required");
}

static json_t *
dup_choice (TbStepField *self)
{
  guint i = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->input));
  const json_t *codes = tb_json_get_array (self->ask, "codes");

  if (i == 0 || i == GTK_INVALID_LIST_POSITION)
    return NULL;
  if (is_type (self, "area"))
    return json_string (tb_area_get_slug ((TbArea) (i - 1)));

  return json_string (tb_json_get_string (json_array_get (codes, i - 1), "code"));
}

static json_t *
dup_ticks (TbStepField *self)
{
  json_t *codes = json_array ();
  GtkWidget *tick;

  for (tick = gtk_widget_get_first_child (self->input); tick != NULL;
       tick = gtk_widget_get_next_sibling (tick)) {
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (tick)))
      json_array_append_new (codes, json_string (gtk_widget_get_name (tick)));
  }

  return codes;
}

/* A line in which nothing was typed is no line. */
static json_t *
dup_lines (TbStepField *self)
{
  json_t *rows = json_array ();
  GtkWidget *line;
  GtkWidget *cell;

  for (line = gtk_widget_get_first_child (self->input); line != NULL;
       line = gtk_widget_get_next_sibling (line)) {
    json_t *row = json_object ();

    for (cell = gtk_widget_get_first_child (line); cell != NULL;
         cell = gtk_widget_get_next_sibling (cell)) {
      json_t *value = tb_step_field_dup_value (TB_STEP_FIELD (cell));

      if (value != NULL)
        json_object_set_new (row, tb_step_field_get_id (TB_STEP_FIELD (cell)), value);
    }
    if (json_object_size (row) > 0)
      json_array_append_new (rows, row);
    else
      json_decref (row);
  }

  return rows;
}

json_t *
tb_step_field_dup_value (TbStepField *self)
{
  const char *text;

  if (is_type (self, "table"))
    return dup_lines (self);
  if (GTK_IS_CHECK_BUTTON (self->input))
    return json_boolean (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->input)));
  if (GTK_IS_DROP_DOWN (self->input))
    return dup_choice (self);
  if (!GTK_IS_ENTRY (self->input))
    return dup_ticks (self);
  text = gtk_editable_get_text (GTK_EDITABLE (self->input));

  return *text != '\0' ? json_string (text) : NULL;
}

static void
tb_step_field_finalize (GObject *object)
{
  json_decref (TB_STEP_FIELD (object)->ask);

  G_OBJECT_CLASS (tb_step_field_parent_class)->finalize (object);
}

static gboolean
tb_step_field_grab_focus (GtkWidget *widget)
{
  GtkWidget *input = TB_STEP_FIELD (widget)->input;

  /* Ticks and tables are boxes: the first thing in them. */
  return gtk_widget_grab_focus (input) || gtk_widget_child_focus (input, GTK_DIR_TAB_FORWARD);
}

static void
tb_step_field_class_init (TbStepFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_step_field_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = tb_step_field_grab_focus;
  signals[ACTIVATE] = g_signal_new ("activate",
                                    G_TYPE_FROM_CLASS (klass),
                                    G_SIGNAL_RUN_LAST,
                                    0,
                                    NULL,
                                    NULL,
                                    NULL,
                                    G_TYPE_NONE,
                                    0);
}

static void
tb_step_field_init (TbStepField *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
}
