/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-inflate"

#include "config.h"

#include "tb-inflate.h"

#include <gio/gio.h>
#include <zlib.h>

#define PIECE 65536
/* 15 bits of window, and 16: gzip's header and nothing else. */
#define GZIP_WINDOW_BITS (15 + 16)
/* A short answer may well shrink a hundredfold; only a long one is a bomb. */
#define RATIO_SLACK PIECE

struct _TbInflate {
  z_stream stream;
  gboolean is_whole;
};

TbInflate *
tb_inflate_new (void)
{
  TbInflate *self = g_new0 (TbInflate, 1);

  if (inflateInit2 (&self->stream, GZIP_WINDOW_BITS) != Z_OK)
    g_error ("No memory for unpacking an answer");

  return self;
}

void
tb_inflate_free (TbInflate *self)
{
  inflateEnd (&self->stream);
  g_free (self);
}

static gboolean
is_bomb (const TbInflate *self)
{
  return self->stream.total_out > TB_INFLATE_MAX_BYTES ||
         self->stream.total_out > self->stream.total_in * TB_INFLATE_MAX_RATIO + RATIO_SLACK;
}

static gboolean
set_invalid (GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The packed answer is damaged");
  return FALSE;
}

gboolean
tb_inflate_feed (TbInflate *self,
                 const guint8 *bytes,
                 gsize length,
                 GByteArray *out,
                 GError **error)
{
  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  self->stream.next_in = (Bytef *) bytes;
  self->stream.avail_in = (uInt) length;
  do {
    guint before = out->len;
    int code;

    if (self->is_whole)
      return self->stream.avail_in == 0 || set_invalid (error);
    g_byte_array_set_size (out, before + PIECE);
    self->stream.next_out = out->data + before;
    self->stream.avail_out = PIECE;
    code = inflate (&self->stream, Z_NO_FLUSH);
    g_byte_array_set_size (out, before + PIECE - self->stream.avail_out);

    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
      return set_invalid (error);
    self->is_whole = code == Z_STREAM_END;
    if (is_bomb (self)) {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The answer unpacks to far too much");
      return FALSE;
    }
  } while (self->stream.avail_in > 0 || self->stream.avail_out == 0);

  return TRUE;
}

gboolean
tb_inflate_is_whole (const TbInflate *self)
{
  return self->is_whole;
}
