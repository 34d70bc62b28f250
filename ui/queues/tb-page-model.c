/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-page-model"

#include "config.h"

#include "tb-page-model.h"

/* A list view looks at some two hundred rows at a time: more than those pages, and a few around. */
#define MAX_PAGES 16
/* Who scrolls fast passes pages that nobody needs any more. */
#define MAX_WANTED 6

struct _TbPageRow {
  GObject parent_instance;
  json_t *json; /* nullable */
};

G_DEFINE_FINAL_TYPE (TbPageRow, tb_page_row, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

const json_t *
tb_page_row_get_json (TbPageRow *self)
{
  return self->json;
}

static void
set_json (TbPageRow *self, json_t *json)
{
  if (self->json == NULL && json == NULL)
    return;
  if (self->json != NULL && json != NULL && json_equal (self->json, json))
    return;
  json_decref (self->json);
  self->json = json_incref (json);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
tb_page_row_finalize (GObject *object)
{
  json_decref (TB_PAGE_ROW (object)->json);

  G_OBJECT_CLASS (tb_page_row_parent_class)->finalize (object);
}

static void
tb_page_row_class_init (TbPageRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_page_row_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
}

static void
tb_page_row_init (TbPageRow *self)
{
}

typedef struct {
  guint number;
  gboolean is_known; /* its rows were told since the last refresh */
  guint64 used;      /* when somebody looked last */
  TbPageRow *rows[TB_PAGE_MODEL_ROWS];
} Page;

struct _TbPageModel {
  GObject parent_instance;

  TbPageModelAsk ask;
  gpointer ask_data;
  guint n;
  guint stamp;
  guint64 clock;
  GHashTable *pages; /* number → Page */
  GTree *keys;       /* number of a page → key of the rows after it */
  GQueue wanted;     /* numbers of pages, the latest first */
  gboolean is_asking;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbPageModel,
                               tb_page_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
page_free (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < TB_PAGE_MODEL_ROWS; i++)
    g_clear_object (&page->rows[i]);
  g_free (page);
}

static int
compare_numbers (gconstpointer a, gconstpointer b, gpointer unused)
{
  guint one = GPOINTER_TO_UINT (a);
  guint other = GPOINTER_TO_UINT (b);

  return one < other ? -1 : one > other;
}

typedef struct {
  guint before;
  guint page;
  const char *key;
} Anchor;

static gboolean
find_anchor_cb (gpointer number, gpointer key, gpointer user_data)
{
  Anchor *anchor = user_data;

  if (GPOINTER_TO_UINT (number) >= anchor->before)
    return TRUE;
  anchor->page = GPOINTER_TO_UINT (number) + 1;
  anchor->key = key;

  return FALSE;
}

/* From the nearest page before whose end is known. */
static void
ask_next (TbPageModel *self)
{
  while (!self->is_asking && self->wanted.length > 0) {
    guint number = GPOINTER_TO_UINT (g_queue_pop_head (&self->wanted));
    const Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
    Anchor anchor = { .before = number };

    if (page == NULL || page->is_known)
      continue;
    g_tree_foreach (self->keys, find_anchor_cb, &anchor);
    self->is_asking = TRUE;
    self->ask (number, anchor.key, (number - anchor.page) * TB_PAGE_MODEL_ROWS, self->ask_data);
  }
}

static void
want (TbPageModel *self, guint number)
{
  g_queue_remove (&self->wanted, GUINT_TO_POINTER (number));
  g_queue_push_head (&self->wanted, GUINT_TO_POINTER (number));
  while (self->wanted.length > MAX_WANTED)
    g_queue_pop_tail (&self->wanted);
  ask_next (self);
}

/* The page that nobody looked at for longest. */
static void
forget_one (TbPageModel *self)
{
  Page *oldest = NULL;
  GHashTableIter iter;
  gpointer page;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page)) {
    if (oldest == NULL || ((Page *) page)->used < oldest->used)
      oldest = page;
  }
  if (oldest != NULL)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (oldest->number));
}

