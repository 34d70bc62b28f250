/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-lane.h"

/* A window and its city in memory, with a bad network between them: what test-lane's property runs
 * against. Everything follows from one seed. */

#define MODEL_MAX_COMMANDS 400
#define MODEL_MAX_LOG      1000
#define MODEL_MAX_PAYLOAD  50

typedef enum {
  MODEL_QUEUED,
  MODEL_SENT,
  MODEL_APPLIED,
  MODEL_REFUSED,
} ModelState;

typedef struct {
  gint64 lseq;
  gboolean is_applied;
  gint64 seq;
} ModelOutcome;

/* A request on its way there, or an answer on its way back. */
typedef struct {
  gint64 at_us;
  guint incarnation; /* of the window that waits for it */
  gboolean is_answer;
  TbLaneAction action; /* of a request */
  gint64 first;        /* commands: lseq; changes: cursor */
  guint n;
  char log_id[TB_LANE_LOG_LENGTH];
  TbLaneEvent event;                     /* of an answer */
  ModelOutcome items[MODEL_MAX_PAYLOAD]; /* outcomes, or lines with their own lseq */
  guint n_items;
} ModelMessage;

/* Number s of the log stands at entries[s − 1]; a 0 is a colleague's change. */
typedef struct {
  guint n_histories;
  gint64 entries[MODEL_MAX_LOG];
  gint64 head;
  gint64 lowest;
  ModelOutcome outcomes[MODEL_MAX_COMMANDS + 1]; /* by lseq */
  gint64 last;
  gint64 backup_head;
  gint64 backup_last;
  gboolean is_sick;
} ModelCity;

typedef struct {
  TbLaneState lane;
  guint incarnation;
  gint64 timer_us;
  /* What survives a crash. */
  ModelState states[MODEL_MAX_COMMANDS + 1];
  gint64 seqs[MODEL_MAX_COMMANDS + 1];
  guint attempts[MODEL_MAX_COMMANDS + 1];
  gint64 last_lseq;
  gint64 durable;
  char log_id[TB_LANE_LOG_LENGTH];
  gboolean has_lane;
  gint64 cursor;
  char cursor_log[TB_LANE_LOG_LENGTH];
  gint64 cache[MODEL_MAX_LOG];
  /* What came with the last answer. */
  ModelMessage push;
  ModelMessage pull;
  gint64 batch_first;
  guint batch_n;
} ModelWindow;

typedef struct {
  GRand *random;
  gint64 now_us;
  gboolean is_healed;
  ModelCity city;
  ModelWindow window;
  GPtrArray *messages;
  GQueue events;
  guint n_steps;
  guint n_late;
  guint n_restores;
} Model;

Model *model_new (guint32 seed);
void model_free (Model *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

void model_accept (Model *self);
void model_crash (Model *self);
void model_restore_city (Model *self);
void model_feed (Model *self, TbLaneEventKind kind);
/* The next message or timer; FALSE when nothing is left to happen before @until_us. */
gboolean model_advance (Model *self, gint64 until_us);

/* The oracle: I2 I5 I6, and I3 and I10 when everything is quiet. */
void model_check (Model *self);
void model_check_quiet (Model *self);
