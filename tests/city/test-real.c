/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "city-fixture.h"
#include "tb-city-guard.h"
#include "tb-city-key.h"
#include "tb-city-sessions.h"
#include "tb-test-hall.h"

/* Commands through the whole of a city: the shipped matters, the real guard, signed grants.
 * Fushun registers people as unemployed; what its window asked before accepting and what its city
 * says to it must be the same. */

#define SECRET   "a good secret"
#define DEVICE   "window-1"
#define BASIS    "就业服务与就业管理规定"
#define N_CITIES 2

typedef struct {
  Fixture city; /* only what fixture_call() needs */
  TbTestHall *hall;
  char *folders[N_CITIES]; /* Fushun's and Anshan's */
  TbCityKey *keys[N_CITIES];
  TbCitySessions *sessions[N_CITIES];
  TbCityGuard *guard;
  const TbItem *item;
  char *lane;
  gint64 lseq;
} Real;

static gint64
get_us (gpointer data)
{
  return G_GINT64_CONSTANT (1795395600) * G_USEC_PER_SEC; /* 2026-11-23, 09:00 in China */
}

static void
open_office (Real *self, guint i, TbArea area)
{
  static const TbCityOperator people[] = {
    { "zhang", "张", "h", 1u << TB_ROLE_STAFF },
    { "chief", "长", "h", 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR },
    { "other", "副", "h", 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR },
    { "trainer", "训", "h", 1u << TB_ROLE_TRAINER },
    { "auditor", "审", "h", 1u << TB_ROLE_AUDITOR },
  };
  g_autoptr (GError) error = NULL;
  TbCitySessionsOptions options = {
    .area = area,
    .clock = &self->city.clock,
    .random = tb_random_system (),
    .is_cheap = TRUE,
  };

  options.folder = self->folders[i] = g_dir_make_tmp ("tb-real-XXXXXX", NULL);
  options.key = self->keys[i] = tb_city_key_open (self->folders[i], tb_random_system (), &error);
  g_assert_no_error (error);
  self->sessions[i] = tb_city_sessions_open (&options, &error);
  g_assert_no_error (error);
  for (guint p = 0; p < G_N_ELEMENTS (people); p++)
    g_assert_true (tb_city_sessions_add_operator (self->sessions[i], &people[p], SECRET, &error));
}

static void
set_up (Real *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TbCityOptions options = { .area = TB_AREA_FUSHUN, .is_demo = TRUE, .is_local = TRUE };

  g_assert_cmpint (sodium_init (), >=, 0);
  self->hall = tb_test_hall_new ();
  self->item = tb_test_hall_get_item (self->hall, "unemp-reg");
  self->city.clock = (TbClock){ get_us, get_us, NULL };
  open_office (self, 0, TB_AREA_FUSHUN);
  open_office (self, 1, TB_AREA_ANSHAN);
  options.folder = self->folders[0];
  options.catalogue = self->hall->catalogue;
  options.calendar = self->hall->calendar;
  options.clock = &self->city.clock;
  options.random = tb_random_system ();
  self->city.city = tb_city_open (&options, &error);
  g_assert_no_error (error);
  self->guard =
      tb_city_guard_new (&options, tb_city_key_get_public (self->keys[0]), self->sessions[0]);
  g_assert_true (
      tb_city_guard_set_peer (self->guard, TB_AREA_ANSHAN, tb_city_key_get_public (self->keys[1])));
  tb_city_set_authority (self->city.city, tb_city_guard_get_authority (), self->guard);
  self->lane = fixture_lane (&self->city, DEVICE, "fushun");
}

static void
tear_down (Real *self, gconstpointer data)
{
  g_clear_object (&self->city.city);
  tb_city_guard_free (self->guard);
  tb_city_sessions_close (self->sessions[1]);
  for (guint i = 0; i < N_CITIES; i++) {
    tb_city_key_unref (self->keys[i]);
    fixture_remove_folder (self->folders[i]);
    g_free (self->folders[i]);
  }
  tb_test_hall_free (self->hall);
  g_free (self->lane);
}

/* An operator of one of the cities. */
typedef struct {
  const char *who;
  guint city;
} Author;

