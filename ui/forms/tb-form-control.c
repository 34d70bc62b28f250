/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-control"

#include "config.h"

#include "tb-form-control.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-field-rules.h"
#include "tb-form-choice.h"
#include "tb-form-table.h"

struct _TbFormControl {
  AdwBin parent_instance;

  TbFormModel *model;
  TbFormKit *kit;
  const TbField *definition;
  GtkWidget *child;       /* entry, text view, choice, flow box, button or table */
  TbFormOptions *options; /* of a flow box of check buttons */
  GtkFileChooserNative *chooser;
  gboolean is_setting; /* not somebody typing */
  gboolean has_focus;
};

G_DEFINE_FINAL_TYPE (TbFormControl, tb_form_control, ADW_TYPE_BIN)

enum { LEFT, ATTACH, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
get_label (TbFormControl *self)
{
  return tb_language_pick (self->definition->label_zh, self->definition->label_en);
}

static const json_t *
get_value (TbFormControl *self)
{
  return tb_form_get_value (tb_form_model_get_form (self->model), self->definition->id);
}

static void
name_it (GtkWidget *widget, const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
}

char *
tb_form_control_dup_words (TbFormModel *model, const TbField *definition, const json_t *json)
{
  const TbFormRules *rules = tb_form_get_rules (tb_form_model_get_form (model));

  if (json == NULL)
    return g_strdup ("");
  /* A date is edited as it is typed, not as it is printed. */
  if ((definition->type == TB_FIELD_DATE || definition->type == TB_FIELD_MONTH) &&
      json_is_string (json))
    return g_strdup (json_string_value (json));

  return tb_field_print (rules, definition, json, tb_language_get ());
}

/* What stands in an empty entry: how to type it, or that it may stay empty. */
static char *
dup_placeholder (TbFormControl *self)
{
  const TbField *field = self->definition;
  gboolean is_required = tb_form_is_required (tb_form_model_get_form (self->model), field->id);

  if (field->type == TB_FIELD_DATE)
    return g_strdup (_ ("Year, month and day: 20260312"));
  if (field->type == TB_FIELD_MONTH)
    return g_strdup (_ ("Year and month: 202603"));
  if (is_required)
    return NULL;
  if (field->max_length > 0)
    return g_strdup_printf (_ ("Optional, up to %d characters"), field->max_length);

  return g_strdup (_ ("Optional"));
}

static void
entry_changed_cb (TbFormControl *self)
{
  if (!self->is_setting)
    tb_form_model_set_text (self->model,
                            self->definition->id,
                            gtk_editable_get_text (GTK_EDITABLE (self->child)));
}

static GtkWidget *
make_entry (TbFormControl *self)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkInputPurpose purpose = GTK_INPUT_PURPOSE_FREE_FORM;

