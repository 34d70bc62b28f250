/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test-hall"

#include "config.h"

#include "tb-test-hall.h"

#include "tb-case-number.h"
#include "tb-date.h"
#include "tb-time.h"

#define DAY_US (24 * G_TIME_SPAN_HOUR)

TbTestHall *
tb_test_hall_new_for (TbCatalogue *catalogue)
{
  TbTestHall *self = g_new0 (TbTestHall, 1);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *holidays = tb_catalogue_get_file (catalogue, "calendar/holidays.csv", &length);

  self->catalogue = g_object_ref (catalogue);
  self->calendar = tb_calendar_new (holidays, (gssize) length, &error);
  g_assert_no_error (error);
  self->regions =
      tb_regions_new (tb_catalogue_get_file (catalogue, "codes/gbt2260_regions.csv", NULL),
                      tb_catalogue_get_file (catalogue, "codes/gbt2260_regions_historic.csv", NULL),
                      &error);
  g_assert_no_error (error);
  tb_test_hall_set_day (self, "2026-11-23");

  return self;
}

TbTestHall *
tb_test_hall_new (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TbCatalogue) catalogue = tb_catalogue_new (&error);

  g_assert_no_error (error);

  return tb_test_hall_new_for (catalogue);
}

void
tb_test_hall_free (TbTestHall *self)
{
  g_object_unref (self->catalogue);
  tb_calendar_unref (self->calendar);
  tb_regions_unref (self->regions);
  g_free (self);
}

void
tb_test_hall_set_day (TbTestHall *self, const char *day)
{
  g_snprintf (self->at, sizeof self->at, "%sT01:00:00.000Z", day);
}

void
tb_test_hall_get_day (TbTestHall *self, GDate *day)
{
  gint64 wall_us;

  g_assert_true (tb_time_parse (self->at, &wall_us));
  g_date_clear (day, 1);
  tb_date_of_time (wall_us, day);
}

void
tb_test_hall_add_days (TbTestHall *self, int days)
{
  g_autofree char *text = NULL;
  gint64 wall_us;

  g_assert_true (tb_time_parse (self->at, &wall_us));
  text = tb_time_format (wall_us + days * DAY_US);
  g_strlcpy (self->at, text, sizeof self->at);
}

const TbItem *
tb_test_hall_get_item (TbTestHall *self, const char *id)
{
  const TbItem *item = tb_catalogue_get_item (self->catalogue, id, 0);

  g_assert_nonnull (item);

  return item;
}

TbWorkflowActor
tb_test_hall_get_actor (TbTestHall *self, TbArea area, guint roles)
{
  TbWorkflowActor actor = {
    .area = area,
    .roles = roles,
    .at = self->at,
    .calendar = self->calendar,
    .catalogue = self->catalogue,
    .regions = self->regions,
  };

  return actor;
}

TbFormRules
tb_test_hall_get_rules (TbTestHall *self, const TbItem *item, TbArea area)
{
  TbFormRules rules = {
    .catalogue = self->catalogue,
    .regions = self->regions,
    .item = item,
    .window_area = area,
  };

  tb_test_hall_get_day (self, &rules.today);

  return rules;
}

char *
tb_test_hall_new_id (TbTestHall *self)
{
  return g_strdup_printf ("0193b000-0000-7000-8000-%012x", ++self->counter);
}

TbCommand *
tb_test_hall_command (TbTestHall *self,
                      TbCommandKind kind,
                      const TbItem *item,
                      const char *case_id,
                      json_t *args)
{
  g_autofree char *id = tb_test_hall_new_id (self);
  g_autofree char *own = case_id == NULL ? tb_test_hall_new_id (self) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json =
      json_pack ("{s:s, s:i, s:s, s:s, s:s, s:{s:s, s:i}, s:o, s:{s:s, s:s, s:s}, s:s, s:i}",
                 "lane",
                 "0193b000-0000-7000-8000-0000000000ff",
                 "lseq",
                 (int) self->counter,
                 "id",
                 id,
                 "kind",
                 tb_command_kind_get_name (kind),
                 "case",
                 case_id != NULL ? case_id : own,
                 "item",
                 "id",
                 tb_item_get_id (item),
                 "version",
                 tb_item_get_version (item),
                 "args",
                 args,
                 "actor",
                 "operator",
                 "op-1",
                 "window",
                 "w-1",
                 "grant",
                 "g",
                 "made_at",
                 self->at,
                 "skew_ms",
                 0);
  TbCommand *command;

  if (kind == TB_COMMAND_SUBMIT)
    json_object_set_new (json, "base", json_null ());
  else if (!tb_command_kind_commutes (kind))
    json_object_set_new (json, "base", json_pack ("{s:s}", "vid", "0123456789abcdef"));
  command = tb_command_new (json, &error);
  g_assert_no_error (error);

  return command;
}

TbCommand *
tb_test_hall_command_by (TbCommand *command, const char *operator_id)
{
  g_autoptr (json_t) json = json_deep_copy (tb_command_get_json (command));
  g_autoptr (GError) error = NULL;
  TbCommand *other;

  tb_json_set_string (json_object_get (json, "actor"), "operator", operator_id);
  other = tb_command_new (json, &error);
  g_assert_no_error (error);

  return other;
}

json_t *
tb_test_hall_submit_args (TbTestHall *self, TbArea area, json_t *payload)
{
  TbCaseNumber number = { .area = area, .window = 3, .serial = ++self->counter };
  g_autofree char *text = NULL;

  tb_test_hall_get_day (self, &number.date);
  text = tb_case_number_format (&number);
  tb_json_set_string (payload, "number", text);

  return json_pack ("{s:o}", "case", payload);
}
