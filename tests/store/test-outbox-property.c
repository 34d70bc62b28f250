/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-outbox-property"

#include "config.h"

#include <string.h>

#include "store-fixture.h"

#define N_SEEDS 12
#define N_STEPS 150

/* A city of one lane, after protocol.md §4: what it answered to each lseq, until a restore. */
typedef struct {
  GPtrArray *outcomes; /* json_t, lseq − 1 */
  GPtrArray *prints;   /* fingerprints of what it saw */
  gint64 head;
  gint64 durable;
  guint n_logs;
  char *log_id;
} City;

typedef struct {
  StoreFixture *fixture;
  City city;
  GPtrArray *accepted; /* TbCommand, lseq − 1 */
  guint64 seed;
} Run;

static guint
pick (Run *run, guint bound)
{
  run->seed = run->seed * 6364136223846793005u + 1442695040888963407u;

  return (guint) (run->seed >> 33) % bound;
}

static json_t *
judge (Run *run, TbCommand *command)
{
  City *city = &run->city;
  const char *after =
      tb_command_get_base_kind (command) == TB_BASE_AFTER ? tb_command_get_base (command) : NULL;
  guint roll = pick (run, 10);

  if (tb_command_get_kind (command) == TB_COMMAND_NOOP)
    return json_pack ("{s:I, s:s, s:s}",
                      "lseq",
                      (json_int_t) tb_command_get_lseq (command),
                      "id",
                      tb_command_get_id (command),
                      "result",
                      "applied");
  for (guint i = 0; after != NULL && i < city->outcomes->len; i++) {
    const json_t *before = city->outcomes->pdata[i];

    if (strcmp (tb_json_get_string (before, "id"), after) == 0 &&
        strcmp (tb_json_get_string (before, "result"), "applied") != 0)
      return store_fixture_refused (command);
  }
  if (roll < 2)
    return store_fixture_refused (command);
  if (roll < 4 && tb_command_get_base_kind (command) == TB_BASE_VERSION)
    return store_fixture_conflict (command);

  return store_fixture_applied (command, ++city->head);
}

/* The city takes one command: repeats what it knows, never sees a gap or other bytes. */
static json_t *
take (Run *run, const json_t *json)
{
  City *city = &run->city;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = tb_command_new (json, &error);
  gint64 lseq = tb_command_get_lseq (command);

  g_assert_no_error (error);
  g_assert_cmpint (lseq, <=, city->outcomes->len + 1);
  if (lseq <= (gint64) city->outcomes->len) {
    g_assert_cmpstr (city->prints->pdata[lseq - 1], ==, tb_command_get_fingerprint (command));
    return json_incref (city->outcomes->pdata[lseq - 1]);
  }
  g_ptr_array_add (city->outcomes, judge (run, command));
  g_ptr_array_add (city->prints, g_strdup (tb_command_get_fingerprint (command)));

  return json_incref (city->outcomes->pdata[lseq - 1]);
}

static void
accept_one (Run *run)
{
  StoreFixture *fixture = run->fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = store_fixture_uuid (fixture);
  TbCommand *last = run->accepted->len > 0 && pick (run, 2) == 0
                        ? run->accepted->pdata[pick (run, run->accepted->len)]
                        : NULL;
  g_autoptr (json_t) json = NULL;
  TbCommand *command;

  /* Nothing can follow what commutes. */
  if (last != NULL && tb_command_kind_commutes (tb_command_get_kind (last)))
    last = NULL;
  switch (pick (run, 3)) {
  case 0:
    json = store_fixture_command (fixture, "submit", id, NULL, NULL);
    break;
  case 1:
    json = store_fixture_command (fixture, "update", id, "aaaaaaaaaaaaaaaa", NULL);
    break;
  default:
    json = last != NULL ? store_fixture_command (fixture,
                                                 "update",
                                                 tb_command_get_case (last),
                                                 NULL,
                                                 tb_command_get_id (last))
                        : store_fixture_command (fixture, "note", id, NULL, NULL);
  }
  command = store_fixture_accept (fixture, json, &error);
  if (command == NULL)
    g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
  else
    g_ptr_array_add (run->accepted, command);
}

static void
record (Run *run, const json_t *outcomes)
{
  g_autoptr (GError) error = NULL;

  tb_outbox_record_outcomes (run->fixture->store,
                             TB_AREA_ANSHAN,
                             run->city.log_id,
                             outcomes,
                             NULL,
                             &error);
  g_assert_no_error (error);
}