  switch ((int) self->definition->type) {
  case TB_FIELD_INTEGER:
  case TB_FIELD_DATE:
  case TB_FIELD_MONTH:
  case TB_FIELD_PHONE:
  case TB_FIELD_BANK_CARD:
    purpose = GTK_INPUT_PURPOSE_DIGITS;
    break;
  case TB_FIELD_MONEY:
  case TB_FIELD_DECIMAL:
    purpose = GTK_INPUT_PURPOSE_NUMBER;
    break;
  default:
    break;
  }
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), purpose);
  gtk_entry_set_input_hints (GTK_ENTRY (entry),
                             GTK_INPUT_HINT_NO_SPELLCHECK | GTK_INPUT_HINT_NO_EMOJI);
  /* Undo goes through the form, not through one entry. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  g_signal_connect_object (entry,
                           "changed",
                           G_CALLBACK (entry_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);

  return entry;
}

static void
buffer_changed_cb (TbFormControl *self, GtkTextBuffer *buffer)
{
  g_autofree char *text = NULL;

  if (self->is_setting)
    return;
  g_object_get (buffer, "text", &text, NULL);
  tb_form_model_set_text (self->model, self->definition->id, text);
}

static GtkWidget *
make_text_view (TbFormControl *self)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_widget_set_tooltip_text (view, _ ("Alt+Enter begins a new line"));
  g_signal_connect_object (buffer,
                           "changed",
                           G_CALLBACK (buffer_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);

  return view;
}

static void
chosen_cb (TbFormControl *self, guint i)
{
  TbFormChoice *choice = TB_FORM_CHOICE (self->child);
  g_autoptr (json_t) value = tb_form_options_dup_value (tb_form_choice_get_options (choice), i);

  tb_form_model_set_value (self->model, self->definition->id, value);
}

static void
typed_cb (TbFormControl *self)
{
  tb_form_model_set_text (self->model,
                          self->definition->id,
                          tb_form_choice_get_text (TB_FORM_CHOICE (self->child)));
}

static GtkWidget *
make_choice (TbFormControl *self)
{
  TbFormOptions *options = tb_form_options_new (self->kit, self->definition);
  GtkWidget *choice = tb_form_choice_new (options, get_label (self));

  g_signal_connect_object (choice, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (choice, "typed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);

  return choice;
}

static void
toggled_cb (TbFormControl *self)
{
  g_autoptr (json_t) codes = json_array ();
  guint i = 0;

  if (self->is_setting)
    return;
  for (GtkWidget *item = gtk_widget_get_first_child (self->child); item != NULL;
       item = gtk_widget_get_next_sibling (item), i++) {
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (item)))
      json_array_append_new (codes, tb_form_options_dup_value (self->options, i));
  }
  tb_form_model_set_value (self->model,
                           self->definition->id,
                           json_array_size (codes) > 0 ? codes : NULL);
}

#define CHECKS_A_LINE 4

static GtkWidget *
make_checks (TbFormControl *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  self->options = tb_form_options_new (self->kit, self->definition);
  for (guint i = 0; i < tb_form_options_get_n (self->options); i++) {
    GtkWidget *check =
        gtk_check_button_new_with_label (tb_form_options_get_label (self->options, i));

    g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
    gtk_grid_attach (GTK_GRID (grid),
                     check,
                     (int) (i % CHECKS_A_LINE),
                     (int) (i / CHECKS_A_LINE),
                     1,
                     1);
  }

  return grid;
}

static void
chooser_cb (TbFormControl *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path != NULL)
    g_signal_emit (self, signals[ATTACH], 0, path);
}

static void
choose_cb (TbFormControl *self)
{
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (get_label (self),
                                               GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Attach"),
                                               NULL);
  g_signal_connect_object (self->chooser,
                           "response",
                           G_CALLBACK (chooser_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static GtkWidget *
make_button (TbFormControl *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Choose File…"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (choose_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
make_child (TbFormControl *self)
{
  switch (self->definition->type) {
  case TB_FIELD_LONGTEXT:
    return make_text_view (self);
  case TB_FIELD_CODE:
  case TB_FIELD_AREA:
  case TB_FIELD_REGION:
  case TB_FIELD_BOOLEAN:
    return make_choice (self);
  case TB_FIELD_CODES:
    return make_checks (self);
  case TB_FIELD_ATTACHMENT:
    return make_button (self);
  case TB_FIELD_TABLE:
    return tb_form_table_new (self->model, self->definition);
  case TB_FIELD_TEXT:
  case TB_FIELD_INTEGER:
  case TB_FIELD_DECIMAL:
  case TB_FIELD_MONEY:
  case TB_FIELD_DATE:
  case TB_FIELD_MONTH:
  case TB_FIELD_ID_NUMBER:
  case TB_FIELD_PERSON:
  case TB_FIELD_EMPLOYER:
  case TB_FIELD_PHONE:
  case TB_FIELD_BANK_CARD:
  case TB_FIELD_ADDRESS:
  default:
    return make_entry (self);
  }
}

static void
show_checks (TbFormControl *self)
{
  guint i = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (self->child); item != NULL;
       item = gtk_widget_get_next_sibling (item), i++) {
    g_autoptr (json_t) code = tb_form_options_dup_value (self->options, i);
    gboolean is_set = FALSE;
    json_t *value;
    gsize k;

    json_array_foreach ((json_t *) get_value (self), k, value) is_set |= json_equal (value, code);
    gtk_check_button_set_active (GTK_CHECK_BUTTON (item), is_set);
  }
}

/* A region is shown with its city, as it was in the list. */
static char *
dup_choice_text (TbFormControl *self)
{
  const TbFormOptions *options = tb_form_choice_get_options (TB_FORM_CHOICE (self->child));
  int i = tb_form_options_find (options, get_value (self));

  if (i >= 0)
    return g_strdup (tb_form_options_get_label (options, (guint) i));

  return tb_form_control_dup_words (self->model, self->definition, get_value (self));
}

