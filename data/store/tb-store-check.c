/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-store"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-audit-table.h"
#include "tb-hash.h"
#include "tb-outbox-private.h"
#include "tb-store-private.h"

/* A mirror larger than this is written anew with what still counts. */
#define MAX_MIRROR_BYTES (8 << 20)

static const char all_sql[] =
    "SELECT area, bytes, fp, row_hash, id FROM outbox WHERE bytes IS NOT NULL";
static const char waiting_sql[] = "SELECT bytes, fp, id FROM outbox WHERE settled_us IS NULL";
static const char mirrored_sql[] =
    "SELECT area, subject, accepted_us, base_entry, bytes, lane, lseq, fp FROM outbox "
    "WHERE bytes IS NOT NULL";

static gboolean
check_outbox_row (TbStatement *row, GError **error)
{
  TbArea area = tb_area_from_slug (tb_statement_peek_text (row, 0));
  g_autoptr (TbCommand) command =
      tb_command_new_from_bytes (tb_statement_peek_text (row, 1), -1, NULL);
  const char *fp = tb_statement_peek_text (row, 2);
  g_autofree char *hash = NULL;

  if (command != NULL && strcmp (tb_command_get_fingerprint (command), fp) == 0)
    hash = tb_outbox_row_hash (command, area, fp);
  if (g_strcmp0 (hash, tb_statement_peek_text (row, 3)) == 0)
    return TRUE;

  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_CHAIN,
               _ ("Command %s in the outbox was changed: its hash does not fit"),
               tb_statement_peek_text (row, 4));
  return FALSE;
}

gboolean
tb_store_check_rows (TbStore *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (self->desk, all_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    if (!check_outbox_row (query, error))
      return FALSE;
  }

  return step == TB_STEP_DONE && tb_audit_table_verify (self, 0, NULL, cancellable, error);
}

gboolean
tb_store_check_waiting (TbStore *self, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (self->desk, waiting_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    const char *bytes = tb_statement_peek_text (query, 0);
    g_autofree char *fp = tb_hash_sha256 (bytes, strlen (bytes));

    if (strcmp (fp, tb_statement_peek_text (query, 1)) == 0)
      continue;
    g_set_error (error,
                 TB_DB_ERROR,
                 TB_DB_ERROR_CORRUPT,
                 "the bytes of command %s were changed",
                 tb_statement_peek_text (query, 2));
    return FALSE;
  }

  return step == TB_STEP_DONE;
}

static char *
format_row (TbStatement *row)
{
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:I, s:o?, s:o?}",
                                       "area",
                                       tb_statement_peek_text (row, 0),
                                       "subject",
                                       tb_statement_peek_text (row, 1),
                                       "at_us",
                                       (json_int_t) tb_statement_get_int64 (row, 2),
                                       "base",
                                       tb_json_parse (tb_statement_peek_text (row, 3), -1, NULL),
                                       "command",
                                       tb_json_parse (tb_statement_peek_text (row, 4), -1, NULL));

  return tb_outbox_mirror_format (tb_statement_peek_text (row, 5),
                                  tb_statement_get_int64 (row, 6),
                                  tb_statement_peek_text (row, 7),
                                  json);
}

/* Lines of rows that @known (nullable) does not have with the same fingerprint. */
static gboolean
collect_lines (TbStore *self, GHashTable *known, GString *lines, GError **error)
{
  g_autoptr (TbStatement) query = tb_db_prepare (self->desk, mirrored_sql, error);
  TbStep step;

  if (query == NULL)
    return FALSE;
  while ((step = tb_statement_step (query, error)) == TB_STEP_ROW) {
    g_autofree char *key = g_strdup_printf ("%s %" G_GINT64_FORMAT,
                                            tb_statement_peek_text (query, 5),
                                            tb_statement_get_int64 (query, 6));
    g_autofree char *line = NULL;

    if (known != NULL &&
        g_strcmp0 (g_hash_table_lookup (known, key), tb_statement_peek_text (query, 7)) == 0)
      continue;
    line = format_row (query);
    g_string_append (lines, line);
  }

  return step == TB_STEP_DONE;
}

gboolean
tb_store_repair_mirror (TbStore *self, GError **error)
{
  g_autoptr (GHashTable) known = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  if (self->mirror == NULL)
    return TRUE;
  if (tb_outbox_mirror_get_size (self->mirror) > MAX_MIRROR_BYTES)
    return collect_lines (self, NULL, lines, error) &&
           tb_outbox_mirror_replace (self->mirror, lines->str, error);

  known = tb_outbox_mirror_read_keys (self->mirror, error);
  if (known == NULL || !collect_lines (self, known, lines, error))
    return FALSE;

  return lines->len == 0 || tb_outbox_mirror_append (self->mirror, lines->str, error);
}
