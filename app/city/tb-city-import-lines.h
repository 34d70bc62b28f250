/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-import.h"

G_BEGIN_DECLS

#define TB_IMPORT_MAX_BYTES (64 * 1024) /* of a line, and of a record of several lines */

/* A line of the file without its end; the bytes are as they stand. */
typedef struct {
  gint64 number;
  GString *bytes;
  gboolean is_cut; /* longer than TB_IMPORT_MAX_BYTES */
} TbImportLine;

void tb_import_line_free (TbImportLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbImportLine, tb_import_line_free)

/* The lines of a file in its encoding, with a place to put lines back. */
typedef struct _TbImportLines TbImportLines;

/* Passes over a byte-order mark, and settles %TB_CITY_ENCODING_AUTO by reading the file once. */
TbImportLines *tb_import_lines_open (const char *path, TbCityEncoding encoding, GError **error);
void tb_import_lines_close (TbImportLines *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbImportLines, tb_import_lines_close)

/* NULL at the end, or with @error. */
TbImportLine *tb_import_lines_next (TbImportLines *self, GError **error);
/* @line (taken) is what comes next. */
void tb_import_lines_put_back (TbImportLines *self, TbImportLine *line);

/* UTF-8 of @length bytes; NULL when they are not of the file's encoding, or hold a NUL. */
char *tb_import_lines_decode (TbImportLines *self, const char *bytes, gsize length);
/* "UTF-8" or "GB 18030". */
const char *tb_import_lines_get_encoding (TbImportLines *self);

G_END_DECLS
