/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-form-rules.h"
#include "tb-workflow.h"

G_BEGIN_DECLS

/* One application of a command: what is read, and the body that is being changed. */
typedef struct {
  const TbItem *item;
  TbCase *before; /* NULL for submit */
  json_t *body;   /* owned; the case as it becomes */
  TbCommand *command;
  const json_t *args;
  const TbWorkflowActor *actor;
  const char *author; /* id of the operator, or NULL: nobody in particular */
  GDate today;
} TbWorkflowStep;

typedef gboolean (*TbWorkflowHandler) (TbWorkflowStep *step, GError **error);

gboolean tb_workflow_submit (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_advance (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_update (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_supplement (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_request (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_answer (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_cancel_request (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_clarify (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_forward (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_reject (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_add_participant (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_remove_participant (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_invalidate (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_reopen (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_close (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_note (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_attach (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_rate (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_remind (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_print_confirmed (TbWorkflowStep *step, GError **error);
gboolean tb_workflow_noop (TbWorkflowStep *step, GError **error);

/* tb-workflow-body.c: reading and writing the body. */
const char *tb_workflow_get_arg (TbWorkflowStep *step, const char *name);
TbArea tb_workflow_get_area (TbWorkflowStep *step, const char *member);
gboolean tb_workflow_is_partner (const json_t *body, TbArea area);
gboolean tb_workflow_involves (const json_t *body, TbArea area);
gboolean tb_workflow_is_own_case (TbWorkflowStep *step);
json_t *tb_workflow_ensure_array (json_t *body, const char *member);
void tb_workflow_add_partner (TbWorkflowStep *step, TbArea area);
void tb_workflow_set_owner (TbWorkflowStep *step, TbArea area);
/* Appends what was said; @to is the area it was said to, or TB_AREA_NONE. */
void tb_workflow_add_thread (TbWorkflowStep *step, const char *text, TbArea to);
void tb_workflow_add_history (TbWorkflowStep *step, const char *transition, const char *to);
/* The pending request to @to, or for TB_AREA_NONE any; NULL when none is pending. */
json_t *tb_workflow_find_pending (const json_t *body, TbArea to);
void tb_workflow_end (TbWorkflowStep *step);
/* "home", "origin" or "partner" of this case; a case without partners is helped by its home. */
TbArea tb_workflow_resolve_owner (const json_t *body, const char *who);
TbFormRules tb_workflow_get_form_rules (TbWorkflowStep *step);
/* The first problem that stops, as a refusal; TRUE when there is none. */
gboolean tb_workflow_refuse_problems (GPtrArray *problems, const char *prefix, GError **error);

/* tb-workflow-clocks.c */
void tb_workflow_start_clocks (TbWorkflowStep *step, const json_t *legs);
void tb_workflow_move_clocks (TbWorkflowStep *step, const TbTransition *transition);
/* Stops what runs because the case ends; reopening lets exactly those run again. */
void tb_workflow_end_clocks (TbWorkflowStep *step);
void tb_workflow_reopen_clocks (TbWorkflowStep *step);

G_END_DECLS
