/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-person-finder"

#include "config.h"

#include "tb-person-finder.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-city-words.h"
#include "tb-mask.h"

#define MAX_CANDIDATES 10
#define CANDIDATE_KEY  "tb-candidate"

struct _TbPersonFinder {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  GCancellable *cancellable; /* of the search under way */
  guint n_rows;

  /* Template widgets */
  GtkEditable *entry;
  GtkEditable *birth_entry;
  GtkWidget *birth_box;
  GtkLabel *message;
  GtkWidget *results_box;
  GtkListBox *results;
};

static guint found_signal;

G_DEFINE_FINAL_TYPE (TbPersonFinder, tb_person_finder, ADW_TYPE_BIN)

void
tb_person_finder_show_message (TbPersonFinder *self, const char *message)
{
  gtk_label_set_label (self->message, message != NULL ? message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message), message != NULL);
}

static void
empty_results (TbPersonFinder *self)
{
  GtkListBoxRow *row;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  while ((row = gtk_list_box_get_row_at_index (self->results, 0)) != NULL)
    gtk_list_box_remove (self->results, GTK_WIDGET (row));
  gtk_widget_set_visible (self->results_box, FALSE);
  self->n_rows = 0;
}

static const char *
say_sex (const char *code)
{
  if (g_strcmp0 (code, "1") == 0)
    return _ ("male");

  return g_strcmp0 (code, "2") == 0 ? _ ("female") : "";
}

static const char *
say_why (const char *why)
{
  static const struct {
    const char *why;
    const char *words;
  } reasons[] = {
    { "name", N_ ("same name") },
    { "part", N_ ("part of the name") },
    { "pinyin", N_ ("pinyin") },
    { "initials", N_ ("first letters") },
    { "number", N_ ("beginning of the number") },
    { "case", N_ ("words of a case") },
    { "register", N_ ("same name and day of birth in the register") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (g_strcmp0 (reasons[i].why, why) == 0)
      return _ (reasons[i].words);
  }

  return "";
}

static char *
dup_origin (const json_t *candidate)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (candidate, "area"));
  const char *city = area != TB_AREA_NONE ? tb_city_words_get_name (area) : "";
  int n = (int) tb_json_get_int (candidate, "n", 0);

  if (n == 0)
    return g_strdup (city);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%d case, the last one %s (%s)",
                                       "%d cases, the last one %s (%s)",
                                       (gulong) n),
                          n,
                          tb_json_get_string (candidate, "item_name"),
                          city);
}

static void
add_candidate (TbPersonFinder *self, json_t *candidate)
{
  GtkWidget *row;
  g_autofree char *origin = dup_origin (candidate);
  const char *name = tb_json_get_string (candidate, "person");
  const char *year = tb_json_get_string (candidate, "year");
  g_autofree char *title = g_strdup_printf ("%s   %s %s",
                                            name,
                                            say_sex (tb_json_get_string (candidate, "sex")),
                                            year != NULL ? year : "");
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s",
                                               tb_json_get_string (candidate, "id_no"),
                                               say_why (tb_json_get_string (candidate, "why")),
                                               origin);

  if (self->n_rows == MAX_CANDIDATES)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle,
                                  -1);
  g_object_set_data_full (G_OBJECT (row),
                          CANDIDATE_KEY,
                          json_incref (candidate),
                          (GDestroyNotify) json_decref);
  gtk_list_box_append (self->results, row);
  gtk_widget_set_visible (self->results_box, TRUE);
  if (self->n_rows++ == 0)
    gtk_widget_grab_focus (row);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPersonFinder) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  json_t *row;
  gsize i;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL) {
    tb_person_finder_show_message (self, error->message);
    return;
  }
  json_array_foreach (tb_json_get_array (answer, "rows"), i, row) add_candidate (self, row);
  if (self->n_rows == 0)
    tb_person_finder_show_message (self,
                                   _ ("No case known here names such a person. Type the whole ID "
                                      "number, or the name in characters with the day of birth "
                                      "to ask all registers"));
}

/* The registers of the eight cities, each answer as it comes. */
typedef struct {
  TbPersonFinder *finder;
  GCancellable *cancellable;
  json_t *criteria;
  char *chosen;
} Registers;

static void
registers_free (Registers *self)
{
  g_object_unref (self->finder);
  g_object_unref (self->cancellable);
  json_decref (self->criteria);
  g_free (self->chosen);
  g_free (self);
}

