/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-queue"

#include "config.h"

#include <string.h>

#include "store-fixture.h"
#include "tb-hash.h"
#include "tb-queue-table.h"

/* Work queues over cases that are made up at random, compared with a second, plain reading of
 * what each queue is for. */

#define N_CASES 400
#define TODAY   "2026-10-10"

static const char *const days[] = { "2026-10-08", "2026-10-10", "2026-10-10", "2026-11-02", NULL };
static const char *const cities[] = { "anshan", "shenyang", "fushun" };
static const char *const papers[] = { "seen", "missing", "promised", "replaced" };

typedef struct {
  const char *owner;
  const char *origin;
  const char *sender; /* nullable */
  const char *due;    /* nullable */
  const char *paper;
  gboolean is_closed;
} Plain;

static void
make_up (Plain *self)
{
  self->owner = cities[g_test_rand_int_range (0, 3)];
  self->origin = cities[g_test_rand_int_range (0, 3)];
  self->sender = g_test_rand_bit () ? cities[g_test_rand_int_range (0, 3)] : NULL;
  self->due = days[g_test_rand_int_range (0, G_N_ELEMENTS (days))];
  self->paper = papers[g_test_rand_int_range (0, G_N_ELEMENTS (papers))];
  self->is_closed = g_test_rand_int_range (0, 4) == 0;
}

static gboolean
belongs (const Plain *self, TbQueue queue)
{
  gboolean is_ours = strcmp (self->owner, "shenyang") == 0;

  if (self->is_closed)
    return FALSE;

  switch (queue) {
  case TB_QUEUE_TODAY:
    return is_ours && g_strcmp0 (self->due, TODAY) == 0;
  case TB_QUEUE_OVERDUE:
    return self->due != NULL && strcmp (self->due, TODAY) < 0;
  case TB_QUEUE_RETURNED:
    return is_ours && strcmp (self->origin, "shenyang") == 0 && self->sender != NULL &&
           strcmp (self->sender, "shenyang") != 0;
  case TB_QUEUE_MISSING:
    return strcmp (self->paper, "missing") == 0 || strcmp (self->paper, "promised") == 0;
  case TB_QUEUE_OURS:
    return is_ours;
  case TB_QUEUE_WAITING:
    return !is_ours;
  case TB_QUEUE_UNSENT:
  case TB_QUEUE_DECIDE:
  case TB_QUEUE_INVALID:
  default:
    return FALSE;
  }
}

static char *
dup_id (guint i)
{
  return g_strdup_printf ("01890000-0000-7000-8000-%012u", i);
}

static json_t *
make_entry (const Plain *plain, guint i)
{
  g_autofree char *id = dup_id (i);
  json_t *entry = store_fixture_entry (id, i + 1, "张伟", "210302199001011235");
  json_t *body = tb_json_get_object (entry, "body");

  tb_json_set_string (body, "owner", plain->owner);
  tb_json_set_string (body, "origin", plain->origin);
  if (plain->sender != NULL)
    tb_json_set_string (body, "sender", plain->sender);
  if (plain->due != NULL)
    tb_json_set_string (body, "due", plain->due);
  json_object_set_new (body, "closed", json_boolean (plain->is_closed));
  json_object_set_new (body,
                       "materials",
                       json_pack ("{s:{s:s}, s:{s:s}}",
                                  "id_card",
                                  "state",
                                  "seen",
                                  "contract",
                                  "state",
                                  plain->paper));

  return entry;
}

static void
put (StoreFixture *self, const Plain *plain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) entries = json_array ();
  g_autoptr (json_t) as_of =
      json_pack ("{s:s, s:i, s:s}", "log_id", FIXTURE_LOG, "seq", 0, "h", TB_HASH_CHAIN_START);

  for (guint i = 0; i < N_CASES; i++)
    json_array_append_new (entries, make_entry (&plain[i], i));
  g_assert_true (tb_cache_begin_snapshot (self->store, TB_AREA_ANSHAN, &error));
  g_assert_true (store_fixture_snapshot (self, entries, as_of, NULL, &error));
  g_assert_no_error (error);
}

/* Everything that a queue lists, page by page. */
static GHashTable *
list (StoreFixture *self, TbQueueQuery *query)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = NULL;
  const char *due = "";
  g_autofree char *last = NULL;

  query->limit = 7;
  do {
    g_autoptr (GError) error = NULL;
    g_autofree char *next = NULL;
    g_autoptr (GPtrArray) rows = NULL;

    query->after = after;
    rows = tb_queue_table_page (self->store, query, &next, &error);
    g_assert_no_error (error);
    for (guint i = 0; i < rows->len; i++) {
      const TbRecordRow *row = g_ptr_array_index (rows, i);
      const char *day = row->due != NULL ? row->due : "9999-12-31";

      g_assert_true (g_hash_table_add (ids, g_strdup (row->id)));
      g_assert_cmpstr (last != NULL ? last : due, <=, day);
      g_free (last);
      last = g_strdup (day);
    }
    g_free (after);
    after = g_steal_pointer (&next);
  } while (after != NULL);
  query->after = NULL;

  return ids;
}

