/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lookup"

#include "config.h"

#include "tb-lookup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-lookup-words.h"

typedef struct {
  TbLookupState state;
  json_t *part; /* masked, or NULL */
  json_t *full; /* the same with full values, or NULL */
} City;

struct _TbLookup {
  GObject parent_instance;

  TbWorkplace *workplace;
  City cities[TB_N_AREAS];
  json_t *args; /* of the question, or NULL */
  char *name;
  char *failure;
  gboolean is_revealing; /* the answers that come are full values */
  GCancellable *waiting; /* for the answers, or NULL */
};

G_DEFINE_FINAL_TYPE (TbLookup, tb_lookup, G_TYPE_OBJECT)

enum { CITY_CHANGED, ASKING_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* One call on its way: a later question must not be given the answers to this one. */
typedef struct {
  TbLookup *lookup;
  GCancellable *waiting;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->lookup);
  g_object_unref (asking->waiting);
  g_free (asking);
}

static void
set_state (TbLookup *self, int area, TbLookupState state)
{
  self->cities[area].state = state;
  g_signal_emit (self, signals[CITY_CHANGED], 0, area);
}

static void
forget (TbLookup *self)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_clear_pointer (&self->cities[i].part, json_decref);
    g_clear_pointer (&self->cities[i].full, json_decref);
  }
  g_clear_pointer (&self->failure, g_free);
}

static gboolean
is_asked (TbLookup *self, int area, const char *wanted)
{
  if (wanted != NULL)
    return tb_area_from_slug (wanted) == (TbArea) area;

  /* A window need not have a lane to each city. */
  return self->workplace == NULL || tb_workplace_get_city (self->workplace, (TbArea) area) != NULL;
}

void
tb_lookup_begin (TbLookup *self, const char *name, const char *area)
{
  char *copy = g_strdup (name);

  forget (self);
  self->is_revealing = FALSE;
  g_free (self->name);
  self->name = copy;
  for (int i = 0; i < TB_N_AREAS; i++)
    set_state (self, i, is_asked (self, i, area) ? TB_LOOKUP_ASKING : TB_LOOKUP_IDLE);
}

void
tb_lookup_take (TbLookup *self, const json_t *part)
{
  TbArea area = tb_area_from_slug (tb_json_get_string (part, "area"));
  City *city;

  if (area == TB_AREA_NONE)
    return;

  city = &self->cities[area];
  if (self->is_revealing) {
    json_decref (city->full);
    city->full = json_deep_copy (part);
  } else {
    json_decref (city->part);
    city->part = json_deep_copy (part);
  }
  if (tb_json_get_string (part, "refused") != NULL)
    set_state (self, area, TB_LOOKUP_REFUSED);
  else if (tb_json_get_string (part, "absent") != NULL)
    set_state (self, area, TB_LOOKUP_ABSENT);
  else
    set_state (self, area, TB_LOOKUP_ANSWERED);
}

static void
step_told_cb (const json_t *part, gpointer user_data)
{
  Asking *asking = user_data;

  if (asking->lookup->waiting == asking->waiting)
    tb_lookup_take (asking->lookup, part);
}

/* The cities that have not answered yet stay without an answer. */
static void
end_waiting (TbLookup *self)
{
  g_clear_object (&self->waiting);
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (self->cities[i].state == TB_LOOKUP_ASKING)
      set_state (self, i, self->failure != NULL ? TB_LOOKUP_IDLE : TB_LOOKUP_STOPPED);
  }
  g_signal_emit (self, signals[ASKING_CHANGED], 0);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  TbLookup *self = asking->lookup;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (self->waiting == asking->waiting) {
    if (answer == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      self->failure = g_strdup (error->message);
    end_waiting (self);
  }
  asking_free (asking);
}

static void
send (TbLookup *self, json_t *args)
{
  Asking *asking = g_new0 (Asking, 1);
  TbDeskRequest request = { "query", args, step_told_cb, asking };

  self->waiting = g_cancellable_new ();
  asking->lookup = g_object_ref (self);
  asking->waiting = g_object_ref (self->waiting);
  g_signal_emit (self, signals[ASKING_CHANGED], 0);
  tb_workplace_call_async (self->workplace, &request, asking->waiting, asked_cb, asking);
}

