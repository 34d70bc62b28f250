/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-machine.h"
#include "tb-reader.h"

G_BEGIN_DECLS

/* Lies in the catalogue's arena; texts lie in @json, which the catalogue keeps. */
struct _TbMachine {
  const char *name; /* of the file: "pension_xprov", "pension_xprov@2" */
  const char *id;
  int version;
  const char *name_zh;
  const char *name_en;
  const char *start;
  const char *owner;
  const json_t *clock_start;
  const TbState *states;
  gsize n_states;
  const TbTransition *transitions;
  gsize n_transitions;
  const TbLeg *legs;
  gsize n_legs;
  const json_t *json;
  const char *digest;
};

/* Errors go to @reader. @name and @digest must live as long as the arena. */
TbMachine *tb_machine_read (TbReader *reader,
                            const json_t *json,
                            const char *name,
                            const char *digest);
/* What only shows when all is read: names, ways through the graph, hands. */
void tb_machine_check (const TbMachine *self, TbReader *reader);

G_END_DECLS
