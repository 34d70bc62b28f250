/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-case-number.h"
#include "tb-outbox-private.h"
#include "tb-salvage-private.h"

static const char lane_walk_sql[] =
    "SELECT rowid, * FROM lane WHERE rowid > ?1 ORDER BY rowid LIMIT 1";
static const char outbox_walk_sql[] =
    "SELECT position, * FROM outbox NOT INDEXED WHERE position > ?1 ORDER BY position LIMIT 1";

/* Columns that are copied as they stand; the rest is made anew. */
static const char *const columns[] = {
  "id",       "area",       "lane",     "lseq",     "kind",     "case_id",    "item",
  "operator", "subject",    "number",   "resolves", "follows",  "base_entry", "bytes",
  "fp",       "row_hash",   "original", "state",    "attempts", "log_id",     "seq",
  "ver",      "vid",        "reason",   "problem",  "told_by",  "decided_by", "accepted_us",
  "sent_us",  "settled_us", NULL,
};

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const json_t *one = *(json_t *const *) a;
  const json_t *other = *(json_t *const *) b;
  int order = g_strcmp0 (tb_json_get_string (one, "lane"), tb_json_get_string (other, "lane"));
  gint64 difference = tb_json_get_int (one, "lseq", 0) - tb_json_get_int (other, "lseq", 0);

  return order != 0 ? order : (difference > 0) - (difference < 0);
}

/* What was read is believed when its hashes fit. */
static gboolean
is_whole (const json_t *row)
{
  const char *bytes = tb_json_get_string (row, "bytes");
  TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));
  g_autoptr (TbCommand) command = NULL;
  g_autofree char *hash = NULL;

  if (area == TB_AREA_NONE || tb_json_get_string (row, "lane") == NULL)
    return FALSE;
  if (bytes == NULL)
    return g_strcmp0 (tb_json_get_string (row, "state"), "archived") == 0;
  command = tb_command_new_from_bytes (bytes, -1, NULL);
  if (command == NULL ||
      g_strcmp0 (tb_command_get_fingerprint (command), tb_json_get_string (row, "fp")) != 0)
    return FALSE;
  hash = tb_outbox_row_hash (command, area, tb_command_get_fingerprint (command));

  return g_strcmp0 (hash, tb_json_get_string (row, "row_hash")) == 0;
}

static void
set_from_command (json_t *row, TbCommand *command)
{
  const json_t *body = tb_json_get_object (tb_command_get_args (command), "case");
  gboolean follows = tb_command_get_base_kind (command) == TB_BASE_AFTER;

  tb_json_set_string (row, "id", tb_command_get_id (command));
  tb_json_set_string (row, "lane", tb_command_get_lane (command));
  tb_json_set_int (row, "lseq", tb_command_get_lseq (command));
  tb_json_set_string (row, "kind", tb_command_kind_get_name (tb_command_get_kind (command)));
  tb_json_set_string (row, "case_id", tb_command_get_case (command));
  tb_json_set_string (row, "item", tb_command_get_item (command));
  tb_json_set_string (row, "operator", tb_command_get_operator (command));
  tb_json_set_string (row, "resolves", tb_command_get_resolves (command));
  tb_json_set_string (row, "follows", follows ? tb_command_get_base (command) : NULL);
  tb_json_set_string (row, "number", tb_json_get_string (body, "number"));
  tb_json_set_string (row, "bytes", tb_command_get_bytes (command));
  tb_json_set_string (row, "fp", tb_command_get_fingerprint (command));
}

/* A row made of a line of the mirror: it was accepted; whether it was sent is not known, so it
 * counts as sent, and the outcome that the city stored decides. */
