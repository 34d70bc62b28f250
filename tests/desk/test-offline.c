/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "tb-grant.h"
#include "tb-lane-table.h"
#include "tb-operator-table.h"
#include "tb-test-call.h"

/* A window in a hall whose network never comes up: a real store, no city. */

#define LANE   "0192f0c1-0000-7000-8000-00000000000a"
#define SECRET "a secret of practice"

typedef struct {
  char *folder;
  TbDesk *desk;
} Fixture;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fixture *self = data;
  g_autoptr (GError) error = NULL;

  self->desk = tb_desk_open_finish (result, &error);
  g_assert_no_error (error);
}

/* @args is taken. */
static json_t *
try_call (Fixture *self, const char *name, json_t *args, GError **error)
{
  return test_call_try (self->desk, name, args, error);
}

static json_t *
ask (Fixture *self, const char *name, json_t *args)
{
  return test_call_ask (self->desk, name, args);
}

static void
refuse (Fixture *self, const char *name, json_t *args, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = try_call (self, name, args, &error);

  g_assert_error (error, TB_DESK_ERROR, code);
  g_assert_null (answer);
}

/* As if @id had signed in at the city on an earlier day. */
static void
add_operator (Fixture *self, const char *id, const char *role)
{
  TbStoreOptions options = { .folder = self->folder, .ballast_bytes = -1, .is_sandbox = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (TbStore) store = tb_store_open (&options, &error);
  g_autoptr (json_t) roles = json_pack ("[s]", role);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char *names[] = { role, NULL };
  unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
  unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
  char verifier[crypto_pwhash_STRBYTES];
  TbGrant grant = { .kind = TB_GRANT_GRANT,
                    .issuer = TB_AREA_SHENYANG,
                    .area = TB_AREA_SHENYANG,
                    .operator= (char *) id,
                    .name = (char *) "窗口甲",
                    .hall = (char *) "hall-1",
                    .device = (char *) "test",
                    .id = (char *) "0192f0c1-0000-7000-8000-000000000001",
                    .roles = (char **) names,
                    .issued_s = now_s,
                    .expires_s = now_s + 86400 };
  g_autofree char *token = NULL;
  TbOperator who = { .id = (char *) id,
                     .name = (char *) "窗口甲",
                     .roles = roles,
                     .area = TB_AREA_SHENYANG,
                     .hall = (char *) "hall-1",
                     .verifier = verifier,
                     .offline_until_us = (now_s + 86400) * G_USEC_PER_SEC };

  g_assert_no_error (error);
  crypto_sign_keypair (public_key, secret_key);
  token = tb_grant_sign (&grant, secret_key);
  who.grant = token;
  g_assert_cmpint (crypto_pwhash_str (verifier,
                                      SECRET,
                                      strlen (SECRET),
                                      crypto_pwhash_OPSLIMIT_MIN,
                                      crypto_pwhash_MEMLIMIT_MIN),
                   ==,
                   0);
  g_assert_true (tb_operator_table_put (store, &who, &error));
  g_assert_no_error (error);
  tb_lane_table_enrol (store, TB_AREA_SHENYANG, LANE, "test", &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  TbDeskOptions options = { 0 };

  self->folder = g_dir_make_tmp ("tb-desk-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "window.ini", NULL);
  g_assert_true (g_file_set_contents (path,
                                      "[window]\narea=shenyang\ncode=7\ndevice=test\nsandbox=true\n"
                                      "[city shenyang]\nbase=unix:/nowhere/shenyang\n",
                                      -1,
                                      NULL));
  add_operator (self, "sy-1", "staff");
  add_operator (self, "sy-2", "staff");
  add_operator (self, "sy-9", "auditor");
  options.folder = self->folder;
  tb_desk_open_async (&options, NULL, opened_cb, self);
  while (self->desk == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      remove_folder (path);
    else
      g_unlink (path);
  }
  g_rmdir (folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tb_desk_close (self->desk);
  g_clear_object (&self->desk);
  remove_folder (self->folder);
  g_free (self->folder);
}

static void
sign_in (Fixture *self, const char *id)
{
  g_autoptr (json_t) who =
      ask (self, "sign-in", json_pack ("{s:s, s:s}", "operator", id, "secret", SECRET));

  g_assert_false (tb_json_get_bool (who, "online"));
}

static json_t *
submission (void)
{
  return json_pack ("{s:s, s:{s:s, s:s}, s:{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, "
                    "s:s, s:b}, s:{s:{s:s}, s:{s:s}}}",
                    "item",
                    "unemp-reg",
                    "person",
                    "id_no",
                    "21040419880506980X",
                    "name",
                    "白小军",
                    "fields",
                    "reg_area",
                    "shenyang",
                    "reg_place_type",
                    "live",
                    "mobile",
                    "１３８４０００１２３４",
                    "hukou_area",
                    "210404",
                    "hukou_addr",
                    "新华街8号",
                    "live_area",
                    "210102",
                    "live_addr",
                    "南京街1号",
                    "hukou_nature",
                    "10",
                    "education",
                    "21",
                    "unemp_date",
                    "20261101",
                    "unemp_reason",
                    "20",
                    "work_before",
                    "某厂",
                    "no_work_promise",
                    TRUE,
                    "materials",
                    "id_card",
                    "state",
                    "seen",
                    "end_proof",
                    "state",
                    "seen");
}

static void
test_session (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "session.json", NULL);
  g_autofree char *text = NULL;
  char *boot;

  refuse (self, "list", json_object (), TB_DESK_ERROR_SIGN_IN);
  refuse (self,
          "sign-in",
          json_pack ("{s:s, s:s}", "operator", "sy-1", "secret", "wrong"),
          TB_DESK_ERROR_SECRET);
  refuse (self,
          "sign-in",
          json_pack ("{s:s, s:s}", "operator", "nobody", "secret", SECRET),
          TB_DESK_ERROR_SECRET);
  refuse (self, "who", json_object (), TB_DESK_ERROR_SIGN_IN);
  sign_in (self, "sy-1");

  /* The file of another boot, such as a copy on another machine, signs nobody in. */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  boot = strstr (text, "\"boot\":\"") + strlen ("\"boot\":\"");
  *boot = *boot == '0' ? '1' : '0';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  refuse (self, "list", json_object (), TB_DESK_ERROR_SIGN_IN);
}

static void
test_case (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) done = NULL;
  g_autoptr (json_t) noted = NULL;
  g_autoptr (json_t) shown = NULL;
  g_autoptr (json_t) printed = NULL;
  g_autoptr (json_t) cancelled = NULL;
  g_autoptr (json_t) outbox = NULL;
  const char *number;
  const char *form;

  sign_in (self, "sy-1");
  done = ask (self, "submit", submission ());
  number = tb_json_get_string (done, "number");
  g_assert_nonnull (strstr (tb_json_get_string (done, "receipt"), number));
  refuse (self, "submit", submission (), TB_DESK_ERROR_DUPLICATE);
  noted = ask (self,
               "act",
               json_pack ("{s:s, s:s, s:{s:s}}",
                          "case",
                          number,
                          "kind",
                          "note",
                          "args",
                          "text",
                          "已告知"));
  shown = ask (self, "show", json_pack ("{s:s}", "case", number));
  g_assert_false (tb_json_get_bool (shown, "confirmed"));
  g_assert_cmpuint (json_array_size (json_object_get (shown, "pending")), ==, 2);
  form = tb_json_get_string (json_object_get (json_object_get (shown, "case"), "form"), "mobile");
  g_assert_cmpstr (form, ==, "138****1234");
  printed =
      ask (self, "print", json_pack ("{s:s, s:s}", "case", number, "print", "collect-receipt"));
  g_assert_cmpint (tb_json_get_int (printed, "copy", 0), ==, 2);
  cancelled =
      ask (self, "cancel", json_pack ("{s:s}", "command", tb_json_get_string (noted, "command")));
  g_assert_cmpstr (tb_json_get_string (cancelled, "state"), ==, "cancelled");

  sign_in (self, "sy-2");
  outbox = ask (self, "outbox", json_object ());
  g_assert_cmpuint (json_array_size (json_object_get (outbox, "rows")), ==, 2);
  sign_in (self, "sy-9");
  refuse (self, "list", json_object (), TB_DESK_ERROR_FORBIDDEN);
  refuse (self, "show", json_pack ("{s:s}", "case", number), TB_DESK_ERROR_FORBIDDEN);
}

static void
test_errors (Fixture *self, gconstpointer data)
{
  sign_in (self, "sy-1");
  refuse (self, "new", json_pack ("{s:s}", "item", "nothing"), TB_DESK_ERROR_NOT_FOUND);
  refuse (self,
          "new",
          json_pack ("{s:s, s:{s:s}}", "item", "unemp-reg", "fields", "mobil", "1"),
          TB_DESK_ERROR_ARGUMENT);
  refuse (self, "submit", json_pack ("{s:s}", "item", "unemp-reg"), TB_DESK_ERROR_PROBLEMS);
  refuse (self, "submit", json_pack ("{s:{}}", "collected"), TB_DESK_ERROR_ARGUMENT);
  refuse (self, "show", json_object (), TB_DESK_ERROR_ARGUMENT);
  refuse (self, "show", json_pack ("{s:s}", "case", "SY-1"), TB_DESK_ERROR_NOT_FOUND);
  refuse (self, "list", json_pack ("{s:s}", "area", "paris"), TB_DESK_ERROR_ARGUMENT);
  refuse (self, "outbox", json_pack ("{s:s}", "state", "odd"), TB_DESK_ERROR_ARGUMENT);
  refuse (self, "calendar", json_pack ("{s:s}", "csv", "x"), TB_DESK_ERROR_FORBIDDEN);
  refuse (self, "export", json_pack ("{s:s}", "reason", "a good reason"), TB_DESK_ERROR_FORBIDDEN);
}

static json_t *
ask_print (Fixture *self, const char *number, const char *how)
{
  return ask (self,
              "print",
              json_pack ("{s:s, s:s, s:b}", "case", number, "print", "collect-receipt", how, TRUE));
}

static json_t *
say_printed (Fixture *self, const char *number, int copy, const char *fact)
{
  return ask (self,
              "printed",
              json_pack ("{s:s, s:s, s:i, s:s}",
                         "case",
                         number,
                         "print",
                         "collect-receipt",
                         "copy",
                         copy,
                         "fact",
                         fact));
}

static void
test_prints (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) done = NULL;
  g_autoptr (json_t) offered = NULL;
  g_autoptr (json_t) first = NULL;
  g_autoptr (json_t) again = NULL;
  g_autoptr (json_t) spooled = NULL;
  g_autoptr (json_t) next = NULL;
  g_autoptr (json_t) confirmed = NULL;
  g_autoptr (json_t) shown = NULL;
  const json_t *row;
  const char *number;

  sign_in (self, "sy-1");
  done = ask (self, "submit", submission ());
  number = tb_json_get_string (done, "number");
  offered = ask (self, "prints", json_pack ("{s:s}", "case", number));
  row = json_array_get (json_object_get (offered, "rows"), 0);
  g_assert_cmpstr (tb_json_get_string (row, "print"), ==, "collect-receipt");
  g_assert_true (tb_json_get_bool (row, "can"));

  /* The receipt that `submit` made has not left the window. */
  first = ask_print (self, number, "preview");
  g_assert_cmpint (tb_json_get_int (first, "copy", 0), ==, 1);
  g_assert_nonnull (json_object_get (first, "tree"));
  again = ask_print (self, number, "reuse");
  g_assert_cmpint (tb_json_get_int (again, "copy", 0), ==, 1);
  refuse (self,
          "printed",
          json_pack ("{s:s, s:s, s:i, s:s}",
                     "case",
                     number,
                     "print",
                     "collect-receipt",
                     "copy",
                     1,
                     "fact",
                     "confirmed"),
          TB_DESK_ERROR_ARGUMENT);
  spooled = say_printed (self, number, 1, "spooled");
  next = ask_print (self, number, "preview");
  g_assert_cmpint (tb_json_get_int (next, "copy", 0), ==, 2);
  g_assert_cmpuint (json_array_size (json_object_get (next, "copies")), ==, 1);

  confirmed = say_printed (self, number, 1, "confirmed");
  row = json_array_get (json_object_get (confirmed, "copies"), 0);
  g_assert_nonnull (tb_json_get_string (row, "confirmed"));
  g_assert_nonnull (tb_json_get_string (row, "spooled"));
  shown = ask (self, "show", json_pack ("{s:s}", "case", number));
  g_assert_cmpuint (json_array_size (json_object_get (shown, "pending")), ==, 2);
}

/* A screen must lose full values again: nothing it asks for later is “the same”. */
static void
test_full_values_have_no_look (Fixture *self, gconstpointer data)
{
  g_autoptr (json_t) done = NULL;
  g_autoptr (json_t) masked = NULL;
  g_autoptr (json_t) full = NULL;
  const char *id;

  sign_in (self, "sy-1");
  done = ask (self, "submit", submission ());
  id = tb_json_get_string (done, "case");
  masked = ask (self, "show", json_pack ("{s:s}", "case", id));
  full = ask (self, "show", json_pack ("{s:s, s:s}", "case", id, "reveal", "核对身份证件"));
  g_assert_nonnull (tb_json_get_string (masked, "look"));
  g_assert_null (tb_json_get_string (full, "look"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add ("/desk/offline/only-a-known-operator-of-this-boot-is-signed-in",
              Fixture,
              NULL,
              set_up,
              test_session,
              tear_down);
  g_test_add ("/desk/offline/a-case-is-collected-shown-masked-printed-and-taken-back",
              Fixture,
              NULL,
              set_up,
              test_case,
              tear_down);
  g_test_add ("/desk/offline/a-print-is-made-sent-and-seen-as-three-facts",
              Fixture,
              NULL,
              set_up,
              test_prints,
              tear_down);
  g_test_add ("/desk/offline/full-values-have-no-look",
              Fixture,
              NULL,
              set_up,
              test_full_values_have_no_look,
              tear_down);
  g_test_add ("/desk/offline/what-cannot-be-says-which-way-it-is-wrong",
              Fixture,
              NULL,
              set_up,
              test_errors,
              tear_down);

  return g_test_run ();
}
