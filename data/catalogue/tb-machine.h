/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-field.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbMachine:
 *
 * A workflow that several matters share (catalogue.md): states, transitions, who may make them,
 * what they do to the clocks. Immutable after loading, any thread.
 */
typedef struct _TbMachine TbMachine;

typedef enum {
  TB_STATE_START = 's',
  TB_STATE_NORMAL = 'n',
  TB_STATE_WAITS_FOR_CITIZEN = 'w', /* running clocks pause */
  TB_STATE_WAITS_FOR_AREA = 'x',
  TB_STATE_END_GOOD = 'e',
  TB_STATE_END_BAD = 'f',
} TbStateKind;

/* Whose hand a transition needs, resolved against the case. */
typedef enum {
  TB_ACTOR_HOME,    /* the area that decides */
  TB_ACTOR_ORIGIN,  /* the area that collected */
  TB_ACTOR_PARTNER, /* any partner area of the case */
  TB_ACTOR_ANY,     /* any involved area */
} TbActorArea;

typedef struct {
  const char *id;
  const char *name_zh;
  const char *name_en;
  TbStateKind kind;
  gboolean is_resting; /* a case may rightly stay here for ever */
} TbState;

typedef struct {
  const char *id;
  const char *name_zh;
  const char *name_en;
  const char *const *from; /* state ids, NULL-terminated */
  const char *to;
  TbActorArea area;
  guint roles;              /* bits: 1 << TbRole */
  const char *when;         /* condition or NULL */
  const char *when_message; /* English reason shown when the condition is not true, or NULL */
  const char *when_message_zh;
  const json_t *fields; /* array of field definitions that the transition asks for, or NULL */
  const TbField *form;  /* the same, read */
  gsize n_form;
  gboolean needs_reason;
  const char *owner;         /* "home", "origin", "partner" or NULL: who must act afterwards */
  const json_t *clock_start; /* array of leg ids, or NULL; likewise below */
  const json_t *clock_stop;
  const json_t *clock_pause;
  const json_t *clock_resume;
  const json_t *prints; /* array of print ids, or NULL */
} TbTransition;

/* A leg of the deadline. Machines give defaults, an item's "limits" override @days. */
typedef struct {
  const char *id;
  const char *name_zh;
  const char *name_en;
  const char *owner;    /* "home", "origin" or "partner" */
  gboolean is_workdays; /* else calendar days */
  int days;
  const char *source;     /* 文号 or "product default" */
  const char *confidence; /* "sure", "likely", "verify" */
} TbLeg;

/* Roles of staff, as design/trust.md §10 names them. */
typedef enum {
  TB_ROLE_STAFF,
  TB_ROLE_TRAINER,
  TB_ROLE_SUPERVISOR,
  TB_ROLE_ADMIN,
  TB_ROLE_AUDITOR,
} TbRole;

#define TB_N_ROLES 5

const char *tb_role_get_name (TbRole self); /* "staff" … */
int tb_role_from_name (const char *name);   /* −1: unknown */

const char *tb_machine_get_id (const TbMachine *self);
int tb_machine_get_version (const TbMachine *self);
const char *tb_machine_get_name_zh (const TbMachine *self);
const char *tb_machine_get_name_en (const TbMachine *self);
/* The state after submit. */
const char *tb_machine_get_start (const TbMachine *self);
/* Who must act after submit: "home", "origin" or "partner". */
const char *tb_machine_get_owner (const TbMachine *self);
/* Array of leg ids that run from submit on, or NULL. */
const json_t *tb_machine_get_clock_start (const TbMachine *self);
const TbState *tb_machine_get_state (const TbMachine *self, const char *id);
const TbState *tb_machine_get_states (const TbMachine *self, gsize *n);
const TbTransition *tb_machine_get_transition (const TbMachine *self, const char *id);
const TbTransition *tb_machine_get_transitions (const TbMachine *self, gsize *n);
const TbLeg *tb_machine_get_leg (const TbMachine *self, const char *id);
const TbLeg *tb_machine_get_legs (const TbMachine *self, gsize *n);
/* The file itself, as published. */
const json_t *tb_machine_get_json (const TbMachine *self);
const char *tb_machine_get_digest (const TbMachine *self);

G_END_DECLS
