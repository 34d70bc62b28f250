/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-sync-page"

#include "config.h"

#include "tb-sync-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-city-table.h"
#include "tb-command-view.h"
#include "tb-decision-view.h"
#include "tb-key-button.h"
#include "tb-outbox-pane.h"
#include "tb-stopped-card.h"
#include "tb-sync-words.h"
#include "tb-toast.h"

#define SYNC_TIMEOUT_MS 10000

struct _TbSyncPage {
  AdwBin parent_instance;

  TbWorkplace *workplace;
  gboolean is_entering; /* the first decision that is chosen gets the focus */

  /* Template widgets */
  AdwLeaflet *leaflet;
  GtkLabel *summary;
  TbCityTable *cities;
  TbStoppedCard *stopped;
  TbOutboxPane *outbox;
  GtkStack *details;
  TbCommandView *command;
  TbDecisionView *decision;
  GtkWidget *back;
};

static void page_init (TbPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TbSyncPage,
                               tb_sync_page,
                               ADW_TYPE_BIN,
                               G_IMPLEMENT_INTERFACE (TB_TYPE_PAGE, page_init))

static void
update_summary (TbSyncPage *self)
{
  guint n_online = 0;
  guint n_away = 0;
  gint64 n_decide = 0;
  g_autofree char *text = NULL;

  for (int i = 0; i < TB_N_AREAS; i++) {
    const json_t *city = tb_workplace_get_city (self->workplace, (TbArea) i);
    const char *state = tb_json_get_string (city, "state");

    n_decide += tb_json_get_int (city, "decide", 0);
    if (g_strcmp0 (state, "unreachable") == 0 || g_strcmp0 (state, "stopped") == 0)
      n_away++;
    else if (state != NULL && strcmp (state, "unknown") != 0)
      n_online++;
  }
  text = g_strdup_printf (_ ("%u online · %u not reached · %d to be decided"),
                          n_online,
                          n_away,
                          (int) n_decide);
  gtk_label_set_label (self->summary, text);
}

static void
select_area (TbSyncPage *self, TbArea area)
{
  tb_city_table_select (self->cities, area);
  tb_stopped_card_prefer (self->stopped, area);
  tb_outbox_pane_set_area (self->outbox, area);
}

static void
city_selected_cb (TbSyncPage *self, int area)
{
  select_area (self, (TbArea) area);
}

static void
all_cities_cb (TbSyncPage *self)
{
  select_area (self, TB_AREA_NONE);
}

static void
chosen_cb (TbSyncPage *self, gconstpointer row)
{
  if (row == NULL) {
    gtk_stack_set_visible_child_name (self->details, "nothing");
    tb_decision_view_clear (self->decision);
    tb_command_view_clear (self->command);
  } else if (tb_sync_words_needs_decision (row)) {
    tb_decision_view_show (self->decision, row);
    gtk_stack_set_visible_child_name (self->details, "decision");
    if (self->is_entering && !adw_leaflet_get_folded (self->leaflet))
      tb_decision_view_take_focus (self->decision);
  } else {
    tb_command_view_show (self->command, row);
    gtk_stack_set_visible_child_name (self->details, "command");
  }
  if (row != NULL)
    self->is_entering = FALSE;
}

static void
opened_cb (TbSyncPage *self)
{
  adw_leaflet_set_visible_child_name (self->leaflet, "details");
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->details), "decision") == 0)
    tb_decision_view_take_focus (self->decision);
}

static void
go_to_list (TbSyncPage *self)
{
  self->is_entering = FALSE;
  adw_leaflet_set_visible_child_name (self->leaflet, "outbox");
  tb_outbox_pane_take_focus (self->outbox);
}

static void
back_cb (TbSyncPage *self)
{
  go_to_list (self);
}

static void
later_cb (TbSyncPage *self)
{
  go_to_list (self);
}

