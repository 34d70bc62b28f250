/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-list"

#include "config.h"

#include "tb-outbox-list.h"

#define PAGE 50

struct _TbOutboxList {
  GObject parent_instance;

  TbWorkplace *workplace;
  GListStore *entries;  /* (element-type TbOutboxEntry) */
  GPtrArray *fresh;     /* entries of a reload so far, or NULL */
  GCancellable *asking; /* NULL while no answer is awaited */
  TbOutboxShown shown;
  TbArea area;
  char *text;
  guint phase;  /* of the states that are listed after each other */
  gint64 after; /* position of the last row in this phase */
  guint wanted; /* so many entries before a reload is done */
  gboolean has_more;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbOutboxList,
                               tb_outbox_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum { LOADED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void ask (TbOutboxList *self);

static const char *
get_states (const TbOutboxList *self)
{
  static const char *const open[] = { "decision", "waiting" };

  if (self->shown == TB_OUTBOX_SETTLED)
    return self->phase == 0 ? "settled" : NULL;

  return self->phase < G_N_ELEMENTS (open) ? open[self->phase] : NULL;
}

static void
take_page (TbOutboxList *self, const json_t *answer)
{
  gint64 next = tb_json_get_int (answer, "next", 0);
  const json_t *row;
  size_t i;

  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
      g_ptr_array_add (self->fresh, tb_outbox_entry_new (row));
  self->after = next;
  if (next == 0)
    self->phase++;
  self->has_more = get_states (self) != NULL;
  if (self->has_more && self->fresh->len < self->wanted) {
    ask (self);
    return;
  }
  tb_outbox_entry_update_store (self->entries, self->fresh);
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
  g_signal_emit (self, signals[LOADED], 0, NULL);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbOutboxList) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  if (answer != NULL) {
    take_page (self, answer);
    return;
  }
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
  g_signal_emit (self, signals[LOADED], 0, error->message);
}

static void
ask (TbOutboxList *self)
{
  g_autoptr (json_t) args =
      json_pack ("{s:s, s:i, s:I, s:s*, s:s*}",
                 "state",
                 get_states (self),
                 "limit",
                 PAGE,
                 "after",
                 (json_int_t) self->after,
                 "area",
                 self->area != TB_AREA_NONE ? tb_area_get_slug (self->area) : NULL,
                 "text",
                 self->text);
  TbDeskRequest request = { "outbox", args, NULL, NULL };

  self->asking = g_cancellable_new ();
  tb_workplace_call_async (self->workplace,
                           &request,
                           self->asking,
                           answered_cb,
                           g_object_ref (self));
}

static void
stop_asking (TbOutboxList *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->fresh, g_ptr_array_unref);
}

void
tb_outbox_list_reload (TbOutboxList *self)
{
  if (tb_workplace_get_operator (self->workplace) == NULL)
    return;

  stop_asking (self);
  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  self->phase = 0;
  self->after = 0;
  self->wanted = MAX (PAGE, g_list_model_get_n_items (G_LIST_MODEL (self->entries)));
  ask (self);
}

void
tb_outbox_list_load_more (TbOutboxList *self)
{
  GListModel *model = G_LIST_MODEL (self->entries);

  if (!self->has_more || self->asking != NULL)
    return;

  self->fresh = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (self->fresh, g_list_model_get_item (model, i));
  self->wanted = self->fresh->len + PAGE;
  ask (self);
}

gboolean
tb_outbox_list_has_more (TbOutboxList *self)
{
  return self->has_more;
}

void
tb_outbox_list_set_filter (TbOutboxList *self, TbOutboxShown shown, TbArea area, const char *text)
{
  self->shown = shown;
  self->area = area;
  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  g_list_store_remove_all (self->entries);
  tb_outbox_list_reload (self);
}

void
tb_outbox_list_clear (TbOutboxList *self)
{
  stop_asking (self);
  g_clear_pointer (&self->text, g_free);
  self->has_more = FALSE;
  g_list_store_remove_all (self->entries);
}

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_OUTBOX_ENTRY;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (TB_OUTBOX_LIST (model)->entries));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (TB_OUTBOX_LIST (model)->entries), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

TbOutboxList *
tb_outbox_list_new (TbWorkplace *workplace)
{
  TbOutboxList *self = g_object_new (TB_TYPE_OUTBOX_LIST, NULL);

  self->workplace = g_object_ref (workplace);
  g_signal_connect_object (workplace,
                           "work-changed",
                           G_CALLBACK (tb_outbox_list_reload),
                           self,
                           G_CONNECT_SWAPPED);

  return self;
}

static void
tb_outbox_list_dispose (GObject *object)
{
  TbOutboxList *self = TB_OUTBOX_LIST (object);

  stop_asking (self);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_outbox_list_parent_class)->dispose (object);
}

static void
tb_outbox_list_finalize (GObject *object)
{
  TbOutboxList *self = TB_OUTBOX_LIST (object);

  g_clear_object (&self->entries);
  g_free (self->text);

  G_OBJECT_CLASS (tb_outbox_list_parent_class)->finalize (object);
}

static void
tb_outbox_list_class_init (TbOutboxListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tb_outbox_list_dispose;
  object_class->finalize = tb_outbox_list_finalize;
  signals[LOADED] = g_signal_new ("loaded",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_STRING);
}

static void
tb_outbox_list_init (TbOutboxList *self)
{
  self->entries = g_list_store_new (TB_TYPE_OUTBOX_ENTRY);
  self->area = TB_AREA_NONE;
  g_signal_connect_object (self->entries,
                           "items-changed",
                           G_CALLBACK (g_list_model_items_changed),
                           self,
                           G_CONNECT_SWAPPED);
}
