/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-catalogue.h"
#include "tb-city-server.h"
#include "tb-metropolis.h"

G_BEGIN_DECLS

/* All residents, operators and windows of one demo; @today is the day on which it is made. */
typedef struct {
  char *folder;
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  guint n_persons;
} TbMetropolisPlan;

char *tb_metropolis_city_folder (const char *folder, TbArea area);
char *tb_metropolis_socket (const char *folder, TbArea area, const char *kind);

/* Population, operators and windows; for an empty folder. */
gboolean tb_metropolis_seed (const TbMetropolisPlan *plan, GError **error);
/* Cases in every state of every matter, through the cities' own commands. */
gboolean tb_metropolis_seed_cases (const TbMetropolisPlan *plan, GError **error);

/* Listens on the control socket in the thread-default main context. */
GSocketService *tb_metropolis_listen (TbMetropolis *self,
                                      const char *folder,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
