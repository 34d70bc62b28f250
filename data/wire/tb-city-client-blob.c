/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-client-blob"

#include "config.h"

#include <string.h>

#include "tb-city-call.h"
#include "tb-hash.h"

/* Small enough for the proxy's limit on a body, and for a slow line's idle timeout. */
#define PIECE (512 * 1024)

/* One upload: the whole attachment and where it stands. */
typedef struct {
  char *sha256;
  GBytes *bytes;
  gint64 have;
} Upload;

static void
upload_free (Upload *self)
{
  g_free (self->sha256);
  g_bytes_unref (self->bytes);
  g_free (self);
}

static void put_next_piece (GTask *task);

static void
piece_put_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbCityClient *client = TB_CITY_CLIENT (source);
  Upload *upload = g_task_get_task_data (task);
  g_autoptr (TbCityAnswer) answer = NULL;
  GError *error = NULL;

  answer = tb_city_client_finish (client, result, &error);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (answer->status == 201 || answer->status == 200 || answer->status == 204) {
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) tb_city_answer_free);
    return;
  }
  /* A city that has not got further would be asked for ever. */
  if (answer->have <= upload->have) {
    tb_city_error_set (&error,
                       TB_CITY_ERROR_PROTOCOL,
                       answer->status,
                       "%s: the attachment does not grow",
                       tb_area_get_name_en (tb_city_client_get_area (client)));
    g_task_return_error (task, error);
    return;
  }
  upload->have = answer->have;
  put_next_piece (g_steal_pointer (&task));
}

/* Takes @task over. */
static void
put_next_piece (GTask *task)
{
  Upload *upload = g_task_get_task_data (task);
  gsize size = g_bytes_get_size (upload->bytes);
  gsize start = MIN ((gsize) MAX (upload->have, 0), size);
  gsize length = MIN (size - start, (gsize) PIECE);
  TbCityCall *call = tb_city_call_new ("PUT", TB_CITY_BODY_NONE, "/blobs/%s", upload->sha256);

  /* Everything claimed to be there and yet not whole: from the front again. */
  if (length == 0 && size > 0) {
    upload->have = start = 0;
    length = MIN (size, (gsize) PIECE);
  }
  call->body = g_bytes_new_from_bytes (upload->bytes, start, length);
  call->content_type = "application/octet-stream";
  if (length < size)
    call->content_range =
        g_strdup_printf ("bytes %" G_GSIZE_FORMAT "-%" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT,
                         start,
                         start + length - 1,
                         size);
  tb_city_client_run_async (g_task_get_source_object (task),
                            call,
                            g_task_get_cancellable (task),
                            piece_put_cb,
                            task);
}

static void
head_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Upload *upload = g_task_get_task_data (task);
  g_autoptr (TbCityAnswer) answer = NULL;
  GError *error = NULL;

  answer = tb_city_client_finish (TB_CITY_CLIENT (source), result, &error);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (answer->status == 200) {
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) tb_city_answer_free);
    return;
  }
  upload->have = MAX (answer->have, 0);
  put_next_piece (g_steal_pointer (&task));
}

void
tb_city_client_head_blob_async (TbCityClient *self,
                                const char *sha256,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("HEAD", TB_CITY_BODY_NONE, "/blobs/%s", sha256);

  tb_city_client_run_async (self, call, cancellable, callback, user_data);
}

void
tb_city_client_put_blob_async (TbCityClient *self,
                               const char *sha256,
                               GBytes *bytes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Upload *upload = g_new0 (Upload, 1);

  g_task_set_source_tag (task, tb_city_client_put_blob_async);
  upload->sha256 = g_strdup (sha256);
  upload->bytes = g_bytes_ref (bytes);
  g_task_set_task_data (task, upload, (GDestroyNotify) upload_free);
  tb_city_client_head_blob_async (self, sha256, cancellable, head_asked_cb, task);
}

static void
blob_got_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  TbCityClient *client = TB_CITY_CLIENT (source);
  g_autoptr (TbCityAnswer) answer = NULL;
  g_autofree char *hash = NULL;
  GError *error = NULL;

  answer = tb_city_client_finish (client, result, &error);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }
  hash = tb_hash_sha256 (g_bytes_get_data (answer->bytes, NULL), g_bytes_get_size (answer->bytes));
  if (strcmp (hash, g_task_get_task_data (task)) != 0) {
    tb_city_error_set (&error,
                       TB_CITY_ERROR_PROTOCOL,
                       answer->status,
                       "%s: the attachment is not the one that was asked for",
                       tb_area_get_name_en (tb_city_client_get_area (client)));
    g_task_return_error (task, error);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) tb_city_answer_free);
}

void
tb_city_client_get_blob_async (TbCityClient *self,
                               const char *sha256,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  TbCityCall *call = tb_city_call_new ("GET", TB_CITY_BODY_BLOB, "/blobs/%s", sha256);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tb_city_client_get_blob_async);
  g_task_set_task_data (task, g_strdup (sha256), g_free);
  tb_city_client_run_async (self, call, cancellable, blob_got_cb, task);
}