static json_t *
row_from_line (const json_t *line)
{
  g_autoptr (TbCommand) command = tb_command_new (json_object_get (line, "command"), NULL);
  TbArea area = tb_area_from_slug (tb_json_get_string (line, "area"));
  const json_t *base = json_object_get (line, "base");
  g_autofree char *base_text = base != NULL ? tb_json_to_string (base) : g_strdup ("null");
  g_autofree char *hash = NULL;
  gboolean is_noop;
  json_t *row;

  if (command == NULL || area == TB_AREA_NONE)
    return NULL;
  is_noop = tb_command_get_kind (command) == TB_COMMAND_NOOP;
  hash = tb_outbox_row_hash (command, area, tb_command_get_fingerprint (command));
  row = json_object ();
  set_from_command (row, command);
  tb_json_set_string (row, "area", tb_area_get_slug (area));
  tb_json_set_string (row, "row_hash", hash);
  tb_json_set_string (row, "base_entry", base_text);
  tb_json_set_string (row, "subject", tb_json_get_string (line, "subject"));
  tb_json_set_string (row, "state", is_noop ? "cancelled" : "sent");
  tb_json_set_string (row, "original", is_noop ? "null" : NULL);
  tb_json_set_int (row, "attempts", 1);
  tb_json_set_int (row, "accepted_us", tb_json_get_int (line, "at_us", 0));

  return row;
}

/* Whole rows of the file, then what only the mirror has; in the order of lanes and lseq. */
static GPtrArray *
collect_rows (TbSalvage *self)
{
  g_autoptr (GPtrArray) found = tb_salvage_walk (self, outbox_walk_sql);
  g_autoptr (GHashTable) mirror = NULL;
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  GHashTableIter iter;
  gpointer line;

  if (self->store->mirror != NULL)
    mirror = tb_outbox_mirror_read_all (self->store->mirror, NULL);
  for (guint i = 0; i < found->len; i++) {
    json_t *row = g_ptr_array_index (found, i);
    g_autofree char *key = NULL;

    if (!is_whole (row))
      continue;
    key = g_strdup_printf ("%s %" G_GINT64_FORMAT,
                           tb_json_get_string (row, "lane"),
                           tb_json_get_int (row, "lseq", 0));
    if (mirror != NULL)
      g_hash_table_remove (mirror, key);
    g_ptr_array_add (rows, json_incref (row));
  }
  if (mirror != NULL) {
    g_hash_table_iter_init (&iter, mirror);
    while (g_hash_table_iter_next (&iter, NULL, &line)) {
      json_t *row = row_from_line (line);

      if (row == NULL)
        continue;
      g_ptr_array_add (rows, row);
      self->n_from_mirror++;
    }
  }
  g_ptr_array_sort (rows, compare_rows);

  return rows;
}

static gboolean
run_on_lane (TbSalvage *self, const char *sql, const json_t *row, gint64 lseq, GError **error)
{
  g_autoptr (TbStatement) statement = tb_db_prepare (tb_store_get_desk (self->store), sql, error);

  if (statement == NULL)
    return FALSE;
  tb_statement_bind_text (statement, ":lane", tb_json_get_string (row, "lane"));
  tb_statement_bind_text (statement, ":area", tb_json_get_string (row, "area"));
  tb_statement_bind_int64 (statement, ":lseq", lseq);

  return tb_statement_run (statement, error);
}

/* The row's lane is there, is the current one, and stands just before the row: what is lost for
 * good leaves a gap and shifts nothing. */
static gboolean
prepare_lane (TbSalvage *self, const json_t *row, gint64 lseq, GError **error)
{
  static const char *const steps[] = {
    "UPDATE lane SET current = 0 WHERE area = :area AND lane <> :lane AND :lseq > 0",
    "INSERT INTO lane (lane, area, sandbox, current, device, enrolled_us) VALUES (:lane, :area, "
    "(SELECT sandbox FROM store), 1, '', :lseq * 0) ON CONFLICT DO NOTHING",
    "UPDATE lane SET current = 1, last_lseq = max (last_lseq, :lseq - 1) WHERE lane = :lane AND "
    "area = :area",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (!run_on_lane (self, steps[i], row, lseq, error))
      return FALSE;
  }

  return TRUE;
}

static void
bind_member (TbStatement *insert, const char *name, const json_t *value)
{
  g_autofree char *bind = g_strconcat (":", name, NULL);

  if (json_is_integer (value))
    tb_statement_bind_int64 (insert, bind, json_integer_value (value));
  else if (json_is_string (value))
    tb_statement_bind_text (insert, bind, json_string_value (value));
  else if (strcmp (name, "subject") == 0)
    tb_statement_bind_text (insert, bind, "");
  else
    tb_statement_bind_null (insert, bind);
}

