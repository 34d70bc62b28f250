/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-page.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The place `sync`: the eight cities, the outbox and, beside it, what is chosen there. Opens with
 * a city's slug or with "decide:" and the id of a command. */
#define TB_TYPE_SYNC_PAGE (tb_sync_page_get_type ())
G_DECLARE_FINAL_TYPE (TbSyncPage, tb_sync_page, TB, SYNC_PAGE, AdwBin)

G_END_DECLS
