/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-visit"

#include "config.h"

#include "tb-visit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-identifier.h"
#include "tb-mask.h"

G_DEFINE_QUARK (tb - visit - error - quark, tb_visit_error)

/* So long may a city take before it counts as absent for this visit. */
#define ANSWER_MS 8000

static const char *const registers[] = { "persons",  "insurance",    "cases",
                                         "archives", "certificates", "benefits" };

struct _TbVisit {
  GObject parent_instance;

  TbWorkplace *workplace;
  GCancellable *cancellable; /* of what is asked about this person */
  guint ticket;
  gint64 start_us; /* monotonic */
  json_t *person;
  char *masked_name; /* of what was typed, or NULL */
  json_t *agent;
  json_t *matters;
  json_t *cases;
  json_t *cities[TB_N_AREAS];
  guint n_asked; /* calls under way */
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_CITY_ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TbVisit, tb_visit, G_TYPE_OBJECT)

/* One question to the eight cities; lives until its call is done. */
typedef struct {
  TbVisit *visit;
  GCancellable *cancellable;
  const char *name;
} Question;

static void
question_free (Question *self)
{
  g_object_unref (self->visit);
  g_object_unref (self->cancellable);
  g_free (self);
}

static gboolean
is_older (const char *as_of, const char *other)
{
  return other == NULL || strcmp (as_of, other) < 0;
}

static void
answered_cb (const json_t *part, gpointer user_data)
{
  Question *question = user_data;
  TbVisit *self = question->visit;
  TbArea area = tb_area_from_slug (tb_json_get_string (part, "area"));
  const char *as_of = tb_json_get_string (part, "as_of");
  json_t *city;

  if (area == TB_AREA_NONE || g_cancellable_is_cancelled (question->cancellable))
    return;

  if (self->cities[area] == NULL)
    self->cities[area] = json_object ();
  city = self->cities[area];
  if (json_object_get (part, "rows") != NULL)
    json_object_set (city, question->name, json_object_get (part, "rows"));
  /* A row is as old as the oldest part of what it says. */
  if (as_of != NULL && is_older (as_of, tb_json_get_string (city, "as_of")))
    tb_json_set_string (city, "as_of", as_of);
  tb_json_set_string (city, "absent", tb_json_get_string (part, "absent"));
  tb_json_set_string (city, "refused", tb_json_get_string (part, "refused"));
  tb_json_set_int (city, "answers", tb_json_get_int (city, "answers", 0) + 1);
  g_signal_emit (self, signals[SIGNAL_CITY_ANSWERED], 0, area);
  if (strcmp (question->name, "persons") == 0)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  TbVisit *self = question->visit;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (!g_cancellable_is_cancelled (question->cancellable)) {
    if (answer == NULL)
      g_debug ("Asking for %s: %s", question->name, error->message);
    self->n_asked--;
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  }
  question_free (question);
}

static void
ask_cities (TbVisit *self, const char *name)
{
  g_autoptr (json_t) args = json_pack ("{s:s, s:s, s:b, s:i, s:{s:s}}",
                                       "name",
                                       name,
                                       "purpose",
                                       "reason:walk-in",
                                       "names",
                                       TRUE,
                                       "timeout_ms",
                                       ANSWER_MS,
                                       "criteria",
                                       "id_no",
                                       tb_json_get_string (self->person, "id_no"));
  Question *question = g_new0 (Question, 1);
  TbDeskRequest request = { "query", args, answered_cb, question };

  if (strcmp (name, "cases") == 0)
    json_object_set_new (json_object_get (args, "criteria"), "open", json_true ());
  question->visit = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  question->name = name;
  self->n_asked++;
  tb_workplace_call_async (self->workplace, &request, self->cancellable, asked_cb, question);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  TbVisit *self = question->visit;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer != NULL && !g_cancellable_is_cancelled (question->cancellable)) {
    g_clear_pointer (&self->cases, json_decref);
    self->cases = json_incref ((json_t *) tb_json_get_array (answer, "rows"));
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  }
  question_free (question);
}

