/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The user's language for this program: first thing in main(). Messages are looked for where the
 * program was installed, or in the folder that TEXTDOMAINDIR names, as gettext's own tools do:
 * so a build that was not installed speaks Chinese too. */
void tb_locale_init (void);

G_END_DECLS
