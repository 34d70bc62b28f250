/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-document"

#include "config.h"

#include <string.h>

#include "tb-document.h"
#include "tb-test-filler.h"

#define WIDTH   78
#define N_SEEDS 10
#define N_STEPS 14

static TbDocumentSource
make_source (TbTestHall *hall, TbCase *self)
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
  };

  return source;
}

static guint
get_columns (const char *line)
{
  guint columns = 0;

  for (const char *p = line; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    columns += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
  }

  return columns;
}

/* No placeholder is left, no line is too long, no line ends in blanks. */
static void
check_text (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_null (strchr (text, '{'));
  g_assert_null (strstr (text, "(null)"));
  for (guint i = 0; lines[i] != NULL; i++) {
    /* A sign that must not begin a line may hang over by its width. */
    g_assert_cmpuint (get_columns (lines[i]), <=, WIDTH + 2);
    g_assert_false (g_str_has_suffix (lines[i], " "));
  }
}

static void
check_print (TbTestHall *hall, TbCase *self, const char *print, GHashTable *made)
{
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (TbDocument) document = tb_document_new (&source, print, &error);
  g_autoptr (TbDocument) bilingual = NULL;
  g_autofree char *text = NULL;

  source.is_bilingual = TRUE;
  bilingual = tb_document_new (&source, print, &again);
  g_assert_true ((bilingual == NULL) == (document == NULL));
  if (document == NULL) {
    g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_MISSING);
    return;
  }

  text = tb_document_to_text (document, WIDTH);
  check_text (text);
  g_assert_null (tb_document_get_watermark (document));
  g_assert_cmpuint (strlen (tb_document_get_digest (document)), ==, 64);
  g_hash_table_add (made, g_strdup (tb_document_get_layout (document)));
}

static void
check_prints (TbTestHall *hall, TbCase *self, GHashTable *made)
{
  const TbItem *item = tb_test_hall_get_item (hall, tb_case_get_item (self));
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++)
    check_print (hall, self, prints[i].id, made);
}

static TbCase *
advance_anywhere (TbTestHall *hall, TbCase *self, GRand *random)
{
  const TbItem *item = tb_test_hall_get_item (hall, tb_case_get_item (self));
  gsize n;
  const TbTransition *all = tb_machine_get_transitions (tb_item_get_machine (item), &n);
  const TbTransition *found = NULL;
  gint32 candidates = 0;

  for (gsize i = 0; i < n; i++) {
    if (g_strv_contains (all[i].from, tb_case_get_state (self)) &&
        g_rand_int_range (random, 0, ++candidates) == 0)
      found = &all[i];
  }

  return found != NULL ? tb_test_filler_advance (hall, self, found->id, NULL, NULL) : NULL;
}

static void
test_every_print (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (hall->catalogue, &n);

  for (gsize i = 0; i < n * N_SEEDS; i++) {
    g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) i);
    g_autoptr (TbCase) self =
        tb_test_filler_submit (hall, items[i / N_SEEDS], TB_AREA_FUSHUN, random);

    for (int step = 0; self != NULL && step < N_STEPS; step++) {
      g_autoptr (TbCase) next = NULL;

      check_prints (hall, self, made);
      next = advance_anywhere (hall, self, random);
      if (next != NULL)
        g_set_object (&self, next);
    }
  }
  g_assert_cmpuint (g_hash_table_size (made), >=, 12);
}

/* The same case in every run: the first of its seeds that can be filled in. */
static TbCase *
make_case (TbTestHall *hall, const char *item, const char *const *steps)
{
  for (guint32 seed = 1; seed < 50; seed++) {
    g_autoptr (GRand) random = g_rand_new_with_seed (seed);
    g_autoptr (TbCase) self =
        tb_test_filler_submit (hall, tb_test_hall_get_item (hall, item), TB_AREA_FUSHUN, random);
    gboolean is_good = self != NULL && tb_case_get_home (self) == TB_AREA_SHENYANG;

    for (gsize i = 0; is_good && steps[i] != NULL; i++) {
      TbCase *next = tb_test_filler_advance (hall, self, steps[i], NULL, NULL);

      is_good = next != NULL;
      if (is_good)
        g_set_object (&self, next);
      g_clear_object (&next);
    }
    if (is_good)
      return g_steal_pointer (&self);
  }
  g_assert_not_reached ();
}

static const char *const accepted[] = { "receive", "accept", NULL };
static const char *const collected[] = { NULL };
static const char *const returned[] = { "receive", "return", "tell-correction", NULL };

static const struct {
  const char *name;
  const char *item;
  const char *const *steps;
  const char *print;
  gboolean is_provisional;
  gboolean is_bilingual;
  int copy;
} golden[] = {
  { "accept-notice", "card-loss-formal", accepted, "accept-notice", FALSE, FALSE, 1 },
  { "accept-notice-bilingual", "card-loss-formal", accepted, "accept-notice", FALSE, TRUE, 2 },
  { "collect-receipt-provisional", "emp-reg-flex", collected, "collect-receipt", TRUE, FALSE, 1 },
  { "correct-notice", "unemp-reg", returned, "correct-notice", FALSE, FALSE, 1 },
};

