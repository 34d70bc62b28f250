/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lookup-words"

#include "config.h"

#include "tb-lookup-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-area.h"
#include "tb-language.h"

static const TbLookupChoice registers[] = {
  { "persons", NC_ ("register", "Persons") },
  { "insurance", NC_ ("register", "Insurance") },
  { "benefits", NC_ ("register", "Benefits") },
  { "archives", NC_ ("register", "Archives") },
  { "certificates", NC_ ("register", "Certificates") },
};

static const TbLookupChoice purposes[] = {
  { "reason:walk-in", NC_ ("purpose", "Asked by the person at the counter") },
  { "case:", NC_ ("purpose", "Handling a case") },
  { "reason:verification", NC_ ("purpose", "Verifying what was handed in") },
  { "reason:duplicate-check", NC_ ("purpose", "Looking for duplicates") },
  { "reason:complaint", NC_ ("purpose", "Answering a complaint") },
  { "reason:supervision", NC_ ("purpose", "Supervision") },
  { "reason:audit", NC_ ("purpose", "Audit") },
};

/* States and kinds that the registers hold as words of their own. */
static const char *const words[] = {
  NC_ ("register", "pension"),     NC_ ("register", "unemployment"), NC_ ("register", "subsidy"),
  NC_ ("register", "paid"),        NC_ ("register", "suspended"),    NC_ ("register", "ended"),
  NC_ ("register", "held"),        NC_ ("register", "moved"),        NC_ ("register", "lent"),
  NC_ ("register", "transferred"), NC_ ("register", "valid"),        NC_ ("register", "cancelled"),
  NC_ ("register", "expired"),
};

static gboolean
pick (const TbLookupChoice *from, const char *context, TbLookupChoice *choice)
{
  *choice = (TbLookupChoice){ from->id, g_dpgettext2 (GETTEXT_PACKAGE, context, from->label) };

  return TRUE;
}

gboolean
tb_lookup_words_get_register (guint i, TbLookupChoice *choice)
{
  return i < G_N_ELEMENTS (registers) && pick (&registers[i], "register", choice);
}

gboolean
tb_lookup_words_get_purpose (guint i, TbLookupChoice *choice)
{
  return i < G_N_ELEMENTS (purposes) && pick (&purposes[i], "purpose", choice);
}

/* The name of a code, else a word of the registers, else the value as it stands. Borrowed. */
static const char *
value_of (const json_t *row, const char *member)
{
  g_autofree char *named = g_strconcat (member, "_name", NULL);
  const char *name = tb_json_get_string (row, named);
  const char *value = tb_json_get_string (row, member);

  if (name != NULL)
    return name;
  for (gsize i = 0; value != NULL && i < G_N_ELEMENTS (words); i++) {
    if (strcmp (words[i], value) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "register", words[i]);
  }

  return value;
}

/* Adds “label value” unless there is no value. @label NULL: the value says it itself. */
static void
add (GString *line, const char *label, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  if (line->len > 0)
    g_string_append (line, " · ");
  if (label != NULL)
    g_string_append_printf (line, "%s ", label);
  g_string_append (line, value);
}

static void
add_yuan (GString *line, const char *label, const json_t *row, const char *member)
{
  g_autofree char *amount = tb_amount_format (tb_json_get_int (row, member, 0));
  g_autofree char *value = g_strdup_printf (_ ("%s yuan"), amount);

  if (json_object_get (row, member) != NULL)
    add (line, label, value);
}

/* An address names its region itself. */
static void
add_home (GString *line, const json_t *row, const char *label, const char *which)
{
  g_autofree char *address = g_strconcat (which, "_address", NULL);
  g_autofree char *region = g_strconcat (which, "_region", NULL);

  if (tb_json_get_string (row, address) != NULL)
    add (line, label, tb_json_get_string (row, address));
  else
    add (line, label, value_of (row, region));
}

static void
add_person (GString *line, const json_t *row)
{
  add (line, value_of (row, "id_type"), tb_json_get_string (row, "id_no"));
  add (line, NULL, value_of (row, "sex"));
  add (line, _ ("born"), tb_json_get_string (row, "birth"));
  add (line, _ ("mobile"), tb_json_get_string (row, "mobile"));
  add_home (line, row, _ ("household"), "hukou");
  add_home (line, row, _ ("lives in"), "live");
}

