/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "tb-store.h"

G_BEGIN_DECLS

/* Copies of papers. Three facts of each, none of which follows from another: it was made
 * (rendered), it left this window for a printer or a file (spooled), somebody saw it come out
 * (confirmed). */

typedef enum {
  TB_PRINT_SPOOLED,
  TB_PRINT_CONFIRMED,
} TbPrintFact;

/* One copy of one paper of one case. */
typedef struct {
  const char *case_id;
  const char *document; /* the item's name for it */
  int copy;             /* from 1 */
} TbPrintCopy;

/* A print that was made: counted before it goes to the printer. @copy receives 1 for the first of
 * this document of this case. Audited. */
gboolean tb_print_table_add (TbStore *store,
                             const char *case_id,
                             const char *document,
                             const char *operator_id,
                             int *copy,
                             GError **error);
/* Audited; a fact that is known already stays as it is. TB_STORE_ERROR_MISSING for a copy that was
 * never made. */
gboolean tb_print_table_mark (TbStore *store,
                              const TbPrintCopy *which,
                              TbPrintFact fact,
                              const char *operator_id,
                              GError **error);
int tb_print_table_count (TbStore *store, const char *case_id, const char *document);
/* [{copy, operator, made, spooled?, confirmed?}], times in RFC 3339, the newest copy first. */
json_t *tb_print_table_list (TbStore *store,
                             const char *case_id,
                             const char *document,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
