/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-page.h"

G_BEGIN_DECLS

/**
 * TbLookupPage:
 *
 * The place `lookup`: asks the registers of the eight cities. Takes "" or a register's name, such
 * as "archives". Full values leave the screen when the page does.
 */
#define TB_TYPE_LOOKUP_PAGE (tb_lookup_page_get_type ())
G_DECLARE_FINAL_TYPE (TbLookupPage, tb_lookup_page, TB, LOOKUP_PAGE, AdwBin)

G_END_DECLS
