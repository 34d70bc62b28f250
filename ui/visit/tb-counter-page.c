/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-counter-page"

#include "config.h"

#include "tb-counter-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-facts.h"
#include "tb-form-view.h"
#include "tb-number-view.h"
#include "tb-person-card.h"
#include "tb-person-finder.h"
#include "tb-person-view.h"
#include "tb-toast.h"
#include "tb-visit-bar.h"
#include "tb-visit.h"

struct _TbCounterPage {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  TbVisit *visit; /* in hand, or NULL */
  TbVisitBar *bar;
  TbFormView *form;
  guint n_tickets;  /* given today */
  guint ticket_day; /* the day of the year that they belong to */
  char *item;       /* whose form is open, or what is wanted before the person is known */
  char *item_name;

  /* Template widgets */
  GtkStack *stack;
  TbPersonFinder *finder;
  TbPersonView *person_view;
  GtkWidget *side;
  TbPersonCard *side_card;
  TbCityFacts *side_facts;
  AdwBin *form_slot;
  TbNumberView *number_view;
};

static void tb_counter_page_page_init (TbPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbCounterPage,
                               tb_counter_page,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, tb_counter_page_page_init))

static const char *
get_shown (TbCounterPage *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

static gboolean
has_person (TbCounterPage *self)
{
  return self->visit != NULL && tb_visit_get_person (self->visit) != NULL;
}

static void
forget_item (TbCounterPage *self)
{
  g_clear_pointer (&self->item, g_free);
  g_clear_pointer (&self->item_name, g_free);
}

static void
show_finder (TbCounterPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "finder");
  tb_person_finder_prepare (self->finder);
}

static void
show_person (TbCounterPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "person");
  tb_person_view_prepare (self->person_view);
}

static guint
next_ticket (TbCounterPage *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  guint day = (guint) g_date_time_get_day_of_year (now);

  if (day != self->ticket_day)
    self->n_tickets = 0;
  self->ticket_day = day;

  return ++self->n_tickets;
}

static void
begin_visit (TbCounterPage *self)
{
  if (self->visit != NULL)
    return;

  self->visit = tb_visit_new (self->workplace, next_ticket (self));
  tb_visit_bar_set_visit (self->bar, self->visit);
}

/* Nothing of the person stays in any widget of this page. */
static void
drop_visit (TbCounterPage *self)
{
  tb_visit_bar_set_visit (self->bar, NULL);
  tb_person_view_set_visit (self->person_view, self->workplace, NULL);
  tb_person_card_set_visit (self->side_card, self->workplace, NULL);
  tb_city_facts_set_visit (self->side_facts, NULL);
  tb_number_view_clear (self->number_view);
  tb_form_view_clear (self->form);
  tb_person_finder_prepare (self->finder);
  forget_item (self);
  if (self->visit != NULL)
    tb_visit_end (self->visit);
  g_clear_object (&self->visit);
  gtk_stack_set_visible_child_name (self->stack, "finder");
}

static void
open_form (TbCounterPage *self, const char *item, const char *name)
{
  if (item != self->item) {
    forget_item (self);
    self->item = g_strdup (item);
    self->item_name = g_strdup (name);
  }
  gtk_widget_set_visible (self->side, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "form");
  tb_form_view_start (self->form,
                      item,
                      tb_visit_get_person (self->visit),
                      tb_visit_get_agent (self->visit));
}

static void
chosen_cb (TbCounterPage *self, const char *item, const char *name)
{
  open_form (self, item, name);
}

/* Whatever was wanted before the person was known comes next. */
static void
go_on (TbCounterPage *self)
{
  g_autofree char *item = g_steal_pointer (&self->item);
  g_autofree char *name = g_steal_pointer (&self->item_name);

  show_person (self);
  if (item != NULL)
    tb_person_view_choose (self->person_view, item, name != NULL ? name : item);
}

