/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-clock.h"
#include "tb-random.h"

G_BEGIN_DECLS

#define TB_UUID_LENGTH 36

/* A new UUID of version 7 (RFC 9562 §5.7) in lower case: ids sort by the time they were made. */
char *tb_uuid_new (const TbClock *clock, const TbRandom *random) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @text is any UUID in the lower-case canonical form that the protocol demands. */
gboolean tb_uuid_is_valid (const char *text);

G_END_DECLS
