/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"

G_BEGIN_DECLS

/* How one city is reached. */
typedef struct {
  char *base; /* https://…/v1, http://127.0.0.1:…/v1 or unix:/path; NULL: not connected */
  char *ca;   /* file with the city's certificate authority, or NULL */
  char *certificate; /* file with the window's certificate and key, or NULL */
} TbCityAddress;

/**
 * TbWindowConfig:
 *
 * `window.ini` in the window's folder: what enrolment made of this machine. Groups `[window]`
 * (area, code, device, sandbox) and one `[city SLUG]` per city (base, ca, certificate).
 */
typedef struct {
  TbArea area;
  guint code; /* 1 to 99, unique in its area */
  char *device;
  gboolean is_sandbox;
  TbCityAddress cities[TB_N_AREAS];
} TbWindowConfig;

TbWindowConfig *tb_window_config_load (const char *folder,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void tb_window_config_free (TbWindowConfig *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbWindowConfig, tb_window_config_free)

G_END_DECLS