static void
test_golden (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, golden[i].item, golden[i].steps);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDocument) document = NULL;
  g_autofree char *path = g_strdup_printf ("%s/%s.txt", TB_TEST_GOLDEN, golden[i].name);
  g_autofree char *expected = NULL;
  g_autofree char *text = NULL;

  source.is_confirmed = !golden[i].is_provisional;
  source.is_bilingual = golden[i].is_bilingual;
  source.copy = golden[i].copy;
  document = tb_document_new (&source, golden[i].print, &error);
  g_assert_no_error (error);
  text = tb_document_to_text (document, WIDTH);
  /* TB_TEST_UPDATE=1 writes the files anew; what changed is then read in the diff. */
  if (g_getenv ("TB_TEST_UPDATE") != NULL)
    g_file_set_contents (path, text, -1, NULL);
  g_assert_true (g_file_get_contents (path, &expected, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_provisional (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (TbDocument) document = NULL;
  g_autoptr (TbDocument) practice = NULL;

  source.is_confirmed = FALSE;
  document = tb_document_new (&source, "accept-notice", NULL);
  g_assert_cmpstr (tb_document_get_watermark (document), ==, "暂定 · 待沈阳市确认");
  source.is_sandbox = TRUE;
  source.is_confirmed = TRUE;
  practice = tb_document_new (&source, "accept-notice", NULL);
  g_assert_nonnull (tb_document_get_watermark (practice));
}

static void
test_missing (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unknown = NULL;

  g_assert_null (tb_document_new (&source, "refuse-notice", &error));
  g_assert_error (error, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "step.refuse-acceptance.reason"));
  g_assert_null (tb_document_new (&source, "no-such-paper", &unknown));
  g_assert_error (unknown, TB_DOCUMENT_ERROR, TB_DOCUMENT_ERROR_LAYOUT);
}
/* However narrow the paper, within reason. */
static void
test_unbroken (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (TbDocument) document = tb_document_new (&source, "collect-receipt", NULL);

  g_assert_nonnull (document);
  for (guint width = 44; width <= 120; width++) {
    g_autofree char *text = tb_document_to_text (document, width);
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
    g_autofree char *cell = g_strconcat ("│ ", tb_case_get_number (self), NULL);

    g_assert_nonnull (strstr (text, cell));
    for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
      g_assert_false (g_str_has_prefix (lines[i], "──") && strcmp (lines[i], lines[i - 1]) == 0);
  }
}

/* An empty setting leaves its part of the sentence out. */
static void
test_no_address (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (TbDocument) document = tb_document_new (&source, "accept-notice", NULL);
  g_autofree char *text = tb_document_to_text (document, WIDTH);

  g_assert_nonnull (strstr (text, "咨询电话:"));
  g_assert_null (strstr (text, "地址:"));
}

/* Settings of the office stand over what ships. */
static void
test_settings (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (GHashTable) settings = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (TbDocument) document = NULL;
  g_autofree char *text = NULL;

  g_hash_table_insert (settings,
                       (gpointer) "office.shenyang.address",
                       (gpointer) "沈阳市沈河区青年大街1号");
  source.settings = settings;
  document = tb_document_new (&source, "accept-notice", NULL);
  text = tb_document_to_text (document, WIDTH);
  g_assert_nonnull (strstr (text, "地址:沈阳市沈河区青年大街1号。"));
}

static void
count_placeholders (const TbDocumentNode *node, guint *n_pairs)
{
  *n_pairs += node->pairs->len;
  for (guint i = 0; i < node->children->len; i++)
    count_placeholders (g_ptr_array_index (node->children, i), n_pairs);
}

static void
test_masked (void)
{
  g_autoptr (TbTestHall) hall = tb_test_hall_new ();
  g_autoptr (TbCase) self = make_case (hall, "card-loss-formal", accepted);
  TbDocumentSource source = make_source (hall, self);
  g_autoptr (TbDocument) document = tb_document_new (&source, "accept-notice", NULL);
  g_autofree char *text = tb_document_to_text (document, WIDTH);
  guint n_pairs = 0;

  g_assert_null (strstr (text, tb_case_get_person_id (self)));
  g_assert_nonnull (strstr (text, tb_case_get_person_name (self)));
  for (guint i = 0; i < tb_document_get_nodes (document)->len; i++)
    count_placeholders (g_ptr_array_index (tb_document_get_nodes (document), i), &n_pairs);
  g_assert_cmpuint (n_pairs, >=, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/documents/document/no-number-is-broken-and-no-rule-stands-twice",
                   test_unbroken);
  g_test_add_func ("/documents/document/an-empty-address-is-not-mentioned", test_no_address);
  g_test_add_func ("/documents/document/every-paper-of-every-matter-is-whole-or-says-what-it-lacks",
                   test_every_print);
  for (gsize i = 0; i < G_N_ELEMENTS (golden); i++) {
    g_autofree char *path =
        g_strdup_printf ("/documents/document/%s-reads-as-its-golden-file", golden[i].name);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_golden);
  }
  g_test_add_func ("/documents/document/an-unconfirmed-case-prints-provisional-papers",
                   test_provisional);
  g_test_add_func ("/documents/document/what-is-missing-is-named", test_missing);
  g_test_add_func ("/documents/document/settings-of-the-office-win", test_settings);
  g_test_add_func ("/documents/document/a-notice-masks-the-number", test_masked);

  return g_test_run ();
}
