/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-search-box"

#include "config.h"

#include "tb-search-box.h"

#include <glib/gi18n-lib.h>

#include "tb-date.h"
#include "tb-page.h"
#include "tb-search-hit.h"

#define WIDTH      318
#define TEXT_WIDTH 318
#define MAX_CASES  8
/* More matters are no help: another letter finds sooner. */
#define MAX_MATTERS 5

/* In the order of the list. */
typedef enum { GROUP_PERSON, GROUP_CASE, GROUP_MATTER, N_GROUPS } Group;

struct _TbSearchBox {
  GtkWidget parent_instance;

  TbWorkplace *workplace;
  GtkWidget *overlay;
  GtkEditable *entry;
  GtkWidget *keycap;
  GtkPopover *popover;
  GtkListBox *list;
  GtkLabel *nothing;

  GCancellable *asking;      /* of the last keystroke, or NULL */
  GPtrArray *hits[N_GROUPS]; /* (element-type TbSearchHit) */
  guint n_waiting;           /* answers to the last keystroke that are still to come */
  gint64 typed_us;
  gint64 latency_us;
  GtkWidget *had_focus; /* weak */
};

G_DEFINE_FINAL_TYPE (TbSearchBox, tb_search_box, GTK_TYPE_WIDGET)

/* One call on its way, for one keystroke. */
typedef struct {
  TbSearchBox *box;
  GCancellable *asking;
  Group group;
} Ask;

static GtkWidget *
new_row (const TbSearchHit *hit)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (hit->title);
  GtkWidget *line = gtk_label_new (hit->line);
  GtkWidget *kind = gtk_label_new (hit->kind);
  g_autofree char *spoken = g_strdup_printf ("%s: %s, %s", hit->kind, hit->title, hit->line);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (line), 0);
  gtk_label_set_wrap (GTK_LABEL (line), TRUE);
  gtk_widget_add_css_class (line, "caption");
  gtk_widget_add_css_class (line, "dim-label");
  gtk_widget_add_css_class (line, "numeric");
  gtk_widget_add_css_class (kind, "caption");
  gtk_widget_add_css_class (kind, "dim-label");
  /* Between these the labels wrap; without them GTK 4.8 gives them less than they need. */
  gtk_widget_set_size_request (texts, TEXT_WIDTH, -1);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), title);
  gtk_box_append (GTK_BOX (texts), line);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), kind);
  gtk_widget_add_css_class (box, "search-hit");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  /* The focus stays in the entry, so that typing goes on. */
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);

  return row;
}

static void
select_row (TbSearchBox *self, GtkListBoxRow *row)
{
  gtk_list_box_select_row (self->list, row);
  if (row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry),
                                    GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT,
                                    row,
                                    -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry),
                                   GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

static void
drop_rows (TbSearchBox *self)
{
  GtkWidget *row;

  select_row (self, NULL);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
}

static void
show_hits (TbSearchBox *self)
{
  guint n = 0;

  drop_rows (self);
  for (int group = 0; group < N_GROUPS; group++) {
    for (guint i = 0; i < self->hits[group]->len; i++, n++)
      gtk_list_box_append (self->list, new_row (g_ptr_array_index (self->hits[group], i)));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->nothing), n == 0);
  if (n > 0)
    select_row (self, gtk_list_box_get_row_at_index (self->list, 0));
  if (n == 0 && self->n_waiting > 0)
    return;
  gtk_popover_popup (self->popover);
  /* The rows are others: so is its size. */
  gtk_popover_present (self->popover);
}

static void
close_list (TbSearchBox *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->n_waiting = 0;
  for (int group = 0; group < N_GROUPS; group++)
    g_ptr_array_set_size (self->hits[group], 0);
  select_row (self, NULL);
  gtk_popover_popdown (self->popover);
}

static void
take_rows (TbSearchBox *self, Group group, const json_t *answer)
{
  guint most = group == GROUP_CASE ? MAX_CASES : MAX_MATTERS;
  const json_t *row;
  size_t i;

  g_ptr_array_set_size (self->hits[group], 0);
  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
  {
    if (i == most)
      break;
    g_ptr_array_add (self->hits[group],
                     group == GROUP_CASE ? tb_search_hit_new_case (row)
                                         : tb_search_hit_new_matter (row));
  }
}

