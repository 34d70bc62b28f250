/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-timeline"

#include "config.h"

#include "tb-case-timeline.h"

#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-city-words.h"
#include "tb-page.h"
#include "tb-tab-stop.h"

struct _TbCaseTimeline {
  GtkBox parent_instance;
  GtkListBox *list;
  GtkBox *head;
  GtkSizeGroup *sides;
};

G_DEFINE_FINAL_TYPE (TbCaseTimeline, tb_case_timeline, GTK_TYPE_BOX)

enum { TAKE_BACK, N_SIGNALS };

static guint signals[N_SIGNALS];

static const char *
get_icon (const json_t *event, const char **style)
{
  const json_t *pending = tb_json_get_object (event, "pending");
  const char *state = tb_json_get_string (pending, "state");

  if (g_strcmp0 (state, "conflict") == 0 || g_strcmp0 (state, "refused") == 0) {
    *style = "warning";
    return "tb-decision-symbolic";
  }
  if (pending != NULL) {
    *style = "dim-label";
    return "tb-waiting-symbolic";
  }
  *style = "success";

  return "tb-ok-symbolic";
}

static const char *
get_title (const json_t *event)
{
  const char *title = tb_json_get_string (event, "title");

  return title != NULL ? title : tb_case_words_get_kind (tb_json_get_string (event, "kind"));
}

static void
take_back_cb (TbCaseTimeline *self, GtkWidget *button)
{
  g_signal_emit (self, signals[TAKE_BACK], 0, gtk_widget_get_name (button));
}

static void
decide_cb (TbCaseTimeline *self, GtkWidget *button)
{
  g_autofree char *what = g_strdup_printf ("decide:%s", gtk_widget_get_name (button));

  tb_page_go (GTK_WIDGET (self), "sync", what);
}

/* What may be done with a command that no city has confirmed: only its author takes it back, and
 * only while the city cannot know it. */
static GtkWidget *
new_pending_button (TbCaseTimeline *self, const json_t *pending, const char *operator_id)
{
  const char *state = tb_json_get_string (pending, "state");
  gboolean is_own = g_strcmp0 (tb_json_get_string (pending, "operator"), operator_id) == 0;
  GtkWidget *button = NULL;

  if (g_strcmp0 (state, "conflict") == 0 || g_strcmp0 (state, "refused") == 0) {
    button = tb_case_words_new_button (_ ("Decide"), NULL);
    g_signal_connect_object (button, "clicked", G_CALLBACK (decide_cb), self, G_CONNECT_SWAPPED);
  } else if (g_strcmp0 (state, "queued") == 0 && is_own &&
             tb_json_get_int (pending, "attempts", 0) == 0) {
    button = tb_case_words_new_button (_ ("Take Back"), NULL);
    g_signal_connect_object (button, "clicked", G_CALLBACK (take_back_cb), self, G_CONNECT_SWAPPED);
  }
  if (button != NULL) {
    gtk_widget_set_name (button, tb_json_get_string (pending, "command"));
    gtk_widget_set_halign (button, GTK_ALIGN_START);
    gtk_widget_set_margin_top (button, 6);
  }

  return button;
}

/* Who, to whom, what state it led to, and what was said. */
static char *
dup_detail (const json_t *event)
{
  const char *members[] = { "author", "state_name", "text" };
  const json_t *pending = tb_json_get_object (event, "pending");
  const char *failure = tb_json_get_string (pending, "failure");
  TbArea to = tb_area_from_slug (tb_json_get_string (event, "to"));
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    const char *value = tb_json_get_string (event, members[i]);

    if (value != NULL && *value != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", value);
    if (i == 0 && to != TB_AREA_NONE)
      g_string_append_printf (text, " → %s", tb_city_words_get_name (to));
  }
  if (failure != NULL)
    g_string_append_printf (text, "\n%s", failure);

  return g_string_free (text, FALSE);
}

static GtkWidget *
new_card (TbCaseTimeline *self, const json_t *event, const json_t *who)
{
  const json_t *pending = tb_json_get_object (event, "pending");
  g_autofree char *time = tb_case_words_dup_time (tb_json_get_string (event, "at"));
  g_autofree char *detail = dup_detail (event);
  const char *state = tb_case_words_get_outbox (tb_json_get_string (pending, "state"));
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *title = tb_case_words_new_label (get_title (event), pending ? NULL : "heading");
  GtkWidget *button = NULL;

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head),
                  tb_case_words_new_label (pending != NULL ? state : time,
                                           "caption dim-label numeric"));
  gtk_box_append (GTK_BOX (card), head);
  if (*detail != '\0')
    gtk_box_append (GTK_BOX (card), tb_case_words_new_label (detail, "caption dim-label"));
  if (pending != NULL)
    button = new_pending_button (self, pending, tb_json_get_string (who, "operator"));
  if (button != NULL)
    gtk_box_append (GTK_BOX (card), button);
  g_object_set_data (G_OBJECT (card), "button", button);
  gtk_widget_add_css_class (card, "timeline-card");
  gtk_widget_add_css_class (card, pending != NULL ? "timeline-pending" : "card");

  return card;
}

