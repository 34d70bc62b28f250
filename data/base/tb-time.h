/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 3339 in UTC with milliseconds, the protocol's only form: "2026-10-10T02:34:56.789Z". */
char *tb_time_format (gint64 wall_us) G_GNUC_WARN_UNUSED_RESULT;
/* The way back; FALSE without a GError for anything else than that form. */
gboolean tb_time_parse (const char *text, gint64 *wall_us);

G_END_DECLS
