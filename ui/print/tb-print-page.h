/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * TbPrintPage:
 *
 * The place `print`: the preview of one paper of one case, from where it goes to a printer or into
 * a PDF. Three facts stand beside it for each copy: made, sent, came out right.
 *
 * Takes "CASE PRINT": a case id or number, a blank, and the name of one of the papers that the call
 * `prints` gives for the case, such as
 *
 *   tb_page_go (widget, "print", "FS-20261123-03-00010-7 collect-receipt");
 *
 * Who offers papers shows the rows of `prints`: those with `can` open this place, of the others
 * `why_not` says what is lacking. `win.back` and Escape return to the place before.
 */
#define TB_TYPE_PRINT_PAGE (tb_print_page_get_type ())
G_DECLARE_FINAL_TYPE (TbPrintPage, tb_print_page, TB, PRINT_PAGE, AdwBin)

G_END_DECLS
