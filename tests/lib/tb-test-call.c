/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test-call"

#include "config.h"

#include "tb-test-call.h"

static void
called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TestCall *self = data;

  self->answer = tb_desk_call_finish (TB_DESK (source), result, &self->error);
  self->is_done = TRUE;
}

void
test_call_start (TestCall *self, TbDesk *desk, const TbDeskRequest *request)
{
  tb_desk_call_async (desk, request, NULL, called_cb, self);
}

json_t *
test_call_finish (TestCall *self, GError **error)
{
  while (!self->is_done)
    g_main_context_iteration (NULL, TRUE);
  if (self->error != NULL)
    g_propagate_error (error, self->error);

  return self->answer;
}

json_t *
test_call_try (TbDesk *desk, const char *name, json_t *args, GError **error)
{
  TbDeskRequest request = { .name = name, .args = args };
  TestCall call = { 0 };

  test_call_start (&call, desk, &request);
  json_decref (args);

  return test_call_finish (&call, error);
}

json_t *
test_call_ask (TbDesk *desk, const char *name, json_t *args)
{
  g_autoptr (GError) error = NULL;
  json_t *answer = test_call_try (desk, name, args, &error);

  g_assert_no_error (error);

  return answer;
}
