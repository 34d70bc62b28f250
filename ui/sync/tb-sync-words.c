/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-sync-words"

#include "config.h"

#include "tb-sync-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-words.h"
#include "tb-time.h"

typedef struct {
  const char *code;
  const char *words;
} Word;

static const Word kinds[] = {
  { "submit", NC_ ("command", "submission") },
  { "advance", NC_ ("command", "step of the case") },
  { "update", NC_ ("command", "correction") },
  { "supplement", NC_ ("command", "supplement") },
  { "request", NC_ ("command", "request for assistance") },
  { "answer", NC_ ("command", "answer") },
  { "cancel-request", NC_ ("command", "withdrawal of a request") },
  { "clarify", NC_ ("command", "question") },
  { "forward", NC_ ("command", "forwarding") },
  { "reject", NC_ ("command", "rejection") },
  { "add-participant", NC_ ("command", "one more city") },
  { "remove-participant", NC_ ("command", "one city less") },
  { "invalidate", NC_ ("command", "invalidation") },
  { "reopen", NC_ ("command", "reopening") },
  { "close", NC_ ("command", "closing") },
  { "note", NC_ ("command", "note") },
  { "attach", NC_ ("command", "attachment") },
  { "rate", NC_ ("command", "rating") },
  { "remind", NC_ ("command", "reminder") },
  { "print-confirmed", NC_ ("command", "confirmed print") },
  { "noop", NC_ ("command", "withdrawn place") },
};

static const Word refusals[] = {
  { "forbidden", N_ ("this operator or this window may not do it") },
  { "invalid", N_ ("a field or a material is not right") },
  { "dependency", N_ ("what came before it on the same case was not taken") },
  { "closed", N_ ("the case was closed in the meantime") },
  { "blob-missing", N_ ("an attachment that it names is not there") },
  { "unsupported", N_ ("this matter or this version of it is not known there yet") },
};

static const Word alarms[] = {
  { "hole", N_ ("The city's record has a gap. Tell the city's administrator before releasing.") },
  { "hash", N_ ("The city's record does not add up. Tell the city's administrator.") },
  { "disagrees", N_ ("City and window remember one command differently. Compare the case first.") },
  { "id-reused", N_ ("The city knows another command by the same name. Tell the administrator.") },
  { "rolled-back",
    N_ ("This window's store is older than what the city has seen. It was probably restored from "
        "a copy: ask the administrator.") },
  { "revoked", N_ ("The city has revoked this window. The administrator must enrol it again.") },
  { "version", N_ ("The city needs a newer version of this program.") },
  { "stopped", N_ ("The city has stopped this window. Ask the city why.") },
  { "gap",
    N_ ("The city keeps asking for commands that it has answered. Tell the administrator.") },
  { "parked", N_ ("One command brings the city down again and again. Look at the oldest one.") },
  { "certificate", N_ ("The certificate of this window or of the city is not valid any more.") },
  { "protocol", N_ ("The city answers in a way that this program does not understand.") },
  { "store", N_ ("The disk of this window cannot be written. Free some space first.") },
};

static const char *
find_word (const Word *words, gsize n, const char *code)
{
  for (gsize i = 0; i < n; i++) {
    if (g_strcmp0 (words[i].code, code) == 0)
      return words[i].words;
  }

  return NULL;
}

static gboolean
is_state (const json_t *row, const char *state)
{
  return g_strcmp0 (tb_json_get_string (row, "state"), state) == 0;
}

static const char *
get_city_name (const json_t *command)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (command, "area"));

  return area != TB_AREA_NONE ? tb_city_words_get_name (area) : "";
}

const char *
tb_sync_words_get_kind (const json_t *command)
{
  const char *kind = tb_json_get_string (command, "kind");
  const char *word = find_word (kinds, G_N_ELEMENTS (kinds), kind);

  return word != NULL ? g_dpgettext2 (GETTEXT_PACKAGE, "command", word) : kind;
}

gboolean
tb_sync_words_needs_decision (const json_t *command)
{
  return is_state (command, "conflict") || is_state (command, "refused");
}

static gboolean
is_on_its_way (const json_t *command)
{
  return is_state (command, "queued") || is_state (command, "sent");
}

