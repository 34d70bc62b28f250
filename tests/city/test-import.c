/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "city-fixture.h"
#include "tb-city-import.h"
#include "tb-city-register.h"

/* The folder of a city that is not served, a file to import, and what came of it. */
typedef struct {
  Fixture city;
  TbCatalogue *catalogue;
  char *path;
  char *reject_path;
  TbCityRegister which;
  TbCityEncoding encoding;
  TbCityImportCount count;
} Desk;

static void
desk_set_up (Desk *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_set_up (&self->city, NULL);
  fixture_close (&self->city);
  self->catalogue = tb_catalogue_new (&error);
  g_assert_no_error (error);
  self->path = g_strconcat (self->city.folder, ".csv", NULL);
  self->reject_path = g_strconcat (self->city.folder, ".rejected.csv", NULL);
}

static void
desk_tear_down (Desk *self, gconstpointer data)
{
  g_unlink (self->path);
  g_unlink (self->reject_path);
  g_free (self->path);
  g_free (self->reject_path);
  g_object_unref (self->catalogue);
  fixture_tear_down (&self->city, NULL);
}

static gboolean
try_import (Desk *self, const char *path, GError **error)
{
  TbCityImportOptions options = {
    .folder = self->city.folder,
    .area = TB_AREA_SHENYANG,
    .which = self->which,
    .path = path,
    .reject_path = self->reject_path,
    .encoding = self->encoding,
    .catalogue = self->catalogue,
  };

  g_date_set_dmy (&options.today, 23, G_DATE_NOVEMBER, 2026);

  return tb_city_import_run (&options, &self->count, error);
}

static void
import_bytes (Desk *self, const char *bytes, gssize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (self->path, bytes, length, NULL));
  try_import (self, self->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (self->count.n_read,
                   ==,
                   self->count.n_changed + self->count.n_unchanged + self->count.n_rejected);
}

static void
import_text (Desk *self, const char *text)
{
  import_bytes (self, text, -1);
}

static void
assert_count (Desk *self, gint64 n_changed, gint64 n_unchanged, gint64 n_rejected)
{
  g_assert_cmpint (self->count.n_changed, ==, n_changed);
  g_assert_cmpint (self->count.n_unchanged, ==, n_unchanged);
  g_assert_cmpint (self->count.n_rejected, ==, n_rejected);
}

static char *
read_rejects (Desk *self)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (self->reject_path, &text, NULL, NULL));

  return text;
}

/* The first row that a query for @id_no finds. */
static json_t *
ask (Desk *self, const char *name, const char *id_no)
{
  g_autofree char *line = g_strconcat ("POST /v1/queries/", name, NULL);
  char *text = g_strdup_printf ("{\"criteria\":{\"id_no\":\"%s\"}}", id_no);
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));
  g_autoptr (TbCityResponse) response = NULL;
  g_autoptr (json_t) json = NULL;

  fixture_open (&self->city);
  response = fixture_call_with (&self->city, line, "tongban-purpose", "reason:verification", body);
  fixture_close (&self->city);
  json = fixture_json (response);
  g_assert_cmpint (response->status, ==, 200);

  return json_incref (json_array_get (tb_json_get_array (json, "rows"), 0));
}

/* GB 11643: weights 2^(17 − i) mod 11. */
static char *
new_id_no (guint n)
{
  g_autofree char *digits =
      g_strdup_printf ("21010219%02u0101%03u", 50 + n / 500 % 50, n % 500 * 2 + 1);
  int sum = 0;
  int weight = 1;

  for (int i = 16; i >= 0; i--) {
    weight = weight * 2 % 11;
    sum += (digits[i] - '0') * weight;
  }

  return g_strdup_printf ("%s%c", digits, "10X98765432"[sum % 11]);
}

#define NAMES "id_type,id_no,name,sex,birth,mobile,hukou_region,hukou_address,area\n"

static char *
new_person (guint n, const char *name, const char *address)
{
  g_autofree char *id_no = new_id_no (n);

  return g_strdup_printf ("01,%s,%s,1,%.4s-%.2s-%.2s,13940123456,210102,%s,shenyang\n",
                          id_no,
                          name,
                          id_no + 6,
                          id_no + 10,
                          id_no + 12,
                          address);
}

static char *
new_file (const char *name, const char *address)
{
  g_autofree char *first = new_person (0, name, address);
  g_autofree char *second = new_person (1, "李四", "\"沈阳市和平区, \"\"老\"\"北市\"");

  return g_strconcat (NAMES, first, second, NULL);
}

