/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"
#include "tb-time.h"

/* A request on its way through one call of tb_city_handle. */
typedef struct {
  const TbCityRequest *request;
  TbCityTarget target;
  TbCityResponse *response;
} Job;

static gboolean
is_writer (const Job *job)
{
  return job->target.handler != NULL && (job->target.flags & TB_CITY_ROUTE_WRITES) != 0;
}

static void
give_problem (Job *job, const GError *error)
{
  g_clear_pointer (&job->response, tb_city_response_free);
  job->response = tb_city_response_new_problem (error);
}

static void
resolve (TbCity *self, Job *job)
{
  g_autoptr (GError) error = NULL;

  if (tb_city_find_target (self, job->request, &job->target, &error))
    return;

  job->target.handler = NULL;
  give_problem (job, error);
}

/* FALSE when the storage failed, which undoes the group; a problem is just an answer. */
static gboolean
run (TbCity *self, Job *job, TbCityGroup *group, GError **error)
{
  g_autoptr (GError) local = NULL;

  job->response = job->target.handler (self,
                                       job->request,
                                       (const char *const *) job->target.parts,
                                       group,
                                       &local);
  if (job->response != NULL)
    return TRUE;
  if (local->domain != TB_CITY_DB_ERROR) {
    give_problem (job, local);
    return TRUE;
  }
  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static void
begin_group (TbCity *self, TbCityGroup *group)
{
  group->state = self->state;
  group->wall_us = tb_clock_wall_us (self->clock);
  group->now = tb_time_format (group->wall_us);
  group->advanced = 0;
}

static gboolean
commit (TbCity *self, TbCityGroup *group, GError **error)
{
  TbCityStorage *storage = self->storage;

  if (group->advanced != 0 && !storage->does->write_state (storage, &group->state, error))
    return FALSE;
  if (!storage->does->commit (storage, error))
    return FALSE;

  self->state = group->state;

  return group->advanced == 0 || tb_city_write_mark (self, error);
}

static gboolean
try_writers (TbCity *self, Job *jobs, gsize n, TbCityGroup *group, GError **error)
{
  if (!self->storage->does->begin (self->storage, error))
    return FALSE;

  for (gsize i = 0; i < n; i++) {
    if (is_writer (&jobs[i]) && !run (self, &jobs[i], group, error))
      return FALSE;
  }

  return commit (self, group, error);
}

static void
run_writers (TbCity *self, Job *jobs, gsize n)
{
  TbCityGroup group = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean is_done;

  begin_group (self, &group);
  is_done = try_writers (self, jobs, n, &group, &error);
  g_free (group.now);
  if (is_done) {
    tb_city_emit_advanced (self, group.advanced);
    return;
  }

  g_message ("Nothing of this group was stored: %s", error->message);
  self->storage->does->rollback (self->storage);
  g_hash_table_remove_all (self->cases);
  for (gsize i = 0; i < n; i++) {
    if (is_writer (&jobs[i]))
      give_problem (&jobs[i], error);
  }
  /* One request that cannot be stored must not keep the others from it. */
  if (n > 1 && error->code == TB_CITY_DB_ERROR_FAILED) {
    for (gsize i = 0; i < n; i++) {
      if (!is_writer (&jobs[i]))
        continue;
      g_clear_pointer (&jobs[i].response, tb_city_response_free);
      run_writers (self, &jobs[i], 1);
    }
  }
}

static void
run_readers (TbCity *self, Job *jobs, gsize n)
{
  TbCityGroup group = { 0 };

  begin_group (self, &group);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GError) error = NULL;

    if (jobs[i].response == NULL && !run (self, &jobs[i], &group, &error))
      give_problem (&jobs[i], error);
  }
  g_free (group.now);
}

static TbCityResponse *
finish (TbCity *self, Job *job)
{
  tb_city_response_set_header (job->response, "Tongban-Log", self->state.log_id);
  tb_city_response_set_header (job->response, "Tongban-Protocol", "1");
  g_strfreev (job->target.parts);

  return job->response;
}

void
tb_city_handle (TbCity *self, const TbCityRequest *requests, TbCityResponse **responses, gsize n)
{
  g_autofree Job *jobs = g_new0 (Job, n);
  gboolean has_writer = FALSE;

  for (gsize i = 0; i < n; i++) {
    jobs[i].request = &requests[i];
    resolve (self, &jobs[i]);
    has_writer |= is_writer (&jobs[i]);
  }
  if (has_writer)
    run_writers (self, jobs, n);
  run_readers (self, jobs, n);

  for (gsize i = 0; i < n; i++)
    responses[i] = finish (self, &jobs[i]);
}
