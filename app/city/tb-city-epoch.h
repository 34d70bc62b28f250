/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TbCityEpoch:
 *
 * The side record that tells a city that its history was cut: how far its log had come, in a
 * small file of its own that is written and synced after each commit and before the answer. A
 * database that stands lower, or has another link at that number, is not the one that was
 * answered from. Two slots are written in turn, each with a checksum, so a torn write leaves the
 * one before; that can only lose what was never answered. Through the SQLite VFS, so that a
 * simulated disk holds it too.
 */
typedef struct _TbCityEpoch TbCityEpoch;

typedef struct {
  char log_id[33];
  gint64 seq;
  char h[65];
} TbCityMark;

TbCityEpoch *tb_city_epoch_open (const char *path, const char *vfs, GError **error);
void tb_city_epoch_close (TbCityEpoch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbCityEpoch, tb_city_epoch_close)

/* The newest whole record; NULL when there is none. */
const TbCityMark *tb_city_epoch_get (TbCityEpoch *self);
gboolean tb_city_epoch_write (TbCityEpoch *self, const TbCityMark *mark, GError **error);

G_END_DECLS
