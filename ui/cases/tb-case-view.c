/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-view"

#include "config.h"

#include "tb-case-view.h"

#include <glib/gi18n-lib.h>

#include "tb-case-actions.h"
#include "tb-case-deadline.h"
#include "tb-case-facts.h"
#include "tb-case-timeline.h"
#include "tb-case-words.h"
#include "tb-city-words.h"
#include "tb-columns.h"

/* Full values are for one look, not for the next person at the window. */
#define REVEAL_S 60

struct _TbCaseView {
  GtkWidget parent_instance;

  TbWorkplace *workplace;
  GCancellable *asking;
  char *wanted;   /* what was opened, or NULL */
  json_t *answer; /* what is shown, or NULL */
  gboolean is_revealed;
  gboolean wants_focus; /* as soon as the case is there */
  guint mask_source;

  /* Template widgets */
  GtkStack *stack;
  GtkLabel *problem;
  GtkLabel *title;
  GtkLabel *state;
  GtkLabel *subtitle;
  GtkImage *freshness_icon;
  GtkLabel *freshness;
  GtkBox *header_end;
  GtkToggleButton *reveal_button;
  GtkWidget *reveal_box;
  GtkEditable *reveal_reason;
  GtkLabel *reveal_message;
  TbCaseDeadline *deadline;
  TbCaseActions *actions;
  TbCaseFacts *facts;
  TbCaseTimeline *timeline;
  GtkDropDown *message_kind;
  GtkEditable *message_text;
  GtkScrolledWindow *scroller;
  GtkBox *right;
};

G_DEFINE_FINAL_TYPE (TbCaseView, tb_case_view, GTK_TYPE_WIDGET)

/* In the order of the template's choices. */
static const char *const message_kinds[] = { "note", "clarify", "remind" };

static void load (TbCaseView *self, const char *reveal);

static void
show_freshness (TbCaseView *self)
{
  TbArea home = tb_area_from_slug (tb_json_get_string (self->answer, "home"));
  const json_t *city = tb_workplace_get_city (self->workplace, home);
  g_autofree char *time = tb_case_words_dup_time (tb_json_get_string (city, "contact_at"));
  g_autofree char *state = tb_city_words_dup_state (city);
  const char *classes[] = { tb_city_words_get_style (city), NULL };
  g_autofree char *text = NULL;

  if (*time != '\0')
    text = g_strdup_printf (_ ("as of %s, %s %s"), time, tb_city_words_get_name (home), state);
  else
    text = g_strdup_printf ("%s %s", tb_city_words_get_name (home), state);
  gtk_label_set_label (self->freshness, text);
  gtk_image_set_from_icon_name (self->freshness_icon, tb_city_words_get_icon (city));
  gtk_widget_set_css_classes (GTK_WIDGET (self->freshness_icon), classes);
}

static void
show_header (TbCaseView *self)
{
  const json_t *body = tb_json_get_object (self->answer, "case");
  const char *number = tb_json_get_string (body, "number");
  const char *name = tb_json_get_string (tb_json_get_object (body, "person"), "name");
  g_autofree char *line = g_strdup_printf ("%s · %s",
                                           number != NULL ? number : _ ("no number yet"),
                                           name != NULL ? name : "");
  gboolean is_confirmed = tb_json_get_bool (self->answer, "confirmed");
  g_autofree char *state = is_confirmed
                               ? g_strdup (tb_json_get_string (self->answer, "state_name"))
                               : g_strdup_printf (_ ("%s, not confirmed yet"),
                                                  tb_json_get_string (self->answer, "state_name"));

  gtk_label_set_label (self->title, tb_json_get_string (self->answer, "item_name"));
  gtk_label_set_label (self->state, state);
  gtk_label_set_label (self->subtitle, line);
  show_freshness (self);
}

static void
show_answer (TbCaseView *self)
{
  gboolean is_shown = self->answer != NULL;

  tb_case_facts_show (self->facts, self->answer);
  tb_case_timeline_show (self->timeline, self->answer, tb_workplace_get_operator (self->workplace));
  tb_case_deadline_show (self->deadline, self->answer);
  tb_case_actions_show (self->actions, self->answer);
  if (is_shown)
    show_header (self);
  gtk_stack_set_visible_child_name (self->stack, is_shown ? "case" : "none");
}

static void
show_problem (TbCaseView *self, const char *text)
{
  self->wants_focus = FALSE;
  g_clear_pointer (&self->answer, json_decref);
  show_answer (self);
  gtk_label_set_label (self->problem, text);
}

static void
close_reveal (TbCaseView *self)
{
  gtk_editable_set_text (self->reveal_reason, "");
  gtk_label_set_label (self->reveal_message, "");
  gtk_widget_set_visible (self->reveal_box, FALSE);
}