static void
take_person (TbCounterPage *self, const char *id_no)
{
  g_autoptr (GError) error = NULL;
  gboolean is_new = self->visit == NULL;

  begin_visit (self);
  if (!tb_visit_set_person (self->visit, id_no, NULL, &error)) {
    if (is_new) {
      tb_visit_bar_set_visit (self->bar, NULL);
      g_clear_object (&self->visit);
      self->n_tickets--;
    }
    tb_person_finder_show_message (self->finder, error->message);
    return;
  }

  tb_person_finder_prepare (self->finder);
  tb_person_view_set_visit (self->person_view, self->workplace, self->visit);
  tb_person_card_set_visit (self->side_card, self->workplace, self->visit);
  tb_city_facts_set_visit (self->side_facts, self->visit);
  go_on (self);
}

static void
found_cb (TbCounterPage *self, const char *id_no)
{
  take_person (self, id_no);
}

static gboolean
is_same_person (TbCounterPage *self, const char *id_no)
{
  const json_t *person = tb_visit_get_person (self->visit);

  return g_ascii_strcasecmp (tb_json_get_string (person, "id_no"), id_no) == 0;
}

/* From another place, a card reader or a scanner. */
static void
receive (TbCounterPage *self, const char *id_no)
{
  if (!has_person (self)) {
    gtk_stack_set_visible_child_name (self->stack, "finder");
    tb_person_finder_take (self->finder, id_no);
  } else if (!is_same_person (self, id_no))
    tb_toast_show (GTK_WIDGET (self),
                   _ ("Another person is being received. End that visit first (F4)"));
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbCounterPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) item = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);
  json_t *row;
  gsize i;

  json_array_foreach (tb_json_get_array (item, "rows"), i, row)
  {
    if (self->item != NULL && g_strcmp0 (tb_json_get_string (row, "id"), self->item) == 0) {
      g_free (self->item_name);
      self->item_name = g_strdup (tb_json_get_string (row, "name"));
    }
  }
  if (self->item == NULL)
    return;
  if (has_person (self))
    go_on (self);
  else
    tb_person_finder_show_message (self->finder, self->item_name);
}

/* The name comes first: a notice about a duplicate says it. */
static void
want_item (TbCounterPage *self, const char *item)
{
  TbDeskRequest request = { "items", NULL, NULL, NULL };

  forget_item (self);
  self->item = g_strdup (item);
  if (!has_person (self))
    show_finder (self);
  tb_workplace_call_async (self->workplace, &request, NULL, named_cb, g_object_ref (self));
}

static void
resume (TbCounterPage *self, const char *draft)
{
  forget_item (self);
  /* The draft brings its own person, who need not be the one in hand. */
  gtk_widget_set_visible (self->side, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "form");
  tb_form_view_resume (self->form, draft);
}

static void
submitted_cb (TbCounterPage *self, gpointer answer)
{
  const char *name = self->item_name;

  if (has_person (self) && gtk_widget_get_visible (self->side))
    tb_visit_add_matter (self->visit,
                         self->item != NULL ? self->item : "",
                         name != NULL ? name : "",
                         answer);
  gtk_stack_set_visible_child_name (self->stack, "number");
  tb_number_view_show (self->number_view, name, answer);
  forget_item (self);
}

static void
next_matter (TbCounterPage *self)
{
  tb_number_view_clear (self->number_view);
  forget_item (self);
  if (has_person (self))
    show_person (self);
  else
    show_finder (self);
}

GtkWidget *
tb_counter_page_get_bar (TbCounterPage *self)
{
  return GTK_WIDGET (self->bar);
}

gboolean
tb_counter_page_must_wait (TbCounterPage *self)
{
  if (!tb_form_view_is_submitting (self->form))
    return FALSE;
  tb_toast_show (GTK_WIDGET (self), _ ("The form is still being submitted. Please wait"));

  return TRUE;
}

