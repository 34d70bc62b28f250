/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include "city-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tb-case-number.h"

/* Two matters by address; the second has a duplicate rule. */
static const char plain_item[] = "plain";
static const char single_item[] = "single";

static const TbItem *
find_item (TbCatalogue *catalogue, const char *id, int version)
{
  if (strcmp (id, plain_item) == 0)
    return (const TbItem *) plain_item;
  if (strcmp (id, single_item) == 0)
    return (const TbItem *) single_item;

  return NULL;
}

static const char *const *
get_duplicates (const TbItem *item)
{
  static const char *const fields[] = { "scheme", NULL };

  return (const char *) item == single_item ? fields : NULL;
}

static const json_t *
get_json (const TbItem *item)
{
  return json_null ();
}

static const char *
get_digest (TbCatalogue *catalogue)
{
  return "digest";
}

static void
add_thread (json_t *body, TbCommand *command, const TbWorkflowActor *actor)
{
  json_array_append_new (json_object_get (body, "thread"),
                         json_pack ("{s:s, s:s}",
                                    "at",
                                    actor->at,
                                    "command",
                                    tb_command_get_id (command)));
}

static void
edit (json_t *body, TbCommand *command)
{
  const json_t *args = tb_command_get_args (command);
  const char *area = tb_json_get_string (args, "area");

  switch ((int) tb_command_get_kind (command)) {
  case TB_COMMAND_ADVANCE:
    tb_json_set_string (body, "state", tb_json_get_string (args, "transition"));
    break;
  case TB_COMMAND_ADD_PARTICIPANT:
    json_object_set_new (body, "partners", json_pack ("[s]", area));
    break;
  case TB_COMMAND_REMOVE_PARTICIPANT:
    json_object_set_new (body, "partners", json_array ());
    break;
  case TB_COMMAND_CLOSE:
    json_object_set_new (body, "closed", json_true ());
    break;
  default:
    break;
  }
}

static TbCase *
apply (const TbItem *item,
       TbCase *before,
       TbCommand *command,
       const TbWorkflowActor *actor,
       GError **error)
{
  const json_t *args = tb_command_get_args (command);
  json_t *body;

  if (tb_json_get_bool (args, "wrong")) {
    tb_refusal_set (error, TB_REFUSAL_INVALID, "/args/wrong", "Asked to be wrong");
    return NULL;
  }
  if (before != NULL && tb_case_is_closed (before)) {
    tb_refusal_set (error, TB_REFUSAL_CLOSED, NULL, "Closed");
    return NULL;
  }

  body =
      before == NULL ? json_deep_copy (json_object_get (args, "case")) : tb_case_dup_json (before);
  add_thread (body, command, actor);
  edit (body, command);

  return tb_case_new_take (body, error);
}

static gboolean
check_device (gpointer data, const char *device, TbArea area, const char *window, GError **error)
{
  return TRUE;
}

static gboolean
check_author (gpointer data,
              TbCommand *command,
              const char *device,
              TbCityAuthor *author,
              GError **error)
{
  const char *area = tb_command_get_grant (command);
  Fixture *self = data;

  g_strlcpy (author->operator, tb_command_get_operator (command), sizeof author->operator);
  author->area = tb_area_from_slug (area);
  author->roles = 1 << TB_ROLE_STAFF;
  if (!self->is_refused)
    return TRUE;

  tb_refusal_set (error, TB_REFUSAL_FORBIDDEN, "/actor/grant", "Forbidden");
  return FALSE;
}

static gboolean
check_command (gpointer data,
               const TbCityAuthor *author,
               TbCommand *command,
               TbCase *before,
               GError **error)
{
  return TRUE;
}

static gboolean
check_reader (gpointer data,
              const TbCityRequest *request,
              const char *what,
              TbCityAuthor *author,
              GError **error)
{
  g_strlcpy (author->operator, "zhang", sizeof author->operator);

  return TRUE;
}

static gint64
get_wall_us (gpointer data)
{
  return ((Fixture *) data)->now_us;
}

