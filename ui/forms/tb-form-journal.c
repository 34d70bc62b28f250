/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-journal"

#include "config.h"

#include "tb-form-journal.h"

#include <glib/gi18n-lib.h>

#include "tb-time.h"

struct _TbFormJournal {
  GObject parent_instance;
  TbWorkplace *workplace;
  TbFormModel *model;
  char *draft;
  gboolean is_ended;
};

G_DEFINE_FINAL_TYPE (TbFormJournal, tb_form_journal, G_TYPE_OBJECT)

enum { TOLD, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
tell_kept (TbFormJournal *self, const char *kept_at)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *time = NULL;
  g_autofree char *text = NULL;
  gint64 at_us;

  if (!tb_time_parse (kept_at, &at_us))
    return;
  utc = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  local = g_date_time_to_local (utc);
  time = g_date_time_format (local, "%H:%M:%S");
  text = g_strdup_printf (_ ("Every keystroke kept · %s"), time);
  g_signal_emit (self, signals[TOLD], 0, text, TRUE);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbFormJournal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  g_autofree char *text = NULL;

  if (self->is_ended)
    return;
  if (answer != NULL) {
    tell_kept (self, tb_json_get_string (answer, "kept_at"));
    return;
  }
  text = g_strdup_printf (_ ("Not kept: %s"), error->message);
  g_signal_emit (self, signals[TOLD], 0, text, FALSE);
}

static void
change_cb (TbFormJournal *self, const char *at, gpointer value)
{
  g_autoptr (json_t) args = NULL;
  TbDeskRequest request = { .name = "draft-keep" };

  if (self->is_ended)
    return;
  args = json_pack ("{s:s, s:[{s:s, s:O*}]}",
                    "draft",
                    self->draft,
                    "changes",
                    "at",
                    at,
                    "value",
                    (json_t *) value);
  request.args = args;
  tb_workplace_call_async (self->workplace, &request, NULL, kept_cb, g_object_ref (self));
}

void
tb_form_journal_end (TbFormJournal *self)
{
  self->is_ended = TRUE;
}

static void
tb_form_journal_finalize (GObject *object)
{
  TbFormJournal *self = TB_FORM_JOURNAL (object);

  g_clear_object (&self->workplace);
  g_clear_object (&self->model);
  g_free (self->draft);

  G_OBJECT_CLASS (tb_form_journal_parent_class)->finalize (object);
}

static void
tb_form_journal_class_init (TbFormJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_form_journal_finalize;
  signals[TOLD] = g_signal_new ("told",
                                G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                G_TYPE_BOOLEAN);
}

static void
tb_form_journal_init (TbFormJournal *self)
{
}

TbFormJournal *
tb_form_journal_new (TbWorkplace *workplace, TbFormModel *model, const char *draft)
{
  TbFormJournal *self = g_object_new (TB_TYPE_FORM_JOURNAL, NULL);

  self->workplace = g_object_ref (workplace);
  self->model = g_object_ref (model);
  self->draft = g_strdup (draft);
  g_signal_connect_object (model, "kept", G_CALLBACK (change_cb), self, G_CONNECT_SWAPPED);

  return self;
}
