/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-desk-cases"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "tb-answer-table.h"
#include "tb-date.h"
#include "tb-deadline.h"
#include "tb-desk-calls.h"
#include "tb-desk-dossier.h"
#include "tb-desk-rights.h"
#include "tb-desk-view.h"
#include "tb-outbox-table.h"
#include "tb-record-table.h"
#include "tb-search.h"

#define DEFAULT_LIMIT 50

gboolean
tb_desk_read_limit (const json_t *args, guint *limit, GError **error)
{
  gint64 wanted = tb_json_get_int (args, "limit", DEFAULT_LIMIT);

  *limit = (guint) CLAMP (wanted, 1, TB_STORE_MAX_PAGE);
  if (wanted > 0)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("A list has at least one row: %d is no limit"),
               (int) wanted);

  return FALSE;
}

/* By slug, or by the name that people say, with or without its 市. */
static TbArea
find_area (const char *text)
{
  TbArea area = tb_area_from_slug (text);

  for (int i = 0; text != NULL && area == TB_AREA_NONE && i < TB_N_AREAS; i++) {
    const char *name = tb_area_get_name_zh ((TbArea) i);
    g_autofree char *city = g_strconcat (name, "市", NULL);

    if (g_str_equal (text, name) || g_str_equal (text, city) ||
        (g_utf8_strlen (text, -1) >= 2 && g_str_has_prefix (name, text)))
      area = (TbArea) i;
  }

  return area;
}

gboolean
tb_desk_read_area (const json_t *args, const char *member, TbArea *area, GError **error)
{
  const char *slug = tb_json_get_string (args, member);

  *area = find_area (slug);
  if (slug == NULL || *area != TB_AREA_NONE)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("“%s” is none of the eight areas: shenyang anshan fushun benxi fuxin liaoyang "
                  "tieling shenfu"),
               slug);

  return FALSE;
}

/* Own commands that no city has confirmed: case id → how many. */
static GHashTable *
count_pending (TbDeskCore *core, GPtrArray **rows, GError **error)
{
  TbOutboxFilter filter = {
    .area = TB_AREA_NONE,
    .states = 1u << TB_OUTBOX_QUEUED | 1u << TB_OUTBOX_SENT,
    .limit = TB_STORE_MAX_PAGE,
  };
  g_autoptr (GHashTable) pending = g_hash_table_new (g_str_hash, g_str_equal);

  *rows = tb_outbox_table_page (core->store, &filter, error);
  if (*rows == NULL)
    return NULL;
  for (guint i = 0; i < (*rows)->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (*rows, i);
    guint n = GPOINTER_TO_UINT (g_hash_table_lookup (pending, row->case_id));

    g_hash_table_insert (pending, row->case_id, GUINT_TO_POINTER (n + 1));
  }

  return g_steal_pointer (&pending);
}

static gboolean
is_wanted (TbDeskCore *core, const TbOutboxRow *row, const TbRecordFilter *filter)
{
  g_autoptr (json_t) known = NULL;

  if (row->kind != TB_COMMAND_SUBMIT ||
      (filter->area != TB_AREA_NONE && row->area != filter->area) ||
      (filter->owner != TB_AREA_NONE && row->area != filter->owner) ||
      (filter->item != NULL && g_strcmp0 (row->item, filter->item) != 0))
    return FALSE;

  /* The feed may have brought what the answer to the command has not told yet. */
  known = tb_record_table_get (core->store, row->area, row->case_id, NULL);

  return known == NULL;
}

/* Cases that exist at this window only: collected, receipted, not yet at their city. */
static void
add_unconfirmed (TbDeskCore *core, GPtrArray *outbox, const TbRecordFilter *filter, json_t *rows)
{
  for (guint i = 0; i < outbox->len; i++) {
    const TbOutboxRow *row = g_ptr_array_index (outbox, i);
    json_t *json;

    if (!is_wanted (core, row, filter))
      continue;
    json = tb_desk_view_outbox (core, row);
    tb_json_set_string (json, "id", row->case_id);
    tb_json_set_string (json, "home", tb_area_get_slug (row->area));
    tb_json_set_string (json, "owner", tb_area_get_slug (row->area));
    tb_json_set_string (json, "state_name", _ ("not yet at its city"));
    json_object_set_new (json, "confirmed", json_false ());
    json_object_set_new (json, "pending", json_integer (1));
    json_array_append_new (rows, json);
  }
}

