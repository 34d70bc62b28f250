/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-main-window"

#include "config.h"

#include "tb-main-window.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-case-page.h"
#include "tb-city-lights.h"
#include "tb-counter-page.h"
#include "tb-day-words.h"
#include "tb-focus-regions.h"
#include "tb-lookup-page.h"
#include "tb-navigation.h"
#include "tb-page.h"
#include "tb-print-page.h"
#include "tb-queue-page.h"
#include "tb-scan.h"
#include "tb-search-box.h"
#include "tb-sign-in-page.h"
#include "tb-sync-page.h"

/* Below this width the navigation shows icons only. */
#define NARROW_BELOW 1440
/* From this width on the city lights have room for words. */
#define WORDY_FROM  1680
#define MAX_HISTORY 20

/* Counting the queues costs more than the news is worth when it comes all the time. */
#define COUNT_PAUSE_MS 1000

struct _TbMainWindow {
  AdwApplicationWindow parent_instance;

  TbWorkplace *workplace;
  GSettings *settings;
  GQueue history;  /* (element-type utf8) places before this one, newest first */
  char *place;     /* what is shown, or NULL */
  char *locked_by; /* operator whose work waits behind the lock, or NULL */
  guint idle_source;
  guint clock_source;
  guint count_source;
  gboolean is_leaving; /* no lock: the next operator starts anew */

  /* Template widgets */
  GtkStack *stack;
  AdwStatusPage *opening_page;
  TbSignInPage *sign_in_page;
  TbNavigation *navigation;
  TbCityLights *city_lights;
  GtkWidget *brand;
  GtkLabel *today;
  GtkMenuButton *operator_button;
  GtkWidget *practice_banner;
  GtkWidget *header_bar;
  TbSearchBox *search_box;
  GtkWidget *visit_slot;
  GtkStack *places;
};

G_DEFINE_FINAL_TYPE (TbMainWindow, tb_main_window, ADW_TYPE_APPLICATION_WINDOW)

/* The places in the order of the navigation; without an icon a place is reached from another. */
static const struct {
  const char *name;
  const char *title;
  const char *icon;
  GType (*get_type) (void);
} places[] = {
  { "counter", N_ ("Counter"), "tb-counter-symbolic", tb_counter_page_get_type },
  { "queues", N_ ("Work queues"), "tb-queues-symbolic", tb_queue_page_get_type },
  { "lookup", N_ ("Look-up"), "tb-lookup-symbolic", tb_lookup_page_get_type },
  { "sync", N_ ("Sync"), "tb-sync-symbolic", tb_sync_page_get_type },
  { "case", NULL, NULL, tb_case_page_get_type },
  { "print", NULL, NULL, tb_print_page_get_type },
  { NULL },
};

static gboolean
is_signed_in (TbMainWindow *self)
{
  return self->workplace != NULL && tb_workplace_get_operator (self->workplace) != NULL;
}

static void
fill_places (TbMainWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places) && places[i].name != NULL; i++) {
    GtkWidget *page = g_object_new (places[i].get_type (), NULL);

    tb_page_set_workplace (TB_PAGE (page), self->workplace);
    gtk_stack_add_named (self->places, page, places[i].name);
    if (TB_IS_COUNTER_PAGE (page))
      gtk_box_append (GTK_BOX (self->visit_slot), tb_counter_page_get_bar (TB_COUNTER_PAGE (page)));
    if (places[i].icon != NULL)
      tb_navigation_add (self->navigation, places[i].name, _ (places[i].title), places[i].icon);
  }
}

/* A page that has nothing yet to focus would leave its keys to what was there before. */
static void
take_focus (TbMainWindow *self, GtkWidget *page)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
show_place (TbMainWindow *self, const char *place, const char *what)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->places, place);

  if (page == NULL)
    return;

  g_free (self->place);
  self->place = g_strdup (place);
  gtk_stack_set_visible_child (self->places, page);
  tb_navigation_select (self->navigation, place);
  tb_page_open (TB_PAGE (page), what);
  take_focus (self, page);
}

static void
open_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbMainWindow *self = TB_MAIN_WINDOW (widget);
  const char *place;
  const char *what;

  if (!is_signed_in (self))
    return;

  g_variant_get (parameter, "(&s&s)", &place, &what);
  if (self->place != NULL && strcmp (self->place, place) != 0)
    g_queue_push_head (&self->history, g_strdup (self->place));
  if (self->history.length > MAX_HISTORY)
    g_free (g_queue_pop_tail (&self->history));
  show_place (self, place, what);
}

static void
go_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbMainWindow *self = TB_MAIN_WINDOW (widget);
  g_autofree char *place = g_queue_pop_head (&self->history);

  if (place != NULL)
    show_place (self, place, "");
}

