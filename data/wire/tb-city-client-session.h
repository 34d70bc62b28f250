/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-client.h"

G_BEGIN_DECLS

/* POST /session. @credentials: `{operator, secret, window}`. json: token, operator, grant, offline.
 * A wrong secret is TB_CITY_ERROR_SIGNED_OUT with the problem `wrong-credentials` or
 * `locked-out` (whose json says `retry_at`). Does not set the token by itself. */
void tb_city_client_sign_in_async (TbCityClient *self,
                                   const json_t *credentials,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* POST /session/refresh with the token that is set; a token can be refreshed once. */
void tb_city_client_refresh_async (TbCityClient *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
/* DELETE /session. */
void tb_city_client_sign_out_async (TbCityClient *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

G_END_DECLS