/* A matter by id or by its name. */
static gboolean
read_item (TbDeskCore *core, const json_t *args, const char **id, GError **error)
{
  const char *text = tb_json_get_string (args, "item");
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (core->catalogue, &n);

  *id = NULL;
  for (gsize i = 0; text != NULL && *id == NULL && i < n; i++) {
    if (g_str_equal (text, tb_item_get_id (items[i])) ||
        g_strcmp0 (text, tb_item_get_name_zh (items[i])) == 0 ||
        g_strcmp0 (text, tb_item_get_name_en (items[i])) == 0)
      *id = tb_item_get_id (items[i]);
  }
  if (text == NULL || *id != NULL)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("There is no matter “%s”; “new” without a name lists them"),
               text);

  return FALSE;
}

static const char *
find_state (const TbMachine *machine, const char *text)
{
  gsize n;
  const TbState *states = tb_machine_get_states (machine, &n);

  for (gsize i = 0; i < n; i++) {
    if (g_str_equal (text, states[i].id) || g_strcmp0 (text, states[i].name_zh) == 0 ||
        g_strcmp0 (text, states[i].name_en) == 0)
      return states[i].id;
  }

  return NULL;
}

/* A state by id or by its name, which the machines of different matters share. */
static gboolean
read_state (TbDeskCore *core, const json_t *args, const char **id, GError **error)
{
  const char *text = tb_json_get_string (args, "state");
  const char *item = tb_json_get_string (args, "item");
  gsize n;
  const TbItem *const *items = tb_catalogue_get_items (core->catalogue, &n);

  *id = NULL;
  for (gsize i = 0; text != NULL && *id == NULL && i < n; i++) {
    if (item == NULL || g_str_equal (item, tb_item_get_id (items[i])) ||
        g_strcmp0 (item, tb_item_get_name_zh (items[i])) == 0)
      *id = find_state (tb_item_get_machine (items[i]), text);
  }
  if (text == NULL || *id != NULL)
    return TRUE;

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_ARGUMENT,
               _ ("No case can be in a state “%s”; “show” says which one a case is in"),
               text);

  return FALSE;
}

gboolean
tb_desk_read_filter (TbDeskCore *core, const json_t *args, TbRecordFilter *filter, GError **error)
{
  return tb_desk_read_area (args, "area", &filter->area, error) &&
         tb_desk_read_area (args, "owner", &filter->owner, error) &&
         read_item (core, args, &filter->item, error) &&
         read_state (core, args, &filter->state, error);
}

gboolean
tb_desk_add_unconfirmed (TbDeskCore *core,
                         const TbRecordFilter *filter,
                         json_t *rows,
                         GError **error)
{
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GHashTable) pending = count_pending (core, &outbox, error);

  if (pending == NULL)
    return FALSE;
  if (!filter->is_closed && filter->state == NULL)
    add_unconfirmed (core, outbox, filter, rows);

  return TRUE;
}

