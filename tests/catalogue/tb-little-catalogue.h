/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-catalogue.h"

G_BEGIN_DECLS

/**
 * LittleCatalogue:
 *
 * A whole catalogue of one matter in a temporary folder, to be broken in one place at a time.
 */
typedef struct {
  char *path;
} LittleCatalogue;

void little_catalogue_init (LittleCatalogue *self);
void little_catalogue_clear (LittleCatalogue *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LittleCatalogue, little_catalogue_clear)

char *little_catalogue_read (const LittleCatalogue *self, const char *file);
/* @text NULL: takes the file away. */
void little_catalogue_write (const LittleCatalogue *self, const char *file, const char *text);
/* Replaces the first @from in @file, which must be there. */
void little_catalogue_edit (const LittleCatalogue *self,
                            const char *file,
                            const char *from,
                            const char *to);
TbCatalogue *little_catalogue_load (const LittleCatalogue *self, GError **error);

G_END_DECLS
