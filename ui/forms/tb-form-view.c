/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-view"

#include "config.h"

#include "tb-form-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-date.h"
#include "tb-form-draft.h"
#include "tb-form-footer.h"
#include "tb-form-journal.h"
#include "tb-form-kit.h"
#include "tb-form-sheet.h"
#include "tb-form-side.h"
#include "tb-language.h"
#include "tb-page.h"
#include "tb-toast.h"

/* Below this width of the window the right column stands under the form. */
#define NARROW_BELOW 1680
#define SIDE_MARGIN  24

struct _TbFormView {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  TbFormKit *kit;        /* (nullable): not loaded yet */
  GCancellable *loading; /* of the kit */
  GCancellable *current; /* (nullable): of everything about this form */
  json_t *opened;        /* (nullable): what the desk said of the form that is shown or comes */
  char *draft;           /* (nullable) */
  char *twin;            /* (nullable): number of the open case that is the same */
  TbFormModel *model;    /* (nullable) */
  TbFormJournal *journal;
  TbFormSheet *sheet;
  TbFormSide *side;
  GtkWidget *guide;
  gboolean is_submitting;
  gboolean is_narrow;

  /* Template widgets */
  GtkStack *stack;
  GtkLabel *failure;
  GtkWidget *back_button;
  GtkBox *main_column;
  GtkBox *head;
  GtkLabel *title;
  GtkWidget *notice;
  GtkLabel *notice_label;
  GtkWidget *twin_button;
  GtkWidget *side_scroller;
  GtkViewport *side_viewport;
  TbFormFooter *footer;
};

G_DEFINE_FINAL_TYPE (TbFormView, tb_form_view, ADW_TYPE_BIN)

