/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbSignInPage:
 *
 * Operator and secret, and nothing else to do until they are right. Says in plain words why not:
 * wrong, locked out until when, never signed in here while the city cannot be reached. Without a
 * city the verifier decides that it granted, and the page says until when that holds.
 */
#define TB_TYPE_SIGN_IN_PAGE (tb_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (TbSignInPage, tb_sign_in_page, TB, SIGN_IN_PAGE, AdwBin)

void tb_sign_in_page_set_workplace (TbSignInPage *self, TbWorkplace *workplace);
/* Empties the secret and puts the cursor where it is wanted. @operator_id: (nullable): whose turn
 * it is, for a locked window. @hint: (nullable): why the page is here. */
void tb_sign_in_page_prepare (TbSignInPage *self, const char *operator_id, const char *hint);

/* @text: why the last session did not end as it should, for example. */
void tb_sign_in_page_show_error (TbSignInPage *self, const char *text);

G_END_DECLS
