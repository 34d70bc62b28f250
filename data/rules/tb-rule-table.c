/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-rule-table"

#include "config.h"

#include "tb-rule-table.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* One field up to its comma or the end of the line; returns where the next one starts, or NULL. */
static const char *
read_field (const char *p, const char *end, GPtrArray *fields)
{
  GString *field = g_string_new (NULL);
  gboolean is_quoted = p < end && *p == '"';

  if (is_quoted)
    p++;
  for (; p < end; p++) {
    if (is_quoted && *p == '"') {
      if (p + 1 < end && p[1] == '"')
        p++;
      else {
        is_quoted = FALSE;
        continue;
      }
    } else if (!is_quoted && *p == ',')
      break;
    g_string_append_c (field, *p);
  }
  g_ptr_array_add (fields, g_string_free (field, FALSE));

  return p < end ? p + 1 : NULL;
}

static gboolean
read_line (TbRuleTable *self, GPtrArray *fields)
{
  const char *start = self->rest;
  const char *stop;
  const char *next;

  if (start >= self->end)
    return FALSE;

  stop = memchr (start, '\n', (gsize) (self->end - start));
  next = stop != NULL ? stop + 1 : self->end;
  if (stop == NULL)
    stop = self->end;
  if (stop > start && stop[-1] == '\r')
    stop--;

  self->rest = next;
  self->line++;
  g_ptr_array_set_size (fields, 0);
  for (const char *p = start; p != NULL;)
    p = read_field (p, stop, fields);

  return TRUE;
}

void
tb_rule_table_init (TbRuleTable *self, const char *text, gssize length)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize) length;

  self->rest = text;
  self->end = text + bytes;
  self->line = 0;
  self->header = g_ptr_array_new_with_free_func (g_free);
  self->fields = g_ptr_array_new_with_free_func (g_free);
  if (bytes >= 3 && memcmp (text, BYTE_ORDER_MARK, 3) == 0)
    self->rest += 3;

  read_line (self, self->header);
}

void
tb_rule_table_clear (TbRuleTable *self)
{
  g_clear_pointer (&self->header, g_ptr_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
}

gboolean
tb_rule_table_next (TbRuleTable *self)
{
  while (read_line (self, self->fields)) {
    if (self->fields->len > 1 || *(const char *) g_ptr_array_index (self->fields, 0) != '\0')
      return TRUE;
  }

  return FALSE;
}

static int
find_column (const TbRuleTable *self, const char *column)
{
  for (guint i = 0; i < self->header->len; i++) {
    if (strcmp (g_ptr_array_index (self->header, i), column) == 0)
      return (int) i;
  }

  return -1;
}

const char *
tb_rule_table_get (const TbRuleTable *self, const char *column)
{
  int i = find_column (self, column);

  if (i < 0 || (guint) i >= self->fields->len)
    return "";

  return g_ptr_array_index (self->fields, i);
}

gboolean
tb_rule_table_has_column (const TbRuleTable *self, const char *column)
{
  return find_column (self, column) >= 0;
}
