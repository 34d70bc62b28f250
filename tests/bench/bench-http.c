/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-bench"

#include "config.h"

#include "bench-http.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
bench_http_open (BenchHttp *self, const char *socket_path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, socket_path, sizeof address.sun_path);
  self->in = g_string_new (NULL);
  self->want = 0;
  self->fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (self->fd, >=, 0);
  while (connect (self->fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_usleep (1000);
}

void
bench_http_close (BenchHttp *self)
{
  close (self->fd);
  g_string_free (self->in, TRUE);
}

void
bench_http_send (BenchHttp *self,
                 const char *method,
                 const char *path,
                 const char *device,
                 const char *body)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out,
                          "%s %s HTTP/1.1\r\nHost: city\r\nTongban-Protocol: 1\r\n"
                          "Tongban-Request: 00000000-0000-7000-8000-00000000ffff\r\n"
                          "Tongban-Device: %s\r\n",
                          method,
                          path,
                          device != NULL ? device : "window-1");
  if (body != NULL)
    g_string_append_printf (out,
                            "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                            strlen (body),
                            body);
  else
    g_string_append (out, "\r\n");
  g_string_truncate (self->in, 0);
  self->want = 0;
  g_assert_cmpint (send (self->fd, out->str, out->len, MSG_NOSIGNAL), ==, (gssize) out->len);
}

static void
find_length (BenchHttp *self)
{
  const char *end = strstr (self->in->str, "\r\n\r\n");
  const char *length = end != NULL ? strcasestr (self->in->str, "\r\nContent-Length: ") : NULL;

  if (length != NULL)
    self->want = (gsize) (end + 4 - self->in->str) +
                 g_ascii_strtoull (length + strlen ("\r\nContent-Length: "), NULL, 10);
}

gboolean
bench_http_read (BenchHttp *self)
{
  char piece[16384];
  gssize n = recv (self->fd, piece, sizeof piece, 0);

  g_assert_cmpint (n, >, 0);
  g_string_append_len (self->in, piece, n);
  if (self->want == 0)
    find_length (self);

  return self->want != 0 && self->in->len >= self->want;
}

const char *
bench_http_get_body (BenchHttp *self)
{
  if (!g_str_has_prefix (self->in->str, "HTTP/1.1 20"))
    g_error ("%s", self->in->str);

  return strstr (self->in->str, "\r\n\r\n") + 4;
}

const char *
bench_http_wait (BenchHttp *self)
{
  while (!bench_http_read (self))
    ;

  return bench_http_get_body (self);
}