static void
ask_here (TbVisit *self)
{
  g_autoptr (json_t) args = json_pack ("{s:s}", "text", tb_json_get_string (self->person, "id_no"));
  TbDeskRequest request = { "search", args, NULL, NULL };
  Question *question = g_new0 (Question, 1);

  question->visit = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  tb_workplace_call_async (self->workplace, &request, self->cancellable, found_cb, question);
}

static void
forget (TbVisit *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->n_asked = 0;
  g_clear_pointer (&self->cases, json_decref);
  for (int i = 0; i < TB_N_AREAS; i++)
    g_clear_pointer (&self->cities[i], json_decref);
}

void
tb_visit_refresh_cases (TbVisit *self)
{
  if (self->person != NULL)
    ask_here (self);
}

void
tb_visit_ask (TbVisit *self)
{
  if (self->person == NULL)
    return;

  forget (self);
  ask_here (self);
  for (gsize i = 0; i < G_N_ELEMENTS (registers); i++)
    ask_cities (self, registers[i]);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static TbIdentifier *
check (const char *kind, const char *text, int code, GError **error)
{
  g_autoptr (TbIdentifier) found = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const TbFlaw *flaw;
  GDate today;

  g_date_set_dmy (&today,
                  (GDateDay) g_date_time_get_day_of_month (now),
                  (GDateMonth) g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  found = tb_identifier_check (kind, text, NULL, &today);
  flaw = tb_identifier_get_error (found);
  if (flaw == NULL)
    return g_steal_pointer (&found);

  g_set_error_literal (error, TB_VISIT_ERROR, code, flaw->message);

  return NULL;
}

gboolean
tb_visit_set_person (TbVisit *self, const char *id_no, const char *name, GError **error)
{
  g_autoptr (TbIdentifier) number = check ("id18", id_no, TB_VISIT_ERROR_NUMBER, error);
  g_autoptr (TbIdentifier) called = NULL;

  if (number == NULL)
    return FALSE;
  if (name != NULL) {
    called = check ("name", name, TB_VISIT_ERROR_NAME, error);
    if (called == NULL)
      return FALSE;
  }

  g_free (self->masked_name);
  self->masked_name = called != NULL ? tb_mask_apply (TB_MASK_NAME, called->normal) : NULL;
  g_clear_pointer (&self->person, json_decref);
  self->person = json_pack ("{s:s, s:s*, s:s*, s:s*}",
                            "id_no",
                            number->normal,
                            "name",
                            called != NULL ? called->normal : NULL,
                            "sex",
                            tb_json_get_string (number->parsed, "sex"),
                            "birth",
                            tb_json_get_string (number->parsed, "birth"));
  tb_visit_ask (self);

  return TRUE;
}

gboolean
tb_visit_set_agent (TbVisit *self, const char *id_no, const char *name, GError **error)
{
  g_autoptr (TbIdentifier) number = NULL;
  g_autoptr (TbIdentifier) called = NULL;

  if (*id_no != '\0' || *name != '\0') {
    called = check ("name", name, TB_VISIT_ERROR_NAME, error);
    number = called != NULL ? check ("id18", id_no, TB_VISIT_ERROR_NUMBER, error) : NULL;
    if (number == NULL)
      return FALSE;
    if (g_strcmp0 (number->normal, tb_json_get_string (self->person, "id_no")) == 0) {
      g_set_error_literal (error,
                           TB_VISIT_ERROR,
                           TB_VISIT_ERROR_NUMBER,
                           _ ("This is the number of the person themselves"));
      return FALSE;
    }
  }

  g_clear_pointer (&self->agent, json_decref);
  if (number != NULL)
    self->agent = json_pack ("{s:s, s:s, s:s}",
                             "id_type",
                             "01",
                             "id_no",
                             number->normal,
                             "name",
                             called->normal);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return TRUE;
}

guint
tb_visit_get_ticket (TbVisit *self)
{
  return self->ticket;
}

int
tb_visit_get_minutes (TbVisit *self)
{
  return (int) ((g_get_monotonic_time () - self->start_us) / G_TIME_SPAN_MINUTE);
}

const json_t *
tb_visit_get_person (TbVisit *self)
{
  return self->person;
}

const json_t *
tb_visit_get_known (TbVisit *self)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    json_t *row = json_array_get (tb_json_get_array (self->cities[i], "persons"), 0);

    if (row != NULL)
      return row;
  }

  return NULL;
}

