/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "city-fixture.h"
#include "tb-city-guard.h"
#include "tb-city-problem.h"
#include "tb-refusal.h"
#include "tb-time.h"

#define SECRET "a good secret"
#define DAY    ((gint64) 24 * 3600)

/* Shenyang's guard, and what Anshan, a peer, and a stranger with a key of their own hand out. */
typedef struct {
  char *folder;
  TbCityKey *key;
  TbCitySessions *sessions; /* taken by the guard in Shenyang's case */
} Office;

typedef struct {
  gint64 now_s;
  TbClock clock;
  TbCatalogue *catalogue;
  Office own;
  Office peer;
  TbCityGuard *guard;
  const TbCityAuthority *asks;
} Hall;

static gint64
get_us (gpointer data)
{
  return ((Hall *) data)->now_s * G_USEC_PER_SEC;
}

static void
open_office (Hall *self, Office *office, TbArea area)
{
  static const TbCityOperator people[] = {
    { "zhang", "张", "h", 1u << TB_ROLE_STAFF },
    { "trainer", "训", "h", 1u << TB_ROLE_TRAINER },
    { "chief", "长", "h", 1u << TB_ROLE_SUPERVISOR },
    { "admin", "管", "h", 1u << TB_ROLE_ADMIN },
    { "auditor", "审", "h", 1u << TB_ROLE_AUDITOR },
  };
  g_autoptr (GError) error = NULL;
  TbCitySessionsOptions options = {
    .area = area,
    .clock = &self->clock,
    .random = tb_random_system (),
    .is_cheap = TRUE,
  };

  office->folder = g_dir_make_tmp ("tb-guard-XXXXXX", NULL);
  office->key = tb_city_key_open (office->folder, tb_random_system (), &error);
  g_assert_no_error (error);
  options.folder = office->folder;
  options.key = office->key;
  office->sessions = tb_city_sessions_open (&options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    g_assert_true (tb_city_sessions_add_operator (office->sessions, &people[i], SECRET, &error));
}

static void
close_office (Office *office)
{
  fixture_remove_folder (office->folder);
  g_free (office->folder);
  tb_city_key_unref (office->key);
}

static void
set_up (Hall *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TbCityOptions city = { .area = TB_AREA_SHENYANG, .clock = &self->clock };

  g_assert_cmpint (sodium_init (), >=, 0);
  self->now_s = 1791600000;
  self->clock = (TbClock){ get_us, get_us, self };
  self->catalogue = tb_catalogue_new (&error);
  g_assert_no_error (error);
  open_office (self, &self->own, TB_AREA_SHENYANG);
  open_office (self, &self->peer, TB_AREA_ANSHAN);
  city.catalogue = self->catalogue;
  self->guard =
      tb_city_guard_new (&city, tb_city_key_get_public (self->own.key), self->own.sessions);
  self->asks = tb_city_guard_get_authority ();
}

static void
tear_down (Hall *self, gconstpointer data)
{
  tb_city_guard_free (self->guard);
  tb_city_sessions_close (self->peer.sessions);
  close_office (&self->own);
  close_office (&self->peer);
  g_object_unref (self->catalogue);
}

static char *
grant_of (Office *office, const char *operator)
{
  g_autoptr (GError) error = NULL;
  char *grant = tb_city_sessions_issue_grant (office->sessions, operator, "window-1", &error);

  g_assert_no_error (error);

  return grant;
}

static void
believe_peer (Hall *self)
{
  g_assert_true (tb_city_guard_set_peer (self->guard,
                                         TB_AREA_ANSHAN,
                                         tb_city_key_get_public (self->peer.key)));
}

static TbCommand *
new_command (Hall *self, const char *kind, const char *operator, const char * grant)
{
  g_autoptr (json_t) json = fixture_command ("00000000-0000-7000-8000-0000000000aa", 1, kind, 1);
  g_autofree char *made_at = tb_time_format (self->now_s * G_USEC_PER_SEC);
  g_autoptr (GError) error = NULL;
  json_t *actor = json_object_get (json, "actor");
  TbCommand *command;

  tb_json_set_string (actor, "operator", operator);
  tb_json_set_string (actor, "grant", grant);
  tb_json_set_string (json, "made_at", made_at);
  command = tb_command_new (json, &error);
  g_assert_no_error (error);

  return command;
}

static gboolean
identify (Hall *self, const char *operator, const char * grant, const char *device)
{
  g_autoptr (TbCommand) command = new_command (self, "note", operator, grant);
  g_autoptr (GError) error = NULL;
  TbCityAuthor author = { 0 };

  if (self->asks->check_author (self->guard, command, device, &author, &error)) {
    g_assert_no_error (error);
    g_assert_cmpstr (author.operator, ==, operator);
    return TRUE;
  }
  g_assert_error (error, TB_REFUSAL, (int) TB_REFUSAL_FORBIDDEN);

  return FALSE;
}

static void
test_author_is_who_the_grant_says (Hall *self, gconstpointer data)
{
  g_autofree char *grant = grant_of (&self->own, "zhang");

  g_assert_true (identify (self, "zhang", grant, "window-1"));
  g_assert_false (identify (self, "chief", grant, "window-1"));
  g_assert_false (identify (self, "zhang", grant, "window-2"));
  g_assert_false (identify (self, "zhang", "v1.x.y", "window-1"));
  g_assert_false (identify (self, "zhang", "", "window-1"));
}

static void
test_grant_must_be_good_when_the_command_was_made (Hall *self, gconstpointer data)
{
  g_autofree char *grant = grant_of (&self->own, "zhang");

  self->now_s += 7 * DAY - 1;
  g_assert_true (identify (self, "zhang", grant, "window-1"));
  self->now_s += 1;
  g_assert_false (identify (self, "zhang", grant, "window-1"));
  self->now_s -= 8 * DAY;
  g_assert_false (identify (self, "zhang", grant, "window-1"));
}

/* Sent late is not made late: the outbox may take a month to empty. */
static void
test_late_commands_keep_their_author (Hall *self, gconstpointer data)
{
  g_autofree char *grant = grant_of (&self->own, "zhang");
  g_autoptr (TbCommand) command = new_command (self, "note", "zhang", grant);
  TbCityAuthor author = { 0 };

  self->now_s += 30 * DAY;
  g_assert_true (self->asks->check_author (self->guard, command, "window-1", &author, NULL));
}

static void
test_session_token_is_no_grant (Hall *self, gconstpointer data)
{
  TbGrant token = {
    .kind = TB_GRANT_SESSION,
    .operator= (char *) "zhang",
    .name = (char *) "张",
    .hall = (char *) "h",
    .device = (char *) "window-1",
    .id = (char *) "0199a0b0-0000-7000-8000-000000000001",
    .roles = (char *[]){ (char *) "staff", NULL },
    .issued_s = self->now_s,
    .expires_s = self->now_s + TB_GRANT_SESSION_AGE_S,
  };
  g_autofree char *text = tb_grant_sign (&token, tb_city_key_peek_secret (self->own.key));

  g_assert_false (identify (self, "zhang", text, "window-1"));
}

static void
test_peers_are_believed_for_their_own_people (Hall *self, gconstpointer data)
{
  g_autofree char *grant = grant_of (&self->peer, "zhang");
  g_autoptr (TbGrant) foreign = tb_grant_parse (grant, NULL);
  g_autofree char *claimed = NULL;

  g_assert_false (identify (self, "zhang", grant, "window-1"));
  believe_peer (self);
  g_assert_true (identify (self, "zhang", grant, "window-1"));

  /* Anshan may not make people of Shenyang, nor sign in Shenyang's name. */
  foreign->area = TB_AREA_SHENYANG;
  claimed = tb_grant_sign (foreign, tb_city_key_peek_secret (self->peer.key));
  g_assert_false (identify (self, "zhang", claimed, "window-1"));
  g_free (claimed);
  foreign->issuer = TB_AREA_SHENYANG;
  claimed = tb_grant_sign (foreign, tb_city_key_peek_secret (self->peer.key));
  g_assert_false (identify (self, "zhang", claimed, "window-1"));

  g_assert_true (tb_city_guard_set_peer (self->guard, TB_AREA_ANSHAN, NULL));
  g_assert_false (identify (self, "zhang", grant, "window-1"));
}

static void
test_what_is_no_key_is_not_taken (Hall *self, gconstpointer data)
{
  g_assert_false (tb_city_guard_set_peer (self->guard, TB_AREA_ANSHAN, ""));
  g_assert_false (tb_city_guard_set_peer (self->guard, TB_AREA_ANSHAN, "abc"));
  g_assert_false (
      tb_city_guard_set_peer (self->guard,
                              TB_AREA_ANSHAN,
                              "ZZZZ000000000000000000000000000000000000000000000000000000000000"));
}

/* Also a namesake in another city: disabling concerns one's own people. */
static void
test_disabled_operators_do_nothing (Hall *self, gconstpointer data)
{
  g_autofree char *own = grant_of (&self->own, "zhang");
  g_autofree char *foreign = grant_of (&self->peer, "zhang");

  believe_peer (self);
  g_assert_true (tb_city_sessions_set_disabled (self->own.sessions, "zhang", TRUE, NULL));
  g_assert_false (identify (self, "zhang", own, "window-1"));
  g_assert_true (identify (self, "zhang", foreign, "window-1"));
}

static TbCase *
new_case (void)
{
  g_autoptr (GError) error = NULL;
  TbCase *made = tb_case_new_take (
      tb_json_parse (
          "{\"id\":\"00000000-0000-7000-8000-000000000001\",\"number\":\"AS-20261010-03-00017-4\","
          "\"item\":{\"id\":\"x\",\"version\":1},\"home\":\"shenyang\",\"origin\":\"anshan\","
          "\"owner\":\"shenyang\",\"partners\":[],\"state\":\"s\",\"person\":{},\"form\":{},"
          "\"materials\":{},\"clocks\":[],\"history\":[]}",
          -1,
          &error),
      &error);

  g_assert_no_error (error);

  return made;
}

static gboolean
permit (Hall *self, const char *kind, TbRole role, TbArea area)
{
  g_autoptr (TbCommand) command = new_command (self, kind, "li", "v1");
  g_autoptr (TbCase) before = new_case ();
  TbCityAuthor author = { .operator= "li", .area = area, .roles = 1u << role };
  g_autoptr (GError) error = NULL;

  if (self->asks->check_command (self->guard, &author, command, before, &error))
    return TRUE;
  g_assert_error (error, TB_REFUSAL, (int) TB_REFUSAL_FORBIDDEN);

  return FALSE;
}

static void
test_commands_follow_the_matrix (Hall *self, gconstpointer data)
{
  for (int role = 0; role < TB_N_ROLES; role++) {
    gboolean handles = role == TB_ROLE_STAFF || role == TB_ROLE_SUPERVISOR;

    g_assert_cmpint (permit (self, "note", role, TB_AREA_SHENYANG), ==, handles);
    g_assert_cmpint (permit (self, "note", role, TB_AREA_ANSHAN), ==, handles);
    g_assert_false (permit (self, "note", role, TB_AREA_TIELING));
    g_assert_false (permit (self, "print-confirmed", role, TB_AREA_TIELING));
  }
}

/* A lane goes on only when its cancelled commands are taken, on whatever case they were. */
static void
test_cancelled_commands_are_always_ones_own (Hall *self, gconstpointer data)
{
  g_assert_true (permit (self, "noop", TB_ROLE_STAFF, TB_AREA_ANSHAN));
  g_assert_true (permit (self, "noop", TB_ROLE_STAFF, TB_AREA_TIELING));
  g_assert_true (permit (self, "noop", TB_ROLE_SUPERVISOR, TB_AREA_TIELING));
  g_assert_false (permit (self, "noop", TB_ROLE_ADMIN, TB_AREA_SHENYANG));
}

static char *
sign_in (Office *office, const char *operator)
{
  g_autofree char *body =
      g_strdup_printf ("{\"operator\":\"%s\",\"secret\":\"" SECRET "\",\"window\":\"03\"}",
                       operator);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  const TbCityRequest request = {
    .method = "POST",
    .path = "/v1/session",
    .headers = headers,
    .device = "window-1",
    .body = bytes,
  };
  g_autoptr (TbCityResponse) response = tb_city_sessions_handle (office->sessions, &request);
  g_autoptr (json_t) json = fixture_json (response);

  g_assert_cmpuint (response->status, ==, 200);

  return g_strconcat ("Bearer ", tb_json_get_string (json, "token"), NULL);
}

/* 0 when it may be read, the problem otherwise. */
static int
read_with (Hall *self, char *token, const char *device, const char *what)
{
  g_autoptr (GHashTable) headers = g_hash_table_new (g_str_hash, g_str_equal);
  const TbCityRequest request = { "POST", "/v1/queries/x", NULL, headers, device, NULL };
  g_autoptr (GError) error = NULL;
  TbCityAuthor author = { 0 };

  if (token != NULL)
    g_hash_table_insert (headers, (gpointer) "authorization", token);
  if (self->asks->check_reader (self->guard, &request, what, &author, &error))
    return 0;
  g_assert_true (error->domain == TB_CITY_PROBLEM);

  return error->code;
}

static void
test_readers_follow_the_matrix (Hall *self, gconstpointer data)
{
  static const struct {
    const char *operator;
    int own_list;
    int own_case;
    int other_city;
  } people[] = {
    { "zhang", 0, 0, 0 },
    { "chief", 0, 0, 0 },
    { "trainer", TB_PROBLEM_FORBIDDEN, TB_PROBLEM_FORBIDDEN, TB_PROBLEM_FORBIDDEN },
    { "admin", TB_PROBLEM_FORBIDDEN, TB_PROBLEM_FORBIDDEN, TB_PROBLEM_FORBIDDEN },
    { "auditor", TB_PROBLEM_FORBIDDEN, 0, TB_PROBLEM_FORBIDDEN },
  };

  believe_peer (self);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autofree char *own = sign_in (&self->own, people[i].operator);
    g_autofree char *foreign = sign_in (&self->peer, people[i].operator);

    g_assert_cmpint (read_with (self, own, "window-1", "persons"), ==, people[i].own_list);
    g_assert_cmpint (read_with (self, own, "window-1", "cases"), ==, people[i].own_list);
    g_assert_cmpint (read_with (self, own, "window-1", "case"), ==, people[i].own_case);
    g_assert_cmpint (read_with (self, own, "window-1", "history"), ==, people[i].own_case);
    g_assert_cmpint (read_with (self, foreign, "window-1", "persons"), ==, people[i].other_city);
  }
}

