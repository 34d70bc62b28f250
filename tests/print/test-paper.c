/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-paper"

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "tb-paper-private.h"
#include "tb-test-filler.h"

#define N_SEEDS 4

/* One document of each print of each matter, as soon as some case has it. */
typedef struct {
  TbTestHall *hall;
  GHashTable *documents; /* (element-type utf8 TbDocument): "ITEM PRINT" */
  GHashTable *settings;  /* of the offices */
} Fixture;

static TbDocumentSource
make_source (TbTestHall *hall, TbCase *self, GHashTable *settings)
{
  TbDocumentSource source = {
    .catalogue = hall->catalogue,
    .calendar = hall->calendar,
    .regions = hall->regions,
    .item = tb_test_hall_get_item (hall, tb_case_get_item (self)),
    .self = self,
    .is_confirmed = TRUE,
    .copy = 1,
    .at = hall->at,
    .operator_code = "SY0301",
    .operator_name = "王芳",
    .window_code = "03",
    .hall = "沈阳市人社服务大厅",
    .settings = settings,
  };

  return source;
}

static void
collect_prints (Fixture *self, TbCase *a_case, gboolean needs_offer)
{
  TbDocumentSource source = make_source (self->hall, a_case, self->settings);
  gsize n;
  const TbPrint *prints = tb_item_get_prints (source.item, &n);

  for (gsize i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("%s %s", tb_item_get_id (source.item), prints[i].id);
    TbDocument *document;

    if (g_hash_table_contains (self->documents, key) ||
        (needs_offer && !tb_document_is_offered (&source, &prints[i])))
      continue;
    document = tb_document_new (&source, prints[i].id, NULL);
    if (document != NULL)
      g_hash_table_insert (self->documents, g_steal_pointer (&key), document);
  }
}

static TbCase *
advance (TbTestHall *hall, TbCase *self, const TbTransition *transition)
{
  const TbItem *item = tb_test_hall_get_item (hall, tb_case_get_item (self));
  g_autoptr (json_t) answers = NULL;

  for (guint32 seed = 7; answers == NULL && seed < 10; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);

    answers = tb_test_filler_answer (hall, item, self, transition, random);
  }

  return answers != NULL ? tb_test_filler_advance (hall, self, transition->id, answers, NULL)
                         : NULL;
}

/* Every state that can be reached from @begun, each once. */
static void
walk (Fixture *self, TbCase *begun)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) cases = g_ptr_array_new_with_free_func (g_object_unref);
  const TbItem *item = tb_test_hall_get_item (self->hall, tb_case_get_item (begun));
  const TbTransition *all;
  gsize n;

  all = tb_machine_get_transitions (tb_item_get_machine (item), &n);
  g_ptr_array_add (cases, g_object_ref (begun));
  g_hash_table_add (seen, g_strdup (tb_case_get_state (begun)));
  for (guint i = 0; i < cases->len; i++) {
    TbCase *a_case = g_ptr_array_index (cases, i);

    collect_prints (self, a_case, TRUE);
    for (gsize k = 0; k < n; k++) {
      g_autoptr (TbCase) next = g_strv_contains (all[k].from, tb_case_get_state (a_case))
                                    ? advance (self->hall, a_case, &all[k])
                                    : NULL;

      if (next != NULL && g_hash_table_add (seen, g_strdup (tb_case_get_state (next))))
        g_ptr_array_add (cases, g_steal_pointer (&next));
    }
  }
}

static void
fill_fields (Fixture *self, json_t *form, const TbField *fields, gsize n, GRand *random)
{
  for (gsize i = 0; i < n; i++) {
    json_t *value = tb_test_filler_new_value (self->hall, &fields[i], random);

    if (value != NULL)
      json_object_set_new (form, fields[i].id, value);
  }
}

/* A case that has been through every step and knows every answer: for the papers of states that
 * only people with other papers in hand could bring it to. */
