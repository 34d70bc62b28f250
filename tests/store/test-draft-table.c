/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-draft-table"

#include "config.h"

#include <sodium.h>
#include <string.h>

#include "store-fixture.h"

#include "tb-draft-table.h"
#include "tb-operator-table.h"

#define DRAFT "01890000-0000-7000-8000-0000000000dd"

static void
save (StoreFixture *self, const TbSeal *seal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) body = json_pack ("{s:{s:s}}", "form", "name", "李清照");
  TbDraft draft = { (char *) DRAFT, (char *) "转移", (char *) "pension-transfer", 1, body, 0, 0 };

  tb_draft_table_save (self->store, seal, &draft, &error);
  g_assert_no_error (error);
}

static void
test_keystrokes_survive_a_kill (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSeal) seal = tb_seal_open (self->store, "op-1", "secret", &error);
  g_autoptr (json_t) value = json_string ("13800000000");
  g_autoptr (TbSeal) again = NULL;
  g_autoptr (TbDraft) draft = NULL;
  const json_t *form;

  g_assert_no_error (error);
  save (self, seal);
  tb_journal_table_append (self->store, seal, DRAFT, "/form/phone", value, &error);
  tb_journal_table_append (self->store, seal, DRAFT, "/form/name", NULL, &error);
  g_assert_no_error (error);
  store_fixture_reopen (self);
  again = tb_seal_open (self->store, "op-1", "secret", &error);
  g_assert_no_error (error);
  draft = tb_draft_table_get (self->store, again, DRAFT, &error);
  g_assert_no_error (error);
  form = tb_json_get_object (draft->body, "form");
  g_assert_cmpstr (tb_json_get_string (form, "phone"), ==, "13800000000");
  g_assert_null (json_object_get (form, "name"));
  g_assert_cmpuint (draft->n_keystrokes, ==, 2);
  g_assert_cmpstr (draft->title, ==, "转移");
}

static void
test_drafts_are_sealed (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSeal) seal = tb_seal_open (self->store, "op-1", "secret", &error);
  g_autoptr (TbSeal) other = tb_seal_open (self->store, "op-2", "secret", &error);
  g_autofree char *path = store_fixture_path (self, "desk.db-wal");
  g_autofree char *bytes = NULL;
  gsize length;
  guint n;

  g_assert_no_error (error);
  save (self, seal);
  g_assert_null (tb_draft_table_get (self->store, other, DRAFT, &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (tb_draft_table_remove (self->store, other, DRAFT, &error));
  g_clear_error (&error);
  g_assert_null (tb_seal_open (self->store, "op-1", "wrong", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_SEALED);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  g_assert_null (memmem (bytes, length, "李清照", strlen ("李清照")));
  g_assert_true (tb_draft_table_count (self->store, "op-1", &n, &error));
  g_assert_cmpuint (n, ==, 1);
}

static void
test_a_new_secret_opens_old_drafts (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbSeal) seal = tb_seal_open (self->store, "op-1", "old", &error);
  g_autoptr (TbSeal) again = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  save (self, seal);
  g_assert_true (tb_seal_rewrap (self->store, seal, "new", &error));
  again = tb_seal_open (self->store, "op-1", "new", &error);
  g_assert_no_error (error);
  drafts = tb_draft_table_list (self->store, again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
}

static void
put_operator (StoreFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) roles = json_pack ("[s]", "clerk");
  char verifier[crypto_pwhash_STRBYTES];
  TbOperator who = { (char *) "op-1", (char *) "王芳", roles, TB_AREA_SHENYANG };

  g_assert_cmpint (sodium_init (), >=, 0);
  g_assert_cmpint (crypto_pwhash_str (verifier,
                                      "secret",
                                      6,
                                      crypto_pwhash_OPSLIMIT_MIN,
                                      crypto_pwhash_MEMLIMIT_MIN),
                   ==,
                   0);
  who.grant = (char *) "v1.x.y";
  who.verifier = verifier;
  who.offline_until_us = self->wall_us + G_TIME_SPAN_DAY;
  tb_operator_table_put (self->store, &who, &error);
  g_assert_no_error (error);
}

static void
test_five_failures_lock_and_a_restart_does_not_help (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbOperator) who = NULL;

  put_operator (self);
  g_assert_true (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  for (int i = 0; i < 5; i++) {
    g_assert_false (tb_operator_table_verify (self->store, "op-1", "wrong", &error));
    g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN);
    g_clear_error (&error);
    store_fixture_reopen (self);
  }
  g_assert_false (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  g_clear_error (&error);
  who = tb_operator_table_get (self->store, "op-1", &error);
  g_assert_cmpuint (who->n_failures, ==, 5);
  g_assert_cmpint (who->locked_until_us, ==, self->wall_us + 15 * G_TIME_SPAN_MINUTE);
  g_assert_true (tb_operator_table_unlock (self->store, "op-1", "boss", &error));
  g_assert_true (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  g_assert_no_error (error);
}

static void
test_turning_the_clock_back_extends_nothing (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  put_operator (self);
  self->wall_us += 2 * G_TIME_SPAN_DAY;
  g_assert_false (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  g_clear_error (&error);
  store_fixture_reopen (self);
  self->wall_us -= 2 * G_TIME_SPAN_DAY;
  g_assert_false (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  g_assert_error (error, TB_STORE_ERROR, TB_STORE_ERROR_FORBIDDEN);
}

static void
test_a_revoked_operators_commands_still_go (StoreFixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCommand) command = NULL;

  store_fixture_enrol (self);
  put_operator (self);
  command = store_fixture_submit (self);
  g_assert_true (tb_operator_table_revoke (self->store, "op-1", "boss", &error));
  g_assert_false (tb_operator_table_verify (self->store, "op-1", "secret", &error));
  g_assert_cmpuint (store_fixture_send (self), ==, 1);
}

#define ADD(path, func)                                                                            \
  g_test_add ("/store/draft-table/" path,                                                          \
              StoreFixture,                                                                        \
              NULL,                                                                                \
              store_fixture_set_up,                                                                \
              func,                                                                                \
              store_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("keystrokes-survive-a-kill", test_keystrokes_survive_a_kill);
  ADD ("drafts-are-sealed", test_drafts_are_sealed);
  ADD ("a-new-secret-opens-old-drafts", test_a_new_secret_opens_old_drafts);
  ADD ("five-failures-lock-and-a-restart-does-not-help",
       test_five_failures_lock_and_a_restart_does_not_help);
  ADD ("turning-the-clock-back-extends-nothing", test_turning_the_clock_back_extends_nothing);
  ADD ("a-revoked-operators-commands-still-go", test_a_revoked_operators_commands_still_go);

  return g_test_run ();
}
