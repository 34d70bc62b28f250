/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include "city-fixture.h"
#include "tb-city-db-private.h"
#include "tb-city-register.h"

static json_t *
new_benefit (const char *id_no, const char *status, gint64 fen)
{
  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:I}",
                    "id_no",
                    id_no,
                    "kind",
                    "unemployment",
                    "area",
                    "shenyang",
                    "status",
                    status,
                    "since",
                    "2026-01-01",
                    "monthly_fen",
                    (json_int_t) fen);
}

static TbCityRegisterWriter *
open_writer (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  TbCityRegisterWriter *writer =
      tb_city_register_writer_open (self->folder, TB_AREA_SHENYANG, &error);

  g_assert_no_error (error);

  return writer;
}

/* Takes @rows. */
static gboolean
write_rows (TbCityRegisterWriter *writer, json_t *rows)
{
  g_autoptr (json_t) owned G_GNUC_UNUSED = rows;
  g_autoptr (GError) error = NULL;
  gboolean is_done = tb_city_register_write (writer, TB_CITY_BENEFITS, rows, &error);

  g_assert_true (is_done == (error == NULL));

  return is_done;
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (TbCityRegisterWriter) writer = NULL;

  fixture_close (self);
  writer = open_writer (self);
  write_rows (writer, json_pack ("[o, o]", new_benefit ("1", "paid", 1), new_benefit ("2", "", 1)));
  g_assert_cmpint (tb_city_register_writer_get_n_changed (writer), ==, 2);
  write_rows (writer, json_pack ("[o, o]", new_benefit ("1", "paid", 1), new_benefit ("2", "", 2)));
  g_assert_cmpint (tb_city_register_writer_get_n_changed (writer), ==, 3);
}

static void
test_bad_row (Fixture *self, gconstpointer data)
{
  g_autoptr (TbCityRegisterWriter) writer = NULL;

  fixture_close (self);
  writer = open_writer (self);
  g_assert_false (
      write_rows (writer, json_pack ("[o, {s:s}]", new_benefit ("1", "paid", 1), "id_no", "2")));
  g_assert_cmpint (tb_city_register_writer_get_n_changed (writer), ==, 0);
  write_rows (writer, json_pack ("[o]", new_benefit ("1", "paid", 1)));
  g_assert_cmpint (tb_city_register_writer_get_n_changed (writer), ==, 1);
}

static void
test_read_by_the_city (Fixture *self, gconstpointer data)
{
  g_autoptr (TbCityRegisterWriter) writer = NULL;
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"criteria\":{\"id_no\":\"1\"}}", 26);
  g_autoptr (json_t) json = NULL;

  fixture_close (self);
  writer = open_writer (self);
  write_rows (writer, json_pack ("[o]", new_benefit ("1", "paid", 1)));
  g_clear_pointer (&writer, tb_city_register_writer_close);

  fixture_open (self);
  response = fixture_call_with (self,
                                "POST /v1/queries/benefits",
                                "tongban-purpose",
                                "reason:walk-in",
                                body);
  json = fixture_json (response);
  g_assert_cmpint (response->status, ==, 200);
  assert_member (json_array_get (tb_json_get_array (json, "rows"), 0), "status", "paid");
}

static void
test_served (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_city_register_writer_open (self->folder, TB_AREA_SHENYANG, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_BUSY);
}

static void
test_other_area (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  g_assert_cmpint (tb_city_register_find_area (self->folder, NULL), ==, TB_AREA_NONE);
  tb_city_register_writer_close (open_writer (self));
  g_assert_cmpint (tb_city_register_find_area (self->folder, NULL), ==, TB_AREA_SHENYANG);

  g_assert_null (tb_city_register_writer_open (self->folder, TB_AREA_ANSHAN, &error));
  g_assert_error (error, TB_CITY_DB_ERROR, TB_CITY_DB_ERROR_FOREIGN);
}

#define add(path, func)                                                                            \
  g_test_add ("/city/register/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("only-new-and-changed-rows-count", test_changes);
  add ("a-bad-row-keeps-all-of-its-batch-out", test_bad_row);
  add ("what-was-written-is-what-a-query-finds", test_read_by_the_city);
  add ("nothing-is-written-beside-a-server", test_served);
  add ("one-area-s-register-never-takes-another-s-rows", test_other_area);

  return g_test_run ();
}
