/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The files of a catalogue: path ("codes/areas.csv") → GBytes, whose data ends in a NUL that is
 * not counted. Files that are no content (README.md, schema/) are left out. Private. */
GHashTable *tb_content_new_from_resource (GError **error);
GHashTable *tb_content_new_from_folder (GFile *folder, GError **error);
/* Sorted by their bytes; the texts are borrowed. (transfer container) */
GPtrArray *tb_content_list_paths (GHashTable *content);

G_END_DECLS