const char *
tb_sync_words_get_icon (const json_t *command, const json_t *city)
{
  if (is_state (command, "conflict"))
    return "tb-decision-symbolic";
  if (is_state (command, "refused"))
    return "tb-error-symbolic";
  if (is_on_its_way (command) && is_state (city, "unreachable"))
    return "tb-unreachable-symbolic";
  if (is_on_its_way (command) && is_state (city, "stopped"))
    return "tb-error-symbolic";
  if (is_state (command, "sent"))
    return "tb-syncing-symbolic";
  if (is_state (command, "queued"))
    return "tb-waiting-symbolic";
  if (is_state (command, "cancelled") || is_state (command, "superseded"))
    return "tb-todo-symbolic";

  return "tb-ok-symbolic";
}

const char *
tb_sync_words_get_style (const json_t *command, const json_t *city)
{
  if (is_state (command, "conflict"))
    return "warning";
  if (is_state (command, "refused") || (is_on_its_way (command) && is_state (city, "stopped")))
    return "error";
  if (is_state (command, "applied") || is_state (command, "archived"))
    return "success";
  if (is_state (command, "sent") && !is_state (city, "unreachable"))
    return "accent";

  return "dim-label";
}

/* Seconds until the next try as of now: the row is as old as its last change. −1: none is set. */
static gint64
get_next_try (const json_t *city)
{
  gint64 next_s = tb_json_get_int (city, "next_try_s", -1);
  const char *at = tb_json_get_string (city, "at");
  gint64 at_us;

  if (next_s < 0 || at == NULL || !tb_time_parse (at, &at_us))
    return next_s;

  return CLAMP (next_s - (g_get_real_time () - at_us) / G_USEC_PER_SEC, 0, next_s);
}

static char *
dup_waiting (const json_t *command, const json_t *city)
{
  const char *name = get_city_name (command);
  gint64 next_s = get_next_try (city);

  if (is_state (city, "stopped"))
    return g_strdup_printf (_ ("Sending to %s has stopped: see above"), name);
  if (is_state (command, "sent") && is_state (city, "unreachable"))
    return g_strdup_printf (_ ("Sent, but %s has not answered; asked again by itself"), name);
  if (is_state (city, "unreachable") && next_s > 0)
    return g_strdup_printf (_ ("%s cannot be reached; next try in %d s"), name, (int) next_s);
  if (is_state (city, "unreachable"))
    return g_strdup_printf (_ ("%s cannot be reached; goes out by itself"), name);
  if (is_state (command, "sent"))
    return g_strdup_printf (_ ("Sent; the answer of %s is not here yet"), name);

  return g_strdup (_ ("In turn: goes out after what was accepted before"));
}

static char *
dup_refusal (const json_t *command)
{
  const char *why =
      find_word (refusals, G_N_ELEMENTS (refusals), tb_json_get_string (command, "reason"));

  /* Translators: a city, and why it refused a command. */
  return g_strdup_printf (_ ("%s did not take it: %s"),
                          get_city_name (command),
                          why != NULL ? _ (why) : _ ("it gave no reason"));
}

char *
tb_sync_words_dup_reason (const json_t *command, const json_t *city)
{
  const char *name = get_city_name (command);

  if (is_on_its_way (command))
    return dup_waiting (command, city);
  if (is_state (command, "conflict"))
    return g_strdup_printf (_ ("The case was changed at %s first: decide"), name);
  if (is_state (command, "refused"))
    return dup_refusal (command);
  if (is_state (command, "superseded"))
    return g_strdup (_ ("Decided: another command took its place, or it was given up"));
  if (is_state (command, "cancelled"))
    return g_strdup (_ ("Withdrawn before it was sent"));
  if (is_state (command, "archived"))
    return g_strdup_printf (_ ("Done; the content is at %s only"), name);

  return g_strdup_printf (_ ("%s has it"), name);
}

char *
tb_sync_words_dup_summary (const json_t *command, const json_t *city)
{
  const char *number = tb_json_get_string (command, "number");
  g_autofree char *reason = tb_sync_words_dup_reason (command, city);

  return g_strdup_printf ("%s, %s, %s, %s, %s. %s",
                          tb_json_get_string (command, "person"),
                          tb_json_get_string (command, "item_name"),
                          tb_sync_words_get_kind (command),
                          get_city_name (command),
                          number != NULL ? number : "",
                          reason);
}

