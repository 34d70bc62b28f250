/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-json-scan"

#include "config.h"

#include "tb-json-scan.h"

#include <string.h>

#include "tb-json.h"

/* The names of an object with more members than this are compared by hashing. */
#define FEW_MEMBERS 32
/* Digits that fit into 64 bits whatever they are. */
#define SAFE_DIGITS 18

typedef enum {
  KIND_OBJECT,
  KIND_ARRAY,
  KIND_STRING,
  KIND_NUMBER,
  KIND_TRUE,
  KIND_FALSE,
  KIND_NULL,
} Kind;

/* A value, or the name of a member, which stands before its value. */
typedef struct {
  Kind kind;
  guint32 start;
  guint32 length;  /* with the quotation marks of a string */
  guint32 after;   /* the next token that is not inside of this one */
  guint32 decoded; /* 1 + where a string with escapes stands among the decoded */
} Token;

struct _TbJsonScan {
  const char *text;
  const char *at;
  const char *end;
  GArray *tokens;     /* Token; the first stands for TB_JSON_ABSENT */
  GPtrArray *decoded; /* json_t: strings with escapes, rare */
};

static gboolean scan_value (TbJsonScan *self, int depth);

TbJsonScan *
tb_json_scan_new (void)
{
  TbJsonScan *self = g_new0 (TbJsonScan, 1);

  self->tokens = g_array_sized_new (FALSE, FALSE, sizeof (Token), 256);
  self->decoded = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);

  return self;
}

void
tb_json_scan_free (TbJsonScan *self)
{
  g_array_unref (self->tokens);
  g_ptr_array_unref (self->decoded);
  g_free (self);
}

static Token *
get_token (const TbJsonScan *self, guint i)
{
  return &g_array_index (self->tokens, Token, i);
}

static guint
add_token (TbJsonScan *self, Kind kind, const char *start)
{
  Token token = { .kind = kind, .start = (guint32) (start - self->text) };

  g_array_append_val (self->tokens, token);

  return self->tokens->len - 1;
}

/* What was read since the token began belongs to it. */
static void
end_token (TbJsonScan *self, guint i)
{
  Token *token = get_token (self, i);

  token->length = (guint32) (self->at - self->text) - token->start;
  token->after = self->tokens->len;
}

static void
skip_space (TbJsonScan *self)
{
  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\n' || *self->at == '\t' || *self->at == '\r'))
    self->at++;
}

static gboolean
skip_char (TbJsonScan *self, char c)
{
  skip_space (self);
  if (self->at == self->end || *self->at != c)
    return FALSE;
  self->at++;

  return TRUE;
}

static gboolean
scan_word (TbJsonScan *self, Kind kind, const char *word)
{
  gsize length = strlen (word);
  guint i = add_token (self, kind, self->at);

  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return FALSE;
  self->at += length;
  end_token (self, i);

  return TRUE;
}

static gboolean
fits (const char *start, const char *end)
{
  g_autofree char *text = g_strndup (start, (gsize) (end - start));

  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, NULL, NULL);
}

/* Whole numbers only: a fraction or an exponent is left over and fits nowhere. */
static gboolean
scan_number (TbJsonScan *self)
{
  const char *start = self->at;
  guint i = add_token (self, KIND_NUMBER, start);
  const char *digits = *start == '-' ? start + 1 : start;

  self->at = digits;
  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  if (self->at == digits || (*digits == '0' && self->at > digits + 1))
    return FALSE;
  end_token (self, i);

  return self->at - digits <= SAFE_DIGITS || fits (start, self->at);
}

static gboolean
decode (TbJsonScan *self, guint i)
{
  Token *token = get_token (self, i);
  json_t *string = json_loadb (self->text + token->start, token->length, JSON_DECODE_ANY, NULL);

  if (string == NULL)
    return FALSE;
  g_ptr_array_add (self->decoded, string);
  token->decoded = self->decoded->len;

  return TRUE;
}

