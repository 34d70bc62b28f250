/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-import-reader.h"

G_BEGIN_DECLS

/**
 * TbImportReject:
 *
 * The file of the rows that were not taken: line, field and reason before the cells as they
 * stood. Nothing in it runs as a formula when a spreadsheet opens it, and only its owner may read
 * it: it holds personal data.
 */
typedef struct _TbImportReject TbImportReject;

/* @columns: NULL for rows that are one cell. The file is made with the first row. */
TbImportReject *tb_import_reject_new (const char *path, const char *const *columns);
/* Closes the file; FALSE when it is not whole on the disk. Frees @self in any case. */
gboolean tb_import_reject_close (TbImportReject *self, GError **error);

gboolean tb_import_reject_add (TbImportReject *self,
                               const TbImportRecord *record,
                               const char *field,
                               const char *reason,
                               GError **error);

G_END_DECLS
