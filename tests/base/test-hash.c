/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "tb-hash.h"
#include "tb-random.h"
#include "tb-text.h"
#include "tb-uuid.h"

/* Published vectors: FIPS 180-2, and BLAKE2b with 32 bytes over "abc". */
static void
test_known (void)
{
  g_autofree char *sha = tb_hash_sha256 ("abc", 3);
  g_autofree char *nothing = tb_hash_sha256 ("", 0);
  g_autofree char *blake = tb_hash_blake2b ("abc", 3);

  g_assert_cmpstr (sha, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (nothing, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpstr (blake, ==, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

/* The link is the hash of the bytes as they are described, put together by hand. */
static void
test_chain_is_its_description (void)
{
  guint8 bytes[32 + 8 + 5] = { 0 };
  g_autofree char *by_hand = NULL;
  g_autofree char *link = tb_hash_chain (TB_HASH_CHAIN_START, 0x0102, "hello", 5);

  bytes[38] = 1;
  bytes[39] = 2;
  memcpy (bytes + 40, "hello", 5);
  by_hand = tb_hash_blake2b (bytes, sizeof bytes);
  g_assert_cmpstr (link, ==, by_hand);
}

static void
test_chain_notices_everything (void)
{
  g_autofree char *first = tb_hash_chain (TB_HASH_CHAIN_START, 1, "a", 1);
  g_autofree char *second = tb_hash_chain (first, 2, "b", 1);
  g_autofree char *other_n = tb_hash_chain (first, 3, "b", 1);
  g_autofree char *other_bytes = tb_hash_chain (first, 2, "c", 1);
  g_autofree char *other_before = tb_hash_chain (TB_HASH_CHAIN_START, 2, "b", 1);

  g_assert_cmpstr (second, !=, other_n);
  g_assert_cmpstr (second, !=, other_bytes);
  g_assert_cmpstr (second, !=, other_before);
}

static void
test_chain_refuses (void)
{
  g_autofree char *longer = g_strconcat (TB_HASH_CHAIN_START, "0", NULL);
  g_autofree char *shorter = g_strndup (TB_HASH_CHAIN_START, 63);
  g_autofree char *wrong = g_strdup (TB_HASH_CHAIN_START);

  wrong[10] = 'g';
  g_assert_null (tb_hash_chain ("", 1, "a", 1));
  g_assert_null (tb_hash_chain (longer, 1, "a", 1));
  g_assert_null (tb_hash_chain (shorter, 1, "a", 1));
  g_assert_null (tb_hash_chain (wrong, 1, "a", 1));
}

static gint64
fixed_us (gpointer data)
{
  return *(gint64 *) data;
}

static void
count_fill (gpointer data, guint8 *bytes, gsize length)
{
  for (gsize i = 0; i < length; i++)
    bytes[i] = (*(guint8 *) data)++;
}

static void
test_uuids (void)
{
  gint64 now = G_GINT64_CONSTANT (1760063696789) * 1000;
  guint8 next = 0xf0;
  const TbClock clock = { fixed_us, fixed_us, &now };
  const TbRandom random = { count_fill, &next };
  g_autofree char *first = tb_uuid_new (&clock, &random);
  g_autofree char *second = NULL;
  g_autofree char *time = NULL;

  now += 1000;
  second = tb_uuid_new (&clock, &random);
  time = g_strdup_printf ("%.8s%.4s", first, first + 9);
  g_assert_true (tb_uuid_is_valid (first));
  g_assert_cmpint (g_ascii_strtoll (time, NULL, 16), ==, G_GINT64_CONSTANT (1760063696789));
  g_assert_cmpint (first[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", first[19]));
  g_assert_cmpint (strcmp (first, second), <, 0);
}

static void
test_uuid_forms (void)
{
  static const char *const refused[] = {
    "",
    "0199cc64-1d15-7abc-8abc-0123456789a",
    "0199cc64-1d15-7abc-8abc-0123456789abc",
    "0199CC64-1d15-7abc-8abc-0123456789ab",
    "0199cc641d15-7abc-8abc-0123456789ab-",
    "0199cc64-1d15-7abc-8abc-0123456789ag",
    "{199cc64-1d15-7abc-8abc-0123456789a}",
  };

  g_assert_true (tb_uuid_is_valid ("0199cc64-1d15-7abc-8abc-0123456789ab"));
  g_assert_false (tb_uuid_is_valid (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_false (tb_uuid_is_valid (refused[i]));
}

static void
test_random (void)
{
  gboolean seen[6] = { FALSE };

  for (int i = 0; i < 2000; i++) {
    guint32 value = tb_random_below (tb_random_system (), 6);

    g_assert_cmpuint (value, <, 6);
    seen[value] = TRUE;
  }
  for (int i = 0; i < 6; i++)
    g_assert_true (seen[i]);
  g_assert_cmpuint (tb_random_below (tb_random_system (), 1), ==, 0);
}

static void
test_texts (void)
{
  g_autofree char *folded = tb_text_fold_width ("ＡＢ１２＃　王・〔ｱ");
  g_autofree char *trimmed = tb_text_trim ("\t　\xc2\xa0王 小\xef\xbb\xbf \n");
  g_autofree char *blank = tb_text_trim (" 　");

  g_assert_cmpstr (folded, ==, "AB12# 王・〔ｱ");
  g_assert_cmpstr (trimmed, ==, "王 小");
  g_assert_cmpstr (blank, ==, "");
  g_assert_true (tb_text_is_han (0x738B));
  g_assert_true (tb_text_is_han (0x3007));
  g_assert_true (tb_text_is_han (0x4DAE));
  g_assert_true (tb_text_is_han (0x30EDD));
  g_assert_false (tb_text_is_han (0x3042));
  g_assert_false (tb_text_is_han (0xAC00));
  g_assert_false (tb_text_is_han (0xE000));
  g_assert_false (tb_text_is_han ('A'));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/hash/published-vectors-come-out", test_known);
  g_test_add_func ("/base/hash/a-link-is-what-it-says", test_chain_is_its_description);
  g_test_add_func ("/base/hash/a-link-notices-every-change", test_chain_notices_everything);
  g_test_add_func ("/base/hash/a-link-needs-a-whole-link-before-it", test_chain_refuses);
  g_test_add_func ("/base/uuid/ids-carry-and-sort-by-their-time", test_uuids);
  g_test_add_func ("/base/uuid/only-the-canonical-form-is-valid", test_uuid_forms);
  g_test_add_func ("/base/random/numbers-stay-below-their-bound", test_random);
  g_test_add_func ("/base/text/widths-fold-and-blanks-go", test_texts);

  return g_test_run ();
}