#define AT(who, city) (&(const Author){ who, city })

/* What is done to a case; @base and @args are taken. */
typedef struct {
  TbCommandKind kind;
  const char *case_id;
  json_t *base;
  json_t *args;
} Deed;

/* The outcome of a command. */
static json_t *
issue (Real *self, const Author *author, const Deed *deed)
{
  g_autoptr (TbCommand) model =
      tb_test_hall_command (self->hall, deed->kind, self->item, deed->case_id, deed->args);
  g_autoptr (GError) error = NULL;
  g_autofree char *grant =
      tb_city_sessions_issue_grant (self->sessions[author->city], author->who, DEVICE, &error);
  json_t *json = json_deep_copy (tb_command_get_json (model));
  json_t *actor = json_object_get (json, "actor");

  g_assert_no_error (error);
  tb_json_set_string (json, "lane", self->lane);
  tb_json_set_int (json, "lseq", ++self->lseq);
  tb_json_set_string (actor, "operator", author->who);
  tb_json_set_string (actor, "grant", grant);
  tb_json_set_string (json, "made_at", "2026-11-23T01:00:00.000Z");
  if (deed->base != NULL)
    json_object_set_new (json, "base", deed->base);

  return fixture_one (&self->city, self->lane, DEVICE, json);
}

static json_t *
new_case (Real *self)
{
  json_t *collected = json_pack ("{s:{s:s, s:s, s:s, s:s, s:s}, s:{s:s, s:s, s:s, s:s, s:s, s:s, "
                                 "s:s, s:s, s:s, s:s, s:s, "
                                 "s:s, s:b}, s:{s:{s:s}, s:{s:s}}}",
                                 "person",
                                 "id_type",
                                 "01",
                                 "id_no",
                                 "210404199001029823",
                                 "name",
                                 "王芳",
                                 "sex",
                                 "2",
                                 "birth",
                                 "1990-01-02",
                                 "form",
                                 "reg_area",
                                 "fushun",
                                 "reg_place_type",
                                 "hukou",
                                 "mobile",
                                 "13900000001",
                                 "hukou_area",
                                 "210404",
                                 "hukou_addr",
                                 "望花区李石街道1号",
                                 "live_area",
                                 "210106",
                                 "live_addr",
                                 "铁西区建设路2号",
                                 "hukou_nature",
                                 "51",
                                 "education",
                                 "21",
                                 "unemp_date",
                                 "2026-11-02",
                                 "unemp_reason",
                                 "20",
                                 "work_before",
                                 "沈阳某机械有限公司",
                                 "no_work_promise",
                                 TRUE,
                                 "materials",
                                 "id_card",
                                 "state",
                                 "seen",
                                 "end_proof",
                                 "state",
                                 "seen");

  return tb_test_hall_submit_args (self->hall, TB_AREA_FUSHUN, collected);
}

static json_t *
submit (Real *self, const char *who, const char *case_id)
{
  return issue (self,
                AT (who, 0),
                &(const Deed){ TB_COMMAND_SUBMIT, case_id, json_null (), new_case (self) });
}

static json_t *
advance (Real *self, const Author *author, const char *case_id, const char *vid, json_t *args)
{
  json_t *base = json_pack ("{s:s}", "vid", vid);

  return issue (self, author, &(const Deed){ TB_COMMAND_ADVANCE, case_id, base, args });
}

static json_t *
new_accept (void)
{
  return json_pack ("{s:s}", "transition", "accept");
}

static json_t *
new_refusal (void)
{
  return json_pack ("{s:s, s:s, s:{s:s, s:s, s:s, s:s}}",
                    "transition",
                    "refuse",
                    "reason",
                    "已享受待遇",
                    "fields",
                    "refuse_reason",
                    "pension",
                    "refuse_facts",
                    "已享受基本养老保险待遇",
                    "refuse_basis",
                    BASIS,
                    "decide_doc_no",
                    "抚人社不予〔2026〕3号");
}

static const char *
vid_of (const json_t *outcome)
{
  return tb_json_get_string (outcome, "vid");
}

static void
assert_forbidden (const json_t *outcome)
{
  assert_member (outcome, "result", "refused");
  assert_member (outcome, "reason", "forbidden");
}

