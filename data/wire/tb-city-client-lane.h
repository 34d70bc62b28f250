/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-client.h"

G_BEGIN_DECLS

/* What a lane says: no operator needed, the window vouches for itself. */

/* POST /lanes: a new lane for the window @window ("03") of @area, whose view it will read. json:
 * `{lane, last}`. */
void tb_city_client_open_lane_async (TbCityClient *self,
                                     TbArea area,
                                     const char *window,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* GET /lanes/{lane}?from=: resolves every doubt. json: `{lane, last, outcomes, more}`. */
void tb_city_client_outcomes_async (TbCityClient *self,
                                    const char *lane,
                                    gint64 from,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* POST /lanes/{lane}/commands: @body is `{"commands":[…]}` around the canonical bytes of 1 to 50
 * commands, as tb_outbox_batch_dup_body() gives it: sent as it is, never written anew. json:
 * `{outcomes}`. A lane-gap or an id-reused carries the outcomes so far in its problem's json. */
void tb_city_client_commands_async (TbCityClient *self,
                                    const char *lane,
                                    GBytes *body,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

/* Uploads @bytes as the blob @sha256: asks first how much is there, then sends the rest in pieces.
 * Finished when the city has it whole. */
void tb_city_client_put_blob_async (TbCityClient *self,
                                    const char *sha256,
                                    GBytes *bytes,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* HEAD /blobs/{sha256}: status 200: whole; 404: @have bytes are there. */
void tb_city_client_head_blob_async (TbCityClient *self,
                                     const char *sha256,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* GET /blobs/{sha256}: bytes, whose hash has been checked. */
void tb_city_client_get_blob_async (TbCityClient *self,
                                    const char *sha256,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

G_END_DECLS