static void
register_answered_cb (const json_t *part, gpointer user_data)
{
  Registers *registers = user_data;
  json_t *row;
  gsize i;

  if (g_cancellable_is_cancelled (registers->cancellable))
    return;
  json_array_foreach ((json_t *) tb_json_get_array (part, "rows"), i, row)
  {
    const char *birth = tb_json_get_string (row, "birth");
    g_autofree char *year = birth != NULL ? g_strndup (birth, 4) : NULL;
    g_autoptr (json_t) candidate = json_pack ("{s:s*, s:s*, s:s*, s:s*, s:s*, s:s, s:i, s:O}",
                                              "person",
                                              tb_json_get_string (row, "name"),
                                              "id_no",
                                              tb_json_get_string (row, "id_no"),
                                              "sex",
                                              tb_json_get_string (row, "sex"),
                                              "year",
                                              year,
                                              "area",
                                              tb_json_get_string (part, "area"),
                                              "why",
                                              "register",
                                              "position",
                                              (int) i,
                                              "criteria",
                                              registers->criteria);

    add_candidate (registers->finder, candidate);
  }
}

static void
tell_absent (TbPersonFinder *self, int n)
{
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                        "%d city could not be asked",
                                                        "%d cities could not be asked",
                                                        (gulong) n),
                                           n);

  tb_person_finder_show_message (self, text);
}

static void
registers_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Registers *registers = user_data;
  TbPersonFinder *self = registers->finder;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  int n_absent = (int) tb_json_get_int (answer, "absent", 0);

  if (!g_cancellable_is_cancelled (registers->cancellable)) {
    if (answer == NULL)
      tb_person_finder_show_message (self, error->message);
    else if (self->n_rows > 0 && n_absent == 0)
      tb_person_finder_show_message (self, NULL);
    else if (n_absent > 0)
      tell_absent (self, n_absent);
    else
      tb_person_finder_show_message (self, _ ("No register knows a person of this name and day"));
  }
  registers_free (registers);
}

static void
ask_registers (TbPersonFinder *self, const char *name, const char *birth)
{
  Registers *registers = g_new0 (Registers, 1);
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "query", NULL, register_answered_cb, registers };

  registers->finder = g_object_ref (self);
  registers->cancellable = g_object_ref (self->cancellable);
  registers->criteria = json_pack ("{s:s, s:s}", "name", name, "birth", birth);
  args = json_pack ("{s:s, s:s, s:O}",
                    "name",
                    "persons",
                    "purpose",
                    "reason:walk-in",
                    "criteria",
                    registers->criteria);
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           registers_asked_cb,
                           registers);
}

/* "19820911", "1982-9-11" and "1982.09.11" are one day; NULL for what is none. */
static char *
dup_birth (const char *typed)
{
  g_auto (GStrv) parts = g_strsplit_set (typed, "-./", -1);
  guint day[3] = { 0 };

  if (g_strv_length (parts) == 1 && strlen (parts[0]) == 8)
    sscanf (parts[0], "%4u%2u%2u", &day[0], &day[1], &day[2]);
  else if (g_strv_length (parts) == 3) {
    for (int i = 0; i < 3; i++)
      day[i] = (guint) g_ascii_strtoull (parts[i], NULL, 10);
  }
  if (!g_date_valid_dmy ((GDateDay) day[2], (GDateMonth) day[1], (GDateYear) day[0]))
    return NULL;

  return g_strdup_printf ("%04u-%02u-%02u", day[0], day[1], day[2]);
}

static gboolean
is_han (const char *text)
{
  return g_unichar_iswide (g_utf8_get_char (text));
}

static void
search (TbPersonFinder *self, const char *text)
{
  const char *typed = gtk_editable_get_text (self->birth_entry);
  g_autofree char *birth = *typed != '\0' ? dup_birth (typed) : NULL;
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "candidates", NULL, NULL, NULL };

  if (*typed != '\0' && birth == NULL) {
    tb_person_finder_show_message (self, _ ("The day of birth is no date: 1982-09-11"));
    return;
  }
  tb_person_finder_show_message (self, NULL);
  args = json_pack ("{s:s, s:s*}", "text", text, "birth", birth);
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           searched_cb,
                           g_object_ref (self));
  if (birth != NULL && is_han (text))
    ask_registers (self, text, birth);
}

static void
activate_cb (TbPersonFinder *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));

  empty_results (self);
  tb_person_finder_show_message (self, NULL);
  if (*text == '\0')
    return;
  if (g_unichar_isdigit (g_utf8_get_char (text)))
    g_signal_emit (self, found_signal, 0, text);
  else
    search (self, text);
}

