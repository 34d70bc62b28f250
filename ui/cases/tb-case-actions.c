/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-actions"

#include "config.h"

#include "tb-case-actions.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-city-words.h"
#include "tb-step-field.h"
#include "tb-toast.h"

#define BUTTONS_A_ROW 3

struct _TbCaseActions {
  GtkBox parent_instance;

  TbWorkplace *workplace;
  char *case_id;
  char *seen;
  json_t *deeds;  /* what the buttons do, in their order */
  int asked;      /* the deed whose fields are open, or −1 */
  char *accepted; /* nullable: the command accepted last: undone while it was not sent */
  json_t *later;  /* nullable: what came while they were open */
  gboolean is_busy;

  GtkBox *buttons;
  GtkWidget *below;
  GtkBox *form;
  GtkBox *fields;
  GtkEntry *reason;
  GtkWidget *reason_label;
  GtkLabel *form_title;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (TbCaseActions, tb_case_actions, GTK_TYPE_BOX)

enum { ACTED, DONE, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
say (TbCaseActions *self, const char *text, gboolean is_error)
{
  gtk_label_set_label (self->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), text != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->message), is_error ? "success" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), is_error ? "error" : "success");
}

static void
close_form (TbCaseActions *self)
{
  g_autoptr (json_t) later = g_steal_pointer (&self->later);

  self->asked = -1;
  gtk_widget_set_visible (GTK_WIDGET (self->form), FALSE);
  tb_case_words_empty_box (self->fields);
  gtk_editable_set_text (GTK_EDITABLE (self->reason), "");
  if (later != NULL)
    tb_case_actions_show (self, later);
}

/* ⚠ What was typed stays, but belongs to the case as it was then: the first try says that it has
 * changed, and only whoever goes on after that acts on what it has become. */
static void
take_later (TbCaseActions *self)
{
  if (self->later == NULL)
    return;
  g_free (self->seen);
  self->seen = g_strdup (tb_json_get_string (self->later, "seen"));
}

static void
cancelled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbCaseActions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL) {
    say (self, error->message, TRUE);
    return;
  }
  say (self, _ ("Taken back. The case stands as before."), FALSE);
  g_signal_emit (self, signals[ACTED], 0);
}

void
tb_case_actions_take_back (TbCaseActions *self, const char *command)
{
  g_autoptr (json_t) args = json_pack ("{s:s}", "command", command);
  TbDeskRequest request = { "cancel", args, NULL, NULL };

  tb_workplace_call_async (self->workplace, &request, NULL, cancelled_cb, g_object_ref (self));
}

static void
undo_cb (TbCaseActions *self, AdwToast *toast)
{
  tb_case_actions_take_back (self, g_object_get_data (G_OBJECT (toast), "command"));
}

static void
offer_undo (TbCaseActions *self, const char *text, const char *command)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *title = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "command", g_strdup (command), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

typedef struct {
  TbCaseActions *self;
  char *case_id;
  char *kind;
} Act;

static void
act_free (Act *act)
{
  g_object_unref (act->self);
  g_free (act->case_id);
  g_free (act->kind);
  g_free (act);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Act, act_free)

static char *
dup_accepted (const json_t *answer)
{
  return g_strdup_printf (_ ("%s: accepted, waits for %s to confirm. Now: %s"),
                          tb_case_words_get_kind (tb_json_get_string (answer, "kind")),
                          tb_city_words_get_name (
                              tb_area_from_slug (tb_json_get_string (answer, "area"))),
                          tb_json_get_string (answer, "state_name"));
}

/* The clerk has gone on to another case: what stands there, and what was typed, is not touched. */
static void
say_of_other (TbCaseActions *self, const json_t *answer, const GError *error)
{
  const char *number = tb_json_get_string (answer, "number");
  g_autofree char *accepted = answer != NULL ? dup_accepted (answer) : NULL;
  g_autofree char *text = NULL;

  if (answer == NULL)
    text = g_strdup_printf (_ ("The case you left: %s"), error->message);
  else
    text = g_strdup_printf ("%s · %s", number != NULL ? number : _ ("no number yet"), accepted);
  if (tb_workplace_get_operator (self->workplace) != NULL)
    tb_toast_show (GTK_WIDGET (self), text);
}