static TbCase *
complete (Fixture *self, TbCase *begun, GRand *random)
{
  const TbItem *item = tb_test_hall_get_item (self->hall, tb_case_get_item (begun));
  json_t *body = json_deep_copy (tb_case_get_json (begun));
  json_t *form = json_object_get (body, "form");
  json_t *history = json_object_get (body, "history");
  g_autoptr (GError) error = NULL;
  const TbTransition *all;
  TbCase *done;
  gsize n;

  all = tb_machine_get_transitions (tb_item_get_machine (item), &n);
  for (gsize i = 0; i < n; i++) {
    fill_fields (self, form, all[i].form, all[i].n_form, random);
    json_array_append_new (history,
                           json_pack ("{s:s, s:s, s:s, s:s, s:s}",
                                      "transition",
                                      all[i].id,
                                      "at",
                                      self->hall->at,
                                      "area",
                                      "shenyang",
                                      "operator",
                                      "op-2",
                                      "reason",
                                      "按规定办理"));
  }
  done = tb_case_new_take (body, &error);
  g_assert_no_error (error);

  return done;
}

static void
fill_settings (GHashTable *settings)
{
  static const char *const members[][2] = {
    { "phone", "024-12333" },
    { "address", "青年大街1号政务服务中心二楼" },
    { "postcode", "110013" },
    { "confidential_address", "沈阳市机要局转人力资源公共服务中心" },
    { "bank", "中国工商银行沈阳分行营业部" },
    { "account_name", "社会保险基金财政专户" },
    { "account_no", "3301000009221234567" },
  };

  for (int i = 0; i < TB_N_AREAS; i++) {
    for (gsize k = 0; k < G_N_ELEMENTS (members); k++)
      g_hash_table_insert (settings,
                           g_strdup_printf ("office.%s.%s",
                                            tb_area_get_slug ((TbArea) i),
                                            members[k][0]),
                           (gpointer) members[k][1]);
  }
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  const TbItem *const *items;
  gsize n;

  self->hall = tb_test_hall_new ();
  self->documents =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) tb_document_unref);
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fill_settings (self->settings);
  items = tb_catalogue_get_items (self->hall->catalogue, &n);
  for (gsize i = 0; i < n * N_SEEDS; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) i);
    g_autoptr (TbCase) a_case =
        tb_test_filler_submit (self->hall, items[i / N_SEEDS], TB_AREA_FUSHUN, random);

    if (a_case != NULL) {
      g_autoptr (TbCase) whole = complete (self, a_case, random);

      walk (self, a_case);
      collect_prints (self, whole, FALSE);
    }
  }
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  g_hash_table_unref (self->documents);
  g_hash_table_unref (self->settings);
  tb_test_hall_free (self->hall);
}

static char *
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL,
                     (char **) argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL,
                     NULL,
                     &output,
                     NULL,
                     &status,
                     &error))
    return NULL;

  return output;
}

static gboolean
has_program (const char *name)
{
  g_autofree char *path = g_find_program_in_path (name);

  return path != NULL;
}

/* Lines are broken elsewhere on paper, and boxes are drawn. */
static char *
squeeze (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isspace (c) && c != 0x2610 && c != 0x2611)
      g_string_append_unichar (out, c);
  }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* A multiset of the characters: whatever the order of columns, nothing is lost. */
static GHashTable *
count_characters (const char *text)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gpointer c = GUINT_TO_POINTER (g_utf8_get_char (p));
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, c));

    g_hash_table_insert (counts, c, GUINT_TO_POINTER (n + 1));
  }

  return counts;
}

static void
add_words (GString *out, const char *text)
{
  g_autofree char *typeset = tb_paper_dup_typeset (text != NULL ? text : "");

  g_string_append (out, typeset);
}

