/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbRuleTable:
 *
 * Walks through a table line by line, so that an error can name the line an administrator sees in
 * an editor. Fields may stand in double quotes; none of our tables breaks a line inside a field.
 */
typedef struct {
  const char *rest;
  const char *end;
  guint line; /* of the row last read; the header is line 1 */
  GPtrArray *header;
  GPtrArray *fields;
} TbRuleTable;

/* @length: bytes, or −1 when @text ends in NUL. Reads the header; a byte order mark is skipped. */
void tb_rule_table_init (TbRuleTable *self, const char *text, gssize length);
void tb_rule_table_clear (TbRuleTable *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbRuleTable, tb_rule_table_clear)

/* The next row that is not empty; FALSE at the end. */
gboolean tb_rule_table_next (TbRuleTable *self);
/* A field of the row by its column's name; "" when the row or the header has no such column. */
const char *tb_rule_table_get (const TbRuleTable *self, const char *column);
gboolean tb_rule_table_has_column (const TbRuleTable *self, const char *column);

G_END_DECLS