/* Who is known here by the name that was typed; a whole number names its person itself. */
static void
find_people (TbSearchBox *self, const json_t *answer)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  TbSearchHit *people = tb_search_hit_new_people (text, tb_json_get_array (answer, "rows"));

  if (people != NULL)
    g_ptr_array_add (self->hits[GROUP_PERSON], people);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ask *ask = user_data;
  g_autoptr (TbSearchBox) self = ask->box;
  g_autoptr (GCancellable) asking = ask->asking;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  Group group = ask->group;

  g_free (ask);
  if (self->asking != asking)
    return;

  self->n_waiting--;
  if (answer == NULL)
    g_debug ("Searching: %s", error->message);
  take_rows (self, group, answer);
  if (group == GROUP_CASE)
    find_people (self, answer);
  if (self->latency_us == 0 && self->hits[group]->len > 0) {
    self->latency_us = g_get_monotonic_time () - self->typed_us;
    g_debug ("First result after %.1f ms", (double) self->latency_us / 1000);
  }
  show_hits (self);
}

/* Takes @args. */
static void
ask (TbSearchBox *self, const char *call, Group group, json_t *args)
{
  Ask *one = g_new0 (Ask, 1);
  TbDeskRequest request = { call, args, NULL, NULL };

  one->box = g_object_ref (self);
  one->asking = g_object_ref (self->asking);
  one->group = group;
  self->n_waiting++;
  tb_workplace_call_async (self->workplace, &request, one->asking, asked_cb, one);
  json_decref (args);
}

static void
find_person (TbSearchBox *self, const char *text)
{
  TbSearchHit *person;
  GDate today;

  tb_date_of_time (g_get_real_time (), &today);
  g_ptr_array_set_size (self->hits[GROUP_PERSON], 0);
  person = tb_search_hit_new_person (text, &today);
  if (person != NULL)
    g_ptr_array_add (self->hits[GROUP_PERSON], person);
}

static void
changed_cb (TbSearchBox *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  gtk_widget_set_visible (self->keycap, *gtk_editable_get_text (self->entry) == '\0');
  if (*text == '\0' || self->workplace == NULL) {
    close_list (self);
    return;
  }

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  self->asking = g_cancellable_new ();
  self->n_waiting = 0;
  self->typed_us = g_get_monotonic_time ();
  self->latency_us = 0;
  find_person (self, text);
  ask (self, "items", GROUP_MATTER, json_pack ("{s:s}", "text", text));
  ask (self, "search", GROUP_CASE, json_pack ("{s:s, s:i}", "text", text, "limit", MAX_CASES));
}

static void
give_focus_back (TbSearchBox *self)
{
  GtkWidget *back = self->had_focus;

  g_clear_weak_pointer (&self->had_focus);
  if (back != NULL && gtk_widget_get_mapped (back))
    gtk_widget_grab_focus (back);
  else
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self))),
                            GTK_DIR_TAB_FORWARD);
}

static TbSearchHit *
get_hit (TbSearchBox *self, int i)
{
  for (int group = 0; i >= 0 && group < N_GROUPS; group++) {
    if ((guint) i < self->hits[group]->len)
      return g_ptr_array_index (self->hits[group], i);
    i -= (int) self->hits[group]->len;
  }

  return NULL;
}

static void
open_row (TbSearchBox *self, GtkListBoxRow *row)
{
  const TbSearchHit *hit = row != NULL ? get_hit (self, gtk_list_box_row_get_index (row)) : NULL;
  g_autofree char *what = NULL;
  const char *place;

  if (hit == NULL)
    return;
  /* Emptying the entry frees the hits. */
  what = g_strdup (hit->what);
  place = hit->place;
  gtk_editable_set_text (self->entry, "");
  g_clear_weak_pointer (&self->had_focus);
  tb_page_go (GTK_WIDGET (self), place, what);
}

static void
activate_cb (TbSearchBox *self)
{
  open_row (self, gtk_list_box_get_selected_row (self->list));
}

static void
stop_cb (TbSearchBox *self)
{
  gtk_editable_set_text (self->entry, "");
  close_list (self);
  give_focus_back (self);
}

static void
move (TbSearchBox *self, int by)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int at = row != NULL ? gtk_list_box_row_get_index (row) + by : 0;
  GtkListBoxRow *next = at >= 0 ? gtk_list_box_get_row_at_index (self->list, at) : NULL;

  if (next != NULL)
    select_row (self, next);
}