static gboolean
scan_string (TbJsonScan *self)
{
  guint i = add_token (self, KIND_STRING, self->at);
  const char *at = self->at + 1;
  gboolean is_escaped = FALSE;

  while (at < self->end && *at != '"') {
    if ((guint8) *at < 0x20)
      return FALSE;
    if (*at == '\\') {
      is_escaped = TRUE;
      at++;
    }
    at++;
  }
  if (at >= self->end)
    return FALSE;
  self->at = at + 1;
  end_token (self, i);

  return !is_escaped || decode (self, i);
}

/* What a string token says. */
static const char *
peek_string (const TbJsonScan *self, guint i, gsize *length)
{
  const Token *token = get_token (self, i);
  const json_t *string;

  if (token->decoded == 0) {
    *length = token->length - 2;
    return self->text + token->start + 1;
  }
  string = self->decoded->pdata[token->decoded - 1];
  *length = json_string_length (string);

  return json_string_value (string);
}

static gboolean
says (const TbJsonScan *self, guint i, const char *text, gsize length)
{
  gsize own_length;
  const char *own = peek_string (self, i, &own_length);

  return own_length == length && memcmp (own, text, length) == 0;
}

/* The name of the member behind the one with the name @i. */
static guint
next_name (const TbJsonScan *self, guint i)
{
  return get_token (self, i + 1)->after;
}

static gboolean
has_double_of_many (const TbJsonScan *self, guint object)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint end = get_token (self, object)->after;
  gboolean is_new = TRUE;

  for (guint i = object + 1; i < end && is_new; i = next_name (self, i)) {
    gsize length;
    const char *name = peek_string (self, i, &length);

    is_new = g_hash_table_add (names, g_strndup (name, length));
  }

  return !is_new;
}

static gboolean
has_double_of_few (const TbJsonScan *self, guint object)
{
  guint end = get_token (self, object)->after;

  for (guint i = object + 1; i < end; i = next_name (self, i)) {
    gsize length;
    const char *name = peek_string (self, i, &length);

    for (guint k = object + 1; k < i; k = next_name (self, k)) {
      if (says (self, k, name, length))
        return TRUE;
    }
  }

  return FALSE;
}

static gboolean
scan_member (TbJsonScan *self, int depth)
{
  skip_space (self);

  return self->at < self->end && *self->at == '"' && scan_string (self) && skip_char (self, ':') &&
         scan_value (self, depth);
}

static gboolean
scan_object (TbJsonScan *self, int depth)
{
  guint object = add_token (self, KIND_OBJECT, self->at++);
  guint n = 0;

  if (!skip_char (self, '}')) {
    do {
      if (!scan_member (self, depth))
        return FALSE;
      n++;
    } while (skip_char (self, ','));
    if (!skip_char (self, '}'))
      return FALSE;
  }
  end_token (self, object);

  return n <= FEW_MEMBERS ? !has_double_of_few (self, object) : !has_double_of_many (self, object);
}

static gboolean
scan_array (TbJsonScan *self, int depth)
{
  guint array = add_token (self, KIND_ARRAY, self->at++);

  if (!skip_char (self, ']')) {
    do {
      if (!scan_value (self, depth))
        return FALSE;
    } while (skip_char (self, ','));
    if (!skip_char (self, ']'))
      return FALSE;
  }
  end_token (self, array);

  return TRUE;
}

/* @depth: of what it stands in. */
static gboolean
scan_value (TbJsonScan *self, int depth)
{
  skip_space (self);
  if (self->at == self->end)
    return FALSE;

  switch (*self->at) {
  case '{':
    return depth < TB_JSON_MAX_DEPTH && scan_object (self, depth + 1);
  case '[':
    return depth < TB_JSON_MAX_DEPTH && scan_array (self, depth + 1);
  case '"':
    return scan_string (self);
  case 't':
    return scan_word (self, KIND_TRUE, "true");
  case 'f':
    return scan_word (self, KIND_FALSE, "false");
  case 'n':
    return scan_word (self, KIND_NULL, "null");
  default:
    return scan_number (self);
  }
}

