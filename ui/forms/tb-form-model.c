/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-model"

#include "config.h"

#include "tb-form-model.h"

#include <string.h>

#define MAX_UNDO 200

struct _TbFormModel {
  GObject parent_instance;
  TbForm *form;
  GQueue before;    /* (element-type Step) newest first */
  GHashTable *left; /* (element-type utf8): pointers */
  gboolean shows_all;
};

/* A form as it was before something was changed. */
typedef struct {
  TbForm *form;
  char *what; /* the field, or another name for what changed */
  gboolean is_ended;
} Step;

G_DEFINE_FINAL_TYPE (TbFormModel, tb_form_model, G_TYPE_OBJECT)

enum { CHANGED, KEPT, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
step_free (Step *self)
{
  tb_form_unref (self->form);
  g_free (self->what);
  g_free (self);
}

char *
tb_form_model_dup_field_of (const char *pointer)
{
  const char *id = g_str_has_prefix (pointer, "/form/") ? pointer + strlen ("/form/") : NULL;

  return id != NULL ? g_strndup (id, strcspn (id, "/")) : NULL;
}

/* An empty field is not wrong before somebody passed it by. */
static void
leave_filled (TbFormModel *self)
{
  GPtrArray *problems = tb_form_get_problems (self->form);

  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);
    g_autofree char *field = tb_form_model_dup_field_of (problem->field);

    if (field == NULL ? g_str_has_prefix (problem->field, "/person")
                      : tb_form_get_value (self->form, field) != NULL)
      g_hash_table_add (self->left, g_strdup (problem->field));
  }
}

TbFormModel *
tb_form_model_new (TbForm *form)
{
  TbFormModel *self = g_object_new (TB_TYPE_FORM_MODEL, NULL);

  self->form = tb_form_ref (form);
  leave_filled (self);

  return self;
}

TbForm *
tb_form_model_get_form (TbFormModel *self)
{
  return self->form;
}

static void
keep (TbFormModel *self, const char *base, const char *member, const json_t *value)
{
  g_autofree char *at = g_strdup_printf ("%s/%s", base, member);

  g_signal_emit (self, signals[KEPT], 0, at, value);
}

static void
keep_differences (TbFormModel *self, const json_t *before, const json_t *now)
{
  static const char *const wholes[] = { "person", "agent", "materials", "warnings" };
  const json_t *old_form = json_object_get (before, "form");
  const json_t *new_form = json_object_get (now, "form");
  const char *id;
  json_t *value;

  json_object_foreach ((json_t *) new_form, id, value)
  {
    if (!json_equal (value, json_object_get (old_form, id)))
      keep (self, "/curr/form", id, value);
  }
  json_object_foreach ((json_t *) old_form, id, value)
  {
    if (json_object_get (new_form, id) == NULL)
      keep (self, "/curr/form", id, NULL);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (wholes); i++) {
    const json_t *was = json_object_get (before, wholes[i]);
    const json_t *is = json_object_get (now, wholes[i]);

    if (was != is && !json_equal (was, is))
      keep (self, "/curr", wholes[i], is);
  }
}