static void
changed_cb (TbPersonFinder *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  gtk_widget_set_visible (self->birth_box,
                          *text != '\0' && !g_unichar_isdigit (g_utf8_get_char (text)));
  empty_results (self);
  tb_person_finder_show_message (self, NULL);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPersonFinder) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  const json_t *person = tb_json_get_object (tb_json_get_object (answer, "case"), "person");
  const char *id_no = tb_json_get_string (person, "id_no");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (answer == NULL)
    tb_person_finder_show_message (self, error->message);
  else if (id_no != NULL)
    g_signal_emit (self, found_signal, 0, id_no);
}

/* Rows that came or went in between move the others: the place alone is not the person. */
static void
reveal_told_cb (const json_t *part, gpointer user_data)
{
  Registers *registers = user_data;
  json_t *row = json_array_get (tb_json_get_array (part, "rows"),
                                (gsize) tb_json_get_int (registers->criteria, "position", 0));
  const char *id_no = tb_json_get_string (row, "id_no");
  g_autofree char *masked = id_no != NULL ? tb_mask_apply (TB_MASK_ID, id_no) : NULL;

  g_clear_pointer (&registers->chosen, g_free);
  if (masked != NULL && g_strcmp0 (masked, tb_json_get_string (registers->criteria, "id_no")) == 0)
    registers->chosen = g_strdup (id_no);
}

static void
revealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Registers *registers = user_data;
  TbPersonFinder *self = registers->finder;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (!g_cancellable_is_cancelled (registers->cancellable)) {
    if (answer == NULL)
      tb_person_finder_show_message (self, error->message);
    else if (registers->chosen != NULL)
      g_signal_emit (self, found_signal, 0, registers->chosen);
    else if (tb_json_get_int (answer, "answered", 0) > 0)
      tb_person_finder_show_message (self, _ ("The register has changed: search again"));
    else
      tell_absent (self, 1);
  }
  registers_free (registers);
}

/* The same question to the same city, now with a reason: its row at the same place is the one. */
static void
reveal_register (TbPersonFinder *self, json_t *candidate)
{
  Registers *registers = g_new0 (Registers, 1);
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "query", NULL, reveal_told_cb, registers };

  registers->finder = g_object_ref (self);
  registers->cancellable = g_object_ref (self->cancellable);
  registers->criteria = json_incref (candidate);
  args = json_pack ("{s:s, s:s, s:s, s:s, s:O}",
                    "name",
                    "persons",
                    "purpose",
                    "reason:walk-in",
                    "area",
                    tb_json_get_string (candidate, "area"),
                    "reveal",
                    _ ("Chosen by name at the window"),
                    "criteria",
                    tb_json_get_object (candidate, "criteria"));
  request.args = args;
  tb_workplace_call_async (self->workplace, &request, self->cancellable, revealed_cb, registers);
}

static void
row_activated_cb (TbPersonFinder *self, GtkListBoxRow *row)
{
  json_t *candidate = g_object_get_data (G_OBJECT (row), CANDIDATE_KEY);
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { "show", NULL, NULL, NULL };

  if (tb_json_get_object (candidate, "criteria") != NULL) {
    reveal_register (self, candidate);
    return;
  }
  args = json_pack ("{s:s, s:s}",
                    "case",
                    tb_json_get_string (candidate, "case"),
                    "reveal",
                    _ ("Chosen by name at the window"));
  request.args = args;
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->cancellable,
                           shown_cb,
                           g_object_ref (self));
}

void
tb_person_finder_set_workplace (TbPersonFinder *self, TbWorkplace *workplace)
{
  g_set_object (&self->workplace, workplace);
}

void
tb_person_finder_prepare (TbPersonFinder *self)
{
  gtk_editable_set_text (self->entry, "");
  gtk_editable_set_text (self->birth_entry, "");
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
tb_person_finder_take (TbPersonFinder *self, const char *id_no)
{
  gtk_editable_set_text (self->entry, id_no);
  activate_cb (self);
}

static void
tb_person_finder_dispose (GObject *object)
{
  TbPersonFinder *self = TB_PERSON_FINDER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_person_finder_parent_class)->dispose (object);
}

static void
tb_person_finder_class_init (TbPersonFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_person_finder_dispose;
  found_signal = g_signal_new ("found",
                               TB_TYPE_PERSON_FINDER,
                               G_SIGNAL_RUN_LAST,
                               0,
                               NULL,
                               NULL,
                               NULL,
                               G_TYPE_NONE,
                               1,
                               G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-person-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, entry);
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, birth_entry);
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, birth_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, message);
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, results_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonFinder, results);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
tb_person_finder_init (TbPersonFinder *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
