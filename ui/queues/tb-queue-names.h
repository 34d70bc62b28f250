/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A work queue as the screen calls it. */
typedef struct {
  const char *name;  /* in the calls `queue` and `queues` */
  const char *title; /* to be translated */
  const char *icon;
} TbQueueName;

/* In the order in which they are shown. Static. */
const TbQueueName *tb_queue_names_get (gsize *n);

G_END_DECLS
