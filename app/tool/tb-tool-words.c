/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-tool-words"

#include "config.h"

#include "tb-tool-words.h"

#include <glib/gi18n-lib.h>

#include "tb-area.h"
#include "tb-language.h"

/* Every code that a table, a line or a message of the tool shows. English keeps the codes. */
static const char *const words[] = {
  /* How a lane stands. */
  NC_ ("word", "up-to-date"),
  NC_ ("word", "syncing"),
  NC_ ("word", "unreachable"),
  NC_ ("word", "unknown"),
  NC_ ("word", "stopped"),
  NC_ ("word", "decide"),
  /* How a command stands in the outbox. */
  NC_ ("word", "queued"),
  NC_ ("word", "sent"),
  NC_ ("word", "applied"),
  NC_ ("word", "conflict"),
  NC_ ("word", "refused"),
  NC_ ("word", "superseded"),
  NC_ ("word", "cancelled"),
  NC_ ("word", "archived"),
  /* Kinds of commands. */
  NC_ ("word", "submit"),
  NC_ ("word", "advance"),
  NC_ ("word", "update"),
  NC_ ("word", "supplement"),
  NC_ ("word", "request"),
  NC_ ("word", "answer"),
  NC_ ("word", "cancel-request"),
  NC_ ("word", "clarify"),
  NC_ ("word", "forward"),
  NC_ ("word", "reject"),
  NC_ ("word", "add-participant"),
  NC_ ("word", "remove-participant"),
  NC_ ("word", "invalidate"),
  NC_ ("word", "reopen"),
  NC_ ("word", "close"),
  NC_ ("word", "note"),
  NC_ ("word", "attach"),
  NC_ ("word", "rate"),
  NC_ ("word", "remind"),
  NC_ ("word", "print-confirmed"),
  NC_ ("word", "noop"),
  /* How two versions of a field differ, and whose is taken. */
  NC_ ("word", "same"),
  NC_ ("word", "only-mine"),
  NC_ ("word", "only-theirs"),
  NC_ ("word", "clash"),
  NC_ ("word", "mine"),
  NC_ ("word", "theirs"),
  /* Acts in the audit. */
  NC_ ("word", "audit.retained"),
  NC_ ("word", "calendar.imported"),
  NC_ ("word", "case.revealed"),
  NC_ ("word", "case.viewed"),
  NC_ ("word", "conflict.decided"),
  NC_ ("word", "export"),
  NC_ ("word", "lane.enrolled"),
  NC_ ("word", "lane.log-changed"),
  NC_ ("word", "lane.release"),
  NC_ ("word", "lane.released"),
  NC_ ("word", "lane.stopped"),
  NC_ ("word", "operator.revoked"),
  NC_ ("word", "operator.unlocked"),
  NC_ ("word", "outbox.accepted"),
  NC_ ("word", "outbox.salvaged"),
  NC_ ("word", "print.made"),
  NC_ ("word", "registers.asked"),
  NC_ ("word", "session.attempt"),
  NC_ ("word", "session.in"),
  NC_ ("word", "session.in-offline"),
  NC_ ("word", "session.out"),
  NC_ ("word", "store.salvaged"),
  /* Why a city does not answer a query. */
  NC_ ("word", "purpose-required"),
  NC_ ("word", "forbidden"),
  NC_ ("word", "signed-out"),
  NC_ ("word", "unknown-device"),
  /* Lines of an answer that only says what was done, or who is signed in. */
  NC_ ("word", "resolved"),
  NC_ ("word", "taken"),
  NC_ ("word", "command"),
  NC_ ("word", "state"),
  NC_ ("word", "area"),
  NC_ ("word", "was"),
  NC_ ("word", "operator"),
  NC_ ("word", "name"),
  NC_ ("word", "hall"),
  NC_ ("word", "roles"),
  NC_ ("word", "online"),
  NC_ ("word", "offline_until"),
  NC_ ("word", "signed_out"),
  NC_ ("word", "told_the_city"),
  NC_ ("word", "staff"),
  NC_ ("word", "supervisor"),
  NC_ ("word", "admin"),
  NC_ ("word", "auditor"),
  NC_ ("word", "trainer"),
};

const char *
tb_tool_word (const char *code)
{
  TbArea area = code != NULL ? tb_area_from_slug (code) : TB_AREA_NONE;

  if (code == NULL)
    return "";
  if (area != TB_AREA_NONE)
    return tb_language_pick (tb_area_get_name_zh (area), code);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_str_equal (words[i], code))
      return g_dpgettext2 (GETTEXT_PACKAGE, "word", words[i]);
  }

  return code;
}

const char *
tb_tool_word_of (const json_t *object, const char *member)
{
  return tb_tool_word (tb_json_get_string (object, member));
}

char *
tb_tool_local_time (const char *instant)
{
  /* One time zone in all of China (GB/T 7408), whatever the machine is set to. */
  g_autoptr (GTimeZone) china = g_time_zone_new_offset (8 * 3600);
  g_autoptr (GDateTime) time =
      instant != NULL ? g_date_time_new_from_iso8601 (instant, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_timezone (time, china) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S")
                       : g_strdup (instant != NULL ? instant : "");
}

/* What an operator may do: "staff, supervisor". */
static char *
join_words (const json_t *codes)
{
  g_autoptr (GPtrArray) joined = g_ptr_array_new ();
  json_t *code;
  gsize i;

  json_array_foreach ((json_t *) codes, i, code)
  {
    g_ptr_array_add (joined, (gpointer) tb_tool_word (json_string_value (code)));
  }
  g_ptr_array_add (joined, NULL);

  return g_strjoinv (C_ ("between words", ", "), (char **) joined->pdata);
}

char *
tb_tool_text_of (const json_t *object, const char *member)
{
  static const char *const codes[] = { "area", "home", "origin", "owner", "state",
                                       "kind", "verb", "taken",  NULL };
  static const char *const instants[] = { "at", "as_of", "offline_until", NULL };
  const json_t *value = json_object_get (object, member);

  if (value == NULL || json_is_null (value))
    return g_strdup ("");
  if (json_is_boolean (value))
    return g_strdup (json_is_true (value) ? _ ("yes") : _ ("no"));
  if (g_str_equal (member, "roles"))
    return join_words (value);
  if (!json_is_string (value))
    return tb_json_to_string (value);
  if (g_strv_contains (codes, member))
    return g_strdup (tb_tool_word (json_string_value (value)));
  if (g_strv_contains (instants, member))
    return tb_tool_local_time (json_string_value (value));

  return g_strdup (json_string_value (value));
}
