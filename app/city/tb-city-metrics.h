/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-core.h"

G_BEGIN_DECLS

/**
 * TbCityMetrics:
 *
 * What the server counts itself; text for Prometheus. Routes are named by their pattern: nothing
 * personal gets into a label.
 */
typedef struct _TbCityMetrics TbCityMetrics;

TbCityMetrics *tb_city_metrics_new (void);
void tb_city_metrics_free (TbCityMetrics *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityMetrics, tb_city_metrics_free)

/* @route: NULL for what was refused before a route was known. */
void tb_city_metrics_count (TbCityMetrics *self,
                            const TbCityRoute *route,
                            guint status,
                            gint64 duration_us);

/* The numbers of the moment. */
typedef struct {
  guint n_connections;
  guint n_polls;
  guint n_open;    /* exchanges not answered */
  guint n_waiting; /* of these, those that the city has not taken up yet */
  guint n_stalls;  /* times that the main loop stood for more than a second */
} TbCityGauges;

char *tb_city_metrics_to_text (TbCityMetrics *self,
                               const TbCityCoreStats *stats,
                               const TbCityGauges *gauges) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
