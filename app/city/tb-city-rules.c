/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city-rules-private.h"

const TbCityRules *
tb_city_rules_get_real (void)
{
  static const TbCityRules rules = {
    .find_item = tb_catalogue_get_item,
    .apply = tb_workflow_apply,
    .get_duplicates = tb_item_get_duplicates,
    .get_json = tb_item_get_json,
    .get_digest = tb_catalogue_get_digest,
  };

  return &rules;
}