json_t *
tb_desk_list (TbDeskCore *core, const json_t *args, GError **error)
{
  TbRecordFilter filter = { .order = TB_RECORD_ORDER_DUE };
  g_autoptr (TbOperator) who = tb_desk_require_role (core, TB_DESK_CASES, error);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GHashTable) pending = NULL;
  g_autoptr (GPtrArray) page = NULL;
  g_autoptr (json_t) rows = json_array ();

  if (who == NULL || !tb_desk_read_limit (args, &filter.limit, error) ||
      !tb_desk_read_filter (core, args, &filter, error))
    return NULL;
  filter.is_closed = tb_json_get_bool (args, "closed");
  if (tb_json_get_bool (args, "newest"))
    filter.order = TB_RECORD_ORDER_CHANGED;

  pending = count_pending (core, &outbox, error);
  if (pending == NULL)
    return NULL;
  if (!filter.is_closed && filter.state == NULL)
    add_unconfirmed (core, outbox, &filter, rows);
  page = tb_record_table_page (core->store, &filter, error);
  if (page == NULL)
    return NULL;
  for (guint i = 0; i < page->len; i++) {
    const TbRecordRow *row = g_ptr_array_index (page, i);
    json_t *json = tb_desk_view_record (core, row);

    tb_json_set_int (json, "pending", GPOINTER_TO_UINT (g_hash_table_lookup (pending, row->id)));
    json_array_append_new (rows, json);
  }

  return json_pack ("{s:O, s:b}", "rows", rows, "more", page->len == filter.limit);
}

/* Every transition that leaves the state, and why one is not open to this operator now. */
static json_t *
list_actions (TbDeskCore *core, const TbProjection *seen, const TbOperator *who)
{
  const TbMachine *machine = tb_item_get_machine (seen->item);
  const char *state = tb_case_get_state (seen->shown);
  json_t *rows = json_array ();
  const TbTransition *transitions;
  g_autofree char *at = NULL;
  TbWorkflowActor actor;
  gsize n;

  tb_desk_fill_actor (core, who, &at, &actor);
  transitions = tb_machine_get_transitions (machine, &n);
  for (gsize i = 0; i < n; i++) {
    const TbTransition *step = &transitions[i];
    g_autoptr (GError) why = NULL;
    gboolean is_allowed;

    if (!g_strv_contains (step->from, state))
      continue;
    is_allowed = tb_workflow_may_advance (seen->item, seen->shown, step, &actor, &why);
    json_array_append_new (rows,
                           json_pack ("{s:s, s:s, s:s, s:b, s:s*, s:b, s:O*, s:o}",
                                      "transition",
                                      step->id,
                                      "name",
                                      tb_desk_view_pick (step->name_zh, step->name_en),
                                      "to",
                                      step->to,
                                      "allowed",
                                      is_allowed,
                                      "why",
                                      why != NULL ? why->message : NULL,
                                      "needs_reason",
                                      step->needs_reason,
                                      "fields",
                                      step->fields,
                                      "asks",
                                      tb_desk_dossier_asks (core, step)));
  }

  return rows;
}

static json_t *
list_pending (TbDeskCore *core, const TbProjection *seen)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < seen->open->len; i++) {
    const char *id = tb_command_get_id (g_ptr_array_index (seen->open, i));
    g_autoptr (TbOutboxRow) row = tb_outbox_table_get (core->store, id, NULL);
    json_t *json;

    if (row == NULL)
      continue;
    json = tb_desk_view_outbox (core, row);
    tb_json_set_string (json, "expected_failure", tb_json_get_string (seen->failing, id));
    json_array_append_new (rows, json);
  }

  return rows;
}

/* Staff and supervisors look at cases; an auditor needs a reason and sees them masked; nobody
 * else does (trust.md §10). Every look is on record. */
static gboolean
may_look (TbDeskCore *core,
          const TbOperator *who,
          const TbProjection *seen,
          const json_t *args,
          GError **error)
{
  const char *id = tb_case_get_id (seen->shown);
  const char *reveal = tb_json_get_string (args, "reveal");
  const char *reason = tb_json_get_string (args, "reason");
  gboolean is_auditor = (tb_desk_get_roles (who) & TB_DESK_CASES) == 0;

  if (reveal != NULL && !is_auditor)
    return tb_desk_reveal (core, who, id, reveal, error);
  if (!is_auditor || (reveal == NULL && reason != NULL))
    return tb_desk_check_reason (reason, error) &&
           tb_desk_note_look (core, who, "case.viewed", id, error);

  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_FORBIDDEN,
               _ ("An auditor opens a case masked and with a reason: --reason TEXT"));

  return FALSE;
}

