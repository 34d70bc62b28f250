/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-facts"

#include "config.h"

#include "tb-case-facts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tb-case-words.h"
#include "tb-page.h"
#include "tb-tab-stop.h"

struct _TbCaseFacts {
  GtkBox parent_instance;
  char *case_id;
  char *first_print;
  gboolean is_open;
};

G_DEFINE_FINAL_TYPE (TbCaseFacts, tb_case_facts, GTK_TYPE_BOX)

enum { SUPPLEMENT, N_SIGNALS };

static guint signals[N_SIGNALS];

/* How a paper stands: same shape, same meaning everywhere. */
static const struct {
  const char *state;
  const char *icon;
  const char *style;
  const char *words;
} paper_states[] = {
  { "missing", "tb-todo-symbolic", "warning", N_ ("missing") },
  { "promised", "tb-tolerated-symbolic", "warning", N_ ("promised for %s") },
  { "replaced", "tb-ok-symbolic", "success", N_ ("replaced by a query") },
  { "seen", "tb-ok-symbolic", "success", N_ ("seen") },
};

/* A heading with a list below it, which Tab enters once. */
static GtkWidget *
add_list (TbCaseFacts *self, const char *title)
{
  GtkWidget *heading = tb_case_words_new_label (title, "heading");
  GtkWidget *stop = g_object_new (TB_TYPE_TAB_STOP, NULL);
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_parent (list, stop);
  gtk_widget_set_margin_top (heading, 15);
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), stop);

  return list;
}

static GtkWidget *
new_row (const char *label)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);

  return row;
}

static void
add_value (GtkWidget *list, const char *label, const char *value)
{
  GtkWidget *row;
  GtkWidget *box;
  GtkWidget *name;
  GtkWidget *text;
  g_autofree char *spoken = NULL;

  if (value == NULL || *value == '\0')
    return;
  row = gtk_list_box_row_new ();
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  name = tb_case_words_new_label (label, "dim-label");
  text = tb_case_words_new_label (value, NULL);
  spoken = g_strdup_printf (_ ("%s: %s"), label, value);
  gtk_label_set_width_chars (GTK_LABEL (name), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 12);
  gtk_widget_set_valign (name, GTK_ALIGN_START);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  /* Selecting is for the mouse: as a stop of the keyboard every value would be in the way. */
  gtk_widget_set_focusable (text, FALSE);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), text);
  gtk_widget_add_css_class (box, "case-value");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_person (TbCaseFacts *self, const json_t *body)
{
  const json_t *person = tb_json_get_object (body, "person");
  const json_t *agent = tb_json_get_object (body, "agent");
  GtkWidget *list = add_list (self, _ ("Applicant"));

  add_value (list, _ ("Full name"), tb_json_get_string (person, "name"));
  add_value (list, _ ("ID number"), tb_json_get_string (person, "id_no"));
  add_value (list, _ ("Agent"), tb_json_get_string (agent, "name"));
  add_value (list, _ ("Agent's number"), tb_json_get_string (agent, "id_no"));
}

static void
add_sections (TbCaseFacts *self, const json_t *answer)
{
  json_t *section;
  json_t *row;
  gsize i;
  gsize k;

  json_array_foreach (tb_json_get_array (answer, "sections"), i, section)
  {
    GtkWidget *list = add_list (self, tb_json_get_string (section, "title"));

    json_array_foreach (tb_json_get_array (section, "rows"), k, row)
    {
      add_value (list, tb_json_get_string (row, "label"), tb_json_get_string (row, "value"));
    }
  }
}

static void
supplement_cb (TbCaseFacts *self, GtkWidget *button)
{
  g_signal_emit (self, signals[SUPPLEMENT], 0, gtk_widget_get_name (button));
}