/* Whoever handled a case may decide on it when another collected it. */
static void
test_four_eyes (Real *self, gconstpointer data)
{
  g_autofree char *id = tb_test_hall_new_id (self->hall);
  g_autoptr (json_t) made = submit (self, "zhang", id);
  g_autoptr (json_t) taken = NULL;
  g_autoptr (json_t) by_staff = NULL;
  g_autoptr (json_t) decided = NULL;

  assert_member (made, "result", "applied");
  taken = advance (self, AT ("chief", 0), id, vid_of (made), new_accept ());
  assert_member (taken, "result", "applied");
  by_staff = advance (self, AT ("zhang", 0), id, vid_of (taken), new_refusal ());
  assert_forbidden (by_staff);
  decided = advance (self, AT ("chief", 0), id, vid_of (taken), new_refusal ());
  assert_member (decided, "result", "applied");
}

static void
test_own_case (Real *self, gconstpointer data)
{
  g_autofree char *id = tb_test_hall_new_id (self->hall);
  g_autoptr (json_t) made = submit (self, "chief", id);
  g_autoptr (json_t) taken = advance (self, AT ("zhang", 0), id, vid_of (made), new_accept ());
  g_autoptr (json_t) own = advance (self, AT ("chief", 0), id, vid_of (taken), new_refusal ());
  g_autoptr (json_t) other = advance (self, AT ("other", 0), id, vid_of (taken), new_refusal ());

  assert_member (taken, "result", "applied");
  assert_forbidden (own);
  assert_member (other, "result", "applied");
}

static void
test_who_handles_no_cases (Real *self, gconstpointer data)
{
  g_autofree char *id = tb_test_hall_new_id (self->hall);
  g_autoptr (json_t) trained = submit (self, "trainer", id);
  g_autoptr (json_t) audited = submit (self, "auditor", id);

  assert_forbidden (trained);
  assert_forbidden (audited);
  g_assert_cmpint (tb_city_get_head (self->city.city), ==, 0);
}

/* Anshan's zhang is another person than Fushun's, and Anshan takes no part. */
static void
test_namesake_elsewhere (Real *self, gconstpointer data)
{
  g_autofree char *id = tb_test_hall_new_id (self->hall);
  g_autoptr (json_t) made = submit (self, "zhang", id);
  g_autoptr (json_t) taken = advance (self, AT ("zhang", 1), id, vid_of (made), new_accept ());
  g_autoptr (json_t) noted =
      issue (self,
             AT ("zhang", 1),
             &(const Deed){ TB_COMMAND_NOTE, id, NULL, json_pack ("{s:s}", "text", "?") });

  assert_forbidden (taken);
  assert_forbidden (noted);
  g_assert_cmpint (tb_city_get_head (self->city.city), ==, 1);
}

static void
test_note_and_step (Real *self, gconstpointer data)
{
  g_autofree char *id = tb_test_hall_new_id (self->hall);
  g_autoptr (json_t) made = submit (self, "zhang", id);
  g_autoptr (json_t) noted =
      issue (self,
             AT ("zhang", 0),
             &(const Deed){ TB_COMMAND_NOTE, id, NULL, json_pack ("{s:s}", "text", "电话已核对") });
  g_autoptr (json_t) taken = advance (self, AT ("zhang", 0), id, vid_of (made), new_accept ());
  g_autoptr (json_t) late = advance (self, AT ("zhang", 0), id, vid_of (made), new_accept ());

  assert_member (noted, "result", "applied");
  assert_member (taken, "result", "applied");
  assert_member (late, "result", "conflict");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*func) (Real *self, gconstpointer data);
  } tests[] = {
    { "who-handled-a-case-may-decide-on-it", test_four_eyes },
    { "nobody-decides-on-what-they-collected", test_own_case },
    { "who-handles-no-cases-changes-none", test_who_handles_no_cases },
    { "a-namesake-elsewhere-is-somebody-else", test_namesake_elsewhere },
    { "a-step-after-ones-own-note-is-applied", test_note_and_step },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/real/", tests[i].name, NULL);

    g_test_add (path, Real, NULL, set_up, tests[i].func, tear_down);
  }

  return g_test_run ();
}
