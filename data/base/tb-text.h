/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Full-width letters, digits and signs (U+FF01–FF5E) and the ideographic space become their
 * ASCII twins; everything else stays as it is, byte for byte. @text must be UTF-8. */
char *tb_text_fold_width (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Without white space at both ends, including U+00A0 and U+3000. */
char *tb_text_trim (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Characters (code points), not bytes. */
gboolean tb_text_is_han (gunichar c);

G_END_DECLS
