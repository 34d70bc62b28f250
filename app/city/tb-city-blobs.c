/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tb-city-private.h"
#include "tb-hash.h"

#define OCTETS "application/octet-stream"

/* Attachments by content: blobs/ab/<sha256>, and <sha256>.part while it arrives. */

static gboolean
is_name (const char *text)
{
  return strlen (text) == TB_HASH_HEX_LENGTH && strspn (text, "0123456789abcdef") == strlen (text);
}

static char *
new_path (TbCity *self, const char *sha256, const char *suffix)
{
  g_autofree char *name = g_strconcat (sha256, suffix, NULL);
  char folder[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (self->folder, "blobs", folder, name, NULL);
}

static gboolean
check_name (const char *sha256, GError **error)
{
  if (is_name (sha256))
    return TRUE;

  tb_city_problem_set (error,
                       TB_PROBLEM_BAD_REQUEST,
                       NULL,
                       "An attachment is named by its SHA-256 in lower case");
  return FALSE;
}

/* Bytes of a file; −1 when there is none. */
static gint64
get_size (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 ? (gint64) info.st_size : -1;
}

static gint64
get_kept (TbCity *self, const char *sha256)
{
  g_autofree char *part = new_path (self, sha256, ".part");

  return MAX (get_size (part), 0);
}

gboolean
tb_city_has_blob (TbCity *self, const char *sha256)
{
  g_autofree char *path = NULL;

  if (!is_name (sha256))
    return FALSE;
  path = new_path (self, sha256, "");

  return get_size (path) >= 0;
}

static TbCityResponse *
new_answer (guint status, gint64 have)
{
  TbCityResponse *response = tb_city_response_new (status);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, have);

  tb_city_response_set_header (response, "Tongban-Have", text);

  return response;
}

static TbCityResponse *
head_blob (TbCity *self,
           const TbCityRequest *request,
           const char *const *parts,
           TbCityGroup *group,
           GError **error)
{
  g_autofree char *path = NULL;

  if (!check_name (parts[0], error))
    return NULL;
  path = new_path (self, parts[0], "");
  if (get_size (path) >= 0)
    return new_answer (200, get_size (path));

  return new_answer (404, get_kept (self, parts[0]));
}

/* `bytes a-b/n`; without the header the body is the whole. */
static gboolean
read_range (const TbCityRequest *request, gint64 *start, gint64 *total, GError **error)
{
  const char *text = tb_city_request_get_header (request, "content-range");
  gint64 length = request->body == NULL ? 0 : (gint64) g_bytes_get_size (request->body);
  gint64 last = -1;
  int end = 0;

  *start = 0;
  *total = length;
  if (text != NULL &&
      (sscanf (text,
               "bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT "%n",
               start,
               &last,
               total,
               &end) != 3 ||
       text[end] != '\0' || *start < 0 || last - *start + 1 != length || last >= *total)) {
    tb_city_problem_set (error,
                         TB_PROBLEM_RANGE,
                         NULL,
                         "Content-Range does not say what the body is");
    return FALSE;
  }
  if (*total > TB_CITY_MAX_BLOB_BYTES) {
    tb_city_problem_set (error,
                         TB_PROBLEM_TOO_LARGE,
                         NULL,
                         "An attachment has at most %d bytes",
                         TB_CITY_MAX_BLOB_BYTES);
    return FALSE;
  }

  return TRUE;
}

static gboolean
fail (const char *what, GError **error)
{
  int code = errno;

  g_message ("%s an attachment: %s", what, g_strerror (code));
  tb_city_problem_set (error, TB_PROBLEM_BUSY, NULL, "The attachment cannot be stored now");
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize length, gint64 at)
{
  while (length > 0) {
    gssize n = pwrite (fd, bytes, length, at);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    bytes += n;
    length -= (gsize) n;
    at += n;
  }

  return TRUE;
}