static gboolean
mask_cb (gpointer user_data)
{
  TbCaseView *self = user_data;

  self->mask_source = 0;
  /* Behind the lock nobody asks for the masked ones: nothing is left there. */
  if (tb_workplace_get_operator (self->workplace) == NULL)
    show_problem (self, "");
  /* What is full goes away at once; the masked answer has its own time. */
  json_object_del (self->answer, "look");
  tb_case_facts_show (self->facts, NULL);
  tb_case_timeline_show (self->timeline, NULL, NULL);
  gtk_label_set_label (self->subtitle, "");
  self->is_revealed = FALSE;
  load (self, NULL);
  gtk_toggle_button_set_active (self->reveal_button, FALSE);

  return G_SOURCE_REMOVE;
}

static void
note_revealed (TbCaseView *self)
{
  self->is_revealed = TRUE;
  close_reveal (self);
  g_clear_handle_id (&self->mask_source, g_source_remove);
  self->mask_source = g_timeout_add_seconds (REVEAL_S, mask_cb, self);
}

typedef struct {
  TbCaseView *self;
  gboolean reveals;
} Load;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Load *asked = user_data;
  g_autoptr (TbCaseView) self = asked->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      tb_json_get_bool (answer, "same"))
    return;
  if (answer == NULL && asked->reveals) {
    gtk_label_set_label (self->reveal_message, error->message);
    return;
  }
  if (answer == NULL) {
    show_problem (self, error->message);
    return;
  }
  if (asked->reveals)
    note_revealed (self);
  json_decref (self->answer);
  self->answer = g_steal_pointer (&answer);
  show_answer (self);
  if (self->wants_focus)
    tb_case_view_focus (self);
}

/* @reveal: why full values are looked at, or NULL: masked, and only if something is another than
 * in a masked answer that is shown: a full one has no “look”. */
static void
load (TbCaseView *self, const char *reveal)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "show", NULL, NULL, NULL };
  const char *unless = tb_json_get_string (self->answer, "look");
  Load *asked;

  if (self->wanted == NULL || tb_workplace_get_operator (self->workplace) == NULL)
    return;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  args = json_pack ("{s:s, s:s*, s:s*}", "case", self->wanted, "reveal", reveal, "unless", unless);
  request.args = args;
  asked = g_new0 (Load, 1);
  asked->self = g_object_ref (self);
  asked->reveals = reveal != NULL;
  tb_workplace_call_async (self->workplace, &request, self->asking, loaded_cb, asked);
}

static void
work_changed_cb (TbCaseView *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->is_revealed)
    load (self, NULL);
}

static void
city_changed_cb (TbCaseView *self)
{
  if (self->answer != NULL)
    show_freshness (self);
}

void
tb_case_view_open (TbCaseView *self, const char *what)
{
  const char *shown = tb_case_view_get_case (self);

  if (what == NULL || (g_strcmp0 (what, self->wanted) != 0 && g_strcmp0 (what, shown) != 0)) {
    g_clear_pointer (&self->answer, json_decref);
    self->is_revealed = FALSE;
    g_clear_handle_id (&self->mask_source, g_source_remove);
    gtk_toggle_button_set_active (self->reveal_button, FALSE);
    gtk_editable_set_text (self->message_text, "");
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  }
  g_free (self->wanted);
  self->wanted = g_strdup (what);
  if (what == NULL) {
    if (self->asking != NULL)
      g_cancellable_cancel (self->asking);
    show_problem (self, _ ("No case is chosen"));
  }
  load (self, NULL);
}

const char *
tb_case_view_get_case (TbCaseView *self)
{
  return tb_json_get_string (tb_json_get_object (self->answer, "case"), "id");
}

void
tb_case_view_add_button (TbCaseView *self, GtkWidget *button)
{
  gtk_box_append (self->header_end, button);
}

void
tb_case_view_focus (TbCaseView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->wants_focus = self->answer == NULL && self->wanted != NULL;
  if (self->wants_focus || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->actions))))
    return;
  if (!gtk_widget_child_focus (GTK_WIDGET (self->actions), GTK_DIR_TAB_FORWARD))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
acted_cb (TbCaseView *self)
{
  load (self, NULL);
}

/* What was typed goes only once it is accepted. */
static void
done_cb (TbCaseView *self, const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (message_kinds); i++) {
    if (g_strcmp0 (kind, message_kinds[i]) == 0)
      gtk_editable_set_text (self->message_text, "");
  }
}

static void
take_back_cb (TbCaseView *self, const char *command)
{
  tb_case_actions_take_back (self->actions, command);
}

static void
supplement_cb (TbCaseView *self, const char *material)
{
  tb_case_actions_run (self->actions,
                       "supplement",
                       json_pack ("{s:{s:{s:s}}}", "materials", material, "state", "seen"));
}

static void
record_cb (TbCaseView *self)
{
  guint kind = gtk_drop_down_get_selected (self->message_kind);
  const char *text = gtk_editable_get_text (self->message_text);

  if (kind >= G_N_ELEMENTS (message_kinds))
    return;
  if (*text == '\0' && kind < 2) {
    gtk_widget_grab_focus (GTK_WIDGET (self->message_text));
    return;
  }
  tb_case_actions_run (self->actions,
                       message_kinds[kind],
                       *text != '\0' ? json_pack ("{s:s}", "text", text) : json_object ());
}

