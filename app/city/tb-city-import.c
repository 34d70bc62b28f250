/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-import"

#include "config.h"

#include "tb-city-import.h"

#include "tb-city-import-reject.h"
#include "tb-city-import-row.h"
#include "tb-city-register.h"

#define BATCH 5000

G_DEFINE_QUARK (tb_city_import_error_quark, tb_city_import_error)

/* An import under way. */
typedef struct {
  const TbCityImportOptions *options;
  TbCityImportCount *count;
  TbImportRules rules;
  TbImportReader *reader;
  TbImportReject *reject;
  TbCityRegisterWriter *writer;
  json_t *batch;
} Import;

static gboolean
open_all (Import *self, GError **error)
{
  const TbCityImportOptions *options = self->options;
  TbCatalogue *catalogue = options->catalogue;
  const char *const *columns;

  self->rules.regions =
      tb_regions_new (tb_catalogue_get_file (catalogue, "codes/gbt2260_regions.csv", NULL),
                      tb_catalogue_get_file (catalogue, "codes/gbt2260_regions_historic.csv", NULL),
                      error);
  if (self->rules.regions == NULL)
    return FALSE;
  self->reader = tb_import_reader_open (options->path, options->encoding, error);
  if (self->reader == NULL)
    return FALSE;

  columns = tb_import_reader_get_columns (self->reader);
  if (columns != NULL && !tb_import_row_check_columns (options->which, columns, error))
    return FALSE;
  self->reject = tb_import_reject_new (options->reject_path, columns);
  self->writer = tb_city_register_writer_open (options->folder, options->area, error);

  return self->writer != NULL;
}

static gboolean
close_all (Import *self, GError **error)
{
  gboolean is_done = self->reject == NULL || tb_import_reject_close (self->reject, error);

  g_clear_pointer (&self->writer, tb_city_register_writer_close);
  g_clear_pointer (&self->reader, tb_import_reader_close);
  g_clear_pointer (&self->rules.regions, tb_regions_unref);
  g_clear_pointer (&self->batch, json_decref);

  return is_done;
}

static gboolean
write_batch (Import *self, GError **error)
{
  gint64 before = tb_city_register_writer_get_n_changed (self->writer);
  gint64 n_changed;

  if (!tb_city_register_write (self->writer, self->options->which, self->batch, error))
    return FALSE;

  n_changed = tb_city_register_writer_get_n_changed (self->writer) - before;
  self->count->n_changed += n_changed;
  self->count->n_unchanged += (gint64) json_array_size (self->batch) - n_changed;
  json_array_clear (self->batch);
  if (self->options->progress != NULL)
    self->options->progress (self->options->data, self->count);

  return TRUE;
}

static gboolean
take_record (Import *self, const TbImportRecord *record, GError **error)
{
  g_auto (TbImportFlaw) flaw = { "", NULL };
  json_t *row = NULL;

  self->count->n_read++;
  if (record->problem == NULL)
    row = tb_import_row_new (&self->rules, record->values, &flaw);
  if (row == NULL) {
    self->count->n_rejected++;
    return tb_import_reject_add (self->reject,
                                 record,
                                 flaw.field,
                                 record->problem != NULL ? record->problem : flaw.reason,
                                 error);
  }

  json_array_append_new (self->batch, row);

  return json_array_size (self->batch) < BATCH || write_batch (self, error);
}

static gboolean
run (Import *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  TbImportRecord *record;

  while ((record = tb_import_reader_next (self->reader, &local)) != NULL) {
    gboolean is_taken = take_record (self, record, error);

    tb_import_record_free (record);
    if (!is_taken)
      return FALSE;
  }
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }

  return write_batch (self, error);
}

gboolean
tb_city_import_run (const TbCityImportOptions *options, TbCityImportCount *count, GError **error)
{
  Import import = {
    .options = options,
    .count = count,
    .rules = { .which = options->which,
               .area = options->area,
               .catalogue = options->catalogue,
               .today = options->today },
    .batch = json_array (),
  };
  gboolean is_done;

  *count = (TbCityImportCount){ 0 };
  is_done = open_all (&import, error) && run (&import, error);

  return close_all (&import, is_done ? error : NULL) && is_done;
}