static void
decided_cb (TbSyncPage *self)
{
  /* The operator is elsewhere by now: the focus stays there. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self))) {
    adw_leaflet_set_visible_child_name (self->leaflet, "outbox");
    tb_outbox_pane_reload (self->outbox);
    return;
  }
  go_to_list (self);
  tb_outbox_pane_go_on (self->outbox);
}

static void
synced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbSyncPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL)
    tb_toast_show (GTK_WIDGET (self), error->message);
}

static void
sync_all_cb (TbSyncPage *self)
{
  g_autoptr (json_t) args = json_pack ("{s:i}", "timeout_ms", SYNC_TIMEOUT_MS);
  TbDeskRequest request = { "sync", args, NULL, NULL };

  gtk_label_set_label (self->summary, _ ("All cities are being tried now"));
  tb_workplace_call_async (self->workplace, &request, NULL, synced_cb, g_object_ref (self));
}

static void
set_workplace (TbPage *page, TbWorkplace *workplace)
{
  TbSyncPage *self = TB_SYNC_PAGE (page);

  self->workplace = g_object_ref (workplace);
  tb_city_table_set_workplace (self->cities, workplace);
  tb_stopped_card_set_workplace (self->stopped, workplace);
  tb_command_view_set_workplace (self->command, workplace);
  tb_decision_view_set_workplace (self->decision, workplace);
  tb_outbox_pane_set_workplace (self->outbox, workplace);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (update_summary),
                           self,
                           G_CONNECT_SWAPPED);
  update_summary (self);
}

static void
open_page (TbPage *page, const char *what)
{
  TbSyncPage *self = TB_SYNC_PAGE (page);
  TbArea area = tb_area_from_slug (what);

  if (g_str_has_prefix (what, "decide:")) {
    select_area (self, TB_AREA_NONE);
    tb_outbox_pane_choose (self->outbox, what + strlen ("decide:"));
    return;
  }
  if (area != TB_AREA_NONE)
    select_area (self, area);
  adw_leaflet_set_visible_child_name (self->leaflet, "outbox");
  self->is_entering = TRUE;
  tb_outbox_pane_reload (self->outbox);
  tb_outbox_pane_take_focus (self->outbox);
}

static void
clear_page (TbPage *page)
{
  TbSyncPage *self = TB_SYNC_PAGE (page);

  select_area (self, TB_AREA_NONE);
  tb_outbox_pane_clear (self->outbox);
  chosen_cb (self, NULL);
  adw_leaflet_set_visible_child_name (self->leaflet, "outbox");
}

static void
page_init (TbPageInterface *iface)
{
  iface->set_workplace = set_workplace;
  iface->open = open_page;
  iface->clear = clear_page;
}

static void
tb_sync_page_dispose (GObject *object)
{
  g_clear_object (&TB_SYNC_PAGE (object)->workplace);

  G_OBJECT_CLASS (tb_sync_page_parent_class)->dispose (object);
}

static void
tb_sync_page_class_init (TbSyncPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_sync_page_dispose;
  g_type_ensure (TB_TYPE_CITY_TABLE);
  g_type_ensure (TB_TYPE_STOPPED_CARD);
  g_type_ensure (TB_TYPE_OUTBOX_PANE);
  g_type_ensure (TB_TYPE_COMMAND_VIEW);
  g_type_ensure (TB_TYPE_DECISION_VIEW);
  g_type_ensure (TB_TYPE_KEY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/sync/tb-sync-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, summary);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, cities);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, stopped);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, outbox);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, details);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, command);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, decision);
  gtk_widget_class_bind_template_child (widget_class, TbSyncPage, back);
  gtk_widget_class_bind_template_callback (widget_class, city_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cities_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, decided_cb);
  gtk_widget_class_bind_template_callback (widget_class, sync_all_cb);
}

static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  TbSyncPage *self = TB_SYNC_PAGE (widget);

  if (!gtk_widget_get_mapped (self->back))
    return FALSE;
  go_to_list (self);

  return TRUE;
}

static void
tb_sync_page_init (TbSyncPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape,
                                                                                  0),
                                                          gtk_callback_action_new (escape_cb,
                                                                                   NULL,
                                                                                   NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