enum { SUBMITTED, LEFT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Nothing is left to do but to submit. */
static void
finish (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tb_form_footer_focus_submit (TB_FORM_VIEW (widget)->footer);
}

static void
show_failure (TbFormView *self, const char *message)
{
  gtk_label_set_label (self->failure, message != NULL ? message : "");
  gtk_widget_set_visible (self->back_button, message != NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

static void
show_notice (TbFormView *self, const char *message)
{
  gtk_label_set_label (self->notice_label, message != NULL ? message : "");
  gtk_widget_set_visible (self->notice, message != NULL);
  gtk_widget_set_visible (self->twin_button, self->twin != NULL);
}

/* The right column beside the form or under it. */
static void
place_side (TbFormView *self)
{
  GtkWidget *side = GTK_WIDGET (self->side);
  GtkWidget *parent;

  gtk_widget_set_visible (self->side_scroller, !self->is_narrow);
  if (side == NULL)
    return;
  g_object_ref (side);
  parent = gtk_widget_get_parent (side);
  if (parent == GTK_WIDGET (self->main_column))
    gtk_box_remove (self->main_column, side);
  else if (parent != NULL)
    gtk_viewport_set_child (self->side_viewport, NULL);
  gtk_widget_set_margin_top (side, self->is_narrow ? 0 : SIDE_MARGIN);
  gtk_widget_set_margin_bottom (side, self->is_narrow ? 0 : SIDE_MARGIN);
  gtk_widget_set_margin_end (side, self->is_narrow ? 0 : SIDE_MARGIN);
  if (self->is_narrow)
    gtk_box_append (self->main_column, side);
  else
    gtk_viewport_set_child (self->side_viewport, side);
  g_object_unref (side);
}

static void
width_changed_cb (TbFormView *self, GParamSpec *pspec, GdkSurface *surface)
{
  gboolean is_narrow = gdk_surface_get_width (surface) < NARROW_BELOW;

  if (self->is_narrow == is_narrow)
    return;
  self->is_narrow = is_narrow;
  tb_form_footer_set_is_narrow (self->footer, is_narrow);
  place_side (self);
}

static void
remove_widgets (TbFormView *self)
{
  if (self->sheet != NULL)
    gtk_box_remove (self->main_column, GTK_WIDGET (self->sheet));
  if (self->guide != NULL)
    gtk_box_remove (self->head, self->guide);
  if (self->side != NULL &&
      gtk_widget_get_parent (GTK_WIDGET (self->side)) == GTK_WIDGET (self->main_column))
    gtk_box_remove (self->main_column, GTK_WIDGET (self->side));
  else
    gtk_viewport_set_child (self->side_viewport, NULL);
  self->sheet = NULL;
  self->guide = NULL;
  self->side = NULL;
}

/* A form that nobody wrote in is no draft. */
static void
drop_untouched (TbFormView *self)
{
  if (self->draft != NULL && self->model != NULL && !self->is_submitting &&
      !tb_form_is_changed (tb_form_model_get_form (self->model)))
    tb_form_draft_drop (self->workplace, self->draft);
}

void
tb_form_view_clear (TbFormView *self)
{
  g_return_if_fail (TB_IS_FORM_VIEW (self));

  drop_untouched (self);
  g_cancellable_cancel (self->current);
  g_clear_object (&self->current);
  /* Nothing of the person stays: not where the cursor was, nor on what can be undone. */
  tb_form_footer_set_model (self->footer, NULL);
  remove_widgets (self);
  if (self->journal != NULL)
    tb_form_journal_end (self->journal);
  g_clear_object (&self->journal);
  g_clear_object (&self->model);
  g_clear_pointer (&self->opened, json_decref);
  g_clear_pointer (&self->draft, g_free);
  g_clear_pointer (&self->twin, g_free);
  gtk_label_set_label (self->title, "");
  show_notice (self, NULL);
  show_failure (self, NULL);
  self->is_submitting = FALSE;
  tb_form_footer_set_is_busy (self->footer, FALSE);
}

gboolean
tb_form_view_is_submitting (TbFormView *self)
{
  return self->is_submitting;
}

static void
told_cb (TbFormView *self, const char *text, gboolean is_kept)
{
  tb_form_footer_set_kept (self->footer, text, is_kept);
}

static void
attached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbFormView *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (answer != NULL) {
    tb_form_model_set_text (self->model,
                            g_task_get_task_data (task),
                            tb_json_get_string (answer, "sha256"));
    show_notice (self, NULL);
  } else {
    show_notice (self, error->message);
  }
  g_task_return_boolean (task, answer != NULL);
}

static void
attach_cb (TbFormView *self, const char *field, const char *path)
{
  g_autoptr (json_t) args = json_pack ("{s:s}", "file", path);
  TbDeskRequest request = { .name = "keep-file", .args = args };
  GTask *task = g_task_new (self, self->current, NULL, NULL);

  g_task_set_task_data (task, g_strdup (field), g_free);
  tb_workplace_call_async (self->workplace, &request, self->current, attached_cb, task);
}

/* The rules as the desk applies them: on its day and for its area. */
static gboolean
set_rules (TbFormView *self, TbFormRules *rules)
{
  const json_t *content = json_object_get (self->opened, "content");
  const json_t *item = json_object_get (content, "item");
  const json_t *known = json_object_get (content, "known");

  *rules = (TbFormRules){
    .catalogue = self->kit->catalogue,
    .item = tb_catalogue_get_item (self->kit->catalogue,
                                   tb_json_get_string (item, "id"),
                                   (int) tb_json_get_int (item, "version", 0)),
    .window_area = tb_area_from_slug (tb_json_get_string (self->opened, "area")),
    .known_id_no = tb_json_get_string (known, "id_no"),
    .known_name = tb_json_get_string (known, "name"),
  };

  return rules->item != NULL &&
         tb_date_parse (tb_json_get_string (self->opened, "today"), &rules->today, NULL);
}

static void
show_widgets (TbFormView *self, const TbItem *item)
{
  const json_t *content = json_object_get (self->opened, "content");

  gtk_label_set_label (self->title,
                       tb_language_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item)));
  self->guide = tb_form_guide_new (item);
  gtk_box_append (self->head, self->guide);
  self->sheet = TB_FORM_SHEET (
      tb_form_sheet_new (self->model, self->kit, json_object_get (content, "origins")));
  gtk_box_append (self->main_column, GTK_WIDGET (self->sheet));
  g_signal_connect_object (self->sheet, "attach", G_CALLBACK (attach_cb), self, G_CONNECT_SWAPPED);
  self->side = TB_FORM_SIDE (tb_form_side_new (self->model, self->workplace, self->opened));
  place_side (self);
  tb_form_footer_set_model (self->footer, self->model);
}