static void
add_insurance (GString *line, const json_t *row)
{
  const char *from = tb_json_get_string (row, "from");
  const char *to = tb_json_get_string (row, "to");
  gint64 n = tb_json_get_int (row, "months", 0);
  g_autofree char *spell = to != NULL ? g_strdup_printf (_ ("%s to %s"), from, to)
                                      : g_strdup_printf (_ ("since %s"), from);
  g_autofree char *months =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d month paid", "%d months paid", (gulong) n),
                       (int) n);

  add (line, NULL, spell);
  add (line, NULL, months);
  add (line, NULL, value_of (row, "status"));
  add_yuan (line, _ ("personal account"), row, "account_fen");
  add (line, _ ("personal number"), tb_json_get_string (row, "personal_no"));
}

static void
add_benefit (GString *line, const json_t *row)
{
  add (line, NULL, value_of (row, "status"));
  add (line, _ ("since"), tb_json_get_string (row, "since"));
  add_yuan (line, _ ("monthly"), row, "monthly_fen");
}

static void
add_archive (GString *line, const json_t *row)
{
  add (line, _ ("archive number"), tb_json_get_string (row, "archive_no"));
  add (line, NULL, value_of (row, "status"));
  add (line, _ ("since"), tb_json_get_string (row, "since"));
  if (tb_json_get_bool (row, "restricted"))
    add (line, NULL, _ ("restricted: not to be handed out at the counter"));
}

static void
add_certificate (GString *line, const json_t *row)
{
  add (line, _ ("issued"), tb_json_get_string (row, "issued"));
  add (line, NULL, value_of (row, "status"));
}

static const struct {
  const char *name;
  const char *title;
  void (*add) (GString *line, const json_t *row);
} shapes[] = {
  { "persons", "name", add_person },
  { "insurance", "scheme", add_insurance },
  { "benefits", "kind", add_benefit },
  { "archives", "keeper", add_archive },
  { "certificates", "cert_no", add_certificate },
};

char *
tb_lookup_words_dup_title (const char *name, const json_t *row)
{
  const char *title = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (strcmp (shapes[i].name, name) == 0)
      title = value_of (row, shapes[i].title);
  }

  return g_strdup (title != NULL ? title : "");
}

char *
tb_lookup_words_dup_line (const char *name, const json_t *row)
{
  GString *line = g_string_new (NULL);
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));

  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (strcmp (shapes[i].name, name) == 0)
      shapes[i].add (line, row);
  }
  /* A city also knows of what lies in another one. */
  if (area != TB_AREA_NONE)
    add (line, _ ("in"), tb_language_pick (tb_area_get_name_zh (area), tb_area_get_name_en (area)));

  return g_string_free (line, FALSE);
}

char *
tb_lookup_words_dup_time (const char *instant, GDateTime *now)
{
  g_autoptr (GDateTime) time =
      instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;
  g_autoptr (GDateTime) local = NULL;

  if (time == NULL)
    return g_strdup ("");
  local = g_date_time_to_timezone (time, g_date_time_get_timezone (now));
  if (g_date_time_get_year (local) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    return g_date_time_format (local, "%H:%M");

  return g_date_time_format (local, "%Y-%m-%d %H:%M");
}

char *
tb_lookup_words_dup_age (const char *instant, GDateTime *now)
{
  g_autoptr (GDateTime) time =
      instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;
  GTimeSpan age = time != NULL ? g_date_time_difference (now, time) : 0;
  int n;

  if (age < G_TIME_SPAN_MINUTE)
    return NULL;
  if (age < G_TIME_SPAN_HOUR) {
    n = (int) (age / G_TIME_SPAN_MINUTE);
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%d minute old",
                                         "%d minutes old",
                                         (gulong) n),
                            n);
  }
  if (age < G_TIME_SPAN_DAY) {
    n = (int) (age / G_TIME_SPAN_HOUR);
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%d hour old",
                                         "%d hours old",
                                         (gulong) n),
                            n);
  }
  n = (int) MIN (age / G_TIME_SPAN_DAY, G_MAXINT);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day old", "%d days old", (gulong) n),
                          n);
}