static gboolean
append_part (const char *part, const TbCityRequest *request, gint64 start, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (part);
  gsize length = 0;
  const guint8 *bytes = request->body == NULL ? NULL : g_bytes_get_data (request->body, &length);
  gboolean is_written;
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail ("Making a folder for", error);
  fd = open (part, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail ("Opening", error);

  /* What the disk had no room for must not count as arrived. */
  is_written = write_all (fd, bytes, length, start) && fsync (fd) == 0;
  if (!is_written && ftruncate (fd, start) != 0)
    g_unlink (part);
  if (close (fd) != 0 || !is_written)
    return fail ("Writing", error);

  return TRUE;
}

static gboolean
sync_folder (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean is_synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return is_synced;
}

/* The new name and the folder's own name in its parents, durably. */
static gboolean
sync_folders (TbCity *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *blobs = g_build_filename (self->folder, "blobs", NULL);

  return sync_folder (folder) && sync_folder (blobs) && sync_folder (self->folder);
}

static gboolean
complete (TbCity *self, const char *part, const char *sha256, GError **error)
{
  g_autofree char *path = new_path (self, sha256, "");
  g_autofree char *bytes = NULL;
  g_autofree char *hash = NULL;
  gsize length = 0;

  if (!g_file_get_contents (part, &bytes, &length, NULL))
    return fail ("Reading", error);
  hash = tb_hash_sha256 (bytes, length);
  if (strcmp (hash, sha256) != 0) {
    g_unlink (part);
    tb_city_problem_set (error,
                         TB_PROBLEM_INVALID,
                         NULL,
                         "What arrived is not what the name says: send it again from the start");
    return FALSE;
  }
  if (g_rename (part, path) != 0 || !sync_folders (self, path))
    return fail ("Naming", error);

  return TRUE;
}

static TbCityResponse *
put_blob (TbCity *self,
          const TbCityRequest *request,
          const char *const *parts,
          TbCityGroup *group,
          GError **error)
{
  g_autofree char *part = NULL;
  gint64 start = 0;
  gint64 total = 0;
  gint64 have;

  if (!check_name (parts[0], error) || !read_range (request, &start, &total, error))
    return NULL;
  if (tb_city_has_blob (self, parts[0]))
    return new_answer (201, total);

  part = new_path (self, parts[0], ".part");
  have = MAX (get_size (part), 0);
  if (start > have) {
    TbCityResponse *response;
    g_autoptr (GError) range = NULL;
    g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, have);

    tb_city_problem_set (&range, TB_PROBLEM_RANGE, NULL, "Bytes before these have not arrived");
    response = tb_city_response_new_problem (range);
    tb_city_response_set_header (response, "Tongban-Have", text);
    return response;
  }
  if (!append_part (part, request, start, error))
    return NULL;

  have = MAX (get_size (part), 0);
  if (have < total)
    return new_answer (202, have);
  if (!complete (self, part, parts[0], error))
    return NULL;

  return new_answer (201, total);
}

/* `bytes=a-` or `bytes=a-b`; anything else asks for the whole. */
static gboolean
slice (const TbCityRequest *request, GBytes **bytes, char **content_range, GError **error)
{
  const char *text = tb_city_request_get_header (request, "range");
  gint64 total = (gint64) g_bytes_get_size (*bytes);
  g_autoptr (GBytes) whole = NULL;
  gint64 start = -1;
  gint64 last = total - 1;

  if (text == NULL ||
      sscanf (text, "bytes=%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT, &start, &last) < 1 || start < 0)
    return TRUE;
  last = MIN (last, total - 1);
  if (start > last) {
    tb_city_problem_set (error, TB_PROBLEM_RANGE, NULL, "The attachment ends before that");
    return FALSE;
  }

  whole = g_steal_pointer (bytes);
  *bytes = g_bytes_new_from_bytes (whole, (gsize) start, (gsize) (last - start + 1));
  *content_range =
      g_strdup_printf ("bytes %" G_GINT64_FORMAT "-%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                       start,
                       last,
                       total);

  return TRUE;
}

static TbCityResponse *
get_blob (TbCity *self,
          const TbCityRequest *request,
          const char *const *parts,
          TbCityGroup *group,
          GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = NULL;
  g_autofree char *range = NULL;
  TbCityResponse *response;
  char *content;
  gsize length;

  if (!check_name (parts[0], error))
    return NULL;
  path = new_path (self, parts[0], "");
  if (!g_file_get_contents (path, &content, &length, NULL)) {
    tb_city_problem_set (error, TB_PROBLEM_NOT_FOUND, NULL, "No such attachment");
    return NULL;
  }
  bytes = g_bytes_new_take (content, length);
  if (!slice (request, &bytes, &range, error))
    return NULL;

  response = tb_city_response_new (range == NULL ? 200 : 206);
  response->content_type = OCTETS;
  response->body = g_steal_pointer (&bytes);
  if (range != NULL)
    tb_city_response_set_header (response, "Content-Range", range);

  return response;
}

void
tb_city_blobs_add_routes (TbCity *self)
{
  tb_city_add_route (self, "HEAD", "/v1/blobs/{}", TB_CITY_ROUTE_WINDOW, head_blob);
  tb_city_add_route (self, "PUT", "/v1/blobs/{}", TB_CITY_ROUTE_WINDOW, put_blob);
  tb_city_add_route (self, "GET", "/v1/blobs/{}", TB_CITY_ROUTE_WINDOW, get_blob);
}
