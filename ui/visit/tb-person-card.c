/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-person-card"

#include "config.h"

#include "tb-person-card.h"

#include <glib/gi18n-lib.h>

#include "tb-mask.h"
#include "tb-visit-words.h"

/* A register that does not answer must not keep the clerk waiting with a finger on the key. */
#define REVEAL_MS 3000

struct _TbPersonCard {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  TbVisit *visit;
  GCancellable *look; /* while the key is held */
  json_t *revealed;   /* full values, while the key is held */

  /* Template widgets */
  GtkWidget *cells;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *sex;
  GtkLabel *number;
  GtkWidget *reveal_button;
  GtkLabel *address;
  GtkWidget *address_box;
  GtkLabel *mobile;
  GtkWidget *mobile_box;
  GtkMenuButton *agent_button;
  GtkPopover *agent_popover;
  GtkEditable *agent_name;
  GtkEditable *agent_number;
  GtkLabel *agent_message;
  GtkWidget *unknown_box;
  GtkLabel *unknown_label;
  GtkEditable *name_entry;
  GtkLabel *message;
};

G_DEFINE_FINAL_TYPE (TbPersonCard, tb_person_card, ADW_TYPE_BIN)

static void
show_message (GtkLabel *label, const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* NULL when nothing is known. */
static char *
dup_value (TbPersonCard *self, const char *member, TbMask mask)
{
  const char *value = tb_json_get_string (self->revealed, member);

  if (value != NULL)
    return g_strdup (value);
  value = tb_json_get_string (tb_visit_get_known (self->visit), member);
  if (value != NULL)
    return g_strdup (value);
  value = tb_json_get_string (tb_visit_get_person (self->visit), member);
  if (value == NULL)
    return NULL;

  return tb_mask_apply (mask, value);
}

static gboolean
is_nowhere_known (TbPersonCard *self)
{
  return tb_visit_is_asked (self->visit) && tb_visit_get_known (self->visit) == NULL &&
         tb_json_get_string (tb_visit_get_person (self->visit), "name") == NULL;
}

static int
count_absent (TbPersonCard *self)
{
  int n = 0;

  for (int i = 0; i < TB_N_AREAS; i++) {
    const json_t *city = tb_visit_get_city (self->visit, (TbArea) i);

    n += tb_json_get_string (city, "absent") != NULL;
  }

  return n;
}

static void
show_unknown (TbPersonCard *self)
{
  gboolean is_unknown = is_nowhere_known (self);
  int n = count_absent (self);
  g_autofree char *text = NULL;

  if (is_unknown && !gtk_widget_get_visible (self->unknown_box)) {
    if (n > 0)
      text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "No city that answered knows this number; %d could not "
                                           "be asked. Type the name from the card to go on.",
                                           "No city that answered knows this number; %d could not "
                                           "be asked. Type the name from the card to go on.",
                                           (gulong) n),
                              n);
    else
      text = g_strdup (_ ("No city knows this number. Type the name from the card to go on."));
    gtk_label_set_label (self->unknown_label, text);
  }
  if (is_unknown && !gtk_widget_get_visible (self->unknown_box)) {
    gtk_widget_set_visible (self->unknown_box, TRUE);
    /* There are two cards. In the one that is not shown the focus would be lost to the keyboard. */
    if (gtk_widget_get_mapped (GTK_WIDGET (self)))
      gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
  }
  gtk_widget_set_visible (self->unknown_box, is_unknown);
}

static void
show_agent (TbPersonCard *self)
{
  const json_t *agent = tb_visit_get_agent (self->visit);
  g_autofree char *name =
      agent != NULL ? tb_mask_apply (TB_MASK_NAME, tb_json_get_string (agent, "name")) : NULL;

  gtk_menu_button_set_label (self->agent_button, name != NULL ? name : _ ("The person"));
}

