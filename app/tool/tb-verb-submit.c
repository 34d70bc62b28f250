/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-verb-submit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "tb-tool-desk.h"
#include "tb-verb.h"

/* What was said about a new case on the command line. */
typedef struct {
  char *id_no;
  char *id_type;
  char *name;
  char **materials; /* "id=seen", "id=promised:2026-12-01" */
  char **warnings;  /* "code=reason" */
  char **agent;     /* "name=…", "id_no=…", "relation=…" */
  char *codes;      /* a field whose codes are asked for */
  gboolean fields;  /* what the matter asks for */
} Said;

static void
said_clear (Said *self)
{
  g_free (self->id_no);
  g_free (self->id_type);
  g_free (self->name);
  g_strfreev (self->materials);
  g_strfreev (self->warnings);
  g_strfreev (self->agent);
  g_free (self->codes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Said, said_clear)

static gboolean
parse (Said *said, int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "id-no", 0, 0, G_OPTION_ARG_STRING, &said->id_no, NULL, NULL },
    { "id-type", 0, 0, G_OPTION_ARG_STRING, &said->id_type, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &said->name, NULL, NULL },
    { "material", 0, 0, G_OPTION_ARG_STRING_ARRAY, &said->materials, NULL, NULL },
    { "acknowledge", 0, 0, G_OPTION_ARG_STRING_ARRAY, &said->warnings, NULL, NULL },
    { "agent", 0, 0, G_OPTION_ARG_STRING_ARRAY, &said->agent, NULL, NULL },
    { "codes", 0, 0, G_OPTION_ARG_STRING, &said->codes, NULL, NULL },
    { "fields", 0, 0, G_OPTION_ARG_NONE, &said->fields, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);

  return tb_tool_parse (context, argc, argv);
}

/* "promised:2026-12-01" (or 20261201) is {state, due}; anything else {state}. */
static json_t *
read_material (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 2);
  const char *due = parts[0] != NULL ? parts[1] : NULL;
  g_autofree char *dashed = NULL;

  if (due != NULL && strlen (due) == 8 && strspn (due, "0123456789") == 8)
    dashed = g_strdup_printf ("%.4s-%.2s-%s", due, due + 4, due + 6);

  return json_pack ("{s:s, s:s*}",
                    "state",
                    parts[0] != NULL ? parts[0] : "",
                    "due",
                    dashed != NULL ? dashed : due);
}

static gboolean
check_materials (char **list)
{
  for (; list != NULL && *list != NULL; list++) {
    if (strchr (*list, '=') != NULL)
      continue;
    tb_tool_fail (TB_EXIT_USAGE,
                  _ ("--material %s: say its state, as %s=seen, =promised:YYYY-MM-DD, =replaced or "
                     "=missing"),
                  *list,
                  *list);
    return FALSE;
  }

  return TRUE;
}

static gboolean
read_list (char **list, const char *member, json_t *args)
{
  g_autoptr (json_t) object = json_object ();
  const char *key;
  json_t *value;
  void *next;

  if (list == NULL)
    return TRUE;
  if (!tb_tool_read_pairs (list, (int) g_strv_length (list), object))
    return FALSE;
  if (g_str_equal (member, "materials")) {
    json_object_foreach_safe (object, next, key, value)
    {
      json_object_set_new (object, key, read_material (json_string_value (value)));
    }
  }
  json_object_set (args, member, object);

  return TRUE;
}

/* {item, person, fields, materials, warnings, agent} */
static json_t *
build_args (const Said *said, int argc, char **argv)
{
  g_autoptr (json_t) args = json_pack ("{s:s}", "item", argv[1]);
  g_autoptr (json_t) fields = json_object ();

  json_object_set_new (args,
                       "person",
                       json_pack ("{s:s*, s:s*, s:s*}",
                                  "id_no",
                                  said->id_no,
                                  "id_type",
                                  said->id_type,
                                  "name",
                                  said->name));
  if (!tb_tool_read_pairs (argv + 2, argc - 2, fields) || !check_materials (said->materials) ||
      !read_list (said->materials, "materials", args) ||
      !read_list (said->warnings, "warnings", args) || !read_list (said->agent, "agent", args))
    return NULL;
  json_object_set (args, "fields", fields);

  return g_steal_pointer (&args);
}

