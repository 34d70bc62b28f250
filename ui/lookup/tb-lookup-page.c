/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-lookup-page"

#include "config.h"

#include "tb-lookup-page.h"

#include <glib/gi18n-lib.h>

#include "tb-lookup-criteria.h"
#include "tb-lookup-results.h"
#include "tb-lookup.h"

/* Longer than this, waiting can be ended by a button (design/window.md, Manners). */
#define SLOW_MS 2000
/* As the desk wants a reason (TB_DESK_MIN_REASON). */
#define MIN_REASON 6

struct _TbLookupPage {
  AdwBin parent_instance;

  TbLookup *lookup;
  guint slow_source;

  /* Template widgets */
  TbLookupCriteria *criteria;
  GtkLabel *summary;
  GtkWidget *stop_button;
  GtkWidget *reveal_button;
  GtkWidget *hide_button;
  GtkRevealer *reason_revealer;
  GtkEntry *reason_entry;
  GtkWidget *show_button;
  GtkLabel *failure;
  TbLookupResults *results;
};

static void page_init (TbPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbLookupPage,
                               tb_lookup_page,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, page_init))

static void
show_reason (TbLookupPage *self, gboolean is_shown)
{
  gtk_editable_set_text (GTK_EDITABLE (self->reason_entry), "");
  gtk_widget_set_visible (GTK_WIDGET (self->reason_revealer), is_shown);
  gtk_revealer_set_reveal_child (self->reason_revealer, is_shown);
}

static gboolean
has_rows (TbLookupPage *self)
{
  gsize n = 0;

  for (int i = 0; i < TB_N_AREAS; i++)
    n += json_array_size (tb_lookup_get_rows (self->lookup, (TbArea) i));

  return n > 0;
}

static void
update (TbLookupPage *self)
{
  g_autofree char *summary = tb_lookup_dup_summary (self->lookup);
  const char *failure = tb_lookup_get_failure (self->lookup);
  gboolean is_begun = tb_lookup_get_name (self->lookup) != NULL;
  gboolean is_revealed = tb_lookup_is_revealed (self->lookup);

  gtk_label_set_label (self->summary,
                       is_begun ? summary : _ ("Eight cities answer as fast as they can"));
  gtk_label_set_label (self->failure, failure != NULL ? failure : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure), failure != NULL);
  gtk_widget_set_visible (self->stop_button,
                          tb_lookup_is_asking (self->lookup) && self->slow_source == 0);
  gtk_widget_set_visible (self->reveal_button,
                          is_begun && !is_revealed && has_rows (self) &&
                              !gtk_revealer_get_reveal_child (self->reason_revealer));
  gtk_widget_set_visible (self->hide_button, is_revealed);
}

static gboolean
slow_cb (gpointer user_data)
{
  TbLookupPage *self = user_data;

  self->slow_source = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
asking_changed_cb (TbLookupPage *self)
{
  g_clear_handle_id (&self->slow_source, g_source_remove);
  if (tb_lookup_is_asking (self->lookup))
    self->slow_source = g_timeout_add (SLOW_MS, slow_cb, self);
  update (self);
}

static void
ask_cb (TbLookupPage *self, const json_t *args)
{
  show_reason (self, FALSE);
  tb_lookup_ask (self->lookup, args);
}

static void
stop_cb (TbLookupPage *self)
{
  tb_lookup_stop (self->lookup);
}

static void
reveal_cb (TbLookupPage *self)
{
  show_reason (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->reason_entry));
  update (self);
}

static void
hide_cb (TbLookupPage *self)
{
  tb_lookup_hide (self->lookup);
  gtk_widget_grab_focus (self->reveal_button);
}

static void
reason_changed_cb (TbLookupPage *self)
{
  g_autofree char *reason =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason_entry))));

  gtk_widget_set_sensitive (self->show_button, g_utf8_strlen (reason, -1) >= MIN_REASON);
}

static void
show_full_cb (TbLookupPage *self)
{
  g_autofree char *reason =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->reason_entry))));

  if (!gtk_widget_get_sensitive (self->show_button))
    return;
  show_reason (self, FALSE);
  tb_lookup_reveal (self->lookup, reason);
  gtk_widget_grab_focus (self->hide_button);
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tb_lookup_criteria_ask (TB_LOOKUP_PAGE (widget)->criteria);
}

/* Escape: first what waits, then the question for a reason. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (widget);

  if (tb_lookup_is_asking (self->lookup)) {
    tb_lookup_stop (self->lookup);
    return TRUE;
  }
  if (gtk_revealer_get_reveal_child (self->reason_revealer)) {
    show_reason (self, FALSE);
    update (self);
    gtk_widget_grab_focus (self->reveal_button);
    return TRUE;
  }

  return FALSE;
}

static void
set_workplace (TbPage *page, TbWorkplace *workplace)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (page);

  self->lookup = tb_lookup_new (workplace);
  tb_lookup_results_set_lookup (self->results, self->lookup);
  g_signal_connect_object (self->lookup,
                           "city-changed",
                           G_CALLBACK (update),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lookup,
                           "asking-changed",
                           G_CALLBACK (asking_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
open_page (TbPage *page, const char *what)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (page);

  if (*what != '\0')
    tb_lookup_criteria_choose (self->criteria, what);
  gtk_widget_grab_focus (GTK_WIDGET (self->criteria));
}

static void
clear (TbPage *page)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (page);

  show_reason (self, FALSE);
  tb_lookup_criteria_clear (self->criteria);
  tb_lookup_clear (self->lookup);
}

static void
page_init (TbPageInterface *iface)
{
  iface->set_workplace = set_workplace;
  iface->open = open_page;
  iface->clear = clear;
}

static void
tb_lookup_page_unmap (GtkWidget *widget)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (widget);

  if (self->lookup != NULL)
    tb_lookup_hide (self->lookup);

  GTK_WIDGET_CLASS (tb_lookup_page_parent_class)->unmap (widget);
}

static void
tb_lookup_page_dispose (GObject *object)
{
  TbLookupPage *self = TB_LOOKUP_PAGE (object);

  g_clear_handle_id (&self->slow_source, g_source_remove);
  g_clear_object (&self->lookup);

  G_OBJECT_CLASS (tb_lookup_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/lookup/tb-lookup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, criteria);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, summary);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, hide_button);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, reason_revealer);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, reason_entry);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, show_button);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, failure);
  gtk_widget_class_bind_template_child (widget_class, TbLookupPage, results);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_cb);
  gtk_widget_class_bind_template_callback (widget_class, reason_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_full_cb);
}

static void
tb_lookup_page_class_init (TbLookupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_lookup_page_dispose;
  widget_class->unmap = tb_lookup_page_unmap;
  gtk_widget_class_install_action (widget_class, "lookup.ask", NULL, ask_action);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_Return,
                                       GDK_CONTROL_MASK,
                                       "lookup.ask",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_KP_Enter,
                                       GDK_CONTROL_MASK,
                                       "lookup.ask",
                                       NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
  g_type_ensure (TB_TYPE_LOOKUP_CRITERIA);
  g_type_ensure (TB_TYPE_LOOKUP_RESULTS);
  bind_template (widget_class);
}

static void
tb_lookup_page_init (TbLookupPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
