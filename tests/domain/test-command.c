/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-case.h"
#include "tb-command.h"

#define ID_A "0199cc64-1d15-7abc-8abc-0123456789aa"
#define ID_B "0199cc64-1d15-7abc-8abc-0123456789bb"
#define ID_C "0199cc64-1d15-7abc-8abc-0123456789cc"

static json_t *
make_command (const char *kind)
{
  return json_pack ("{s:s, s:i, s:s, s:s, s:s, s:{s:s, s:i}, s:{}, s:{s:s, s:s, s:s}, s:s, s:i}",
                    "lane",
                    ID_A,
                    "lseq",
                    1,
                    "id",
                    ID_B,
                    "kind",
                    kind,
                    "case",
                    ID_C,
                    "item",
                    "id",
                    "si-cert",
                    "version",
                    1,
                    "args",
                    "actor",
                    "operator",
                    "w1",
                    "window",
                    "03",
                    "grant",
                    "g",
                    "made_at",
                    "2026-10-10T02:34:56.789Z",
                    "skew_ms",
                    0);
}

/* Sets @member to @json, which is taken over; with NULL takes it out. Then reads the command. */
static void
assert_changed (const char *kind, const char *member, json_t *json, gboolean is_good)
{
  g_autoptr (json_t) body = make_command (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = NULL;

  if (json != NULL)
    json_object_set_new (body, member, json);
  else
    json_object_del (body, member);
  command = tb_command_new (body, &error);
  g_test_message ("%s %s", kind, member);
  g_assert_cmpint (command != NULL, ==, is_good);
  if (!is_good)
    g_assert_nonnull (strstr (error->message, member));
}

static void
test_members (void)
{
  static const char *const required[] = { "lane", "lseq", "id",    "kind",    "case",
                                          "item", "args", "actor", "made_at", "skew_ms" };

  for (gsize i = 0; i < G_N_ELEMENTS (required); i++) {
    assert_changed ("note", required[i], NULL, FALSE);
    assert_changed ("note", required[i], json_null (), FALSE);
  }
  assert_changed ("note", "lane", json_string ("x"), FALSE);
  assert_changed ("note", "id", json_string ("0199CC64-1d15-7abc-8abc-0123456789aa"), FALSE);
  assert_changed ("note", "lseq", json_integer (0), FALSE);
  assert_changed ("note", "made_at", json_string ("2026-10-10"), FALSE);
  assert_changed ("note", "item", json_pack ("{s:s}", "id", "x"), FALSE);
  assert_changed ("note", "actor", json_pack ("{s:s}", "operator", "x"), FALSE);
  assert_changed ("note", "kind", json_string ("shout"), FALSE);
  assert_changed ("note", "extra", json_true (), FALSE);
  assert_changed ("note", "resolves", json_string (ID_A), TRUE);
}

static json_t *
vid (void)
{
  return json_pack ("{s:s}", "vid", ID_A);
}

static void
test_bases (void)
{
  assert_changed ("submit", "base", json_null (), TRUE);
  assert_changed ("submit", "base", NULL, FALSE);
  assert_changed ("submit", "base", vid (), FALSE);
  assert_changed ("advance", "base", vid (), TRUE);
  assert_changed ("advance", "base", json_pack ("{s:s}", "after", ID_A), TRUE);
  assert_changed ("advance", "base", json_null (), FALSE);
  assert_changed ("advance", "base", NULL, FALSE);
  assert_changed ("advance", "base", json_pack ("{s:s, s:s}", "vid", ID_A, "after", ID_A), FALSE);
  assert_changed ("advance", "base", json_object (), FALSE);
  assert_changed ("advance", "base", json_string (ID_A), FALSE);
  assert_changed ("note", "base", vid (), FALSE);
  assert_changed ("note", "base", json_null (), FALSE);
}

static void
test_kinds (void)
{
  for (int i = 0; i < TB_N_COMMAND_KINDS; i++) {
    const char *name = tb_command_kind_get_name ((TbCommandKind) i);
    g_autoptr (json_t) body = make_command (name);
    g_autoptr (TbCommand) command = NULL;

    if (!tb_command_kind_commutes ((TbCommandKind) i))
      json_object_set_new (body, "base", i == TB_COMMAND_SUBMIT ? json_null () : vid ());
    command = tb_command_new (body, NULL);
    g_assert_nonnull (command);
    g_assert_cmpint (tb_command_get_kind (command), ==, i);
    g_assert_cmpint (tb_command_kind_from_name (name), ==, i);
  }
  g_assert_cmpint (tb_command_kind_from_name ("shout"), ==, -1);
  g_assert_cmpint (tb_command_kind_from_name (NULL), ==, -1);
}

/* The bytes are canonical, frozen, and read back to the same command. */
static void
test_frozen (void)
{
  g_autoptr (json_t) body = make_command ("advance");
  g_autoptr (TbCommand) command = NULL;
  g_autoptr (TbCommand) again = NULL;
  const char *bytes;

  json_object_set_new (body, "base", json_pack ("{s:s}", "after", ID_A));
  command = tb_command_new (body, NULL);
  json_object_set_new (json_object_get (body, "args"), "late", json_true ());
  bytes = tb_command_get_bytes (command);
  again = tb_command_new_from_bytes (bytes, -1, NULL);

  g_assert_null (strstr (bytes, "late"));
  g_assert_true (g_str_has_prefix (bytes, "{\"actor\":"));
  g_assert_cmpstr (tb_command_get_bytes (again), ==, bytes);
  g_assert_cmpstr (tb_command_get_fingerprint (again), ==, tb_command_get_fingerprint (command));
  g_assert_cmpint (tb_command_get_base_kind (again), ==, TB_BASE_AFTER);
  g_assert_cmpstr (tb_command_get_base (again), ==, ID_A);
  g_assert_cmpstr (tb_command_get_lane (again), ==, ID_A);
  g_assert_cmpint (tb_command_get_lseq (again), ==, 1);
  g_assert_cmpstr (tb_command_get_id (again), ==, ID_B);
  g_assert_cmpstr (tb_command_get_case (again), ==, ID_C);
  g_assert_cmpstr (tb_command_get_item (again), ==, "si-cert");
  g_assert_cmpint (tb_command_get_item_version (again), ==, 1);
  g_assert_cmpstr (tb_command_get_operator (again), ==, "w1");
  g_assert_cmpstr (tb_command_get_window (again), ==, "03");
  g_assert_cmpstr (tb_command_get_grant (again), ==, "g");
  g_assert_cmpstr (tb_command_get_made_at (again), ==, "2026-10-10T02:34:56.789Z");
  g_assert_null (tb_command_get_resolves (again));
  g_assert_nonnull (tb_command_get_args (again));
}

static void
test_broken_bytes (void)
{
  static const char *const texts[] = { "", "[]", "1", "{}", "null", "{\"lane\":1}", "\xff" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tb_command_new_from_bytes (texts[i], -1, &error));
    g_assert_nonnull (error);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain/command/every-member-is-checked", test_members);
  g_test_add_func ("/domain/command/the-base-belongs-to-the-kind", test_bases);
  g_test_add_func ("/domain/command/every-kind-has-its-name", test_kinds);
  g_test_add_func ("/domain/command/the-bytes-never-change", test_frozen);
  g_test_add_func ("/domain/command/broken-bytes-are-an-error", test_broken_bytes);

  return g_test_run ();
}
