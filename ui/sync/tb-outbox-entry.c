/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-outbox-entry"

#include "config.h"

#include "tb-outbox-entry.h"

struct _TbOutboxEntry {
  GObject parent_instance;
  json_t *row;
};

G_DEFINE_FINAL_TYPE (TbOutboxEntry, tb_outbox_entry, G_TYPE_OBJECT)

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
tb_outbox_entry_finalize (GObject *object)
{
  json_decref (TB_OUTBOX_ENTRY (object)->row);

  G_OBJECT_CLASS (tb_outbox_entry_parent_class)->finalize (object);
}

static void
tb_outbox_entry_class_init (TbOutboxEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_outbox_entry_finalize;
}

static void
tb_outbox_entry_init (TbOutboxEntry *self)
{
}
