/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-document"

#include "config.h"

#include "tb-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-document-private.h"
#include "tb-hash.h"

#define DIGEST_WIDTH 78

/* Owns the tree. */
struct _TbDocument {
  gatomicrefcount ref_count;
  char *layout;
  TbDocumentText title;
  char *paper;
  GPtrArray *nodes;
  char *watermark;
  char *copy_mark;
  char *footer;
  char *digest;
  char *at;
  char *letterhead;
  gboolean has_border;
};

G_DEFINE_QUARK (tb_document_error_quark, tb_document_error)

/* The layout of one of the item's prints, or a layout by its own name. */
static const char *
find_layout (const TbItem *item, const char *print)
{
  gsize n;
  const TbPrint *prints = tb_item_get_prints (item, &n);

  for (gsize i = 0; i < n; i++) {
    if (strcmp (prints[i].id, print) == 0)
      return prints[i].template;
  }

  return print;
}

static json_t *
load_layout (const TbDocumentSource *source, const char *id, GError **error)
{
  g_autofree char *path = g_strdup_printf ("documents/%s.json", id);
  g_autoptr (GError) problem = NULL;
  gsize length = 0;
  const char *text = tb_catalogue_get_file (source->catalogue, path, &length);
  json_t *layout = NULL;

  if (text == NULL) {
    g_set_error (error,
                 TB_DOCUMENT_ERROR,
                 TB_DOCUMENT_ERROR_LAYOUT,
                 _ ("There is no layout “%s”"),
                 id);
    return NULL;
  }
  layout = tb_json_parse (text, (gssize) length, &problem);
  if (layout == NULL)
    g_set_error (error,
                 TB_DOCUMENT_ERROR,
                 TB_DOCUMENT_ERROR_LAYOUT,
                 _ ("The layout “%s” cannot be read: %s"),
                 id,
                 problem->message);

  return layout;
}

/* What the office must know is named; what the person would miss is not printed without it. */
static gboolean
check_needs (TbDocumentScope *scope, const json_t *layout, GError **error)
{
  const json_t *needs = json_object_get (layout, "needs");

  for (gsize i = 0; i < json_array_size (needs); i++) {
    const char *path = json_string_value (json_array_get (needs, i));
    g_autoptr (GError) problem = NULL;

    if (path == NULL || !tb_document_is_empty (scope, path, &problem))
      continue;
    if (problem != NULL)
      g_propagate_error (error, g_steal_pointer (&problem));
    else
      g_set_error (error,
                   TB_DOCUMENT_ERROR,
                   TB_DOCUMENT_ERROR_MISSING,
                   _ ("This paper cannot be printed yet: “%s” is empty"),
                   path);
    return FALSE;
  }

  return TRUE;
}

static char *
make_watermark (TbDocumentScope *scope, const json_t *layout, GError **error)
{
  const char *rule = tb_json_get_string (layout, "watermark");
  const TbDocumentSource *source = scope->source;

  if (source->is_sandbox)
    return g_strdup ("练习样张 · 无效");
  if (g_strcmp0 (rule, "never") == 0 || (g_strcmp0 (rule, "always") != 0 && source->is_confirmed))
    return NULL;

  return tb_document_expand (scope, "暂定 · 待{home.name}确认", error);
}

static gboolean
add_number (TbDocument *self, TbDocumentScope *scope, const json_t *layout, GError **error)
{
  const char *template = tb_json_get_string (layout, "number");
  TbDocumentNode *node;

  if (template == NULL)
    return TRUE;

  node = tb_document_node_new (TB_NODE_NUMBER);
  node->align = TB_ALIGN_RIGHT;
  g_ptr_array_insert (self->nodes, MIN (1, (int) self->nodes->len), node);
  node->text.text = tb_document_expand (scope, template, error);

  return node->text.text != NULL;
}

/* In Chinese also on a bilingual paper: it is a name. */
static gboolean
add_letterhead (TbDocument *self, TbDocumentScope *scope, const json_t *layout, GError **error)
{
  const char *template = tb_json_get_string (json_object_get (layout, "letterhead"), "zh_CN");

  self->has_border = tb_json_get_bool (layout, "border");
  if (template == NULL)
    return TRUE;
  self->letterhead = tb_document_expand (scope, template, error);

  return self->letterhead != NULL;
}

static gboolean
fill (TbDocument *self, TbDocumentScope *scope, const json_t *layout, GError **error)
{
  TbDocumentText footer = { 0 };

  self->nodes = tb_document_build (scope, json_object_get (layout, "blocks"), error);
  if (self->nodes == NULL || !add_number (self, scope, layout, error) ||
      !add_letterhead (self, scope, layout, error) ||
      !tb_document_build_text (scope, json_object_get (layout, "title"), &self->title, error) ||
      !tb_document_build_text (scope, json_object_get (layout, "footer"), &footer, error))
    return FALSE;

  self->footer = g_strdup (footer.text != NULL ? footer.text : "");
  tb_document_text_clear (&footer);
  self->watermark = make_watermark (scope, layout, error);

  return TRUE;
}

