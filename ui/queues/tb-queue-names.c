/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-queue-names"

#include "config.h"

#include "tb-queue-names.h"

#include <glib/gi18n-lib.h>

static const TbQueueName names[] = {
  { "today", N_ ("Due Today"), "tb-waiting-symbolic" },
  { "overdue", N_ ("Overdue"), "tb-overdue-symbolic" },
  { "ours", N_ ("With Us"), "tb-todo-symbolic" },
  { "returned", N_ ("Returned to Us"), "edit-undo-symbolic" },
  { "waiting", N_ ("Other City"), "tb-queues-symbolic" },
  { "missing", N_ ("Missing Papers"), "tb-tolerated-symbolic" },
  { "decide", N_ ("To Decide"), "tb-decision-symbolic" },
  { "unsent", N_ ("Not Confirmed"), "tb-syncing-symbolic" },
  { "invalid", N_ ("Refused: Call Back"), "tb-error-symbolic" },
  { "drafts", N_ ("My Drafts"), "document-edit-symbolic" },
};

const TbQueueName *
tb_queue_names_get (gsize *n)
{
  *n = G_N_ELEMENTS (names);

  return names;
}
