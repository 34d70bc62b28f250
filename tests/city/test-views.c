/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "city-fixture.h"
#include "tb-hash.h"

#define N_WINDOWS 3
#define N_CASES   12
#define N_ROUNDS  120

static const char *const areas[N_WINDOWS] = { "shenyang", "anshan", "fushun" };

/* The city as the test expects it to be. */
typedef struct {
  char *lanes[N_WINDOWS];
  gint64 lseqs[N_WINDOWS];
  char *vids[N_CASES]; /* newest version, NULL: no case yet */
  gint64 n_applied;
} Model;

/* What one window has read of its view. */
typedef struct {
  gint64 seq;
  char h[65];
  GHashTable *vids; /* case id → vid */
} Reader;

static char *
new_device (int window)
{
  return g_strdup_printf ("window-%d", window);
}

static json_t *
new_random_command (Model *model, GRand *rand, int window, int n)
{
  static const char *const partners[] = { "add-participant", "remove-participant" };
  const char *lane = model->lanes[window];
  gint64 lseq = model->lseqs[window];
  json_t *command;

  if (model->vids[n] == NULL)
    return fixture_submit (lane, lseq, (guint64) n + 1, areas[window]);

  switch (g_rand_int_range (rand, 0, 4)) {
  case 0:
    return fixture_note (lane, lseq, (guint64) n + 1);
  case 1:
    return fixture_advance (lane, lseq, (guint64) n + 1, "0123456789abcdef");
  case 2:
    command = fixture_advance (lane, lseq, (guint64) n + 1, model->vids[n]);
    tb_json_set_string (command, "kind", partners[g_rand_int_range (rand, 0, 2)]);
    fixture_set_args (command, json_pack ("{s:s}", "area", "benxi"));
    return command;
  default:
    return fixture_advance (lane, lseq, (guint64) n + 1, model->vids[n]);
  }
}

static void
run_round (Fixture *self, Model *model, GRand *rand)
{
  int window = g_rand_int_range (rand, 0, N_WINDOWS);
  int n = g_rand_int_range (rand, 0, N_CASES);
  g_autofree char *device = new_device (window);
  g_autoptr (json_t) outcome = NULL;
  const char *vid;

  model->lseqs[window]++;
  outcome =
      fixture_one (self, model->lanes[window], device, new_random_command (model, rand, window, n));
  vid = tb_json_get_string (outcome, "vid");
  if (vid == NULL)
    return;

  model->n_applied++;
  g_assert_cmpint (tb_json_get_int (outcome, "seq", 0), ==, model->n_applied);
  g_free (model->vids[n]);
  model->vids[n] = g_strdup (vid);
}

static void
set_up_model (Fixture *self, Model *model)
{
  for (int i = 0; i < N_WINDOWS; i++) {
    g_autofree char *device = new_device (i);

    model->lanes[i] = fixture_lane (self, device, areas[i]);
  }
}

static void
clear_model (Model *model)
{
  for (int i = 0; i < N_WINDOWS; i++)
    g_free (model->lanes[i]);
  for (int i = 0; i < N_CASES; i++)
    g_free (model->vids[i]);
}

/* The bytes of the entry as they stand, and the link over them. */
static void
read_line (Reader *reader, const char *line)
{
  const char *entry = strstr (line, ",\"entry\":");
  g_autofree char *bytes = g_strndup (entry + 9, strlen (entry) - 9 - 1);
  g_autofree char *h = tb_hash_chain (reader->h, (guint64) reader->seq + 1, bytes, strlen (bytes));
  g_autoptr (json_t) json = tb_json_parse (line, -1, NULL);
  g_autoptr (json_t) body = tb_json_parse (bytes, -1, NULL);

  reader->seq++;
  g_strlcpy (reader->h, h, sizeof reader->h);
  g_assert_cmpint (tb_json_get_int (json, "n", 0), ==, reader->seq);
  assert_member (json, "h", h);
  g_hash_table_replace (reader->vids,
                        g_strdup (tb_json_get_string (body, "id")),
                        g_strdup (tb_json_get_string (body, "vid")));
}

/* One page; whether there is more. */
static gboolean
read_page (Fixture *self, Reader *reader, const char *device)
{
  g_autofree char *path =
      g_strdup_printf ("GET /v1/changes?log=%s&after=%" G_GINT64_FORMAT "&h=%s&limit=7",
                       tb_city_get_log_id (self->city),
                       reader->seq,
                       reader->h);
  g_autoptr (TbCityResponse) response = fixture_call (self, path, device, NULL);
  g_autofree char *text = fixture_text (response);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (json_t) trailer = NULL;
  gsize n = g_strv_length (lines);

  g_assert_cmpint (response->status, ==, 200);
  g_assert_cmpstr (lines[n - 1], ==, "");
  for (gsize i = 0; i + 2 < n; i++)
    read_line (reader, lines[i]);

  trailer = tb_json_parse (lines[n - 2], -1, NULL);
  g_assert_cmpint (tb_json_get_int (json_object_get (trailer, "cursor"), "seq", -1),
                   ==,
                   reader->seq);
  assert_member (json_object_get (trailer, "cursor"), "h", reader->h);

  return tb_json_get_bool (trailer, "more");
}

