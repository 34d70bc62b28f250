/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-catalogue.h"

G_BEGIN_DECLS

/* A new text of digests.json, in which every draft is published. Only for the build's check. */
char *tb_catalogue_dup_digests (TbCatalogue *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Sorted paths of all files; the texts are borrowed. (transfer container) */
GPtrArray *tb_catalogue_list_files (TbCatalogue *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
