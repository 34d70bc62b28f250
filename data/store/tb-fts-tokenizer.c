/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-fts-tokenizer"

#include "config.h"

#include "tb-fts-tokenizer.h"

#include "tb-db.h"
#include "tb-text.h"

typedef int (*TokenFunc) (void *context, int flags, const char *token, int n, int from, int to);

typedef struct {
  fts5_tokenizer methods;
  Fts5Tokenizer *inner;
} HanTokenizer;

/* What unicode61 says about a run, moved to where the run stands in the whole text. */
typedef struct {
  TokenFunc found;
  void *context;
  int offset;
} Run;

static int
create (void *data, const char **arguments, int n_arguments, Fts5Tokenizer **out)
{
  fts5_api *api = data;
  HanTokenizer *self = sqlite3_malloc (sizeof *self);
  void *inner_data;
  int code;

  if (self == NULL)
    return SQLITE_NOMEM;
  code = api->xFindTokenizer (api, "unicode61", &inner_data, &self->methods);
  if (code == SQLITE_OK)
    code = self->methods.xCreate (inner_data, arguments, n_arguments, &self->inner);
  if (code != SQLITE_OK) {
    sqlite3_free (self);
    return code;
  }
  *out = (Fts5Tokenizer *) self;

  return SQLITE_OK;
}

static void
destroy (Fts5Tokenizer *tokenizer)
{
  HanTokenizer *self = (HanTokenizer *) tokenizer;

  self->methods.xDelete (self->inner);
  sqlite3_free (self);
}

/* Bytes of the Han character at @text, 0 when there is none. Text may come from anywhere. */
static int
han_length (const char *text, int n)
{
  gunichar c = g_utf8_get_char_validated (text, n);

  if (c == (gunichar) -1 || c == (gunichar) -2 || !tb_text_is_han (c))
    return 0;

  return (int) (g_utf8_next_char (text) - text);
}

/* The run up to the next Han character. */
static int
run_length (const char *text, int n)
{
  int length = 0;

  while (length < n &&
         ((guint8) text[length] < 0x80 || han_length (text + length, n - length) == 0))
    length++;

  return length;
}

static int
found_in_run_cb (void *context, int flags, const char *token, int n, int from, int to)
{
  Run *run = context;

  return run->found (run->context, flags, token, n, from + run->offset, to + run->offset);
}

static int
tokenize_cb (Fts5Tokenizer *tokenizer,
             void *context,
             int flags,
             const char *text,
             int n,
             TokenFunc found)
{
  HanTokenizer *self = (HanTokenizer *) tokenizer;
  int code = SQLITE_OK;
  int length;

  for (int i = 0; i < n && code == SQLITE_OK; i += length) {
    length = han_length (text + i, n - i);
    if (length > 0) {
      code = found (context, 0, text + i, length, i, i + length);
    } else {
      Run run = { found, context, i };

      length = run_length (text + i, n - i);
      code = self->methods.xTokenize (self->inner, &run, flags, text + i, length, found_in_run_cb);
    }
  }

  return code;
}

static fts5_api *
find_api (sqlite3 *handle)
{
  sqlite3_stmt *query = NULL;
  fts5_api *api = NULL;

  if (sqlite3_prepare_v2 (handle, "SELECT fts5 (?1)", -1, &query, NULL) == SQLITE_OK) {
    sqlite3_bind_pointer (query, 1, &api, "fts5_api_ptr", NULL);
    sqlite3_step (query);
  }
  sqlite3_finalize (query);

  return api;
}

gboolean
tb_fts_tokenizer_register (sqlite3 *handle, GError **error)
{
  fts5_tokenizer methods = { create, destroy, tokenize_cb };
  fts5_api *api = find_api (handle);

  if (api == NULL || api->xCreateTokenizer (api, "tb_han", api, &methods, NULL) != SQLITE_OK) {
    g_set_error (error, TB_DB_ERROR, TB_DB_ERROR_OPEN, "This SQLite has no FTS5");
    return FALSE;
  }

  return TRUE;
}
