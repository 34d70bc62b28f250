/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-case.h"
#include "tb-catalogue.h"
#include "tb-command.h"
#include "tb-refusal.h"
#include "tb-regions.h"

G_BEGIN_DECLS

/**
 * TbWorkflowActor:
 *
 * Who makes the command, as the grant in it says and the caller has verified; and when. The
 * workflow has no clock and knows no network.
 */
typedef struct {
  TbArea area; /* the area of the author's window */
  guint roles; /* bits: 1 << TbRole */
  const char
      *operator_id; /* (nullable): who asks tb_workflow_may_advance; a command says its own */
  const char *at;   /* RFC 3339: the city's time; at a window the time of acceptance */
  TbCalendar *calendar;
  TbCatalogue *catalogue; /* the code lists that values are checked against */
  TbRegions *regions;     /* (nullable): without it no region in an ID number is called unknown */
} TbWorkflowActor;

/**
 * tb_workflow_apply:
 * @item: the version of the matter that the case pins
 * @before: (nullable): the case as the command's base says; NULL exactly for submit
 * @command: what was done
 * @actor: by whom and when
 *
 * Decides what a command does to a case. The only place with that knowledge: city, window,
 * sandbox and simulator all call it. Pure and total: every combination of arguments gives a case
 * or an error, never both, and the same one each time.
 *
 * Returns: (transfer full): the case afterwards, or NULL with an error of TB_REFUSAL
 */
TbCase *tb_workflow_apply (const TbItem *item,
                           TbCase *before,
                           TbCommand *command,
                           const TbWorkflowActor *actor,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @transition would be allowed now but for what its fields will say; NULL @error is fine.
 * What a denied action says when it is asked to explain itself. */
gboolean tb_workflow_may_advance (const TbItem *item,
                                  TbCase *before,
                                  const TbTransition *transition,
                                  const TbWorkflowActor *actor,
                                  GError **error);

/* Values for conditions: form fields plus :home_area :window_area :origin_area :today
 * :applicant_age :applicant_sex :state and the transition's own fields. */
json_t *tb_workflow_dup_values (TbCase *self, const json_t *fields, const TbWorkflowActor *actor);

/**
 * TbWorkflowFold:
 * @current: (nullable): the case as it becomes, NULL when there was none and nothing made one
 * @errors: (element-type GError): one element a command; NULL where it did its work
 *
 * A confirmed record with one's own open commands on top: what the screen shows (protocol.md §10).
 */
typedef struct {
  TbCase *current;
  GPtrArray *errors;
} TbWorkflowFold;

void tb_workflow_fold_clear (TbWorkflowFold *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbWorkflowFold, tb_workflow_fold_clear)

/**
 * tb_workflow_fold:
 * @item: the version of the matter that the case pins
 * @record: (nullable): the case as its city confirmed it
 * @commands: (element-type TbCommand): own open commands on that case, oldest first
 * @actors: one for each command
 * @out: (out caller-allocates): what becomes of it
 *
 * A command that says no leaves the case as it was; the next one is tried on that.
 */
void tb_workflow_fold (const TbItem *item,
                       TbCase *record,
                       GPtrArray *commands,
                       const TbWorkflowActor *actors,
                       TbWorkflowFold *out);

G_END_DECLS
