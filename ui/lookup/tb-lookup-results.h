/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-lookup.h"

G_BEGIN_DECLS

/**
 * TbLookupResults:
 *
 * Eight cities, always in the same order, each with how far it is and below it what it found. A
 * person whose full number is known opens at the counter.
 */
#define TB_TYPE_LOOKUP_RESULTS (tb_lookup_results_get_type ())
G_DECLARE_FINAL_TYPE (TbLookupResults, tb_lookup_results, TB, LOOKUP_RESULTS, GtkWidget)

/* Once. */
void tb_lookup_results_set_lookup (TbLookupResults *self, TbLookup *lookup);

G_END_DECLS
