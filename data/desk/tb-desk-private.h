/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-catalogue.h"
#include "tb-desk.h"
#include "tb-draft-table.h"
#include "tb-operator-table.h"
#include "tb-pinyin.h"
#include "tb-regions.h"
#include "tb-store.h"
#include "tb-sync.h"
#include "tb-window-config.h"
#include "tb-workflow.h"

G_BEGIN_DECLS

typedef struct _TbDeskWaiter TbDeskWaiter;

/* Everything that lives on the worker thread; all of it is touched there only. */
typedef struct {
  TbWindowConfig *config;
  TbCatalogue *catalogue;
  TbCalendar *calendar;
  char *calendar_problem; /* why the imported file is not used, or NULL */
  TbPinyin *pinyin;
  TbRegions *regions;
  TbStore *store;
  TbSync *sync;
  TbClock clock;
  const TbRandom *random;
  GMainContext *context;
  char *folder;
  TbSeal *seal;        /* (nullable): the key to the drafts of who gave their secret here */
  char *seal_problem;  /* (nullable): why there is none */
  GList *waiters;      /* (element-type TbDeskWaiter) calls of `sync` */
  GQueue renewals;     /* (element-type GTask) who waits for one renewed token */
  gboolean is_started; /* the lanes run */
  gboolean is_reader;  /* another process writes */
} TbDeskCore;

TbDeskCore *tb_desk_core_open (const TbDeskOptions *options, GMainContext *context, GError **error);
void tb_desk_core_close (TbDeskCore *self);
/* Starts the lanes once; they run until the desk is closed. */
gboolean tb_desk_core_start_sync (TbDeskCore *self, GError **error);
/* Tells the lane of @area, when it runs, that something new waits for it. */
void tb_desk_core_notice_work (TbDeskCore *self, TbArea area);
/* A TbCityStatusFunc. */
void tb_desk_core_status_changed (const TbCityStatus *status, gpointer user_data);
/* How far the clock of @area's city is ahead; 0 while unknown. */
gint64 tb_desk_core_get_skew_ms (TbDeskCore *self, TbArea area);

/* Steps of a longer answer, on their way to the caller's thread. */
typedef struct _TbDeskSteps TbDeskSteps;
void tb_desk_steps_tell (TbDeskSteps *self, json_t *part);

/* A call that is done when it returns. */
typedef json_t *(*TbDeskNow) (TbDeskCore *core, const json_t *args, GError **error);
/* A call that waits for a city: returns @task (transfer full) with a json_t when it is done.
 * @steps lives until then. */
typedef void (*TbDeskLater) (TbDeskCore *core, const json_t *args, TbDeskSteps *steps, GTask *task);

/* One of @now and @later. @only_reads: also while another process has the store. */
typedef struct {
  const char *name;
  TbDeskNow now;
  TbDeskLater later;
  gboolean only_reads;
} TbDeskCallRow;

const TbDeskCallRow *tb_desk_calls_find (const char *name);
/* FALSE with TB_STORE_ERROR_LOCKED for a call that writes, while another process does. */
gboolean tb_desk_core_may_run (TbDeskCore *self, const TbDeskCallRow *row, GError **error);
json_t *tb_desk_core_run (TbDeskCore *self,
                          const TbDeskCallRow *row,
                          const json_t *args,
                          GError **error);

/* The calendar of this window: the shipped one with what an administrator imported. */
TbCalendar *tb_desk_calendar_load (TbDeskCore *core, GError **error);
/* How many open cases have a running deadline beyond the calendar's last day; −1 with @error. */
int tb_desk_calendar_count_uncertain (TbDeskCore *core, const GDate *today, GError **error);

/* An area by slug or name; absent is none. FALSE with @error for anything else. */
gboolean tb_desk_read_area (const json_t *args, const char *member, TbArea *area, GError **error);
gboolean tb_desk_read_limit (const json_t *args, guint *limit, GError **error);
/* Arguments: NULL with @error naming the member when it is needed and not there. */
const char *tb_desk_need_string (const json_t *args, const char *member, GError **error);
/* For `later` calls: hands @json (transfer full) to the caller. */
void tb_desk_return_json (GTask *task, json_t *json);
/* What a `later` call needs until it is done: lives as long as @task, whose task data is taken. */
void tb_desk_keep (GTask *task, gpointer data, GDestroyNotify notify);
gpointer tb_desk_get_kept (GTask *task);

/* Session (tb-desk-session.c): who is signed in and may act now; TB_DESK_ERROR_SIGN_IN. */
TbOperator *tb_desk_session_require (TbDeskCore *core, GError **error);
json_t *tb_desk_session_who (TbDeskCore *core, const json_t *args, GError **error);
/* When the operator gave the secret (µs since 1970); 0 when nobody is signed in. */
gint64 tb_desk_session_get_start_us (TbDeskCore *core);
void tb_desk_session_sign_out (TbDeskCore *core,
                               const json_t *args,
                               TbDeskSteps *steps,
                               GTask *task);
void tb_desk_session_sign_in (TbDeskCore *core, const json_t *args, TbDeskSteps *s, GTask *task);
/* The 10-minute token, renewed at the home city when it is about to end; with a json string. */
void tb_desk_session_token (TbDeskCore *core, GTask *task);
guint tb_desk_roles_from_json (const json_t *roles);

/* Projection (tb-desk-projection.c): confirmed record ⊕ own open commands. */
typedef struct {
  TbCase *shown;   /* what the screen shows */
  json_t *entry;   /* what the city confirmed, or NULL */
  GPtrArray *open; /* (element-type TbCommand) own, not confirmed yet */
  json_t *failing; /* command id → why it is expected to fail */
  TbArea home;
  const TbItem *item;
} TbProjection;

/* @wanted: case id, number, or the end of a number. */
TbProjection *tb_projection_load (TbDeskCore *core, const char *wanted, GError **error);
void tb_projection_free (TbProjection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbProjection, tb_projection_free)
/* {"vid":…} of the confirmed version, or {"after":…} the last own open command. */
json_t *tb_projection_dup_base (const TbProjection *self);
/* A word for exactly what is shown: `show` tells it, and `act` compares it. */
char *tb_projection_dup_seen (const TbProjection *self);
void tb_desk_fill_actor (TbDeskCore *core,
                         const TbOperator *who,
                         char **at,
                         TbWorkflowActor *actor);

/* Issuing (tb-desk-issue.c): builds the command, tries it on the shown case, accepts it. */
typedef struct {
  TbArea home;
  TbCommandKind kind;
  const char *case_id;
  json_t *base; /* borrowed; NULL for a kind that commutes */
  const TbItem *item;
  json_t *args; /* borrowed */
  const char *resolves;
} TbIssue;
/* The command without lane and lseq, as the store's acceptance wants it. */
json_t *tb_desk_issue_dup_command (TbDeskCore *core, const TbOperator *who, const TbIssue *issue);
TbCommand *tb_desk_issue_accept (TbDeskCore *core,
                                 const TbOperator *who,
                                 const TbIssue *issue,
                                 const TbProjection *seen,
                                 GError **error);

G_END_DECLS
