/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-clock.h"
#include "tb-json.h"

G_BEGIN_DECLS

#define TB_DESK_ERROR (tb_desk_error_quark ())
GQuark tb_desk_error_quark (void);

typedef enum {
  TB_DESK_ERROR_CONFIG,    /* window.ini is missing or wrong; the message names the entry */
  TB_DESK_ERROR_ARGUMENT,  /* a member of the arguments is missing or wrong */
  TB_DESK_ERROR_SIGN_IN,   /* nobody is signed in, or the sign-in ran out */
  TB_DESK_ERROR_SECRET,    /* operator or secret wrong, or locked out */
  TB_DESK_ERROR_NOT_FOUND, /* no such case, command, matter */
  TB_DESK_ERROR_AMBIGUOUS, /* several cases fit what was typed */
  TB_DESK_ERROR_PROBLEMS,  /* the form says no; the message lists the fields */
  TB_DESK_ERROR_DUPLICATE, /* the same person has the same matter open */
  TB_DESK_ERROR_CHANGED,   /* the case is not any more what its reader saw */
  TB_DESK_ERROR_DRAFTS, /* drafts cannot be opened: the secret was not given here, or is another */
  TB_DESK_ERROR_FORBIDDEN, /* the operator's role does not allow it */
} TbDeskError;

/**
 * TbDeskProgress:
 * @part: one step of a longer answer, such as one city's rows
 *
 * Called on the main context of the thread that made the call.
 */
typedef void (*TbDeskProgress) (const json_t *part, gpointer data);

/**
 * TbDeskRequest:
 * @name: a call of README.md: "submit", "list" …
 * @args: (nullable): its arguments; a reference is taken
 * @progress: (nullable): told about parts as they come
 */
typedef struct {
  const char *name;
  json_t *args;
  TbDeskProgress progress;
  gpointer progress_data;
} TbDeskRequest;

/**
 * TbDeskOptions:
 * @folder: the window's folder with its window.ini
 * @clock: (nullable): the system's
 * @runs_lanes: the lanes run from the start, as in a window; else only calls that need a city
 *     reach one
 * @lock_wait_ms: how long to wait while another process works with the folder
 * @may_read_only: when it goes on working there: open for reading alone. Calls that write then
 *     fail with TB_STORE_ERROR_LOCKED
 * @is_shifted: @clock does not tell the real time: practice windows only
 */
typedef struct {
  const char *folder;
  const TbClock *clock;
  gboolean runs_lanes;
  guint lock_wait_ms;
  gboolean may_read_only;
  gboolean is_shifted;
} TbDeskOptions;

/**
 * TbDesk:
 *
 * The only door to the data layer that the window and tongbanctl use. Owns the worker thread on
 * which the store's writer and the lanes to the eight cities live; every call goes there and
 * comes back, so the caller's thread never waits. README.md lists the calls.
 */
#define TB_TYPE_DESK (tb_desk_get_type ())
G_DECLARE_FINAL_TYPE (TbDesk, tb_desk, TB, DESK, GObject)

void tb_desk_open_async (const TbDeskOptions *options,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
TbDesk *tb_desk_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a call goes on while another process has the folder. Any thread. */
gboolean tb_desk_call_only_reads (const char *name);
void tb_desk_call_async (TbDesk *self,
                         const TbDeskRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
json_t *tb_desk_call_finish (TbDesk *self,
                             GAsyncResult *result,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Stops the lanes, closes the store and ends the thread; waits for that, at most as long as one
 * commit takes. Unsent work stays in the outbox. */
void tb_desk_close (TbDesk *self);

G_END_DECLS
