/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-decision-words"

#include "config.h"

#include "tb-decision-words.h"

#include <glib/gi18n-lib.h>

#include "tb-city-words.h"
#include "tb-sync-words.h"

static const char *
get_city (const json_t *row)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));

  return area != TB_AREA_NONE ? tb_city_words_get_name (area) : "";
}

static const json_t *
get_side (TbDecisionSheet *sheet, const char *side)
{
  const json_t *sides = tb_json_get_object (tb_decision_sheet_get_answer (sheet), "sides");

  return tb_json_get_object (sides, side);
}

char *
tb_decision_words_dup_title (const json_t *row, gboolean is_refused)
{
  const char *item = tb_json_get_string (row, "item_name");

  return is_refused ? g_strdup_printf (_ ("%s was not taken"), item)
                    : g_strdup_printf (_ ("Two versions of %s"), item);
}

char *
tb_decision_words_dup_subtitle (const json_t *row)
{
  const char *number = tb_json_get_string (row, "number");

  return g_strdup_printf ("%s · %s · %s · %s",
                          tb_json_get_string (row, "person"),
                          get_city (row),
                          number != NULL ? number : _ ("no number yet"),
                          tb_sync_words_get_kind (row));
}

static char *
dup_refused_story (const json_t *row)
{
  g_autofree char *reason = tb_sync_words_dup_reason (row, NULL);
  g_autofree char *problem = tb_sync_words_dup_problem (row);

  return problem != NULL ? g_strdup_printf ("%s. %s", reason, problem)
                         : g_strdup_printf ("%s.", reason);
}

char *
tb_decision_words_dup_story (const json_t *row, TbDecisionSheet *sheet)
{
  const json_t *theirs = get_side (sheet, "theirs");
  const char *who = tb_json_get_string (theirs, "operator");
  g_autofree char *mine_at =
      tb_sync_words_dup_time (tb_json_get_string (get_side (sheet, "mine"), "at"));
  g_autofree char *theirs_at = tb_sync_words_dup_time (tb_json_get_string (theirs, "at"));

  if (tb_decision_sheet_is_refused (sheet))
    return dup_refused_story (row);
  if (tb_json_get_int (theirs, "ver", 0) == 0)
    return g_strdup_printf (_ ("You changed the case at %s, but %s has it no more. Nothing is "
                               "lost."),
                            mine_at,
                            get_city (row));

  return g_strdup_printf (_ ("You changed the case at %s, %s (%s) at %s. Both are kept, nothing is "
                             "lost."),
                          mine_at,
                          who != NULL ? who : _ ("a colleague"),
                          get_city (row),
                          theirs_at);
}

char *
tb_decision_words_dup_scope (TbDecisionSheet *sheet)
{
  int n_same = (int) tb_json_get_int (tb_decision_sheet_get_answer (sheet), "n_same", 0);
  int n = (int) tb_decision_sheet_get_n_rows (sheet);

  if (n == 0)
    return g_strdup (_ ("No field differs: decide whether it is to be done once more."));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Only %d field that differs is shown; %d are the same.",
                                       "Only the %d fields that differ are shown; %d are the same.",
                                       (gulong) n),
                          n,
                          n_same);
}

static char *
dup_head (const char *title, const json_t *side, const char *who)
{
  g_autofree char *at = tb_sync_words_dup_time (tb_json_get_string (side, "at"));
  g_autoptr (GString) text = g_string_new (title);
  gint64 ver = tb_json_get_int (side, "ver", 0);

  g_string_append_c (text, '\n');
  if (ver > 0)
    g_string_append_printf (text, _ ("version %d"), (int) ver);
  if (*at != '\0')
    g_string_append_printf (text, "%s%s", ver > 0 ? " · " : "", at);
  if (who != NULL)
    g_string_append_printf (text, "%s%s", ver > 0 || *at != '\0' ? " · " : "", who);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char **
tb_decision_words_dup_heads (const json_t *row, TbDecisionSheet *sheet)
{
  const json_t *mine = get_side (sheet, "mine");
  const json_t *theirs = get_side (sheet, "theirs");
  char **heads = g_new0 (char *, 4);

  heads[0] = dup_head (_ ("Before"), get_side (sheet, "base"), NULL);
  heads[1] = dup_head (_ ("Mine"), mine, tb_json_get_string (mine, "operator"));
  heads[2] = dup_head (get_city (row), theirs, tb_json_get_string (theirs, "operator"));

  return heads;
}

char *
tb_decision_words_dup_tally (const json_t *row, TbDecisionSheet *sheet)
{
  guint n_open = tb_decision_sheet_count_open (sheet);
  guint n_left = tb_decision_sheet_count (sheet, TB_CHOICE_NONE);

  return g_strdup_printf (_ ("%u of %u decided: mine %u, %s %u, typed %u"),
                          n_open - n_left,
                          n_open,
                          tb_decision_sheet_count (sheet, TB_CHOICE_MINE),
                          get_city (row),
                          tb_decision_sheet_count (sheet, TB_CHOICE_THEIRS),
                          tb_decision_sheet_count (sheet, TB_CHOICE_OWN));
}

char **
tb_decision_words_dup_next (const json_t *row, TbDecisionSheet *sheet, const json_t *city)
{
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (tb_decision_sheet_gives_up (sheet)) {
    first = g_strdup_printf (_ ("Your change is given up; what %s has stands. Nothing is sent."),
                             get_city (row));
    g_strv_builder_add (lines, first);
  } else {
    int ver = (int) tb_json_get_int (get_side (sheet, "theirs"), "ver", 0);

    first = ver > 0 ? g_strdup_printf (_ ("A new command goes to %s, on top of its version %d: %s"),
                                       get_city (row),
                                       ver,
                                       tb_sync_words_get_kind (row))
                    : g_strdup_printf (_ ("A new command goes to %s: %s"),
                                       get_city (row),
                                       tb_sync_words_get_kind (row));
    g_strv_builder_add (lines, first);
    if (g_strcmp0 (tb_json_get_string (city, "state"), "unreachable") == 0) {
      second = g_strdup_printf (_ ("It waits on this machine until %s can be reached again"),
                                get_city (row));
      g_strv_builder_add (lines, second);
    }
  }
  g_strv_builder_add (lines,
                      _ ("Your first command stays in the outbox as decided, with the "
                         "reason in the audit"));

  return g_strv_builder_end (lines);
}