static void
show_person (TbPersonCard *self)
{
  g_autofree char *name = dup_value (self, "name", TB_MASK_NAME);
  g_autofree char *number = dup_value (self, "id_no", TB_MASK_ID);
  g_autofree char *address = dup_value (self, "hukou_address", TB_MASK_ADDRESS);
  g_autofree char *mobile = dup_value (self, "mobile", TB_MASK_MOBILE);
  g_autofree char *sex = tb_visit_words_dup_sex_and_age (tb_visit_get_person (self->visit));
  const char *shown = name != NULL ? name : tb_visit_get_name (self->visit);

  gtk_label_set_label (self->name, *shown != '\0' ? shown : _ ("Name not known yet"));
  adw_avatar_set_text (self->avatar, shown);
  gtk_label_set_label (self->sex, sex);
  gtk_label_set_label (self->number, number != NULL ? number : "");
  gtk_label_set_label (self->address, address != NULL ? address : "");
  gtk_widget_set_visible (self->address_box, address != NULL);
  gtk_label_set_label (self->mobile, mobile != NULL ? mobile : "");
  gtk_widget_set_visible (self->mobile_box, mobile != NULL);
  show_agent (self);
  show_unknown (self);
}

/* One look behind the masks; lives until its call is done. */
typedef struct {
  TbPersonCard *card;
  GCancellable *cancellable;
} Look;

static void
looked_cb (const json_t *part, gpointer user_data)
{
  Look *look = user_data;
  TbPersonCard *self = look->card;
  json_t *row = json_array_get (tb_json_get_array (part, "rows"), 0);

  /* The person may be another by now. */
  if (row == NULL || g_cancellable_is_cancelled (look->cancellable) || self->revealed != NULL)
    return;
  self->revealed = json_incref (row);
  show_person (self);
}

static void
look_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Look *look = user_data;
  g_autoptr (TbPersonCard) self = look->card;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  g_object_unref (look->cancellable);
  g_free (look);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->visit == NULL)
    return;
  show_message (self->message, answer == NULL ? error->message : NULL);
  /* Nowhere known: what was typed is all there is. */
  if (answer != NULL && self->look != NULL && self->revealed == NULL) {
    self->revealed = json_deep_copy (tb_visit_get_person (self->visit));
    show_person (self);
  }
}

/* The city that knows the person; NULL asks all. */
static const char *
find_register (TbPersonCard *self)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    const json_t *city = tb_visit_get_city (self->visit, (TbArea) i);

    if (json_array_size (tb_json_get_array (city, "persons")) > 0)
      return tb_area_get_slug ((TbArea) i);
  }

  return NULL;
}

static void
look (TbPersonCard *self)
{
  g_autoptr (json_t) args =
      json_pack ("{s:s, s:s, s:s*, s:s, s:i, s:{s:s}}",
                 "name",
                 "persons",
                 "purpose",
                 "reason:verification",
                 "area",
                 find_register (self),
                 "reveal",
                 _ ("Compared with the card at the window"),
                 "timeout_ms",
                 REVEAL_MS,
                 "criteria",
                 "id_no",
                 tb_json_get_string (tb_visit_get_person (self->visit), "id_no"));
  Look *look = g_new0 (Look, 1);
  TbDeskRequest request = { "query", args, looked_cb, look };

  self->look = g_cancellable_new ();
  look->card = g_object_ref (self);
  look->cancellable = g_object_ref (self->look);
  tb_workplace_call_async (self->workplace, &request, self->look, look_done_cb, look);
}

void
tb_person_card_hold (TbPersonCard *self, gboolean is_held)
{
  if (self->visit == NULL || tb_visit_get_person (self->visit) == NULL ||
      is_held == (self->look != NULL))
    return;

  if (is_held) {
    look (self);
    return;
  }
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  g_clear_pointer (&self->revealed, json_decref);
  show_person (self);
}

static void
pressed_cb (TbPersonCard *self)
{
  tb_person_card_hold (self, TRUE);
}