/* Takes @next. */
static void
replace (TbFormModel *self, TbForm *next)
{
  g_autoptr (TbForm) before = self->form;

  self->form = next;
  keep_differences (self, tb_form_get_curr (before), tb_form_get_curr (next));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
remember (TbFormModel *self, const char *what)
{
  const Step *last = g_queue_peek_head (&self->before);
  Step *step;

  if (last != NULL && !last->is_ended && strcmp (last->what, what) == 0)
    return;
  step = g_new0 (Step, 1);
  step->form = tb_form_ref (self->form);
  step->what = g_strdup (what);
  g_queue_push_head (&self->before, step);
  if (self->before.length > MAX_UNDO)
    step_free (g_queue_pop_tail (&self->before));
}

/* Takes @next; a form that is the same is no change. */
static void
change (TbFormModel *self, const char *what, TbForm *next)
{
  if (json_equal (tb_form_get_curr (self->form), tb_form_get_curr (next))) {
    tb_form_unref (next);
    return;
  }
  remember (self, what);
  replace (self, next);
}

void
tb_form_model_set_text (TbFormModel *self, const char *field, const char *text)
{
  change (self, field, tb_form_set (self->form, field, text));
}

void
tb_form_model_set_value (TbFormModel *self, const char *field, const json_t *value)
{
  change (self, field, tb_form_set_value (self->form, field, value));
}

void
tb_form_model_set_cell (TbFormModel *self,
                        const char *table,
                        gsize row,
                        const char *column,
                        const char *text)
{
  change (self, table, tb_form_set_cell (self->form, table, row, column, text));
}

void
tb_form_model_remove_row (TbFormModel *self, const char *table, gsize row)
{
  change (self, table, tb_form_remove_row (self->form, table, row));
}

void
tb_form_model_set_material (TbFormModel *self,
                            const char *material,
                            const char *state,
                            const char *due)
{
  change (self, "/materials", tb_form_set_material (self->form, material, state, due));
}

void
tb_form_model_acknowledge (TbFormModel *self,
                           const char *pointer,
                           const char *code,
                           const char *reason)
{
  change (self, "/warnings", tb_form_acknowledge (self->form, pointer, code, reason));
}

void
tb_form_model_revert (TbFormModel *self, const char *field)
{
  const json_t *form = json_object_get (tb_form_get_orig (self->form), "form");

  tb_form_model_set_value (self, field, json_object_get (form, field));
}

gboolean
tb_form_model_undo (TbFormModel *self, char **field)
{
  Step *step = g_queue_pop_head (&self->before);

  if (step == NULL)
    return FALSE;
  *field = *step->what != '/' ? g_strdup (step->what) : NULL;
  replace (self, tb_form_ref (step->form));
  step_free (step);

  return TRUE;
}

void
tb_form_model_leave (TbFormModel *self, const char *field)
{
  Step *last = g_queue_peek_head (&self->before);
  g_autofree char *pointer = g_strdup_printf ("/form/%s", field);

  if (last != NULL)
    last->is_ended = TRUE;
  if (g_hash_table_add (self->left, g_steal_pointer (&pointer)))
    g_signal_emit (self, signals[CHANGED], 0);
}

void
tb_form_model_show_all (TbFormModel *self)
{
  if (self->shows_all)
    return;
  self->shows_all = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
is_left (TbFormModel *self, const char *pointer)
{
  g_autofree char *field = tb_form_model_dup_field_of (pointer);
  g_autofree char *whole = field != NULL ? g_strdup_printf ("/form/%s", field) : NULL;

  return self->shows_all || g_hash_table_contains (self->left, pointer) ||
         (whole != NULL && g_hash_table_contains (self->left, whole));
}

const TbFormProblem *
tb_form_model_find_problem (TbFormModel *self, const char *pointer)
{
  const TbFormProblem *problem = tb_form_find_problem (self->form, pointer);

  return problem != NULL && is_left (self, problem->field) ? problem : NULL;
}

GPtrArray *
tb_form_model_dup_shown (TbFormModel *self)
{
  GPtrArray *problems = tb_form_get_problems (self->form);
  GPtrArray *shown = g_ptr_array_new ();

  for (guint i = 0; i < problems->len; i++) {
    TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (tb_form_problem_stops (problem) && is_left (self, problem->field))
      g_ptr_array_add (shown, problem);
  }

  return shown;
}

char *
tb_form_model_dup_next (TbFormModel *self, const char *pointer)
{
  GPtrArray *problems = tb_form_get_problems (self->form);
  const char *first = NULL;
  gboolean is_after = FALSE;
  gsize n;
  const TbSection *sections = tb_item_get_sections (tb_form_get_item (self->form), &n);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  g_autofree char *here = pointer != NULL ? tb_form_model_dup_field_of (pointer) : NULL;

  /* Where the cursor is may be a field with nothing wrong in it: the order is the form's. */
  for (gsize s = 0; s < n; s++) {
    for (gsize f = 0; f < sections[s].n_fields; f++)
      g_ptr_array_add (order, (gpointer) sections[s].fields[f].id);
  }
  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);
    g_autofree char *field = tb_form_model_dup_field_of (problem->field);
    guint at = order->len;
    guint from = 0;

    if (!tb_form_problem_stops (problem))
      continue;
    if (first == NULL)
      first = problem->field;
    for (guint k = 0; k < order->len; k++) {
      if (g_strcmp0 (g_ptr_array_index (order, k), field) == 0)
        at = k;
      if (here != NULL && strcmp (g_ptr_array_index (order, k), here) == 0)
        from = k + 1;
    }
    is_after = here == NULL ? g_strcmp0 (pointer, problem->field) != 0 : at >= from;
    if (is_after)
      return g_strdup (problem->field);
  }

  return g_strdup (first);
}

static void
tb_form_model_finalize (GObject *object)
{
  TbFormModel *self = TB_FORM_MODEL (object);

  g_queue_clear_full (&self->before, (GDestroyNotify) step_free);
  g_clear_pointer (&self->form, tb_form_unref);
  g_hash_table_unref (self->left);

  G_OBJECT_CLASS (tb_form_model_parent_class)->finalize (object);
}

static void
tb_form_model_class_init (TbFormModelClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_form_model_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[KEPT] = g_signal_new ("kept",
                                type,
                                G_SIGNAL_RUN_LAST,
                                0,
                                NULL,
                                NULL,
                                NULL,
                                G_TYPE_NONE,
                                2,
                                G_TYPE_STRING,
                                G_TYPE_POINTER);
}

static void
tb_form_model_init (TbFormModel *self)
{
  g_queue_init (&self->before);
  self->left = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
