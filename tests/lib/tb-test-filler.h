/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-test-hall.h"

G_BEGIN_DECLS

/* A form of @item that may be submitted from @area, filled in at random until its own rules are
 * content; another one for each state of @random. NULL when no way was found. */
TbForm *tb_test_filler_fill (TbTestHall *hall, const TbItem *item, TbArea area, GRand *random);

/* Answers for what @transition asks on @self: likewise. An empty object when it asks nothing;
 * NULL when no way was found. */
json_t *tb_test_filler_answer (TbTestHall *hall,
                               const TbItem *item,
                               TbCase *self,
                               const TbTransition *transition,
                               GRand *random);

/* Submits what tb_test_filler_fill() makes. NULL when no way was found. */
TbCase *tb_test_filler_submit (TbTestHall *hall, const TbItem *item, TbArea area, GRand *random);
/* Makes one step by whoever may ("op-2"). @fields: NULL for whatever fits. NULL with @error when
 * nobody may, or when it is refused. */
TbCase *tb_test_filler_advance (TbTestHall *hall,
                                TbCase *self,
                                const char *transition,
                                const json_t *fields,
                                GError **error);

/* A person with a valid number. */
json_t *tb_test_filler_new_person (GRand *random);

/* Any value for @field, fitting its type more often than not. */
json_t *tb_test_filler_new_value (TbTestHall *hall, const TbField *field, GRand *random);

G_END_DECLS