static Page *
ensure_page (TbPageModel *self, guint number)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page == NULL) {
    if (g_hash_table_size (self->pages) >= MAX_PAGES)
      forget_one (self);
    page = g_new0 (Page, 1);
    page->number = number;
    g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  }
  page->used = ++self->clock;

  return page;
}

static gpointer
get_item (GListModel *model, guint position)
{
  TbPageModel *self = TB_PAGE_MODEL (model);
  guint number = position / TB_PAGE_MODEL_ROWS;
  Page *page;
  TbPageRow **row;

  if (position >= self->n)
    return NULL;
  page = ensure_page (self, number);
  row = &page->rows[position % TB_PAGE_MODEL_ROWS];
  if (*row == NULL)
    *row = g_object_new (TB_TYPE_PAGE_ROW, NULL);
  /* ⚠ The answer may come at once, and take other pages out of memory. */
  if (!page->is_known) {
    TbPageRow *kept = g_object_ref (*row);

    want (self, number);
    return kept;
  }

  return g_object_ref (*row);
}

static GType
get_item_type (GListModel *model)
{
  return TB_TYPE_PAGE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return TB_PAGE_MODEL (model)->n;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item = get_item;
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
}

void
tb_page_model_reset (TbPageModel *self, guint n)
{
  guint n_before = self->n;

  g_hash_table_remove_all (self->pages);
  g_tree_remove_all (self->keys);
  g_queue_clear (&self->wanted);
  self->stamp++;
  self->is_asking = FALSE;
  self->n = n;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, n);
}

void
tb_page_model_refresh (TbPageModel *self, guint n)
{
  guint n_before = self->n;
  GHashTableIter iter;
  gpointer page;

  g_tree_remove_all (self->keys);
  g_queue_clear (&self->wanted);
  self->stamp++;
  self->is_asking = FALSE;
  self->n = n;
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &page)) {
    guint number = ((Page *) page)->number;

    ((Page *) page)->is_known = FALSE;
    if ((guint64) number * TB_PAGE_MODEL_ROWS >= n)
      g_hash_table_iter_remove (&iter);
    else
      g_queue_push_tail (&self->wanted, GUINT_TO_POINTER (number));
  }
  if (n < n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n, n_before - n, 0);
  else if (n > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n - n_before);
  ask_next (self);
}

void
tb_page_model_take (TbPageModel *self,
                    guint number,
                    guint stamp,
                    const json_t *rows,
                    const char *next)
{
  Page *page;

  if (stamp != self->stamp)
    return;
  self->is_asking = FALSE;
  page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));
  if (rows != NULL && next != NULL)
    g_tree_insert (self->keys, GUINT_TO_POINTER (number), g_strdup (next));
  if (rows != NULL && page != NULL) {
    page->is_known = TRUE;
    for (guint i = 0; i < TB_PAGE_MODEL_ROWS; i++) {
      if (page->rows[i] == NULL)
        page->rows[i] = g_object_new (TB_TYPE_PAGE_ROW, NULL);
      set_json (page->rows[i], json_array_get (rows, i));
    }
  }
  ask_next (self);
}

guint
tb_page_model_get_stamp (TbPageModel *self)
{
  return self->stamp;
}

guint
tb_page_model_get_n_pages (TbPageModel *self)
{
  return g_hash_table_size (self->pages);
}

TbPageModel *
tb_page_model_new (TbPageModelAsk ask, gpointer user_data)
{
  TbPageModel *self = g_object_new (TB_TYPE_PAGE_MODEL, NULL);

  self->ask = ask;
  self->ask_data = user_data;

  return self;
}

static void
tb_page_model_finalize (GObject *object)
{
  TbPageModel *self = TB_PAGE_MODEL (object);

  g_hash_table_unref (self->pages);
  g_tree_unref (self->keys);
  g_queue_clear (&self->wanted);

  G_OBJECT_CLASS (tb_page_model_parent_class)->finalize (object);
}

static void
tb_page_model_class_init (TbPageModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_page_model_finalize;
}

static void
tb_page_model_init (TbPageModel *self)
{
  g_queue_init (&self->wanted);
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  self->keys = g_tree_new_full (compare_numbers, NULL, NULL, g_free);
}