static void
assert_persons (Desk *self, const char *name, const char *address)
{
  g_autofree char *first = new_id_no (0);
  g_autofree char *second = new_id_no (1);
  g_autoptr (json_t) one = ask (self, "persons", first);
  g_autoptr (json_t) two = ask (self, "persons", second);

  assert_member (one, "name", name);
  assert_member (one, "hukou_address", address);
  assert_member (two, "hukou_address", "沈阳市和平区, \"老\"北市");
}

static void
test_utf8 (Desk *self, gconstpointer data)
{
  g_autofree char *text = new_file ("张三", "沈阳市沈河区青年大街1号");
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", text, NULL);

  import_text (self, text);
  assert_count (self, 2, 0, 0);
  assert_persons (self, "张三", "沈阳市沈河区青年大街1号");

  /* The mark changes nothing. */
  import_text (self, marked);
  assert_count (self, 0, 2, 0);
  g_assert_false (g_file_test (self->reject_path, G_FILE_TEST_EXISTS));
}

/* 䶮 (U+4DAE) is in GB 18030 and not in GBK; 𠮷 (U+20BB7) takes four bytes. */
static void
test_gb18030 (Desk *self, gconstpointer data)
{
  g_autofree char *text = new_file ("刘䶮", "沈阳市沈河区𠮷祥里，１号");
  gsize length = 0;
  g_autofree char *bytes = g_convert (text, -1, "GB18030", "UTF-8", NULL, &length, NULL);

  import_bytes (self, bytes, (gssize) length);
  assert_count (self, 2, 0, 0);
  assert_persons (self, "刘䶮", "沈阳市沈河区𠮷祥里，１号");

  self->encoding = TB_CITY_ENCODING_GB18030;
  import_bytes (self, bytes, (gssize) length);
  assert_count (self, 0, 2, 0);
}

/* Windows' line ends and none after the last line. */
static void
test_line_ends (Desk *self, gconstpointer data)
{
  g_autofree char *text = new_file ("张三", "");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *windows = g_strjoinv ("\r\n", lines);

  import_text (self, windows);
  assert_count (self, 2, 0, 0);
  windows[strlen (windows) - 2] = '\0';
  import_text (self, windows);
  assert_count (self, 0, 2, 0);
}

static void
test_repeat (Desk *self, gconstpointer data)
{
  g_autofree char *text = new_file ("张三", "");
  g_autofree char *moved = new_file ("张三", "抚顺市新抚区");

  import_text (self, text);
  assert_count (self, 2, 0, 0);
  import_text (self, text);
  assert_count (self, 0, 2, 0);
  import_text (self, moved);
  assert_count (self, 1, 1, 0);
}

/* Each is wrong in one place, named in the file of rejected rows. */
static void
test_bad_rows (Desk *self, gconstpointer data)
{
  static const struct {
    const char *row;
    const char *field;
  } cases[] = {
    { "77,210102195001010012,张三,1,1950-01-01,,,,", "id_type" },
    { "01,210102195001010012,张三,1,1950-01-01,,,,", "id_no" },
    { "01,210102500101001,张三,1,1950-01-01,,,,", "id_no" },
    { "01,%s,,1,1950-01-01,,,,", "name" },
    { "01,%s,张三,3,1950-01-01,,,,", "sex" },
    { "01,%s,张三,2,1950-01-01,,,,", "sex" },
    { "01,%s,张三,1,1950-02-30,,,,", "birth" },
    { "01,%s,张三,1,1951-01-01,,,,", "birth" },
    { "01,%s,张三,1,1950/01/01,,,,", "birth" },
    { "01,%s,张三,1,1950-01-01,12345,,,", "mobile" },
    { "01,%s,张三,1,1950-01-01,,210199,,", "hukou_region" },
    { "01,%s,张三,1,1950-01-01,,21,,", "hukou_region" },
    { "01,%s,张三,1,1950-01-01,,,,dalian", "area" },
    { "01,%s,张三,1,1950-01-01", "" },
    { "01,%s,张三,1,1950-01-01,,,,,", "" },
    { "01,%s,张\"三,1,1950-01-01,,,,", "" },
  };
  g_autofree char *good = new_id_no (0);
  g_autoptr (GString) text = g_string_new (NAMES);
  g_autofree char *rejects = NULL;
  g_auto (GStrv) lines = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (GStrv) parts = g_strsplit (cases[i].row, "%s", -1);
    g_autofree char *row = g_strjoinv (good, parts);

    g_string_append (text, row);
    g_string_append_c (text, '\n');
  }
  import_text (self, text->str);
  assert_count (self, 0, 0, G_N_ELEMENTS (cases));

  rejects = read_rejects (self);
  g_assert_true (g_utf8_validate (rejects, -1, NULL));
  lines = g_strsplit (rejects, "\r\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, G_N_ELEMENTS (cases) + 2);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *start = g_strdup_printf ("\"%d\",\"%s\",\"", (int) i + 2, cases[i].field);

    if (!g_str_has_prefix (lines[i + 1], start))
      g_error ("%s: %s", cases[i].row, lines[i + 1]);
  }
}