static void
collect_words (GString *out, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    const TbDocumentNode *node = g_ptr_array_index (nodes, i);

    if (node->kind != TB_NODE_CUT)
      add_words (out, node->text.text);
    add_words (out, node->label.text);
    for (guint k = 0; k < node->pairs->len; k++) {
      const TbDocumentPair *pair = g_ptr_array_index (node->pairs, k);

      add_words (out, pair->label.text);
      add_words (out, pair->value);
    }
    for (guint k = 0; k < node->rows->len * node->columns->len; k++) {
      char **row = g_ptr_array_index (node->rows, k / node->columns->len);

      add_words (out, row[k % node->columns->len]);
    }
    for (guint k = 0; k < node->items->len; k++)
      add_words (out, ((TbDocumentText *) g_ptr_array_index (node->items, k))->text);
    collect_words (out, node->children);
  }
}

static void
check_words (const char *key, TbDocument *document, const char *printed)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *expected = NULL;
  g_autofree char *found = squeeze (printed);
  g_autoptr (GHashTable) counts = count_characters (found);

  collect_words (words, tb_document_get_nodes (document));
  expected = squeeze (words->str);
  for (const char *p = expected; *p != '\0'; p = g_utf8_next_char (p)) {
    gpointer c = GUINT_TO_POINTER (g_utf8_get_char (p));
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, c));

    if (n == 0)
      g_error ("%s: “%.*s” is not on the paper as often as it should",
               key,
               (int) (g_utf8_next_char (p) - p),
               p);
    g_hash_table_insert (counts, c, GUINT_TO_POINTER (n - 1));
  }
}

/* Nothing lies outside the sheet, and no two texts lie on each other but where a seal is put. */
static void
check_boxes (const char *key, TbPaper *paper)
{
  for (guint i = 0; i < paper->pages->len; i++) {
    GPtrArray *marks = g_ptr_array_index (paper->pages, i);

    for (guint k = 0; k < marks->len; k++) {
      const TbMark *mark = g_ptr_array_index (marks, k);

      if (mark->ink == TB_INK_FAINT)
        continue;
      if (mark->x < 0 || mark->y < 0 || mark->x + mark->width > paper->width ||
          mark->y + mark->height > paper->height)
        g_error ("%s: something lies outside of page %u", key, i + 1);
    }
  }
}

static gboolean
overlap (const TbMark *a, const TbMark *b)
{
  const double slack = 2;

  return a->x + slack < b->x + b->width && b->x + slack < a->x + a->width &&
         a->y + slack < b->y + b->height && b->y + slack < a->y + a->height;
}

static void
check_codes (const char *key, TbPaper *paper)
{
  for (guint i = 0; i < paper->pages->len; i++) {
    GPtrArray *marks = g_ptr_array_index (paper->pages, i);

    for (guint k = 0; k < marks->len * marks->len; k++) {
      const TbMark *code = g_ptr_array_index (marks, k / marks->len);
      const TbMark *other = g_ptr_array_index (marks, k % marks->len);

      if (code->kind == TB_MARK_MODULES && other != code && other->ink != TB_INK_FAINT &&
          other->kind != TB_MARK_TEXT && other->weight == 0 && overlap (code, other))
        g_error ("%s: a code is drawn over", key);
    }
  }
}

static void
collect_payloads (GPtrArray *payloads, GPtrArray *nodes)
{
  for (guint i = 0; i < nodes->len; i++) {
    const TbDocumentNode *node = g_ptr_array_index (nodes, i);

    if (node->kind == TB_NODE_CODE)
      g_ptr_array_add (payloads, node->payload);
    collect_payloads (payloads, node->children);
  }
}

static void
scan_page (GString *found, const char *pdf, guint page)
{
  g_autofree char *root = g_strconcat (pdf, "-page", NULL);
  g_autofree char *png = g_strconcat (root, ".png", NULL);
  g_autofree char *number = g_strdup_printf ("%u", page);
  const char *draw[] = { "pdftoppm", "-r", "150",  "-png", "-singlefile", "-f",
                         number,     "-l", number, pdf,    root,          NULL };
  const char *scan[] = { "zbarimg", "-q", "--raw", png, NULL };
  g_autofree char *drawn = run (draw);
  g_autofree char *read = run (scan);

  g_assert_nonnull (drawn);
  g_string_append (found, read != NULL ? read : "");
  g_unlink (png);
}

