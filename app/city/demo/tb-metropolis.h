/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

#define TB_METROPOLIS_ERROR (tb_metropolis_error_quark ())
GQuark tb_metropolis_error_quark (void);

typedef enum {
  TB_METROPOLIS_ERROR_FOLDER, /* the folder is no demo, or its path is too long for sockets */
  TB_METROPOLIS_ERROR_CITY,   /* no such city */
  TB_METROPOLIS_ERROR_ORDER,  /* no such order, or not possible now */
} TbMetropolisError;

/**
 * TbMetropolisOptions:
 * @folder: made when missing; holds cities/SLUG, windows/SLUG-NN, sockets, control
 * @n_persons: residents of each area when the demo is made; later ignored
 * @record_path: (nullable): file that gets every exchange, for contract tests
 */
typedef struct {
  const char *folder;
  guint n_persons;
  const char *record_path;
} TbMetropolisOptions;

/**
 * TbMetropolis:
 *
 * Eight cities in one process, each with its own folder, thread and socket: the demo, and the
 * cities of practice and tests. Everything in them is made up. Nothing leads from here to a real
 * city: windows of the demo are marked as sandbox and know only these sockets.
 */
#define TB_TYPE_METROPOLIS (tb_metropolis_get_type ())
G_DECLARE_FINAL_TYPE (TbMetropolis, tb_metropolis, TB, METROPOLIS, GObject)

/* Makes the demo when the folder is empty, then serves it. Blocks. */
TbMetropolis *tb_metropolis_open (const TbMetropolisOptions *options,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What a city can be told: up and the faults, then the rest. */
#define TB_METROPOLIS_ORDERS                                                                       \
  "up", "down", "slow", "captive", "cut", "wrong-epoch", "wrong-hash", "late", "bomb", "error",    \
      "backup", "restore", "status"

/* By slug or Chinese name: fushun, 抚顺, 抚顺市. %TB_AREA_NONE with @error, which names all. */
TbArea tb_metropolis_find_city (const char *name, GError **error);

/**
 * tb_metropolis_order:
 * @order: {"city": as tb_metropolis_find_city() takes it, "do": one of %TB_METROPOLIS_ORDERS}
 *
 * What the demo can be told while it runs. A restore brings back the last backup, under a new
 * log_id.
 */
json_t *tb_metropolis_order (TbMetropolis *self, const json_t *order, GError **error);

/* Clean stop of all eight. */
void tb_metropolis_stop (TbMetropolis *self);

/* The row of resident @n of @area, as the persons query gives it; `archive` is where theirs lies.
 */
json_t *tb_metropolis_dup_resident (TbArea area, guint n);

/* Path of the socket on which orders arrive, one JSON object a line. Free with g_free(). */
char *tb_metropolis_dup_control_path (const char *folder);
/* Asks a running demo; blocks. */
json_t *tb_metropolis_ask (const char *folder, const json_t *order, GError **error);

G_END_DECLS
