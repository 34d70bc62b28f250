/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-deadline.h"
#include "tb-form.h"
#include "tb-workflow.h"

G_BEGIN_DECLS

/**
 * TbTestHall:
 *
 * The shipped catalogue with its calendar and regions, and a day: what a window or a city needs to
 * run the workflow. Gives out numbers and identities that are the same in every run.
 */
typedef struct {
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  TbRegions *regions;
  char at[32];   /* the time of what happens next */
  guint counter; /* behind ids and numbers */
} TbTestHall;

TbTestHall *tb_test_hall_new (void);
/* Over a catalogue of one's own. */
TbTestHall *tb_test_hall_new_for (TbCatalogue *catalogue);
void tb_test_hall_free (TbTestHall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbTestHall, tb_test_hall_free)

/* 09:00 in China on @day ("2026-11-23"). */
void tb_test_hall_set_day (TbTestHall *self, const char *day);
void tb_test_hall_get_day (TbTestHall *self, GDate *day);
void tb_test_hall_add_days (TbTestHall *self, int days);

const TbItem *tb_test_hall_get_item (TbTestHall *self, const char *id);
TbWorkflowActor tb_test_hall_get_actor (TbTestHall *self, TbArea area, guint roles);
TbFormRules tb_test_hall_get_rules (TbTestHall *self, const TbItem *item, TbArea area);

/* A UUID that was not given out before. (transfer full) */
char *tb_test_hall_new_id (TbTestHall *self);
/* @case_id NULL: a new case. Takes @args over. */
TbCommand *tb_test_hall_command (TbTestHall *self,
                                 TbCommandKind kind,
                                 const TbItem *item,
                                 const char *case_id,
                                 json_t *args);
/* The same by another operator than "op-1". */
TbCommand *tb_test_hall_command_by (TbCommand *command, const char *operator_id);

/* Adds a number of @area to what a form gives, as args of submit. Takes @payload over. */
json_t *tb_test_hall_submit_args (TbTestHall *self, TbArea area, json_t *payload);

/* 1 << TB_ROLE_STAFF and 1 << TB_ROLE_SUPERVISOR */
#define TB_TEST_STAFF      (1u << TB_ROLE_STAFF)
#define TB_TEST_SUPERVISOR (1u << TB_ROLE_SUPERVISOR)

G_END_DECLS
