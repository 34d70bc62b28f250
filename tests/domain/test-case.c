/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-case.h"

#define ID "0199cc64-1d15-7abc-8abc-0123456789aa"

static json_t *
make_body (void)
{
  return json_pack ("{s:s, s:s, s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:{s:s, s:s}, s:{s:i}, s:{}, "
                    "s:[], s:[s], s:s}",
                    "id",
                    ID,
                    "number",
                    "SY-20261010-03-00017-4",
                    "item",
                    "id",
                    "si-cert",
                    "version",
                    2,
                    "home",
                    "shenyang",
                    "origin",
                    "shenfu",
                    "owner",
                    "shenyang",
                    "state",
                    "accepted",
                    "person",
                    "name",
                    "王小明",
                    "id_no",
                    "210102197906159915",
                    "form",
                    "copies",
                    1,
                    "materials",
                    "clocks",
                    "partners",
                    "anshan",
                    "unheard-of",
                    "kept");
}

static void
test_getters (void)
{
  g_autoptr (TbCase) self = tb_case_new_take (make_body (), NULL);
  g_autoptr (json_t) copy = tb_case_dup_json (self);

  g_assert_cmpstr (tb_case_get_id (self), ==, ID);
  g_assert_cmpstr (tb_case_get_number (self), ==, "SY-20261010-03-00017-4");
  g_assert_cmpstr (tb_case_get_item (self), ==, "si-cert");
  g_assert_cmpint (tb_case_get_item_version (self), ==, 2);
  g_assert_cmpstr (tb_case_get_state (self), ==, "accepted");
  g_assert_cmpint (tb_case_get_home (self), ==, TB_AREA_SHENYANG);
  g_assert_cmpint (tb_case_get_origin (self), ==, TB_AREA_SHENFU);
  g_assert_cmpint (tb_case_get_owner (self), ==, TB_AREA_SHENYANG);
  g_assert_cmpstr (tb_case_get_person_name (self), ==, "王小明");
  g_assert_cmpstr (tb_case_get_person_id (self), ==, "210102197906159915");
  g_assert_cmpint (tb_json_get_int (tb_case_get_form (self), "copies", 0), ==, 1);
  g_assert_true (json_is_array (tb_case_get_clocks (self)));
  g_assert_false (tb_case_is_closed (self));
  g_assert_cmpstr (tb_json_get_string (tb_case_get_json (self), "unheard-of"), ==, "kept");

  json_object_set_new (json_object_get (copy, "form"), "copies", json_integer (9));
  g_assert_cmpint (tb_json_get_int (tb_case_get_form (self), "copies", 0), ==, 1);
}

static void
test_involved (void)
{
  g_autoptr (TbCase) self = tb_case_new_take (make_body (), NULL);

  g_assert_true (tb_case_involves (self, TB_AREA_SHENYANG));
  g_assert_true (tb_case_involves (self, TB_AREA_SHENFU));
  g_assert_true (tb_case_involves (self, TB_AREA_ANSHAN));
  g_assert_false (tb_case_involves (self, TB_AREA_TIELING));
}

static void
assert_refused (const char *member, json_t *value)
{
  json_t *body = make_body ();
  g_autoptr (GError) error = NULL;

  if (value != NULL)
    json_object_set_new (body, member, value);
  else
    json_object_del (body, member);
  g_test_message ("%s", member);
  g_assert_null (tb_case_new_take (body, &error));
  g_assert_error (error, TB_CASE_ERROR, TB_CASE_ERROR_MEMBER);
  g_assert_nonnull (strstr (error->message, member));
}

static void
test_members (void)
{
  static const char *const required[] = { "id",    "number", "item", "home",      "origin", "owner",
                                          "state", "person", "form", "materials", "clocks" };

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++) {
    assert_refused (required[i], NULL);
    assert_refused (required[i], json_integer (1));
  }
  assert_refused ("id", json_string ("1"));
  assert_refused ("home", json_string ("dalian"));
  assert_refused ("item", json_pack ("{s:s, s:i}", "id", "x", "version", 0));
}

static void
test_no_object (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_case_new_take (json_array (), &error));
  g_assert_error (error, TB_CASE_ERROR, TB_CASE_ERROR_MEMBER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/case/a-body-says-what-it-is", test_getters);
  g_test_add_func ("/domain/case/home-origin-owner-and-partners-are-involved", test_involved);
  g_test_add_func ("/domain/case/every-member-is-checked", test_members);
  g_test_add_func ("/domain/case/a-list-is-no-case", test_no_object);

  return g_test_run ();
}
