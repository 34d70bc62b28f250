/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-regions"

#include "config.h"

#include "tb-regions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-rule-table.h"

typedef struct {
  char *name;
  char *successor; /* NULL when there is none */
  gboolean is_current;
} Region;

struct _TbRegions {
  gatomicrefcount refs;
  GHashTable *by_code; /* char* → Region* */
  GHashTable *cities;  /* set of the first four digits that are listed county by county */
};

G_DEFINE_QUARK (tb_regions_error_quark, tb_regions_error)

/* GB/T 2260, the first two digits; Taiwan, Hong Kong and Macao have forms of their own. */
static const char mainland[][3] = {
  "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
  "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65",
};

static void
region_free (Region *self)
{
  g_free (self->name);
  g_free (self->successor);
  g_free (self);
}

static gboolean
is_code (const char *code)
{
  return strlen (code) == 6 && strspn (code, "0123456789") == 6;
}

static gboolean
check_row (const TbRuleTable *csv, const char *table, GError **error)
{
  if (is_code (tb_rule_table_get (csv, "code")))
    return TRUE;

  g_set_error (error,
               TB_REGIONS_ERROR,
               TB_REGIONS_ERROR_FORMAT,
               _ ("%s, line %u: column “code” has no six digits; write the code of GB/T 2260"),
               table,
               csv->line);
  return FALSE;
}

static void
add (TbRegions *self,
     const char *code,
     const char *name,
     const char *successor,
     gboolean is_current)
{
  Region *region;

  if (g_hash_table_contains (self->by_code, code))
    return;

  region = g_new0 (Region, 1);
  region->name = g_strdup (name);
  region->successor = *successor != '\0' ? g_strdup (successor) : NULL;
  region->is_current = is_current;
  g_hash_table_insert (self->by_code, g_strdup (code), region);
}

static gboolean
read_current (TbRegions *self, const char *text, GError **error)
{
  g_auto (TbRuleTable) csv = { 0 };

  tb_rule_table_init (&csv, text, -1);
  while (tb_rule_table_next (&csv)) {
    const char *code = tb_rule_table_get (&csv, "code");

    if (!check_row (&csv, "gbt2260_regions.csv", error))
      return FALSE;
    if (strcmp (tb_rule_table_get (&csv, "level"), "city") == 0)
      g_hash_table_add (self->cities, g_strndup (code, 4));
    add (self, code, tb_rule_table_get (&csv, "name_zh"), "", TRUE);
  }

  return TRUE;
}

/* Rows of kind renamed keep a code that is current and stands in the other table already. */
static gboolean
read_historic (TbRegions *self, const char *text, GError **error)
{
  g_auto (TbRuleTable) csv = { 0 };

  tb_rule_table_init (&csv, text, -1);
  while (tb_rule_table_next (&csv)) {
    if (!check_row (&csv, "gbt2260_regions_historic.csv", error))
      return FALSE;
    add (self,
         tb_rule_table_get (&csv, "code"),
         tb_rule_table_get (&csv, "name_zh"),
         tb_rule_table_get (&csv, "successor_code"),
         FALSE);
  }

  return TRUE;
}

TbRegions *
tb_regions_new (const char *current, const char *historic, GError **error)
{
  g_autoptr (TbRegions) self = g_new0 (TbRegions, 1);

  g_atomic_ref_count_init (&self->refs);
  self->by_code =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) region_free);
  self->cities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!read_current (self, current, error) || !read_historic (self, historic, error))
    return NULL;

  return g_steal_pointer (&self);
}

TbRegions *
tb_regions_ref (TbRegions *self)
{
  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
tb_regions_unref (TbRegions *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->by_code);
  g_hash_table_unref (self->cities);
  g_free (self);
}

TbRegionState
tb_regions_find (TbRegions *self, const char *code, const char **name, const char **successor)
{
  char six[7] = { 0 };
  char city[5] = { 0 };
  const Region *region;

  strncpy (six, code, 6);
  region = g_hash_table_lookup (self->by_code, six);
  if (name != NULL)
    *name = region != NULL ? region->name : NULL;
  if (successor != NULL)
    *successor = region != NULL ? region->successor : NULL;

  if (!tb_regions_is_mainland (code))
    return TB_REGION_NO_PROVINCE;
  if (region != NULL)
    return region->is_current ? TB_REGION_CURRENT : TB_REGION_ABOLISHED;

  memcpy (city, six, 4);

  return g_hash_table_contains (self->cities, city) ? TB_REGION_UNKNOWN : TB_REGION_OUTSIDE;
}

gboolean
tb_regions_is_mainland (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mainland); i++) {
    if (strncmp (mainland[i], code, 2) == 0)
      return TRUE;
  }

  return FALSE;
}