static void
clear_pages (TbMainWindow *self)
{
  GtkWidget *page;

  for (page = gtk_widget_get_first_child (GTK_WIDGET (self->places)); page != NULL;
       page = gtk_widget_get_next_sibling (page))
    tb_page_clear (TB_PAGE (page));
  tb_search_box_clear (self->search_box);
  g_queue_clear_full (&self->history, g_free);
  g_clear_pointer (&self->place, g_free);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbMainWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer == NULL && self->workplace != NULL &&
      tb_workplace_get_operator (self->workplace) == NULL)
    tb_sign_in_page_show_error (self->sign_in_page, error->message);
}

static void
end_session (TbMainWindow *self)
{
  TbDeskRequest request = { "sign-out", NULL, NULL, NULL };

  if (is_signed_in (self))
    tb_workplace_call_async (self->workplace, &request, NULL, signed_out_cb, g_object_ref (self));
}

static void
search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbMainWindow *self = TB_MAIN_WINDOW (widget);

  if (is_signed_in (self))
    tb_search_box_begin (self->search_box);
}

static void
lock (GtkWidget *widget, const char *name, GVariant *parameter)
{
  end_session (TB_MAIN_WINDOW (widget));
}

static void
sign_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbMainWindow *self = TB_MAIN_WINDOW (widget);
  GtkWidget *counter = gtk_stack_get_child_by_name (self->places, "counter");

  if (!is_signed_in (self) || tb_counter_page_must_wait (TB_COUNTER_PAGE (counter)))
    return;

  self->is_leaving = TRUE;
  /* While still signed in: a draft that nobody touched is dropped with it. */
  clear_pages (self);
  end_session (self);
}

static gboolean
idle_cb (gpointer user_data)
{
  TbMainWindow *self = user_data;

  self->idle_source = 0;
  end_session (self);

  return G_SOURCE_REMOVE;
}

/* Whoever walks past a window that nobody touches must not read on (design/window.md). */
static gboolean
touched_cb (TbMainWindow *self)
{
  g_clear_handle_id (&self->idle_source, g_source_remove);
  if (is_signed_in (self))
    self->idle_source =
        g_timeout_add_seconds (g_settings_get_uint (self->settings, "idle-lock"), idle_cb, self);

  return GDK_EVENT_PROPAGATE;
}

static void
forget_clipboard (TbMainWindow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), "");
  gdk_clipboard_set_text (gtk_widget_get_primary_clipboard (GTK_WIDGET (self)), "");
}

/* What a person leaves behind: pages, the way back, and what was copied, with a visit or without:
 * a case or a look-up shows persons too. Drafts and cases are in the store. */
static void
end_visit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TbMainWindow *self = TB_MAIN_WINDOW (widget);
  GtkWidget *counter = gtk_stack_get_child_by_name (self->places, "counter");

  /* Behind the lock a visit waits for the one who began it. */
  if (!is_signed_in (self) || tb_counter_page_must_wait (TB_COUNTER_PAGE (counter)))
    return;

  clear_pages (self);
  forget_clipboard (self);
  show_place (self, places[0].name, "");
}

static void
show_sign_in (TbMainWindow *self)
{
  const char *hint = NULL;

  g_clear_handle_id (&self->idle_source, g_source_remove);
  /* Not at the start: what another program copied is no business of this one. */
  if (self->locked_by != NULL)
    forget_clipboard (self);
  if (self->is_leaving)
    g_clear_pointer (&self->locked_by, g_free);
  self->is_leaving = FALSE;
  if (self->locked_by != NULL)
    hint = _ ("Locked. What was begun is kept for the one who comes back.");
  gtk_stack_set_visible_child_name (self->stack, "sign-in");
  tb_sign_in_page_prepare (self->sign_in_page, self->locked_by, hint);
}

/* What is due today and what is overdue: two queues that share no case. */
static void
queues_counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbMainWindow) self = user_data;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, NULL);
  gint64 n = 0;
  json_t *row;
  gsize i;

  if (answer == NULL || self->workplace == NULL)
    return;
  json_array_foreach (tb_json_get_array (answer, "rows"), i, row)
  {
    const char *name = tb_json_get_string (row, "name");

    if (g_strcmp0 (name, "today") == 0 || g_strcmp0 (name, "overdue") == 0)
      n += tb_json_get_int (row, "n", 0);
  }
  tb_navigation_set_count (self->navigation, "queues", (guint) n, FALSE);
}