static void
reader_init (Reader *reader)
{
  *reader = (Reader){ 0 };
  g_strlcpy (reader->h, TB_HASH_CHAIN_START, sizeof reader->h);
  reader->vids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* The deciding area sees every case in its newest version. */
static void
assert_complete (const Model *model, const Reader *reader)
{
  for (int i = 0; i < N_CASES; i++) {
    g_autofree char *id = fixture_id ((guint64) i + 1);

    g_assert_cmpstr (g_hash_table_lookup (reader->vids, id), ==, model->vids[i]);
  }
}

static void
test_random_traffic (Fixture *self, gconstpointer data)
{
  for (guint32 seed = 1; seed <= 4; seed++) {
    g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
    g_autoptr (GError) error = NULL;
    Model model = { 0 };

    if (seed > 1) {
      fixture_tear_down (self, NULL);
      fixture_set_up (self, NULL);
    }
    set_up_model (self, &model);
    for (int i = 0; i < N_ROUNDS; i++)
      run_round (self, &model, rand);
    g_assert_cmpint (tb_city_get_head (self->city), ==, model.n_applied);

    for (int i = 0; i < N_WINDOWS; i++) {
      g_autofree char *device = new_device (i);
      Reader reader;

      reader_init (&reader);
      while (read_page (self, &reader, device))
        continue;
      if (i == 0)
        assert_complete (&model, &reader);
      g_hash_table_unref (reader.vids);
    }
    g_assert_true (tb_city_verify (self->city, &error));
    g_assert_no_error (error);
    clear_model (&model);
  }
}

/* Pages of the snapshot, with traffic between them; the reader continues from the first page. */
static void
read_snapshot (Fixture *self, Model *model, GRand *rand, Reader *reader)
{
  g_autofree char *after = NULL;
  gboolean is_first = TRUE;

  do {
    g_autofree char *path = after == NULL
                                ? g_strdup ("GET /v1/snapshot?limit=3")
                                : g_strdup_printf ("GET /v1/snapshot?limit=3&after=%s", after);
    g_autoptr (TbCityResponse) response = fixture_call (self, path, "window-0", NULL);
    g_autofree char *text = fixture_text (response);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    gsize n = g_strv_length (lines);
    g_autoptr (json_t) trailer = tb_json_parse (lines[n - 2], -1, NULL);
    const json_t *as_of = json_object_get (trailer, "as_of");

    for (gsize i = 0; i + 2 < n; i++) {
      g_autoptr (json_t) line = tb_json_parse (lines[i], -1, NULL);
      const json_t *entry = json_object_get (line, "entry");

      g_hash_table_replace (reader->vids,
                            g_strdup (tb_json_get_string (entry, "id")),
                            g_strdup (tb_json_get_string (entry, "vid")));
    }
    if (is_first) {
      reader->seq = tb_json_get_int (as_of, "seq", 0);
      g_strlcpy (reader->h, tb_json_get_string (as_of, "h"), sizeof reader->h);
    }
    is_first = FALSE;
    g_free (after);
    after = g_strdup (tb_json_get_string (trailer, "next"));
    for (int i = 0; i < 10; i++)
      run_round (self, model, rand);
  } while (after != NULL);
}

static void
test_snapshot (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Model model = { 0 };
  Reader reader;

  reader_init (&reader);
  set_up_model (self, &model);
  for (int i = 0; i < N_ROUNDS; i++)
    run_round (self, &model, rand);
  read_snapshot (self, &model, rand, &reader);
  while (read_page (self, &reader, "window-0"))
    continue;

  assert_complete (&model, &reader);
  g_hash_table_unref (reader.vids);
  clear_model (&model);
}

static json_t *
new_participation (const char *lane, gint64 lseq, const char *kind, const char *vid)
{
  json_t *command = fixture_advance (lane, lseq, 1, vid);

  tb_json_set_string (command, "kind", kind);
  fixture_set_args (command, json_pack ("{s:s}", "area", "benxi"));

  return command;
}

/* The line that takes an area out of a case still reaches it; what comes later does not. */
static void
test_removed_area (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-0", "shenyang");
  g_autofree char *other = fixture_lane (self, "window-9", "benxi");
  g_autoptr (json_t) made =
      fixture_one (self, lane, "window-0", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) added = fixture_one (self,
                                          lane,
                                          "window-0",
                                          new_participation (lane,
                                                             2,
                                                             "add-participant",
                                                             tb_json_get_string (made, "vid")));
  g_autoptr (json_t) removed = fixture_one (self,
                                            lane,
                                            "window-0",
                                            new_participation (lane,
                                                               3,
                                                               "remove-participant",
                                                               tb_json_get_string (added, "vid")));
  g_autoptr (json_t) later = fixture_one (self, lane, "window-0", fixture_note (lane, 4, 1));
  g_autofree char *id = fixture_id (1);
  Reader reader;

  assert_member (later, "result", "applied");
  reader_init (&reader);
  while (read_page (self, &reader, "window-9"))
    continue;
  g_assert_cmpint (reader.seq, ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (reader.vids, id), ==, tb_json_get_string (removed, "vid"));
  g_hash_table_unref (reader.vids);
  g_assert_nonnull (other);
}

static guint
count_advanced (Fixture *self, guint *counts)
{
  return counts[TB_AREA_SHENYANG] * 100 + counts[TB_AREA_ANSHAN];
}

static void
view_advanced_cb (TbCity *city, int area, guint *counts)
{
  counts[area]++;
}

static void
test_signal_and_wait (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "anshan");
  guint counts[TB_N_AREAS] = { 0 };
  g_autoptr (TbCityResponse) idle =
      fixture_call (self, "GET /v1/changes?wait=25", "window-1", NULL);
  g_autoptr (TbCityResponse) empty = fixture_call (self, "GET /v1/changes", "window-1", NULL);
  g_autoptr (json_t) outcome = NULL;
  g_autoptr (TbCityResponse) full = NULL;

  g_signal_connect (self->city, "view-advanced", G_CALLBACK (view_advanced_cb), counts);
  outcome = fixture_one (self, lane, "window-1", fixture_submit (lane, 1, 1, "anshan"));
  full = fixture_call (self, "GET /v1/changes?wait=25", "window-1", NULL);

  g_assert_cmpint (idle->status, ==, 0);
  g_assert_cmpint (empty->status, ==, 200);
  g_assert_cmpint (full->status, ==, 200);
  g_assert_cmpuint (count_advanced (self, counts), ==, 101);
}

