/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-server"

#include "config.h"

#include "tb-city-metrics.h"

/* Microseconds; the last bucket is all. */
static const gint64 bounds[] = {
  1000, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000, 25000000,
};

struct _TbCityMetrics {
  GHashTable *requests; /* labels → count as pointer to guint64 */
  guint64 buckets[G_N_ELEMENTS (bounds) + 1];
  guint64 n;
  gint64 sum_us;
};

TbCityMetrics *
tb_city_metrics_new (void)
{
  TbCityMetrics *self = g_new0 (TbCityMetrics, 1);

  self->requests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
tb_city_metrics_free (TbCityMetrics *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->requests);
  g_free (self);
}

void
tb_city_metrics_count (TbCityMetrics *self,
                       const TbCityRoute *route,
                       guint status,
                       gint64 duration_us)
{
  g_autofree char *labels = g_strdup_printf ("method=\"%s\",route=\"%s\",status=\"%u\"",
                                             route != NULL ? route->method : "",
                                             route != NULL ? route->pattern : "",
                                             status);
  guint64 *count = g_hash_table_lookup (self->requests, labels);
  guint i = 0;

  if (count == NULL) {
    count = g_new0 (guint64, 1);
    g_hash_table_insert (self->requests, g_steal_pointer (&labels), count);
  }
  ++*count;

  while (i < G_N_ELEMENTS (bounds) && duration_us > bounds[i])
    i++;
  self->buckets[i]++;
  self->n++;
  self->sum_us += duration_us;
}

static void
add (GString *text, const char *name, guint64 value)
{
  g_string_append_printf (text, "tongban_%s %" G_GUINT64_FORMAT "\n", name, value);
}

static void
add_requests (TbCityMetrics *self, GString *text)
{
  g_autoptr (GList) labels = g_hash_table_get_keys (self->requests);

  labels = g_list_sort (labels, (GCompareFunc) g_strcmp0);
  g_string_append (text, "# TYPE tongban_requests_total counter\n");
  for (GList *l = labels; l != NULL; l = l->next)
    g_string_append_printf (text,
                            "tongban_requests_total{%s} %" G_GUINT64_FORMAT "\n",
                            (const char *) l->data,
                            *(guint64 *) g_hash_table_lookup (self->requests, l->data));
}

static void
add_durations (TbCityMetrics *self, GString *text)
{
  guint64 sum = 0;

  g_string_append (text, "# TYPE tongban_request_seconds histogram\n");
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++) {
    char bound[G_ASCII_DTOSTR_BUF_SIZE];

    sum += self->buckets[i];
    g_ascii_formatd (bound, sizeof bound, "%.3f", (double) bounds[i] / G_USEC_PER_SEC);
    g_string_append_printf (text,
                            "tongban_request_seconds_bucket{le=\"%s\"} %" G_GUINT64_FORMAT "\n",
                            bound,
                            sum);
  }
  g_string_append_printf (text,
                          "tongban_request_seconds_bucket{le=\"+Inf\"} %" G_GUINT64_FORMAT "\n",
                          self->n);
  g_string_append_printf (text,
                          "tongban_request_seconds_sum %" G_GINT64_FORMAT ".%06d\n",
                          self->sum_us / G_USEC_PER_SEC,
                          (int) (self->sum_us % G_USEC_PER_SEC));
  add (text, "request_seconds_count", self->n);
}

static void
add_city (GString *text, const TbCityCoreStats *stats)
{
  g_string_append (text, "# TYPE tongban_commands_total counter\n");
  add (text, "commands_total{outcome=\"applied\"}", stats->n_applied);
  add (text, "commands_total{outcome=\"conflict\"}", stats->n_conflict);
  add (text, "commands_total{outcome=\"refused\"}", stats->n_refused);
  g_string_append (text, "# TYPE tongban_batches_total counter\n");
  add (text, "batches_total", stats->n_batches);
  g_string_append (text, "# TYPE tongban_commit_groups_total counter\n");
  add (text, "commit_groups_total", stats->n_groups);
  g_string_append (text, "# TYPE tongban_log_head gauge\n");
  add (text, "log_head", (guint64) stats->head);
  g_string_append (text, "# TYPE tongban_view_head gauge\n");
  for (int i = 0; i < TB_N_AREAS; i++)
    g_string_append_printf (text,
                            "tongban_view_head{area=\"%s\"} %" G_GINT64_FORMAT "\n",
                            tb_area_get_slug ((TbArea) i),
                            stats->views[i]);
}

char *
tb_city_metrics_to_text (TbCityMetrics *self,
                         const TbCityCoreStats *stats,
                         const TbCityGauges *gauges)
{
  GString *text = g_string_new (NULL);

  add_requests (self, text);
  add_durations (self, text);
  add_city (text, stats);
  g_string_append (text, "# TYPE tongban_connections gauge\n");
  add (text, "connections", gauges->n_connections);
  g_string_append (text, "# TYPE tongban_parked_polls gauge\n");
  add (text, "parked_polls", gauges->n_polls);
  g_string_append (text, "# TYPE tongban_open_requests gauge\n");
  add (text, "open_requests", gauges->n_open);
  g_string_append (text, "# TYPE tongban_waiting_requests gauge\n");
  add (text, "waiting_requests", gauges->n_waiting);
  g_string_append (text, "# TYPE tongban_stalls_total counter\n");
  add (text, "stalls_total", gauges->n_stalls);

  return g_string_free (text, FALSE);
}