static void
show_text (TbFormControl *self)
{
  g_autofree char *text =
      tb_form_control_dup_words (self->model, self->definition, get_value (self));
  GtkTextBuffer *buffer;
  g_autofree char *shown = NULL;

  if (GTK_IS_ENTRY (self->child)) {
    if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->child)), text) != 0)
      gtk_editable_set_text (GTK_EDITABLE (self->child), text);
    return;
  }
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->child));
  g_object_get (buffer, "text", &shown, NULL);
  if (g_strcmp0 (shown, text) != 0)
    gtk_text_buffer_set_text (buffer, text, -1);
}

static void
show_placeholder (TbFormControl *self)
{
  GtkWidget *entry = TB_IS_FORM_CHOICE (self->child)
                         ? tb_form_choice_get_entry (TB_FORM_CHOICE (self->child))
                         : self->child;
  g_autofree char *placeholder = GTK_IS_ENTRY (entry) ? dup_placeholder (self) : NULL;

  if (GTK_IS_ENTRY (entry))
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
}

void
tb_form_control_show (TbFormControl *self, gboolean is_forced)
{
  self->is_setting = TRUE;
  if (GTK_IS_GRID (self->child)) {
    show_checks (self);
  } else if (GTK_IS_BUTTON (self->child)) {
    gtk_button_set_label (GTK_BUTTON (self->child),
                          get_value (self) != NULL ? _ ("Attached. Choose Another File…")
                                                   : _ ("Choose File…"));
  } else if (TB_IS_FORM_TABLE (self->child)) {
    tb_form_table_refresh (TB_FORM_TABLE (self->child), is_forced);
  } else if (is_forced || !self->has_focus) {
    if (TB_IS_FORM_CHOICE (self->child)) {
      g_autofree char *text = dup_choice_text (self);

      tb_form_choice_set_text (TB_FORM_CHOICE (self->child), text);
    } else {
      show_text (self);
    }
  }
  show_placeholder (self);
  self->is_setting = FALSE;
}

void
tb_form_control_commit (TbFormControl *self)
{
  if (TB_IS_FORM_CHOICE (self->child))
    tb_form_choice_commit (TB_FORM_CHOICE (self->child));
}

gboolean
tb_form_control_is_typed_in (TbFormControl *self, GtkWidget *focus)
{
  return !GTK_IS_BUTTON (focus) &&
         (focus == self->child || gtk_widget_is_ancestor (focus, self->child));
}

static void
entered_cb (TbFormControl *self)
{
  self->has_focus = TRUE;
}

static void
left_cb (TbFormControl *self)
{
  self->has_focus = FALSE;
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
tb_form_control_grab_focus (GtkWidget *widget)
{
  GtkWidget *child = TB_FORM_CONTROL (widget)->child;

  return GTK_IS_GRID (child) ? gtk_widget_grab_focus (gtk_widget_get_first_child (child))
                             : gtk_widget_grab_focus (child);
}

static void
tb_form_control_dispose (GObject *object)
{
  TbFormControl *self = TB_FORM_CONTROL (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (tb_form_control_parent_class)->dispose (object);
}

static void
tb_form_control_finalize (GObject *object)
{
  g_clear_pointer (&TB_FORM_CONTROL (object)->options, tb_form_options_free);

  G_OBJECT_CLASS (tb_form_control_parent_class)->finalize (object);
}

static void
tb_form_control_class_init (TbFormControlClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_form_control_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_control_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = tb_form_control_grab_focus;
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ATTACH] = g_signal_new ("attach",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
tb_form_control_init (TbFormControl *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
tb_form_control_new (TbFormModel *model, TbFormKit *kit, const TbField *definition)
{
  TbFormControl *self = g_object_new (TB_TYPE_FORM_CONTROL, NULL);

  self->model = g_object_ref (model);
  self->kit = kit;
  self->definition = definition;
  self->child = make_child (self);
  adw_bin_set_child (ADW_BIN (self), self->child);
  name_it (self->child, get_label (self));

  return GTK_WIDGET (self);
}
