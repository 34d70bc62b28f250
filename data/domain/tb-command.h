/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbCommandKind:
 *
 * Everything that staff can do to a case. Commuting kinds carry no base and conflict with
 * nothing (protocol.md §1).
 */
typedef enum {
  TB_COMMAND_SUBMIT,          /* args: case (the whole new case as collected) */
  TB_COMMAND_ADVANCE,         /* args: transition, fields?, reason? */
  TB_COMMAND_UPDATE,          /* args: form (members to replace; null removes), reason */
  TB_COMMAND_SUPPLEMENT,      /* args: materials (id → {state,due?,sha256?}) */
  TB_COMMAND_REQUEST,         /* args: request (uuid), to (area), kind, text: asks another area */
  TB_COMMAND_ANSWER,          /* args: request, text, accepted */
  TB_COMMAND_CANCEL_REQUEST,  /* args: request, reason */
  TB_COMMAND_CLARIFY,         /* args: text: a question to the area that holds the case */
  TB_COMMAND_FORWARD,         /* args: to (area), reason: the owner hands the case on */
  TB_COMMAND_REJECT,          /* args: reason: back to the sender's queue */
  TB_COMMAND_ADD_PARTICIPANT, /* args: area, reason */
  TB_COMMAND_REMOVE_PARTICIPANT,
  TB_COMMAND_INVALIDATE,      /* args: reason: the case should never have been */
  TB_COMMAND_REOPEN,          /* args: reason */
  TB_COMMAND_CLOSE,           /* args: reason: an administrative close */
  TB_COMMAND_NOTE,            /* commutes; args: text */
  TB_COMMAND_ATTACH,          /* commutes; args: sha256, name, media_type, size, material? */
  TB_COMMAND_RATE,            /* commutes; args: rating 1–5, text? */
  TB_COMMAND_REMIND,          /* commutes; args: text? */
  TB_COMMAND_PRINT_CONFIRMED, /* commutes; args: print, copy */
  TB_COMMAND_NOOP,            /* a cancelled command: keeps its lseq, changes nothing */
} TbCommandKind;

#define TB_N_COMMAND_KINDS 21

const char *tb_command_kind_get_name (TbCommandKind self); /* "submit", "print-confirmed" … */
int tb_command_kind_from_name (const char *name);          /* −1: unknown */
gboolean tb_command_kind_commutes (TbCommandKind self);

#define TB_COMMAND_ERROR (tb_command_error_quark ())
GQuark tb_command_error_quark (void);

typedef enum {
  TB_COMMAND_ERROR_MEMBER, /* a member is missing, unknown or of the wrong type */
  TB_COMMAND_ERROR_KIND,   /* an unknown kind */
} TbCommandError;

/* How a command names what its author saw. */
typedef enum {
  TB_BASE_CREATES, /* "base": null */
  TB_BASE_VERSION, /* {"vid": …}: the version the author saw */
  TB_BASE_AFTER,   /* {"after": …}: the author's own unacknowledged command on the case */
  TB_BASE_NONE,    /* absent: the kind commutes */
} TbBaseKind;

/**
 * TbCommand:
 *
 * One thing that a person did, frozen at the moment it was accepted: its canonical bytes never
 * change again, through every retry and restore. Immutable, so any thread may share it.
 *
 * `{lane, lseq, id, kind, case, base, item:{id,version}, args, actor:{operator,window,grant},
 *   made_at, skew_ms, resolves?}`
 */
#define TB_TYPE_COMMAND (tb_command_get_type ())
G_DECLARE_FINAL_TYPE (TbCommand, tb_command, TB, COMMAND, GObject)

/* Checks members and types; keeps a deep copy of @json. */
TbCommand *tb_command_new (const json_t *json, GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbCommand *tb_command_new_from_bytes (const char *bytes,
                                      gssize length,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *tb_command_get_bytes (TbCommand *self);       /* canonical JSON */
const char *tb_command_get_fingerprint (TbCommand *self); /* SHA-256 of the bytes, hex */
const json_t *tb_command_get_json (TbCommand *self);

const char *tb_command_get_lane (TbCommand *self);
gint64 tb_command_get_lseq (TbCommand *self);
const char *tb_command_get_id (TbCommand *self);
TbCommandKind tb_command_get_kind (TbCommand *self);
const char *tb_command_get_case (TbCommand *self);
TbBaseKind tb_command_get_base_kind (TbCommand *self);
/* The vid or the command id, as the kind says; NULL for the other two kinds. */
const char *tb_command_get_base (TbCommand *self);
const char *tb_command_get_item (TbCommand *self);
int tb_command_get_item_version (TbCommand *self);
const json_t *tb_command_get_args (TbCommand *self);
const char *tb_command_get_operator (TbCommand *self);
const char *tb_command_get_window (TbCommand *self);
const char *tb_command_get_grant (TbCommand *self);
const char *tb_command_get_made_at (TbCommand *self);
/* The dead command whose content this one carries again, or NULL. */
const char *tb_command_get_resolves (TbCommand *self);

G_END_DECLS