/* Before another question: no state of the older one may be announced any more. */
static void
give_up (TbLookup *self)
{
  g_autoptr (GCancellable) waiting = g_steal_pointer (&self->waiting);

  g_cancellable_cancel (waiting);
}

void
tb_lookup_ask (TbLookup *self, const json_t *args)
{
  g_return_if_fail (self->workplace != NULL);

  give_up (self);
  json_decref (self->args);
  self->args = json_deep_copy (args);
  tb_lookup_begin (self,
                   tb_json_get_string (self->args, "name"),
                   tb_json_get_string (self->args, "area"));
  send (self, self->args);
}

void
tb_lookup_reveal (TbLookup *self, const char *reason)
{
  g_autoptr (json_t) args = NULL;

  g_return_if_fail (self->args != NULL);

  give_up (self);
  g_clear_pointer (&self->failure, g_free);
  self->is_revealing = TRUE;
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_clear_pointer (&self->cities[i].full, json_decref);
    if (self->cities[i].state != TB_LOOKUP_IDLE)
      set_state (self, i, TB_LOOKUP_ASKING);
  }
  args = json_deep_copy (self->args);
  tb_json_set_string (args, "reveal", reason);
  send (self, args);
}

static TbLookupState
state_of (const json_t *part)
{
  if (part == NULL)
    return TB_LOOKUP_STOPPED;
  if (tb_json_get_string (part, "refused") != NULL)
    return TB_LOOKUP_REFUSED;

  return tb_json_get_string (part, "absent") != NULL ? TB_LOOKUP_ABSENT : TB_LOOKUP_ANSWERED;
}

void
tb_lookup_hide (TbLookup *self)
{
  if (!self->is_revealing)
    return;

  give_up (self);
  self->is_revealing = FALSE;
  for (int i = 0; i < TB_N_AREAS; i++) {
    City *city = &self->cities[i];

    g_clear_pointer (&city->full, json_decref);
    if (city->state != TB_LOOKUP_IDLE)
      set_state (self, i, state_of (city->part));
  }
  g_signal_emit (self, signals[ASKING_CHANGED], 0);
}

void
tb_lookup_stop (TbLookup *self)
{
  if (self->waiting == NULL)
    return;
  g_cancellable_cancel (self->waiting);
  end_waiting (self);
}

void
tb_lookup_clear (TbLookup *self)
{
  give_up (self);
  g_clear_pointer (&self->args, json_decref);
  g_clear_pointer (&self->name, g_free);
  forget (self);
  self->is_revealing = FALSE;
  for (int i = 0; i < TB_N_AREAS; i++)
    set_state (self, i, TB_LOOKUP_IDLE);
  g_signal_emit (self, signals[ASKING_CHANGED], 0);
}

gboolean
tb_lookup_is_asking (TbLookup *self)
{
  return self->waiting != NULL;
}

gboolean
tb_lookup_is_revealed (TbLookup *self)
{
  return self->is_revealing;
}

const char *
tb_lookup_get_failure (TbLookup *self)
{
  return self->failure;
}

const char *
tb_lookup_get_name (TbLookup *self)
{
  return self->name;
}

TbLookupState
tb_lookup_get_state (TbLookup *self, TbArea area)
{
  return self->cities[area].state;
}

/* While full values are on their way, the masked ones stay on the screen. */
static const json_t *
get_part (TbLookup *self, TbArea area)
{
  const City *city = &self->cities[area];

  return city->full != NULL ? city->full : city->part;
}

const json_t *
tb_lookup_get_rows (TbLookup *self, TbArea area)
{
  return tb_json_get_array (get_part (self, area), "rows");
}

static char *
dup_found (const json_t *part, GDateTime *now)
{
  g_autofree char *time = tb_lookup_words_dup_time (tb_json_get_string (part, "as_of"), now);
  gsize n = json_array_size (tb_json_get_array (part, "rows"));

  if (tb_json_get_bool (part, "more"))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "more than %d found, as of %s: narrow the question",
                                         "more than %d found, as of %s: narrow the question",
                                         n),
                            (int) n,
                            time);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%d found, as of %s",
                                       "%d found, as of %s",
                                       n),
                          (int) n,
                          time);
}

