/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_REGIONS_ERROR (tb_regions_error_quark ())
GQuark tb_regions_error_quark (void);

typedef enum {
  TB_REGIONS_ERROR_FORMAT, /* a line of a table is wrong; the message names table and line */
} TbRegionsError;

/* What the tables say about six digits of GB/T 2260. */
typedef enum {
  TB_REGION_NO_PROVINCE, /* the first two digits are no province */
  TB_REGION_OUTSIDE,     /* a province or city that the tables do not list county by county */
  TB_REGION_CURRENT,
  TB_REGION_ABOLISHED, /* valid in a number for ever: people keep the code of their first card */
  TB_REGION_UNKNOWN,   /* in one of the listed cities, but no such county now or before */
} TbRegionState;

/**
 * TbRegions:
 *
 * GB/T 2260 as far as the metropolis needs it: every county of its cities, and the abolished
 * codes (domain rule 03 §5). Immutable; any thread.
 */
typedef struct _TbRegions TbRegions;

/* @current: gbt2260_regions.csv; @historic: gbt2260_regions_historic.csv. Both end in NUL. */
TbRegions *tb_regions_new (const char *current,
                           const char *historic,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
TbRegions *tb_regions_ref (TbRegions *self);
void tb_regions_unref (TbRegions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRegions, tb_regions_unref)

/* @code: six digits, or a number that starts with them. @name: today's name, or the last one it
 * had, in Chinese; NULL when the tables have none. @successor: the code that took its place, or
 * NULL. Both borrowed, both may be NULL. */
TbRegionState tb_regions_find (TbRegions *self,
                               const char *code,
                               const char **name,
                               const char **successor);

/* Whether two digits are a province of the mainland: all of GB/T 2260 but 71, 81, 82. */
gboolean tb_regions_is_mainland (const char *code);

G_END_DECLS
