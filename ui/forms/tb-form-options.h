/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-field.h"
#include "tb-form-kit.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbFormOptions:
 *
 * What a field of type code, codes, area, region or boolean can be, found by characters, pinyin,
 * initials or code. Thousands stay quick: labels are read once, when the first letter is typed.
 */
typedef struct _TbFormOptions TbFormOptions;

/* NULL for a field of another type. @kit must outlive it. */
TbFormOptions *tb_form_options_new (TbFormKit *kit, const TbField *field) G_GNUC_WARN_UNUSED_RESULT;
void tb_form_options_free (TbFormOptions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFormOptions, tb_form_options_free)

guint tb_form_options_get_n (const TbFormOptions *self);
const char *tb_form_options_get_label (const TbFormOptions *self, guint i);
/* As the form stores it. */
json_t *tb_form_options_dup_value (const TbFormOptions *self, guint i) G_GNUC_WARN_UNUSED_RESULT;
/* Which option @value is; −1 for none. */
int tb_form_options_find (const TbFormOptions *self, const json_t *value);
/* Indices of the options that @query meets, best first; all for an empty one. (element-type guint)
 */
GArray *tb_form_options_match (TbFormOptions *self, const char *query) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