static void
acted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Act) act = user_data;
  TbCaseActions *self = act->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  g_autofree char *text = NULL;

  self->is_busy = FALSE;
  if (self->workplace == NULL)
    return;
  if (g_strcmp0 (act->case_id, self->case_id) != 0) {
    say_of_other (self, answer, error);
    return;
  }
  if (answer == NULL) {
    say (self, error->message, TRUE);
    if (g_error_matches (error, TB_DESK_ERROR, TB_DESK_ERROR_CHANGED)) {
      take_later (self);
      g_signal_emit (self, signals[ACTED], 0);
    }
    return;
  }

  close_form (self);
  text = dup_accepted (answer);
  say (self, text, FALSE);
  g_signal_emit (self, signals[DONE], 0, act->kind);
  g_free (self->accepted);
  self->accepted = g_strdup (tb_json_get_string (answer, "command"));
  g_signal_emit (self, signals[ACTED], 0);
}

gboolean
tb_case_actions_run (TbCaseActions *self, const char *kind, json_t *args)
{
  g_autoptr (json_t) content = json_pack ("{s:s*, s:s, s:o, s:s*}",
                                          "case",
                                          self->case_id,
                                          "kind",
                                          kind,
                                          "args",
                                          args,
                                          "seen",
                                          self->seen);
  TbDeskRequest request = { "act", content, NULL, NULL };
  Act *act;

  if (self->case_id == NULL)
    return FALSE;
  if (self->is_busy) {
    say (self, _ ("The step before is still being accepted: try again in a moment."), TRUE);
    return FALSE;
  }
  self->is_busy = TRUE;
  say (self, NULL, FALSE);
  act = g_new0 (Act, 1);
  act->self = g_object_ref (self);
  act->case_id = g_strdup (self->case_id);
  act->kind = g_strdup (kind);
  tb_workplace_call_async (self->workplace, &request, NULL, acted_cb, act);

  return TRUE;
}

static void
collect (TbCaseActions *self, json_t *fields)
{
  GtkWidget *field;

  for (field = gtk_widget_get_first_child (GTK_WIDGET (self->fields)); field != NULL;
       field = gtk_widget_get_next_sibling (field)) {
    json_t *value = tb_step_field_dup_value (TB_STEP_FIELD (field));

    if (value != NULL)
      json_object_set_new (fields, tb_step_field_get_id (TB_STEP_FIELD (field)), value);
  }
}

/* What the desk finds wrong it says itself; only a reason is looked at here. */
static void
done_cb (TbCaseActions *self)
{
  const json_t *deed = json_array_get (self->deeds, (gsize) self->asked);
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason));
  g_autoptr (json_t) fields = json_object ();
  json_t *args;

  if (deed == NULL)
    return;
  if (tb_json_get_bool (deed, "needs_reason") && *reason == '\0') {
    say (self, _ ("Say why: the reason stands in the log of both cities."), TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->reason));
    return;
  }
  collect (self, fields);
  args = json_deep_copy (json_object_get (deed, "args"));
  if (*reason != '\0')
    tb_json_set_string (args, tb_json_get_string (deed, "reason_member"), reason);
  if (json_object_size (fields) > 0)
    json_object_set (args, "fields", fields);
  tb_case_actions_run (self, tb_json_get_string (deed, "kind"), args);
}

static void
open_form (TbCaseActions *self, guint n)
{
  const json_t *deed = json_array_get (self->deeds, n);
  gboolean needs_reason = tb_json_get_bool (deed, "needs_reason");
  GtkWidget *first;
  json_t *ask;
  gsize i;

  close_form (self);
  self->asked = (int) n;
  gtk_label_set_label (self->form_title, tb_json_get_string (deed, "name"));
  json_array_foreach (tb_json_get_array (deed, "asks"), i, ask)
      gtk_box_append (self->fields, tb_step_field_new (ask));
  gtk_widget_set_visible (GTK_WIDGET (self->reason), needs_reason);
  gtk_widget_set_visible (self->reason_label, needs_reason);
  gtk_widget_set_visible (GTK_WIDGET (self->form), TRUE);
  first = gtk_widget_get_first_child (GTK_WIDGET (self->fields));
  gtk_widget_grab_focus (first != NULL ? first : GTK_WIDGET (self->reason));
}

static void
start (TbCaseActions *self, guint n)
{
  const json_t *deed = json_array_get (self->deeds, n);

  if (json_array_size (tb_json_get_array (deed, "asks")) > 0 ||
      tb_json_get_bool (deed, "needs_reason"))
    open_form (self, n);
  else
    tb_case_actions_run (self,
                         tb_json_get_string (deed, "kind"),
                         json_deep_copy (json_object_get (deed, "args")));
}

GtkWidget *
tb_case_actions_get_form (TbCaseActions *self)
{
  return self->below;
}

