/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-application"

#include "config.h"

#include "tb-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "tb-main-window.h"
#include "tb-metropolis.h"
#include "tb-watchdog.h"
#include "tb-workplace.h"

#define APPLICATION_ID "org.tongban.Tongban"
#define DEMO_PERSONS   5000
/* Another program may work with the folder for a moment, such as tongbanctl. */
#define LOCK_WAIT_MS 5000

struct _TbApplication {
  AdwApplication parent_instance;

  /* Command line */
  gboolean is_demo;
  char *store;
  char *area;
  int window_code;
  gboolean is_watched;

  TbMetropolis *metropolis; /* the demo's cities, or NULL */
  TbMainWindow *window;     /* borrowed; NULL when closed */
  TbWorkplace *workplace;
  TbWatchdog *watchdog; /* or NULL */
};

G_DEFINE_FINAL_TYPE (TbApplication, tb_application, ADW_TYPE_APPLICATION)

static const struct {
  const char *action;
  const char *accels[4];
} accels[] = {
  { "win.open(('counter',''))", { "<Alt>1" } },
  { "win.open(('queues',''))", { "<Alt>2" } },
  { "win.open(('lookup',''))", { "<Alt>3" } },
  { "win.open(('sync',''))", { "<Alt>4" } },
  { "win.back", { "<Alt>Left", "Back" } },
  { "win.search", { "<Control>k" } },
  { "win.lock", { "<Control>l" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
};

/* From the moment at which the window can be used: making it takes longer, once. */
static gboolean
watch_cb (gpointer user_data)
{
  TbApplication *self = user_data;

  if (self->window != NULL && self->watchdog == NULL) {
    self->watchdog = tb_watchdog_new ();
    tb_watchdog_ignore_frames_of (self->watchdog, GTK_WIDGET (self->window));
  }

  return G_SOURCE_REMOVE;
}

static void
desk_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TbDesk) desk = tb_desk_open_finish (result, &error);

  if (self->window == NULL) {
    if (desk != NULL)
      tb_desk_close (desk);
    return;
  }
  if (desk == NULL) {
    tb_main_window_show_failure (self->window, error->message);
    return;
  }

  self->workplace = tb_workplace_new (desk);
  tb_main_window_set_workplace (self->window, self->workplace);
  if (self->is_watched)
    g_idle_add_full (G_PRIORITY_LOW, watch_cb, g_object_ref (self), g_object_unref);
}

static void
open_desk (TbApplication *self, const char *folder)
{
  TbDeskOptions options = { .folder = folder, .runs_lanes = TRUE, .lock_wait_ms = LOCK_WAIT_MS };

  tb_desk_open_async (&options, NULL, desk_opened_cb, g_object_ref (self));
}

static char *
dup_demo_folder (TbApplication *self)
{
  return self->store != NULL ? g_strdup (self->store)
                             : g_build_filename (g_get_user_data_dir (), "tongban-demo", NULL);
}

static void
open_metropolis (GTask *task, gpointer source, gpointer folder, GCancellable *cancellable)
{
  TbMetropolisOptions options = { .folder = folder, .n_persons = DEMO_PERSONS };
  g_autoptr (GError) error = NULL;
  TbMetropolis *metropolis = tb_metropolis_open (&options, &error);

  if (metropolis == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, metropolis, g_object_unref);
}

static void
metropolis_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TbApplication *self = TB_APPLICATION (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *demo = dup_demo_folder (self);
  g_autofree char *name = NULL;
  g_autofree char *folder = NULL;

  self->metropolis = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->window == NULL)
    return;
  if (self->metropolis == NULL) {
    tb_main_window_show_failure (self->window, error->message);
    return;
  }

  name = g_strdup_printf ("%s-%02d", self->area, self->window_code);
  folder = g_build_filename (demo, "windows", name, NULL);
  open_desk (self, folder);
}

static void
window_gone (gpointer user_data, GObject *window)
{
  TB_APPLICATION (user_data)->window = NULL;
}