/* ⚠ A quote that was never closed must cost its own line, not the rest of the file. */
static void
test_stray_quote (Desk *self, gconstpointer data)
{
  g_autofree char *first = new_person (0, "张三", "\"沈阳");
  g_autoptr (GString) text = g_string_new (NAMES);

  g_string_append (text, first);
  for (guint i = 1; i <= 40; i++) {
    g_autofree char *row = new_person (i, "李四", "\"两\n行\"");

    /* A line break within quotes is one cell; the register takes none. */
    if (i > 20) {
      g_free (row);
      row = new_person (i, "李四", "\"x, y\"");
    }
    g_string_append (text, row);
  }

  import_text (self, text->str);
  assert_count (self, 20, 0, 21);
}

static void
test_foreign_bytes (Desk *self, gconstpointer data)
{
  g_autofree char *first = new_person (0, "张\xff三", "");
  g_autofree char *second = new_person (1, "李四", "沈阳市");
  g_autofree char *text = g_strconcat (NAMES, first, second, NULL);

  import_text (self, text);
  assert_count (self, 1, 0, 1);
}

static void
test_huge_line (Desk *self, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (200000, 'x');
  g_autofree char *good = new_person (1, "李四", "沈阳市");
  g_autofree char *text = g_strconcat (NAMES, filler, "\n", good, NULL);

  import_text (self, text);
  assert_count (self, 1, 0, 1);
}

/* What was rejected is corrected in a spreadsheet and imported as it is. */
static void
test_corrected_rejects (Desk *self, gconstpointer data)
{
  g_autofree char *bad = new_person (0, "张三", "=cmd|' /C calc'!A0");
  g_autofree char *path = g_strconcat (self->path, ".corrected", NULL);
  g_autofree char *text = NULL;
  g_autofree char *rejects = NULL;
  g_autofree char *corrected = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = NULL;

  memcpy (strstr (bad, "13940123456"), "23940123456", 11);
  text = g_strconcat (NAMES, bad, NULL);
  import_text (self, text);
  assert_count (self, 0, 0, 1);

  rejects = read_rejects (self);
  g_assert_nonnull (strstr (rejects, "\"'=cmd|"));
  parts = g_strsplit (rejects, "23940123456", -1);
  corrected = g_strjoinv ("13940123456", parts);
  g_assert_true (g_file_set_contents (path, corrected, -1, NULL));
  try_import (self, path, &error);
  g_assert_no_error (error);
  assert_count (self, 1, 0, 0);
  g_unlink (path);

  {
    g_autofree char *id_no = new_id_no (0);
    g_autoptr (json_t) row = ask (self, "persons", id_no);

    assert_member (row, "hukou_address", "=cmd|' /C calc'!A0");
  }
}

