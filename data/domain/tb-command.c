/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-command"

#include "config.h"

#include "tb-command.h"

#include <string.h>

#include "tb-hash.h"
#include "tb-time.h"
#include "tb-uuid.h"

/* Owns the parsed object; every getter borrows from it. */
struct _TbCommand {
  GObject parent_instance;

  json_t *json;
  char *bytes;
  char *fingerprint;
  TbCommandKind kind;
  TbBaseKind base_kind;
};

G_DEFINE_QUARK (tb_command_error_quark, tb_command_error)
G_DEFINE_FINAL_TYPE (TbCommand, tb_command, G_TYPE_OBJECT)

static const struct {
  const char *name;
  gboolean commutes;
} kinds[TB_N_COMMAND_KINDS] = {
  [TB_COMMAND_SUBMIT] = { "submit", FALSE },
  [TB_COMMAND_ADVANCE] = { "advance", FALSE },
  [TB_COMMAND_UPDATE] = { "update", FALSE },
  [TB_COMMAND_SUPPLEMENT] = { "supplement", FALSE },
  [TB_COMMAND_REQUEST] = { "request", FALSE },
  [TB_COMMAND_ANSWER] = { "answer", FALSE },
  [TB_COMMAND_CANCEL_REQUEST] = { "cancel-request", FALSE },
  [TB_COMMAND_CLARIFY] = { "clarify", TRUE },
  [TB_COMMAND_FORWARD] = { "forward", FALSE },
  [TB_COMMAND_REJECT] = { "reject", FALSE },
  [TB_COMMAND_ADD_PARTICIPANT] = { "add-participant", FALSE },
  [TB_COMMAND_REMOVE_PARTICIPANT] = { "remove-participant", FALSE },
  [TB_COMMAND_INVALIDATE] = { "invalidate", FALSE },
  [TB_COMMAND_REOPEN] = { "reopen", FALSE },
  [TB_COMMAND_CLOSE] = { "close", FALSE },
  [TB_COMMAND_NOTE] = { "note", TRUE },
  [TB_COMMAND_ATTACH] = { "attach", TRUE },
  [TB_COMMAND_RATE] = { "rate", TRUE },
  [TB_COMMAND_REMIND] = { "remind", TRUE },
  [TB_COMMAND_PRINT_CONFIRMED] = { "print-confirmed", TRUE },
  [TB_COMMAND_NOOP] = { "noop", TRUE },
};

static const struct {
  const char *name;
  json_type type;
  gboolean is_required;
} members[] = {
  { "lane", JSON_STRING, TRUE },     { "lseq", JSON_INTEGER, TRUE },
  { "id", JSON_STRING, TRUE },       { "kind", JSON_STRING, TRUE },
  { "case", JSON_STRING, TRUE },     { "base", JSON_OBJECT, FALSE },
  { "item", JSON_OBJECT, TRUE },     { "args", JSON_OBJECT, TRUE },
  { "actor", JSON_OBJECT, TRUE },    { "made_at", JSON_STRING, TRUE },
  { "skew_ms", JSON_INTEGER, TRUE }, { "resolves", JSON_STRING, FALSE },
};

const char *
tb_command_kind_get_name (TbCommandKind self)
{
  g_return_val_if_fail ((guint) self < TB_N_COMMAND_KINDS, NULL);

  return kinds[self].name;
}

int
tb_command_kind_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_COMMAND_KINDS; i++) {
    if (strcmp (kinds[i].name, name) == 0)
      return i;
  }

  return -1;
}

gboolean
tb_command_kind_commutes (TbCommandKind self)
{
  g_return_val_if_fail ((guint) self < TB_N_COMMAND_KINDS, FALSE);

  return kinds[self].commutes;
}

static gboolean
set_member_error (GError **error, const char *member, const char *problem)
{
  g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_MEMBER, "/%s: %s", member, problem);
  return FALSE;
}