static void
tb_application_activate (GApplication *application)
{
  TbApplication *self = TB_APPLICATION (application);

  if (self->window != NULL) {
    gtk_window_present (GTK_WINDOW (self->window));
    return;
  }

  self->window = tb_main_window_new (GTK_APPLICATION (self));
  g_object_weak_ref (G_OBJECT (self->window), window_gone, self);
  tb_main_window_set_is_practice (self->window, self->is_demo);
  gtk_window_present (GTK_WINDOW (self->window));
  if (self->is_demo) {
    g_autoptr (GTask) task = g_task_new (self, NULL, metropolis_opened_cb, NULL);

    g_task_set_task_data (task, dup_demo_folder (self), g_free);
    g_task_run_in_thread (task, open_metropolis);
  } else {
    open_desk (self, self->store);
  }
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TbApplication *self = user_data;

  adw_show_about_window (GTK_WINDOW (self->window),
                         "application-name",
                         _ ("Tongban"),
                         "application-icon",
                         APPLICATION_ID,
                         "version",
                         PACKAGE_VERSION,
                         "developer-name",
                         _ ("The Tongban founders"),
                         "license-type",
                         GTK_LICENSE_GPL_3_0,
                         NULL);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  TbApplication *self = user_data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static gboolean
terminate_cb (gpointer user_data)
{
  g_application_quit (user_data);

  return G_SOURCE_CONTINUE;
}

static void
tb_application_startup (GApplication *application)
{
  const GActionEntry entries[] = {
    { "about", about_cb, NULL, NULL, NULL },
    { "quit", quit_cb, NULL, NULL, NULL },
  };

  G_APPLICATION_CLASS (tb_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application),
                                   entries,
                                   G_N_ELEMENTS (entries),
                                   application);
  g_unix_signal_add (SIGTERM, terminate_cb, application);
  g_unix_signal_add (SIGINT, terminate_cb, application);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application),
                                           accels[i].action,
                                           accels[i].accels);
}

/* For tests, which read it: never translated. */
static void
tell_watchdog (TbWatchdog *watchdog)
{
  gint64 worst_us;
  guint n = tb_watchdog_get_count (watchdog, &worst_us);

  g_printerr ("watchdog: %u times, worst %.1f ms\n", n, (double) worst_us / 1000.0);
}

static void
tb_application_shutdown (GApplication *application)
{
  TbApplication *self = TB_APPLICATION (application);

  if (self->watchdog != NULL)
    tell_watchdog (self->watchdog);
  g_clear_pointer (&self->watchdog, tb_watchdog_free);
  if (self->workplace != NULL)
    tb_workplace_close (self->workplace);
  g_clear_object (&self->workplace);
  if (self->metropolis != NULL)
    tb_metropolis_stop (self->metropolis);
  g_clear_object (&self->metropolis);

  G_APPLICATION_CLASS (tb_application_parent_class)->shutdown (application);
}

/* The folder of this machine's own window, as tongbanctl finds it; NULL when there is none. */
static char *
find_own_folder (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "tongban", NULL);
  g_autofree char *settings = g_build_filename (folder, "window.ini", NULL);

  return g_file_test (settings, G_FILE_TEST_EXISTS) ? g_steal_pointer (&folder) : NULL;
}

/* Before the application is registered: the demo that is asked for is another application than the
 * counter. Nothing else changes the id: whoever is started by it must answer to it. */
static int
tb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  TbApplication *self = TB_APPLICATION (application);

  if (self->is_demo)
    g_application_set_application_id (application, APPLICATION_ID ".Demo");
  else if (self->store == NULL)
    self->store = find_own_folder ();
  self->is_demo = self->is_demo || self->store == NULL;
  if (self->area == NULL)
    self->area = g_strdup ("shenyang");

  return G_APPLICATION_CLASS (tb_application_parent_class)
      ->handle_local_options (application, options);
}

static void
tb_application_finalize (GObject *object)
{
  TbApplication *self = TB_APPLICATION (object);

  g_free (self->store);
  g_free (self->area);

  G_OBJECT_CLASS (tb_application_parent_class)->finalize (object);
}

static void
tb_application_class_init (TbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tb_application_finalize;
  application_class->activate = tb_application_activate;
  application_class->startup = tb_application_startup;
  application_class->shutdown = tb_application_shutdown;
  application_class->handle_local_options = tb_application_handle_local_options;
}

static void
tb_application_init (TbApplication *self)
{
  const GOptionEntry entries[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->is_demo, N_ ("open the demo metropolis"), NULL },
    { "store",
      0,
      0,
      G_OPTION_ARG_FILENAME,
      &self->store,
      N_ ("the window's folder, or where the demo lives"),
      N_ ("FOLDER") },
    { "area",
      0,
      0,
      G_OPTION_ARG_STRING,
      &self->area,
      N_ ("city of the demo's window"),
      N_ ("CITY") },
    { "window", 0, 0, G_OPTION_ARG_INT, &self->window_code, N_ ("its number"), N_ ("NUMBER") },
    { "watchdog",
      0,
      0,
      G_OPTION_ARG_NONE,
      &self->is_watched,
      N_ ("say at the end how often the main thread worked over 8 ms"),
      NULL },
    G_OPTION_ENTRY_NULL,
  };

  self->window_code = 1;
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Without --store and --demo it opens this user's "
                                               "own window, in tongban among the user's "
                                               "data, and if there is none the demo."));
}

TbApplication *
tb_application_new (void)
{
  return g_object_new (TB_TYPE_APPLICATION,
                       "application-id",
                       APPLICATION_ID,
                       "resource-base-path",
                       "/org/tongban/Tongban",
                       NULL);
}