static gboolean
insert_row (TbSalvage *self, const json_t *row, GError **error)
{
  g_autofree char *names = g_strjoinv (", ", (char **) columns);
  g_autofree char *binds = g_strjoinv (", :", (char **) columns);
  g_autofree char *sql = g_strdup_printf ("INSERT INTO outbox (%s, sandbox, audit_n) VALUES (:%s, "
                                          "(SELECT sandbox FROM store), :audit_n)",
                                          names,
                                          binds);
  TbAuditAct act = {
    .verb = "outbox.salvaged",
    .subject = tb_json_get_string (row, "id"),
    .area = tb_area_from_slug (tb_json_get_string (row, "area")),
  };
  g_autoptr (TbStatement) insert = NULL;
  gint64 audit_n;

  if (!prepare_lane (self, row, tb_json_get_int (row, "lseq", 0), error) ||
      !tb_audit_table_append (self->store, &act, &audit_n, error))
    return FALSE;
  insert = tb_db_prepare (tb_store_get_desk (self->store), sql, error);
  if (insert == NULL)
    return FALSE;
  for (gsize i = 0; columns[i] != NULL; i++)
    bind_member (insert, columns[i], json_object_get (row, columns[i]));
  tb_statement_bind_int64 (insert, ":audit_n", audit_n);
  self->n_saved++;

  return tb_statement_run (insert, error);
}

/* Serials are never used twice, even when the table that counts them is what was damaged. */
static gboolean
raise_serial (TbSalvage *self, const json_t *row, GError **error)
{
  const char *text = tb_json_get_string (row, "number");
  g_autoptr (TbStatement) raise = NULL;
  TbCaseNumber number;

  if (text == NULL || g_strcmp0 (tb_json_get_string (row, "kind"), "submit") != 0 ||
      !tb_case_number_parse (text, &number, NULL))
    return TRUE;
  raise = tb_db_prepare (
      tb_store_get_desk (self->store),
      "INSERT INTO number (area, window, serial, current) VALUES (:area, :window, :serial, "
      "NOT EXISTS (SELECT 1 FROM number WHERE current = 1)) ON CONFLICT (area, window) DO UPDATE "
      "SET serial = max (serial, excluded.serial)",
      error);
  if (raise == NULL)
    return FALSE;
  tb_statement_bind_text (raise, ":area", tb_area_get_slug (number.area));
  tb_statement_bind_int64 (raise, ":window", number.window);
  tb_statement_bind_int64 (raise, ":serial", number.serial);

  return tb_statement_run (raise, error);
}

/* Base and mine of a conflict stand in its row; theirs, when it cannot be read any more, is told
 * again by the city when the case is opened. */
static gboolean
copy_conflicts (TbSalvage *self, GError **error)
{
  if (self->damaged != NULL)
    tb_salvage_copy_rows (self, "conflict", "command, round");

  return tb_db_run (tb_store_get_desk (self->store),
                    "INSERT INTO conflict (command, round, area, case_id, log_id, base, mine, "
                    "theirs, since, at_us) SELECT id, 1, area, case_id, coalesce (log_id, ''), "
                    "base_entry, coalesce (original, bytes), 'null', '[]', settled_us FROM outbox "
                    "WHERE state = 'conflict' AND id NOT IN (SELECT command FROM conflict)",
                    error);
}

static gboolean
insert_lane (TbSalvage *self, const json_t *row, GError **error)
{
  g_autoptr (TbStatement) insert =
      tb_db_prepare (tb_store_get_desk (self->store),
                     "INSERT INTO lane (lane, area, sandbox, current, device, log_id, durable_seq, "
                     "enrolled_us) VALUES (:lane, :area, (SELECT sandbox FROM store), :current, "
                     ":device, :log_id, :durable, :now) ON CONFLICT DO NOTHING",
                     error);

  if (insert == NULL)
    return FALSE;
  tb_statement_bind_text (insert, ":lane", tb_json_get_string (row, "lane"));
  tb_statement_bind_text (insert, ":area", tb_json_get_string (row, "area"));
  tb_statement_bind_int64 (insert, ":current", tb_json_get_int (row, "current", 1) != 0);
  tb_statement_bind_text (insert, ":device", tb_json_get_string (row, "device"));
  tb_statement_bind_text (insert, ":log_id", tb_json_get_string (row, "log_id"));
  tb_statement_bind_int64 (insert, ":durable", MAX (tb_json_get_int (row, "durable_seq", 0), 0));
  tb_statement_bind_int64 (insert, ":now", tb_store_get_wall_us (self->store));

  return tb_statement_run (insert, error);
}

