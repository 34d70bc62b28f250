/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-sheet"

#include "config.h"

#include "tb-form-sheet.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-form-field.h"
#include "tb-form-problem-row.h"
#include "tb-language.h"
#include "tb-mask.h"

#define ROOM      12  /* above and below the focused field */
#define SETTLE_MS 120 /* an error is found and unfolds within a few of these */
#define N_SETTLES 4

struct _TbFormSheet {
  AdwBin parent_instance;

  TbFormModel *model;
  GPtrArray *fields;   /* (element-type TbFormField), in the order of the form */
  GPtrArray *problems; /* (element-type TbFormProblemRow): of the people */
  GPtrArray *sections; /* (element-type GtkWidget): boxes with heading and card */
  GtkWidget *box;
  guint scroll_source;
  int n_scrolls; /* still to come */
};

G_DEFINE_FINAL_TYPE (TbFormSheet, tb_form_sheet, ADW_TYPE_BIN)

enum { ATTACH, N_SIGNALS };

static guint signals[N_SIGNALS];

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");

  return label;
}

/* A section's card; its box of rows is returned. */
static GtkWidget *
add_section (TbFormSheet *self, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_set_overflow (card, GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (card, "form-card");
  gtk_box_append (GTK_BOX (section), make_heading (title));
  gtk_box_append (GTK_BOX (section), card);
  gtk_box_append (GTK_BOX (self->box), section);
  g_ptr_array_add (self->sections, section);

  return card;
}

static GtkWidget *
make_cell (const char *title, const char *value)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *caption = gtk_label_new (title);
  GtkWidget *text = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_widget_add_css_class (caption, "form-title");
  gtk_widget_add_css_class (text, "numeric");
  gtk_widget_add_css_class (text, "form-value");
  gtk_widget_add_css_class (cell, "form-row");
  gtk_widget_set_hexpand (cell, TRUE);
  gtk_box_append (GTK_BOX (cell), caption);
  gtk_box_append (GTK_BOX (cell), text);

  return cell;
}

/* Name and number in one row: they come from the card together. The number stays masked. */
static void
add_person (TbFormSheet *self, TbFormKit *kit, const char *member, const char *title)
{
  const json_t *person = tb_form_get_person (tb_form_model_get_form (self->model), member);
  const char *id_no = tb_json_get_string (person, "id_no");
  g_autofree char *masked = id_no != NULL ? tb_mask_apply (TB_MASK_ID, id_no) : NULL;
  g_autofree char *pointer = g_strdup_printf ("/%s", member);
  GtkWidget *card;
  GtkWidget *row;
  GtkWidget *problem;

  if (person == NULL)
    return;
  card = add_section (self, title);
  row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  gtk_box_append (GTK_BOX (row),
                  make_cell (C_ ("person", "Name"),
                             tb_json_get_string (person, "name") != NULL
                                 ? tb_json_get_string (person, "name")
                                 : _ ("Not known")));
  gtk_box_append (GTK_BOX (row),
                  make_cell (_ ("Document number"), masked != NULL ? masked : _ ("Not known")));
  problem = tb_form_problem_row_new (self->model, kit, pointer, NULL);
  gtk_box_append (GTK_BOX (card), row);
  gtk_box_append (GTK_BOX (card), problem);
  g_ptr_array_add (self->problems, problem);
}

static void
attach_cb (TbFormSheet *self, const char *path, TbFormField *field)
{
  g_signal_emit (self, signals[ATTACH], 0, tb_form_field_get_id (field), path);
}