/* A word for everything that the screen shows of the case: its version, what is open on it, and
 * how far that is on its way. */
static json_t *
dup_look (TbDeskCore *core, const TbProjection *seen, const char *token)
{
  g_autoptr (GString) look = g_string_new (token);

  for (guint i = 0; i < seen->open->len; i++) {
    const char *id = tb_command_get_id (g_ptr_array_index (seen->open, i));
    g_autoptr (TbOutboxRow) row = tb_outbox_table_get (core->store, id, NULL);

    if (row != NULL)
      g_string_append_printf (look, "+%d.%d", (int) row->state, row->n_attempts > 0);
  }

  return json_string (look->str);
}

/* A screen that keeps itself up to date is one look, not one for every time it asks. */
static gboolean
is_same (TbDeskCore *core, const TbProjection *seen, const char *token, const json_t *args)
{
  const char *unless = tb_json_get_string (args, "unless");
  g_autoptr (json_t) look = unless != NULL ? dup_look (core, seen, token) : NULL;

  return unless != NULL && g_str_equal (unless, json_string_value (look)) &&
         tb_json_get_string (args, "reveal") == NULL;
}

json_t *
tb_desk_show (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *reason = tb_json_get_string (args, "reveal");
  g_autoptr (TbOperator) who = NULL;
  g_autoptr (TbProjection) seen = NULL;
  g_autoptr (json_t) body = NULL;
  g_autofree char *token = NULL;
  json_t *answer;
  const TbItem *item;

  if (wanted == NULL)
    return NULL;
  who = tb_desk_require_role (core, TB_DESK_CASES | TB_DESK_AUDITOR, error);
  if (who == NULL)
    return NULL;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;
  token = tb_projection_dup_seen (seen);
  if (is_same (core, seen, token, args))
    return json_pack ("{s:b}", "same", TRUE);
  if (!may_look (core, who, seen, args, error))
    return NULL;

  item = seen->item;
  body = reason != NULL ? tb_case_dup_json (seen->shown)
                        : tb_desk_view_masked (item, tb_case_get_json (seen->shown));

  answer = json_pack ("{s:O, s:s, s:s, s:s, s:b, s:s*, s:I, s:o, s:o, s:o, s:s}",
                      "case",
                      body,
                      "seen",
                      token,
                      "item_name",
                      tb_desk_view_pick (tb_item_get_name_zh (item), tb_item_get_name_en (item)),
                      "state_name",
                      tb_desk_view_state (item, tb_case_get_state (seen->shown)),
                      "confirmed",
                      seen->open->len == 0,
                      "vid",
                      tb_json_get_string (seen->entry, "vid"),
                      "ver",
                      (json_int_t) tb_json_get_int (seen->entry, "ver", 0),
                      "pending",
                      list_pending (core, seen),
                      "deadlines",
                      tb_desk_view_deadlines (core, item, seen->shown),
                      "actions",
                      list_actions (core, seen, who),
                      "home",
                      tb_area_get_slug (seen->home));
  /* ⚠ Full values have none: nothing can be “the same” as they are, so that they go away again. */
  if (reason == NULL)
    json_object_set_new (answer, "look", dup_look (core, seen, token));
  tb_desk_dossier_add (core, seen, who, reason != NULL, answer);

  return answer;
}

/* By id, or by the name that “show” tells. */
static gboolean
is_leg (const TbItem *item, const char *id, const char *wanted)
{
  const TbLeg *leg = tb_machine_get_leg (tb_item_get_machine (item), id);

  return g_strcmp0 (id, wanted) == 0 || (leg != NULL && (g_strcmp0 (leg->name_zh, wanted) == 0 ||
                                                         g_strcmp0 (leg->name_en, wanted) == 0));
}

