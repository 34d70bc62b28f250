/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-catalogue"

#include "config.h"

#include "tb-little-catalogue.h"

#include <glib/gstdio.h>
#include <string.h>

#define TEXTS "{\"zh_CN\": \"字\", \"en\": \"word\"}"

static const char item[] =
    "{\"id\": \"x\", \"version\": 1, \"name\": " TEXTS ", \"family\": \"employment\",\n"
    " \"mode\": \"L\", \"home\": \":window_area\", \"partners\": \":helper\",\n"
    " \"who\": {\"applicant\": \"person\", \"agent\": \"allowed\"},\n"
    " \"form\": [{\"section\": " TEXTS ", \"fields\": [\n"
    "  {\"id\": \"helper\", \"type\": \"area\", \"label\": " TEXTS "},\n"
    "  {\"id\": \"scheme\", \"type\": \"code\", \"list\": \"schemes\", \"label\": " TEXTS ",\n"
    "   \"required\": \":helper IS NOT NULL\", \"check\": \":scheme <> '9'\",\n"
    "   \"message\": " TEXTS ", \"instead\": \"x\"},\n"
    "  {\"id\": \"way\", \"type\": \"code\", \"label\": " TEXTS ", \"options\": [\n"
    "   {\"code\": \"a\", \"label\": " TEXTS "}, {\"code\": \"b\", \"label\": " TEXTS "}]},\n"
    "  {\"id\": \"rows\", \"type\": \"table\", \"label\": " TEXTS ", \"columns\": [\n"
    "   {\"id\": \"cell\", \"type\": \"text\", \"label\": " TEXTS ",\n"
    "    \"shown\": \":other > 0\"},\n"
    "   {\"id\": \"other\", \"type\": \"integer\", \"label\": " TEXTS "}]}]}],\n"
    " \"materials\": [{\"id\": \"card\", \"label\": " TEXTS "}],\n"
    " \"duplicates\": [\"scheme\"], \"machine\": \"m\", \"limits\": {\"review\": 3},\n"
    " \"prints\": {\"notice\": {\"template\": \"notice\", \"when\": \":state = 'done'\"}}}\n";

static const char machine[] =
    "{\"id\": \"m\", \"version\": 1, \"name\": " TEXTS ", \"start\": \"begun\",\n"
    " \"clock\": {\"start\": [\"review\"]},\n"
    " \"states\": {\n"
    "  \"begun\": {\"zh_CN\": \"字\", \"en\": \"word\", \"kind\": \"s\"},\n"
    "  \"asked\": {\"zh_CN\": \"字\", \"en\": \"word\", \"kind\": \"x\"},\n"
    "  \"done\": {\"zh_CN\": \"字\", \"en\": \"word\", \"kind\": \"e\"}},\n"
    " \"legs\": [{\"id\": \"review\", \"name\": " TEXTS ", \"owner\": \"home\",\n"
    "  \"unit\": \"workday\", \"days\": 5, \"source\": \"product default\",\n"
    "  \"confidence\": \"verify\"}],\n"
    " \"transitions\": [\n"
    "  {\"id\": \"ask\", \"name\": " TEXTS ", \"from\": [\"begun\"], \"to\": \"asked\",\n"
    "   \"by\": {\"area\": \"home\", \"roles\": [\"staff\"]}, \"when\": \":scheme = '1'\",\n"
    "   \"message\": " TEXTS ", \"fields\": [\n"
    "    {\"id\": \"letter_no\", \"type\": \"text\", \"label\": " TEXTS "}]},\n"
    "  {\"id\": \"answer\", \"name\": " TEXTS ", \"from\": [\"asked\"], \"to\": \"done\",\n"
    "   \"by\": {\"area\": \"partner\", \"roles\": [\"staff\"]},\n"
    "   \"clock\": {\"stop\": [\"review\"]}, \"prints\": [\"notice\"]}]}\n";

static const char layout[] = "{\"id\": \"notice\", \"title\": " TEXTS ", \"blocks\": [\n"
                             " {\"kind\": \"title\", \"text\": " TEXTS ", \"when\": \":way\"}]}\n";

static const char codes[] = "code,name_zh,name_en,extra\n1,一,one,leaf\n2,二,\"two, too\",\n";

void
little_catalogue_init (LittleCatalogue *self)
{
  g_autoptr (GError) error = NULL;

  self->path = g_dir_make_tmp ("tongban-catalogue-XXXXXX", &error);
  g_assert_no_error (error);

  little_catalogue_write (self, "items/x.json", item);
  little_catalogue_write (self, "machines/m.json", machine);
  little_catalogue_write (self, "documents/notice.json", layout);
  little_catalogue_write (self, "codes/schemes.csv", codes);
  little_catalogue_write (self,
                          "parameters.csv",
                          "key,name_zh,name_en,value\nwindow.idle,空闲,idle,15\n");
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_folder (child);
  }
  g_remove (path);
}

void
little_catalogue_clear (LittleCatalogue *self)
{
  remove_folder (self->path);
  g_clear_pointer (&self->path, g_free);
}

char *
little_catalogue_read (const LittleCatalogue *self, const char *file)
{
  g_autofree char *path = g_build_filename (self->path, file, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

void
little_catalogue_write (const LittleCatalogue *self, const char *file, const char *text)
{
  g_autofree char *path = g_build_filename (self->path, file, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (text == NULL) {
    g_assert_cmpint (g_remove (path), ==, 0);
    return;
  }
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

void
little_catalogue_edit (const LittleCatalogue *self,
                       const char *file,
                       const char *from,
                       const char *to)
{
  g_autofree char *text = little_catalogue_read (self, file);
  const char *at = strstr (text, from);
  g_autofree char *edited = NULL;

  if (at == NULL)
    g_error ("%s: there is no %s", file, from);
  edited = g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
  little_catalogue_write (self, file, edited);
}

TbCatalogue *
little_catalogue_load (const LittleCatalogue *self, GError **error)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->path);

  return tb_catalogue_new_from_folder (folder, error);
}
