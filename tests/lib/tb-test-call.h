/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk.h"

G_BEGIN_DECLS

/* One call of a desk, as a test makes it: on the default main context, which runs meanwhile. */
typedef struct {
  json_t *answer;
  GError *error;
  gboolean is_done;
} TestCall;

/* @self is zeroed and lives until the call is finished. */
void test_call_start (TestCall *self, TbDesk *desk, const TbDeskRequest *request);
json_t *test_call_finish (TestCall *self, GError **error);

/* Both in one. Takes @args. */
json_t *test_call_try (TbDesk *desk, const char *name, json_t *args, GError **error);
/* The same, for what must succeed. */
json_t *test_call_ask (TbDesk *desk, const char *name, json_t *args);

G_END_DECLS
