/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-command.h"
#include "tb-store.h"

G_BEGIN_DECLS

/* The states of protocol.md §10. Triggers allow only its arrows. */
typedef enum {
  TB_OUTBOX_QUEUED,     /* accepted, never sent to this history */
  TB_OUTBOX_SENT,       /* an attempt was made; the answer is not known */
  TB_OUTBOX_APPLIED,    /* in the city's log */
  TB_OUTBOX_CONFLICT,   /* needs a decision: base, mine and theirs are kept */
  TB_OUTBOX_REFUSED,    /* needs a decision */
  TB_OUTBOX_SUPERSEDED, /* a person decided; a new command carries the content, or nothing does */
  TB_OUTBOX_CANCELLED,  /* taken back before it was sent; a noop goes in its place */
  TB_OUTBOX_ARCHIVED,   /* applied, durable and old: content deleted, identity kept */
} TbOutboxState;

#define TB_N_OUTBOX_STATES 8

const char *tb_outbox_state_get_name (TbOutboxState self);
int tb_outbox_state_from_name (const char *name); /* −1: unknown */

/**
 * TbOutboxRow:
 * @position: order of acceptance over all lanes; the key of pages
 * @subject: what the list shows: the person's name
 * @number: (nullable): the number people read, of the case
 * @reason: (nullable): of a refusal: "invalid"
 * @problem: (nullable): what the city said, JSON
 * @resolves: (nullable): the dead command whose content this one carries again
 * @n_attempts: 0: the city cannot know it
 * @is_waiting: the city's outcome is not known yet
 * @seq: number in the city's log; 0 when not applied
 *
 * A line of the outbox without the content. Times in µs since 1970, 0 when not yet.
 */
typedef struct {
  gint64 position;
  TbArea area;
  gint64 lseq;
  char *command;
  TbCommandKind kind;
  char *case_id;
  char *item;
  char *operator_id;
  char *subject;
  char *number;
  TbOutboxState state;
  char *reason;
  char *problem;
  char *resolves;
  int n_attempts;
  gboolean is_waiting;
  gint64 ver;
  char *vid;
  gint64 seq;
  gint64 accepted_us;
  gint64 sent_us;
  gint64 settled_us;
} TbOutboxRow;

void tb_outbox_row_free (TbOutboxRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbOutboxRow, tb_outbox_row_free)

/**
 * TbOutboxFilter:
 * @area: TB_AREA_NONE for all
 * @states: bits 1 << TbOutboxState; 0 for all
 * @operator_id: (nullable): only this author's
 * @text: (nullable): beginning of subject or number, or a command or case id
 * @after: position of the last row of the page before; 0 for the first page
 * @limit: 1 to TB_STORE_MAX_PAGE
 */
typedef struct {
  TbArea area;
  guint states;
  const char *operator_id;
  const char *text;
  gint64 after;
  guint limit;
} TbOutboxFilter;

/* Newest first. Bounded. (element-type TbOutboxRow) */
GPtrArray *tb_outbox_table_page (TbStore *store,
                                 const TbOutboxFilter *filter,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* By command id. Bounded. TB_STORE_ERROR_MISSING. */
TbOutboxRow *tb_outbox_table_get (TbStore *store,
                                  const char *command,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The content. @reader is who wants to read: the author may, anyone else gets
 * TB_STORE_ERROR_FORBIDDEN; NULL is for sync and for supervisors. Bounded. */
TbCommand *tb_outbox_table_dup_command (TbStore *store,
                                        const char *command,
                                        const char *reader,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Commands on a case whose outcome is not known, in lane order: what the screen folds over the
 * cached record. Also those applied whose record (ver) the cache does not have yet. Bounded.
 * (element-type TbCommand) */
GPtrArray *tb_outbox_table_list_open (TbStore *store,
                                      TbArea area,
                                      const char *case_id,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ids of waiting commands that follow, directly or not, a dead one that nobody has decided about:
 * the city will refuse them. Bounded. */
char **tb_outbox_table_list_blocked (TbStore *store,
                                     TbArea area,
                                     const char *case_id,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct {
  guint n[TB_N_AREAS][TB_N_OUTBOX_STATES];
  guint n_waiting[TB_N_AREAS];  /* outcome not known: queued, sent, cancelled and not yet told */
  gint64 oldest_us[TB_N_AREAS]; /* when the oldest of them was accepted; 0 for none */
} TbOutboxCounts;

/* Without the archived. Bounded: kept by triggers, never counted. */
gboolean tb_outbox_table_count (TbStore *store, TbOutboxCounts *counts, GError **error);

G_END_DECLS
