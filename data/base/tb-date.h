/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TB_DATE_ERROR (tb_date_error_quark ())
GQuark tb_date_error_quark (void);

typedef enum {
  TB_DATE_ERROR_FORMAT, /* not of the form YYYY-MM-DD or YYYY-MM */
  TB_DATE_ERROR_RANGE,  /* of the form, but no such day or month */
} TbDateError;

/* Strict `YYYY-MM-DD` (RFC 3339 full-date), years 1900 to 2199. */
gboolean tb_date_parse (const char *text, GDate *date, GError **error);
/* Strict `YYYY-MM`; @date becomes the first of the month. */
gboolean tb_date_parse_month (const char *text, GDate *date, GError **error);

char *tb_date_format (const GDate *date) G_GNUC_WARN_UNUSED_RESULT;
/* The day in China (UTC+8, no summer time since 1991) at @wall_us. */
void tb_date_of_time (gint64 wall_us, GDate *date);
/* Full years from @birth to @day; negative when @day lies before @birth. Someone born on 29
 * February completes a year on 1 March of a common year (民法典 art. 202: the day after). */
int tb_date_full_years (const GDate *birth, const GDate *day);

G_END_DECLS