gboolean
tb_sync_words_may_withdraw (const json_t *command, const json_t *who, char **why)
{
  *why = NULL;
  if (g_strcmp0 (tb_json_get_string (command, "operator"), tb_json_get_string (who, "operator")) !=
      0)
    *why = g_strdup (_ ("This is a colleague's work: only its author can withdraw it"));
  else if (tb_sync_words_needs_decision (command))
    *why = g_strdup (_ ("The city has answered: decide about it at the right"));
  else if (is_state (command, "queued") && tb_json_get_int (command, "attempts", 0) == 0)
    return TRUE;
  else if (is_on_its_way (command))
    *why = g_strdup (_ ("It was sent already, and the city may have it. Once the city has "
                        "answered, withdraw the case itself on its page"));
  else
    *why = g_strdup (_ ("It is done: what it changed is to be changed on the page of the case"));

  return FALSE;
}

const char *
tb_sync_words_get_alarm (const json_t *city)
{
  const char *words =
      find_word (alarms, G_N_ELEMENTS (alarms), tb_json_get_string (city, "reason"));

  return words != NULL ? _ (words) : _ ("The reason is not known. Tell the administrator.");
}

char *
tb_sync_words_dup_next (const json_t *city)
{
  gint64 next_s = get_next_try (city);
  gint64 n_sent = tb_json_get_int (city, "sent", 0);

  if (is_state (city, "stopped"))
    return g_strdup (_ ("Waits for release"));
  if (tb_json_get_int (city, "decide", 0) > 0)
    return g_strdup (_ ("Waits for you"));
  if (is_state (city, "unreachable") && next_s > 0)
    return g_strdup_printf (_ ("Tries again in %d s"), (int) next_s);
  if (is_state (city, "unreachable"))
    return g_strdup (_ ("Is being tried"));
  if (n_sent > 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "Sending %d command",
                                         "Sending %d commands",
                                         (gulong) n_sent),
                            (int) n_sent);
  if (is_state (city, "syncing"))
    return g_strdup (_ ("Is fetching"));

  return g_strdup ("—");
}

char *
tb_sync_words_dup_skew (const json_t *city)
{
  gint64 skew_ms = tb_json_get_int (city, "skew_ms", 0);

  if (tb_json_get_string (city, "contact_at") == NULL)
    return g_strdup ("—");
  /* Not “-0.0”. */
  if (ABS (skew_ms) < 50)
    skew_ms = 0;

  return g_strdup_printf (_ ("%+.1f s"), (double) skew_ms / 1000.0);
}

char *
tb_sync_words_dup_age (const char *time, gint64 now_us)
{
  gint64 then_us;
  gint64 age_s;

  if (time == NULL || !tb_time_parse (time, &then_us))
    return g_strdup ("");
  age_s = MAX (0, now_us - then_us) / G_USEC_PER_SEC;
  if (age_s < 60)
    return g_strdup_printf (_ ("%d s"), (int) age_s);
  if (age_s < 60 * 60)
    return g_strdup_printf (_ ("%d min"), (int) (age_s / 60));
  if (age_s < 24 * 60 * 60)
    return g_strdup_printf (_ ("%d h"), (int) (age_s / 3600));

  return g_strdup_printf (_ ("%d d"), (int) (age_s / 86400));
}

char *
tb_sync_words_dup_time (const char *time)
{
  g_autoptr (GDateTime) utc = time != NULL ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (local == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (local) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    return g_date_time_format (local, "%H:%M:%S");

  return g_date_time_format (local, "%m-%d %H:%M");
}

char *
tb_sync_words_dup_problem (const json_t *command)
{
  const char *text = tb_json_get_string (command, "problem");
  g_autoptr (json_t) problem = text != NULL ? tb_json_parse (text, -1, NULL) : NULL;
  const char *detail = tb_json_get_string (problem, "detail");

  return g_strdup (detail != NULL ? detail : tb_json_get_string (problem, "title"));
}
