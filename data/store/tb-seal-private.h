/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-draft-table.h"

G_BEGIN_DECLS

/* nonce ‖ secretbox of the JSON's text. */
GBytes *tb_seal_close_json (TbStore *store, const TbSeal *self, const json_t *json);
json_t *tb_seal_open_json (const TbSeal *self, const guint8 *sealed, gsize length, GError **error);

G_END_DECLS
