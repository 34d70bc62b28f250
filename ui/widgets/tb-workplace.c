/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-workplace"

#include "config.h"

#include "tb-workplace.h"

#include <string.h>

/* Announcements closer to each other than this become one. */
#define WORK_PAUSE_MS 100

struct _TbWorkplace {
  GObject parent_instance;
  TbDesk *desk;
  json_t *who;       /* nullable */
  guint n_operators; /* how often it became another: which answers are of this session */
  json_t *cities[TB_N_AREAS];
  GCancellable *listening;
  guint work_source;
};

G_DEFINE_FINAL_TYPE (TbWorkplace, tb_workplace, G_TYPE_OBJECT)

enum { OPERATOR_CHANGED, CITY_CHANGED, WORK_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
announce_work_cb (gpointer user_data)
{
  TbWorkplace *self = user_data;

  self->work_source = 0;
  g_signal_emit (self, signals[WORK_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
announce_work (TbWorkplace *self)
{
  if (self->work_source == 0)
    self->work_source = g_timeout_add (WORK_PAUSE_MS, announce_work_cb, self);
}

/* Takes @who, which may be NULL. */
static void
set_operator (TbWorkplace *self, json_t *who)
{
  if (self->who == NULL && who == NULL)
    return;

  json_decref (self->who);
  self->who = who;
  self->n_operators++;
  g_signal_emit (self, signals[OPERATOR_CHANGED], 0);
}

/* Whether something of the cases or the outbox may have moved, not only the time of contact. */
static gboolean
is_other_work (const json_t *before, const json_t *after)
{
  const char *const members[] = { "seq", "waiting", "sent", "decide" };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (tb_json_get_int (before, members[i], -1) != tb_json_get_int (after, members[i], -1))
      return TRUE;
  }

  return FALSE;
}

static void
city_told (const json_t *part, gpointer user_data)
{
  TbWorkplace *self = user_data;
  TbArea area = tb_area_from_slug (tb_json_get_string (part, "area"));
  gboolean is_other;

  if (area == TB_AREA_NONE)
    return;

  is_other = is_other_work (self->cities[area], part);
  json_decref (self->cities[area]);
  self->cities[area] = json_deep_copy (part);
  g_signal_emit (self, signals[CITY_CHANGED], 0, (int) area);
  if (is_other)
    announce_work (self);
}

static void
take_rows (TbWorkplace *self, const json_t *answer)
{
  const json_t *row;
  size_t i;

  json_array_foreach (tb_json_get_array (answer, "rows"), i, row) city_told (row, self);
}

static void
status_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbWorkplace) self = user_data;
  g_autoptr (json_t) answer = tb_desk_call_finish (TB_DESK (source), result, NULL);

  if (answer != NULL)
    take_rows (self, answer);
}

/* Ends only when the workplace is closed. */
static void
listened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbWorkplace) self G_GNUC_UNUSED = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_desk_call_finish (TB_DESK (source), result, &error);

  if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("Listening to the cities ended: %s", error->message);
}

TbWorkplace *
tb_workplace_new (TbDesk *desk)
{
  TbWorkplace *self = g_object_new (TB_TYPE_WORKPLACE, NULL);
  g_autoptr (json_t) forever = json_pack ("{s:b}", "forever", TRUE);
  TbDeskRequest status = { "status", NULL, NULL, NULL };
  TbDeskRequest listen = { "sync", forever, city_told, self };

  self->desk = g_object_ref (desk);
  tb_desk_call_async (desk, &status, NULL, status_cb, g_object_ref (self));
  tb_desk_call_async (desk, &listen, self->listening, listened_cb, g_object_ref (self));

  return self;
}

void
tb_workplace_close (TbWorkplace *self)
{
  g_cancellable_cancel (self->listening);
  if (self->desk != NULL)
    tb_desk_close (self->desk);
  g_clear_object (&self->desk);
  g_clear_handle_id (&self->work_source, g_source_remove);
}

