/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_AMOUNT_ERROR (tb_amount_error_quark ())
GQuark tb_amount_error_quark (void);

typedef enum {
  TB_AMOUNT_ERROR_FORMAT, /* not a sum of yuan with at most two decimals */
  TB_AMOUNT_ERROR_RANGE,  /* more than TB_AMOUNT_MAX_FEN */
} TbAmountError;

/* Ten thousand billion yuan less a fen: more than the counter ever sees, and far from overflow. */
#define TB_AMOUNT_MAX_FEN G_GINT64_CONSTANT (999999999999999)

/* Money is whole fen inside, yuan with two decimals outside (domain rule 03 §10). All pure. */

/* Yuan as people and files write them: "7200", "7200.5", "-35.60"; full-width digits and blanks
 * at the ends are folded; separators of thousands are refused. */
gboolean tb_amount_parse (const char *text, gint64 *fen, GError **error);
/* "7200.00" */
char *tb_amount_format (gint64 fen) G_GNUC_WARN_UNUSED_RESULT;
/* Chinese capitals for official forms (支付结算办法 annex 1): 陆仟零柒元壹角肆分; @fen within
 * ±TB_AMOUNT_MAX_FEN. Where the annex leaves a 零 open, it is left out. */
char *tb_amount_format_capitals (gint64 fen) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