static void
test_count_and_list_agree (StoreFixture *self, gconstpointer unused)
{
  Plain plain[N_CASES];
  TbQueueQuery query = { .ours = TB_AREA_SHENYANG, .today = TODAY, .area = TB_AREA_NONE };
  gboolean is_somewhere[N_CASES] = { FALSE };

  for (guint i = 0; i < N_CASES; i++)
    make_up (&plain[i]);
  put (self, plain);

  for (int queue = TB_QUEUE_TODAY; queue <= TB_QUEUE_WAITING; queue++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GHashTable) ids = NULL;
    gint64 n;

    query.queue = (TbQueue) queue;
    ids = list (self, &query);
    g_assert_true (tb_queue_table_count (self->store, &query, &n, &error));
    g_assert_cmpint (n, ==, g_hash_table_size (ids));
    for (guint i = 0; i < N_CASES; i++) {
      g_autofree char *id = dup_id (i);
      gboolean is_listed = g_hash_table_contains (ids, id);

      g_assert_cmpint (is_listed, ==, belongs (&plain[i], query.queue));
      is_somewhere[i] = is_somewhere[i] || is_listed;
    }
  }
  for (guint i = 0; i < N_CASES; i++)
    g_assert_cmpint (is_somewhere[i], ==, !plain[i].is_closed);
}

/* Rows are left out from a key on: who drags the bar lands where they would have scrolled to. */
static void
test_skipping_is_scrolling (StoreFixture *self, gconstpointer unused)
{
  Plain plain[N_CASES];
  TbQueueQuery query = {
    .queue = TB_QUEUE_WAITING,
    .ours = TB_AREA_SHENYANG,
    .today = TODAY,
    .area = TB_AREA_NONE,
    .limit = 60,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) ten = NULL;
  g_autoptr (GPtrArray) some = NULL;
  g_autofree char *next = NULL;
  g_autofree char *key = NULL;
  g_autofree char *unused_key = NULL;

  for (guint i = 0; i < N_CASES; i++) {
    make_up (&plain[i]);
    plain[i].owner = "fushun";
    plain[i].is_closed = FALSE;
  }
  put (self, plain);
  all = tb_queue_table_page (self->store, &query, &next, &error);
  query.limit = 10;
  ten = tb_queue_table_page (self->store, &query, &key, &error);
  query.after = key;
  query.skip = 20;
  some = tb_queue_table_page (self->store, &query, &unused_key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (some->len, ==, 10);
  for (guint i = 0; i < some->len; i++) {
    const TbRecordRow *one = g_ptr_array_index (some, i);
    const TbRecordRow *other = g_ptr_array_index (all, 30 + i);

    g_assert_cmpstr (one->id, ==, other->id);
  }
}

static gint64
count (StoreFixture *self, TbQueue queue)
{
  TbQueueQuery query = {
    .queue = queue,
    .ours = TB_AREA_SHENYANG,
    .today = TODAY,
    .area = TB_AREA_NONE,
    .limit = 10,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *next = NULL;
  gint64 n;

  g_assert_true (tb_queue_table_count (self->store, &query, &n, &error));
  rows = tb_queue_table_page (self->store, &query, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rows->len, ==, n);

  return n;
}

/* From the counter to the call back: what was collected here is never in no queue. */
static void
test_what_no_city_confirmed (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = NULL;

  store_fixture_enrol (self);
  g_assert_cmpint (count (self, TB_QUEUE_UNSENT), ==, 0);
  command = store_fixture_submit (self);
  g_assert_cmpint (count (self, TB_QUEUE_UNSENT), ==, 1);
  store_fixture_send (self);
  g_assert_cmpint (count (self, TB_QUEUE_UNSENT), ==, 1);
  g_assert_true (store_fixture_record (self, store_fixture_refused (command), &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (self, TB_QUEUE_UNSENT), ==, 0);
  g_assert_cmpint (count (self, TB_QUEUE_INVALID), ==, 1);
  g_assert_cmpint (count (self, TB_QUEUE_DECIDE), ==, 0);
}

/* The way in which a case is found in a queue. */
static void
test_text_narrows (StoreFixture *self, gconstpointer unused)
{
  static const char *const fits[] = { "张", "zw", "ZHANG", "sy-20261010", "2103021990", "00017" };
  Plain plain[N_CASES];
  TbQueueQuery query = {
    .queue = TB_QUEUE_OURS,
    .ours = TB_AREA_SHENYANG,
    .today = TODAY,
    .area = TB_AREA_NONE,
  };
  gint64 all;
  gint64 n;

  for (guint i = 0; i < N_CASES; i++)
    make_up (&plain[i]);
  put (self, plain);
  g_assert_true (tb_queue_table_count (self->store, &query, &all, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (fits); i++) {
    query.text = fits[i];
    g_assert_true (tb_queue_table_count (self->store, &query, &n, NULL));
    g_assert_cmpint (n, ==, all);
  }
  query.text = "李";
  g_assert_true (tb_queue_table_count (self->store, &query, &n, NULL));
  g_assert_cmpint (n, ==, 0);
}

static void
add (const char *path, void (*test) (StoreFixture *self, gconstpointer data))
{
  g_test_add (path, StoreFixture, NULL, store_fixture_set_up, test, store_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/queue/count-and-list", test_count_and_list_agree);
  add ("/queue/skipping", test_skipping_is_scrolling);
  add ("/queue/not-confirmed", test_what_no_city_confirmed);
  add ("/queue/text", test_text_narrows);

  return g_test_run ();
}