static void
test_readers_need_a_living_session (Hall *self, gconstpointer data)
{
  g_autofree char *own = sign_in (&self->own, "zhang");
  g_autofree char *foreign = sign_in (&self->peer, "zhang");
  g_autofree char *grant = grant_of (&self->own, "zhang");
  g_autofree char *bearer = g_strconcat ("Bearer ", grant, NULL);

  g_assert_cmpint (read_with (self, NULL, "window-1", "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_cmpint (read_with (self, bearer, "window-1", "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_cmpint (read_with (self, foreign, "window-1", "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_cmpint (read_with (self, own, "window-2", "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_cmpint (read_with (self, own, NULL, "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_cmpint (read_with (self, own, "window-1", "case"), ==, 0);

  g_assert_true (tb_city_sessions_set_disabled (self->own.sessions, "zhang", TRUE, NULL));
  g_assert_cmpint (read_with (self, own, "window-1", "case"), ==, TB_PROBLEM_SIGNED_OUT);
  g_assert_true (tb_city_sessions_set_disabled (self->own.sessions, "zhang", FALSE, NULL));
  self->now_s += TB_GRANT_SESSION_AGE_S;
  g_assert_cmpint (read_with (self, own, "window-1", "case"), ==, TB_PROBLEM_SIGNED_OUT);
}

static gboolean
takes_device (TbCityGuard *guard, const char *device)
{
  g_autoptr (GError) error = NULL;

  return tb_city_guard_get_authority ()->check_device (guard,
                                                       device,
                                                       TB_AREA_SHENYANG,
                                                       "03",
                                                       &error);
}

static void
test_windows_need_a_certificate_outside_the_demo (Hall *self, gconstpointer data)
{
  const char *fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  g_autofree char *longer = g_strconcat (fingerprint, "0", NULL);

  g_assert_true (takes_device (self->guard, fingerprint));
  g_assert_false (takes_device (self->guard, longer));
  g_assert_false (takes_device (self->guard, "window-1"));
  g_assert_false (takes_device (self->guard, ""));
  g_assert_false (takes_device (self->guard, NULL));
}

#define ADD(path, func) g_test_add ("/city/guard/" path, Hall, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("author-is-who-the-grant-says", test_author_is_who_the_grant_says);
  ADD ("grant-must-be-good-when-the-command-was-made",
       test_grant_must_be_good_when_the_command_was_made);
  ADD ("late-commands-keep-their-author", test_late_commands_keep_their_author);
  ADD ("session-token-is-no-grant", test_session_token_is_no_grant);
  ADD ("peers-are-believed-for-their-own-people", test_peers_are_believed_for_their_own_people);
  ADD ("what-is-no-key-is-not-taken", test_what_is_no_key_is_not_taken);
  ADD ("disabled-operators-do-nothing", test_disabled_operators_do_nothing);
  ADD ("commands-follow-the-matrix", test_commands_follow_the_matrix);
  ADD ("cancelled-commands-are-always-ones-own", test_cancelled_commands_are_always_ones_own);
  ADD ("readers-follow-the-matrix", test_readers_follow_the_matrix);
  ADD ("readers-need-a-living-session", test_readers_need_a_living_session);
  ADD ("windows-need-a-certificate-outside-the-demo",
       test_windows_need_a_certificate_outside_the_demo);

  return g_test_run ();
}
