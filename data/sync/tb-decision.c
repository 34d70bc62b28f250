/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-decision"

#include "config.h"

#include "tb-decision.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-command.h"

G_DEFINE_QUARK (tb_decision_error_quark, tb_decision_error)

/* What a person decides about. What the city derives (clocks, history, thread …) follows. */
static const char *const single_members[] = { "state", "owner", "closed" };
static const char *const group_members[] = { "form", "materials", "person", "agent" };

static void
field_free (TbDiffField *self)
{
  g_free (self->pointer);
  g_clear_pointer (&self->base, json_decref);
  g_clear_pointer (&self->mine, json_decref);
  g_clear_pointer (&self->theirs, json_decref);
  g_free (self);
}

/* RFC 6901: ~ and / inside a name are escaped. */
static char *
make_pointer (const char *group, const char *member)
{
  g_autoptr (GString) name = g_string_new (member);

  g_string_replace (name, "~", "~0", 0);
  g_string_replace (name, "/", "~1", 0);

  return group == NULL ? g_strconcat ("/", name->str, NULL)
                       : g_strconcat ("/", group, "/", name->str, NULL);
}

/* Null is how an update takes a value out, so it is the same as none. */
static void
put (json_t *flat, const char *group, const char *member, json_t *value)
{
  g_autofree char *pointer = make_pointer (group, member);

  if (value == NULL || json_is_null (value))
    json_object_del (flat, pointer);
  else
    json_object_set (flat, pointer, value);
}

static void
put_group (json_t *flat, const char *group, const json_t *values)
{
  const char *member;
  json_t *value;

  json_object_foreach ((json_t *) values, member, value) put (flat, group, member, value);
}

/* A case's body as pointer → value. */
static json_t *
flatten (const json_t *body)
{
  json_t *flat = json_object ();

  for (gsize i = 0; i < G_N_ELEMENTS (single_members); i++)
    put (flat, NULL, single_members[i], json_object_get (body, single_members[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (group_members); i++)
    put_group (flat, group_members[i], tb_json_get_object (body, group_members[i]));

  return flat;
}

/* What @command would make of what its author saw, as far as it says so itself. */
static json_t *
flatten_mine (const json_t *base, const json_t *command)
{
  const json_t *args = tb_json_get_object (command, "args");
  const json_t *submitted = tb_json_get_object (args, "case");
  json_t *flat = submitted != NULL ? flatten (submitted) : json_copy ((json_t *) base);

  put_group (flat, "form", tb_json_get_object (args, "form"));
  put_group (flat, "materials", tb_json_get_object (args, "materials"));
  put_group (flat, "fields", tb_json_get_object (args, "fields"));

  return flat;
}

static gboolean
is_equal (const json_t *a, const json_t *b)
{
  return a == b || (a != NULL && b != NULL && json_equal (a, b));
}

static TbDiffKind
compare (const json_t *base, const json_t *mine, const json_t *theirs)
{
  if (is_equal (mine, theirs))
    return TB_DIFF_SAME;
  if (is_equal (base, theirs))
    return TB_DIFF_MINE;

  return is_equal (base, mine) ? TB_DIFF_THEIRS : TB_DIFF_CLASH;
}

static void
add_fields (GPtrArray *fields, const json_t *pointers, json_t *const flats[3])
{
  const char *pointer;
  json_t *value;

  json_object_foreach ((json_t *) pointers, pointer, value)
  {
    TbDiffField *field = g_new0 (TbDiffField, 1);

    field->pointer = g_strdup (pointer);
    field->base = json_incref (json_object_get (flats[0], pointer));
    field->mine = json_incref (json_object_get (flats[1], pointer));
    field->theirs = json_incref (json_object_get (flats[2], pointer));
    field->kind = compare (field->base, field->mine, field->theirs);
    g_ptr_array_add (fields, field);
  }
}

static int
by_pointer (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(TbDiffField *const *) a)->pointer, (*(TbDiffField *const *) b)->pointer);
}

GPtrArray *
tb_decision_diff (const TbVersions *versions)
{
  g_autoptr (json_t) flat_base = flatten (tb_json_get_object (versions->base, "body"));
  g_autoptr (json_t) flat_mine = flatten_mine (flat_base, versions->mine);
  g_autoptr (json_t) flat_theirs = flatten (tb_json_get_object (versions->theirs, "body"));
  g_autoptr (json_t) pointers = json_copy (flat_base);
  json_t *const flats[3] = { flat_base, flat_mine, flat_theirs };
  GPtrArray *fields = g_ptr_array_new_with_free_func ((GDestroyNotify) field_free);

  json_object_update (pointers, flat_mine);
  json_object_update (pointers, flat_theirs);
  add_fields (fields, pointers, flats);
  g_ptr_array_sort (fields, by_pointer);

  return fields;
}

static gboolean
set_undecided (GError **error, const char *pointer)
{
  g_set_error (error,
               TB_DECISION_ERROR,
               TB_DECISION_ERROR_UNDECIDED,
               _ ("%s: choose mine or theirs"),
               pointer);
  return FALSE;
}

/* The group of the new command's arguments that @pointer belongs to, and the member's name. */
static json_t *
find_group (json_t *args, const char *pointer, char **member)
{
  g_auto (GStrv) parts = g_strsplit (pointer + 1, "/", 2);
  json_t *holder = tb_json_get_object (args, "case");
  g_autoptr (GString) name = NULL;

  if (parts[0] == NULL || parts[1] == NULL)
    return NULL;
  name = g_string_new (parts[1]);
  g_string_replace (name, "~1", "/", 0);
  g_string_replace (name, "~0", "~", 0);
  *member = g_strdup (name->str);

  return tb_json_get_object (holder != NULL ? holder : args, parts[0]);
}

