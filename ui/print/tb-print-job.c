/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-print-job"

#include "config.h"

#include "tb-print-job.h"

#include <glib/gi18n-lib.h>

struct _TbPrintJob {
  GObject parent_instance;

  TbWorkplace *workplace;
  char *case_id;
  char *print;
  GTask *task;
  GFile *file;                  /* where it is saved, or NULL */
  GtkPrintOperation *operation; /* or NULL */
  TbPaper *paper;               /* once the copy is counted */
  int copy;
  gboolean is_preview; /* of the dialog, in another program: nothing goes out */
  GError *problem;     /* why the operation was given up */
};

G_DEFINE_FINAL_TYPE (TbPrintJob, tb_print_job, G_TYPE_OBJECT)

TbPaper *
tb_print_job_read_paper (const json_t *answer, GError **error)
{
  g_autoptr (TbDocument) document =
      tb_document_new_from_json (json_object_get (answer, "tree"), error);

  return document != NULL ? tb_paper_new (document, error) : NULL;
}

static void
end_with_error (TbPrintJob *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_task_return_error (task, error);
}

static void
spooled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintJob) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  GError *error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  if (answer != NULL)
    g_task_return_int (task, self->copy);
  else
    g_task_return_error (task, error);
}

/* It has left: to a printer or into a file. */
static void
say_spooled (TbPrintJob *self)
{
  g_autoptr (json_t) args = json_pack ("{s:s, s:s, s:i, s:s}",
                                       "case",
                                       self->case_id,
                                       "print",
                                       self->print,
                                       "copy",
                                       self->copy,
                                       "fact",
                                       "spooled");
  TbDeskRequest request = { "printed", args, NULL, NULL };

  tb_workplace_call_async (self->workplace, &request, NULL, spooled_cb, g_object_ref (self));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintJob) self = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    say_spooled (self);
  else
    end_with_error (self, error);
}

static void
write_file (TbPrintJob *self)
{
  GError *error = NULL;
  g_autoptr (GBytes) pdf = tb_paper_to_pdf (self->paper, &error);

  if (pdf == NULL) {
    end_with_error (self, error);
    return;
  }

  g_file_replace_contents_bytes_async (self->file,
                                       pdf,
                                       NULL,
                                       FALSE,
                                       G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                       NULL,
                                       written_cb,
                                       g_object_ref (self));
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (TbPrintJob) self = user_data;
  GError *error = NULL;
  g_autoptr (json_t) answer = tb_workplace_call_finish (TB_WORKPLACE (source), result, &error);

  self->paper = answer != NULL ? tb_print_job_read_paper (answer, &error) : NULL;
  self->copy = (int) tb_json_get_int (answer, "copy", 0);
  if (self->file == NULL) {
    self->problem = error;
    return;
  }
  if (self->paper != NULL)
    write_file (self);
  else
    end_with_error (self, error);
}

static void
count (TbPrintJob *self)
{
  g_autoptr (json_t) args =
      json_pack ("{s:s, s:s, s:b}", "case", self->case_id, "print", self->print, "reuse", 1);
  TbDeskRequest request = { "print", args, NULL, NULL };

  tb_workplace_call_async (self->workplace, &request, NULL, counted_cb, g_object_ref (self));
}

static void
begin_print_cb (TbPrintJob *self)
{
  g_clear_pointer (&self->paper, tb_paper_unref);
  g_clear_error (&self->problem);
  count (self);
}

static gboolean
preview_cb (TbPrintJob *self)
{
  self->is_preview = TRUE;

  return FALSE;
}

/* GTK asks again until the copy has its number. */
static gboolean
paginate_cb (TbPrintJob *self)
{
  if (self->problem != NULL) {
    gtk_print_operation_cancel (self->operation);
    return TRUE;
  }
  if (self->paper == NULL)
    return FALSE;

  gtk_print_operation_set_n_pages (self->operation, (int) tb_paper_get_n_pages (self->paper));

  return TRUE;
}

