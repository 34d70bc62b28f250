/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "tb-city-client.h"

G_BEGIN_DECLS

struct _TbCityClient {
  GObject parent_instance;

  TbArea area;
  char *base; /* of every URL, without a slash at the end */
  char *device;
  char *token;
  GTlsCertificate *certificate;
  SoupSession *session;
  TbCityTimeouts timeouts;
  const TbClock *clock;
  const TbRandom *random;
};

G_END_DECLS