static void
check_scan (const char *key, TbDocument *document, TbPaper *paper, const char *pdf)
{
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GPtrArray) payloads = g_ptr_array_new ();

  collect_payloads (payloads, tb_document_get_nodes (document));
  for (guint i = 0; payloads->len > 0 && i < tb_paper_get_n_pages (paper); i++)
    scan_page (found, pdf, i + 1);
  for (guint i = 0; i < payloads->len; i++) {
    if (strstr (found->str, g_ptr_array_index (payloads, i)) == NULL)
      g_error ("%s: %s cannot be scanned", key, (char *) g_ptr_array_index (payloads, i));
  }
}

static void
check_paper (const char *key, TbDocument *document, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbPaper) paper = tb_paper_new (document, &error);
  g_autofree char *name = g_strconcat (key, ".pdf", NULL);
  g_autofree char *path = g_build_filename (folder, g_strdelimit (name, " ", '_'), NULL);
  const char *read[] = { "pdftotext", "-layout", path, "-", NULL };
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *printed = NULL;

  g_assert_no_error (error);
  check_boxes (key, paper);
  check_codes (key, paper);
  pdf = tb_paper_to_pdf (paper, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path,
                                      g_bytes_get_data (pdf, NULL),
                                      (gssize) g_bytes_get_size (pdf),
                                      NULL));
  if (has_program ("pdftotext")) {
    printed = run (read);
    check_words (key, document, printed);
  }
  if (has_program ("zbarimg") && has_program ("pdftoppm"))
    check_scan (key, document, paper, path);
  /* TB_TEST_KEEP=1 leaves them to be looked at. */
  if (g_getenv ("TB_TEST_KEEP") == NULL)
    g_unlink (path);
}

static void
test_every_paper (Fixture *self, gconstpointer unused)
{
  g_autofree char *folder = g_dir_make_tmp ("tb-paper-XXXXXX", NULL);
  g_autoptr (GHashTable) layouts = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer key, document;

  g_hash_table_iter_init (&iter, self->documents);
  while (g_hash_table_iter_next (&iter, &key, &document)) {
    check_paper (key, document, folder);
    g_hash_table_add (layouts, (gpointer) tb_document_get_layout (document));
  }
  g_test_message ("%u prints of %u layouts in %s",
                  g_hash_table_size (self->documents),
                  g_hash_table_size (layouts),
                  folder);
  g_assert_cmpuint (g_hash_table_size (layouts), >=, 22);
  g_rmdir (folder);
}

static TbDocument *
find_document (Fixture *self, const char *layout)
{
  GHashTableIter iter;
  gpointer document;

  g_hash_table_iter_init (&iter, self->documents);
  while (g_hash_table_iter_next (&iter, NULL, &document)) {
    if (strcmp (tb_document_get_layout (document), layout) == 0)
      return document;
  }
  g_assert_not_reached ();
}

static GBytes *
make_pdf (TbDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbPaper) paper = tb_paper_new (document, &error);
  GBytes *pdf;

  g_assert_no_error (error);
  pdf = tb_paper_to_pdf (paper, &error);
  g_assert_no_error (error);

  return pdf;
}

/* Over the way from the desk to the window too. */
static void
test_same_bytes (Fixture *self, gconstpointer unused)
{
  TbDocument *document = find_document (self, "accept-notice");
  g_autoptr (json_t) tree = tb_document_to_json (document);
  g_autoptr (TbDocument) sent = tb_document_new_from_json (tree, NULL);
  g_autoptr (json_t) again = tb_document_to_json (sent);
  g_autoptr (GBytes) first = make_pdf (document);
  g_autoptr (GBytes) second = make_pdf (document);
  g_autoptr (GBytes) third = make_pdf (sent);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) nothing = json_object ();

  g_assert_true (json_equal (tree, again));
  g_assert_true (g_bytes_equal (first, second));
  g_assert_true (g_bytes_equal (first, third));
  g_assert_null (tb_document_new_from_json (nothing, &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_LAYOUT);
}

