/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stub-city.h"
#include "tb-json.h"
#include "tb-view-line.h"

G_BEGIN_DECLS

/* What answers instead of the city, when it wants to: TRUE when it has. */
typedef gboolean (*PoliteTwist) (const StubRequest *request, StubReply *reply, gpointer data);

/**
 * PoliteCity:
 *
 * The least that a lane needs of a city, in memory: it applies every command to a record of its
 * own, numbers and chains its view, and keeps its outcomes. A twist makes it misbehave.
 */
typedef struct {
  StubCity *stub;
  const char *log_id;
  GPtrArray *entries;  /* of char *: the view, from line 1 */
  GPtrArray *links;    /* of char *: h of each line */
  GPtrArray *outcomes; /* of json_t *: by lseq − 1 */
  PoliteTwist twist;
  gpointer twist_data;
  guint page; /* lines in one page */
  guint n_posts;
  guint last_batch; /* commands in the last POST */
} PoliteCity;

#define POLITE_LANE "01890000-0000-7000-8000-00000000000a"

PoliteCity *polite_city_new (void);
void polite_city_free (PoliteCity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PoliteCity, polite_city_free)

/* A colleague's change; the entry's text is taken over. */
void polite_city_add (PoliteCity *self, char *entry);
/* A case that somebody else made. */
void polite_city_add_case (PoliteCity *self, guint i);
/* Another history with nothing in it. */
void polite_city_restore (PoliteCity *self, const char *log_id);
/* The city's own answer, for a twist that changes only a little. */
void polite_city_answer (PoliteCity *self, const StubRequest *request, StubReply *reply);

G_END_DECLS