/* A file made by `new`, or standard input: {collected: …}. */
static json_t *
read_collected (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) collected = NULL;
  g_autofree char *text = tb_tool_read_text (path);

  if (text == NULL)
    return NULL;
  collected = tb_json_parse (text, -1, &error);
  if (collected == NULL) {
    tb_tool_fail (TB_EXIT_INVALID, "%s: %s", path, error->message);
    return NULL;
  }

  return json_pack ("{s:O}", "collected", collected);
}

static void
print_problems (const json_t *answer)
{
  json_t *row;
  gsize i;

  json_array_foreach (json_object_get (answer, "problems"), i, row)
  {
    fprintf (stderr,
             "%s %s (%s): %s\n",
             tb_json_get_bool (row, "warning") ? "!" : "×",
             tb_json_get_string (row, "field"),
             tb_json_get_string (row, "code"),
             tb_json_get_string (row, "message"));
  }
}

/* Where the names and the codes are that a form takes. */
static void
print_guide (const char *item)
{
  fprintf (stderr,
           _ ("The fields and papers: tongbanctl new %s --fields; the codes of a field: --codes "
              "FIELD\n"),
           item);
}

/* `new ITEM …`: the case as it would be collected, with what is still wrong; accepts nothing. */
int
tb_verb_new (TbTool *tool, int argc, char **argv)
{
  g_auto (Said) said = { NULL };
  TbToolCall call = { .name = "new" };
  TbToolCall items = { .name = "items" };
  g_autoptr (json_t) answer = NULL;
  const char *const columns[] = { "id", _ ("Id"), "name", _ ("Matter"), "mode", _ ("Mode"), NULL };
  TbExit code;

  if (!parse (&said, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc < 2) {
    answer = tb_tool_call (tool, &items, &code);
    if (answer != NULL)
      tb_tool_print_rows (tool, answer, columns);
    return (int) code;
  }

  if (said.codes != NULL)
    return tb_verb_new_codes (tool, argv[1], said.codes);
  if (said.fields)
    return tb_verb_new_fields (tool, argv[1]);
  call.args = build_args (&said, argc, argv);
  if (call.args == NULL)
    return TB_EXIT_USAGE;
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL)
    return (int) code;
  print_problems (answer);
  if (!tb_json_get_bool (answer, "complete"))
    print_guide (argv[1]);
  tb_tool_print_json (json_object_get (answer, "collected"));

  return tb_json_get_bool (answer, "complete") ? TB_EXIT_DONE : TB_EXIT_INVALID;
}

/* `submit ITEM …` or `submit FILE|-`: accepts the case, numbers it and gives a receipt. */
int
tb_verb_submit (TbTool *tool, int argc, char **argv)
{
  g_auto (Said) said = { NULL };
  TbToolCall call = { .name = "submit" };
  g_autoptr (json_t) answer = NULL;
  gboolean is_file;
  TbExit code;

  if (!parse (&said, &argc, &argv))
    return TB_EXIT_USAGE;
  if (argc < 2)
    return tb_tool_fail (TB_EXIT_USAGE, _ ("Name a matter, or a file made by “new”"));

  is_file = g_str_equal (argv[1], "-") || g_str_has_suffix (argv[1], ".json");
  call.args = is_file ? read_collected (argv[1]) : build_args (&said, argc, argv);
  if (call.args == NULL)
    return is_file ? TB_EXIT_INVALID : TB_EXIT_USAGE;
  answer = tb_tool_call (tool, &call, &code);
  if (answer == NULL && code == TB_EXIT_INVALID && !is_file)
    print_guide (argv[1]);
  if (answer == NULL)
    return (int) code;
  if (tool->is_json) {
    tb_tool_print_json (answer);
    return TB_EXIT_DONE;
  }
  printf (_ ("Accepted: %s\n"), tb_json_get_string (answer, "number"));
  if (tb_json_get_string (answer, "receipt") != NULL)
    printf ("\n%s", tb_json_get_string (answer, "receipt"));

  return TB_EXIT_DONE;
}
