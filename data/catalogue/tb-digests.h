/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-catalogue.h"

G_BEGIN_DECLS

#define TB_DIGESTS_FILE "digests.json"

/* Compares published files with what digests.json says of them. @content: path → GBytes;
 * @digests: path → SHA-256. Private to the loader. */
gboolean tb_digests_check (GHashTable *content, GHashTable *digests, GError **error);
/* The digests.json that also names every item and machine that is new, sorted by path; members
 * already there stay as they are. */
char *tb_digests_to_text (GHashTable *content,
                          GHashTable *digests,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
