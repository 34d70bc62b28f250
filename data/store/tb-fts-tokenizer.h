/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Makes the FTS5 tokenizer "tb_han" known to a connection: each Han character is a token, every
 * other run is left to unicode61. A query is a phrase, so one, two or any number of characters
 * are found wherever they stand; SQLite's own trigram needs three. */
gboolean tb_fts_tokenizer_register (sqlite3 *handle, GError **error);

G_END_DECLS