static void
set_no_clock (GError **error, TbCase *shown, const char *wanted)
{
  g_autoptr (GString) known = g_string_new (NULL);
  json_t *clock;
  gsize i;

  json_array_foreach ((json_t *) tb_case_get_clocks (shown), i, clock)
      g_string_append_printf (known, " %s", tb_json_get_string (clock, "leg"));
  g_set_error (error,
               TB_DESK_ERROR,
               TB_DESK_ERROR_NOT_FOUND,
               _ ("The case has no clock “%s”; it has:%s"),
               wanted,
               known->len > 0 ? known->str : _ (" none yet"));
}

json_t *
tb_desk_explain (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *wanted = tb_desk_need_string (args, "case", error);
  const char *leg = tb_json_get_string (args, "leg");
  g_autoptr (TbOperator) who = NULL;
  g_autoptr (TbProjection) seen = NULL;
  g_autoptr (json_t) legs = json_array ();
  json_t *clock;
  GDate today;
  gsize i;

  if (wanted == NULL)
    return NULL;
  who = tb_desk_require_role (core, TB_DESK_CASES | TB_DESK_AUDITOR, error);
  if (who == NULL)
    return NULL;
  seen = tb_projection_load (core, wanted, error);
  if (seen == NULL)
    return NULL;

  tb_date_of_time (tb_clock_wall_us (&core->clock), &today);
  json_array_foreach ((json_t *) tb_case_get_clocks (seen->shown), i, clock)
  {
    g_autoptr (GPtrArray) lines = NULL;
    json_t *texts = json_array ();

    if (leg != NULL && !is_leg (seen->item, tb_json_get_string (clock, "leg"), leg)) {
      json_decref (texts);
      continue;
    }
    lines = tb_deadline_explain (core->calendar, seen->item, clock, &today);
    for (guint l = 0; l < lines->len; l++)
      json_array_append_new (texts, json_string (g_ptr_array_index (lines, l)));
    json_array_append_new (legs,
                           json_pack ("{s:s, s:o}",
                                      "leg",
                                      tb_json_get_string (clock, "leg"),
                                      "lines",
                                      texts));
  }

  if (leg != NULL && json_array_size (legs) == 0) {
    set_no_clock (error, seen->shown, leg);
    return NULL;
  }

  return json_pack ("{s:s*, s:O, s:o}",
                    "number",
                    tb_case_get_number (seen->shown),
                    "legs",
                    legs,
                    "deadlines",
                    tb_desk_view_deadlines (core, seen->item, seen->shown));
}

/* What was searched for is on record as a hash: it may be a person's number (SEC-21). */
static gboolean
note_search (TbDeskCore *core, const TbOperator *who, const char *text, GError **error)
{
  g_autoptr (json_t) criteria = json_pack ("{s:s}", "text", text);
  g_autofree char *key = tb_answer_table_make_key ("search", criteria);

  return tb_desk_note_look (core, who, "searched", key, error);
}

json_t *
tb_desk_search (TbDeskCore *core, const json_t *args, GError **error)
{
  const char *text = tb_desk_need_string (args, "text", error);
  g_autoptr (TbOperator) who =
      text != NULL ? tb_desk_require_role (core, TB_DESK_CASES, error) : NULL;
  TbSearchQuery query = { .text = text, .area = TB_AREA_NONE };
  g_autoptr (TbSearchPage) page = NULL;
  g_autoptr (json_t) rows = json_array ();

  if (who == NULL || !tb_desk_read_limit (args, &query.limit, error) ||
      !tb_desk_read_area (args, "area", &query.area, error) ||
      !note_search (core, who, text, error))
    return NULL;

  query.after = tb_json_get_string (args, "after");
  page = tb_search_run (core->store, &query, NULL, error);
  if (page == NULL)
    return NULL;
  for (guint i = 0; i < page->rows->len; i++)
    json_array_append_new (rows, tb_desk_view_record (core, g_ptr_array_index (page->rows, i)));

  return json_pack ("{s:O, s:s*}", "rows", rows, "next", page->next);
}