static void
draw_page_cb (TbPrintJob *self, GtkPrintContext *context, int page)
{
  tb_paper_draw (self->paper, gtk_print_context_get_cairo_context (context), (guint) page);
}

static void
done_cb (TbPrintJob *self, GtkPrintOperationResult outcome)
{
  g_autoptr (TbPrintJob) kept G_GNUC_UNUSED = g_object_ref (self);
  GError *error = NULL;

  if (self->problem != NULL) {
    end_with_error (self, g_steal_pointer (&self->problem));
  } else if (outcome == GTK_PRINT_OPERATION_RESULT_APPLY && !self->is_preview) {
    say_spooled (self);
  } else if (outcome == GTK_PRINT_OPERATION_RESULT_ERROR) {
    gtk_print_operation_get_error (self->operation, &error);
    end_with_error (self, error);
  } else {
    end_with_error (self,
                    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Not printed")));
  }
  g_clear_object (&self->operation);
}

static GtkPageSetup *
make_page_setup (TbPaper *paper)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  GtkPaperSize *size;
  double width, height;

  tb_paper_get_size (paper, &width, &height);
  if (MIN (width, height) > 590 && MAX (width, height) < 850)
    size = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  else
    size = gtk_paper_size_new_custom ("tongban",
                                      _ ("Paper of this form"),
                                      MIN (width, height),
                                      MAX (width, height),
                                      GTK_UNIT_POINTS);
  gtk_page_setup_set_paper_size_and_default_margins (setup, size);
  if (width > height)
    gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);
  gtk_paper_size_free (size);

  return setup;
}

static void
run (TbPrintJob *self, GtkWindow *parent, TbPaper *shown)
{
  g_autoptr (GtkPageSetup) setup = make_page_setup (shown);
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autofree char *name = g_strdup_printf ("%s %s", self->case_id, self->print);

  g_set_object (&self->operation, operation);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_embed_page_setup (operation, FALSE);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation,
                           "begin-print",
                           G_CALLBACK (begin_print_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation,
                           "paginate",
                           G_CALLBACK (paginate_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation,
                           "draw-page",
                           G_CALLBACK (draw_page_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "preview", G_CALLBACK (preview_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (operation, "done", G_CALLBACK (done_cb), self, G_CONNECT_SWAPPED);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}

TbPrintJob *
tb_print_job_new (TbWorkplace *workplace, const char *case_id, const char *print)
{
  TbPrintJob *self = g_object_new (TB_TYPE_PRINT_JOB, NULL);

  self->workplace = g_object_ref (workplace);
  self->case_id = g_strdup (case_id);
  self->print = g_strdup (print);

  return self;
}

void
tb_print_job_print_async (TbPrintJob *self,
                          GtkWindow *parent,
                          TbPaper *shown,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, NULL, callback, user_data);
  run (self, parent, shown);
}

void
tb_print_job_save_async (TbPrintJob *self,
                         GFile *file,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, NULL, callback, user_data);
  self->file = g_object_ref (file);
  count (self);
}

int
tb_print_job_finish (TbPrintJob *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gssize copy = g_task_propagate_int (G_TASK (result), &problem);

  if (problem == NULL)
    return (int) copy;
  g_propagate_error (error, g_steal_pointer (&problem));

  return 0;
}

static void
tb_print_job_finalize (GObject *object)
{
  TbPrintJob *self = TB_PRINT_JOB (object);

  g_clear_object (&self->workplace);
  g_clear_object (&self->file);
  g_clear_object (&self->operation);
  g_clear_pointer (&self->paper, tb_paper_unref);
  g_clear_error (&self->problem);
  g_free (self->case_id);
  g_free (self->print);

  G_OBJECT_CLASS (tb_print_job_parent_class)->finalize (object);
}

static void
tb_print_job_class_init (TbPrintJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tb_print_job_finalize;
}

static void
tb_print_job_init (TbPrintJob *self)
{
}