static void
test_private_rejects (Desk *self, gconstpointer data)
{
  GStatBuf info;

  import_text (self, NAMES "01,x,,,,,,,\n");
  g_assert_cmpint (g_stat (self->reject_path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

static void
test_headers (Desk *self, gconstpointer data)
{
  static const char *const headers[] = {
    "id_type,id_no,name,sex\n",
    "id_type,id_no,name,sex,birth,colour\n",
    "id_type,id_no,name,sex,birth,name\n",
    "id_type,\"id_no,name\n",
    "",
    "\n\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++) {
    const int code = i < 4 ? TB_CITY_IMPORT_ERROR_HEADER : TB_CITY_IMPORT_ERROR_EMPTY;
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (self->path, headers[i], -1, NULL));
    g_assert_false (try_import (self, self->path, &error));
    g_assert_error (error, TB_CITY_IMPORT_ERROR, code);
  }
}

static void
test_ndjson (Desk *self, gconstpointer data)
{
  g_autofree char *id_no = new_id_no (0);
  g_autofree char *text =
      g_strdup_printf ("{\"id_no\":\"%s\",\"scheme\":\"110\",\"from\":\"2001-02\",\"months\":12,"
                       "\"account_fen\":480000,\"status\":\"1\",\"personal_no\":\"SY1\"}\n"
                       "{\"id_no\":\"%s\",\"scheme\":\"110\",\"from\":\"2003-02\",\"to\":\"2003-01"
                       "\",\"months\":12,\"account_fen\":1,\"status\":\"1\",\"personal_no\":\"1\"}"
                       "\n"
                       "{\"id_no\":\"%s\",\"scheme\":\"110\",\"scheme\":\"120\"}\n"
                       "{\"id_no\":[1]}\n"
                       "[]\n"
                       "{\"unknown\":1}\n",
                       id_no,
                       id_no,
                       id_no);
  g_autoptr (json_t) row = NULL;

  self->which = TB_CITY_INSURANCE;
  import_text (self, text);
  assert_count (self, 1, 0, 5);
  row = ask (self, "insurance", id_no);
  assert_member (row, "from", "2001-02");
  assert_member (row, "area", "shenyang");
  g_assert_cmpint (tb_json_get_int (row, "months", 0), ==, 12);
}

static void
test_other_registers (Desk *self, gconstpointer data)
{
  static const struct {
    TbCityRegister which;
    const char *names;
    const char *cells;
    const char *bad;
  } cases[] = {
    { TB_CITY_INSURANCE,
      "id_no,scheme,from,to,months,account_fen,status,personal_no",
      "110,2001-02,2002-01,12,480000,1,SY1",
      "110,2001-02,2002-01,-1,480000,1,SY1" },
    { TB_CITY_BENEFITS,
      "id_no,kind,status,since,monthly_fen",
      "pension,paid,2010-01,350000",
      "pension,paid,2010-13,350000" },
    { TB_CITY_ARCHIVES,
      "id_no,archive_no,keeper,status,since,restricted",
      "DA1,沈阳人才服务中心,held,1990-07-01,否",
      "DA1,沈阳人才服务中心,held,1990-07-01,maybe" },
    { TB_CITY_CERTIFICATES,
      "id_no,cert_no,issued,status",
      "2101020012000017,2012-03-15,valid",
      "2101020012000017,2099-03-15,valid" },
  };
  g_autofree char *id_no = new_id_no (0);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("%s\n%s,%s\n%s,%s\n",
                                             cases[i].names,
                                             id_no,
                                             cases[i].cells,
                                             id_no,
                                             cases[i].bad);

    self->which = cases[i].which;
    import_text (self, text);
    assert_count (self, 1, 0, 1);
    import_text (self, text);
    assert_count (self, 0, 1, 1);
  }
}

/* Many transactions, and a city that reads what they left. */
static void
test_many (Desk *self, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NAMES);
  guint n = GPOINTER_TO_UINT (data);
  guint n_people = MIN (n, 25000);

  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("张%u号", i);
    g_autofree char *row = new_person (i % n_people, "张三", name);

    g_string_append (text, row);
  }
  import_bytes (self, text->str, (gssize) text->len);
  assert_count (self, n, 0, 0);
}

static void
test_served (Desk *self, gconstpointer data)
{
  g_autofree char *text = new_file ("张三", "");
  g_autoptr (GError) error = NULL;

  fixture_open (&self->city);
  g_assert_true (g_file_set_contents (self->path, text, -1, NULL));
  g_assert_false (try_import (self, self->path, &error));
  g_assert_nonnull (error);
}

#define add(path, data, func)                                                                      \
  g_test_add ("/city/import/" path, Desk, data, desk_set_up, func, desk_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("utf-8-with-and-without-a-mark", NULL, test_utf8);
  add ("gb-18030-to-the-last-character", NULL, test_gb18030);
  add ("any-line-end", NULL, test_line_ends);
  add ("the-same-file-twice-changes-nothing", NULL, test_repeat);
  add ("a-bad-row-says-where-it-is-bad", NULL, test_bad_rows);
  add ("an-open-quote-costs-its-own-line", NULL, test_stray_quote);
  add ("foreign-bytes-cost-their-own-line", NULL, test_foreign_bytes);
  add ("a-huge-line-costs-itself", NULL, test_huge_line);
  add ("rejected-rows-run-no-formula-and-come-back-corrected", NULL, test_corrected_rejects);
  add ("rejected-rows-are-for-their-owner-only", NULL, test_private_rejects);
  add ("a-wrong-header-imports-nothing", NULL, test_headers);
  add ("one-object-a-line", NULL, test_ndjson);
  add ("every-register-has-its-rules", NULL, test_other_registers);
  add ("a-hundred-thousand-rows", GUINT_TO_POINTER (100000), test_many);
  add ("nothing-is-imported-beside-a-server", NULL, test_served);

  return g_test_run ();
}