static gboolean
count_queues_cb (gpointer user_data)
{
  TbMainWindow *self = user_data;
  TbDeskRequest request = { "queues", NULL, NULL, NULL };

  self->count_source = 0;
  if (tb_workplace_get_operator (self->workplace) != NULL)
    tb_workplace_call_async (self->workplace,
                             &request,
                             NULL,
                             queues_counted_cb,
                             g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
work_changed_cb (TbMainWindow *self)
{
  if (self->count_source == 0)
    self->count_source = g_timeout_add (COUNT_PAUSE_MS, count_queues_cb, self);
}

static void
show_desk (TbMainWindow *self, const json_t *who)
{
  const char *id = tb_json_get_string (who, "operator");
  gboolean is_back = g_strcmp0 (self->locked_by, id) == 0;

  if (!is_back)
    clear_pages (self);
  g_free (self->locked_by);
  self->locked_by = g_strdup (id);
  gtk_menu_button_set_label (self->operator_button, tb_json_get_string (who, "name"));
  gtk_stack_set_visible_child_name (self->stack, "desk");
  if (self->place == NULL && places[0].name != NULL)
    show_place (self, places[0].name, "");
  touched_cb (self);
  work_changed_cb (self);
}

static void
operator_changed_cb (TbMainWindow *self)
{
  const json_t *who = tb_workplace_get_operator (self->workplace);

  if (who != NULL)
    show_desk (self, who);
  else
    show_sign_in (self);
}

static void
city_changed_cb (TbMainWindow *self)
{
  gint64 n = 0;

  for (int i = 0; i < TB_N_AREAS; i++)
    n += tb_json_get_int (tb_workplace_get_city (self->workplace, (TbArea) i), "decide", 0);
  if (gtk_stack_get_child_by_name (self->places, "sync") != NULL)
    tb_navigation_set_count (self->navigation, "sync", (guint) n, TRUE);
}

/* A card gives a person, the bar code of a receipt its case. */
static void
scanned_cb (const char *text, gpointer user_data)
{
  TbMainWindow *self = user_data;
  g_autofree char *what = g_strconcat ("person:", text, NULL);

  if (g_ascii_isalpha (*text))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "(ss)", "case", text);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "(ss)", "counter", what);
}

void
tb_main_window_set_workplace (TbMainWindow *self, TbWorkplace *workplace)
{
  g_return_if_fail (self->workplace == NULL);

  self->workplace = g_object_ref (workplace);
  tb_sign_in_page_set_workplace (self->sign_in_page, workplace);
  tb_city_lights_set_workplace (self->city_lights, workplace);
  tb_search_box_set_workplace (self->search_box, workplace);
  fill_places (self);
  g_signal_connect_object (workplace,
                           "operator-changed",
                           G_CALLBACK (operator_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workplace,
                           "city-changed",
                           G_CALLBACK (city_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workplace,
                           "work-changed",
                           G_CALLBACK (work_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
  operator_changed_cb (self);
}

void
tb_main_window_show_failure (TbMainWindow *self, const char *message)
{
  /* A description is markup; a path may hold an ampersand. */
  g_autofree char *text = g_markup_escape_text (message, -1);

  adw_status_page_set_icon_name (self->opening_page, "tb-error-symbolic");
  adw_status_page_set_title (self->opening_page, _ ("This Window Cannot Be Opened"));
  adw_status_page_set_description (self->opening_page, text);
}

void
tb_main_window_set_is_practice (TbMainWindow *self, gboolean is_practice)
{
  gtk_widget_set_visible (self->practice_banner, is_practice);
}

static gboolean
show_clock_cb (gpointer user_data)
{
  TbMainWindow *self = user_data;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  /* Translators: month, day and day of the week, then the time, at the foot of the navigation. */
  g_autofree char *text = tb_day_words_format (now, _ ("%A %-d %B\n%H:%M"));

  gtk_label_set_label (self->today, text);

  return G_SOURCE_CONTINUE;
}

static void
width_changed_cb (TbMainWindow *self, GParamSpec *pspec, GdkSurface *surface)
{
  gboolean is_narrow = gdk_surface_get_width (surface) < NARROW_BELOW;

  tb_navigation_set_narrow (self->navigation, is_narrow);
  tb_city_lights_set_wordy (self->city_lights, gdk_surface_get_width (surface) >= WORDY_FROM);
  gtk_widget_set_visible (self->brand, !is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->today), !is_narrow);
  if (is_narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

static void
tb_main_window_realize (GtkWidget *widget)
{
  GdkSurface *surface;

  GTK_WIDGET_CLASS (tb_main_window_parent_class)->realize (widget);

  surface = gtk_native_get_surface (GTK_NATIVE (widget));
  g_signal_connect_object (surface,
                           "notify::width",
                           G_CALLBACK (width_changed_cb),
                           widget,
                           G_CONNECT_SWAPPED);
}

static void
watch (TbMainWindow *self, GtkWidget *window)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, motion);
  gtk_widget_add_controller (window, key);
}

/* Whoever prints or saves is at work too, in a window of its own. */
static void
windows_changed_cb (TbMainWindow *self, guint at, guint n_gone, guint n_new, GListModel *windows)
{
  for (guint i = at; i < at + n_new; i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

    if (window != GTK_WIDGET (self))
      watch (self, window);
  }
}

static void
add_watch (TbMainWindow *self)
{
  watch (self, GTK_WIDGET (self));
  g_signal_connect_object (gtk_window_get_toplevels (),
                           "items-changed",
                           G_CALLBACK (windows_changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}

/* Asked for before it is shown, X11 forgets it. */
static gboolean
maximize_cb (gpointer user_data)
{
  gtk_window_maximize (GTK_WINDOW (user_data));

  return G_SOURCE_REMOVE;
}

static void
first_shown_cb (TbMainWindow *self)
{
  g_signal_handlers_disconnect_by_func (self, first_shown_cb, NULL);
  if (g_settings_get_boolean (self->settings, "is-maximized"))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, maximize_cb, g_object_ref (self), g_object_unref);
  g_settings_bind (self->settings, "is-maximized", self, "maximized", G_SETTINGS_BIND_SET);
}

static void
keep_size (TbMainWindow *self)
{
  const char *const properties[][2] = {
    { "window-width", "default-width" },
    { "window-height", "default-height" },
  };

  self->settings = g_settings_new ("org.tongban.Tongban");
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    g_settings_bind (self->settings,
                     properties[i][0],
                     self,
                     properties[i][1],
                     G_SETTINGS_BIND_DEFAULT);
  g_signal_connect (self, "map", G_CALLBACK (first_shown_cb), NULL);
}

static void
tb_main_window_dispose (GObject *object)
{
  TbMainWindow *self = TB_MAIN_WINDOW (object);

  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_clear_handle_id (&self->clock_source, g_source_remove);
  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_object (&self->workplace);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (tb_main_window_parent_class)->dispose (object);
}

static void
tb_main_window_finalize (GObject *object)
{
  TbMainWindow *self = TB_MAIN_WINDOW (object);

  g_queue_clear_full (&self->history, g_free);
  g_free (self->place);
  g_free (self->locked_by);

  G_OBJECT_CLASS (tb_main_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/tongban/Tongban/shell/tb-main-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, opening_page);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, sign_in_page);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, navigation);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, city_lights);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, brand);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, today);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, operator_button);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, practice_banner);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, header_bar);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, search_box);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, visit_slot);
  gtk_widget_class_bind_template_child (widget_class, TbMainWindow, places);
}

