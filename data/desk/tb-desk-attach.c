/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-attach"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tb-desk-calls.h"
#include "tb-desk-rights.h"
#include "tb-desk-submit.h"
#include "tb-desk-tables.h"
#include "tb-hash.h"

/* What a city takes (protocol.md §6). */
#define MAX_BYTES   (20 * 1024 * 1024)
#define BLOB_FOLDER "blobs"

/* By the first bytes, never by the name (trust.md SEC-28). */
static const struct {
  const char *media_type;
  const char *magic;
  gsize length;
} types[] = {
  { "application/pdf", "%PDF-", 5 },
  { "image/jpeg", "\xff\xd8\xff", 3 },
  { "image/png", "\x89PNG\r\n\x1a\n", 8 },
};

static const char *
find_type (const char *bytes, gsize length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    if (length >= types[i].length && memcmp (bytes, types[i].magic, types[i].length) == 0)
      return types[i].media_type;
  }

  return NULL;
}

/* A plain file of a size that a city takes: a pipe or a device would never end. */
static gboolean
check_file (const char *path, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0) {
    int code = errno;

    g_set_error (error,
                 TB_DESK_ERROR,
                 TB_DESK_ERROR_NOT_FOUND,
                 _ ("%s cannot be read: %s"),
                 path,
                 g_strerror (code));
    return FALSE;
  }
  if (S_ISREG (info.st_mode) && info.st_size > 0 && info.st_size <= MAX_BYTES)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_PROBLEMS,
               _ ("%s must be a file of 1 byte to %d MiB; scan with less resolution if need be"),
               path,
               MAX_BYTES >> 20);

  return FALSE;
}

static gboolean
read_file (const char *path, char **bytes, gsize *length, GError **error)
{
  if (!check_file (path, error) || !g_file_get_contents (path, bytes, length, error))
    return FALSE;
  if (*length <= MAX_BYTES && find_type (*bytes, *length) != NULL)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_PROBLEMS,
               _ ("%s is neither a PDF nor a JPEG nor a PNG picture"),
               path);

  return FALSE;
}

/* On the disk before the command that names it is. */
static gboolean
keep_bytes (TbDeskCore *core, const char *sha256, const char *bytes, gsize length, GError **error)
{
  g_autofree char *folder = g_build_filename (core->folder, BLOB_FOLDER, NULL);
  g_autofree char *path = g_build_filename (folder, sha256, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    int code = errno;

    g_set_error (error,
                 TB_STORE_ERROR,
                 TB_STORE_ERROR_FOLDER,
                 _ ("%s cannot be used: %s"),
                 folder,
                 g_strerror (code));
    return FALSE;
  }

  return g_file_set_contents_full (path,
                                   bytes,
                                   (gssize) length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600,
                                   error);
}

static gboolean
is_kept_name (const char *text)
{
  return strlen (text) == TB_HASH_HEX_LENGTH &&
         strspn (text, "0123456789abcdef") == TB_HASH_HEX_LENGTH;
}

char *
tb_desk_attach_keep (TbDeskCore *core, const char *path, GError **error)
{
  g_autofree char *bytes = NULL;
  g_autofree char *sha256 = NULL;
  gsize length;

  if (*path == '\0' || is_kept_name (path))
    return g_strdup (path);
  if (!read_file (path, &bytes, &length, error))
    return NULL;
  sha256 = tb_hash_sha256 (bytes, length);

  return keep_bytes (core, sha256, bytes, length, error) ? g_steal_pointer (&sha256) : NULL;
}

/* The bytes of one field; a file that came from another window has the name of bytes that are not
 * here. */
static gboolean
offer_one (TbDeskCore *core, TbArea home, const char *sha256, GError **error)
{
  g_autofree char *path = g_build_filename (core->folder, BLOB_FOLDER, sha256, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  return read_file (path, &bytes, &length, error) && tb_blob_table_add (core->store,
                                                                        home,
                                                                        sha256,
                                                                        (gint64) length,
                                                                        find_type (bytes, length),
                                                                        error);
}

gboolean
tb_desk_attach_offer (TbDeskCore *core,
                      TbArea home,
                      const TbItem *item,
                      const json_t *form,
                      GError **error)
{
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) form, id, value)
  {
    const TbField *field = tb_item_get_field (item, id);

    if (field != NULL && field->type == TB_FIELD_ATTACHMENT && json_is_string (value) &&
        !offer_one (core, home, json_string_value (value), error))
      return FALSE;
  }

  return TRUE;
}

/* {case, file, name?, material?}: the bytes are kept by their SHA-256, and a command names them;
 * the lane sends the bytes first. */
json_t *
tb_desk_attach (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *path = wanted != NULL ? tb_desk_need_string (args, "file", error) : NULL;
  const char *name = tb_json_get_string (args, "name");
  g_autoptr (TbOperator) who =
      path != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  g_autoptr (TbProjection) seen = who != NULL ? tb_projection_load (core, wanted, error) : NULL;
  g_autofree char *base = NULL;
  g_autofree char *sha256 = NULL;
  g_autofree char *bytes = NULL;
  g_autoptr (json_t) act = NULL;
  const char *type;
  gsize length;

  if (seen == NULL || !read_file (path, &bytes, &length, error))
    return NULL;

  base = g_path_get_basename (path);
  sha256 = tb_hash_sha256 (bytes, length);
  type = find_type (bytes, length);
  if (!tb_store_may_accept (core->store, error) ||
      !keep_bytes (core, sha256, bytes, length, error) ||
      !tb_blob_table_add (core->store, seen->home, sha256, (gint64) length, type, error))
    return NULL;

  act = json_pack ("{s:s, s:s, s:{s:s, s:s, s:s, s:I, s:s*}}",
                   "case",
                   tb_case_get_id (seen->shown),
                   "kind",
                   tb_command_kind_get_name (TB_COMMAND_ATTACH),
                   "args",
                   "sha256",
                   sha256,
                   "name",
                   name != NULL ? name : base,
                   "media_type",
                   type,
                   "size",
                   (json_int_t) length,
                   "material",
                   tb_json_get_string (args, "material"));

  return tb_desk_act (core, act, error);
}
