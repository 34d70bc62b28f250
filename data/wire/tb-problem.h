/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbProblem:
 *
 * Every reason for which a city does not do what was asked: the names of the problem documents
 * (RFC 9457) of protocol version 1. One table gives each its status, class and title; the list in
 * data/wire/README.md is the same.
 */
typedef enum {
  TB_PROBLEM_BAD_REQUEST,
  TB_PROBLEM_WRONG_CREDENTIALS,
  TB_PROBLEM_SIGNED_OUT,
  TB_PROBLEM_FORBIDDEN,
  TB_PROBLEM_UNKNOWN_DEVICE,
  TB_PROBLEM_PURPOSE_REQUIRED,
  TB_PROBLEM_NOT_FOUND,
  TB_PROBLEM_METHOD_NOT_ALLOWED,
  TB_PROBLEM_LANE_GAP,
  TB_PROBLEM_LOG_CHANGED,
  TB_PROBLEM_CURSOR_TOO_OLD,
  TB_PROBLEM_TOO_LARGE,
  TB_PROBLEM_UNSUPPORTED_MEDIA,
  TB_PROBLEM_RANGE,
  TB_PROBLEM_ID_REUSED,
  TB_PROBLEM_INVALID,
  TB_PROBLEM_LOCKED_OUT,
  TB_PROBLEM_PROTOCOL_VERSION,
  TB_PROBLEM_TOO_MANY,
  TB_PROBLEM_INTERNAL,
  TB_PROBLEM_BUSY,
} TbProblem;

#define TB_N_PROBLEMS 21

/* What the asker does next (protocol.md §5). */
typedef enum {
  TB_PROBLEM_CLASS_RETRY,     /* send the same again later */
  TB_PROBLEM_CLASS_AUTH,      /* refresh, then ask the operator */
  TB_PROBLEM_CLASS_STOP_LANE, /* stop this lane and raise an alarm */
  TB_PROBLEM_CLASS_RESYNC,    /* take a snapshot, offer again */
  TB_PROBLEM_CLASS_FINAL,     /* the same request will never succeed */
} TbProblemClass;

#define TB_PROBLEM_MEDIA_TYPE "application/problem+json"

const char *tb_problem_get_name (TbProblem self); /* "lane-gap" … */
int tb_problem_from_name (const char *name);      /* −1: unknown */
guint tb_problem_get_status (TbProblem self);
/* English, static: one sentence without personal data. */
const char *tb_problem_get_title (TbProblem self);
TbProblemClass tb_problem_get_class (TbProblem self);
const char *tb_problem_class_get_name (TbProblemClass self); /* "stop-lane" … */
int tb_problem_class_from_name (const char *name);           /* −1: unknown */

/**
 * tb_problem_build:
 * @field: (nullable): JSON pointer to the member that is wrong
 * @detail: printf format; never personal data
 *
 * Returns: (transfer full): the document; the caller may add members of its own
 */
json_t *tb_problem_build (TbProblem self, const char *field, const char *detail, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;

/**
 * TbProblemDocument:
 * @name: the part of type after "urn:tongban:problem:"
 * @problem: the same as a #TbProblem, −1 for a name that this version does not know
 * @problem_class: as the document says, also for unknown names
 * @json: the whole document, with the members that the name adds
 */
typedef struct {
  const char *name;
  int problem;
  guint status;
  TbProblemClass problem_class;
  const char *title;
  const char *detail;
  const char *field;
  json_t *json;
} TbProblemDocument;

#define TB_PROBLEM_ERROR (tb_problem_error_quark ())
GQuark tb_problem_error_quark (void);

typedef enum {
  TB_PROBLEM_ERROR_FORMAT, /* no problem document: a captive portal's page, for example */
} TbProblemError;

/* Strings are borrowed from the document's json. @bytes as they came; @status the answer's. */
TbProblemDocument *tb_problem_parse (const char *bytes, gssize length, guint status, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
void tb_problem_document_free (TbProblemDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbProblemDocument, tb_problem_document_free)

G_END_DECLS