static void
show_draft_state (TbFormView *self)
{
  const char *title = tb_json_get_string (self->opened, "title");
  const char *unkept = tb_json_get_string (self->opened, "unkept");
  g_autofree char *text = NULL;

  tb_form_footer_set_has_draft (self->footer, self->draft != NULL, title);
  if (unkept != NULL) {
    text = g_strdup_printf (_ ("Not kept: %s"), unkept);
    tb_form_footer_set_kept (self->footer, text, FALSE);
  } else if (json_object_get (self->opened, "keystrokes") != NULL) {
    tb_form_footer_set_kept (self->footer, _ ("Draft opened as it was left"), TRUE);
  }
  if (self->twin != NULL) {
    g_free (text);
    text = g_strdup_printf (_ ("The same person has this matter open already: %s. It cannot be "
                               "submitted a second time."),
                            self->twin);
    show_notice (self, text);
  }
}

/* Once both the kit and the desk's answer are there. */
static void
show_form (TbFormView *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbForm) form = NULL;
  TbFormRules rules;

  if (self->kit == NULL || self->opened == NULL || self->model != NULL)
    return;
  if (!set_rules (self, &rules)) {
    show_failure (self, _ ("The catalogue of this window does not have this matter"));
    return;
  }
  form = tb_form_new_from_json (&rules, json_object_get (self->opened, "content"), &error);
  if (form == NULL) {
    show_failure (self, error->message);
    return;
  }
  self->model = tb_form_model_new (form);
  self->draft = g_strdup (tb_json_get_string (self->opened, "draft"));
  self->twin = g_strdup (tb_json_get_string (self->opened, "duplicate"));
  if (self->draft != NULL) {
    self->journal = tb_form_journal_new (self->workplace, self->model, self->draft);
    g_signal_connect_object (self->journal, "told", G_CALLBACK (told_cb), self, G_CONNECT_SWAPPED);
  }
  show_widgets (self, rules.item);
  show_draft_state (self);
  gtk_stack_set_visible_child_name (self->stack, "form");
  tb_form_sheet_focus_first (self->sheet);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbFormView *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  json_t *answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  const char *draft = tb_json_get_string (answer, "draft");

  if (g_task_return_error_if_cancelled (task)) {
    /* Nobody saw the form that was begun. */
    if (draft != NULL && strcmp (g_task_get_task_data (task), "draft-new") == 0)
      tb_form_draft_drop (TB_WORKPLACE (source), draft);
    g_clear_pointer (&answer, json_decref);
    return;
  }
  if (answer != NULL) {
    self->opened = answer;
    show_form (self);
  } else {
    show_failure (self, error->message);
  }
  g_task_return_boolean (task, answer != NULL);
}

static void
open_form (TbFormView *self, const char *call, json_t *args)
{
  TbDeskRequest request = { .name = call, .args = args };
  GTask *task;

  tb_form_view_clear (self);
  self->current = g_cancellable_new ();
  task = g_task_new (self, self->current, NULL, NULL);
  g_task_set_task_data (task, g_strdup (call), g_free);
  /* Not cancelled itself: a draft may be written by then, and its id must come back. */
  tb_workplace_call_async (self->workplace, &request, NULL, opened_cb, task);
}

void
tb_form_view_start (TbFormView *self, const char *item, const json_t *person, const json_t *agent)
{
  g_autoptr (json_t) args = NULL;

  g_return_if_fail (TB_IS_FORM_VIEW (self) && item != NULL);

  args = json_pack ("{s:s, s:O*, s:O*}",
                    "item",
                    item,
                    "person",
                    (json_t *) person,
                    "agent",
                    (json_t *) agent);
  open_form (self, "draft-new", args);
}

void
tb_form_view_resume (TbFormView *self, const char *draft)
{
  g_autoptr (json_t) args = NULL;

  g_return_if_fail (TB_IS_FORM_VIEW (self) && draft != NULL);

  args = json_pack ("{s:s}", "draft", draft);
  open_form (self, "draft-open", args);
}

static void
kit_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbFormView) self = user_data;
  g_autoptr (GError) error = NULL;

  self->kit = tb_form_kit_load_finish (result, &error);
  if (self->kit != NULL)
    show_form (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_failure (self, error->message);
}

static void
jump_to (TbFormView *self, const char *pointer)
{
  if (!tb_form_sheet_focus_at (self->sheet, pointer))
    tb_form_side_focus_at (self->side, pointer);
}

/* The case that is in the way: the desk names it only to whoever asks about a form. */
static void
twin_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbFormView *self = g_task_get_source_object (task);
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, NULL);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_free (self->twin);
  self->twin = g_strdup (tb_json_get_string (answer, "duplicate"));
  gtk_widget_set_visible (self->twin_button, self->twin != NULL);
  g_task_return_boolean (task, TRUE);
}

