/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

#define TB_CASE_ERROR (tb_case_error_quark ())
GQuark tb_case_error_quark (void);

typedef enum {
  TB_CASE_ERROR_MEMBER, /* a member that every case has is missing or of the wrong type */
} TbCaseError;

/**
 * TbCase:
 *
 * One piece of work for one person, as a record of its home city says it is, or as a window
 * expects it to become. Immutable: the workflow makes a new one. Any thread may share it.
 * README.md in this folder lists every member of the body; members unknown to this version are
 * kept.
 */
#define TB_TYPE_CASE (tb_case_get_type ())
G_DECLARE_FINAL_TYPE (TbCase, tb_case, TB, CASE, GObject)

/* Takes @body over (also when it fails). */
TbCase *tb_case_new_take (json_t *body, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed, never changed; tb_case_dup_json for a copy of one's own. */
const json_t *tb_case_get_json (TbCase *self);
json_t *tb_case_dup_json (TbCase *self) G_GNUC_WARN_UNUSED_RESULT;

const char *tb_case_get_id (TbCase *self);
const char *tb_case_get_number (TbCase *self);
const char *tb_case_get_item (TbCase *self);
int tb_case_get_item_version (TbCase *self);
const char *tb_case_get_state (TbCase *self);
TbArea tb_case_get_home (TbCase *self);
TbArea tb_case_get_origin (TbCase *self);
/* The one area that must act now. */
TbArea tb_case_get_owner (TbCase *self);
gboolean tb_case_involves (TbCase *self, TbArea area);
gboolean tb_case_is_closed (TbCase *self);
const char *tb_case_get_person_name (TbCase *self);
const char *tb_case_get_person_id (TbCase *self);
const json_t *tb_case_get_form (TbCase *self);
const json_t *tb_case_get_clocks (TbCase *self);

G_END_DECLS
