/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-entry"

#include "config.h"

#include "tb-outbox-entry.h"

struct _TbOutboxEntry {
  GObject parent_instance;
  json_t *row;
};

G_DEFINE_FINAL_TYPE (TbOutboxEntry, tb_outbox_entry, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

TbOutboxEntry *
tb_outbox_entry_new (const json_t *row)
{
  TbOutboxEntry *self = g_object_new (TB_TYPE_OUTBOX_ENTRY, NULL);

  self->row = json_deep_copy (row);

  return self;
}

const json_t *
tb_outbox_entry_get_row (TbOutboxEntry *self)
{
  return self->row;
}

const char *
tb_outbox_entry_get_command (TbOutboxEntry *self)
{
  return tb_json_get_string (self->row, "command");
}

static void
take_row (TbOutboxEntry *self, TbOutboxEntry *from)
{
  if (json_equal (self->row, from->row))
    return;

  json_decref (self->row);
  self->row = json_incref (from->row);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Puts the known entry of a command in the place of its fresh one. */
static void
keep_known (GListModel *model, GPtrArray *fresh)
{
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    TbOutboxEntry *entry = g_list_model_get_item (model, i);

    g_hash_table_insert (known, g_strdup (tb_outbox_entry_get_command (entry)), entry);
  }
  for (guint i = 0; i < fresh->len; i++) {
    g_autoptr (TbOutboxEntry) entry = g_object_ref (fresh->pdata[i]);
    TbOutboxEntry *old = g_hash_table_lookup (known, tb_outbox_entry_get_command (entry));

    if (old == NULL || old == entry)
      continue;
    take_row (old, entry);
    g_set_object (&fresh->pdata[i], old);
  }
}

static gboolean
is_same (GListModel *model, guint position, gconstpointer entry)
{
  g_autoptr (TbOutboxEntry) old = g_list_model_get_item (model, position);

  return old == entry;
}

void
tb_outbox_entry_update_store (GListStore *store, GPtrArray *fresh)
{
  GListModel *model = G_LIST_MODEL (store);
  guint n_old = g_list_model_get_n_items (model);
  guint n_new = fresh->len;
  guint head = 0;
  guint tail = 0;

  keep_known (model, fresh);
  while (head < MIN (n_old, n_new) && is_same (model, head, fresh->pdata[head]))
    head++;
  while (tail < MIN (n_old, n_new) - head &&
         is_same (model, n_old - tail - 1, fresh->pdata[n_new - tail - 1]))
    tail++;
  if (head + tail < MAX (n_old, n_new))
    g_list_store_splice (store,
                         head,
                         n_old - head - tail,
                         fresh->pdata + head,
                         n_new - head - tail);
}

static void
tb_outbox_entry_finalize (GObject *object)
{
  json_decref (TB_OUTBOX_ENTRY (object)->row);

  G_OBJECT_CLASS (tb_outbox_entry_parent_class)->finalize (object);
}

static void
tb_outbox_entry_class_init (TbOutboxEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_outbox_entry_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tb_outbox_entry_init (TbOutboxEntry *self)
{
}
