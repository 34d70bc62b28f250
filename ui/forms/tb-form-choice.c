/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-choice"

#include "config.h"

#include "tb-form-choice.h"

#include <glib/gi18n-lib.h>

#define LIST_HEIGHT 300

struct _TbFormChoice {
  AdwBin parent_instance;

  TbFormOptions *options;
  GtkWidget *entry;
  GtkWidget *popover; /* made when it is first wanted, with the three below; NULL before */
  GtkWidget *list;
  GtkStringList *labels;
  GtkSingleSelection *selection;
  GArray *found;       /* (element-type guint): what the list shows */
  gboolean is_setting; /* not somebody typing */
  gboolean is_touched; /* since the cursor came in, something was typed or walked to */
};

G_DEFINE_FINAL_TYPE (TbFormChoice, tb_form_choice, ADW_TYPE_BIN)

enum { TYPED, CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
is_open (TbFormChoice *self)
{
  return self->popover != NULL && gtk_widget_get_visible (self->popover);
}

static void
pop_down (TbFormChoice *self)
{
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

static void
take (TbFormChoice *self, guint position)
{
  guint i;

  if (position >= self->found->len)
    return;
  i = g_array_index (self->found, guint, position);
  self->is_touched = FALSE;
  pop_down (self);
  tb_form_choice_set_text (self, tb_form_options_get_label (self->options, i));
  g_signal_emit (self, signals[CHOSEN], 0, i);
}

static void
activated_cb (TbFormChoice *self, guint position)
{
  take (self, position);
  gtk_widget_grab_focus (self->entry);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text,
                                  -1);
}

/* Most of the choices of a form are never opened, and a list is much to make. */
static void
make_popover (TbFormChoice *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->labels = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->labels)));
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (self->list), TRUE);
  /* The cursor stays in the entry: what is typed goes on narrowing the list. */
  gtk_widget_set_can_focus (self->list, FALSE);
  g_signal_connect_object (self->list,
                           "activate",
                           G_CALLBACK (activated_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller),
                                  GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), LIST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->list);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self->popover), GTK_POS_BOTTOM);
  gtk_widget_add_css_class (self->popover, "form-options");
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

static void
fill_list (TbFormChoice *self, const char *query)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  g_array_unref (self->found);
  self->found = tb_form_options_match (self->options, query);
  for (guint i = 0; i < self->found->len; i++)
    g_ptr_array_add (texts,
                     (gpointer) tb_form_options_get_label (self->options,
                                                           g_array_index (self->found, guint, i)));
  g_ptr_array_add (texts, NULL);
  gtk_string_list_splice (self->labels,
                          0,
                          g_list_model_get_n_items (G_LIST_MODEL (self->labels)),
                          (const char *const *) texts->pdata);
  gtk_single_selection_set_selected (self->selection, 0);
}

static void
pop_up (TbFormChoice *self, const char *query)
{
  if (self->popover == NULL)
    make_popover (self);
  fill_list (self, query);
  if (self->found->len == 0) {
    pop_down (self);
    return;
  }
  gtk_widget_set_size_request (self->list,
                               MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 24, 240),
                               -1);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_popover_popup (GTK_POPOVER (self->popover));
}

void
tb_form_choice_commit (TbFormChoice *self)
{
  if (is_open (self) && self->is_touched)
    take (self, gtk_single_selection_get_selected (self->selection));
  self->is_touched = FALSE;
  pop_down (self);
}

static void
changed_cb (TbFormChoice *self)
{
  if (self->is_setting)
    return;
  self->is_touched = *tb_form_choice_get_text (self) != '\0';
  g_signal_emit (self, signals[TYPED], 0);
  pop_up (self, tb_form_choice_get_text (self));
}

static void
move (TbFormChoice *self, int step)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->labels));

  if (n == 0)
    return;
  if (step > 0)
    selected = MIN (selected + 1, n - 1);
  else if (selected > 0)
    selected--;
  self->is_touched = TRUE;
  gtk_single_selection_set_selected (self->selection, selected);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", selected);
}

static gboolean
key_cb (TbFormChoice *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean was_open = is_open (self);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval) {
  case GDK_KEY_Down:
    if (was_open)
      move (self, 1);
    else
      pop_up (self, "");
    return GDK_EVENT_STOP;
  case GDK_KEY_Up:
    if (was_open)
      move (self, -1);
    return GDK_EVENT_STOP;
  case GDK_KEY_Escape:
    pop_down (self);
    self->is_touched = FALSE;
    return was_open ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
  case GDK_KEY_Tab:
    tb_form_choice_commit (self);
    return GDK_EVENT_PROPAGATE;
  default:
    return GDK_EVENT_PROPAGATE;
  }
}

static void
left_cb (TbFormChoice *self)
{
  self->is_touched = FALSE;
  pop_down (self);
}

static void
arrow_cb (TbFormChoice *self)
{
  gboolean was_open = is_open (self);

  gtk_widget_grab_focus (self->entry);
  if (!was_open)
    pop_up (self, "");
}

static void
make_entry (TbFormChoice *self, const char *label)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_button_new_from_icon_name ("pan-down-symbolic");
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_autofree char *open = g_strdup_printf (_ ("Choices for %s (Down)"), label);

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->entry), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  -1);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, key);
  g_signal_connect_object (focus, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, focus);
  g_signal_connect_object (self->entry,
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (arrow, "flat");
  gtk_widget_set_focusable (arrow, FALSE);
  gtk_widget_set_focus_on_click (arrow, FALSE);
  gtk_widget_set_tooltip_text (arrow, open);
  g_signal_connect_object (arrow, "clicked", G_CALLBACK (arrow_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), arrow);
  adw_bin_set_child (ADW_BIN (self), box);
}

const TbFormOptions *
tb_form_choice_get_options (TbFormChoice *self)
{
  return self->options;
}

const char *
tb_form_choice_get_text (TbFormChoice *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
tb_form_choice_set_text (TbFormChoice *self, const char *text)
{
  if (g_strcmp0 (text, tb_form_choice_get_text (self)) == 0)
    return;
  self->is_setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->is_setting = FALSE;
}

GtkWidget *
tb_form_choice_get_entry (TbFormChoice *self)
{
  return self->entry;
}

static gboolean
tb_form_choice_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TB_FORM_CHOICE (widget)->entry);
}

static void
tb_form_choice_dispose (GObject *object)
{
  TbFormChoice *self = TB_FORM_CHOICE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->labels);
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (tb_form_choice_parent_class)->dispose (object);
}

static void
tb_form_choice_finalize (GObject *object)
{
  TbFormChoice *self = TB_FORM_CHOICE (object);

  g_clear_pointer (&self->options, tb_form_options_free);
  g_clear_pointer (&self->found, g_array_unref);

  G_OBJECT_CLASS (tb_form_choice_parent_class)->finalize (object);
}

static void
tb_form_choice_class_init (TbFormChoiceClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_form_choice_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_choice_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = tb_form_choice_grab_focus;
  signals[TYPED] =
      g_signal_new ("typed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHOSEN] = g_signal_new ("chosen",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_UINT);
}

static void
tb_form_choice_init (TbFormChoice *self)
{
  self->found = g_array_new (FALSE, FALSE, sizeof (guint));
}

GtkWidget *
tb_form_choice_new (TbFormOptions *options, const char *label)
{
  TbFormChoice *self = g_object_new (TB_TYPE_FORM_CHOICE, NULL);

  self->options = options;
  make_entry (self, label);

  return GTK_WIDGET (self);
}
