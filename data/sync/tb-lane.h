/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane-event.h"

G_BEGIN_DECLS

/* What the lane does besides waiting; one of each at a time, push and pull in parallel. */
typedef enum {
  TB_PUSH_HELD,      /* no lane or no history known yet */
  TB_PUSH_OPENING,   /* POST /lanes, then its enrolment */
  TB_PUSH_RESOLVING, /* GET /lanes/{lane}: what became of what was sent */
  TB_PUSH_IDLE,
  TB_PUSH_MARKING,   /* T2 */
  TB_PUSH_UPLOADING, /* attachments go before the command that names them */
  TB_PUSH_SENDING,
  TB_PUSH_SETTLING, /* T3 */
  TB_PUSH_WAITING,
  TB_PUSH_PARKED, /* one command that the city cannot digest: an alarm, and a slow retry */
} TbPush;

typedef enum {
  TB_PULL_HELD,
  TB_PULL_ASKING,     /* GET /about, then its record */
  TB_PULL_POLLING,    /* GET /changes; T4 while it arrives */
  TB_PULL_SNAPSHOT,   /* GET /snapshot */
  TB_PULL_COUNTING,   /* the history changed: GET /lanes/{lane} for its last lseq there */
  TB_PULL_REBUILDING, /* T6 */
  TB_PULL_WAITING,
} TbPull;

typedef enum {
  TB_LANE_NEW,
  TB_LANE_RUNNING,
  TB_LANE_HALTED,  /* by an alarm, until a person lets it run again */
  TB_LANE_STOPPED, /* for good */
} TbLanePhase;

typedef enum {
  TB_REACH_UNKNOWN,
  TB_REACH_ONLINE,
  TB_REACH_TRYING,  /* failing for a moment */
  TB_REACH_OFFLINE, /* for 15 minutes: shown to staff */
  TB_REACH_LOST,    /* for 4 hours: the supervisor is told */
} TbReach;

/**
 * TbLaneLimits:
 *
 * Protocol.md §5's numbers; tests make them smaller. Times in microseconds.
 */
typedef struct {
  gint64 unit_us; /* 1 s: back-off is min (60, 2^n) of it, with full jitter */
  gint64 offline_us;
  gint64 lost_us;
  gint64 about_us; /* how often /about is asked again: durable_seq, notices, clock */
  gint64 park_us;  /* a parked command is tried again this often */
  guint wait_s;    /* of the long poll */
  guint page;      /* lines asked for in one page */
  guint batch;     /* commands sent in one POST, 1 to TB_OUTBOX_MAX_BATCH */
} TbLaneLimits;

extern const TbLaneLimits tb_lane_limits_default;

/**
 * TbLaneState:
 *
 * Everything a lane remembers between two events, without a pointer: it can be copied, compared
 * and written into a trace. Written by tb_lane_step() only.
 */
typedef struct {
  TbLaneLimits limits;
  TbLanePhase phase;
  TbPush push;
  TbPull pull;
  TbReach reach;
  TbLaneAlarm alarm;
  char log_id[TB_LANE_LOG_LENGTH];
  char new_log_id[TB_LANE_LOG_LENGTH]; /* while counting and rebuilding */
  gint64 last_lseq;                    /* the last that was assigned here */
  gint64 seq;                          /* cursor */
  char h[TB_HASH_HEX_LENGTH + 1];
  guint64 push_token; /* of the request under way; an answer with another one is late */
  guint64 pull_token;
  gboolean has_lane;
  gboolean is_resolved;
  gboolean has_work;
  gboolean needs_snapshot;
  gboolean is_too_old; /* rebuilding only because the cursor fell below the kept log */
  gboolean is_caught_up;
  gboolean needs_sign_in;
  gint64 need_seq; /* highest seq of an own outcome, and the highest seen in the feed */
  gint64 seen_seq;
  gint64 polled_seq; /* need_seq when the present page was asked for */
  guint batch_limit;
  guint batch_n;
  gint64 batch_first;
  gint64 doubted_first; /* of a batch whose outcomes settled nothing; 0 for none */
  guint n_poison;       /* failures of the same batch that may be its own fault */
  guint n_gaps;
  TbLaneFailure after_settling;
  guint n_push_failures;
  guint n_pull_failures;
  gint64 push_due_us; /* when waiting or parked */
  gint64 pull_due_us;
  gint64 about_due_us;
  gint64 contact_us; /* the last answer of the city; 0 for none */
  gint64 failing_since_us;
  gint64 timer_us; /* what the timer was set to; 0 for none */
} TbLaneState;

/* @limits may be NULL for the default. */
void tb_lane_init (TbLaneState *self, const TbLaneLimits *limits);

/**
 * tb_lane_step:
 * @event: what happened
 * @actions: (out caller-allocates): what is to be done, in this order
 *
 * The lane's whole behaviour (README.md in this folder, protocol.md §3 to §5). Pure: no clock, no
 * network, no randomness but what stands in the event. Any state takes any event; what does not
 * belong to the present request is ignored (I14).
 */
void tb_lane_step (TbLaneState *self, const TbLaneEvent *event, TbLaneActions *actions);

/* Nothing waits for this city, and what was done here has come back in its feed. */
gboolean tb_lane_is_quiet (const TbLaneState *self);
/* When something is tried next, boot time; 0 while nothing waits for time to pass. */
gint64 tb_lane_get_next_try_us (const TbLaneState *self);

const char *tb_push_get_name (TbPush self);
const char *tb_pull_get_name (TbPull self);
const char *tb_reach_get_name (TbReach self);
const char *tb_lane_alarm_get_name (TbLaneAlarm self); /* "id-reused" …; NULL for none */

G_END_DECLS