/* One exchange; the request or the answer may be lost. */
static guint
exchange (Run *run, gboolean is_reliable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOutboxBatch) batch =
      tb_outbox_next_batch (run->fixture->store, TB_AREA_ANSHAN, 1 + pick (run, 5), &error);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (json_t) json = NULL;
  g_autoptr (json_t) outcomes = json_array ();
  gsize index;
  json_t *command;

  g_assert_no_error (error);
  if (batch == NULL)
    return 0;
  tb_outbox_mark_sent (run->fixture->store, batch, &error);
  g_assert_no_error (error);
  if (!is_reliable && pick (run, 4) == 0)
    return 1;
  body = tb_outbox_batch_dup_body (batch);
  json = tb_json_parse (g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), &error);
  json_array_foreach (tb_json_get_array (json, "commands"), index, command)
      json_array_append_new (outcomes, take (run, command));
  if (is_reliable || pick (run, 4) != 0)
    record (run, outcomes);

  return 1;
}

static json_t *
entry_of (const json_t *outcome)
{
  json_t *entry = json_copy ((json_t *) outcome);

  json_object_set (entry, "cmd", json_object_get (outcome, "id"));
  tb_json_set_string (entry, "lane", FIXTURE_LANE);

  return entry;
}

/* The feed shows every applied command of the log, told or not. */
static void
read_feed (Run *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) entries = json_array ();

  for (guint i = 0; i < run->city.outcomes->len; i++) {
    const json_t *outcome = run->city.outcomes->pdata[i];

    if (tb_json_get_int (outcome, "seq", 0) > 0)
      json_array_append_new (entries, entry_of (outcome));
  }
  tb_outbox_settle_from_feed (run->fixture->store,
                              TB_AREA_ANSHAN,
                              run->city.log_id,
                              entries,
                              NULL,
                              &error);
  g_assert_no_error (error);
}

static void
decide_or_cancel (Run *run)
{
  TbStore *store = run->fixture->store;
  g_autoptr (GError) error = NULL;
  TbCommand *command;
  g_autoptr (json_t) again = NULL;
  TbCommand *fresh = NULL;
  TbAcceptance what = { TB_AREA_ANSHAN, NULL, NULL, NULL };

  if (run->accepted->len == 0)
    return;
  command = run->accepted->pdata[pick (run, run->accepted->len)];
  if (pick (run, 2) == 0) {
    tb_outbox_cancel (store, tb_command_get_id (command), "op-1", &error);
  } else if (pick (run, 2) == 0) {
    tb_outbox_decide (store, tb_command_get_id (command), "op-1", NULL, NULL, &error);
  } else {
    again = store_fixture_command (run->fixture,
                                   "update",
                                   tb_command_get_case (command),
                                   "bbbbbbbbbbbbbbbb",
                                   NULL);
    what.command = again;
    what.base_entry = tb_json_parse ("{\"vid\":\"bbbbbbbbbbbbbbbb\"}", -1, NULL);
    tb_json_set_string (again, "resolves", tb_command_get_id (command));
    tb_outbox_decide (store, tb_command_get_id (command), "op-1", &what, &fresh, &error);
    json_decref ((json_t *) what.base_entry);
    if (fresh != NULL)
      g_ptr_array_add (run->accepted, fresh);
  }
  if (error != NULL)
    g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_STATE);
}

/* The city is restored from a backup that holds at least what it called durable. */
static void
restore_city (Run *run)
{
  City *city = &run->city;
  g_autoptr (GError) error = NULL;
  guint kept = 0;

  for (guint i = 0; i < city->outcomes->len; i++) {
    gint64 seq = tb_json_get_int (city->outcomes->pdata[i], "seq", 0);

    if (seq > 0 && seq <= city->durable)
      kept = i + 1;
  }
  kept += pick (run, city->outcomes->len - kept + 1);
  g_ptr_array_set_size (city->outcomes, (int) kept);
  g_ptr_array_set_size (city->prints, (int) kept);
  city->durable = 0;
  g_free (city->log_id);
  city->log_id = g_strdup_printf ("log-%u", ++city->n_logs);
  tb_outbox_requeue (run->fixture->store, TB_AREA_ANSHAN, city->log_id, kept, NULL, &error);
  g_assert_no_error (error);
}

static void
announce_durable (Run *run)
{
  g_autoptr (GError) error = NULL;

  run->city.durable += pick (run, (guint) (run->city.head - run->city.durable + 1));
  tb_lane_table_set_durable (run->fixture->store,
                             TB_AREA_ANSHAN,
                             run->city.log_id,
                             run->city.durable,
                             &error);
  g_assert_no_error (error);
}

static void
step (Run *run)
{
  switch (pick (run, 16)) {
  case 0:
    store_fixture_reopen (run->fixture);
    break;
  case 1:
    restore_city (run);
    break;
  case 2:
    announce_durable (run);
    break;
  case 3:
  case 4:
    read_feed (run);
    break;
  case 5:
  case 6:
  case 7:
    decide_or_cancel (run);
    break;
  case 8:
  case 9:
  case 10:
  case 11:
    exchange (run, FALSE);
    break;
  default:
    accept_one (run);
  }
}

