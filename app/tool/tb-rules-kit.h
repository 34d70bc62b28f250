/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-calendar.h"
#include "tb-json.h"
#include "tb-pinyin.h"
#include "tb-regions.h"

G_BEGIN_DECLS

/* The texts of the tables that rules read; borrowed during tb_rules_kit_new(), end in NUL. */
typedef struct {
  const char *regions;
  const char *historic_regions;
  const char *holidays;
  const char *surnames;
} TbRulesTexts;

/**
 * TbRulesKit:
 *
 * The tables of the rules, read once, and the rules as JSON in and JSON out: what the verbs check
 * and calc answer a line at a time. One thread.
 */
typedef struct {
  TbRegions *regions;
  TbCalendar *calendar;
  GDate today;
  char *surnames;
  TbPinyin *pinyin; /* NULL until tb_rules_kit_get_pinyin() */
} TbRulesKit;

TbRulesKit *tb_rules_kit_new (const TbRulesTexts *texts,
                              const GDate *today,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From the catalogue that is built into the program. */
TbRulesKit *tb_rules_kit_new_shipped (const GDate *today, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_rules_kit_free (TbRulesKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbRulesKit, tb_rules_kit_free)

/* Opened at the first question: ICU takes longer to start than everything else together, and most
 * commands read no name aloud. Stays the kit's. */
TbPinyin *tb_rules_kit_get_pinyin (TbRulesKit *self, GError **error);

/* {"value","ok","normal","problems":[{"level","code","message"}],"parsed":{…}}; NULL exactly when
 * @kind is unknown. @value: any bytes. */
json_t *tb_rules_kit_check (TbRulesKit *self,
                            const char *kind,
                            const char *value) G_GNUC_WARN_UNUSED_RESULT;

gboolean tb_rules_kit_has_calc (const char *kind);
/* {"result":…}, with "uncertain" where working days are counted; or {"from_start","inside"} of
 * name_match; or {"error":{"field","message"}}.
 * @kind is known; @input: one JSON object as text, any bytes. */
json_t *tb_rules_kit_calc (TbRulesKit *self,
                           const char *kind,
                           const char *input) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
