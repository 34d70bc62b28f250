/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-verb.h"

G_BEGIN_DECLS

/* The help of one verb, or the overview when @verb is NULL; on standard output. */
void tb_help_print (const TbVerb *verb);
/* The man page tongbanctl(1) in roff, and the completion for bash, from the command table. */
void tb_help_print_man (void);
void tb_help_print_completion (void);

G_END_DECLS
