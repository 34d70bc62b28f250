/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-case-words"

#include "config.h"

#include "tb-case-words.h"

#include <glib/gi18n-lib.h>

typedef struct {
  const char *code;
  const char *words;
} Word;

static const Word kinds[] = {
  { "submit", N_ ("Collected") },
  { "advance", N_ ("Step") },
  { "update", N_ ("Form corrected") },
  { "supplement", N_ ("Materials handed in") },
  { "request", N_ ("Asked another city") },
  { "answer", N_ ("Answered") },
  { "cancel-request", N_ ("Request withdrawn") },
  { "clarify", N_ ("Question") },
  { "forward", N_ ("Handed on") },
  { "reject", N_ ("Returned") },
  { "add-participant", N_ ("City added") },
  { "remove-participant", N_ ("City removed") },
  { "invalidate", N_ ("Declared invalid") },
  { "reopen", N_ ("Opened again") },
  { "close", N_ ("Closed by the office") },
  { "note", N_ ("Note") },
  { "attach", N_ ("Attachment") },
  { "rate", N_ ("Rated") },
  { "remind", N_ ("Reminder") },
  { "print-confirmed", N_ ("Paper handed out") },
  { "noop", N_ ("Taken back") },
};

static const Word states[] = {
  { "queued", N_ ("queued") },
  { "sent", N_ ("sent, not confirmed") },
  { "applied", N_ ("applied, being fetched") },
  { "conflict", N_ ("needs a decision") },
  { "refused", N_ ("refused, needs a decision") },
  { "superseded", N_ ("replaced") },
  { "cancelled", N_ ("taken back") },
};

static const char *
find (const Word *words, gsize n, const char *code)
{
  for (gsize i = 0; i < n; i++) {
    if (g_strcmp0 (words[i].code, code) == 0)
      return _ (words[i].words);
  }

  return code != NULL ? code : "";
}

const char *
tb_case_words_get_kind (const char *kind)
{
  return find (kinds, G_N_ELEMENTS (kinds), kind);
}

const char *
tb_case_words_get_outbox (const char *state)
{
  return find (states, G_N_ELEMENTS (states), state);
}

/* One time zone in all of China, whatever the machine is set to. */
static GDateTime *
to_china (GDateTime *time)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);

  return g_date_time_to_timezone (time, china);
}

char *
tb_case_words_dup_time (const char *instant)
{
  g_autoptr (GDateTime) time =
      instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? to_china (time) : NULL;

  return local != NULL ? g_date_time_format (local, "%m-%d %H:%M") : g_strdup ("");
}

/* Days from today to @day; FALSE when it is no day. */
static gboolean
read_day (const char *day, GDate *date, int *n_ahead)
{
  g_autoptr (GDateTime) utc = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) now = to_china (utc);
  GDate today;

  g_date_clear (date, 1);
  if (day != NULL)
    g_date_set_parse (date, day);
  if (!g_date_valid (date))
    return FALSE;
  g_date_clear (&today, 1);
  g_date_set_dmy (&today,
                  (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  *n_ahead = g_date_days_between (&today, date);

  return TRUE;
}

char *
tb_case_words_dup_day (const char *day)
{
  GDate date;
  int n_ahead;
  char text[64];

  if (!read_day (day, &date, &n_ahead))
    return g_strdup (day != NULL ? day : "");
  if (n_ahead == 0)
    return g_strdup (_ ("today"));
  if (n_ahead == 1)
    return g_strdup (_ ("tomorrow"));
  /* Translators: a day of this year, as strftime() writes it. */
  g_date_strftime (text, sizeof text, _ ("%-d %b"), &date);

  return g_strdup (text);
}

gboolean
tb_case_words_is_past (const char *day)
{
  GDate date;
  int n_ahead;

  return read_day (day, &date, &n_ahead) && n_ahead < 0;
}

GtkWidget *
tb_case_words_new_label (const char *text, const char *classes)
{
  GtkWidget *label = gtk_label_new (text);
  g_auto (GStrv) names = g_strsplit (classes != NULL ? classes : "", " ", -1);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  for (guint i = 0; names[i] != NULL; i++) {
    if (*names[i] != '\0')
      gtk_widget_add_css_class (label, names[i]);
  }

  return label;
}

GtkWidget *
tb_case_words_new_button (const char *text, const char *keys)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *cap = keys != NULL ? tb_case_words_new_label (keys, "keycap") : NULL;

  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  if (cap != NULL) {
    gtk_label_set_wrap (GTK_LABEL (cap), FALSE);
    gtk_box_append (GTK_BOX (box), cap);
  }
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (keys != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS,
                                    keys,
                                    -1);

  return button;
}

void
tb_case_words_empty_box (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}