static void
reveal_toggled_cb (TbCaseView *self)
{
  gboolean is_wanted = gtk_toggle_button_get_active (self->reveal_button);

  if (is_wanted && !self->is_revealed) {
    gtk_widget_set_visible (self->reveal_box, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->reveal_reason));
  } else if (!is_wanted) {
    close_reveal (self);
    if (self->is_revealed && self->mask_source != 0) {
      g_clear_handle_id (&self->mask_source, g_source_remove);
      mask_cb (self);
    }
  }
}

static void
reveal_cb (TbCaseView *self)
{
  const char *reason = gtk_editable_get_text (self->reveal_reason);

  load (self, reason);
}

/* Keys act only on the view that is seen: several pages of the window have one. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  TbCaseView *self = TB_CASE_VIEW (widget);
  guint32 what = g_variant_get_uint32 (args);

  if (!gtk_widget_get_mapped (widget) || self->answer == NULL)
    return FALSE;
  if (what >= '1' && what <= '9')
    return tb_case_actions_activate (self->actions, what - '1');

  switch (what) {
  case 'e':
    return tb_case_deadline_explain (self->deadline);
  case 'l':
    return gtk_widget_grab_focus (GTK_WIDGET (self->message_text));
  case 'p':
    return tb_case_facts_print_first (self->facts);
  case 'r':
    gtk_toggle_button_set_active (self->reveal_button,
                                  !gtk_toggle_button_get_active (self->reveal_button));
    return TRUE;
  default:
    return FALSE;
  }
}

static void
add_key (GtkShortcutController *keys, guint key, GdkModifierType modifiers, guint32 what)
{
  GtkShortcut *shortcut = gtk_shortcut_new (gtk_keyval_trigger_new (key, modifiers),
                                            gtk_callback_action_new (key_cb, NULL, NULL));

  gtk_shortcut_set_arguments (shortcut, g_variant_new_uint32 (what));
  gtk_shortcut_controller_add_shortcut (keys, shortcut);
}

static void
add_keys (TbCaseView *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutController *keys = GTK_SHORTCUT_CONTROLLER (controller);

  gtk_shortcut_controller_set_scope (keys, GTK_SHORTCUT_SCOPE_GLOBAL);
  add_key (keys, GDK_KEY_Return, GDK_CONTROL_MASK, '1');
  add_key (keys, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, '1');
  for (guint32 i = '2'; i <= '9'; i++)
    add_key (keys, i, GDK_CONTROL_MASK, i);
  add_key (keys, GDK_KEY_d, GDK_ALT_MASK, 'e');
  add_key (keys, GDK_KEY_F7, 0, 'r');
  add_key (keys, GDK_KEY_l, GDK_ALT_MASK, 'l');
  add_key (keys, GDK_KEY_p, GDK_CONTROL_MASK, 'p');
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

/* What came while another place was shown. */
static void
tb_case_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tb_case_view_parent_class)->map (widget);
  if (TB_CASE_VIEW (widget)->workplace != NULL)
    load (TB_CASE_VIEW (widget), NULL);
}

void
tb_case_view_set_workplace (TbCaseView *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  tb_case_deadline_set_workplace (self->deadline, workplace);
  tb_case_actions_set_workplace (self->actions, workplace);
  g_signal_connect_object (workplace,
                           "work-changed",
                           G_CALLBACK (work_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (city_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
tb_case_view_dispose (GObject *object)
{
  TbCaseView *self = TB_CASE_VIEW (object);

  g_clear_handle_id (&self->mask_source, g_source_remove);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->workplace);
  if (self->stack != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;

  G_OBJECT_CLASS (tb_case_view_parent_class)->dispose (object);
}

static void
tb_case_view_finalize (GObject *object)
{
  TbCaseView *self = TB_CASE_VIEW (object);

  g_free (self->wanted);
  json_decref (self->answer);

  G_OBJECT_CLASS (tb_case_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, stack);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, problem);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, title);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, state);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, subtitle);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, freshness_icon);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, freshness);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, header_end);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, reveal_box);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, reveal_reason);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, reveal_message);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, deadline);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, actions);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, facts);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, timeline);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, message_kind);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, message_text);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, scroller);
  gtk_widget_class_bind_template_child (widget_class, TbCaseView, right);
}

static void
tb_case_view_class_init (TbCaseViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_case_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_case_view_finalize;
  widget_class->map = tb_case_view_map;
  g_type_ensure (TB_TYPE_COLUMNS);
  g_type_ensure (TB_TYPE_CASE_ACTIONS);
  g_type_ensure (TB_TYPE_CASE_DEADLINE);
  g_type_ensure (TB_TYPE_CASE_FACTS);
  g_type_ensure (TB_TYPE_CASE_TIMELINE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/cases/tb-case-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, acted_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, supplement_cb);
  gtk_widget_class_bind_template_callback (widget_class, record_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
}

static void
tb_case_view_init (TbCaseView *self)
{
  GtkWidget *form;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Over the log, so that what was submitted stays in view beside it. */
  form = g_object_ref (tb_case_actions_get_form (self->actions));
  gtk_box_remove (GTK_BOX (self->actions), form);
  gtk_box_prepend (self->right, form);
  g_object_unref (form);
  add_keys (self);
}
