/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-condition"

#include "config.h"

#include "tb-condition.h"

#include <string.h>

#include "tb-condition-private.h"

#define MAX_STATEMENTS 2048
/* A condition has no loop, so even a long one stays far below. */
#define STEPS_PER_PULSE 1000
#define MAX_PULSES      20

G_DEFINE_QUARK (tb_condition_error_quark, tb_condition_error)

/* Two private connections: conditions run in @db, under the authorizer; @calculator only serves
 * the date functions. @mutex guards everything below it. */
struct _TbConditions {
  gatomicrefcount refs;
  GMutex mutex;
  sqlite3 *db;
  sqlite3 *calculator;
  GHashTable *statements; /* expression → sqlite3_stmt */
  guint n_selects;        /* seen by the authorizer in the statement being compiled */
  int pulses;             /* of the evaluation that is running */
};

/* Everything pure, nothing that reads a table, the clock, a file or chance. Sorted. */
static const char *const functions[] = {
  "->",
  "->>",
  "abs",
  "coalesce",
  "date",
  "glob",
  "ifnull",
  "iif",
  "instr",
  "json_array",
  "json_array_length",
  "json_extract",
  "json_type",
  "json_valid",
  "julianday",
  "length",
  "like",
  "lower",
  "ltrim",
  "max",
  "min",
  "nullif",
  "replace",
  "round",
  "rtrim",
  "sign",
  "strftime",
  "substr",
  "substring",
  "trim",
  "upper",
};

static gboolean
is_allowed_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_ascii_strcasecmp (functions[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Only the SELECT that we wrap around the expression, and functions of the list. */
static int
authorize_cb (void *user_data,
              int action,
              const char *first,
              const char *second,
              const char *database,
              const char *trigger)
{
  TbConditions *self = user_data;

  if (action == SQLITE_SELECT)
    return ++self->n_selects == 1 ? SQLITE_OK : SQLITE_DENY;
  if (action == SQLITE_FUNCTION && is_allowed_function (second))
    return SQLITE_OK;
  return SQLITE_DENY;
}

static int
pulse_cb (void *user_data)
{
  TbConditions *self = user_data;

  return ++self->pulses > MAX_PULSES;
}

static void
set_limits (sqlite3 *db)
{
  const struct {
    int limit;
    int value;
  } limits[] = {
    { SQLITE_LIMIT_LENGTH, 1 << 20 },
    { SQLITE_LIMIT_SQL_LENGTH, 1 << 14 },
    { SQLITE_LIMIT_COLUMN, 8 },
    { SQLITE_LIMIT_EXPR_DEPTH, 64 },
    { SQLITE_LIMIT_VDBE_OP, 8192 },
    { SQLITE_LIMIT_FUNCTION_ARG, 32 },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 128 },
    { SQLITE_LIMIT_VARIABLE_NUMBER, 128 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 0 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i].limit, limits[i].value);
}

static sqlite3 *
open_connection (void)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (":memory:", &db, flags, NULL) != SQLITE_OK)
    g_error ("SQLite cannot open a database in memory: %s", sqlite3_errmsg (db));

  /* "abc" is a name that does not exist, never a text by mistake. */
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return db;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

TbConditions *
tb_conditions_new (void)
{
  TbConditions *self = g_new0 (TbConditions, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize_statement);
  self->db = open_connection ();
  self->calculator = open_connection ();
  tb_condition_add_dates (self->db, self->calculator);
  set_limits (self->db);
  sqlite3_progress_handler (self->db, STEPS_PER_PULSE, pulse_cb, self);
  sqlite3_set_authorizer (self->db, authorize_cb, self);

  return self;
}

TbConditions *
tb_conditions_ref (TbConditions *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
tb_conditions_unref (TbConditions *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close (self->db);
  sqlite3_close (self->calculator);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/* Says what SQLite said, and what to do about it. */
static void
set_compile_error (TbConditions *self, int status, const char *expression, GError **error)
{
  const char *why = sqlite3_errmsg (self->db);
  const gboolean is_forbidden = status == SQLITE_AUTH || g_str_has_prefix (why, "not authorized") ||
                                g_str_has_prefix (why, "no such function") ||
                                g_str_has_prefix (why, "no such table");
  const gboolean is_name = g_str_has_prefix (why, "no such column");
  TbConditionError code = is_forbidden ? TB_CONDITION_ERROR_FORBIDDEN : TB_CONDITION_ERROR_SYNTAX;
  const char *way_out = "";

  if (is_forbidden)
    way_out = "; conditions read no tables and call only pure functions";
  if (is_name) {
    code = TB_CONDITION_ERROR_NAME;
    way_out = "; a field is written with a colon, a text in single quotes";
  }
  g_set_error (error,
               TB_CONDITION_ERROR,
               code,
               "Condition “%.200s”: %s%s",
               expression,
               why,
               way_out);
}

/* Compiles "SELECT " @open @expression @close, which must be one statement of one column. */
static sqlite3_stmt *
prepare (TbConditions *self,
         const char *expression,
         const char *open,
         const char *close,
         GError **error)
{
  g_autofree char *sql = g_strconcat ("SELECT ", open, expression, "\n", close, NULL);
  sqlite3_stmt *statement = NULL;
  const char *tail = NULL;
  int status;

  self->n_selects = 0;
  status = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, &tail);
  if (status != SQLITE_OK) {
    set_compile_error (self, status, expression, error);
    return NULL;
  }
  if (statement == NULL || *tail != '\0' || sqlite3_column_count (statement) != 1) {
    sqlite3_finalize (statement);
    g_set_error (error,
                 TB_CONDITION_ERROR,
                 TB_CONDITION_ERROR_SYNTAX,
                 "Condition “%.200s” is not one expression",
                 expression);
    return NULL;
  }
  return statement;
}

/* An expression that closes our parenthesis to go on with a clause of its own, such as
 * "1) WHERE (0", fits one pair of parentheses or two pairs, never both. */
static sqlite3_stmt *
compile (TbConditions *self, const char *expression, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, expression);

  if (statement != NULL)
    return statement;

  statement = prepare (self, expression, "((", "))", error);
  if (statement == NULL)
    return NULL;
  sqlite3_finalize (statement);

  statement = prepare (self, expression, "(", ")", error);
  if (statement == NULL)
    return NULL;

  /* A catalogue has some hundreds of conditions: whoever fills this makes them up. */
  if (g_hash_table_size (self->statements) >= MAX_STATEMENTS)
    g_hash_table_remove_all (self->statements);
  g_hash_table_insert (self->statements, g_strdup (expression), statement);
  return statement;
}

