/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-fan-out.h"

#include <string.h>

#include "../store/store-fixture.h"
#include "stub-city.h"

static const TbCityTimeouts short_timeouts = { 2000, 2000, 2000, 2000 };

#define ANSWER                                                                                     \
  "{\"as_of\":{\"log_id\":\"" STUB_LOG "\",\"seq\":7,\"now\":\"2026-10-10T02:34:56.789Z\"},"       \
  "\"rows\":[{\"name\":\"王\"}],\"more\":false}"

/* Three cities: one answers, one says no, one says nothing. */
typedef struct {
  StoreFixture store;
  StubCity *cities[3];
  TbSync *sync;
  gboolean is_down; /* the first city too */
  GAsyncResult *result;
  guint n_answered;
} Fixture;

static void
good_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  Fixture *fixture = data;

  if (fixture->is_down)
    stub_reply_problem (reply, "busy", "");
  else
    stub_reply_city (reply, 200, "application/json", "", ANSWER);
}

static void
refusing_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  stub_reply_problem (reply, "forbidden", "");
}

static void
silent_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  reply->hangs = TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  static const StubHandler handlers[] = { good_cb, refusing_cb, silent_cb };
  TbCityClientOptions clients[3];
  TbSyncOptions options = { .cities = clients, .n_cities = 3 };
  g_autoptr (GError) error = NULL;

  memset (fixture, 0, sizeof *fixture);
  store_fixture_set_up (&fixture->store, NULL);
  for (int i = 0; i < 3; i++) {
    fixture->cities[i] = stub_city_new (handlers[i], fixture);
    clients[i] = (TbCityClientOptions){
      .area = (TbArea) i,
      .base = stub_city_get_base (fixture->cities[i]),
      .timeouts = &short_timeouts,
      .clock = tb_clock_system (),
      .random = tb_random_system (),
    };
  }
  options.store = fixture->store.store;
  fixture->sync = tb_sync_new (&options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_clear_object (&fixture->result);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (fixture->sync);
  for (int i = 0; i < 3; i++)
    stub_city_free (fixture->cities[i]);
  store_fixture_tear_down (&fixture->store, NULL);
}

static void
answered_cb (const TbFanOutAnswer *answer, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_answered++;
}

static void
keep_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->result = g_object_ref (result);
}

static GPtrArray *
ask (Fixture *fixture, guint areas, GCancellable *cancellable, GError **error)
{
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "id_no", "210102199003076657");
  TbFanOut question = {
    .sync = fixture->sync,
    .store = fixture->store.store,
    .areas = areas,
    .query = { .name = "persons", .criteria = criteria, .purpose = "reason:walk-in" },
    .deadline_ms = 100,
    .is_cacheable = TRUE,
    .answered = answered_cb,
    .answered_data = fixture,
  };
  GPtrArray *answers;

  g_clear_object (&fixture->result);
  tb_fan_out_async (&question, cancellable, keep_result_cb, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answers = tb_fan_out_finish (fixture->result, error);

  return answers;
}

static void
test_every_city_answers_or_is_named_absent (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) answers = ask (fixture, 0, NULL, &error);
  const TbFanOutAnswer *good;
  const TbFanOutAnswer *refused;
  const TbFanOutAnswer *silent;

  g_assert_no_error (error);
  g_assert_cmpuint (answers->len, ==, 3);
  g_assert_cmpuint (fixture->n_answered, ==, 3);
  good = answers->pdata[0];
  refused = answers->pdata[1];
  silent = answers->pdata[2];
  g_assert_null (good->error);
  g_assert_cmpint (good->as_of_us, ==, G_GINT64_CONSTANT (1791599696789000));
  g_assert_cmpuint (json_array_size (tb_json_get_array (good->answer, "rows")), ==, 1);
  g_assert_error (refused->error, TB_CITY_ERROR, TB_CITY_ERROR_FINAL);
  g_assert_error (silent->error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
  g_assert_null (silent->answer);
}

static void
test_an_absent_city_answers_from_before (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) first = ask (fixture, 1, NULL, &error);
  g_autoptr (GPtrArray) second = NULL;
  const TbFanOutAnswer *answer;

  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 1);
  fixture->is_down = TRUE;
  second = ask (fixture, 1, NULL, &error);
  answer = second->pdata[0];
  g_assert_true (answer->is_cached);
  g_assert_error (answer->error, TB_CITY_ERROR, TB_CITY_ERROR_RETRY);
  g_assert_cmpuint (json_array_size (tb_json_get_array (answer->answer, "rows")), ==, 1);
}

static void
test_a_cancelled_question_tells_nobody (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ask (fixture, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (fixture->n_answered, ==, 0);
}

#define ADD(path, function)                                                                        \
  g_test_add ("/sync/fan-out/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("every-city-answers-or-is-named-absent", test_every_city_answers_or_is_named_absent);
  ADD ("an-absent-city-answers-from-before", test_an_absent_city_answers_from_before);
  ADD ("a-cancelled-question-tells-nobody", test_a_cancelled_question_tells_nobody);

  return g_test_run ();
}
