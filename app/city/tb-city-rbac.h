/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-case.h"
#include "tb-catalogue.h"
#include "tb-command.h"
#include "tb-grant.h"

G_BEGIN_DECLS

/* The rows of design/trust.md §10. */
typedef enum {
  TB_ACTION_SIGN_IN,
  TB_ACTION_SIGN_IN_OFFLINE,
  TB_ACTION_LIST_HALL,
  TB_ACTION_SEARCH_ELSEWHERE,
  TB_ACTION_OPEN_CASE,
  TB_ACTION_REVEAL,
  TB_ACTION_HANDLE_CASE,
  TB_ACTION_DECIDE,
  TB_ACTION_CANCEL_OWN,
  TB_ACTION_RESOLVE_OWN,
  TB_ACTION_RESOLVE_OTHERS,
  TB_ACTION_REASSIGN,
  TB_ACTION_RELEASE_LANE,
  TB_ACTION_PRINT_RECEIPT,
  TB_ACTION_EXPORT,
  TB_ACTION_TRAINING,
  TB_ACTION_SCENARIOS,
  TB_ACTION_UNLOCK_OPERATOR,
  TB_ACTION_MANAGE_OPERATOR,
  TB_ACTION_ENROL_DEVICE,
  TB_ACTION_CONFIGURE,
  TB_ACTION_SEE_CONTENT,
  TB_ACTION_BACKUP,
  TB_ACTION_QUARANTINE,
  TB_ACTION_READ_AUDIT,
  TB_ACTION_CHANGE_AUDIT,
} TbAction;

#define TB_N_ACTIONS 26

/* How near the operator stands to what the action touches. */
typedef enum {
  TB_SCOPE_OWN,       /* the operator made or moved it */
  TB_SCOPE_HALL,      /* the operator's area takes part in it */
  TB_SCOPE_ELSEWHERE, /* neither */
} TbScope;

#define TB_N_SCOPES 3

typedef enum {
  TB_PERMISSION_DENIED,  /* also what every unknown value gets */
  TB_PERMISSION_REQUEST, /* may ask for it; somebody else does it */
  TB_PERMISSION_TWO,     /* only together with a second person */
  TB_PERMISSION_REASON,  /* with a recorded reason */
  TB_PERMISSION_ALLOWED,
} TbPermission;

/* @role, @action and @scope may be any number: what is not in the table is denied. */
TbPermission tb_city_rbac_get (int role, int action, int scope);
/* The best that any of @roles (bits: 1 << TbRole) gives. */
TbPermission tb_city_rbac_get_for_roles (guint roles, TbAction action, TbScope scope);
const char *tb_action_get_name (TbAction self); /* "handle-case" … */

/* Bits for the role names of @grant that this version knows. */
guint tb_city_rbac_get_roles (const TbGrant *grant);
/* SEC-40: whether one person may hold these roles together. */
gboolean tb_city_rbac_roles_are_compatible (guint roles);

/* @before: NULL for a submit, which is the operator's own. */
TbScope tb_city_rbac_get_scope (const TbGrant *grant, TbCase *before);
/* What @command does in the matrix's words: a transition that staff may not make is a decision. */
TbAction tb_city_rbac_get_action (TbCommand *command, const TbItem *item);

G_END_DECLS