static void
add_event (TbCaseTimeline *self, const json_t *event, const json_t *who)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (event, "area"));
  gboolean is_ours = area == tb_area_from_slug (tb_json_get_string (who, "area"));
  const char *style;
  GtkWidget *icon = gtk_image_new_from_icon_name (get_icon (event, &style));
  GtkWidget *card = new_card (self, event, who);
  GtkWidget *empty = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *row = gtk_list_box_row_new ();
  g_autofree char *time = tb_case_words_dup_time (tb_json_get_string (event, "at"));
  g_autofree char *detail = dup_detail (event);
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s, %s",
                                             tb_city_words_get_name (area),
                                             get_title (event),
                                             time,
                                             detail);

  gtk_widget_add_css_class (icon, style);
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_hexpand (empty, TRUE);
  gtk_size_group_add_widget (self->sides, card);
  gtk_size_group_add_widget (self->sides, empty);
  gtk_box_append (GTK_BOX (line), is_ours ? card : empty);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), is_ours ? empty : card);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row),
                                    g_object_get_data (G_OBJECT (card), "button") != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (self->list, row);
}

/* The other cities of the case, in words. */
static char *
dup_others (const json_t *body, TbArea ours)
{
  const json_t *partners = tb_json_get_array (body, "partners");
  gboolean is_told[TB_N_AREAS] = { FALSE };
  GString *names = g_string_new (NULL);

  for (gsize i = 0; i < json_array_size (partners); i++) {
    TbArea area = tb_area_from_slug (json_string_value (json_array_get (partners, i)));

    if (area != TB_AREA_NONE)
      is_told[area] = TRUE;
  }
  for (gsize i = 0; i < 3; i++) {
    const char *const members[] = { "home", "origin", "owner" };
    TbArea area = tb_area_from_slug (tb_json_get_string (body, members[i]));

    if (area != TB_AREA_NONE)
      is_told[area] = TRUE;
  }
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (is_told[i] && i != (int) ours)
      g_string_append_printf (names,
                              "%s%s",
                              names->len > 0 ? " · " : "",
                              tb_city_words_get_name ((TbArea) i));
  }

  return g_string_free (names, FALSE);
}

static void
show_head (TbCaseTimeline *self, const json_t *answer, TbArea ours)
{
  g_autofree char *others = dup_others (tb_json_get_object (answer, "case"), ours);
  GtkWidget *left = tb_case_words_new_label (tb_city_words_get_name (ours), "heading");
  GtkWidget *right = tb_case_words_new_label (others, "heading");

  tb_case_words_empty_box (self->head);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_hexpand (right, TRUE);
  gtk_size_group_add_widget (self->sides, left);
  gtk_size_group_add_widget (self->sides, right);
  gtk_box_append (self->head, left);
  gtk_box_append (self->head, gtk_image_new ());
  gtk_box_append (self->head, right);
}

void
tb_case_timeline_show (TbCaseTimeline *self, const json_t *answer, const json_t *who)
{
  TbArea ours = tb_area_from_slug (tb_json_get_string (who, "area"));
  GtkWidget *row;
  json_t *event;
  gsize i;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  tb_case_words_empty_box (self->head);
  if (answer == NULL || ours == TB_AREA_NONE)
    return;

  show_head (self, answer, ours);
  json_array_foreach (tb_json_get_array (answer, "events"), i, event) add_event (self, event, who);
}

/* Tab passes the list by: Enter on a row does what its button does. */
static void
row_activated_cb (TbCaseTimeline *self, GtkListBoxRow *row)
{
  GtkWidget *line = gtk_list_box_row_get_child (row);
  GtkWidget *side;

  for (side = gtk_widget_get_first_child (line); side != NULL;
       side = gtk_widget_get_next_sibling (side)) {
    GtkWidget *button = g_object_get_data (G_OBJECT (side), "button");

    if (button != NULL)
      gtk_widget_activate (button);
  }
}

static void
tb_case_timeline_dispose (GObject *object)
{
  g_clear_object (&TB_CASE_TIMELINE (object)->sides);

  G_OBJECT_CLASS (tb_case_timeline_parent_class)->dispose (object);
}

static void
tb_case_timeline_class_init (TbCaseTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_case_timeline_dispose;
  signals[TAKE_BACK] = g_signal_new ("take-back",
                                     G_TYPE_FROM_CLASS (klass),
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
tb_case_timeline_init (TbCaseTimeline *self)
{
  GtkWidget *stop = g_object_new (TB_TYPE_TAB_STOP, NULL);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->sides = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->head = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "timeline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Log of the cities, newest first"),
                                  -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_widget_set_parent (GTK_WIDGET (self->list), stop);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->head));
  gtk_box_append (GTK_BOX (self), stop);
}
