/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "polite-city.h"

#include <string.h>

#include "tb-hash.h"

/* Of every second that a long poll asks for. */
#define POLL_MS 2

#define NOW "2026-10-10T02:34:56.789Z"

static const char *
head_hash (PoliteCity *self)
{
  return self->links->len == 0 ? TB_HASH_CHAIN_START : self->links->pdata[self->links->len - 1];
}

void
polite_city_add (PoliteCity *self, char *entry)
{
  char *link = tb_hash_chain (head_hash (self), self->entries->len + 1, entry, strlen (entry));

  g_ptr_array_add (self->entries, entry);
  g_ptr_array_add (self->links, link);
}

static json_t *
build_entry (const char *id, guint ver, const char *vid, gint64 seq)
{
  return json_pack ("{s:s, s:s, s:s, s:i, s:s, s:I,"
                    " s:{s:s, s:s, s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:b, s:{s:s, s:s}, s:s}}",
                    "at",
                    NOW,
                    "kind",
                    "case",
                    "id",
                    id,
                    "ver",
                    (int) ver,
                    "vid",
                    vid,
                    "seq",
                    (json_int_t) seq,
                    "body",
                    "id",
                    id,
                    "number",
                    "AS-20261010-03-00017-4",
                    "item",
                    "id",
                    "pension-transfer",
                    "version",
                    1,
                    "home",
                    "anshan",
                    "origin",
                    "shenyang",
                    "owner",
                    "anshan",
                    "state",
                    "submitted",
                    "closed",
                    0,
                    "person",
                    "name",
                    "李清照",
                    "id_no",
                    "210102199003076657",
                    "changed_at",
                    NOW);
}

void
polite_city_add_case (PoliteCity *self, guint i)
{
  g_autofree char *id = g_strdup_printf ("01890000-0000-7000-8000-%012u", i);
  g_autofree char *vid = g_strdup_printf ("%016x", i + 1);
  g_autoptr (json_t) entry = build_entry (id, 1, vid, self->entries->len + 1);

  polite_city_add (self, tb_json_to_string (entry));
}

static void
apply_command (PoliteCity *self, const json_t *command)
{
  gint64 seq = self->entries->len + 1;
  g_autofree char *vid = g_strdup_printf ("%016" G_GINT64_MODIFIER "x", seq + 0x1000);
  g_autoptr (json_t) entry = build_entry (tb_json_get_string (command, "case"), 1, vid, seq);

  tb_json_set_string (entry, "cmd", tb_json_get_string (command, "id"));
  tb_json_set_string (entry, "lane", tb_json_get_string (command, "lane"));
  tb_json_set_int (entry, "lseq", tb_json_get_int (command, "lseq", 0));
  polite_city_add (self, tb_json_to_string (entry));
  g_ptr_array_add (self->outcomes,
                   json_pack ("{s:I, s:s, s:s, s:i, s:s, s:I}",
                              "lseq",
                              (json_int_t) tb_json_get_int (command, "lseq", 0),
                              "id",
                              tb_json_get_string (command, "id"),
                              "result",
                              "applied",
                              "ver",
                              1,
                              "vid",
                              vid,
                              "seq",
                              (json_int_t) seq));
}

static void
reply_json (PoliteCity *self, StubReply *reply, guint status, json_t *json)
{
  g_autoptr (json_t) owned = json;
  g_autofree char *body = tb_json_to_string (owned);
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 %u OK\r\nContent-Type: application/json\r\nContent-Length: "
                       "%" G_GSIZE_FORMAT "\r\nTongban-Log: %s\r\nTongban-Protocol: 1\r\n\r\n%s",
                       status,
                       strlen (body),
                       self->log_id,
                       body);

  stub_reply_raw (reply, answer);
}

static void
post_commands (PoliteCity *self, const StubRequest *request, StubReply *reply)
{
  g_autoptr (json_t) body = tb_json_parse (request->body, (gssize) request->length, NULL);
  json_t *commands = tb_json_get_array (body, "commands");
  json_t *outcomes = json_array ();
  json_t *command;
  gsize i;

  self->n_posts++;
  self->last_batch = (guint) json_array_size (commands);
  json_array_foreach (commands, i, command)
  {
    gint64 lseq = tb_json_get_int (command, "lseq", 0);

    if (lseq == (gint64) self->outcomes->len + 1)
      apply_command (self, command);
    g_assert_cmpint (lseq, <=, self->outcomes->len);
    json_array_append (outcomes, self->outcomes->pdata[lseq - 1]);
  }
  reply_json (self, reply, 200, json_pack ("{s:o}", "outcomes", outcomes));
}

static gint64
parameter (const StubRequest *request, const char *name)
{
  const char *at = strstr (request->target, name);

  return at == NULL ? 0 : g_ascii_strtoll (at + strlen (name), NULL, 10);
}

static void
get_outcomes (PoliteCity *self, const StubRequest *request, StubReply *reply)
{
  json_t *outcomes = json_array ();

  for (gint64 i = MAX (parameter (request, "from="), 1); i <= (gint64) self->outcomes->len; i++)
    json_array_append (outcomes, self->outcomes->pdata[i - 1]);
  reply_json (self,
              reply,
              200,
              json_pack ("{s:s, s:i, s:o}",
                         "lane",
                         POLITE_LANE,
                         "last",
                         (int) self->outcomes->len,
                         "outcomes",
                         outcomes));
}

