/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

#include "tb-tool-words.h"

/* Codes are typed back; without a translation they stand as they are. */
static void
test_codes_stay_codes (void)
{
  g_assert_cmpstr (tb_tool_word ("up-to-date"), ==, "up-to-date");
  g_assert_cmpstr (tb_tool_word ("shenyang"), ==, "shenyang");
  g_assert_cmpstr (tb_tool_word ("no such code"), ==, "no such code");
  g_assert_cmpstr (tb_tool_word (NULL), ==, "");
}

static void
test_instants_are_chinas_clock (void)
{
  g_autofree char *late = tb_tool_local_time ("2026-11-23T23:39:52.853Z");
  g_autofree char *other = tb_tool_local_time ("yesterday");
  g_autofree char *none = tb_tool_local_time (NULL);

  g_assert_cmpstr (late, ==, "2026-11-24 07:39:52");
  g_assert_cmpstr (other, ==, "yesterday");
  g_assert_cmpstr (none, ==, "");
}

static void
test_cells_follow_the_member (void)
{
  g_autoptr (json_t) row = json_pack ("{s:s, s:s, s:b, s:i, s:n}",
                                      "at",
                                      "2026-11-23T23:39:52.853Z",
                                      "number",
                                      "2026-11-23T23:39:52.853Z",
                                      "ok",
                                      TRUE,
                                      "seq",
                                      17,
                                      "reason");
  static const char *const expected[][2] = {
    { "at", "2026-11-24 07:39:52" },
    { "number", "2026-11-23T23:39:52.853Z" },
    { "ok", "yes" },
    { "seq", "17" },
    { "reason", "" },
    { "absent", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *text = tb_tool_text_of (row, expected[i][0]);

    g_assert_cmpstr (text, ==, expected[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tool/words/codes-stay-codes", test_codes_stay_codes);
  g_test_add_func ("/tool/words/instants-are-chinas-clock", test_instants_are_chinas_clock);
  g_test_add_func ("/tool/words/cells-follow-the-member", test_cells_follow_the_member);

  return g_test_run ();
}