static void
released_cb (TbPersonCard *self)
{
  tb_person_card_hold (self, FALSE);
}

static void
name_typed_cb (TbPersonCard *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name_entry)));
  const char *id_no = tb_json_get_string (tb_visit_get_person (self->visit), "id_no");
  g_autofree char *number = g_strdup (id_no);

  tb_visit_set_person (self->visit, number, name, &error);
  show_message (self->message, error != NULL ? error->message : NULL);
}

static void
agent_shown_cb (TbPersonCard *self)
{
  show_message (self->agent_message, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->agent_name));
}

static void
agent_name_done_cb (TbPersonCard *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->agent_number));
}

static void
agent_done_cb (TbPersonCard *self)
{
  g_autoptr (GError) error = NULL;

  if (tb_visit_set_agent (self->visit,
                          gtk_editable_get_text (self->agent_number),
                          gtk_editable_get_text (self->agent_name),
                          &error))
    gtk_popover_popdown (self->agent_popover);
  show_message (self->agent_message, error != NULL ? error->message : NULL);
}

static void
agent_none_cb (TbPersonCard *self)
{
  gtk_editable_set_text (self->agent_name, "");
  gtk_editable_set_text (self->agent_number, "");
  agent_done_cb (self);
}

static void
empty (TbPersonCard *self)
{
  gtk_label_set_label (self->name, "");
  adw_avatar_set_text (self->avatar, "");
  gtk_label_set_label (self->sex, "");
  gtk_label_set_label (self->number, "");
  gtk_label_set_label (self->address, "");
  gtk_label_set_label (self->mobile, "");
  gtk_menu_button_set_label (self->agent_button, "");
  gtk_editable_set_text (self->agent_name, "");
  gtk_editable_set_text (self->agent_number, "");
  gtk_editable_set_text (self->name_entry, "");
  gtk_widget_set_visible (self->unknown_box, FALSE);
  show_message (self->message, NULL);
}

static void
forget_visit (TbPersonCard *self)
{
  g_cancellable_cancel (self->look);
  g_clear_object (&self->look);
  g_clear_pointer (&self->revealed, json_decref);
  if (self->visit != NULL)
    g_signal_handlers_disconnect_by_data (self->visit, self);
  g_clear_object (&self->visit);
}

void
tb_person_card_set_visit (TbPersonCard *self, TbWorkplace *workplace, TbVisit *visit)
{
  g_set_object (&self->workplace, workplace);
  if (self->visit == visit)
    return;
  forget_visit (self);
  empty (self);
  if (visit == NULL)
    return;

  self->visit = g_object_ref (visit);
  g_signal_connect_object (visit, "changed", G_CALLBACK (show_person), self, G_CONNECT_SWAPPED);
  show_person (self);
}

void
tb_person_card_set_narrow (TbPersonCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->cells), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self->cells), 9);
  /* The form beside it has taken over who came. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->agent_button), FALSE);
}

static void
tb_person_card_dispose (GObject *object)
{
  TbPersonCard *self = TB_PERSON_CARD (object);

  forget_visit (self);
  g_clear_object (&self->workplace);

  G_OBJECT_CLASS (tb_person_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/visit/tb-person-card.ui");
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, cells);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, avatar);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, name);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, sex);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, number);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, address);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, address_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, mobile);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, mobile_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, agent_button);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, agent_popover);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, agent_name);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, agent_number);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, agent_message);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, unknown_box);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, unknown_label);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, name_entry);
  gtk_widget_class_bind_template_child (widget_class, TbPersonCard, message);
}

static void
tb_person_card_class_init (TbPersonCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_person_card_dispose;
  bind_template (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, name_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, agent_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, agent_name_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, agent_done_cb);
  gtk_widget_class_bind_template_callback (widget_class, agent_none_cb);
}

static void
tb_person_card_init (TbPersonCard *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect_swapped (click, "cancel", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (self->reveal_button, GTK_EVENT_CONTROLLER (click));
}