static gboolean
check_names (sqlite3_stmt *statement, const char *expression, GHashTable *names, GError **error)
{
  const int n = sqlite3_bind_parameter_count (statement);

  for (int i = 1; i <= n; i++) {
    const char *name = sqlite3_bind_parameter_name (statement, i);

    if (name != NULL && *name == ':' && (names == NULL || g_hash_table_contains (names, name + 1)))
      continue;
    g_set_error (error,
                 TB_CONDITION_ERROR,
                 TB_CONDITION_ERROR_NAME,
                 "Condition “%.200s”: %s is neither a field nor a given",
                 expression,
                 name != NULL ? name : "?");
    return FALSE;
  }
  return TRUE;
}

gboolean
tb_conditions_check (TbConditions *self, const char *expression, GHashTable *names, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  sqlite3_stmt *statement;

  g_return_val_if_fail (self != NULL && expression != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  statement = compile (self, expression, error);
  return statement != NULL && check_names (statement, expression, names, error);
}

static void
bind_value (sqlite3_stmt *statement, int i, const json_t *value)
{
  if (json_is_string (value)) {
    sqlite3_bind_text (statement,
                       i,
                       json_string_value (value),
                       (int) json_string_length (value),
                       SQLITE_TRANSIENT);
  } else if (json_is_integer (value)) {
    sqlite3_bind_int64 (statement, i, json_integer_value (value));
  } else if (json_is_boolean (value)) {
    sqlite3_bind_int64 (statement, i, json_is_true (value));
  } else if (json_is_array (value) || json_is_object (value)) {
    g_autofree char *text = tb_json_to_string (value);

    sqlite3_bind_text (statement, i, text, -1, SQLITE_TRANSIENT);
  } else {
    sqlite3_bind_null (statement, i);
  }
}

/* Values are personal data: they do not stay in the statement. */
static void
forget (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* The first row of the statement with @values bound, or NULL. The caller resets it. */
static sqlite3_stmt *
run (TbConditions *self, const char *expression, const json_t *values)
{
  g_autoptr (GError) error = NULL;
  sqlite3_stmt *statement = compile (self, expression, &error);
  int n;

  if (statement == NULL) {
    g_debug ("%s", error->message);
    return NULL;
  }

  n = sqlite3_bind_parameter_count (statement);
  for (int i = 1; i <= n; i++) {
    const char *name = sqlite3_bind_parameter_name (statement, i);

    bind_value (statement, i, name != NULL ? json_object_get (values, name + 1) : NULL);
  }

  self->pulses = 0;
  if (sqlite3_step (statement) == SQLITE_ROW)
    return statement;

  g_debug ("Condition “%.200s”: %s", expression, sqlite3_errmsg (self->db));
  forget (statement);
  return NULL;
}

TbTruth
tb_conditions_eval (TbConditions *self, const char *expression, const json_t *values)
{
  g_autoptr (GMutexLocker) locker = NULL;
  sqlite3_stmt *statement;
  TbTruth truth = TB_TRUTH_UNKNOWN;

  g_return_val_if_fail (self != NULL && expression != NULL, TB_TRUTH_UNKNOWN);

  locker = g_mutex_locker_new (&self->mutex);
  statement = run (self, expression, values);
  if (statement == NULL)
    return TB_TRUTH_UNKNOWN;

  if (sqlite3_column_type (statement, 0) != SQLITE_NULL)
    truth = sqlite3_column_double (statement, 0) != 0 ? TB_TRUTH_TRUE : TB_TRUTH_FALSE;
  forget (statement);
  return truth;
}

/* A number with a fraction becomes a text: our JSON has whole numbers only. */
static json_t *
dup_column (sqlite3_stmt *statement)
{
  const int type = sqlite3_column_type (statement, 0);
  const double number = sqlite3_column_double (statement, 0);

  if (type == SQLITE_INTEGER)
    return json_integer (sqlite3_column_int64 (statement, 0));
  if (type == SQLITE_FLOAT && ABS (number) < 1e15 && number == (gint64) number)
    return json_integer ((gint64) number);
  if (type == SQLITE_TEXT || type == SQLITE_FLOAT)
    return json_string ((const char *) sqlite3_column_text (statement, 0));
  return json_null ();
}

json_t *
tb_conditions_eval_value (TbConditions *self, const char *expression, const json_t *values)
{
  g_autoptr (GMutexLocker) locker = NULL;
  sqlite3_stmt *statement;
  json_t *value;

  g_return_val_if_fail (self != NULL && expression != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  statement = run (self, expression, values);
  if (statement == NULL)
    return json_null ();

  value = dup_column (statement);
  forget (statement);
  return value != NULL ? value : json_null ();
}
