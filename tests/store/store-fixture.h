/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-cache.h"
#include "tb-desk-tables.h"
#include "tb-lane-table.h"
#include "tb-outbox.h"
#include "tb-print-table.h"

G_BEGIN_DECLS

/* A store in a folder of its own, on a clock that stands still until it is moved. */
typedef struct {
  char *folder;
  gint64 wall_us;
  guint64 seed;
  TbClock clock;
  TbRandom random;
  TbStoreOptions options;
  TbStore *store;
} StoreFixture;

#define FIXTURE_LANE "01890000-0000-7000-8000-00000000000a"
#define FIXTURE_LOG  "log-1"

void store_fixture_set_up (StoreFixture *self, gconstpointer unused);
void store_fixture_tear_down (StoreFixture *self, gconstpointer unused);
/* Closes and opens again. */
void store_fixture_reopen (StoreFixture *self);
/* Window 3 of Shenyang, enrolled with Anshan on FIXTURE_LANE. */
void store_fixture_enrol (StoreFixture *self);
char *store_fixture_path (StoreFixture *self, const char *name);

char *store_fixture_uuid (StoreFixture *self);
/* @kind with what it needs; @base_vid or @after (nullable) as its kind wants. */
json_t *store_fixture_command (StoreFixture *self,
                               const char *kind,
                               const char *case_id,
                               const char *base_vid,
                               const char *after);
/* Accepted for Anshan; its base is made up when it has a vid. */
TbCommand *store_fixture_accept (StoreFixture *self, const json_t *command, GError **error);
TbCommand *store_fixture_submit (StoreFixture *self);
/* Sends all that waits, in one batch; its size. */
guint store_fixture_send (StoreFixture *self);

json_t *store_fixture_applied (TbCommand *command, gint64 seq);
json_t *store_fixture_conflict (TbCommand *command);
json_t *store_fixture_refused (TbCommand *command);
/* One outcome (taken) recorded for FIXTURE_LOG. */
gboolean store_fixture_record (StoreFixture *self, json_t *outcome, GError **error);
TbOutboxState store_fixture_state (StoreFixture *self, const char *command);

/* A case entry of version @ver, as a city would send it. */
json_t *store_fixture_entry (const char *id, gint64 ver, const char *name, const char *id_no);
/* The fixture's pinyin: what TbRecordKeysFunc would answer for a few names. */
void store_fixture_keys (const TbJsonScan *entry,
                         TbJsonNode body,
                         TbRecordKeys *keys,
                         gpointer unused);
/* A page of a snapshot of Anshan: @entries is an array. */
gboolean store_fixture_snapshot (StoreFixture *self,
                                 const json_t *entries,
                                 const json_t *as_of,
                                 const char *next,
                                 GError **error);

G_END_DECLS
