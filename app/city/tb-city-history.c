/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "tb-city-private.h"
#include "tb-hash.h"

#define KEPT_OUTCOMES_S (400 * (gint64) 86400)

static char *
new_hex (TbCity *self, gsize n_bytes)
{
  guint8 raw[32];
  char *hex = g_malloc (2 * n_bytes + 1);

  tb_random_fill (self->random, raw, n_bytes);

  return sodium_bin2hex (hex, 2 * n_bytes + 1, raw, n_bytes);
}

/* One setting in a transaction of its own. */
static gboolean
store_setting (TbCity *self, const char *key, const char *text, GError **error)
{
  TbCityStorage *storage = self->storage;

  if (!storage->does->begin (storage, error))
    return FALSE;
  if (!storage->does->set_setting (storage, key, text, error)) {
    storage->does->rollback (storage);
    return FALSE;
  }

  return storage->does->commit (storage, error);
}

gboolean
tb_city_write_mark (TbCity *self, GError **error)
{
  TbCityMark mark = { .seq = self->state.log.head };

  g_strlcpy (mark.log_id, self->state.log_id, sizeof mark.log_id);
  g_strlcpy (mark.h, self->state.log.h, sizeof mark.h);
  if (tb_city_epoch_write (self->epoch, &mark, error))
    return TRUE;

  /* Without the record a later cut would not be seen: no more writing. */
  tb_city_db_stop (self->db);
  return FALSE;
}

gboolean
tb_city_renew_log (TbCity *self, GError **error)
{
  g_autofree char *log_id = new_hex (self, 16);

  if (!store_setting (self, "log_id", log_id, error))
    return FALSE;
  g_strlcpy (self->state.log_id, log_id, sizeof self->state.log_id);

  return tb_city_write_mark (self, error);
}

/* Whether the database still has what the side record says was answered. A number that was
 * trimmed cannot be compared any more; heads only grow past it. */
static gboolean
has_mark (TbCity *self, const TbCityMark *mark, gboolean *has, GError **error)
{
  const TbCityChain *log = &self->state.log;
  g_autoptr (TbCityChange) change = NULL;
  g_autoptr (GError) local = NULL;

  *has = FALSE;
  if (mark == NULL) {
    *has = log->head == 0;
    return TRUE;
  }
  if (strcmp (mark->log_id, self->state.log_id) != 0 || mark->seq > log->head)
    return TRUE;

  if (mark->seq < log->lowest) {
    *has = mark->seq < log->lowest - 1 || strcmp (mark->h, log->base) == 0;
    return TRUE;
  }
  change = self->storage->does->find_by_seq (self->storage, mark->seq, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  *has = change != NULL && strcmp (change->h, mark->h) == 0;

  return TRUE;
}

static gboolean
load_audit_key (TbCity *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  self->audit_key = self->storage->does->dup_setting (self->storage, "audit_key", &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (self->audit_key != NULL)
    return TRUE;

  self->audit_key = new_hex (self, 32);

  return store_setting (self, "audit_key", self->audit_key, error);
}

gboolean
tb_city_check_history (TbCity *self, GError **error)
{
  gboolean has = FALSE;

  if (!self->storage->does->read_state (self->storage, &self->state, error) ||
      !load_audit_key (self, error))
    return FALSE;
  if (self->state.log_id[0] == '\0')
    return tb_city_renew_log (self, error);
  if (!has_mark (self, tb_city_epoch_get (self->epoch), &has, error))
    return FALSE;
  if (has)
    return tb_city_write_mark (self, error);

  g_message ("The log is shorter than what was answered from it: it gets a new identity");

  return tb_city_renew_log (self, error);
}

static gint64
read_durable (TbCity *self)
{
  g_autofree char *text = self->storage->does->dup_setting (self->storage, "durable_seq", NULL);

  return text == NULL ? 0 : g_ascii_strtoll (text, NULL, 10);
}

gint64
tb_city_get_durable_seq (TbCity *self)
{
  if (self->is_local)
    return self->state.log.head;

  return MIN (read_durable (self), self->state.log.head);
}

gboolean
tb_city_set_durable_seq (TbCity *self, gint64 seq, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  if (seq <= read_durable (self))
    return TRUE;

  return store_setting (self, "durable_seq", text, error);
}

gboolean
tb_city_set_notices (TbCity *self, const json_t *notices, GError **error)
{
  g_autofree char *text = notices == NULL ? g_strdup ("[]") : tb_json_to_string (notices);

  return store_setting (self, "notices", text, error);
}

static gboolean
compact (TbCity *self, gint64 lowest, GError **error)
{
  TbCityStorage *storage = self->storage;
  gint64 now_s = tb_clock_wall_us (self->clock) / G_USEC_PER_SEC;

  if (!storage->does->prune_outcomes (storage, now_s - KEPT_OUTCOMES_S, error))
    return FALSE;

  return lowest <= self->state.log.lowest || storage->does->trim (storage, lowest, error);
}

gboolean
tb_city_compact (TbCity *self, gint64 lowest, GError **error)
{
  TbCityStorage *storage = self->storage;

  if (!storage->does->begin (storage, error))
    return FALSE;
  if (!compact (self, MIN (lowest, self->state.log.head + 1), error)) {
    storage->does->rollback (storage);
    return FALSE;
  }
  if (!storage->does->commit (storage, error))
    return FALSE;

  return storage->does->read_state (storage, &self->state, error);
}
