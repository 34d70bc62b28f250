/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-store.h"

G_BEGIN_DECLS

/* The small tables of desk.db. */

/* This window's name in case numbers (protocol.md §7): its area and its code, 1 to 99. Set once
 * at enrolment; another one starts its own serial, none is ever used twice. */
gboolean tb_number_table_set_window (TbStore *store, TbArea area, guint window, GError **error);
/* TB_STORE_ERROR_MISSING before that. Bounded. */
gboolean tb_number_table_get_window (TbStore *store, TbArea *area, guint *window, GError **error);
/* The next number, inside the open transaction of T1. */
char *tb_number_table_reserve (TbStore *store, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Settings of this installation; NULL removes. No personal data, no secrets. */
gboolean tb_setting_table_set (TbStore *store, const char *key, const char *value, GError **error);
/* NULL without an error when it is not set. Bounded. */
char *tb_setting_table_dup (TbStore *store, const char *key, GError **error);

/* Attachments on their way to a city, by content. The bytes are files of the caller. */
gboolean tb_blob_table_add (TbStore *store,
                            TbArea area,
                            const char *sha256,
                            gint64 n_bytes,
                            const char *media_type,
                            GError **error);
/* How much of it the city has; whole when equal to its size. */
gboolean tb_blob_table_set_sent (TbStore *store,
                                 TbArea area,
                                 const char *sha256,
                                 gint64 n_sent,
                                 GError **error);
/* Those not yet whole at the city: [{sha256, size, sent, media_type}]. Bounded. */
json_t *tb_blob_table_list_waiting (TbStore *store,
                                    TbArea area,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
