/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"
#include "tb-form.h"

G_BEGIN_DECLS

/* The form that the arguments of `new` and `submit` describe. */
TbForm *tb_desk_form_build (TbDeskCore *core, const json_t *args, GError **error);
/* [{field, code, message, instead?, warning}] without what was acknowledged. */
json_t *tb_desk_form_dup_problems (TbForm *form);
/* The text of one of the papers of a shown case; provisional until its city has confirmed. */
char *tb_desk_print_text (TbDeskCore *core,
                          const TbProjection *seen,
                          const char *print,
                          int copy,
                          GError **error);

G_END_DECLS