static gboolean
scan (TbJsonScan *self, const char *text, gsize length)
{
  if (length > G_MAXUINT32 || !g_utf8_validate_len (text, length, NULL))
    return FALSE;
  self->text = self->at = text;
  self->end = text + length;
  g_array_set_size (self->tokens, 0);
  g_ptr_array_set_size (self->decoded, 0);
  add_token (self, KIND_NULL, text);
  if (!scan_value (self, 0))
    return FALSE;
  skip_space (self);

  return self->at == self->end;
}

gboolean
tb_json_scan_read (TbJsonScan *self, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (json_t) json = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  if (scan (self, text, length))
    return TRUE;

  /* Nothing of a bad text is to be found; what is wrong with it the parser can say. */
  g_array_set_size (self->tokens, 0);
  json = tb_json_parse (text, (gssize) length, &reason);
  if (json != NULL)
    g_set_error (&reason, TB_JSON_ERROR, TB_JSON_ERROR_SYNTAX, "Not JSON as it is to be written");
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

static gboolean
is_kind (const TbJsonScan *self, TbJsonNode node, Kind kind)
{
  return node != TB_JSON_ABSENT && node < self->tokens->len && get_token (self, node)->kind == kind;
}

TbJsonNode
tb_json_scan_get (const TbJsonScan *self, TbJsonNode object, const char *member)
{
  gsize length = strlen (member);
  guint end;

  if (!is_kind (self, object, KIND_OBJECT))
    return TB_JSON_ABSENT;
  end = get_token (self, object)->after;
  for (guint i = object + 1; i < end; i = next_name (self, i)) {
    if (says (self, i, member, length))
      return i + 1;
  }

  return TB_JSON_ABSENT;
}

TbJsonNode
tb_json_scan_next (const TbJsonScan *self, TbJsonNode container, TbJsonNode before)
{
  gboolean is_object = is_kind (self, container, KIND_OBJECT);
  guint next;

  if (!is_object && !is_kind (self, container, KIND_ARRAY))
    return TB_JSON_ABSENT;
  next = before == TB_JSON_ABSENT ? container + 1 : get_token (self, before)->after;
  if (next >= get_token (self, container)->after)
    return TB_JSON_ABSENT;

  return is_object ? next + 1 : next;
}

const char *
tb_json_scan_text (const TbJsonScan *self, TbJsonNode node, gsize *length)
{
  *length = 0;

  return is_kind (self, node, KIND_STRING) ? peek_string (self, node, length) : NULL;
}

char *
tb_json_scan_dup (const TbJsonScan *self, TbJsonNode node)
{
  gsize length;
  const char *text = tb_json_scan_text (self, node, &length);

  return text != NULL ? g_strndup (text, length) : NULL;
}

gint64
tb_json_scan_int (const TbJsonScan *self, TbJsonNode node, gint64 fallback)
{
  const Token *token;
  gboolean is_negative;
  guint64 value = 0;

  if (!is_kind (self, node, KIND_NUMBER))
    return fallback;
  token = get_token (self, node);
  is_negative = self->text[token->start] == '-';
  for (guint i = is_negative; i < token->length; i++)
    value = value * 10 + (guint64) (self->text[token->start + i] - '0');

  return (gint64) (is_negative ? -value : value);
}

gboolean
tb_json_scan_bool (const TbJsonScan *self, TbJsonNode node)
{
  return is_kind (self, node, KIND_TRUE);
}

gboolean
tb_json_scan_is_object (const TbJsonScan *self, TbJsonNode node)
{
  return is_kind (self, node, KIND_OBJECT);
}

const char *
tb_json_scan_source (const TbJsonScan *self, TbJsonNode node, gsize *length)
{
  *length = 0;
  if (node == TB_JSON_ABSENT || node >= self->tokens->len)
    return NULL;
  *length = get_token (self, node)->length;

  return self->text + get_token (self, node)->start;
}
