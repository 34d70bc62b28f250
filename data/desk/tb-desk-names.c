/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-names"

#include "config.h"

#include "tb-desk-view.h"

/* Members of the registers' rows that hold a code of a list. */
static const struct {
  const char *query;
  const char *member;
  const char *list;
} coded[] = {
  { "persons", "id_type", "aac058_id_document_type" },
  { "persons", "sex", "gbt2261_1_sex" },
  { "insurance", "scheme", "aae140_insurance_type" },
  { "insurance", "status", "aac031_contribution_status" },
};

static void
name_member (json_t *row, const char *member, const char *name)
{
  g_autofree char *named = g_strconcat (member, "_name", NULL);

  if (name != NULL)
    tb_json_set_string (row, named, name);
}

static void
name_region (TbDeskCore *core, json_t *row, const char *member)
{
  const char *code = tb_json_get_string (row, member);
  const char *name = NULL;

  if (code != NULL)
    tb_regions_find (core->regions, code, &name, NULL);
  name_member (row, member, name);
}

void
tb_desk_view_name_codes (TbDeskCore *core, const char *query, json_t *row)
{
  for (gsize i = 0; i < G_N_ELEMENTS (coded); i++) {
    const char *code = tb_json_get_string (row, coded[i].member);
    const TbCode *found;

    if (!g_str_equal (coded[i].query, query) || code == NULL)
      continue;
    found = tb_catalogue_find_code (core->catalogue, coded[i].list, code);
    if (found != NULL)
      name_member (row, coded[i].member, tb_desk_view_pick (found->label_zh, found->label_en));
  }
  name_region (core, row, "hukou_region");
  name_region (core, row, "live_region");
}
