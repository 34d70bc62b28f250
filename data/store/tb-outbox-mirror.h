/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbOutboxMirror:
 *
 * `outbox.journal`: a second copy of each accepted command, appended and synced after its commit,
 * from which the outbox is saved when desk.db is damaged. One line each:
 * `<SHA-256 of the rest> <lane> <lseq> <fingerprint> <JSON>`; a later line about a (lane, lseq)
 * replaces an earlier one. Torn and damaged lines are passed over.
 */
typedef struct _TbOutboxMirror TbOutboxMirror;

TbOutboxMirror *tb_outbox_mirror_open (const char *path, GError **error);
void tb_outbox_mirror_close (TbOutboxMirror *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutboxMirror, tb_outbox_mirror_close)

/* A line of @lane, @lseq, @fp and @json, for tb_outbox_mirror_append(). */
char *tb_outbox_mirror_format (const char *lane, gint64 lseq, const char *fp, const json_t *json)
    G_GNUC_WARN_UNUSED_RESULT;
/* On the disk when it returns TRUE; nothing of it counts otherwise. */
gboolean tb_outbox_mirror_append (TbOutboxMirror *self, const char *lines, GError **error);
/* "<lane> <lseq>" → fingerprint of the newest line. */
GHashTable *tb_outbox_mirror_read_keys (TbOutboxMirror *self, GError **error);
/* "<lane> <lseq>" → JSON (json_t) of the newest line that is whole. */
GHashTable *tb_outbox_mirror_read_all (TbOutboxMirror *self, GError **error);
goffset tb_outbox_mirror_get_size (TbOutboxMirror *self);
/* Puts @lines in the place of all that is there, atomically. */
gboolean tb_outbox_mirror_replace (TbOutboxMirror *self, const char *lines, GError **error);

G_END_DECLS
