/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "tb-paper.h"
#include "tb-workplace.h"

G_BEGIN_DECLS

/**
 * TbPrintJob:
 *
 * One attempt to get a paper out of the window. The copy is counted (rendered) when the clerk has
 * chosen where it goes, and said to be spooled when it went there; whether it came out is not for a
 * program to say.
 */
#define TB_TYPE_PRINT_JOB (tb_print_job_get_type ())
G_DECLARE_FINAL_TYPE (TbPrintJob, tb_print_job, TB, PRINT_JOB, GObject)

TbPrintJob *tb_print_job_new (TbWorkplace *workplace, const char *case_id, const char *print);

/* Asks for a printer in a dialog above @parent. G_IO_ERROR_CANCELLED when the clerk changed their
 * mind. @shown: the preview, for the size of the sheet. */
void tb_print_job_print_async (TbPrintJob *self,
                               GtkWindow *parent,
                               TbPaper *shown,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
/* Writes @file. */
void tb_print_job_save_async (TbPrintJob *self,
                              GFile *file,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
/* The number of the copy that went out, or 0 with @error. */
int tb_print_job_finish (TbPrintJob *self, GAsyncResult *result, GError **error);

/* The paper in the answer of `print`. */
TbPaper *tb_print_job_read_paper (const json_t *answer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
