/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-case.h"
#include "tb-city.h"
#include "tb-command.h"

G_BEGIN_DECLS

/* Who made a command or asks a question, after everything was verified. */
typedef struct {
  char operator[64];
  TbArea area;
  guint roles; /* bits: 1 << TbRole */
} TbCityAuthor;

/**
 * TbCityAuthority:
 *
 * Who may do what: verifies windows, grants and sessions, and holds the RBAC matrix
 * (trust.md §10). The city's core asks it and knows no signature itself. Every function is
 * required; errors are of TB_CITY_PROBLEM, those about commands of TB_REFUSAL. Without an
 * authority nothing but /about is allowed.
 */
typedef struct {
  /* Whether @device, as the transport names it, may make a lane for @area. */
  gboolean (*check_device) (gpointer data,
                            const char *device,
                            TbArea area,
                            const char *window,
                            GError **error);
  /* Verifies the grant in @command, that it names @device, and was good at made_at. */
  gboolean (*check_author) (gpointer data,
                            TbCommand *command,
                            const char *device,
                            TbCityAuthor *author,
                            GError **error);
  /* Whether @author may give @command to @before (NULL for a new case). Transitions are the
   * workflow's business; here stand the rules above all matters. */
  gboolean (*check_command) (gpointer data,
                             const TbCityAuthor *author,
                             TbCommand *command,
                             TbCase *before,
                             GError **error);
  /* Verifies the session token of @request, and that its operator may read @what: "persons" …,
   * "cases", "case", "history". */
  gboolean (*check_reader) (gpointer data,
                            const TbCityRequest *request,
                            const char *what,
                            TbCityAuthor *author,
                            GError **error);
} TbCityAuthority;

/* @authority lives as long as the city. */
void tb_city_set_authority (TbCity *self, const TbCityAuthority *authority, gpointer data);

G_END_DECLS
