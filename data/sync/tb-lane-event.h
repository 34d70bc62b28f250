/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "tb-hash.h"

G_BEGIN_DECLS

#define TB_LANE_LOG_LENGTH  64
#define TB_LANE_MAX_ACTIONS 16

/* What went wrong with a request or a commit, as far as the lane acts on it. */
typedef enum {
  TB_FAILURE_NONE,
  TB_FAILURE_NO_ANSWER,   /* nothing, or nothing that is a city's */
  TB_FAILURE_TEMPORARY,   /* 408 425 429 500 502 503 504 */
  TB_FAILURE_SIGNED_OUT,  /* 401 */
  TB_FAILURE_REVOKED,     /* 403 unknown-device: the window's certificate is no longer good */
  TB_FAILURE_ID_REUSED,   /* 422: this lseq was something else once */
  TB_FAILURE_VERSION,     /* 426 */
  TB_FAILURE_STOPPED,     /* another answer of class stop-lane */
  TB_FAILURE_GAP,         /* 409 lane-gap */
  TB_FAILURE_LOG_CHANGED, /* 410 */
  TB_FAILURE_TOO_OLD,     /* 410 cursor-too-old */
  TB_FAILURE_FINAL,       /* a no to the request itself: our mistake, or poison */
  TB_FAILURE_PROTOCOL,    /* an answer of the city that breaks the protocol */
  TB_FAILURE_CERTIFICATE, /* somebody else answers in its place */
  TB_FAILURE_STORE,       /* our own disk: full, or failing */
  TB_FAILURE_HOLE,        /* a line is missing in the feed */
  TB_FAILURE_HASH,        /* the chain does not fit */
  TB_FAILURE_DISAGREES,   /* answer and feed tell different stories */
} TbLaneFailure;

/* All but the last four halt the lane until a person has looked. */
typedef enum {
  TB_ALARM_NONE,
  TB_ALARM_HOLE,
  TB_ALARM_HASH,
  TB_ALARM_DISAGREES,
  TB_ALARM_ID_REUSED,
  TB_ALARM_ROLLED_BACK, /* the city has seen more of this lane than this store has: an old copy */
  TB_ALARM_REVOKED,
  TB_ALARM_VERSION,
  TB_ALARM_STOPPED,
  TB_ALARM_GAP, /* the city keeps missing what it has already answered */
  TB_ALARM_PARKED,
  TB_ALARM_CERTIFICATE,
  TB_ALARM_PROTOCOL,
  TB_ALARM_STORE,
} TbLaneAlarm;

typedef enum {
  /* From outside. */
  TB_EVENT_START, /* has_lane log_id last seq h n(commands waiting) flag(needs a snapshot) */
  TB_EVENT_STOP,
  TB_EVENT_RESUME, /* a person has looked at the alarm */
  TB_EVENT_WORK,   /* a command was accepted; last: its lseq */
  TB_EVENT_SEND_NOW,
  TB_EVENT_NETWORK, /* the machine's network has changed */
  TB_EVENT_SIGNED_IN,
  TB_EVENT_TIMER,
  /* Answers, with the token of their request. failure is NONE, or says why there is none. */
  TB_EVENT_LANE_OPENED,
  TB_EVENT_ABOUT,    /* log_id */
  TB_EVENT_OUTCOMES, /* log_id last n(outcomes) flag(more) */
  TB_EVENT_BLOBS,
  TB_EVENT_COMMANDS, /* log_id n(outcomes); failure GAP and ID_REUSED may bring outcomes too */
  TB_EVENT_LINES,    /* log_id seq(first line): whole lines of a page have come */
  TB_EVENT_PAGE,     /* log_id flag(more): the trailer has come and all lines are applied */
  /* Commits, with the token of their action. failure is NONE, STORE or what the store says. */
  TB_EVENT_ENROLLED,
  TB_EVENT_NOTED,   /* of /about */
  TB_EVENT_MARKED,  /* T2: n(commands) last(first lseq) flag(there are attachments to send) */
  TB_EVENT_SETTLED, /* T3: n(settled) last(highest seq among them) */
  TB_EVENT_APPLIED, /* T4: seq h last(highest seq of an own command in the log) */
  TB_EVENT_REBUILT, /* T6 */
} TbLaneEventKind;

/**
 * TbLaneEvent:
 * @now_us: boot clock
 * @random: fresh, uniform: the jitter
 * @token: see the kind
 * @status: HTTP status of a failure, 0 for none
 *
 * One thing that happened; which members mean what stands with the kinds.
 */
typedef struct {
  TbLaneEventKind kind;
  gint64 now_us;
  guint32 random;
  guint64 token;
  TbLaneFailure failure;
  guint status;
  guint retry_after_s;
  char log_id[TB_LANE_LOG_LENGTH];
  gint64 last;
  gint64 n;
  gint64 seq;
  char h[TB_HASH_HEX_LENGTH + 1];
  gboolean has_lane;
  gboolean flag;
} TbLaneEvent;

typedef enum {
  /* Requests; token. */
  TB_DO_OPEN_LANE,
  TB_DO_ASK_ABOUT,
  TB_DO_ASK_OUTCOMES, /* flag: from the end, only for `last`; else from the oldest that waits */
  TB_DO_ASK_CHANGES,  /* n: seconds to wait for news */
  TB_DO_ASK_SNAPSHOT,
  TB_DO_SEND_BLOBS,
  TB_DO_SEND_COMMANDS,
  /* Commits; token. What they commit came with the event before. */
  TB_DO_ENROL,
  TB_DO_NOTE,
  TB_DO_MARK,    /* T2; n: commands at most */
  TB_DO_SETTLE,  /* T3 */
  TB_DO_APPLY,   /* T4 */
  TB_DO_REBUILD, /* T6; log_id; n: the lane's last lseq there; flag: cache only, same history */
  /* The rest. */
  TB_DO_CANCEL_PUSH,
  TB_DO_CANCEL_PULL,
  TB_DO_SET_TIMER, /* n: boot time, 0: none */
  TB_DO_SHOW_STATUS,
  TB_DO_RAISE_ALARM, /* n: TbLaneAlarm; flag: the lane is halted */
  TB_DO_CLEAR_ALARM,
} TbLaneActionKind;

typedef struct {
  TbLaneActionKind kind;
  guint64 token;
  gint64 n;
  gboolean flag;
  char log_id[TB_LANE_LOG_LENGTH];
} TbLaneAction;

typedef struct {
  guint n;
  TbLaneAction items[TB_LANE_MAX_ACTIONS];
} TbLaneActions;

const char *tb_lane_event_kind_get_name (TbLaneEventKind self);
const char *tb_lane_action_kind_get_name (TbLaneActionKind self);
const char *tb_lane_failure_get_name (TbLaneFailure self);

G_END_DECLS