gboolean
tb_case_actions_activate (TbCaseActions *self, guint n)
{
  if (n == 0 && self->asked >= 0) {
    done_cb (self);
    return TRUE;
  }
  if (n >= json_array_size (self->deeds))
    return FALSE;
  start (self, n);

  return TRUE;
}

static void
clicked_cb (TbCaseActions *self, GtkWidget *button)
{
  start (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "deed")));
}

/* Takes @args and @asks. */
static void
add_deed (TbCaseActions *self, const char *name, const char *kind, json_t *args, json_t *asks)
{
  json_array_append_new (self->deeds,
                         json_pack ("{s:s, s:s, s:o, s:o, s:s}",
                                    "name",
                                    name,
                                    "kind",
                                    kind,
                                    "args",
                                    args,
                                    "asks",
                                    asks,
                                    "reason_member",
                                    "reason"));
}

static void
need_reason (TbCaseActions *self, const char *member)
{
  json_t *deed = json_array_get (self->deeds, json_array_size (self->deeds) - 1);

  json_object_set_new (deed, "needs_reason", json_true ());
  tb_json_set_string (deed, "reason_member", member);
}

static void
collect_steps (TbCaseActions *self, const json_t *answer)
{
  json_t *step;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "actions"), i, step)
  {
    json_t *args;

    if (!tb_json_get_bool (step, "allowed"))
      continue;
    args = json_pack ("{s:s}", "transition", tb_json_get_string (step, "transition"));
    add_deed (self,
              tb_json_get_string (step, "name"),
              "advance",
              args,
              json_incref (tb_json_get_array (step, "asks")));
    if (tb_json_get_bool (step, "needs_reason"))
      need_reason (self, "reason");
  }
}

/* Another city asked ours something: it is answered here. */
static void
collect_answers (TbCaseActions *self, const json_t *answer)
{
  json_t *request;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "tasks"), i, request)
  {
    const char *id = tb_json_get_string (request, "id");
    const char *from =
        tb_city_words_get_name (tb_area_from_slug (tb_json_get_string (request, "from")));
    g_autofree char *yes = g_strdup_printf (_ ("Agree to %s"), from);
    g_autofree char *no = g_strdup_printf (_ ("Refuse %s"), from);

    add_deed (self,
              yes,
              "answer",
              json_pack ("{s:s, s:b}", "request", id, "accepted", TRUE),
              json_array ());
    need_reason (self, "text");
    add_deed (self,
              no,
              "answer",
              json_pack ("{s:s, s:b}", "request", id, "accepted", FALSE),
              json_array ());
    need_reason (self, "text");
  }
}

/* Back to whoever had it before: possible for the city that must act now. */
static void
collect_return (TbCaseActions *self, const json_t *answer)
{
  const json_t *body = tb_json_get_object (answer, "case");
  const json_t *who = tb_workplace_get_operator (self->workplace);
  TbArea sender = tb_area_from_slug (tb_json_get_string (body, "sender"));
  TbArea owner = tb_area_from_slug (tb_json_get_string (body, "owner"));
  TbArea ours = tb_area_from_slug (tb_json_get_string (who, "area"));
  g_autofree char *name = NULL;

  if (tb_json_get_bool (body, "closed") || owner != ours || sender == TB_AREA_NONE ||
      sender == ours)
    return;
  name = g_strdup_printf (_ ("Return to %s"), tb_city_words_get_name (sender));
  add_deed (self, name, "reject", json_object (), json_array ());
  need_reason (self, "reason");
}

static void
add_button (TbCaseActions *self, GtkWidget *row, guint n)
{
  const char *name = tb_json_get_string (json_array_get (self->deeds, n), "name");
  g_autofree char *keys = n == 0  ? g_strdup (_ ("Ctrl+Enter"))
                          : n < 9 ? g_strdup_printf (_ ("Ctrl+%u"), n + 1)
                                  : NULL;
  GtkWidget *button = tb_case_words_new_button (name, keys);

  if (n == 0)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_tooltip_text (button, keys);
  g_object_set_data (G_OBJECT (button), "deed", GUINT_TO_POINTER (n));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), button);
}

static GtkWidget *
new_denial (const json_t *step)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_box_append (GTK_BOX (box),
                  tb_case_words_new_label (tb_json_get_string (step, "name"), "heading"));
  gtk_box_append (GTK_BOX (box),
                  tb_case_words_new_label (tb_json_get_string (step, "why"), "dim-label"));

  return box;
}

