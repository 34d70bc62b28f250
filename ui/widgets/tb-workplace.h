/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-desk.h"

G_BEGIN_DECLS

/**
 * TbWorkplace:
 *
 * What every page of the window shares: the desk, who is signed in, and what is known of the eight
 * cities. Main thread only.
 *
 * Signals:
 * - `operator-changed`: somebody signed in or out, or a call found that the sign-in has ended
 * - `city-changed` (int area): its row is another, see tb_workplace_get_city()
 * - `work-changed`: a case or the outbox may be another: lists and counts ask again. At most ten a
 *   second, however much a city sends
 */
#define TB_TYPE_WORKPLACE (tb_workplace_get_type ())
G_DECLARE_FINAL_TYPE (TbWorkplace, tb_workplace, TB, WORKPLACE, GObject)

/* The lanes of @desk run; the workplace listens to them until it is closed. Nobody is signed in,
 * whatever an earlier process left: who starts a window again must be who they were. */
TbWorkplace *tb_workplace_new (TbDesk *desk);
/* Ends the listening and closes the desk. Unsent work stays in the outbox. */
void tb_workplace_close (TbWorkplace *self);

/* The answer of `sign-in`, or NULL when nobody is signed in. Borrowed. */
const json_t *tb_workplace_get_operator (TbWorkplace *self);
/* @role: a name of the answer's `roles`, such as "supervisor". */
gboolean tb_workplace_has_role (TbWorkplace *self, const char *role);
/* The row of `status` for @area, or NULL when the window has no lane to it. Borrowed. */
const json_t *tb_workplace_get_city (TbWorkplace *self, TbArea area);

/**
 * tb_workplace_call_async:
 * @request: a call of data/desk/README.md; its arguments are taken by reference
 *
 * As tb_desk_call_async(), and besides: `sign-in` sets the operator once it succeeded, `sign-out`
 * takes the operator away before it is asked, a call that wrote announces `work-changed`, one that
 * found nobody signed in takes the operator away.
 */
void tb_workplace_call_async (TbWorkplace *self,
                              const TbDeskRequest *request,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
json_t *tb_workplace_call_finish (TbWorkplace *self,
                                  GAsyncResult *result,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