const json_t *
tb_workplace_get_operator (TbWorkplace *self)
{
  return self->who;
}

gboolean
tb_workplace_has_role (TbWorkplace *self, const char *role)
{
  const json_t *name;
  size_t i;

  json_array_foreach (tb_json_get_array (self->who, "roles"), i, name)
  {
    if (g_strcmp0 (json_string_value (name), role) == 0)
      return TRUE;
  }

  return FALSE;
}

const json_t *
tb_workplace_get_city (TbWorkplace *self, TbArea area)
{
  return area == TB_AREA_NONE ? NULL : self->cities[area];
}

/* Calls that write no more than that somebody looked, or a keystroke of a draft: whoever shows what
 * they answer must not ask again because of it. */
static gboolean
is_look (const char *name)
{
  const char *const looks[] = { "show",  "search", "query",      "queue",     "conflict",
                                "audit", "print",  "draft-keep", "draft-new", NULL };

  return tb_desk_call_only_reads (name) || g_strv_contains (looks, name);
}

static void
note_success (TbWorkplace *self, const char *name, const json_t *answer)
{
  if (strcmp (name, "sign-in") == 0)
    set_operator (self, json_deep_copy (answer));
  else if (strcmp (name, "sign-out") != 0 && !is_look (name))
    announce_work (self);
}

/* A call on its way. */
typedef struct {
  char *name;
  guint n_operators; /* as it was when asked */
} Asked;

static void
asked_free (Asked *self)
{
  g_free (self->name);
  g_free (self);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbWorkplace *self = g_task_get_source_object (task);
  const Asked *asked = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  json_t *answer = tb_desk_call_finish (TB_DESK (source), result, &error);

  if (answer == NULL) {
    /* A late answer to the last session must not end this one. */
    if (g_error_matches (error, TB_DESK_ERROR, TB_DESK_ERROR_SIGN_IN) &&
        asked->n_operators == self->n_operators)
      set_operator (self, NULL);
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  note_success (self, asked->name, answer);
  g_task_return_pointer (task, answer, (GDestroyNotify) json_decref);
}

void
tb_workplace_call_async (TbWorkplace *self,
                         const TbDeskRequest *request,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Asked *asked = g_new0 (Asked, 1);

  g_task_set_source_tag (task, tb_workplace_call_async);
  g_task_set_task_data (task, asked, (GDestroyNotify) asked_free);
  asked->name = g_strdup (request->name);
  if (self->desk == NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The window is closing");
    return;
  }

  /* Before asking: a lock never waits for a city. The desk works in the order of asking. */
  if (strcmp (request->name, "sign-out") == 0)
    set_operator (self, NULL);
  asked->n_operators = self->n_operators;
  tb_desk_call_async (self->desk, request, cancellable, called_cb, g_steal_pointer (&task));
}

json_t *
tb_workplace_call_finish (TbWorkplace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
tb_workplace_finalize (GObject *object)
{
  TbWorkplace *self = TB_WORKPLACE (object);

  g_clear_handle_id (&self->work_source, g_source_remove);
  json_decref (self->who);
  for (int i = 0; i < TB_N_AREAS; i++)
    json_decref (self->cities[i]);
  g_clear_object (&self->listening);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (tb_workplace_parent_class)->finalize (object);
}

static void
tb_workplace_class_init (TbWorkplaceClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_workplace_finalize;
  signals[OPERATOR_CHANGED] = g_signal_new ("operator-changed",
                                            type,
                                            G_SIGNAL_RUN_LAST,
                                            0,
                                            NULL,
                                            NULL,
                                            NULL,
                                            G_TYPE_NONE,
                                            0);
  signals[CITY_CHANGED] = g_signal_new ("city-changed",
                                        type,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_INT);
  signals[WORK_CHANGED] =
      g_signal_new ("work-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_workplace_init (TbWorkplace *self)
{
  self->listening = g_cancellable_new ();
}