static void
reply_lines (PoliteCity *self, StubReply *reply, const GString *text)
{
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: " STUB_NDJSON "\r\nContent-Length: "
                       "%" G_GSIZE_FORMAT "\r\nTongban-Log: %s\r\nTongban-Protocol: 1\r\n\r\n",
                       text->len,
                       self->log_id);

  stub_reply_raw (reply, head);
  g_byte_array_append (reply->raw, (const guint8 *) text->str, (guint) text->len);
}

static void
reply_gone (PoliteCity *self, StubReply *reply)
{
  static const char body[] = "{\"type\":\"urn:tongban:problem:log-changed\",\"title\":\"x\","
                             "\"status\":410,\"class\":\"resync\"}";
  g_autofree char *answer =
      g_strdup_printf ("HTTP/1.1 410 Gone\r\nContent-Type: application/problem+json\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\nTongban-Log: %s\r\n"
                       "Tongban-Protocol: 1\r\n\r\n%s",
                       strlen (body),
                       self->log_id,
                       body);

  stub_reply_raw (reply, answer);
}

static void
get_changes (PoliteCity *self, const StubRequest *request, StubReply *reply)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *log = g_strdup_printf ("log=%s&", self->log_id);
  gint64 seq = parameter (request, "after=");
  gint64 end = MIN (seq + self->page, self->entries->len);

  if (strstr (request->target, log) == NULL) {
    reply_gone (self, reply);
    return;
  }
  for (; seq < end; seq++)
    g_string_append_printf (text,
                            "{\"n\":%" G_GINT64_FORMAT ",\"h\":\"%s\",\"entry\":%s}\n",
                            seq + 1,
                            (char *) self->links->pdata[seq],
                            (char *) self->entries->pdata[seq]);
  g_string_append_printf (text,
                          "{\"cursor\":{\"log_id\":\"%s\",\"seq\":%" G_GINT64_FORMAT
                          ",\"h\":\"%s\"},\"more\":%s,\"now\":\"" NOW "\"}\n",
                          self->log_id,
                          seq,
                          seq == 0 ? TB_HASH_CHAIN_START : (char *) self->links->pdata[seq - 1],
                          seq < (gint64) self->entries->len ? "true" : "false");
  reply_lines (self, reply, text);
  /* A long poll with nothing new, on a faster clock. */
  if (parameter (request, "wait=") > 0 && seq == parameter (request, "after="))
    reply->delay_ms = (guint) parameter (request, "wait=") * POLL_MS;
}

static void
get_snapshot (PoliteCity *self, StubReply *reply)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->entries->len; i++)
    g_string_append_printf (text, "{\"entry\":%s}\n", (char *) self->entries->pdata[i]);
  g_string_append_printf (text,
                          "{\"as_of\":{\"log_id\":\"%s\",\"seq\":%u,\"h\":\"%s\"},\"next\":null}\n",
                          self->log_id,
                          self->entries->len,
                          head_hash (self));
  reply_lines (self, reply, text);
}

void
polite_city_answer (PoliteCity *self, const StubRequest *request, StubReply *reply)
{
  reply->keeps = TRUE;
  if (g_str_has_prefix (request->target, "/v1/about"))
    reply_json (self,
                reply,
                200,
                json_pack ("{s:s, s:s, s:i}", "area", "anshan", "now", NOW, "durable_seq", 0));
  else if (g_str_has_prefix (request->target, "/v1/changes"))
    get_changes (self, request, reply);
  else if (g_str_has_prefix (request->target, "/v1/snapshot"))
    get_snapshot (self, reply);
  else if (strcmp (request->method, "POST") == 0 && g_str_has_suffix (request->target, "/commands"))
    post_commands (self, request, reply);
  else if (strcmp (request->method, "POST") == 0)
    reply_json (self, reply, 201, json_pack ("{s:s, s:i}", "lane", POLITE_LANE, "last", 0));
  else
    get_outcomes (self, request, reply);
}

static void
handle_cb (const StubRequest *request, StubReply *reply, gpointer data)
{
  PoliteCity *self = data;

  if (self->twist == NULL || !self->twist (request, reply, self->twist_data))
    polite_city_answer (self, request, reply);
}

PoliteCity *
polite_city_new (void)
{
  PoliteCity *self = g_new0 (PoliteCity, 1);

  self->log_id = STUB_LOG;
  self->page = 5000;
  self->entries = g_ptr_array_new_with_free_func (g_free);
  self->links = g_ptr_array_new_with_free_func (g_free);
  self->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) json_decref);
  self->stub = stub_city_new (handle_cb, self);

  return self;
}

void
polite_city_restore (PoliteCity *self, const char *log_id)
{
  self->log_id = log_id;
  g_ptr_array_set_size (self->entries, 0);
  g_ptr_array_set_size (self->links, 0);
  g_ptr_array_set_size (self->outcomes, 0);
}

void
polite_city_free (PoliteCity *self)
{
  stub_city_free (self->stub);
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->outcomes);
  g_free (self);
}
