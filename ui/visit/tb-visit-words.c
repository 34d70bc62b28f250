/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-visit-words"

#include "config.h"

#include "tb-visit-words.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

/* Registers asked of each city. */
#define N_REGISTERS 6

static gboolean
is_complete (const json_t *city)
{
  return tb_json_get_int (city, "answers", 0) >= N_REGISTERS;
}

const char *
tb_visit_words_get_icon (const json_t *city)
{
  if (tb_json_get_string (city, "absent") != NULL)
    return "tb-unreachable-symbolic";
  if (tb_json_get_string (city, "refused") != NULL)
    return "tb-error-symbolic";

  return is_complete (city) ? "tb-ok-symbolic" : "tb-syncing-symbolic";
}

const char *
tb_visit_words_get_style (const json_t *city)
{
  if (tb_json_get_string (city, "absent") != NULL)
    return "dim-label";
  if (tb_json_get_string (city, "refused") != NULL)
    return "error";

  return is_complete (city) ? "success" : "accent";
}

static char *
format_local (const char *time, const char *format)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : NULL;
}

char *
tb_visit_words_dup_clock (const char *time)
{
  return format_local (time, "%H:%M");
}

char *
tb_visit_words_dup_day (const char *time)
{
  return format_local (time, "%Y-%m-%d");
}

char *
tb_visit_words_dup_freshness (const json_t *city)
{
  g_autofree char *clock = tb_visit_words_dup_clock (tb_json_get_string (city, "as_of"));

  if (tb_json_get_string (city, "refused") != NULL)
    return g_strdup (_ ("refused to answer"));
  if (tb_json_get_string (city, "absent") != NULL)
    return clock != NULL ? g_strdup_printf (_ ("not reached, as of %s"), clock)
                         : g_strdup (_ ("not reached, nothing known"));
  if (!is_complete (city))
    return g_strdup_printf (_ ("asking, %d of %d"),
                            (int) tb_json_get_int (city, "answers", 0),
                            N_REGISTERS);

  return g_strdup_printf (_ ("%s, up to date"), clock != NULL ? clock : "");
}

int
tb_visit_words_count_months (const json_t *city)
{
  json_t *row;
  int n = 0;
  gsize i;

  json_array_foreach (tb_json_get_array (city, "insurance"), i, row)
  {
    n += (int) tb_json_get_int (row, "months", 0);
  }

  return n;
}

char *
tb_visit_words_dup_pension (const json_t *city)
{
  const json_t *rows = tb_json_get_array (city, "insurance");
  int n = tb_visit_words_count_months (city);
  g_autofree char *months = NULL;
  const char *status;

  if (json_array_size (rows) == 0)
    return NULL;

  months = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d month", "%d months", (gulong) n), n);
  status = tb_json_get_string (json_array_get (rows, 0), "status_name");

  return status != NULL ? g_strdup_printf ("%s · %s", months, status) : g_steal_pointer (&months);
}

char *
tb_visit_words_dup_archive (const json_t *city)
{
  const json_t *row = json_array_get (tb_json_get_array (city, "archives"), 0);

  return g_strdup (tb_json_get_string (row, "keeper"));
}

char *
tb_visit_words_dup_other (const json_t *city)
{
  const json_t *certificate = json_array_get (tb_json_get_array (city, "certificates"), 0);
  const json_t *benefit = json_array_get (tb_json_get_array (city, "benefits"), 0);
  g_autoptr (GString) text = g_string_new (NULL);

  if (certificate != NULL)
    g_string_append_printf (text,
                            _ ("employment certificate of %.4s"),
                            tb_json_get_string (certificate, "issued"));
  if (benefit != NULL) {
    g_string_append (text, text->len > 0 ? "\n" : "");
    g_string_append_printf (text,
                            g_strcmp0 (tb_json_get_string (benefit, "kind"), "pension") == 0
                                ? _ ("pension since %s")
                                : _ ("benefit since %s"),
                            tb_json_get_string (benefit, "since"));
  }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

char *
tb_visit_words_dup_cases (TbVisit *visit, TbArea area)
{
  json_t *rows = (json_t *) tb_visit_get_cases (visit);
  g_autofree char *counted = NULL;
  const char *name = NULL;
  json_t *row;
  int n = 0;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    if (tb_json_get_bool (row, "closed") ||
        tb_area_from_slug (tb_json_get_string (row, "home")) != area)
      continue;
    name = n++ == 0 ? tb_json_get_string (row, "item_name") : name;
  }
  n = MAX (n, (int) json_array_size (tb_json_get_array (tb_visit_get_city (visit, area), "cases")));
  if (n == 0)
    return NULL;

  counted = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d open", "%d open", (gulong) n), n);

  return g_strdup_printf ("%s  %s", counted, name != NULL ? name : "");
}

char *
tb_visit_words_dup_sex_and_age (const json_t *person)
{
  const char *birth = tb_json_get_string (person, "birth");
  const char *sex = tb_json_get_string (person, "sex");
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  int year;
  int month;
  int day;
  int age;

  if (birth == NULL || sscanf (birth, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return g_strdup ("");

  age = g_date_time_get_year (now) - year;
  if (g_date_time_get_month (now) * 100 + g_date_time_get_day_of_month (now) < month * 100 + day)
    age--;

  /* Translators: sex and age of a person. */
  return g_strdup_printf (_ ("%s · %d years"),
                          g_strcmp0 (sex, "1") == 0 ? _ ("male") : _ ("female"),
                          age);
}