static void
add_fields (TbFormSheet *self, TbFormKit *kit, const json_t *origins)
{
  gsize n;
  const TbSection *sections =
      tb_item_get_sections (tb_form_get_item (tb_form_model_get_form (self->model)), &n);

  for (gsize i = 0; i < n; i++) {
    GtkWidget *card =
        add_section (self, tb_language_pick (sections[i].title_zh, sections[i].title_en));

    for (gsize k = 0; k < sections[i].n_fields; k++) {
      GtkWidget *field = tb_form_field_new (self->model, kit, &sections[i].fields[k], origins);

      g_signal_connect_object (field, "attach", G_CALLBACK (attach_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (card), field);
      g_ptr_array_add (self->fields, field);
    }
  }
}

/* A section of which nothing is asked has no heading either. */
static void
refresh_sections (TbFormSheet *self)
{
  for (guint i = 0; i < self->sections->len; i++) {
    GtkWidget *section = g_ptr_array_index (self->sections, i);
    GtkWidget *card = gtk_widget_get_last_child (section);
    gboolean is_shown = FALSE;

    for (GtkWidget *row = gtk_widget_get_first_child (card); row != NULL;
         row = gtk_widget_get_next_sibling (row))
      is_shown |= gtk_widget_get_visible (row);
    gtk_widget_set_visible (section, is_shown);
  }
}

static void
changed_cb (TbFormSheet *self)
{
  for (guint i = 0; i < self->fields->len; i++)
    tb_form_field_refresh (g_ptr_array_index (self->fields, i));
  for (guint i = 0; i < self->problems->len; i++)
    tb_form_problem_row_refresh (g_ptr_array_index (self->problems, i));
  refresh_sections (self);
}

void
tb_form_sheet_reload (TbFormSheet *self, const char *field)
{
  for (guint i = 0; i < self->fields->len; i++) {
    TbFormField *row = g_ptr_array_index (self->fields, i);

    if (field == NULL || strcmp (tb_form_field_get_id (row), field) == 0)
      tb_form_field_reload (row);
  }
}

static TbFormField *
find_field (TbFormSheet *self, const char *id)
{
  for (guint i = 0; id != NULL && i < self->fields->len; i++) {
    if (strcmp (tb_form_field_get_id (g_ptr_array_index (self->fields, i)), id) == 0)
      return g_ptr_array_index (self->fields, i);
  }

  return NULL;
}

/* The index of the field that @focus is in; −1 for none. */
static int
find_focus (TbFormSheet *self, GtkWidget *focus)
{
  for (guint i = 0; focus != NULL && i < self->fields->len; i++) {
    if (gtk_widget_is_ancestor (focus, g_ptr_array_index (self->fields, i)))
      return (int) i;
  }

  return -1;
}

static GtkWidget *
get_focus (TbFormSheet *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

gboolean
tb_form_sheet_focus_at (TbFormSheet *self, const char *pointer)
{
  g_autofree char *id = tb_form_model_dup_field_of (pointer);
  TbFormField *field = find_field (self, id);

  if (field != NULL)
    tb_form_field_focus_problem (field);
  else if (g_str_has_prefix (pointer, "/person") || g_str_has_prefix (pointer, "/agent"))
    return gtk_widget_child_focus (g_ptr_array_index (self->sections, 0), GTK_DIR_TAB_FORWARD);

  return field != NULL;
}

void
tb_form_sheet_focus_first (TbFormSheet *self)
{
  GPtrArray *problems = tb_form_get_problems (tb_form_model_get_form (self->model));

  for (guint i = 0; i < problems->len; i++) {
    const TbFormProblem *problem = g_ptr_array_index (problems, i);

    if (tb_form_problem_stops (problem) && tb_form_sheet_focus_at (self, problem->field))
      return;
  }
  if (self->fields->len > 0)
    tb_form_field_focus (g_ptr_array_index (self->fields, 0));
}

static gboolean
show_focused_cb (gpointer user_data)
{
  TbFormSheet *self = user_data;
  int at = find_focus (self, get_focus (self));
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_VIEWPORT);
  graphene_rect_t rect;

  if (at >= 0 && scroller != NULL && viewport != NULL &&
      gtk_widget_compute_bounds (g_ptr_array_index (self->fields, (guint) at), viewport, &rect)) {
    GtkAdjustment *adjustment =
        gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
    double top = gtk_adjustment_get_value (adjustment) + rect.origin.y;

    gtk_adjustment_clamp_page (adjustment, top - ROOM, top + rect.size.height + ROOM);
  }
  if (--self->n_scrolls > 0)
    return G_SOURCE_CONTINUE;
  self->scroll_source = 0;

  return G_SOURCE_REMOVE;
}

/* GTK scrolls to the text only, and before the error of the field above has pushed it down. */
static void
show_focused (TbFormSheet *self)
{
  self->n_scrolls = N_SETTLES;
  if (self->scroll_source == 0)
    self->scroll_source = g_timeout_add (SETTLE_MS, show_focused_cb, self);
}

void
tb_form_sheet_commit (TbFormSheet *self)
{
  int at = find_focus (self, get_focus (self));

  if (at >= 0)
    tb_form_field_commit (g_ptr_array_index (self->fields, (guint) at));
}

gboolean
tb_form_sheet_step (TbFormSheet *self, int step)
{
  int at = find_focus (self, get_focus (self));

  if (at >= 0 && step > 0)
    tb_form_field_commit (g_ptr_array_index (self->fields, (guint) at));
  for (int i = at + step; at >= 0 && i >= 0 && i < (int) self->fields->len; i += step) {
    TbFormField *field = g_ptr_array_index (self->fields, (guint) i);

    if (!gtk_widget_get_visible (GTK_WIDGET (field)))
      continue;
    tb_form_field_focus (field);
    show_focused (self);
    return TRUE;
  }

  return FALSE;
}

gboolean
tb_form_sheet_is_typed_in (TbFormSheet *self, GtkWidget *focus)
{
  int at = find_focus (self, focus);

  return at >= 0 && tb_form_field_is_typed_in (g_ptr_array_index (self->fields, (guint) at), focus);
}

char *
tb_form_sheet_dup_pointer (TbFormSheet *self)
{
  int at = find_focus (self, get_focus (self));

  return at >= 0
             ? g_strdup_printf ("/form/%s",
                                tb_form_field_get_id (g_ptr_array_index (self->fields, (guint) at)))
             : NULL;
}

static void
tb_form_sheet_dispose (GObject *object)
{
  TbFormSheet *self = TB_FORM_SHEET (object);

  g_clear_handle_id (&self->scroll_source, g_source_remove);
  g_ptr_array_set_size (self->fields, 0);
  g_ptr_array_set_size (self->problems, 0);
  g_ptr_array_set_size (self->sections, 0);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (tb_form_sheet_parent_class)->dispose (object);
}

static void
tb_form_sheet_finalize (GObject *object)
{
  TbFormSheet *self = TB_FORM_SHEET (object);

  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->problems);
  g_ptr_array_unref (self->sections);

  G_OBJECT_CLASS (tb_form_sheet_parent_class)->finalize (object);
}

static void
tb_form_sheet_class_init (TbFormSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tb_form_sheet_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_form_sheet_finalize;
  signals[ATTACH] = g_signal_new ("attach",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_STRING);
}

static void
tb_form_sheet_init (TbFormSheet *self)
{
  self->fields = g_ptr_array_new ();
  self->problems = g_ptr_array_new ();
  self->sections = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
tb_form_sheet_new (TbFormModel *model, TbFormKit *kit, const json_t *origins)
{
  TbFormSheet *self = g_object_new (TB_TYPE_FORM_SHEET, NULL);

  self->model = g_object_ref (model);
  add_person (self, kit, "person", _ ("Applicant"));
  add_person (self, kit, "agent", _ ("Agent"));
  add_fields (self, kit, origins);
  g_signal_connect_object (model, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return GTK_WIDGET (self);
}