static void
find_twin (TbFormView *self)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { .name = "draft-open" };

  if (self->draft == NULL)
    return;
  args = json_pack ("{s:s}", "draft", self->draft);
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->current,
                           twin_found_cb,
                           g_task_new (self, self->current, NULL, NULL));
}

static void
submit_failed (TbFormView *self, const GError *error)
{
  self->is_submitting = FALSE;
  tb_form_footer_set_is_busy (self->footer, FALSE);
  show_notice (self, error->message);
  if (g_error_matches (error, TB_DESK_ERROR, TB_DESK_ERROR_DUPLICATE))
    find_twin (self);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbFormView *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  /* Somebody else may be in front of the window by now: no name and no number. */
  if (g_task_return_error_if_cancelled (task)) {
    tb_toast_show (GTK_WIDGET (self),
                   answer != NULL ? _ ("The form sent before was accepted: see the outbox")
                                  : _ ("The form sent before was not accepted: whoever sent it "
                                       "finds it in My Drafts"));
    return;
  }
  if (answer == NULL) {
    submit_failed (self, error);
    g_task_return_boolean (task, FALSE);
    return;
  }
  tb_form_view_clear (self);
  g_signal_emit (self, signals[SUBMITTED], 0, answer);
}

static void
submit (TbFormView *self)
{
  g_autoptr (json_t) args = NULL;
  g_autofree char *first = NULL;
  TbDeskRequest request = { .name = "submit" };

  if (self->model == NULL || self->is_submitting)
    return;
  if (!tb_form_can_submit (tb_form_model_get_form (self->model))) {
    tb_form_model_show_all (self->model);
    first = tb_form_model_dup_next (self->model, NULL);
    jump_to (self, first);
    return;
  }
  self->is_submitting = TRUE;
  tb_form_footer_set_is_busy (self->footer, TRUE);
  show_notice (self, NULL);
  args = tb_form_draft_make_submission (tb_form_model_get_form (self->model), self->draft);
  request.args = args;
  /* Not to be cancelled once it is on its way: it is accepted or it is not. */
  tb_workplace_call_async (self->workplace,
                           &request,
                           NULL,
                           submitted_cb,
                           g_task_new (self, self->current, NULL, NULL));
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbFormView *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  g_autofree char *text = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  text = answer != NULL
             ? g_strdup_printf (_ ("Draft “%s” is kept"), tb_json_get_string (answer, "title"))
             : g_strdup_printf (_ ("Not kept: %s"), error->message);
  tb_form_footer_set_kept (self->footer, text, answer != NULL);
  g_task_return_boolean (task, answer != NULL);
}

static void
name_cb (TbFormView *self, const char *title)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { .name = "draft-name" };

  if (self->draft == NULL)
    return;
  args = json_pack ("{s:s, s:s}", "draft", self->draft, "title", title);
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->current,
                           named_cb,
                           g_task_new (self, self->current, NULL, NULL));
}

static void
back_cb (TbFormView *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
twin_cb (TbFormView *self)
{
  tb_page_go (GTK_WIDGET (self), "case", self->twin);
}

static void
undo (TbFormView *self)
{
  g_autofree char *field = NULL;
  g_autofree char *pointer = NULL;

  if (!tb_form_model_undo (self->model, &field))
    return;
  tb_form_sheet_reload (self->sheet, NULL);
  pointer = field != NULL ? g_strdup_printf ("/form/%s", field) : NULL;
  if (pointer != NULL)
    tb_form_sheet_focus_at (self->sheet, pointer);
}

static void
next_problem (TbFormView *self)
{
  g_autofree char *here = tb_form_sheet_dup_pointer (self->sheet);
  g_autofree char *next = NULL;

  /* The field that the cursor is in is not finished before it is left. */
  if (here != NULL)
    tb_form_sheet_commit (self->sheet);
  next = tb_form_model_dup_next (self->model, here);
  if (next == NULL && here != NULL)
    next = tb_form_model_dup_next (self->model, NULL);
  if (next != NULL)
    jump_to (self, next);
  else
    tb_form_footer_focus_submit (self->footer);
}

static void
go_to_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  next_problem (TB_FORM_VIEW (widget));
}

