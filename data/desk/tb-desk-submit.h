/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-desk-private.h"
#include "tb-form.h"

G_BEGIN_DECLS

/* The form that the arguments of `new` and `submit` describe. */
TbForm *tb_desk_form_build (TbDeskCore *core, const json_t *args, GError **error);
/* From where and when the window knows what a form starts with: {query: {area, area_name, as_of}}
 * for the queries that prefill names. */
json_t *tb_desk_form_dup_origins (TbDeskCore *core, const json_t *person);
/* The number of an open case of the same matter for the same person, or NULL. @collected: {person,
 * form}. */
char *tb_desk_submit_find_duplicate (TbDeskCore *core, const TbItem *item, const json_t *collected);
/* A field's file: its bytes are kept by their SHA-256, which is returned; what is a SHA-256 already
 * (from a form that `new` printed) or empty stays. */
char *tb_desk_attach_keep (TbDeskCore *core, const char *path, GError **error);
/* The kept bytes of @form's attachments go to @home before any command does. */
gboolean tb_desk_attach_offer (TbDeskCore *core,
                               TbArea home,
                               const TbItem *item,
                               const json_t *form,
                               GError **error);
/* [{field, code, message, instead?, warning}] without what was acknowledged. */
json_t *tb_desk_form_dup_problems (TbForm *form);
/* The text of one of the papers of a shown case; provisional until its city has confirmed. */
char *tb_desk_print_text (TbDeskCore *core,
                          const TbProjection *seen,
                          const char *print,
                          int copy,
                          GError **error);

G_END_DECLS