static void
add_handed_in (TbCaseFacts *self, GtkWidget *row, const json_t *paper)
{
  GtkWidget *button = tb_case_words_new_button (_ ("Handed In"), NULL);
  g_autofree char *name =
      g_strdup_printf (_ ("Handed in: %s"), tb_json_get_string (paper, "label"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_name (button, tb_json_get_string (paper, "id"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (supplement_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
}

static gsize
find_paper_state (const char *state)
{
  for (gsize i = 1; i < G_N_ELEMENTS (paper_states); i++) {
    if (g_strcmp0 (state, paper_states[i].state) == 0)
      return i;
  }

  return 0;
}

static void
add_paper (TbCaseFacts *self, GtkWidget *list, const json_t *paper)
{
  gsize i = find_paper_state (tb_json_get_string (paper, "state"));
  g_autofree char *due = tb_case_words_dup_day (tb_json_get_string (paper, "due"));
  g_autofree char *words = g_strdup (_ (paper_states[i].words));
  GtkWidget *row = new_row (tb_json_get_string (paper, "label"));
  GtkWidget *icon = gtk_image_new_from_icon_name (paper_states[i].icon);
  gboolean is_late = i == 1 && tb_case_words_is_past (tb_json_get_string (paper, "due"));

  if (i == 1) {
    g_free (words);
    words = g_strdup_printf (_ ("promised for %s"), due);
  }
  gtk_widget_add_css_class (icon, is_late ? "error" : paper_states[i].style);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  if (i <= 1 && self->is_open)
    add_handed_in (self, row, paper);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_papers (TbCaseFacts *self, const json_t *answer)
{
  const json_t *papers = tb_json_get_array (answer, "papers");
  GtkWidget *list;

  if (json_array_size (papers) == 0)
    return;
  list = add_list (self, _ ("Materials"));
  for (gsize i = 0; i < json_array_size (papers); i++)
    add_paper (self, list, json_array_get (papers, i));
}

static void
print_cb (TbCaseFacts *self, GtkWidget *row)
{
  g_autofree char *what = g_strdup_printf ("%s %s", self->case_id, gtk_widget_get_name (row));

  tb_page_go (GTK_WIDGET (self), "print", what);
}

static char *
dup_print_words (const json_t *print)
{
  g_autofree char *time = tb_case_words_dup_time (tb_json_get_string (print, "confirmed_at"));
  int n_made = (int) tb_json_get_int (print, "made", 0);

  if (*time != '\0')
    return g_strdup_printf (_ ("handed out, confirmed %s"), time);
  if (n_made > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "printed %d time, not confirmed",
                                         "printed %d times, not confirmed",
                                         (gulong) n_made),
                            n_made);

  return g_strdup (_ ("not printed yet"));
}

static void
add_prints (TbCaseFacts *self, const json_t *answer)
{
  const json_t *prints = tb_json_get_array (answer, "prints");
  GtkWidget *list;

  if (json_array_size (prints) == 0)
    return;
  list = add_list (self, _ ("Papers to Print"));
  for (gsize i = 0; i < json_array_size (prints); i++) {
    const json_t *print = json_array_get (prints, i);
    g_autofree char *words = dup_print_words (print);
    GtkWidget *row = new_row (tb_json_get_string (print, "label"));

    adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("document-print-symbolic"));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_widget_set_name (row, tb_json_get_string (print, "id"));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_list_box_append (GTK_LIST_BOX (list), row);
    if (self->first_print == NULL)
      self->first_print = g_strdup (tb_json_get_string (print, "id"));
  }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (print_cb), self, G_CONNECT_SWAPPED);
}

void
tb_case_facts_show (TbCaseFacts *self, const json_t *answer)
{
  const json_t *body = tb_json_get_object (answer, "case");

  tb_case_words_empty_box (GTK_BOX (self));
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->first_print, g_free);
  if (answer == NULL)
    return;

  self->case_id = g_strdup (tb_json_get_string (body, "id"));
  self->is_open = !tb_json_get_bool (body, "closed");
  add_person (self, body);
  add_sections (self, answer);
  add_papers (self, answer);
  add_prints (self, answer);
}

gboolean
tb_case_facts_print_first (TbCaseFacts *self)
{
  g_autofree char *what = NULL;

  if (self->first_print == NULL)
    return FALSE;
  what = g_strdup_printf ("%s %s", self->case_id, self->first_print);
  tb_page_go (GTK_WIDGET (self), "print", what);

  return TRUE;
}

static void
tb_case_facts_finalize (GObject *object)
{
  TbCaseFacts *self = TB_CASE_FACTS (object);

  g_free (self->case_id);
  g_free (self->first_print);

  G_OBJECT_CLASS (tb_case_facts_parent_class)->finalize (object);
}

static void
tb_case_facts_class_init (TbCaseFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_case_facts_finalize;
  signals[SUPPLEMENT] = g_signal_new ("supplement",
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
tb_case_facts_init (TbCaseFacts *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 9);
}
