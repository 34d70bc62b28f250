/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <string.h>

#include "tb-city-private.h"
#include "tb-hash.h"
#include "tb-uuid.h"

#define NDJSON       "application/x-ndjson"
#define DEFAULT_PAGE 500
#define MAX_WAIT_S   25

/* A page under way: whole lines only, as many as fit. */
typedef struct {
  GString *text;
  gint64 limit;
  gint64 n_lines;
  gboolean more;
  gint64 seq;  /* of the last line */
  char h[65];  /* likewise */
  char id[64]; /* of the last case of a snapshot */
} Page;

static gboolean
is_full (Page *page)
{
  page->more = page->n_lines == page->limit || page->text->len >= TB_CITY_MAX_PAGE_BYTES;

  return page->more;
}

/* Byte for byte as data/wire/README.md has it; the hottest loop of the city. */
static gboolean
add_line (gpointer data, gint64 n, const char *h, const char *entry)
{
  Page *page = data;
  char head[128];
  int length;

  if (is_full (page))
    return FALSE;

  length = g_snprintf (head,
                       sizeof head,
                       "{\"n\":%" G_GINT64_FORMAT ",\"h\":\"%.64s\",\"entry\":",
                       n,
                       h);
  g_string_append_len (page->text, head, length);
  g_string_append (page->text, entry);
  g_string_append_len (page->text, "}\n", 2);
  page->n_lines++;
  page->seq = n;
  memcpy (page->h, h, sizeof page->h);

  return TRUE;
}

static gboolean
add_case (gpointer data, gint64 seq, const char *id, const char *entry)
{
  Page *page = data;

  if (is_full (page))
    return FALSE;

  g_string_append (page->text, "{\"entry\":");
  g_string_append (page->text, entry);
  g_string_append_len (page->text, "}\n", 2);
  page->n_lines++;
  g_strlcpy (page->id, id, sizeof page->id);

  return TRUE;
}

/* Whether the cursor stands on the view's own chain (protocol.md §3). */
static gboolean
check_cursor (TbCity *self,
              const TbCityRequest *request,
              const TbCityChain *view,
              const Page *page,
              GError **error)
{
  const char *log = tb_city_request_get_query (request, "log");
  const char *h = tb_city_request_get_query (request, "h");
  TbArea area = (TbArea) (view - self->state.views);
  g_autofree char *kept = NULL;
  g_autoptr (GError) local = NULL;

  if ((log == NULL ? page->seq > 0 : strcmp (log, self->state.log_id) != 0) ||
      page->seq > view->head) {
    tb_city_problem_set (error, TB_PROBLEM_LOG_CHANGED, NULL, "The cursor is of another log");
    return FALSE;
  }
  if (page->seq < view->lowest - 1) {
    tb_city_problem_set (error,
                         TB_PROBLEM_CURSOR_TOO_OLD,
                         NULL,
                         "What follows the cursor is no longer kept");
    return FALSE;
  }

  if (page->seq == view->lowest - 1)
    kept = g_strdup (view->base);
  else
    kept = self->storage->does->find_line (self->storage, area, page->seq, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (page->seq == 0 && h == NULL)
    return TRUE;
  if (g_strcmp0 (kept, h) == 0)
    return TRUE;

  tb_city_problem_set (error, TB_PROBLEM_LOG_CHANGED, NULL, "The cursor is of another history");
  return FALSE;
}

static gboolean
read_page (const TbCityRequest *request, Page *page, gint64 *wait, GError **error)
{
  page->limit = DEFAULT_PAGE;
  if (!tb_city_request_get_number (request, "after", G_MAXINT64, &page->seq, error) ||
      !tb_city_request_get_number (request, "limit", TB_CITY_MAX_PAGE, &page->limit, error) ||
      !tb_city_request_get_number (request, "wait", MAX_WAIT_S, wait, error))
    return FALSE;
  page->limit = MAX (page->limit, 1);

  return TRUE;
}

static TbCityResponse *
get_changes (TbCity *self,
             const TbCityRequest *request,
             const char *const *parts,
             TbCityGroup *group,
             GError **error)
{
  TbArea area = tb_city_find_reader_area (self, request, error);
  g_autoptr (GString) text = NULL;
  const TbCityChain *view;
  TbCityRecord after = { 0 };
  Page page = { 0 };
  gint64 wait_s = 0;

  if (area == TB_AREA_NONE || !read_page (request, &page, &wait_s, error))
    return NULL;
  view = &self->state.views[area];
  if (!check_cursor (self, request, view, &page, error))
    return NULL;
  if (page.seq == view->head && wait_s > 0)
    return tb_city_response_new (0);

  page.text = text = g_string_sized_new (64 * 1024);
  g_strlcpy (page.h, page.seq == 0 ? TB_HASH_CHAIN_START : "", sizeof page.h);
  if (page.seq > 0)
    g_strlcpy (page.h, tb_city_request_get_query (request, "h"), sizeof page.h);
  after.areas = area;
  after.seq = page.seq;
  if (!self->storage->does->list_lines (self->storage, &after, add_line, &page, error))
    return NULL;

  g_string_append_printf (text,
                          "{\"cursor\":{\"log_id\":\"%s\",\"seq\":%" G_GINT64_FORMAT
                          ",\"h\":\"%s\"},\"more\":%s,\"now\":\"%s\"}\n",
                          self->state.log_id,
                          page.seq,
                          page.h,
                          page.seq < view->head ? "true" : "false",
                          group->now);

  return tb_city_response_new_text_take (200, NDJSON, g_steal_pointer (&text));
}

static TbCityResponse *
get_snapshot (TbCity *self,
              const TbCityRequest *request,
              const char *const *parts,
              TbCityGroup *group,
              GError **error)
{
  TbArea area = tb_city_find_reader_area (self, request, error);
  const char *from = tb_city_request_get_query (request, "after");
  TbCityRecord after = { .id = (char *) (from != NULL ? from : "") };
  g_autoptr (GString) text = NULL;
  Page page = { .limit = DEFAULT_PAGE };

  if (area == TB_AREA_NONE ||
      !tb_city_request_get_number (request, "limit", TB_CITY_MAX_PAGE, &page.limit, error))
    return NULL;
  if (from != NULL && !tb_uuid_is_valid (from)) {
    tb_city_problem_set (error, TB_PROBLEM_BAD_REQUEST, NULL, "The parameter after names no case");
    return NULL;
  }

  page.limit = MAX (page.limit, 1);
  page.text = text = g_string_sized_new (64 * 1024);
  after.areas = area;
  if (!self->storage->does->list_cases (self->storage, &after, add_case, &page, error))
    return NULL;

  g_string_append_printf (text,
                          "{\"as_of\":{\"log_id\":\"%s\",\"seq\":%" G_GINT64_FORMAT
                          ",\"h\":\"%s\"},\"next\":%s%s%s,\"now\":\"%s\"}\n",
                          self->state.log_id,
                          self->state.views[area].head,
                          self->state.views[area].h,
                          page.more ? "\"" : "",
                          page.more ? page.id : "null",
                          page.more ? "\"" : "",
                          group->now);

  return tb_city_response_new_text_take (200, NDJSON, g_steal_pointer (&text));
}

void
tb_city_changes_add_routes (TbCity *self)
{
  tb_city_add_route (self, "GET", "/v1/changes", TB_CITY_ROUTE_WINDOW, get_changes);
  tb_city_add_route (self, "GET", "/v1/snapshot", TB_CITY_ROUTE_WINDOW, get_snapshot);
}