/* Steps that are not open to this operator now, and why: told when asked. */
static void
add_denials (TbCaseActions *self, const json_t *answer, GtkWidget *row)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *popover;
  GtkWidget *button;
  json_t *step;
  gsize i;

  json_array_foreach (tb_json_get_array (answer, "actions"), i, step)
  {
    if (!tb_json_get_bool (step, "allowed"))
      gtk_box_append (GTK_BOX (list), new_denial (step));
  }
  if (gtk_widget_get_first_child (list) == NULL) {
    g_object_ref_sink (list);
    g_object_unref (list);
    return;
  }
  gtk_widget_set_size_request (list, 300, -1);
  popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), list);
  button = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Why Not Others?"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (row), button);
}

static GtkWidget *
add_row (TbCaseActions *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  gtk_widget_set_halign (row, GTK_ALIGN_END);
  gtk_box_append (self->buttons, row);

  return row;
}

static void
show_buttons (TbCaseActions *self, const json_t *answer)
{
  GtkWidget *row = NULL;
  guint n = (guint) json_array_size (self->deeds);

  for (guint i = 0; i < n; i++) {
    if (i % BUTTONS_A_ROW == 0)
      row = add_row (self);
    add_button (self, row, i);
  }
  add_denials (self, answer, row != NULL && n % BUTTONS_A_ROW != 0 ? row : add_row (self));
}

/* What was accepted last is still here and may be taken back, or its city has it and there is
 * nothing more to be said. */
static void
follow_accepted (TbCaseActions *self, const json_t *answer)
{
  g_autofree char *command = g_steal_pointer (&self->accepted);
  const json_t *pending = tb_json_get_array (answer, "pending");

  if (json_array_size (pending) == 0 &&
      !gtk_widget_has_css_class (GTK_WIDGET (self->message), "error"))
    say (self, NULL, FALSE);
  for (gsize i = 0; command != NULL && i < json_array_size (pending); i++) {
    const json_t *row = json_array_get (pending, i);

    if (g_strcmp0 (tb_json_get_string (row, "command"), command) == 0 &&
        g_strcmp0 (tb_json_get_string (row, "state"), "queued") == 0 &&
        tb_json_get_int (row, "attempts", 0) == 0)
      offer_undo (self, gtk_label_get_label (self->message), command);
  }
}

void
tb_case_actions_show (TbCaseActions *self, const json_t *answer)
{
  const char *id = tb_json_get_string (tb_json_get_object (answer, "case"), "id");
  gboolean is_same = id != NULL && g_strcmp0 (id, self->case_id) == 0;
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->buttons)) != NULL;

  if (is_same && g_strcmp0 (self->seen, tb_json_get_string (answer, "seen")) == 0)
    return;
  if (is_same && self->asked >= 0) {
    json_decref (self->later);
    self->later = json_deep_copy (answer);
    say (self, _ ("The case has changed meanwhile: look at it again before going on."), TRUE);
    return;
  }
  if (is_same)
    follow_accepted (self, answer);
  else
    say (self, NULL, FALSE);
  g_clear_pointer (&self->later, json_decref);
  close_form (self);
  tb_case_words_empty_box (self->buttons);
  json_array_clear (self->deeds);
  g_free (self->case_id);
  self->case_id = g_strdup (id);
  g_free (self->seen);
  self->seen = g_strdup (tb_json_get_string (answer, "seen"));
  if (answer == NULL)
    return;

  collect_steps (self, answer);
  collect_answers (self, answer);
  collect_return (self, answer);
  show_buttons (self, answer);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self->buttons), GTK_DIR_TAB_FORWARD);
}

void
tb_case_actions_set_workplace (TbCaseActions *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

static void
tb_case_actions_dispose (GObject *object)
{
  g_clear_object (&TB_CASE_ACTIONS (object)->workplace);

  G_OBJECT_CLASS (tb_case_actions_parent_class)->dispose (object);
}

static void
tb_case_actions_finalize (GObject *object)
{
  TbCaseActions *self = TB_CASE_ACTIONS (object);

  g_free (self->case_id);
  g_free (self->seen);
  json_decref (self->deeds);
  json_decref (self->later);
  g_free (self->accepted);

  G_OBJECT_CLASS (tb_case_actions_parent_class)->finalize (object);
}

static void
tb_case_actions_class_init (TbCaseActionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_case_actions_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_case_actions_finalize;
  signals[ACTED] = g_signal_new ("acted",
                                 G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
  signals[DONE] = g_signal_new ("done",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                1,
                                G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/cases/tb-case-actions.ui");
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, buttons);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, below);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, form);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, fields);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, reason);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, reason_label);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, form_title);
  gtk_widget_class_bind_template_child (widget_class, TbCaseActions, message);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_form);
}

static void
tb_case_actions_init (TbCaseActions *self)
{
  self->asked = -1;
  self->deeds = json_array ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
