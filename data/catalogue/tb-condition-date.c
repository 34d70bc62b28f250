/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-condition"

#include "config.h"

#include "tb-condition-private.h"

#define MAX_DATE_ARGUMENTS 8

/* Conditions give the same answer on every machine and every day: the current day comes in as
 * :today, so whatever asks the machine's own clock or time zone is NULL. */
static gboolean
asks_the_clock (int n_formats, int n, sqlite3_value **arguments)
{
  if (n <= n_formats)
    return TRUE;

  for (int i = n_formats; i < n; i++) {
    const char *text = (const char *) sqlite3_value_text (arguments[i]);

    if (text == NULL)
      continue;
    if (g_ascii_strcasecmp (text, "now") == 0 || g_ascii_strcasecmp (text, "localtime") == 0 ||
        g_ascii_strcasecmp (text, "utc") == 0)
      return TRUE;
  }
  return FALSE;
}

static void
calculate (sqlite3_context *context, const char *function, int n, sqlite3_value **arguments)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  sqlite3 *calculator = sqlite3_user_data (context);
  sqlite3_stmt *query = NULL;

  g_string_append_printf (sql, "%s (", function);
  for (int i = 1; i <= n; i++)
    g_string_append_printf (sql, i == 1 ? "?%d" : ", ?%d", i);
  g_string_append_c (sql, ')');

  if (sqlite3_prepare_v2 (calculator, sql->str, -1, &query, NULL) != SQLITE_OK) {
    sqlite3_result_error (context, sqlite3_errmsg (calculator), -1);
    return;
  }
  for (int i = 0; i < n; i++)
    sqlite3_bind_value (query, i + 1, arguments[i]);
  if (sqlite3_step (query) == SQLITE_ROW)
    sqlite3_result_value (context, sqlite3_column_value (query, 0));
  sqlite3_finalize (query);
}

static void
calculate_date (sqlite3_context *context, int n, sqlite3_value **arguments)
{
  if (n <= MAX_DATE_ARGUMENTS && !asks_the_clock (0, n, arguments))
    calculate (context, "date", n, arguments);
}

static void
calculate_julianday (sqlite3_context *context, int n, sqlite3_value **arguments)
{
  if (n <= MAX_DATE_ARGUMENTS && !asks_the_clock (0, n, arguments))
    calculate (context, "julianday", n, arguments);
}

static void
calculate_strftime (sqlite3_context *context, int n, sqlite3_value **arguments)
{
  if (n <= MAX_DATE_ARGUMENTS && !asks_the_clock (1, n, arguments))
    calculate (context, "strftime", n, arguments);
}

void
tb_condition_add_dates (sqlite3 *db, sqlite3 *calculator)
{
  const struct {
    const char *name;
    void (*function) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = {
    { "date", calculate_date },
    { "julianday", calculate_julianday },
    { "strftime", calculate_strftime },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    sqlite3_create_function_v2 (db,
                                functions[i].name,
                                -1,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                calculator,
                                functions[i].function,
                                NULL,
                                NULL,
                                NULL);
}