/* SplitMix64. */
static void
fill (gpointer data, guint8 *bytes, gsize length)
{
  Fixture *self = data;

  for (gsize i = 0; i < length; i++) {
    guint64 z = (self->seed += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    bytes[i] = (guint8) (z ^ (z >> 31));
  }
}

const TbCityRules *
fixture_get_rules (void)
{
  static const TbCityRules rules = { find_item, apply, get_duplicates, get_json, get_digest };

  return &rules;
}

gboolean
fixture_try_open (Fixture *self, GError **error)
{
  static const TbCityAuthority authority = { check_device,
                                             check_author,
                                             check_command,
                                             check_reader };
  const TbCityOptions options = {
    .folder = self->folder,
    .area = TB_AREA_SHENYANG,
    .clock = &self->clock,
    .random = &self->random,
    .vfs = self->vfs,
    .is_demo = TRUE,
    .is_local = !self->is_remote,
    .rules = fixture_get_rules (),
  };

  self->city = tb_city_open (&options, error);
  if (self->city != NULL)
    tb_city_set_authority (self->city, &authority, self);

  return self->city != NULL;
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  fixture_try_open (self, &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *self)
{
  g_clear_object (&self->city);
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("tb-city-XXXXXX", NULL);
  self->now_us = G_GINT64_CONSTANT (1791600000000000);
  self->seed = 1;
  self->clock = (TbClock){ get_wall_us, get_wall_us, self };
  self->random = (TbRandom){ fill, self };
  fixture_open (self);
}

void
fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (g_file_test (child, G_FILE_TEST_IS_DIR))
      fixture_remove_folder (child);
    else
      g_unlink (child);
  }
  g_rmdir (path);
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  fixture_close (self);
  fixture_remove_folder (self->folder);
  g_free (self->folder);
}

static GHashTable *
parse_query (const char *text)
{
  return text == NULL ? g_hash_table_new (g_str_hash, g_str_equal)
                      : g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL);
}

static TbCityResponse *
call (Fixture *self, const char *line, GHashTable *headers, const char *device, GBytes *body)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  g_auto (GStrv) path = g_strsplit (words[1], "?", 2);
  g_autoptr (GHashTable) query = parse_query (path[1]);
  const TbCityRequest request = {
    .method = words[0],
    .path = path[0],
    .query = query,
    .headers = headers,
    .device = device,
    .body = body,
  };
  TbCityResponse *response = NULL;

  g_hash_table_insert (headers, g_strdup ("tongban-protocol"), g_strdup ("1"));
  g_hash_table_insert (headers,
                       g_strdup ("tongban-request"),
                       g_strdup ("00000000-0000-7000-8000-00000000ffff"));
  tb_city_handle (self->city, &request, &response, 1);
  g_assert_cmpstr (g_hash_table_lookup (response->headers, "Tongban-Log"),
                   ==,
                   tb_city_get_log_id (self->city));

  return response;
}

TbCityResponse *
fixture_call (Fixture *self, const char *line, const char *device, json_t *body)
{
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) bytes = NULL;

  if (body != NULL) {
    char *text = tb_json_to_string (body);

    bytes = g_bytes_new_take (text, strlen (text));
    json_decref (body);
  }

  return call (self, line, headers, device, bytes);
}

TbCityResponse *
fixture_call_with (Fixture *self,
                   const char *line,
                   const char *name,
                   const char *value,
                   GBytes *body)
{
  g_autoptr (GHashTable) headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (name != NULL)
    g_hash_table_insert (headers, g_strdup (name), g_strdup (value));

  return call (self, line, headers, "window-1", body);
}

char *
fixture_text (const TbCityResponse *response)
{
  gsize length = 0;
  const char *text = response->body == NULL ? "" : g_bytes_get_data (response->body, &length);

  return g_strndup (text, length);
}

json_t *
fixture_json (const TbCityResponse *response)
{
  g_autofree char *text = fixture_text (response);
  g_autoptr (GError) error = NULL;
  json_t *json = tb_json_parse (text, -1, &error);

  g_assert_no_error (error);

  return json;
}

char *
fixture_lane (Fixture *self, const char *device, const char *area)
{
  g_autoptr (TbCityResponse) response =
      fixture_call (self,
                    "POST /v1/lanes",
                    device,
                    json_pack ("{s:s, s:s}", "area", area, "window", "03"));
  g_autoptr (json_t) json = fixture_json (response);

  g_assert_cmpint (response->status, ==, 201);

  return g_strdup (tb_json_get_string (json, "lane"));
}

char *
fixture_id (guint64 n)
{
  return g_strdup_printf ("00000000-0000-7000-8000-%012" G_GINT64_MODIFIER "x", n);
}

