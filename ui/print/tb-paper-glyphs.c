/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-paper-private.h"

/* Asks a font set about each character once. */
typedef struct {
  PangoFontset *fonts;
  GHashTable *seen; /* (element-type gunichar) */
  GString *missing;
} Check;

/* Boxes to tick are drawn, not written. */
static gboolean
needs_glyph (gunichar c)
{
  return !g_unichar_iscntrl (c) && !g_unichar_isspace (c) && !g_unichar_iszerowidth (c) &&
         c != 0x2610 && c != 0x2611;
}

static void
check_text (Check *check, const char *text)
{
  for (const char *p = text; p != NULL && *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    g_autoptr (PangoFont) font = NULL;
    char name[7] = { 0 };

    if (!needs_glyph (c) || !g_hash_table_add (check->seen, GUINT_TO_POINTER (c)))
      continue;
    font = pango_fontset_get_font (check->fonts, c);
    if (font != NULL && pango_font_has_char (font, c))
      continue;
    g_unichar_to_utf8 (c, name);
    g_string_append_printf (check->missing,
                            "%s%s (U+%04X)",
                            check->missing->len > 0 ? ", " : "",
                            name,
                            c);
  }
}

static void
check_both (Check *check, const TbDocumentText *text)
{
  check_text (check, text->text);
  check_text (check, text->translation);
}

static void
check_pairs (Check *check, GPtrArray *pairs)
{
  for (guint i = 0; i < pairs->len; i++) {
    const TbDocumentPair *pair = g_ptr_array_index (pairs, i);

    check_both (check, &pair->label);
    check_text (check, pair->value);
  }
}

static void
check_nodes (Check *check, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    const TbDocumentNode *node = g_ptr_array_index (nodes, i);

    check_both (check, &node->text);
    check_both (check, &node->label);
    check_pairs (check, node->pairs);
    check_pairs (check, node->totals);
    for (guint k = 0; k < node->columns->len; k++)
      check_both (check, &((TbDocumentColumn *) g_ptr_array_index (node->columns, k))->label);
    for (guint k = 0; k < node->rows->len; k++) {
      char **cells = g_ptr_array_index (node->rows, k);

      for (guint c = 0; cells[c] != NULL; c++)
        check_text (check, cells[c]);
    }
    for (guint k = 0; k < node->items->len; k++)
      check_both (check, g_ptr_array_index (node->items, k));
    check_nodes (check, node->children);
  }
}

gboolean
tb_paper_check_glyphs (TbDocument *document, PangoContext *context, GError **error)
{
  PangoFontDescription *font = tb_paper_font_new (12);
  PangoFontset *fonts =
      pango_context_load_fontset (context, font, pango_context_get_language (context));
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  g_autofree char *footer = tb_document_dup_footer (document, 1, 1);
  Check check = { fonts, seen, missing };

  pango_font_description_free (font);
  check_nodes (&check, tb_document_get_nodes (document));
  check_text (&check, tb_document_get_letterhead (document));
  check_text (&check, footer);
  check_text (&check, tb_document_get_watermark (document));
  check_text (&check, tb_document_get_copy_mark (document));
  g_object_unref (fonts);
  if (missing->len == 0)
    return TRUE;

  g_set_error (error,
               TB_PAPER_ERROR,
               TB_PAPER_ERROR_GLYPHS,
               _ ("No font on this computer can write %s. Nothing was printed; install a font that "
                  "has it, such as TH-Tshyn or Plangothic"),
               missing->str);

  return FALSE;
}
