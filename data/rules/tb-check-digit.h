/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Check characters of the standards. Callers have checked alphabet and length before; all are
 * pure and may run on any thread. */

/* ISO 7064 MOD 11-2 over the first 17 digits (GB 11643-1999): '0' to '9' or 'X'. */
char tb_check_digit_mod11_2 (const char *digits);
/* Weights 7 3 1 over @length letters (A = 10) and digits (ICAO 9303): '0' to '9'. */
char tb_check_digit_731 (const char *text, gsize length);
/* The last character of a unified social credit code over its first 17 (GB 32100-2015). */
char tb_check_digit_uscc (const char *text);
/* The last character of an organisation code over its first eight (GB 11714-1997). */
char tb_check_digit_organisation (const char *text);
/* Whether the digits of a card number satisfy ISO/IEC 7812-1 annex B. */
gboolean tb_check_digit_luhn (const char *digits);

/* Place of @c in the alphabet of GB 32100-2015, which has no I O S V Z; −1 elsewhere. */
int tb_check_digit_uscc_value (char c);

G_END_DECLS