/* A noncharacter stands for one of a rare name that no font here has. */
static void
test_glyphs (Fixture *self, gconstpointer unused)
{
  TbDocument *document = find_document (self, "collect-receipt");
  g_autoptr (json_t) tree = tb_document_to_json (document);
  json_t *title = json_array_get (json_object_get (tree, "blocks"), 1);
  g_autoptr (TbDocument) changed = NULL;
  g_autoptr (TbPaper) paper = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_new (title, "text", json_string ("张\xf3\xb0\x80\x80"));
  changed = tb_document_new_from_json (tree, NULL);
  paper = tb_paper_new (changed, &error);
  g_assert_null (paper);
  g_assert_error (error, TB_PAPER_ERROR, TB_PAPER_ERROR_GLYPHS);
  g_assert_nonnull (strstr (error->message, "U+F0000"));
}

static void
test_marks (Fixture *self, gconstpointer unused)
{
  TbDocument *document = find_document (self, "collect-receipt");
  g_autoptr (json_t) tree = tb_document_to_json (document);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "tb-paper-marks.pdf", NULL);
  const char *read[] = { "pdftotext", "-layout", path, "-", NULL };
  g_autoptr (TbDocument) provisional = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autofree char *text = NULL;

  if (!has_program ("pdftotext")) {
    g_test_skip ("no pdftotext");
    return;
  }
  tb_json_set_string (tree, "watermark", "暂定 · 待抚顺市确认");
  tb_json_set_string (tree, "copy_mark", "副本 2");
  provisional = tb_document_new_from_json (tree, NULL);
  pdf = make_pdf (provisional);
  g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL);
  text = run (read);
  g_assert_nonnull (strstr (text, "※ 暂定 · 待抚顺市确认 ※"));
  g_assert_nonnull (strstr (text, "副本 2"));
  g_unlink (path);
}

/* Hundreds of rows go on overleaf under the same head. */
static void
test_long_table (Fixture *self, gconstpointer unused)
{
  TbDocument *document = find_document (self, "archive-index");
  g_autoptr (json_t) tree = tb_document_to_json (document);
  const json_t *blocks = json_object_get (tree, "blocks");
  g_autoptr (TbDocument) grown = NULL;
  g_autoptr (TbPaper) paper = NULL;
  g_autoptr (GError) error = NULL;
  json_t *block;
  gsize i;

  json_array_foreach (blocks, i, block)
  {
    json_t *rows = json_object_get (block, "rows");
    json_t *row = json_array_get (rows, 0);

    for (int k = 0; row != NULL && k < 300; k++)
      json_array_append (rows, row);
  }
  grown = tb_document_new_from_json (tree, NULL);
  paper = tb_paper_new (grown, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tb_paper_get_n_pages (paper), >, 5);
  check_boxes ("long table", paper);
}

static void
test_typeset (void)
{
  static const char *const pairs[][2] = {
    { "电话:024-12333,转1", "电话：024-12333，转1" },
    { "张三(女),现予受理", "张三（女），现予受理" },
    { "12:30, 1,234 (a) FS-1", "12:30, 1,234 (a) FS-1" },
    { "archive of 张三, kept", "archive of 张三, kept" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree char *typeset = tb_paper_dup_typeset (pairs[i][0]);

    g_assert_cmpstr (typeset, ==, pairs[i][1]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/print/paper/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("every-paper-of-every-matter-can-be-read-and-scanned", test_every_paper);
  ADD ("the-same-print-is-the-same-bytes", test_same_bytes);
  ADD ("a-character-without-a-glyph-is-named-and-nothing-drawn", test_glyphs);
  ADD ("provisional-papers-and-copies-say-so", test_marks);
  ADD ("a-long-table-goes-on-overleaf", test_long_table);
#undef ADD
  g_test_add_func ("/print/paper/punctuation-is-that-of-the-script", test_typeset);

  return g_test_run ();
}