static gboolean
key_pressed_cb (TbSearchBox *self, guint key, guint code, GdkModifierType state)
{
  if (!gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down || key == GDK_KEY_Up || key == GDK_KEY_KP_Up) {
    move (self, key == GDK_KEY_Down || key == GDK_KEY_KP_Down ? 1 : -1);
    return GDK_EVENT_STOP;
  }

  return GDK_EVENT_PROPAGATE;
}

static void
focus_left_cb (TbSearchBox *self)
{
  close_list (self);
}

void
tb_search_box_begin (TbSearchBox *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    g_set_weak_pointer (&self->had_focus, focus);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
}

gint64
tb_search_box_get_latency_us (TbSearchBox *self)
{
  return self->latency_us;
}

void
tb_search_box_clear (TbSearchBox *self)
{
  gtk_editable_set_text (self->entry, "");
  close_list (self);
  drop_rows (self);
}

/* What was searched for is the business of who searched. */
static void
operator_changed_cb (TbSearchBox *self)
{
  tb_search_box_clear (self);
}

void
tb_search_box_set_workplace (TbSearchBox *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace,
                           "operator-changed",
                           G_CALLBACK (operator_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

static void
tb_search_box_dispose (GObject *object)
{
  TbSearchBox *self = TB_SEARCH_BOX (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_weak_pointer (&self->had_focus);
  g_clear_object (&self->workplace);
  if (self->popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->popover)));
  if (self->overlay != NULL)
    gtk_widget_unparent (g_steal_pointer (&self->overlay));

  G_OBJECT_CLASS (tb_search_box_parent_class)->dispose (object);
}

static void
tb_search_box_finalize (GObject *object)
{
  TbSearchBox *self = TB_SEARCH_BOX (object);

  for (int group = 0; group < N_GROUPS; group++)
    g_ptr_array_unref (self->hits[group]);

  G_OBJECT_CLASS (tb_search_box_parent_class)->finalize (object);
}

static void
tb_search_box_class_init (TbSearchBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_search_box_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_search_box_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SEARCH);
}

static void
make_entry (TbSearchBox *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *entry = gtk_search_entry_new ();

  self->entry = GTK_EDITABLE (entry);
  self->keycap = gtk_label_new ("Ctrl+K");
  self->overlay = gtk_overlay_new ();
  g_object_set (entry, "placeholder-text", _ ("Persons, cases, matters"), NULL);
  /* What was cleared does not come back. */
  g_object_set (gtk_editable_get_delegate (self->entry), "enable-undo", FALSE, NULL);
  gtk_widget_set_size_request (entry, WIDTH, -1);
  gtk_widget_set_valign (self->overlay, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (entry, _ ("Searches for persons, cases and matters (Ctrl+K)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search for persons, cases and matters"),
                                  -1);
  gtk_widget_add_css_class (self->keycap, "keycap");
  gtk_widget_set_halign (self->keycap, GTK_ALIGN_END);
  gtk_widget_set_valign (self->keycap, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_end (self->keycap, 9);
  gtk_widget_set_can_target (self->keycap, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), entry);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->keycap);
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (entry, key);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect_swapped (entry, "stop-search", G_CALLBACK (stop_cb), self);
}

static void
make_list (TbSearchBox *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = GTK_LABEL (gtk_label_new (_ ("Nothing found at this window")));
  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_widget_set_can_focus (GTK_WIDGET (self->list), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "search-hits");
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "dim-label");
  gtk_widget_set_margin_top (GTK_WIDGET (self->nothing), 9);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->nothing), 9);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Found"),
                                  -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->nothing));
  gtk_widget_set_size_request (box, WIDTH + 102, -1);
  gtk_popover_set_child (self->popover, box);
  gtk_popover_set_autohide (self->popover, FALSE);
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_popover_set_position (self->popover, GTK_POS_BOTTOM);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (open_row), self);
}

static void
tb_search_box_init (TbSearchBox *self)
{
  for (int group = 0; group < N_GROUPS; group++)
    self->hits[group] = g_ptr_array_new_with_free_func ((GDestroyNotify) tb_search_hit_free);
  make_entry (self);
  make_list (self);
}