static gboolean
is_lane (const json_t *row)
{
  return tb_json_get_string (row, "lane") != NULL && tb_json_get_string (row, "device") != NULL &&
         tb_area_from_slug (tb_json_get_string (row, "area")) != TB_AREA_NONE;
}

static gboolean
insert_lanes (TbSalvage *self, GPtrArray *lanes, GError **error)
{
  for (guint i = 0; i < lanes->len; i++) {
    if (is_lane (g_ptr_array_index (lanes, i)) &&
        !insert_lane (self, g_ptr_array_index (lanes, i), error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
insert_rows (TbSalvage *self, GPtrArray *rows, GError **error)
{
  for (guint i = 0; i < rows->len; i++) {
    if (!insert_row (self, g_ptr_array_index (rows, i), error) ||
        !raise_serial (self, g_ptr_array_index (rows, i), error))
      return FALSE;
  }

  return TRUE;
}

/* As the old lanes stood; the new file may not give a number again that the old one gave. */
static gboolean
finish_lanes (TbSalvage *self, GPtrArray *lanes, GError **error)
{
  static const char *const steps[] = {
    "UPDATE lane SET current = 0 WHERE area = :area AND lane <> :lane AND :lseq >= 0",
    "UPDATE lane SET current = 1, last_lseq = max (last_lseq, :lseq) WHERE lane = :lane AND "
    "area = :area",
  };

  for (guint i = 0; i < lanes->len; i++) {
    const json_t *row = g_ptr_array_index (lanes, i);
    gint64 last = tb_json_get_int (row, "last_lseq", 0);

    if (!is_lane (row) || tb_json_get_int (row, "current", 1) == 0)
      continue;
    for (gsize step = 0; step < G_N_ELEMENTS (steps); step++) {
      if (!run_on_lane (self, steps[step], row, last, error))
        return FALSE;
    }
  }

  return TRUE;
}

/* A number without its command stops the lane: only people can find out what it was. */
static gboolean
stop_broken_lanes (TbSalvage *self, GError **error)
{
  TbDb *db = tb_store_get_desk (self->store);
  g_autoptr (TbStatement) stop = NULL;
  gint64 n_lost;

  if (!tb_db_get_int64 (db,
                        "SELECT coalesce (sum (last_lseq - (SELECT count (*) FROM outbox o WHERE "
                        "o.lane = l.lane)), 0) FROM lane l",
                        &n_lost,
                        error))
    return FALSE;
  self->n_lost = (guint) n_lost;
  if (n_lost == 0)
    return TRUE;
  stop = tb_db_prepare (db,
                        "UPDATE lane SET state = 'stopped', alarm = :alarm WHERE last_lseq > "
                        "(SELECT count (*) FROM outbox o WHERE o.lane = lane.lane)",
                        error);
  if (stop == NULL)
    return FALSE;
  tb_statement_bind_text (stop,
                          ":alarm",
                          _ ("desk.db was damaged and some commands of this lane could not be "
                             "saved: compare with the city before it runs again"));

  return tb_statement_run (stop, error);
}

gboolean
tb_salvage_outbox (TbSalvage *self, GError **error)
{
  g_autoptr (GPtrArray) lanes = tb_salvage_walk (self, lane_walk_sql);
  g_autoptr (GPtrArray) rows = collect_rows (self);

  return insert_lanes (self, lanes, error) && insert_rows (self, rows, error) &&
         copy_conflicts (self, error) && finish_lanes (self, lanes, error) &&
         stop_broken_lanes (self, error);
}
