/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city"

#include "config.h"

#include "tb-city-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "tb-city-db-private.h"

int
tb_city_lock_folder (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "city.lock", NULL);
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_IO,
                 "%s cannot be written: %s",
                 folder,
                 g_strerror (errno));
    return -1;
  }
  if (fcntl (fd, F_OFD_SETLK, &lock) != 0) {
    g_set_error (error,
                 TB_CITY_DB_ERROR,
                 TB_CITY_DB_ERROR_BUSY,
                 "Another process runs the city in %s: stop it first",
                 folder);
    close (fd);
    return -1;
  }

  return fd;
}
