/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "tb-json.h"

/* check and calc as a program sees them: lines in, lines out, exit codes. */

static int
run (const char *const *arguments, const char *input, char **output)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, (gpointer) TB_TEST_TONGBANCTL);
  for (gsize i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) arguments[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                   G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, output, NULL, &error);
  g_assert_no_error (error);

  return g_subprocess_get_exit_status (process);
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *p = text; (p = strchr (p, '\n')) != NULL; p++)
    n++;

  return n;
}

static void
test_values (void)
{
  g_autofree char *by_arguments = NULL;
  g_autofree char *by_lines = NULL;
  g_autofree char *today = NULL;

  g_assert_cmpint (run ((const char *const[]){ "check", "name", "王小明", "", "王", NULL },
                        NULL,
                        &by_arguments),
                   ==,
                   0);
  g_assert_cmpint (run ((const char *const[]){ "check", "name", NULL },
                        "王小明\n\r\n王",
                        &by_lines),
                   ==,
                   0);
  g_assert_cmpuint (count_lines (by_lines), ==, 3);
  g_assert_cmpstr (by_lines, ==, by_arguments);

  run ((const char *const[]){ "check", "id18", "--today=1979-06-14", "210102197906159915", NULL },
       NULL,
       &today);
  g_assert_nonnull (strstr (today, "\"BIRTH_RANGE\""));
}

static void
test_exit_codes (void)
{
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *none = NULL;

  g_assert_cmpint (run ((const char *const[]){ "calc", "rmb_upper", "{\"value\":7}", NULL },
                        NULL,
                        &good),
                   ==,
                   0);
  g_assert_cmpstr (good, ==, "{\"result\":\"柒元整\"}\n");
  g_assert_cmpint (run ((const char *const[]){ "calc", "rmb_upper", NULL },
                        "\n{\"value\":\"7\"}\n",
                        &bad),
                   ==,
                   1);
  g_assert_cmpuint (count_lines (bad), ==, 2);
  g_assert_true (g_str_has_prefix (bad, "{\"error\":"));
  g_assert_true (g_str_has_suffix (bad, "{\"result\":\"柒元整\"}\n"));
  g_assert_cmpint (run ((const char *const[]){ "check", "shoe", "1", NULL }, NULL, &none), ==, 2);
  g_assert_cmpstr (none, ==, "");
}

/* An answer is there before the next question is asked. */
static void
test_coprocess (void)
{
  const char *argv[] = { TB_TEST_TONGBANCTL, "calc", "deadline", NULL };
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv,
                         G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                         NULL);
  GOutputStream *questions = g_subprocess_get_stdin_pipe (process);
  g_autoptr (GDataInputStream) answers =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  for (int days = 0; days < 20; days++) {
    g_autofree char *question = g_strdup_printf ("{\"start\":\"2026-11-23\",\"days\":%d}\n", days);
    g_autofree char *answer = NULL;

    g_assert_true (
        g_output_stream_write_all (questions, question, strlen (question), NULL, NULL, NULL));
    answer = g_data_input_stream_read_line (answers, NULL, NULL, NULL);
    g_assert_true (g_str_has_prefix (answer, "{\"result\":\"2026-1"));
  }
  g_output_stream_close (questions, NULL, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/verbs/arguments-and-lines-are-the-same", test_values);
  g_test_add_func ("/rules/verbs/exit-codes-tell-bad-input", test_exit_codes);
  g_test_add_func ("/rules/verbs/each-line-is-answered-at-once", test_coprocess);

  return g_test_run ();
}
