/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-table.h"

static void
test_measure (void)
{
  g_assert_cmpint (tb_table_measure (""), ==, 0);
  g_assert_cmpint (tb_table_measure ("Fushun"), ==, 6);
  g_assert_cmpint (tb_table_measure ("抚顺"), ==, 4);
  g_assert_cmpint (tb_table_measure ("𠮷"), ==, 2);
  g_assert_cmpint (tb_table_measure ("e\xcc\x81"), ==, 1);
}

static void
test_columns (void)
{
  g_autoptr (TbTable) table = tb_table_new ((const char *const[]){ "编号", "Name", NULL });
  g_autofree char *text = NULL;

  tb_table_add (table, (const char *const[]){ "1", "白*军", NULL });
  tb_table_add (table, (const char *const[]){ "100000", "a\nb\tc", NULL });
  tb_table_add (table, (const char *const[]){ NULL, "", NULL });
  g_assert_cmpuint (tb_table_get_n_rows (table), ==, 3);
  text = tb_table_to_string (table);
  g_assert_cmpstr (text, ==, "编号    Name\n1       白*军\n100000  a b c\n        \n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tool/table/han-characters-are-two-columns-wide", test_measure);
  g_test_add_func ("/tool/table/columns-are-as-wide-as-their-widest-cell", test_columns);

  return g_test_run ();
}