json_t *
fixture_command (const char *lane, gint64 lseq, const char *kind, guint64 case_n)
{
  g_autofree char *key = g_strdup_printf ("%s%" G_GINT64_FORMAT, lane, lseq);
  g_autofree char *id = fixture_id (((guint64) g_str_hash (key) << 16) + (guint64) lseq);
  g_autofree char *case_id = fixture_id (case_n);

  return json_pack ("{s:s, s:I, s:s, s:s, s:s, s:{s:s, s:i}, s:{}, s:{s:s, s:s, s:s}, s:s, s:i}",
                    "lane",
                    lane,
                    "lseq",
                    (json_int_t) lseq,
                    "id",
                    id,
                    "kind",
                    kind,
                    "case",
                    case_id,
                    "item",
                    "id",
                    "plain",
                    "version",
                    1,
                    "args",
                    "actor",
                    "operator",
                    "zhang",
                    "window",
                    "03",
                    "grant",
                    "shenyang",
                    "made_at",
                    "2026-10-10T02:34:56.789Z",
                    "skew_ms",
                    0);
}

void
fixture_set_base (json_t *command, json_t *base)
{
  json_object_set_new (command, "base", base);
}

void
fixture_set_args (json_t *command, json_t *args)
{
  json_object_set_new (command, "args", args);
}

static char *
new_number (const char *origin, guint64 n)
{
  TbCaseNumber number = { .area = tb_area_from_slug (origin), .window = 3, .serial = (guint) n };

  g_date_set_dmy (&number.date, 10, G_DATE_OCTOBER, 2026);

  return tb_case_number_format (&number);
}

json_t *
fixture_submit (const char *lane, gint64 lseq, guint64 case_n, const char *origin)
{
  json_t *command = fixture_command (lane, lseq, "submit", case_n);
  g_autofree char *number = new_number (origin, case_n);
  g_autofree char *id_no = g_strdup_printf ("21010219900101%04d", (int) (case_n % 10000));
  json_t *body = json_pack ("{s:s, s:s, s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:b, s:{s:s, s:s, s:s}, "
                            "s:{}, s:{}, s:[], s:[]}",
                            "id",
                            tb_json_get_string (command, "case"),
                            "number",
                            number,
                            "item",
                            "id",
                            "plain",
                            "version",
                            1,
                            "home",
                            "shenyang",
                            "origin",
                            origin,
                            "owner",
                            "shenyang",
                            "state",
                            "submitted",
                            "closed",
                            0,
                            "person",
                            "id_type",
                            "01",
                            "id_no",
                            id_no,
                            "name",
                            "张三",
                            "form",
                            "materials",
                            "clocks",
                            "thread");

  g_assert_nonnull (body);
  tb_json_set_string (json_object_get (command, "actor"), "grant", origin);
  fixture_set_base (command, json_null ());
  fixture_set_args (command, json_pack ("{s:o}", "case", body));

  return command;
}

json_t *
fixture_advance (const char *lane, gint64 lseq, guint64 case_n, const char *vid)
{
  json_t *command = fixture_command (lane, lseq, "advance", case_n);

  fixture_set_base (command, json_pack ("{s:s}", "vid", vid));
  fixture_set_args (command, json_pack ("{s:s}", "transition", "reviewed"));

  return command;
}

json_t *
fixture_note (const char *lane, gint64 lseq, guint64 case_n)
{
  json_t *command = fixture_command (lane, lseq, "note", case_n);

  fixture_set_args (command, json_pack ("{s:s}", "text", "called back"));

  return command;
}

TbCityResponse *
fixture_send (Fixture *self, const char *lane, const char *device, json_t *commands)
{
  g_autofree char *line = g_strdup_printf ("POST /v1/lanes/%s/commands", lane);

  return fixture_call (self, line, device, json_pack ("{s:o}", "commands", commands));
}

json_t *
fixture_one (Fixture *self, const char *lane, const char *device, json_t *command)
{
  g_autoptr (TbCityResponse) response =
      fixture_send (self, lane, device, json_pack ("[o]", command));
  g_autoptr (json_t) json = fixture_json (response);
  json_t *outcomes = json_object_get (json, "outcomes");

  g_assert_cmpint (response->status, ==, 200);
  g_assert_cmpint (json_array_size (outcomes), ==, 1);

  return json_incref (json_array_get (outcomes, 0));
}
