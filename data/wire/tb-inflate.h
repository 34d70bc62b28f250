/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_INFLATE_MAX_BYTES (16 * 1024 * 1024)
#define TB_INFLATE_MAX_RATIO 100

/**
 * TbInflate:
 *
 * Unpacks gzip piece by piece and gives up on a bomb: more than %TB_INFLATE_MAX_BYTES in all, or
 * more than %TB_INFLATE_MAX_RATIO times what came in (protocol.md §5).
 */
typedef struct _TbInflate TbInflate;

TbInflate *tb_inflate_new (void) G_GNUC_WARN_UNUSED_RESULT;
void tb_inflate_free (TbInflate *self);

/* Appends to @out what @bytes unpack to. Errors are G_IO_ERROR_INVALID_DATA, or
 * G_IO_ERROR_NO_SPACE for a bomb. */
gboolean tb_inflate_feed (TbInflate *self,
                          const guint8 *bytes,
                          gsize length,
                          GByteArray *out,
                          GError **error);
/* Whether the end of the packed stream has been seen. */
gboolean tb_inflate_is_whole (const TbInflate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbInflate, tb_inflate_free)

G_END_DECLS
