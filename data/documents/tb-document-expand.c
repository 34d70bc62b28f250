/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-document-private.h"

/* What stands where there is nothing: a paper never has a silent blank. */
#define NOTHING "—"

static gboolean
apply_filters (TbDocumentScope *scope, char **parts, TbDocumentValue *value, GError **error)
{
  for (guint i = 1; parts[i] != NULL; i++) {
    if (!tb_document_filter (scope, parts[i], value, error))
      return FALSE;
  }

  return TRUE;
}

/* A layout says on purpose that nothing may stand there. */
static gboolean
may_be_blank (char **parts)
{
  guint n = g_strv_length (parts);

  return n > 1 && (g_str_has_prefix (parts[n - 1], "default:") ||
                   g_str_has_prefix (parts[n - 1], "phrase:"));
}

/* @body: "path|filter|filter", without the braces. */
static gboolean
append_placeholder (TbDocumentScope *scope, const char *body, GString *out, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (body, "|", -1);
  TbDocumentValue value = { 0 };
  g_autofree char *text = NULL;
  gboolean is_good = parts[0] != NULL && tb_document_scope_find (scope, parts[0], &value, error) &&
                     apply_filters (scope, parts, &value, error);

  if (is_good && tb_document_value_is_empty (&value) && may_be_blank (parts))
    text = g_strdup ("");
  else if (is_good && tb_document_value_is_empty (&value))
    text = g_strdup (NOTHING);
  else if (is_good)
    text = tb_document_value_print (scope, &value);
  g_clear_pointer (&value.value, json_decref);
  if (is_good)
    g_string_append (out, text);

  return is_good;
}

char *
tb_document_expand (TbDocumentScope *scope, const char *template, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = template; *p != '\0';) {
    const char *end;

    if ((p[0] == '{' && p[1] == '{') || (p[0] == '}' && p[1] == '}')) {
      g_string_append_c (out, *p);
      p += 2;
      continue;
    }
    end = *p == '{' ? strchr (p, '}') : NULL;
    if (end != NULL) {
      g_autofree char *body = g_strndup (p + 1, (gsize) (end - p - 1));

      if (!append_placeholder (scope, body, out, error))
        return NULL;
      p = end + 1;
      continue;
    }
    g_string_append_c (out, *p);
    p++;
  }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

gboolean
tb_document_is_empty (TbDocumentScope *scope, const char *path, GError **error)
{
  TbDocumentValue value = { 0 };
  gboolean is_empty;

  if (!tb_document_scope_find (scope, path, &value, error))
    return TRUE;

  is_empty = tb_document_value_is_empty (&value);
  g_clear_pointer (&value.value, json_decref);

  return is_empty;
}
