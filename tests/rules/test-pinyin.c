/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-pinyin.h"
#include "tb-test-kit.h"

static TbPinyin *
load (void)
{
  g_autofree char *text = tb_test_kit_read_table ("pinyin/surnames.csv");
  g_autoptr (GError) error = NULL;
  TbPinyin *pinyin = tb_pinyin_new (text, &error);

  g_assert_no_error (error);

  return pinyin;
}

static void
test_ranks (void)
{
  static const struct {
    const char *name;
    const char *query;
    TbMatch match;
  } cases[] = {
    { "王小明", "王小明", TB_MATCH_EXACT },
    { "王小明", "小明", TB_MATCH_CHINESE },
    { "王小明", " Wang Xiao'Ming ", TB_MATCH_FULL },
    { "王小明", "wxm", TB_MATCH_INITIALS },
    { "王小明", "wxming", TB_MATCH_MIXED },
    { "王小明", "wangxiaom", TB_MATCH_MIXED },
    { "王小明", "xm", TB_MATCH_INSIDE },
    { "王小明", "wm", TB_MATCH_NONE },
    { "王小明", "wanxiaoming", TB_MATCH_NONE },
    { "王小明", "wangxiaomingg", TB_MATCH_NONE },
    { "王小明", "", TB_MATCH_NONE },
    { "王小明", "   ", TB_MATCH_NONE },
    { "王小明", "王xm", TB_MATCH_NONE },
    { "王小明", "\xff", TB_MATCH_NONE },
    { "赵水", "zhsh", TB_MATCH_MIXED },
    { "赵水", "zs", TB_MATCH_INITIALS },
    { "吕布", "lv", TB_MATCH_MIXED },
    { "吕布", "lu", TB_MATCH_MIXED },
    { "吕布", "lü", TB_MATCH_MIXED },
    { "吕布", "LUBU", TB_MATCH_FULL },
    { "方安", "fangan", TB_MATCH_FULL },
    { "范甘", "fangan", TB_MATCH_FULL },
    { "阿卜杜拉·买买提", "阿卜杜拉.买买提", TB_MATCH_EXACT },
    { "阿卜杜拉·买买提", "拉．买", TB_MATCH_CHINESE },
    { "阿卜杜拉·买买提", "·", TB_MATCH_CHINESE },
    { "阿卜杜拉·买买提", ".", TB_MATCH_CHINESE },
    { "阿卜杜拉·买买提", "abudula.maimaiti", TB_MATCH_FULL },
    { "仇小敏", "chou", TB_MATCH_NONE },
    { "种小敏", "chong", TB_MATCH_MIXED },
    { "种小敏", "zhong", TB_MATCH_MIXED },
    { "万俟春", "moqichun", TB_MATCH_FULL },
    { "爱新觉罗启", "aixinjueluoqi", TB_MATCH_FULL },
    { "JOHN SMITH", "johnsmith", TB_MATCH_FULL },
    { "JOHN SMITH", "js", TB_MATCH_INITIALS },
    { "JOHN SMITH", "smi", TB_MATCH_INSIDE },
    { "刘𰻝", "liubiang", TB_MATCH_FULL },
    { "载明", "daiming", TB_MATCH_FULL },
    { "载明", "zaiming", TB_MATCH_FULL },
  };
  g_autoptr (TbPinyin) pinyin = load ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, cases[i].name);

    g_autofree char *shown = g_utf8_make_valid (cases[i].query, -1);

    g_test_message ("%s “%s”", cases[i].name, shown);
    g_assert_cmpint (tb_pinyin_match (readings, cases[i].query), ==, cases[i].match);
  }
}

static void
test_keys (void)
{
  g_autoptr (TbPinyin) pinyin = load ();
  g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, "盖乐华");
  g_auto (GStrv) full = tb_readings_dup_full (readings);
  g_auto (GStrv) initials = tb_readings_dup_initials (readings);

  g_assert_true (g_strv_contains ((const char *const *) full, "gelehua"));
  g_assert_true (g_strv_contains ((const char *const *) full, "gaiyuehua"));
  g_assert_cmpuint (g_strv_length (full), ==, 4);
  g_assert_cmpstrv (initials, ((const char *const[]){ "glh", "gyh", NULL }));
}

/* Every surname of the table is found by the reading that stands there. */
static void
test_every_surname (void)
{
  g_autofree char *text = tb_test_kit_read_table ("pinyin/surnames.csv");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (TbPinyin) pinyin = load ();

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);
    g_autofree char *name = g_strconcat (fields[0], "小明", NULL);
    g_autofree char *query = g_strconcat (fields[2], "xiaoming", NULL);
    g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, name);

    g_test_message ("%s %s", name, query);
    g_assert_cmpint (tb_pinyin_match (readings, query), ==, TB_MATCH_FULL);
  }
}

/* Whatever a name's own key is, it finds the name; a long name and query stay quick. */
static void
test_long_names (void)
{
  g_autoptr (TbPinyin) pinyin = load ();
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GString) query = g_string_new (NULL);
  g_autoptr (TbReadings) readings = NULL;

  for (int i = 0; i < 50; i++) {
    g_string_append (name, "阿");
    g_string_append (query, "a");
  }
  readings = tb_pinyin_read (pinyin, name->str);
  g_assert_cmpint (tb_pinyin_match (readings, query->str), ==, TB_MATCH_FULL);
  g_string_append (query, "b");
  g_assert_cmpint (tb_pinyin_match (readings, query->str), ==, TB_MATCH_NONE);
  for (int i = 0; i < 200; i++)
    g_string_append (query, "a");
  g_assert_cmpint (tb_pinyin_match (readings, query->str), ==, TB_MATCH_NONE);
}

static void
test_wrong_table (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (tb_pinyin_new ("surname,plain\n单,shan\n尉迟,yuc\n", &error));
  g_assert_error (error, TB_PINYIN_ERROR, TB_PINYIN_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "line 3"));
}

static void
test_speed (void)
{
  static const char *const names[] = { "单雄信", "欧阳娜娜", "王小明", "阿卜杜拉·买买提" };
  g_autoptr (TbPinyin) pinyin = load ();
  double seconds;

  g_test_timer_start ();
  for (int i = 0; i < 100000; i++) {
    g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, names[i % 4]);

    g_assert_cmpint (tb_pinyin_match (readings, "zzz"), ==, TB_MATCH_NONE);
  }
  seconds = g_test_timer_elapsed ();
  g_test_maximized_result (100000 / seconds, "%.0f names a second", 100000 / seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/pinyin/queries-meet-names-in-order", test_ranks);
  g_test_add_func ("/rules/pinyin/an-index-has-every-reading", test_keys);
  g_test_add_func ("/rules/pinyin/every-surname-is-found-by-its-reading", test_every_surname);
  g_test_add_func ("/rules/pinyin/long-names-stay-quick", test_long_names);
  g_test_add_func ("/rules/pinyin/a-wrong-line-is-named", test_wrong_table);
  if (g_test_perf ())
    g_test_add_func ("/rules/pinyin/names-are-read-fast", test_speed);

  return g_test_run ();
}