/* Each must be 0. */
static const struct {
  const char *invariant;
  const char *sql;
} checks[] = {
  { "I5 gapless", "SELECT count (*) <> coalesce (max (lseq), 0) FROM outbox" },
  { "I5 lane", "SELECT last_lseq <> (SELECT count (*) FROM outbox) FROM lane" },
  { "I11 attempts",
    "SELECT count (*) FROM outbox WHERE attempts = 0 AND (state NOT IN ('queued', 'cancelled') OR "
    "settled_us IS NOT NULL)" },
  { "I12 cancelled",
    "SELECT count (*) FROM outbox WHERE state = 'cancelled' AND (original IS NULL OR bytes NOT "
    "LIKE '%\"noop\"%')" },
  { "I4 versions",
    "SELECT count (*) FROM outbox o WHERE state = 'conflict' AND NOT EXISTS (SELECT 1 FROM "
    "conflict c WHERE c.command = o.id AND decided_us IS NULL)" },
  { "I18 audit",
    "SELECT count (*) FROM outbox o WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.n = o.audit_n "
    "AND a.subject = o.id AND a.verb IN ('outbox.' || o.state, iif (o.state = 'queued', "
    "'outbox.accepted', ''), iif (o.state = 'cancelled', 'outbox.sent', ''), iif (o.state = "
    "'superseded', 'outbox.sent', '')))" },
  { "counts",
    "SELECT count (*) FROM outbox_count c WHERE n <> iif (state = 'waiting', (SELECT count (*) "
    "FROM outbox WHERE settled_us IS NULL), (SELECT count (*) FROM outbox o WHERE o.state = "
    "c.state))" },
};

static void
check_invariants (Run *run)
{
  TbDb *db = tb_store_get_desk (run->fixture->store);

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autoptr (GError) error = NULL;
    gint64 n = 1;

    if (strcmp (checks[i].invariant, "I5 lane") == 0 && run->accepted->len == 0)
      continue;
    tb_db_get_int64 (db, checks[i].sql, &n, &error);
    g_assert_no_error (error);
    if (n != 0)
      g_error ("%s is broken", checks[i].invariant);
  }
  for (guint i = 0; i < run->accepted->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TbCommand) read =
        tb_outbox_table_dup_command (run->fixture->store,
                                     tb_command_get_id (run->accepted->pdata[i]),
                                     NULL,
                                     &error);

    /* I1 and I5: never absent, never other bytes. */
    g_assert_no_error (error);
    g_assert_cmpstr (tb_command_get_bytes (read),
                     ==,
                     tb_command_get_bytes (run->accepted->pdata[i]));
  }
}

/* I3: applied here exactly when it is in the city's log, with the same number. */
static void
check_quiet (Run *run)
{
  for (guint i = 0; i < run->accepted->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TbOutboxRow) row = tb_outbox_table_get (run->fixture->store,
                                                       tb_command_get_id (run->accepted->pdata[i]),
                                                       &error);
    const json_t *outcome = run->city.outcomes->pdata[i];

    g_assert_no_error (error);
    g_assert_false (row->is_waiting);
    g_assert_cmpint (row->state == TB_OUTBOX_APPLIED ? row->seq : 0,
                     ==,
                     tb_json_get_int (outcome, "seq", 0));
  }
}

static void
run_seed (StoreFixture *fixture, guint64 seed)
{
  Run run = { .fixture = fixture, .seed = seed };

  run.accepted = g_ptr_array_new_with_free_func (g_object_unref);
  run.city.outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  run.city.prints = g_ptr_array_new_with_free_func (g_free);
  run.city.log_id = g_strdup (FIXTURE_LOG);
  run.city.n_logs = 1;
  for (int i = 0; i < N_STEPS; i++) {
    step (&run);
    check_invariants (&run);
  }
  while (exchange (&run, TRUE) > 0)
    ;
  check_quiet (&run);

  g_ptr_array_unref (run.accepted);
  g_ptr_array_unref (run.city.outcomes);
  g_ptr_array_unref (run.city.prints);
  g_free (run.city.log_id);
}

static void
test_random_transitions_keep_the_invariants (void)
{
  for (guint64 seed = 1; seed <= N_SEEDS; seed++) {
    StoreFixture fixture = { 0 };

    g_test_message ("seed %d", (int) seed);
    store_fixture_set_up (&fixture, NULL);
    store_fixture_enrol (&fixture);
    run_seed (&fixture, seed);
    store_fixture_tear_down (&fixture, NULL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/outbox-property/random-transitions-keep-the-invariants",
                   test_random_transitions_keep_the_invariants);

  return g_test_run ();
}