/* Enter in a field: the next one, and after the last the button that submits. */
static gboolean
walk (TbFormView *self, GdkModifierType state)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (focus == NULL || !tb_form_sheet_is_typed_in (self->sheet, focus))
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_ALT_MASK) != 0) {
    if (!GTK_IS_TEXT_VIEW (focus))
      return GDK_EVENT_PROPAGATE;
    gtk_text_buffer_insert_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (focus)), "\n", 1);
  } else if ((state & GDK_SHIFT_MASK) != 0) {
    tb_form_sheet_step (self->sheet, -1);
  } else if (!tb_form_sheet_step (self->sheet, 1)) {
    tb_form_footer_focus_submit (self->footer);
  }

  return GDK_EVENT_STOP;
}

static gboolean
control_key (TbFormView *self, guint keyval)
{
  switch (keyval) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    tb_form_sheet_commit (self->sheet);
    submit (self);
    return GDK_EVENT_STOP;
  case GDK_KEY_z:
    undo (self);
    return GDK_EVENT_STOP;
  case GDK_KEY_s:
    tb_form_footer_ask_name (self->footer);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
key_cb (TbFormView *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->model == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) != 0)
    return control_key (self, keyval);
  if ((state & GDK_ALT_MASK) != 0 && keyval == GDK_KEY_m) {
    tb_form_side_focus_at (self->side, NULL);
    return GDK_EVENT_STOP;
  }
  switch (keyval) {
  case GDK_KEY_Return:
  case GDK_KEY_KP_Enter:
    return walk (self, state);
  case GDK_KEY_F8:
    next_problem (self);
    return GDK_EVENT_STOP;
  case GDK_KEY_F1:
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->guide));
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static gboolean
escape_cb (TbFormView *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Escape || self->is_submitting)
    return GDK_EVENT_PROPAGATE;
  back_cb (self);

  return GDK_EVENT_STOP;
}

static void
tb_form_view_realize (GtkWidget *widget)
{
  GdkSurface *surface;

  GTK_WIDGET_CLASS (tb_form_view_parent_class)->realize (widget);

  surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  g_signal_connect_object (surface,
                           "notify::width",
                           G_CALLBACK (width_changed_cb),
                           widget,
                           G_CONNECT_SWAPPED);
  width_changed_cb (TB_FORM_VIEW (widget), NULL, surface);
}

static void
tb_form_view_dispose (GObject *object)
{
  TbFormView *self = TB_FORM_VIEW (object);

  g_cancellable_cancel (self->loading);
  g_cancellable_cancel (self->current);
  g_clear_object (&self->loading);
  g_clear_object (&self->current);
  g_clear_object (&self->journal);
  g_clear_object (&self->model);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_form_view_parent_class)->dispose (object);
}

static void
tb_form_view_finalize (GObject *object)
{
  TbFormView *self = TB_FORM_VIEW (object);

  g_clear_pointer (&self->opened, json_decref);
  g_clear_pointer (&self->kit, tb_form_kit_free);
  g_free (self->draft);
  g_free (self->twin);

  G_OBJECT_CLASS (tb_form_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/forms/tb-form-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TbFormView, stack);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, failure);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, back_button);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, main_column);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, head);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, title);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, notice);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, notice_label);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, twin_button);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, side_scroller);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, side_viewport);
  gtk_widget_class_bind_template_child (widget_class, TbFormView, footer);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, twin_cb);
}

static void
tb_form_view_class_init (TbFormViewClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_form_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_view_finalize;
  GTK_WIDGET_CLASS (klass)->realize = tb_form_view_realize;
  signals[SUBMITTED] = g_signal_new ("submitted",
                                     type,
                                     G_SIGNAL_RUN_LAST,
                                     0,
                                     NULL,
                                     NULL,
                                     NULL,
                                     G_TYPE_NONE,
                                     1,
                                     G_TYPE_POINTER);
  signals[LEFT] =
      g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "form.finish", NULL, finish);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "form.next", NULL, go_to_next);
  g_type_ensure (TB_TYPE_FORM_FOOTER);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tb_form_view_init (TbFormView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *escape = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (escape, "key-pressed", G_CALLBACK (escape_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), escape);
  g_signal_connect_object (self->footer, "jump", G_CALLBACK (jump_to), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->footer, "submit", G_CALLBACK (submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->footer, "name", G_CALLBACK (name_cb), self, G_CONNECT_SWAPPED);
  self->loading = g_cancellable_new ();
}

GtkWidget *
tb_form_view_new (TbWorkplace *workplace)
{
  TbFormView *self = g_object_new (TB_TYPE_FORM_VIEW, NULL);

  self->workplace = g_object_ref (workplace);
  tb_form_kit_load_async (self->loading, kit_loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
