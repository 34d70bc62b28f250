/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"
#include "tb-hash.h"

/* One chain, recomputed link by link from the bytes. */
typedef struct {
  const char *name;
  gint64 n; /* last number that was right */
  char *h;
  gint64 bad; /* 0, or the first number that is wrong or missing */
} Walk;

static gboolean
check_link (Walk *walk, gint64 n, const char *h, const char *entry)
{
  char *next = tb_hash_chain (walk->h, (guint64) walk->n + 1, entry, strlen (entry));

  g_free (walk->h);
  walk->h = next;
  walk->n++;
  if (n != walk->n || strcmp (next, h) != 0)
    walk->bad = walk->n;

  return walk->bad == 0;
}

static gboolean
check_change (gpointer data, const TbCityChange *change)
{
  return check_link (data, change->seq, change->h, change->entry);
}

static gboolean
check_line (gpointer data, gint64 n, const char *h, const char *entry)
{
  return check_link (data, n, h, entry);
}

static gboolean
finish (Walk *walk, const TbCityChain *chain, GError **error)
{
  gboolean is_whole = walk->bad == 0 && walk->n == chain->head && strcmp (walk->h, chain->h) == 0;

  if (!is_whole)
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_FAILED,
                 "%s: number %" G_GINT64_FORMAT " was changed, or is missing",
                 walk->name,
                 walk->bad != 0 ? walk->bad : walk->n + 1);
  g_free (walk->h);

  return is_whole;
}

static gboolean
verify_view (TbCity *self, TbArea area, GError **error)
{
  const TbCityChain *view = &self->state.views[area];
  TbCityRecord after = { .areas = area, .seq = view->lowest - 1 };
  Walk walk = { tb_area_get_slug (area), view->lowest - 1, g_strdup (view->base), 0 };

  if (!self->storage->does->list_lines (self->storage, &after, check_line, &walk, error)) {
    g_free (walk.h);
    return FALSE;
  }

  return finish (&walk, view, error);
}

gboolean
tb_city_verify (TbCity *self, GError **error)
{
  const TbCityChain *log = &self->state.log;
  const TbCityChange from = { .seq = log->lowest };
  Walk walk = { "log", log->lowest - 1, g_strdup (log->base), 0 };

  if (!self->storage->does->list_changes (self->storage, &from, check_change, &walk, error)) {
    g_free (walk.h);
    return FALSE;
  }
  if (!finish (&walk, log, error))
    return FALSE;

  for (int i = 0; i < TB_N_AREAS; i++) {
    if (!verify_view (self, (TbArea) i, error))
      return FALSE;
  }

  return self->storage->does->verify_reads (self->storage, error);
}
