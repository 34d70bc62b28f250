/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "tb-catalogue.h"
#include "tb-pinyin.h"

G_BEGIN_DECLS

/**
 * TbFormKit:
 *
 * What every form on the screen is made with: the catalogue, and how Chinese labels are read.
 * Loaded once, off the main thread; the readings are used on the main thread alone.
 */
typedef struct {
  TbCatalogue *catalogue;
  TbPinyin *pinyin;
} TbFormKit;

void tb_form_kit_load_async (GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
TbFormKit *tb_form_kit_load_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same at once, for tests. */
TbFormKit *tb_form_kit_load (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_form_kit_free (TbFormKit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbFormKit, tb_form_kit_free)

G_END_DECLS
