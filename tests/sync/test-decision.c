/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-decision.h"

#include "tb-command.h"

#define CASE "01890000-0000-7000-8000-0000000000c1"
#define DEAD "01890000-0000-7000-8000-0000000000d1"
#define NEXT "01890000-0000-7000-8000-0000000000d2"

static const TbDecisionAuthor author = {
  .id = NEXT,
  .operator_id = "op-2",
  .window = "SY-03",
  .grant = "v1.x.y",
  .made_at = "2026-10-10T02:34:56.789Z",
};

/* Form fields as JSON text; @vid of the version. */
static json_t *
entry (const char *vid, const char *form)
{
  return json_pack ("{s:s, s:i, s:{s:s, s:o}}",
                    "vid",
                    vid,
                    "ver",
                    1,
                    "body",
                    "state",
                    "submitted",
                    "form",
                    tb_json_parse (form, -1, NULL));
}

static json_t *
update (const char *form)
{
  return json_pack ("{s:s, s:s, s:s, s:{s:s, s:i}, s:{s:o, s:s}}",
                    "id",
                    DEAD,
                    "kind",
                    "update",
                    "case",
                    CASE,
                    "item",
                    "id",
                    "pension-transfer",
                    "version",
                    1,
                    "args",
                    "form",
                    tb_json_parse (form, -1, NULL),
                    "reason",
                    "更正");
}

static const TbDiffField *
find (GPtrArray *fields, const char *pointer)
{
  for (guint i = 0; i < fields->len; i++) {
    const TbDiffField *field = fields->pdata[i];

    if (g_str_equal (field->pointer, pointer))
      return field;
  }

  return NULL;
}

static void
test_a_field_is_the_same_mine_theirs_or_a_clash (void)
{
  static const struct {
    const char *base;
    const char *mine;
    const char *theirs;
    TbDiffKind kind;
  } cases[] = {
    { "{\"a\":1}", "{}", "{\"a\":1}", TB_DIFF_SAME },
    { "{\"a\":1}", "{\"a\":2}", "{\"a\":2}", TB_DIFF_SAME },
    { "{\"a\":1}", "{\"a\":null}", "{}", TB_DIFF_SAME },
    { "{\"a\":1}", "{\"a\":2}", "{\"a\":1}", TB_DIFF_MINE },
    { "{}", "{\"a\":2}", "{}", TB_DIFF_MINE },
    { "{\"a\":1}", "{\"a\":null}", "{\"a\":1}", TB_DIFF_MINE },
    { "{\"a\":1}", "{}", "{\"a\":3}", TB_DIFF_THEIRS },
    { "{\"a\":1}", "{}", "{}", TB_DIFF_THEIRS },
    { "{\"a\":1}", "{\"a\":2}", "{\"a\":3}", TB_DIFF_CLASH },
    { "{\"a\":1}", "{\"a\":2}", "{}", TB_DIFF_CLASH },
    { "{\"a\":1}", "{\"a\":null}", "{\"a\":3}", TB_DIFF_CLASH },
    { "{\"a\":[1,2]}", "{\"a\":[2,1]}", "{\"a\":[1]}", TB_DIFF_CLASH },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (json_t) base = entry ("v1", cases[i].base);
    g_autoptr (json_t) mine = update (cases[i].mine);
    g_autoptr (json_t) theirs = entry ("v2", cases[i].theirs);
    TbVersions versions = { base, mine, theirs };
    g_autoptr (GPtrArray) fields = tb_decision_diff (&versions);
    const TbDiffField *field = find (fields, "/form/a");

    if (field == NULL)
      g_assert_cmpint (cases[i].kind, ==, TB_DIFF_SAME);
    else
      g_assert_cmpint (field->kind, ==, cases[i].kind);
  }
}

static void
test_nothing_is_merged_by_itself (void)
{
  g_autoptr (json_t) base = entry ("v1", "{\"a\":1,\"b\":1,\"c\":1}");
  g_autoptr (json_t) mine = update ("{\"a\":2,\"b\":2,\"c\":9}");
  g_autoptr (json_t) theirs = entry ("v2", "{\"a\":1,\"b\":3,\"c\":9}");
  g_autoptr (json_t) half = json_pack ("{s:s}", "/form/a", "mine");
  g_autoptr (json_t) odd = json_pack ("{s:s, s:s}", "/form/a", "mine", "/form/b", "both");
  TbVersions versions = { base, mine, theirs };
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong = NULL;

  g_assert_null (tb_decision_build (&versions, NULL, &author, &none));
  g_assert_error (none, TB_DECISION_ERROR, TB_DECISION_ERROR_UNDECIDED);
  g_assert_null (tb_decision_build (&versions, half, &author, &error));
  g_assert_error (error, TB_DECISION_ERROR, TB_DECISION_ERROR_UNDECIDED);
  g_assert_true (g_str_has_prefix (error->message, "/form/b"));
  g_assert_null (tb_decision_build (&versions, odd, &author, &wrong));
  g_assert_error (wrong, TB_DECISION_ERROR, TB_DECISION_ERROR_UNDECIDED);
}