static gboolean
is_known (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (strcmp (members[i].name, name) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
check_members (const json_t *json, GError **error)
{
  const char *name;
  json_t *value;

  if (!json_is_object (json))
    return set_member_error (error, "", "a command is an object");

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    value = json_object_get (json, members[i].name);
    if (value == NULL && members[i].is_required)
      return set_member_error (error, members[i].name, "is missing");
    if (value != NULL && json_typeof (value) != members[i].type &&
        !(json_is_null (value) && strcmp (members[i].name, "base") == 0))
      return set_member_error (error, members[i].name, "has the wrong type");
  }
  json_object_foreach ((json_t *) json, name, value)
  {
    if (!is_known (name))
      return set_member_error (error, name, "is not known");
  }

  return TRUE;
}

static gboolean
check_values (const json_t *json, GError **error)
{
  const json_t *item = json_object_get (json, "item");
  const json_t *actor = json_object_get (json, "actor");
  gint64 made_us;

  if (!tb_uuid_is_valid (tb_json_get_string (json, "id")))
    return set_member_error (error, "id", "is no UUID in lower case");
  if (!tb_uuid_is_valid (tb_json_get_string (json, "case")))
    return set_member_error (error, "case", "is no UUID in lower case");
  if (!tb_uuid_is_valid (tb_json_get_string (json, "lane")))
    return set_member_error (error, "lane", "is no UUID in lower case");
  if (tb_json_get_int (json, "lseq", 0) < 1)
    return set_member_error (error, "lseq", "starts at 1");
  if (tb_json_get_string (item, "id") == NULL || tb_json_get_int (item, "version", 0) < 1)
    return set_member_error (error, "item", "names a matter and its version");
  if (tb_json_get_string (actor, "operator") == NULL ||
      tb_json_get_string (actor, "window") == NULL || tb_json_get_string (actor, "grant") == NULL)
    return set_member_error (error, "actor", "names operator, window and grant");
  if (!tb_time_parse (tb_json_get_string (json, "made_at"), &made_us))
    return set_member_error (error, "made_at", "is no time in UTC with milliseconds");

  return TRUE;
}

static gboolean
resolve_kind (TbCommand *self, GError **error)
{
  int kind = tb_command_kind_from_name (tb_json_get_string (self->json, "kind"));

  if (kind < 0) {
    g_set_error (error, TB_COMMAND_ERROR, TB_COMMAND_ERROR_KIND, "/kind: is not known");
    return FALSE;
  }
  self->kind = (TbCommandKind) kind;

  return TRUE;
}

static gboolean
resolve_base (TbCommand *self, GError **error)
{
  const json_t *base = json_object_get (self->json, "base");
  gboolean has_vid = tb_json_get_string (base, "vid") != NULL;
  gboolean has_after = tb_json_get_string (base, "after") != NULL;

  if (base == NULL)
    self->base_kind = TB_BASE_NONE;
  else if (json_is_null (base))
    self->base_kind = TB_BASE_CREATES;
  else if (json_object_size (base) == 1 && has_vid)
    self->base_kind = TB_BASE_VERSION;
  else if (json_object_size (base) == 1 && has_after)
    self->base_kind = TB_BASE_AFTER;
  else
    return set_member_error (error, "base", "names either a vid or a command");

  if ((self->base_kind == TB_BASE_NONE) != tb_command_kind_commutes (self->kind))
    return set_member_error (error, "base", "is there exactly when the kind does not commute");
  if ((self->base_kind == TB_BASE_CREATES) != (self->kind == TB_COMMAND_SUBMIT))
    return set_member_error (error, "base", "is null exactly when the command creates the case");

  return TRUE;
}

TbCommand *
tb_command_new (const json_t *json, GError **error)
{
  g_autoptr (TbCommand) self = NULL;

  if (!check_members (json, error) || !check_values (json, error))
    return NULL;

  self = g_object_new (TB_TYPE_COMMAND, NULL);
  self->json = json_deep_copy (json);
  if (!resolve_kind (self, error) || !resolve_base (self, error))
    return NULL;
  self->bytes = tb_json_to_canonical (self->json);
  self->fingerprint = tb_hash_sha256 (self->bytes, strlen (self->bytes));

  return g_steal_pointer (&self);
}

TbCommand *
tb_command_new_from_bytes (const char *bytes, gssize length, GError **error)
{
  g_autoptr (json_t) json = tb_json_parse (bytes, length, error);

  if (json == NULL)
    return NULL;

  return tb_command_new (json, error);
}

static void
tb_command_finalize (GObject *object)
{
  TbCommand *self = TB_COMMAND (object);

  g_clear_pointer (&self->json, json_decref);
  g_clear_pointer (&self->bytes, g_free);
  g_clear_pointer (&self->fingerprint, g_free);

  G_OBJECT_CLASS (tb_command_parent_class)->finalize (object);
}

static void
tb_command_class_init (TbCommandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_command_finalize;
}

static void
tb_command_init (TbCommand *self)
{
}

const char *
tb_command_get_bytes (TbCommand *self)
{
  return self->bytes;
}

const char *
tb_command_get_fingerprint (TbCommand *self)
{
  return self->fingerprint;
}

const json_t *
tb_command_get_json (TbCommand *self)
{
  return self->json;
}

const char *
tb_command_get_lane (TbCommand *self)
{
  return tb_json_get_string (self->json, "lane");
}

gint64
tb_command_get_lseq (TbCommand *self)
{
  return tb_json_get_int (self->json, "lseq", 0);
}

const char *
tb_command_get_id (TbCommand *self)
{
  return tb_json_get_string (self->json, "id");
}

TbCommandKind
tb_command_get_kind (TbCommand *self)
{
  return self->kind;
}

const char *
tb_command_get_case (TbCommand *self)
{
  return tb_json_get_string (self->json, "case");
}

TbBaseKind
tb_command_get_base_kind (TbCommand *self)
{
  return self->base_kind;
}

const char *
tb_command_get_base (TbCommand *self)
{
  const json_t *base = json_object_get (self->json, "base");

  if (self->base_kind == TB_BASE_VERSION)
    return tb_json_get_string (base, "vid");
  if (self->base_kind == TB_BASE_AFTER)
    return tb_json_get_string (base, "after");

  return NULL;
}

const char *
tb_command_get_item (TbCommand *self)
{
  return tb_json_get_string (json_object_get (self->json, "item"), "id");
}

int
tb_command_get_item_version (TbCommand *self)
{
  return (int) tb_json_get_int (json_object_get (self->json, "item"), "version", 0);
}

const json_t *
tb_command_get_args (TbCommand *self)
{
  return json_object_get (self->json, "args");
}

const char *
tb_command_get_operator (TbCommand *self)
{
  return tb_json_get_string (json_object_get (self->json, "actor"), "operator");
}

const char *
tb_command_get_window (TbCommand *self)
{
  return tb_json_get_string (json_object_get (self->json, "actor"), "window");
}

const char *
tb_command_get_grant (TbCommand *self)
{
  return tb_json_get_string (json_object_get (self->json, "actor"), "grant");
}

const char *
tb_command_get_made_at (TbCommand *self)
{
  return tb_json_get_string (self->json, "made_at");
}

const char *
tb_command_get_resolves (TbCommand *self)
{
  return tb_json_get_string (self->json, "resolves");
}