static char *
dup_absence (TbLookup *self, TbArea area, const json_t *part, GDateTime *now)
{
  const json_t *row =
      self->workplace != NULL ? tb_workplace_get_city (self->workplace, area) : NULL;
  const char *since = tb_json_get_string (row, "contact_at");
  g_autofree char *time = tb_lookup_words_dup_time (since, now);

  if (g_strcmp0 (tb_json_get_string (row, "state"), "unreachable") == 0 && *time != '\0')
    return g_strdup_printf (_ ("absent since %s"), time);

  return g_strdup_printf (_ ("absent (%s)"), tb_json_get_string (part, "absent"));
}

/* Behind the reason stands what the city said earlier, and how old that is. */
static char *
dup_earlier (char *why, const json_t *part, GDateTime *now)
{
  g_autofree char *reason = why;
  g_autofree char *age = tb_lookup_words_dup_age (tb_json_get_string (part, "as_of"), now);
  g_autofree char *found = NULL;

  if (tb_json_get_array (part, "rows") == NULL)
    return g_steal_pointer (&reason);
  found = dup_found (part, now);
  if (age == NULL)
    return g_strdup_printf (_ ("%s; said before: %s"), reason, found);

  return g_strdup_printf (_ ("%s; said before: %s (%s)"), reason, found, age);
}

char *
tb_lookup_dup_words (TbLookup *self, TbArea area, GDateTime *now)
{
  const json_t *part = get_part (self, area);

  switch (self->cities[area].state) {
  case TB_LOOKUP_ASKING:
    return g_strdup (_ ("asking…"));
  case TB_LOOKUP_ANSWERED:
    return dup_found (part, now);
  case TB_LOOKUP_ABSENT:
    return dup_earlier (dup_absence (self, area, part, now), part, now);
  case TB_LOOKUP_REFUSED:
    return dup_earlier (g_strdup_printf (_ ("refused: %s"), tb_json_get_string (part, "refused")),
                        part,
                        now);
  case TB_LOOKUP_STOPPED:
    return g_strdup (_ ("not waited for"));
  case TB_LOOKUP_IDLE:
  default:
    return g_strdup (_ ("not asked"));
  }
}

char *
tb_lookup_dup_summary (TbLookup *self)
{
  int n_asked = 0;
  int n_answered = 0;
  gsize n_rows = 0;
  g_autofree char *cities = NULL;

  for (int i = 0; i < TB_N_AREAS; i++) {
    n_asked += self->cities[i].state != TB_LOOKUP_IDLE;
    n_answered += self->cities[i].state == TB_LOOKUP_ANSWERED;
    n_rows += json_array_size (tb_lookup_get_rows (self, (TbArea) i));
  }
  cities = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%d of %d city has answered",
                                         "%d of %d cities have answered",
                                         (gulong) n_asked),
                            n_answered,
                            n_asked);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %d found", "%s, %d found", n_rows),
                          cities,
                          (int) n_rows);
}

char *
tb_lookup_dup_person (TbLookup *self, const json_t *row)
{
  const char *typed = tb_json_get_string (tb_json_get_object (self->args, "criteria"), "id_no");
  const char *shown = tb_json_get_string (row, "id_no");

  if (g_strcmp0 (self->name, "persons") != 0)
    return NULL;
  if (shown != NULL && strchr (shown, '*') == NULL)
    return g_strdup (shown);

  return g_strdup (typed);
}

static void
tb_lookup_dispose (GObject *object)
{
  TbLookup *self = TB_LOOKUP (object);

  give_up (self);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_lookup_parent_class)->dispose (object);
}

static void
tb_lookup_finalize (GObject *object)
{
  TbLookup *self = TB_LOOKUP (object);

  forget (self);
  json_decref (self->args);
  g_free (self->name);

  G_OBJECT_CLASS (tb_lookup_parent_class)->finalize (object);
}

static void
tb_lookup_class_init (TbLookupClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lookup_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_lookup_finalize;
  signals[CITY_CHANGED] = g_signal_new ("city-changed",
                                        type,
                                        G_SIGNAL_RUN_LAST,
                                        0,
                                        NULL,
                                        NULL,
                                        NULL,
                                        G_TYPE_NONE,
                                        1,
                                        G_TYPE_INT);
  signals[ASKING_CHANGED] =
      g_signal_new ("asking-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tb_lookup_init (TbLookup *self)
{
}

TbLookup *
tb_lookup_new (TbWorkplace *workplace)
{
  TbLookup *self = g_object_new (TB_TYPE_LOOKUP, NULL);

  self->workplace = workplace != NULL ? g_object_ref (workplace) : NULL;

  return self;
}
