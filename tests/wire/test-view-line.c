/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-view-line.h"

#include <string.h>

#include "tb-json.h"

#define HEX64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static gboolean
split (const char *text, TbViewLine *line)
{
  /* A copy of exact size, so that the sanitizer sees a byte too far. */
  gsize length = strlen (text);
  g_autofree char *copy = g_memdup2 (text, length > 0 ? length : 1);
  g_autoptr (GError) error = NULL;
  gboolean is_line = tb_view_line_split (copy, length, line, &error);

  g_assert_cmpint (is_line, ==, error == NULL);
  if (!is_line)
    g_assert_error (error, TB_VIEW_LINE_ERROR, TB_VIEW_LINE_ERROR_FORM);
  return is_line;
}

static void
test_a_numbered_line_gives_the_bytes_of_its_entry (void)
{
  static const char text[] = "{\"n\":4182,\"h\":\"" HEX64 "\",\"entry\":{\"id\":\"x\",\"z\":{}}}";
  TbViewLine line;

  g_assert_true (tb_view_line_split (text, strlen (text), &line, NULL));
  g_assert_cmpint (line.kind, ==, TB_VIEW_LINE_NUMBERED);
  g_assert_cmpint (line.n, ==, 4182);
  g_assert_cmpmem (line.h, 64, HEX64, 64);
  g_assert_cmpmem (line.bytes, line.length, "{\"id\":\"x\",\"z\":{}}", 17);
  g_assert_true (line.bytes >= text && line.bytes < text + sizeof text);
}

static void
test_lines_of_a_snapshot_and_trailers_are_told_apart (void)
{
  TbViewLine line;

  g_assert_true (split ("{\"entry\":{\"id\":1}}", &line));
  g_assert_cmpint (line.kind, ==, TB_VIEW_LINE_CURRENT);
  g_assert_cmpuint (line.length, ==, strlen ("{\"id\":1}"));
  g_assert_true (split ("{\"cursor\":{\"seq\":1},\"more\":false}", &line));
  g_assert_cmpint (line.kind, ==, TB_VIEW_LINE_TRAILER);
  g_assert_true (split ("{\"as_of\":{\"seq\":1},\"next\":null}", &line));
  g_assert_cmpint (line.kind, ==, TB_VIEW_LINE_TRAILER);
}

static void
test_what_is_not_written_as_the_city_writes_is_refused (void)
{
  static const char *const lines[] = {
    "",
    "{",
    "{}",
    "<html>",
    "{\"n\":",
    "{\"n\":0,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\":01,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\":-1,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\":1.5,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\":1234567890123456789012,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\": 1,\"h\":\"" HEX64 "\",\"entry\":{}}",
    "{\"n\":1,\"h\":\"abc\",\"entry\":{}}",
    "{\"n\":1,\"h\":\"" HEX64 "0\",\"entry\":{}}",
    "{\"n\":1,\"h\":\"A0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\",\"entry\":"
    "{}}",
    "{\"n\":1,\"h\":\"" HEX64 "\",\"entry\":",
    "{\"n\":1,\"h\":\"" HEX64 "\",\"entry\":}",
    "{\"n\":1,\"h\":\"" HEX64 "\",\"entry\":[]}",
    "{\"n\":1,\"h\":\"" HEX64 "\",\"entry\":{}",
    "{\"n\":1,\"h\":\"" HEX64 "\",\"entry\":{}} ",
    "{\"entry\":1}",
    "{\"cursor\":{",
  };
  TbViewLine line;

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_false (split (lines[i], &line));
}

static char *
make_line (TbViewChain *chain, const char *entry)
{
  g_autofree char *h = tb_hash_chain (chain->h, (guint64) chain->seq + 1, entry, strlen (entry));

  chain->seq++;
  memcpy (chain->h, h, sizeof chain->h);
  return g_strdup_printf ("{\"n\":%" G_GINT64_FORMAT ",\"h\":\"%s\",\"entry\":%s}",
                          chain->seq,
                          h,
                          entry);
}