static TbDocument *
make (const TbDocumentSource *source, const json_t *layout, const char *digest, GError **error)
{
  g_autoptr (TbDocument) self = g_new0 (TbDocument, 1);
  g_auto (TbDocumentScope) scope = { 0 };
  const char *issuer = tb_json_get_string (layout, "issuer");

  g_atomic_ref_count_init (&self->ref_count);
  self->layout = g_strdup (tb_json_get_string (layout, "id"));
  self->paper = g_strdup (tb_json_get_string (layout, "paper"));
  self->digest = g_strdup (digest);
  self->at = g_strdup (source->at);
  if (source->copy > 1)
    self->copy_mark = g_strdup_printf ("副本 %d", source->copy);

  tb_document_scope_init (&scope, source, issuer != NULL ? issuer : "home", digest);
  if ((digest == NULL && !check_needs (&scope, layout, error)) ||
      !fill (self, &scope, layout, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Made twice: the second one carries the digest of the first. */
TbDocument *
tb_document_new (const TbDocumentSource *source, const char *print, GError **error)
{
  g_autoptr (json_t) layout = NULL;
  g_autoptr (TbDocument) bare = NULL;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  layout = load_layout (source, find_layout (source->item, print), error);
  if (layout == NULL)
    return NULL;
  bare = make (source, layout, NULL, error);
  if (bare == NULL)
    return NULL;

  text = tb_document_to_text (bare, DIGEST_WIDTH);
  digest = tb_hash_sha256 (text, strlen (text));

  return make (source, layout, digest, error);
}

TbDocument *
tb_document_new_from_parts (TbDocumentParts *parts)
{
  TbDocument *self = g_new0 (TbDocument, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->layout = g_strdup (parts->layout);
  self->title = parts->title;
  self->paper = g_strdup (parts->paper);
  self->nodes = parts->nodes;
  self->watermark = g_strdup (parts->watermark);
  self->copy_mark = g_strdup (parts->copy_mark);
  self->footer = g_strdup (parts->footer != NULL ? parts->footer : "");
  self->digest = g_strdup (parts->digest);
  self->at = g_strdup (parts->at);
  self->letterhead = g_strdup (parts->letterhead);
  self->has_border = parts->has_border;

  return self;
}

gboolean
tb_document_is_offered (const TbDocumentSource *source, const TbPrint *print)
{
  g_auto (TbDocumentScope) scope = { 0 };

  if (print->when == NULL)
    return TRUE;

  tb_document_scope_init (&scope, source, "home", NULL);

  return tb_conditions_eval (tb_item_get_conditions (source->item), print->when, scope.values) ==
         TB_TRUTH_TRUE;
}

TbDocument *
tb_document_ref (TbDocument *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tb_document_unref (TbDocument *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  tb_document_text_clear (&self->title);
  g_free (self->layout);
  g_free (self->paper);
  g_clear_pointer (&self->nodes, g_ptr_array_unref);
  g_free (self->watermark);
  g_free (self->copy_mark);
  g_free (self->footer);
  g_free (self->digest);
  g_free (self->at);
  g_free (self->letterhead);
  g_free (self);
}

const char *
tb_document_get_layout (TbDocument *self)
{
  return self->layout;
}

const TbDocumentText *
tb_document_get_title (TbDocument *self)
{
  return &self->title;
}

const char *
tb_document_get_paper (TbDocument *self)
{
  return self->paper;
}

GPtrArray *
tb_document_get_nodes (TbDocument *self)
{
  return self->nodes;
}

const char *
tb_document_get_watermark (TbDocument *self)
{
  return self->watermark;
}

const char *
tb_document_get_copy_mark (TbDocument *self)
{
  return self->copy_mark;
}

char *
tb_document_dup_footer (TbDocument *self, int page, int n_pages)
{
  g_autoptr (GString) footer = g_string_new (self->footer);
  g_autofree char *this_page = g_strdup_printf ("%d", page);
  g_autofree char *all_pages = g_strdup_printf ("%d", n_pages);

  g_string_replace (footer, "{page}", this_page, 0);
  g_string_replace (footer, "{pages}", all_pages, 0);

  return g_string_free (g_steal_pointer (&footer), FALSE);
}

const char *
tb_document_get_digest (TbDocument *self)
{
  return self->digest;
}

const char *
tb_document_get_footer (TbDocument *self)
{
  return self->footer;
}

const char *
tb_document_get_at (TbDocument *self)
{
  return self->at;
}

const char *
tb_document_get_letterhead (TbDocument *self)
{
  return self->letterhead;
}

gboolean
tb_document_has_border (TbDocument *self)
{
  return self->has_border;
}
