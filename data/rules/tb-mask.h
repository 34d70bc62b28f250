/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What screens and prints show unless somebody asked with a reason (domain rule 06, GB/T 35273). */
typedef enum {
  TB_MASK_NONE = -1,
  TB_MASK_ID,       /* first 6 and last 4; of numbers of ten characters or less the last 2 */
  TB_MASK_MOBILE,   /* first 3 and last 4 */
  TB_MASK_NAME,     /* of two characters the first, of more first and last; with dots the first */
  TB_MASK_BANK,     /* last 4 */
  TB_MASK_ADDRESS,  /* down to the district, or to the city where none is named */
  TB_MASK_REPORTER, /* "***" for every value: nothing shows, not even the length */
} TbMask;

/* "id", "mobile", "name", "bank", "address", "reporter"; and what the dictionary of fields calls
 * them: "addr", "tail4" for bank, "hide" for reporter; "phone" for mobile. */
TbMask tb_mask_from_name (const char *name);
const char *tb_mask_get_name (TbMask self);

/* But for a reporter never longer than @value in characters; never @value itself unless that is
 * empty or an address that ends at its district or city. Blanks between the digits of a number go,
 * and every dot that people type in a name counts. @value is UTF-8. */
char *tb_mask_apply (TbMask self, const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
