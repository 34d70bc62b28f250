/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-import.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbImportRecord:
 * @line: where it begins, from 1
 * @cells: (element-type utf8): as they stand; one with the whole line when it cannot be read
 * @values: column → text (CSV: empty cells are left out), or the object of an NDJSON line; NULL
 *     when it cannot be read
 * @problem: why not, or NULL
 */
typedef struct {
  gint64 line;
  GPtrArray *cells;
  json_t *values;
  char *problem;
} TbImportRecord;

void tb_import_record_free (TbImportRecord *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbImportRecord, tb_import_record_free)

/**
 * TbImportReader:
 *
 * The records of a file, one after another. A line that is no CSV costs itself and nothing else:
 * an open quote does not swallow what follows.
 */
typedef struct _TbImportReader TbImportReader;

TbImportReader *tb_import_reader_open (const char *path, TbCityEncoding encoding, GError **error);
void tb_import_reader_close (TbImportReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbImportReader, tb_import_reader_close)

/* The names in the first line, NULL-terminated; NULL for NDJSON, which has none. */
const char *const *tb_import_reader_get_columns (TbImportReader *self);

/* NULL at the end, or with @error when the file cannot be read. */
TbImportRecord *tb_import_reader_next (TbImportReader *self, GError **error);

G_END_DECLS
