/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-city-error.h"

#include <gio/gio.h>
#include <string.h>

#include "tb-problem.h"

static GError *
judge (guint status, const char *type, const char *retry_after, const char *body)
{
  TbCityReply reply = {
    .status = status,
    .content_type = type,
    .retry_after = retry_after,
    .log_id = "4f2a",
    .protocol = "1",
    .body = body,
    .length = strlen (body),
  };
  GError *error = NULL;

  tb_city_error_set_from_reply (&error, "Benxi", &reply);
  g_assert_nonnull (error);
  return error;
}

static void
test_every_problem_of_the_contract_has_its_code (void)
{
  static const TbCityError codes[] = {
    [TB_PROBLEM_CLASS_RETRY] = TB_CITY_ERROR_RETRY,
    [TB_PROBLEM_CLASS_AUTH] = TB_CITY_ERROR_SIGNED_OUT,
    [TB_PROBLEM_CLASS_STOP_LANE] = TB_CITY_ERROR_STOP_LANE,
    [TB_PROBLEM_CLASS_RESYNC] = TB_CITY_ERROR_RESYNC,
    [TB_PROBLEM_CLASS_FINAL] = TB_CITY_ERROR_FINAL,
  };

  for (int i = 0; i < TB_N_PROBLEMS; i++) {
    g_autoptr (json_t) document = tb_problem_build ((TbProblem) i, NULL, "%s", "detail");
    g_autofree char *body = tb_json_to_string (document);
    guint status = tb_problem_get_status ((TbProblem) i);
    g_autoptr (GError) error = judge (status, TB_PROBLEM_MEDIA_TYPE, NULL, body);
    const TbCityProblem *problem = tb_city_error_get_problem (error);

    g_assert_error (error, TB_CITY_ERROR, (int) codes[tb_problem_get_class ((TbProblem) i)]);
    g_assert_cmpstr (problem->name, ==, tb_problem_get_name ((TbProblem) i));
    g_assert_cmpstr (problem->log_id, ==, "4f2a");
    g_assert_cmpuint (problem->status, ==, status);
    g_assert_nonnull (problem->json);
  }
}

static void
test_what_no_city_says_is_no_answer (void)
{
  static const struct {
    guint status;
    const char *type;
    const char *body;
  } cases[] = {
    { 200, "text/html", "<html>sign in to the hotel</html>" },
    { 200, "application/json", "{}" },
    { 204, NULL, "" },
    { 302, "text/html", "" },
    { 403, "text/html", "<h1>blocked</h1>" },
    { 410, "application/json", "{\"type\":\"urn:tongban:problem:log-changed\"}" },
    { 410, TB_PROBLEM_MEDIA_TYPE, "{" },
    { 410, TB_PROBLEM_MEDIA_TYPE, "{\"type\":\"about:blank\",\"title\":\"Gone\",\"status\":410}" },
    /* Right in itself, but not with this status. */
    { 403,
      TB_PROBLEM_MEDIA_TYPE,
      "{\"type\":\"urn:tongban:problem:log-changed\",\"title\":\"x\",\"status\":403,"
      "\"class\":\"resync\"}" },
    /* A member twice: which one would count? */
    { 410,
      TB_PROBLEM_MEDIA_TYPE,
      "{\"type\":\"urn:tongban:problem:log-changed\",\"title\":\"x\",\"status\":410,"
      "\"class\":\"final\",\"class\":\"resync\"}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = judge (cases[i].status, cases[i].type, NULL, cases[i].body);

    g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
    g_assert_null (tb_city_error_get_problem (error)->name);
    g_assert_true (tb_city_error_is_retryable (error));
  }
}

static void
test_a_problem_without_a_log_is_no_citys (void)
{
  g_autoptr (json_t) document = tb_problem_build (TB_PROBLEM_LOG_CHANGED, NULL, "%s", "gone");
  g_autofree char *body = tb_json_to_string (document);
  TbCityReply reply = { .status = 410,
                        .content_type = TB_PROBLEM_MEDIA_TYPE,
                        .protocol = "1",
                        .body = body,
                        .length = strlen (body) };
  g_autoptr (GError) error = NULL;

  tb_city_error_set_from_reply (&error, "Benxi", &reply);
  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
}

static void
test_a_newer_citys_problem_counts_by_its_class (void)
{
  g_autoptr (GError) error =
      judge (409,
             TB_PROBLEM_MEDIA_TYPE,
             NULL,
             "{\"type\":\"urn:tongban:problem:moon-phase\",\"title\":\"x\",\"status\":409,"
             "\"class\":\"stop-lane\",\"moon\":\"full\"}");

  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_STOP_LANE);
  g_assert_cmpstr (tb_json_get_string (tb_city_error_get_problem (error)->json, "moon"),
                   ==,
                   "full");
}

static void
test_retry_after_is_believed_up_to_fifteen_minutes (void)
{
  static const struct {
    const char *header;
    guint expected;
  } cases[] = {
    { NULL, 0 }, { "30", 30 },  { "900", 900 }, { "86400", 900 },
    { "-5", 0 }, { "soon", 0 }, { "", 0 },      { "99999999999999999999", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = judge (503, "text/html", cases[i].header, "busy");

    g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_RETRY);
    g_assert_cmpuint (tb_city_error_get_problem (error)->retry_after_s, ==, cases[i].expected);
  }
}

static void
test_temporary_statuses_are_tried_again_whoever_says_them (void)
{
  static const guint statuses[] = { 408, 425, 429, 500, 502, 503, 504 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_autoptr (GError) error = judge (statuses[i], "text/html", NULL, "<h1>nginx</h1>");

    g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_RETRY);
  }
}

static void
test_a_forged_certificate_is_told_from_a_dead_line (void)
{
  g_autoptr (GError) forged =
      g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "unknown authority");
  g_autoptr (GError) dead =
      g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, "refused");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other = NULL;

  tb_city_error_set_from_transport (&error, "Benxi", forged);
  g_assert_error (error, TB_CITY_ERROR, TB_CITY_ERROR_CERTIFICATE);
  tb_city_error_set_from_transport (&other, "Benxi", dead);
  g_assert_error (other, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE);
}

#define ADD(path, function) g_test_add_func ("/wire/city-error/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("every-problem-of-the-contract-has-its-code",
       test_every_problem_of_the_contract_has_its_code);
  ADD ("what-no-city-says-is-no-answer", test_what_no_city_says_is_no_answer);
  ADD ("a-problem-without-a-log-is-no-citys", test_a_problem_without_a_log_is_no_citys);
  ADD ("a-newer-citys-problem-counts-by-its-class", test_a_newer_citys_problem_counts_by_its_class);
  ADD ("retry-after-is-believed-up-to-fifteen-minutes",
       test_retry_after_is_believed_up_to_fifteen_minutes);
  ADD ("temporary-statuses-are-tried-again-whoever-says-them",
       test_temporary_statuses_are_tried_again_whoever_says_them);
  ADD ("a-forged-certificate-is-told-from-a-dead-line",
       test_a_forged_certificate_is_told_from_a_dead_line);

  return g_test_run ();
}
