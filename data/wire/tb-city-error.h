/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

#define TB_CITY_ERROR (tb_city_error_quark ())
GQuark tb_city_error_quark (void);

/* Named for what the caller does next, not for what the wire said (protocol.md §5). */
typedef enum {
  TB_CITY_ERROR_UNREACHABLE, /* no answer, or one that is not in the contract: wait, try again */
  TB_CITY_ERROR_RETRY,       /* the city says later: wait at least retry_after_s, try again */
  TB_CITY_ERROR_SIGNED_OUT,  /* refresh the session, then ask the operator to sign in */
  TB_CITY_ERROR_STOP_LANE,   /* send nothing more before a person has looked: raise the alarm */
  TB_CITY_ERROR_RESYNC,      /* the city stands elsewhere: problem_name says what to ask next */
  TB_CITY_ERROR_FINAL,       /* a no that another try does not change: show its reason */
  TB_CITY_ERROR_PROTOCOL,    /* the city broke the protocol: believe nothing of it, tell someone */
  TB_CITY_ERROR_CERTIFICATE, /* not the city it claims to be, or it does not accept this window */
} TbCityError;

#define TB_CITY_MAX_RETRY_AFTER_S 900

/**
 * TbCityProblem:
 * @status: HTTP status, 0 when nothing answered
 * @name: (nullable): the problem's name, such as "lane-gap"
 * @retry_after_s: how long the city asked to wait, at most TB_CITY_MAX_RETRY_AFTER_S; 0: not said
 * @log_id: (nullable): the log that the answer belongs to
 * @json: (nullable): the whole problem with further members ("last", "outcomes", "retry_at")
 *
 * What a GError of TB_CITY_ERROR carries besides its code.
 */
typedef struct {
  guint status;
  char *name;
  guint retry_after_s;
  char *log_id;
  json_t *json;
} TbCityProblem;

/* Borrowed from @error; never NULL for an error of TB_CITY_ERROR. */
const TbCityProblem *tb_city_error_get_problem (const GError *error);
/* Whether waiting and sending the same again is right. */
gboolean tb_city_error_is_retryable (const GError *error);

/**
 * TbCityReply:
 * @status: HTTP status
 * @content_type: (nullable): media type without parameters
 * @retry_after: (nullable): the header as it stands
 * @log_id: (nullable): Tongban-Log
 * @protocol: (nullable): Tongban-Protocol
 * @body: (nullable): whole, decoded
 * @length: bytes of @body
 */
typedef struct {
  guint status;
  const char *content_type;
  const char *retry_after;
  const char *log_id;
  const char *protocol;
  const char *body;
  gsize length;
} TbCityReply;

/* Whether @reply comes from a city at all: it names its log and its protocol. */
gboolean tb_city_reply_is_of_city (const TbCityReply *reply);

/* Sets @error for a reply that is no success. @area: whom the message names. */
void tb_city_error_set_from_reply (GError **error, const char *area, const TbCityReply *reply);
/* Sets @error for a transport failure @cause (GIO, TLS, libsoup). */
void tb_city_error_set_from_transport (GError **error, const char *area, const GError *cause);
/* Sets @error with @code and nothing known of a reply but its @status. */
void tb_city_error_set (GError **error, TbCityError code, guint status, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

G_END_DECLS
