/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-rules-kit"

#include "config.h"

#include "tb-rules-kit.h"

#include "tb-identifier.h"
#include "tb-rules-tables.h"

#define PREFIX "/tongban/rules/"

TbRulesKit *
tb_rules_kit_new (const TbRulesTexts *texts, const GDate *today, GError **error)
{
  g_autoptr (TbRulesKit) self = g_new0 (TbRulesKit, 1);

  self->today = *today;
  self->regions = tb_regions_new (texts->regions, texts->historic_regions, error);
  if (self->regions == NULL)
    return NULL;
  self->calendar = tb_calendar_new (texts->holidays, -1, error);
  if (self->calendar == NULL)
    return NULL;
  self->surnames = g_strdup (texts->surnames);

  return g_steal_pointer (&self);
}

TbPinyin *
tb_rules_kit_get_pinyin (TbRulesKit *self, GError **error)
{
  if (self->pinyin == NULL)
    self->pinyin = tb_pinyin_new (self->surnames, error);

  return self->pinyin;
}

/* Resources end in NUL. */
static const char *
read_table (GResource *tables, const char *path, GBytes **bytes, GError **error)
{
  g_autofree char *full = g_strconcat (PREFIX, path, NULL);

  *bytes = g_resource_lookup_data (tables, full, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return *bytes != NULL ? g_bytes_get_data (*bytes, NULL) : NULL;
}

TbRulesKit *
tb_rules_kit_new_shipped (const GDate *today, GError **error)
{
  GResource *tables = tb_rules_tables_get_resource ();
  g_autoptr (GBytes) regions = NULL;
  g_autoptr (GBytes) historic = NULL;
  g_autoptr (GBytes) holidays = NULL;
  g_autoptr (GBytes) surnames = NULL;
  TbRulesTexts texts = { NULL };

  texts.regions = read_table (tables, "codes/gbt2260_regions.csv", &regions, error);
  if (texts.regions == NULL)
    return NULL;
  texts.historic_regions =
      read_table (tables, "codes/gbt2260_regions_historic.csv", &historic, error);
  if (texts.historic_regions == NULL)
    return NULL;
  texts.holidays = read_table (tables, "calendar/holidays.csv", &holidays, error);
  if (texts.holidays == NULL)
    return NULL;
  texts.surnames = read_table (tables, "pinyin/surnames.csv", &surnames, error);
  if (texts.surnames == NULL)
    return NULL;

  return tb_rules_kit_new (&texts, today, error);
}

void
tb_rules_kit_free (TbRulesKit *self)
{
  g_clear_pointer (&self->regions, tb_regions_unref);
  g_clear_pointer (&self->calendar, tb_calendar_unref);
  g_clear_pointer (&self->pinyin, tb_pinyin_free);
  g_free (self->surnames);
  g_free (self);
}

static json_t *
list_problems (const TbIdentifier *checked)
{
  json_t *list = json_array ();

  for (guint i = 0; i < checked->problems->len; i++) {
    const TbFlaw *problem = g_ptr_array_index (checked->problems, i);

    json_array_append_new (list,
                           json_pack ("{s:s, s:s, s:s}",
                                      "level",
                                      tb_flaw_level_get_name (problem->level),
                                      "code",
                                      problem->code,
                                      "message",
                                      problem->message));
  }

  return list;
}

json_t *
tb_rules_kit_check (TbRulesKit *self, const char *kind, const char *value)
{
  g_autoptr (TbIdentifier) checked = tb_identifier_check (kind, value, self->regions, &self->today);
  g_autofree char *shown = NULL;

  if (checked == NULL)
    return NULL;

  shown = g_utf8_make_valid (value, -1);

  return json_pack ("{s:s, s:b, s:s, s:o, s:O}",
                    "value",
                    shown,
                    "ok",
                    checked->is_ok,
                    "normal",
                    checked->normal,
                    "problems",
                    list_problems (checked),
                    "parsed",
                    checked->parsed);
}