/* One field of mine as it was chosen. @n_kept counts what of mine goes again. */
static gboolean
choose (json_t *args, const TbDiffField *field, const json_t *choice, guint *n_kept, GError **error)
{
  g_autofree char *member = NULL;
  json_t *group = find_group (args, field->pointer, &member);
  const char *word = json_string_value (choice);
  json_t *value = json_object_get (choice, "value");

  /* Not among the command's own arguments: the workflow will set it. */
  if (group == NULL)
    return TRUE;
  if (choice == NULL || (value == NULL && word == NULL))
    return set_undecided (error, field->pointer);
  if (g_strcmp0 (word, "theirs") == 0) {
    json_object_del (group, member);
    return TRUE;
  }
  if (value == NULL && g_strcmp0 (word, "mine") != 0)
    return set_undecided (error, field->pointer);
  if (value != NULL)
    json_object_set (group, member, value);
  (*n_kept)++;

  return TRUE;
}

/* Fields that agree by now need not be sent again. */
static void
drop_same (json_t *args, const TbDiffField *field, gboolean is_submit)
{
  g_autofree char *member = NULL;
  json_t *group = is_submit ? NULL : find_group (args, field->pointer, &member);

  if (group != NULL)
    json_object_del (group, member);
}

/* @fallback is what counts as chosen where nothing was; NULL: nothing does. */
static gboolean
choose_all (json_t *args,
            const GPtrArray *fields,
            const json_t *choices,
            const json_t *fallback,
            GError **error)
{
  gboolean is_submit = tb_json_get_object (args, "case") != NULL;
  gboolean is_about_fields =
      tb_json_get_object (args, "form") != NULL || tb_json_get_object (args, "materials") != NULL;
  guint n_kept = 0;

  for (guint i = 0; i < fields->len; i++) {
    const TbDiffField *field = fields->pdata[i];
    const json_t *choice = json_object_get (choices, field->pointer);

    if (field->kind == TB_DIFF_SAME)
      drop_same (args, field, is_submit);
    else if (field->kind != TB_DIFF_THEIRS &&
             !choose (args, field, choice != NULL ? choice : fallback, &n_kept, error))
      return FALSE;
  }
  if (n_kept > 0 || !is_about_fields)
    return TRUE;

  g_set_error (error,
               TB_DECISION_ERROR,
               TB_DECISION_ERROR_NOTHING,
               _ ("Nothing of your change is left: give it up instead"));
  return FALSE;
}

/* The base of the new command: what its author sees now. */
static json_t *
make_base (TbCommandKind kind, const json_t *theirs, GError **error)
{
  const char *vid = tb_json_get_string (theirs, "vid");

  if (kind == TB_COMMAND_SUBMIT)
    return json_null ();
  if (vid != NULL && tb_json_get_object (theirs, "body") != NULL)
    return json_pack ("{s:s}", "vid", vid);

  g_set_error (error,
               TB_DECISION_ERROR,
               TB_DECISION_ERROR_GONE,
               _ ("The city has no such case any more: collect it again"));
  return NULL;
}

static json_t *
assemble (const json_t *mine, json_t *args, const TbDecisionAuthor *author)
{
  json_t *command = json_pack ("{s:s, s:O, s:O, s:O, s:O, s:{s:s, s:s, s:s}, s:s, s:I, s:O}",
                               "id",
                               author->id,
                               "kind",
                               json_object_get (mine, "kind"),
                               "case",
                               json_object_get (mine, "case"),
                               "item",
                               json_object_get (mine, "item"),
                               "args",
                               args,
                               "actor",
                               "operator",
                               author->operator_id,
                               "window",
                               author->window,
                               "grant",
                               author->grant,
                               "made_at",
                               author->made_at,
                               "skew_ms",
                               (json_int_t) author->skew_ms,
                               "resolves",
                               json_object_get (mine, "id"));

  return command;
}

json_t *
tb_decision_build (const TbVersions *versions,
                   const json_t *choices,
                   const TbDecisionAuthor *author,
                   GError **error)
{
  const json_t *mine = versions->mine;
  int kind = tb_command_kind_from_name (tb_json_get_string (mine, "kind"));
  g_autoptr (json_t) args = json_deep_copy (tb_json_get_object (mine, "args"));
  gboolean has_theirs = tb_json_get_object (versions->theirs, "body") != NULL;
  g_autoptr (json_t) fallback = has_theirs ? NULL : json_string ("mine");
  g_autoptr (GPtrArray) fields = tb_decision_diff (versions);
  g_autoptr (json_t) command = NULL;
  json_t *base;

  g_return_val_if_fail (author != NULL, NULL);

  if (kind < 0 || args == NULL) {
    g_set_error (error,
                 TB_DECISION_ERROR,
                 TB_DECISION_ERROR_COMMAND,
                 _ ("The work that needs a decision cannot be read"));
    return NULL;
  }
  if (!choose_all (args, fields, choices, fallback, error))
    return NULL;
  /* The number is given anew with the acceptance. */
  json_object_del (tb_json_get_object (args, "case"), "number");
  command = assemble (mine, args, author);
  if (command == NULL || tb_command_kind_commutes ((TbCommandKind) kind))
    return g_steal_pointer (&command);
  base = make_base ((TbCommandKind) kind, versions->theirs, error);
  if (base == NULL)
    return NULL;
  json_object_set_new (command, "base", base);

  return g_steal_pointer (&command);
}