static void
tb_main_window_class_init (TbMainWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tb_main_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = tb_main_window_finalize;
  widget_class->realize = tb_main_window_realize;

  gtk_widget_class_install_action (widget_class, "win.open", "(ss)", open_place);
  gtk_widget_class_install_action (widget_class, "win.back", NULL, go_back);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "win.end-visit", NULL, end_visit);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL, sign_out);

  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_F3,
                                       0,
                                       "win.open",
                                       "(ss)",
                                       "counter",
                                       "start");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F4, 0, "win.end-visit", NULL);
  gtk_widget_class_add_binding_action (widget_class,
                                       GDK_KEY_n,
                                       GDK_CONTROL_MASK,
                                       "win.open",
                                       "(ss)",
                                       "counter",
                                       "next");

  g_type_ensure (TB_TYPE_SIGN_IN_PAGE);
  g_type_ensure (TB_TYPE_NAVIGATION);
  g_type_ensure (TB_TYPE_CITY_LIGHTS);
  g_type_ensure (TB_TYPE_SEARCH_BOX);
  bind_template (widget_class);
}

static void
add_keyboard (TbMainWindow *self)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/tongban/Tongban/shell/tb-shortcuts.ui");
  GtkShortcutsWindow *shortcuts =
      GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "shortcuts"));
  GtkWidget *const parts[] = { GTK_WIDGET (self->navigation),
                               self->header_bar,
                               self->visit_slot,
                               GTK_WIDGET (self->places) };

  /* It would begin with the section that was added last. */
  g_object_set (shortcuts, "section-name", "everywhere", NULL);
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), shortcuts);
  tb_focus_regions_watch (GTK_WIDGET (self), parts, G_N_ELEMENTS (parts));
  tb_scan_watch_keyboard (GTK_WIDGET (self), scanned_cb, self);
}

static void
tb_main_window_init (TbMainWindow *self)
{
  g_queue_init (&self->history);
  gtk_widget_init_template (GTK_WIDGET (self));
  keep_size (self);
  add_watch (self);
  add_keyboard (self);
  show_clock_cb (self);
  self->clock_source = g_timeout_add_seconds (10, show_clock_cb, self);
}

TbMainWindow *
tb_main_window_new (GtkApplication *application)
{
  return g_object_new (TB_TYPE_MAIN_WINDOW, "application", application, NULL);
}
