/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "city-fixture.h"
#include "tb-city-server.h"

G_BEGIN_DECLS

/* A city of Shenyang on sockets in a folder of its own, for the demo, with the workflow of
 * city-fixture.h, real grants, and a clock that stands. Server and asker share one main loop. */
typedef struct {
  char *folder;
  char *path;
  char *admin;
  TbCityServer *server;
  SoupSession *session;
  SoupSession *admin_session;
  TbCatalogue *catalogue;
  char *grant; /* of zhang at window-1 */
  gint64 now_us;
  GMutex gate; /* the city's thread stands still while the test holds it */
  TbClock clock;
  TbCityServerLimits limits;
} Served;

void served_set_up (Served *self, gconstpointer data);
void served_tear_down (Served *self, gconstpointer data);
void served_start (Served *self);

/* An answer as it came, unpacked by nobody. */
typedef struct {
  guint status; /* 0: none came */
  SoupMessage *message;
  GBytes *body;
  gboolean is_done;
} Answer;

void answer_free (Answer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

/* A message for "GET /v1/about" with the usual headers, sent by window-1. */
SoupMessage *served_message (const char *line, json_t *body);
/* Starts; the answer's is_done becomes TRUE while the loop runs. @message is taken. */
Answer *served_start_call (Served *self, SoupMessage *message);
void served_wait (Answer *answer);
Answer *served_send (Served *self, SoupMessage *message);
Answer *served_call (Served *self, const char *line, json_t *body);
Answer *served_admin (Served *self, const char *method, const char *path, json_t *body);

json_t *answer_json (const Answer *answer);
char *answer_text (const Answer *answer);
const char *answer_header (const Answer *answer, const char *name);

char *served_lane (Served *self, const char *device);
/* A submit with zhang's grant for window-1. */
json_t *served_submit (Served *self, const char *lane, gint64 lseq, guint64 case_n);
SoupMessage *served_batch (Served *self, const char *lane, json_t *command);
/* A number of /metrics. */
gint64 served_metric (Served *self, const char *name);

/* Runs the loop until a number of /metrics has that value. */
void served_wait_for (Served *self, const char *metric, gint64 value);

/* (element-type GSocket): connections on which nothing is said. */
GPtrArray *served_connect_many (Served *self, guint n);

/* Writes @bytes to a new connection as they are and gives what comes back until it is closed. */
char *served_raw (Served *self, const char *bytes, gssize length);

G_END_DECLS
