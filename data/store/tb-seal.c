/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-seal"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "tb-seal-private.h"
#include "tb-store-private.h"

#define KEY_LENGTH   crypto_secretbox_KEYBYTES
#define NONCE_LENGTH crypto_secretbox_NONCEBYTES
#define SALT_LENGTH  crypto_pwhash_SALTBYTES
#define TAG_LENGTH   crypto_secretbox_MACBYTES

static const char get_sql[] = "SELECT salt, nonce, wrapped FROM seal WHERE operator = :operator";
static const char put_sql[] = "REPLACE INTO seal (operator, salt, nonce, wrapped) "
                              "VALUES (:operator, :salt, :nonce, :wrapped)";

struct _TbSeal {
  char *operator_id;
  guint8 *key; /* sodium_malloc: locked in memory, wiped when freed */
};

void
tb_seal_free (TbSeal *self)
{
  sodium_free (self->key);
  g_free (self->operator_id);
  g_free (self);
}

const char *
tb_seal_get_operator (const TbSeal *self)
{
  return self->operator_id;
}

/* Argon2id, interactive: 64 MiB, a tenth of a second. */
static gboolean
derive (const char *secret, const guint8 *salt, guint8 *key, GError **error)
{
  if (crypto_pwhash (key,
                     KEY_LENGTH,
                     secret,
                     strlen (secret),
                     salt,
                     crypto_pwhash_OPSLIMIT_INTERACTIVE,
                     crypto_pwhash_MEMLIMIT_INTERACTIVE,
                     crypto_pwhash_ALG_ARGON2ID13) == 0)
    return TRUE;

  g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_SEALED, "Not enough memory for Argon2id");
  return FALSE;
}

static gboolean
save_wrapped (TbStore *store, const TbSeal *self, const char *secret, GError **error)
{
  guint8 salt[SALT_LENGTH];
  guint8 nonce[NONCE_LENGTH];
  guint8 wrapped[KEY_LENGTH + TAG_LENGTH];
  guint8 outer[KEY_LENGTH];
  g_autoptr (TbStatement) put = tb_db_prepare (tb_store_get_desk (store), put_sql, error);

  if (put == NULL)
    return FALSE;
  tb_random_fill (store->random, salt, sizeof salt);
  tb_random_fill (store->random, nonce, sizeof nonce);
  if (!derive (secret, salt, outer, error))
    return FALSE;
  crypto_secretbox_easy (wrapped, self->key, KEY_LENGTH, nonce, outer);
  sodium_memzero (outer, sizeof outer);
  tb_statement_bind_text (put, ":operator", self->operator_id);
  tb_statement_bind_blob (put, ":salt", salt, sizeof salt);
  tb_statement_bind_blob (put, ":nonce", nonce, sizeof nonce);
  tb_statement_bind_blob (put, ":wrapped", wrapped, sizeof wrapped);

  return tb_statement_run (put, error);
}

static gboolean
unwrap (TbSeal *self, TbStatement *row, const char *secret, GError **error)
{
  guint8 outer[KEY_LENGTH];
  gsize n_salt;
  gsize n_nonce;
  gsize n_wrapped;
  const guint8 *salt = tb_statement_peek_blob (row, 0, &n_salt);
  const guint8 *nonce = tb_statement_peek_blob (row, 1, &n_nonce);
  const guint8 *wrapped = tb_statement_peek_blob (row, 2, &n_wrapped);
  gboolean is_open;

  if (n_salt != SALT_LENGTH || n_nonce != NONCE_LENGTH || n_wrapped != KEY_LENGTH + TAG_LENGTH) {
    g_set_error (error, TB_STORE_ERROR, TB_STORE_ERROR_DATA, "A wrapped key has another length");
    return FALSE;
  }
  if (!derive (secret, salt, outer, error))
    return FALSE;
  is_open = crypto_secretbox_open_easy (self->key, wrapped, n_wrapped, nonce, outer) == 0;
  sodium_memzero (outer, sizeof outer);
  if (!is_open)
    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_SEALED,
                 _ ("This secret does not open the drafts of %s. If it was changed, give the old "
                    "one too"),
                 self->operator_id);

  return is_open;
}

TbSeal *
tb_seal_open (TbStore *store, const char *operator_id, const char *secret, GError **error)
{
  g_autoptr (TbSeal) self = NULL;
  g_autoptr (TbStatement) query = NULL;

  g_return_val_if_fail (store != NULL && operator_id != NULL && secret != NULL, NULL);

  if (sodium_init () < 0)
    g_error ("libsodium cannot start");
  self = g_new0 (TbSeal, 1);
  self->operator_id = g_strdup (operator_id);
  self->key = sodium_malloc (KEY_LENGTH);
  query = tb_db_prepare (tb_store_get_desk (store), get_sql, error);
  if (query == NULL)
    return NULL;
  tb_statement_bind_text (query, ":operator", operator_id);
  switch (tb_statement_step (query, error)) {
  case TB_STEP_ROW:
    return unwrap (self, query, secret, error) ? g_steal_pointer (&self) : NULL;
  case TB_STEP_DONE:
    tb_random_fill (store->random, self->key, KEY_LENGTH);
    return save_wrapped (store, self, secret, error) ? g_steal_pointer (&self) : NULL;
  case TB_STEP_FAILED:
  default:
    return NULL;
  }
}

gboolean
tb_seal_rewrap (TbStore *store, TbSeal *self, const char *new_secret, GError **error)
{
  g_return_val_if_fail (store != NULL && self != NULL && new_secret != NULL, FALSE);

  return save_wrapped (store, self, new_secret, error);
}

GBytes *
tb_seal_close_json (TbStore *store, const TbSeal *self, const json_t *json)
{
  g_autofree char *text = tb_json_to_string (json);
  gsize length = strlen (text);
  guint8 *sealed = g_malloc (NONCE_LENGTH + TAG_LENGTH + length);

  tb_random_fill (store->random, sealed, NONCE_LENGTH);
  crypto_secretbox_easy (sealed + NONCE_LENGTH, (const guint8 *) text, length, sealed, self->key);
  sodium_memzero (text, length);

  return g_bytes_new_take (sealed, NONCE_LENGTH + TAG_LENGTH + length);
}

json_t *
tb_seal_open_json (const TbSeal *self, const guint8 *sealed, gsize length, GError **error)
{
  g_autofree char *text = NULL;
  json_t *json;

  if (length > NONCE_LENGTH + TAG_LENGTH) {
    text = g_malloc0 (length);
    if (crypto_secretbox_open_easy ((guint8 *) text,
                                    sealed + NONCE_LENGTH,
                                    length - NONCE_LENGTH,
                                    sealed,
                                    self->key) == 0) {
      json = tb_json_parse (text, (gssize) (length - NONCE_LENGTH - TAG_LENGTH), error);
      sodium_memzero (text, length);
      return json;
    }
  }

  g_set_error (error,
               TB_STORE_ERROR,
               TB_STORE_ERROR_SEALED,
               _ ("A draft of %s cannot be opened: it is damaged or sealed with another key"),
               self->operator_id);
  return NULL;
}