static void
check_problem (Fixture *self, const char *path, guint status, const char *type)
{
  g_autoptr (TbCityResponse) response = fixture_call (self, path, "window-0", NULL);
  g_autoptr (json_t) problem = fixture_json (response);

  g_assert_cmpint (response->status, ==, status);
  assert_member (problem, "type", type);
}

static void
test_foreign_cursor (Fixture *self, gconstpointer data)
{
  static const char changed[] = "urn:tongban:problem:log-changed";
  g_autofree char *lane = fixture_lane (self, "window-0", "shenyang");
  const char *log = tb_city_get_log_id (self->city);
  g_autoptr (json_t) made G_GNUC_UNUSED =
      fixture_one (self, lane, "window-0", fixture_submit (lane, 1, 1, "shenyang"));
  g_autoptr (json_t) note G_GNUC_UNUSED =
      fixture_one (self, lane, "window-0", fixture_note (lane, 2, 1));
  g_autofree char *ahead =
      g_strdup_printf ("GET /v1/changes?log=%s&after=9&h=%s", log, TB_HASH_CHAIN_START);
  g_autofree char *foreign =
      g_strdup_printf ("GET /v1/changes?log=%s&after=1&h=%s", log, TB_HASH_CHAIN_START);
  g_autofree char *old =
      g_strdup_printf ("GET /v1/changes?log=%s&after=0&h=%s", log, TB_HASH_CHAIN_START);
  g_autoptr (GError) error = NULL;

  check_problem (self, "GET /v1/changes?log=0123&after=0", 410, changed);
  check_problem (self, "GET /v1/changes?after=1", 410, changed);
  check_problem (self, ahead, 410, changed);
  check_problem (self, foreign, 410, changed);
  check_problem (self, "GET /v1/changes?limit=5001", 400, "urn:tongban:problem:bad-request");
  g_assert_true (tb_city_compact (self->city, 2, &error));
  check_problem (self, old, 410, "urn:tongban:problem:cursor-too-old");
  g_assert_true (tb_city_verify (self->city, &error));
  g_assert_no_error (error);
}

/* A window reads its own area's view: it cannot become one of another area by asking. */
static void
test_another_area (Fixture *self, gconstpointer data)
{
  g_autofree char *lane = fixture_lane (self, "window-1", "anshan");
  g_autofree char *fresh = fixture_lane (self, "window-1", "anshan");
  g_autoptr (TbCityResponse) response =
      fixture_call (self,
                    "POST /v1/lanes",
                    "window-1",
                    json_pack ("{s:s, s:s}", "area", "benxi", "window", "03"));
  g_autoptr (json_t) problem = fixture_json (response);

  g_assert_cmpstr (lane, !=, fresh);
  g_assert_cmpuint (response->status, ==, 403);
  assert_member (problem, "type", "urn:tongban:problem:unknown-device");
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "random-traffic-leaves-gapless-chained-views", test_random_traffic },
    { "a-snapshot-and-the-changes-since-are-the-whole", test_snapshot },
    { "a-removed-area-still-gets-the-line-that-removed-it", test_removed_area },
    { "a-poll-waits-until-the-view-advances", test_signal_and_wait },
    { "a-cursor-of-another-history-is-turned-away", test_foreign_cursor },
    { "a-window-stays-one-of-its-area", test_another_area },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/city/views/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, fixture_set_up, tests[i].func, fixture_tear_down);
  }

  return g_test_run ();
}
