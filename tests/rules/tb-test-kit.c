/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test-kit"

#include "config.h"

#include "tb-test-kit.h"

static char *
read_file (const char *root, const char *name)
{
  g_autofree char *path = g_build_filename (root, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

json_t *
tb_test_kit_load (const char *name)
{
  g_autofree char *text = read_file (TB_TEST_DATA, name);
  g_autoptr (GError) error = NULL;
  json_t *json = tb_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return json;
}

char *
tb_test_kit_read_table (const char *path)
{
  return read_file (TB_TEST_CATALOGUE, path);
}

TbRulesKit *
tb_test_kit_new (void)
{
  g_autoptr (GError) error = NULL;
  TbRulesKit *kit;
  GDate today;

  g_date_clear (&today, 1);
  g_date_set_dmy (&today, 23, G_DATE_NOVEMBER, 2026);
  kit = tb_rules_kit_new_shipped (&today, &error);
  g_assert_no_error (error);

  return kit;
}