const char *
tb_visit_get_name (TbVisit *self)
{
  const char *name = tb_json_get_string (tb_visit_get_known (self), "name");
  const json_t *first = json_array_get (self->cases, 0);

  if (name == NULL)
    name = self->masked_name;
  if (name == NULL)
    name = tb_json_get_string (first, "person");

  return name != NULL ? name : "";
}

gboolean
tb_visit_is_asked (TbVisit *self)
{
  return self->person != NULL && self->n_asked == 0;
}

const json_t *
tb_visit_get_city (TbVisit *self, TbArea area)
{
  return self->cities[area];
}

const json_t *
tb_visit_get_cases (TbVisit *self)
{
  return self->cases;
}

const json_t *
tb_visit_get_agent (TbVisit *self)
{
  return self->agent;
}

const json_t *
tb_visit_find_open (TbVisit *self, const char *item)
{
  json_t *row;
  gsize i;

  json_array_foreach (self->cases, i, row)
  {
    if (!tb_json_get_bool (row, "closed") &&
        g_strcmp0 (tb_json_get_string (row, "item"), item) == 0)
      return row;
  }
  for (int a = 0; a < TB_N_AREAS; a++) {
    json_array_foreach ((json_t *) tb_json_get_array (self->cities[a], "cases"), i, row)
    {
      if (g_strcmp0 (tb_json_get_string (json_object_get (row, "item"), "id"), item) == 0)
        return row;
    }
  }
  json_array_foreach (self->matters, i, row)
  {
    if (g_strcmp0 (tb_json_get_string (row, "item"), item) == 0)
      return row;
  }

  return NULL;
}

void
tb_visit_add_matter (TbVisit *self, const char *item, const char *name, const json_t *answer)
{
  json_array_append_new (self->matters,
                         json_pack ("{s:s, s:s, s:s*, s:s*, s:s*}",
                                    "item",
                                    item,
                                    "name",
                                    name,
                                    "number",
                                    tb_json_get_string (answer, "number"),
                                    "case",
                                    tb_json_get_string (answer, "case"),
                                    "home",
                                    tb_json_get_string (answer, "home")));
  ask_here (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const json_t *
tb_visit_get_matters (TbVisit *self)
{
  return self->matters;
}

void
tb_visit_end (TbVisit *self)
{
  forget (self);
  g_clear_pointer (&self->masked_name, g_free);
  g_clear_pointer (&self->person, json_decref);
  g_clear_pointer (&self->agent, json_decref);
  json_array_clear (self->matters);
}

static void
tb_visit_finalize (GObject *object)
{
  TbVisit *self = TB_VISIT (object);

  tb_visit_end (self);
  json_decref (self->matters);
  g_object_unref (self->cancellable);
  g_object_unref (self->workplace);

  G_OBJECT_CLASS (tb_visit_parent_class)->finalize (object);
}

static void
tb_visit_class_init (TbVisitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_visit_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed",
                                          TB_TYPE_VISIT,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          0);
  signals[SIGNAL_CITY_ANSWERED] = g_signal_new ("city-answered",
                                                TB_TYPE_VISIT,
                                                G_SIGNAL_RUN_LAST,
                                                0,
                                                NULL,
                                                NULL,
                                                NULL,
                                                G_TYPE_NONE,
                                                1,
                                                G_TYPE_INT);
}

static void
tb_visit_init (TbVisit *self)
{
  self->cancellable = g_cancellable_new ();
  self->matters = json_array ();
  self->start_us = g_get_monotonic_time ();
}

TbVisit *
tb_visit_new (TbWorkplace *workplace, guint ticket)
{
  TbVisit *self = g_object_new (TB_TYPE_VISIT, NULL);

  self->workplace = g_object_ref (workplace);
  self->ticket = ticket;

  return self;
}
