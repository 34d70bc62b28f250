/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "tb-city-exchange.h"

G_BEGIN_DECLS

/* Opens @path for appending, 0600; errors are TB_CITY_SERVER_ERROR_LISTEN. */
FILE *tb_city_record_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * tb_city_record_write:
 *
 * Appends @exchange as a line `{method, path, query, status, request_headers, request, response}`,
 * which the contract tests hold against the machine-readable description. Bodies are JSON where
 * they are JSON, else text; of attachments only the length. Of the headers only those that the
 * contract names, and never Authorization: the file holds what the windows sent, so it is for the
 * made-up persons of a demo, and never written in production.
 */
void tb_city_record_write (FILE *file, const TbCityExchange *exchange);

G_END_DECLS
