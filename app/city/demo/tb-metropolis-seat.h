/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-case.h"
#include "tb-metropolis-private.h"
#include "tb-workflow.h"

G_BEGIN_DECLS

/**
 * TbMetropolisSeat:
 *
 * One made-up window at one city, while a demo is made: commands go in through the same door as
 * everybody's, so that log, views and clocks are what real work leaves behind.
 */
typedef struct _TbMetropolisSeat TbMetropolisSeat;

TbMetropolisSeat *tb_metropolis_seat_open (const TbMetropolisPlan *plan,
                                           TbArea area,
                                           GError **error);
void tb_metropolis_seat_close (TbMetropolisSeat *self);

/* A grant of this city for one of its operators at the seat's device; borrowed. */
const char *tb_metropolis_seat_get_grant (TbMetropolisSeat *self, const char *operator_id);
/* Believes the grants of @other's operators. */
void tb_metropolis_seat_trust (TbMetropolisSeat *self, TbMetropolisSeat *other);

/* Puts @command (without lane and lseq) into the next batch; a full batch is sent. */
gboolean tb_metropolis_seat_add (TbMetropolisSeat *self, json_t *command, GError **error);
/* Sends what is left. An outcome other than applied is an error that names it. */
gboolean tb_metropolis_seat_flush (TbMetropolisSeat *self, GError **error);

G_END_DECLS
