/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-words"

#include "config.h"

#include "tb-city-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-time.h"

/* Same shape, same meaning everywhere. The first row is what is said of a state not listed. */
static const struct {
  const char *state;
  const char *icon;
  const char *style;
  const char *words;
} states[] = {
  { "unknown", "tb-todo-symbolic", "dim-label", N_ ("not asked yet") },
  { "up-to-date", "tb-ok-symbolic", "success", N_ ("up to date") },
  { "syncing", "tb-syncing-symbolic", "accent", N_ ("syncing") },
  { "unreachable", "tb-unreachable-symbolic", "dim-label", N_ ("unreachable") },
  { "decide", "tb-decision-symbolic", "warning", N_ ("needs a decision") },
  { "stopped", "tb-error-symbolic", "error", N_ ("stopped") },
};

static gsize
find_state (const json_t *row)
{
  const char *state = tb_json_get_string (row, "state");

  for (gsize i = 1; i < G_N_ELEMENTS (states); i++) {
    if (g_strcmp0 (state, states[i].state) == 0)
      return i;
  }

  return 0;
}

const char *
tb_city_words_get_icon (const json_t *row)
{
  return states[find_state (row)].icon;
}

const char *
tb_city_words_get_style (const json_t *row)
{
  return states[find_state (row)].style;
}

static char *
dup_clock (const char *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : NULL;
}

char *
tb_city_words_dup_state (const json_t *row)
{
  gsize i = find_state (row);
  g_autofree char *clock = dup_clock (tb_json_get_string (row, "contact_at"));

  if (strcmp (states[i].state, "unreachable") == 0 && clock != NULL)
    return g_strdup_printf (_ ("unreachable since %s"), clock);

  return g_strdup (_ (states[i].words));
}

char *
tb_city_words_dup_summary (TbArea area, const json_t *row)
{
  g_autofree char *state = tb_city_words_dup_state (row);
  GString *text = g_string_new (NULL);
  gint64 n_waiting = tb_json_get_int (row, "waiting", 0);
  gint64 n_decide = tb_json_get_int (row, "decide", 0);

  g_string_append_printf (text, _ ("%s: %s"), tb_city_words_get_name (area), state);
  if (n_waiting > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         ", %d command waits to be confirmed",
                                         ", %d commands wait to be confirmed",
                                         (gulong) n_waiting),
                            (int) n_waiting);
  if (n_decide > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         ", %d decision is yours",
                                         ", %d decisions are yours",
                                         (gulong) n_decide),
                            (int) n_decide);

  return g_string_free (text, FALSE);
}

const char *
tb_city_words_get_name (TbArea area)
{
  const char *const *languages = g_get_language_names ();

  return g_str_has_prefix (languages[0], "zh") ? tb_area_get_name_zh (area)
                                               : tb_area_get_name_en (area);
}