static void
test_the_new_command_carries_what_was_chosen_on_what_is_current (void)
{
  g_autoptr (json_t) base = entry ("v1", "{\"a\":1,\"b\":1,\"c\":1,\"d\":1}");
  g_autoptr (json_t) mine = update ("{\"a\":2,\"b\":2,\"c\":2,\"d\":9}");
  g_autoptr (json_t) theirs = entry ("v2", "{\"a\":3,\"b\":3,\"c\":3,\"d\":9}");
  g_autoptr (json_t) choices = json_pack ("{s:s, s:s, s:{s:i}}",
                                          "/form/a",
                                          "mine",
                                          "/form/b",
                                          "theirs",
                                          "/form/c",
                                          "value",
                                          4);
  g_autoptr (json_t) expected = json_pack ("{s:i, s:i}", "a", 2, "c", 4);
  TbVersions versions = { base, mine, theirs };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) accepted = NULL;
  g_autoptr (json_t) command = tb_decision_build (&versions, choices, &author, &error);

  g_assert_no_error (error);
  g_assert_true (
      json_equal (tb_json_get_object (tb_json_get_object (command, "args"), "form"), expected));
  g_assert_cmpstr (tb_json_get_string (command, "resolves"), ==, DEAD);
  g_assert_cmpstr (tb_json_get_string (tb_json_get_object (command, "base"), "vid"), ==, "v2");
  /* The dead command itself is untouched. */
  g_assert_cmpint ((int) json_object_size (
                       tb_json_get_object (tb_json_get_object (mine, "args"), "form")),
                   ==,
                   4);

  tb_json_set_string (command, "lane", CASE);
  tb_json_set_int (command, "lseq", 1);
  accepted = tb_command_new (command, &error);
  g_assert_no_error (error);
}

static void
test_choosing_nothing_of_mine_is_giving_up (void)
{
  g_autoptr (json_t) base = entry ("v1", "{\"a\":1}");
  g_autoptr (json_t) mine = update ("{\"a\":2}");
  g_autoptr (json_t) theirs = entry ("v2", "{\"a\":3}");
  g_autoptr (json_t) choices = json_pack ("{s:s}", "/form/a", "theirs");
  TbVersions versions = { base, mine, theirs };
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_decision_build (&versions, choices, &author, &error));
  g_assert_error (error, TB_DECISION_ERROR, TB_DECISION_ERROR_NOTHING);
}

static void
test_a_case_that_is_gone_cannot_be_changed (void)
{
  g_autoptr (json_t) base = entry ("v1", "{\"a\":1}");
  g_autoptr (json_t) mine = update ("{\"a\":2}");
  g_autoptr (json_t) theirs = json_pack ("{s:s, s:b}", "vid", "v2", "gone", 1);
  g_autoptr (json_t) choices = json_pack ("{s:s}", "/form/a", "mine");
  TbVersions versions = { base, mine, theirs };
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_decision_build (&versions, choices, &author, &error));
  g_assert_error (error, TB_DECISION_ERROR, TB_DECISION_ERROR_GONE);
}

static void
test_a_refused_submit_goes_again_under_a_new_number (void)
{
  g_autoptr (json_t) mine = json_pack ("{s:s, s:s, s:s, s:{s:s, s:i}, s:{s:{s:s, s:{s:s}}}}",
                                       "id",
                                       DEAD,
                                       "kind",
                                       "submit",
                                       "case",
                                       CASE,
                                       "item",
                                       "id",
                                       "pension-transfer",
                                       "version",
                                       1,
                                       "args",
                                       "case",
                                       "number",
                                       "SY-20261010-03-00017-4",
                                       "form",
                                       "phone",
                                       "1380");
  g_autoptr (json_t) choices = json_pack ("{s:{s:s}}", "/form/phone", "value", "13800000000");
  TbVersions versions = { NULL, mine, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) command = tb_decision_build (&versions, choices, &author, &error);
  const json_t *submitted;

  g_assert_no_error (error);
  submitted = tb_json_get_object (tb_json_get_object (command, "args"), "case");
  g_assert_null (tb_json_get_string (submitted, "number"));
  g_assert_cmpstr (tb_json_get_string (tb_json_get_object (submitted, "form"), "phone"),
                   ==,
                   "13800000000");
  g_assert_true (json_is_null (json_object_get (command, "base")));
}

#define ADD(path, function) g_test_add_func ("/sync/decision/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-field-is-the-same-mine-theirs-or-a-clash",
       test_a_field_is_the_same_mine_theirs_or_a_clash);
  ADD ("nothing-is-merged-by-itself", test_nothing_is_merged_by_itself);
  ADD ("the-new-command-carries-what-was-chosen-on-what-is-current",
       test_the_new_command_carries_what_was_chosen_on_what_is_current);
  ADD ("choosing-nothing-of-mine-is-giving-up", test_choosing_nothing_of_mine_is_giving_up);
  ADD ("a-case-that-is-gone-cannot-be-changed", test_a_case_that_is_gone_cannot_be_changed);
  ADD ("a-refused-submit-goes-again-under-a-new-number",
       test_a_refused_submit_goes_again_under_a_new_number);

  return g_test_run ();
}