static void
test_the_chain_follows_the_bytes (void)
{
  TbViewChain writer;
  TbViewChain reader;

  tb_view_chain_init (&writer, 0, NULL);
  tb_view_chain_init (&reader, 0, "");
  for (guint i = 0; i < 50; i++) {
    g_autofree char *entry = g_strdup_printf ("{\"id\":%u,\"名\":\"王\"}", i);
    g_autofree char *text = make_line (&writer, entry);
    g_autoptr (GError) error = NULL;
    TbViewLine line;

    g_assert_true (tb_view_line_split (text, strlen (text), &line, &error));
    g_assert_true (tb_view_chain_follow (&reader, &line, &error));
    g_assert_no_error (error);
  }
  g_assert_cmpint (reader.seq, ==, 50);
  g_assert_cmpstr (reader.h, ==, writer.h);
}

static void
test_a_hole_and_a_changed_byte_are_found_and_not_passed (void)
{
  TbViewChain writer;
  TbViewChain reader;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) hole = NULL;
  g_autoptr (GError) hash = NULL;
  TbViewLine line;

  tb_view_chain_init (&writer, 0, NULL);
  tb_view_chain_init (&reader, 0, NULL);
  first = make_line (&writer, "{\"fen\":100}");
  second = make_line (&writer, "{\"fen\":200}");

  g_assert_true (tb_view_line_split (second, strlen (second), &line, NULL));
  g_assert_false (tb_view_chain_follow (&reader, &line, &hole));
  g_assert_error (hole, TB_VIEW_LINE_ERROR, TB_VIEW_LINE_ERROR_HOLE);

  *strchr (strstr (first, "fen"), '1') = '9';
  g_assert_true (tb_view_line_split (first, strlen (first), &line, NULL));
  g_assert_false (tb_view_chain_follow (&reader, &line, &hash));
  g_assert_error (hash, TB_VIEW_LINE_ERROR, TB_VIEW_LINE_ERROR_HASH);
  g_assert_cmpint (reader.seq, ==, 0);
}

/* Damaged lines: each is refused, or its chain does not fit, or the damage is undone by chance
 * (the same byte written again). */
static void
test_no_damage_passes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4182);
  TbViewChain writer;
  g_autofree char *good = NULL;
  gsize length;

  tb_view_chain_init (&writer, 0, NULL);
  good = make_line (&writer, "{\"id\":\"0190\",\"body\":{\"form\":{\"amount\":120000}}}");
  length = strlen (good);
  for (guint i = 0; i < 100000; i++) {
    gsize cut = (gsize) g_rand_int_range (random, 0, (gint32) length + 1);
    gsize n = g_rand_boolean (random) ? length : cut;
    g_autofree char *bytes = g_memdup2 (good, MAX (n, 1));
    TbViewChain reader;
    TbViewLine line;

    if (n > 0)
      bytes[g_rand_int_range (random, 0, (gint32) n)] ^=
          (char) (1 << g_rand_int_range (random, 0, 8));
    tb_view_chain_init (&reader, 0, NULL);
    if (tb_view_line_split (bytes, n, &line, NULL) && line.kind == TB_VIEW_LINE_NUMBERED) {
      g_assert_true (line.bytes >= bytes && line.bytes + line.length <= bytes + n);
      g_assert_false (tb_view_chain_follow (&reader, &line, NULL));
    }
  }
}

#define ADD(path, function) g_test_add_func ("/wire/view-line/" path, function)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-numbered-line-gives-the-bytes-of-its-entry",
       test_a_numbered_line_gives_the_bytes_of_its_entry);
  ADD ("lines-of-a-snapshot-and-trailers-are-told-apart",
       test_lines_of_a_snapshot_and_trailers_are_told_apart);
  ADD ("what-is-not-written-as-the-city-writes-is-refused",
       test_what_is_not_written_as_the_city_writes_is_refused);
  ADD ("the-chain-follows-the-bytes", test_the_chain_follows_the_bytes);
  ADD ("a-hole-and-a-changed-byte-are-found-and-not-passed",
       test_a_hole_and_a_changed_byte_are_found_and_not_passed);
  ADD ("no-damage-passes", test_no_damage_passes);

  return g_test_run ();
}