static void
set_workplace (TbPage *page, TbWorkplace *workplace)
{
  TbCounterPage *self = TB_COUNTER_PAGE (page);

  self->workplace = g_object_ref (workplace);
  tb_person_finder_set_workplace (self->finder, workplace);
  tb_number_view_set_workplace (self->number_view, workplace);
  self->form = TB_FORM_VIEW (tb_form_view_new (workplace));
  adw_bin_set_child (self->form_slot, GTK_WIDGET (self->form));
  g_signal_connect_object (self->form,
                           "submitted",
                           G_CALLBACK (submitted_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "left", G_CALLBACK (next_matter), self, G_CONNECT_SWAPPED);
}

static void
open_what (TbPage *page, const char *what)
{
  TbCounterPage *self = TB_COUNTER_PAGE (page);

  if (*what != '\0' && tb_counter_page_must_wait (self))
    return;
  if (g_str_has_prefix (what, "person:")) {
    receive (self, what + strlen ("person:"));
  } else if (g_str_has_prefix (what, "item:")) {
    want_item (self, what + strlen ("item:"));
  } else if (g_str_has_prefix (what, "draft:")) {
    resume (self, what + strlen ("draft:"));
  } else if (strcmp (what, "start") == 0 && self->visit == NULL) {
    begin_visit (self);
    show_finder (self);
  } else if (strcmp (what, "next") == 0) {
    next_matter (self);
  } else if (strcmp (get_shown (self), "finder") == 0) {
    show_finder (self);
  }
  /* Else the window gives the focus back to what had it. */
}

static void
clear (TbPage *page)
{
  drop_visit (TB_COUNTER_PAGE (page));
}

static void
tb_counter_page_page_init (TbPageInterface *iface)
{
  iface->set_workplace = set_workplace;
  iface->open = open_what;
  iface->clear = clear;
}

static void
hold (TbCounterPage *self, gboolean is_held)
{
  if (strcmp (get_shown (self), "form") == 0)
    tb_person_card_hold (self->side_card, is_held);
  else
    tb_person_view_hold (self->person_view, is_held);
}

static gboolean
key_pressed_cb (TbCounterPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (!has_person (self))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_F7) {
    hold (self, TRUE);
    return GDK_EVENT_STOP;
  }
  if (keyval == GDK_KEY_F5 && strcmp (get_shown (self), "person") == 0) {
    tb_visit_ask (self->visit);
    return GDK_EVENT_STOP;
  }

  return GDK_EVENT_PROPAGATE;
}

static void
key_released_cb (TbCounterPage *self, guint keyval)
{
  if (keyval == GDK_KEY_F7)
    hold (self, FALSE);
}

/* The key may come up where this page does not hear it. */
static void
focus_left_cb (TbCounterPage *self)
{
  if (self->visit != NULL)
    hold (self, FALSE);
}

static void
add_keys (TbCounterPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect_swapped (key, "key-released", G_CALLBACK (key_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static void
tb_counter_page_dispose (GObject *object)
{
  TbCounterPage *self = TB_COUNTER_PAGE (object);

  g_clear_object (&self->visit);
  g_clear_object (&self->bar);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_counter_page_parent_class)->dispose (object);
}

static void
tb_counter_page_finalize (GObject *object)
{
  forget_item (TB_COUNTER_PAGE (object));

  G_OBJECT_CLASS (tb_counter_page_parent_class)->finalize (object);
}

static void
tb_counter_page_class_init (TbCounterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_counter_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_counter_page_finalize;
  g_type_ensure (TB_TYPE_CITY_FACTS);
  g_type_ensure (TB_TYPE_NUMBER_VIEW);
  g_type_ensure (TB_TYPE_PERSON_CARD);
  g_type_ensure (TB_TYPE_PERSON_FINDER);
  g_type_ensure (TB_TYPE_PERSON_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-counter-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, finder);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, person_view);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, side);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, side_card);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, side_facts);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, form_slot);
  gtk_widget_class_bind_template_child (widget_class, TbCounterPage, number_view);
}

static void
tb_counter_page_init (TbCounterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->bar = g_object_ref_sink (g_object_new (TB_TYPE_VISIT_BAR, NULL));
  tb_person_card_set_narrow (self->side_card);
  tb_city_facts_set_narrow (self->side_facts, TRUE);
  g_signal_connect_object (self->finder, "found", G_CALLBACK (found_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->person_view,
                           "chosen",
                           G_CALLBACK (chosen_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->number_view,
                           "next",
                           G_CALLBACK (next_matter),
                           self,
                           G_CONNECT_SWAPPED);
  add_keys (self);
}
