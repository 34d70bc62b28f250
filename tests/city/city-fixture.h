/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-city-authority.h"
#include "tb-city.h"

G_BEGIN_DECLS

/* A city of Shenyang in a folder of its own, with a clock that stands, a seeded source of
 * randomness, an authority that believes every window, and a workflow of a few lines: the log is
 * tested here, not the matters. */
typedef struct {
  char *folder;
  const char *vfs;
  TbCity *city;
  gint64 now_us;
  guint64 seed;
  gboolean is_remote;  /* durability is reported by backups */
  gboolean is_refused; /* the authority forbids every command */
  TbClock clock;
  TbRandom random;
} Fixture;

/* The workflow of a few lines. */
const TbCityRules *fixture_get_rules (void);

void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);
/* With all that is in it. */
void fixture_remove_folder (const char *path);
void fixture_open (Fixture *self);
gboolean fixture_try_open (Fixture *self, GError **error);
void fixture_close (Fixture *self);

/* The fixture's methods: "POST /v1/lanes?x=y"; @body NULL, or JSON (taken over). */
TbCityResponse *fixture_call (Fixture *self, const char *line, const char *device, json_t *body);
/* Likewise with one more header. */
TbCityResponse *fixture_call_with (Fixture *self,
                                   const char *line,
                                   const char *name,
                                   const char *value,
                                   GBytes *body);
json_t *fixture_json (const TbCityResponse *response);
char *fixture_text (const TbCityResponse *response);

/* A new lane of @device for a window of @area. */
char *fixture_lane (Fixture *self, const char *device, const char *area);
/* "00000000-0000-7000-8000-<n>" */
char *fixture_id (guint64 n);

/* A command; @base: JSON or NULL for a commuting kind, @args taken. */
json_t *fixture_command (const char *lane, gint64 lseq, const char *kind, guint64 case_n);
void fixture_set_base (json_t *command, json_t *base);
void fixture_set_args (json_t *command, json_t *args);
/* A submit of case @case_n, collected in @origin with @serial. */
json_t *fixture_submit (const char *lane, gint64 lseq, guint64 case_n, const char *origin);
json_t *fixture_advance (const char *lane, gint64 lseq, guint64 case_n, const char *vid);
json_t *fixture_note (const char *lane, gint64 lseq, guint64 case_n);

/* Sends @commands (array, taken) as @device; the whole answer. */
TbCityResponse *fixture_send (Fixture *self,
                              const char *lane,
                              const char *device,
                              json_t *commands);
/* Sends one command and gives its only outcome. */
json_t *fixture_one (Fixture *self, const char *lane, const char *device, json_t *command);

/* The city's words, for asserting. */
#define assert_member(json, member, text)                                                          \
  g_assert_cmpstr (tb_json_get_string (json, member), ==, text)

G_END_DECLS
