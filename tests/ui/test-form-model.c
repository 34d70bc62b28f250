/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-test"

#include "config.h"

#include <string.h>

#include "tb-form-kit.h"
#include "tb-form-model.h"
#include "tb-form-options.h"

/* Forms without a screen: what is found by typing, what is kept, what is shown as wrong, and how
 * many keys a registration takes. */

typedef struct {
  TbFormKit *kit;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->kit = tb_form_kit_load (&error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  tb_form_kit_free (self->kit);
}

/* A resident whom the register knows, as `draft-new` would fill it in. */
static TbFormModel *
new_model (Fixture *self, const char *item)
{
  g_autoptr (json_t) prefill = json_object ();
  g_autoptr (TbForm) form = NULL;
  TbFormRules rules = { .catalogue = self->kit->catalogue,
                        .item = tb_catalogue_get_item (self->kit->catalogue, item, 0),
                        .window_area = TB_AREA_SHENYANG };

  g_date_set_dmy (&rules.today, 10, G_DATE_OCTOBER, 2026);
  json_object_set_new (prefill,
                       "person",
                       json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                                  "id_type",
                                  "01",
                                  "id_no",
                                  "210102197906159915",
                                  "name",
                                  "张建国",
                                  "mobile",
                                  "13840012345",
                                  "area",
                                  "shenyang",
                                  "hukou_region",
                                  "210102",
                                  "hukou_address",
                                  "沈阳市和平区太原街1号",
                                  "live_region",
                                  "210102",
                                  "live_address",
                                  "沈阳市和平区太原街1号",
                                  "birth",
                                  "1979-06-15",
                                  "ethnic",
                                  "01"));
  form = tb_form_new (&rules, prefill);

  return tb_form_model_new (form);
}

static const char *
best (Fixture *self, TbFormOptions *options, const char *query)
{
  g_autoptr (GArray) found = tb_form_options_match (options, query);

  return found->len > 0 ? tb_form_options_get_label (options, g_array_index (found, guint, 0))
                        : NULL;
}

static void
test_found_by_typing (Fixture *self, gconstpointer data)
{
  const TbField region = { .id = "r", .type = TB_FIELD_REGION };
  const TbField area = { .id = "a", .type = TB_FIELD_AREA };
  g_autoptr (TbFormOptions) regions = tb_form_options_new (self->kit, &region);
  g_autoptr (TbFormOptions) areas = tb_form_options_new (self->kit, &area);

  g_assert_cmpstr (best (self, regions, "hepingqu"), ==, "Shenyang · Heping District");
  g_assert_cmpstr (best (self, regions, "和平"), ==, "Shenyang · Heping District");
  g_assert_cmpstr (best (self, regions, "210102"), ==, "Shenyang · Heping District");
  g_assert_cmpstr (best (self, regions, "hpq"), ==, "Shenyang · Heping District");
  g_assert_null (best (self, regions, "qqqq"));
  g_assert_cmpstr (best (self, areas, "fus"), ==, "Fushun");
  g_assert_cmpstr (best (self, areas, "抚"), ==, "Fushun");
}

static void
kept_cb (TbFormModel *model, const char *at, gpointer value, GString *log)
{
  g_autofree char *text = value != NULL ? json_dumps (value, JSON_ENCODE_ANY) : g_strdup ("gone");

  g_string_append_printf (log, "%s %s\n", at, text);
}

static void
test_kept_and_undone (Fixture *self, gconstpointer data)
{
  g_autoptr (TbFormModel) model = new_model (self, "unemp-reg");
  g_autoptr (GString) log = g_string_new (NULL);
  g_autofree char *field = NULL;

  g_signal_connect (model, "kept", G_CALLBACK (kept_cb), log);
  tb_form_model_set_text (model, "work_before", "a");
  tb_form_model_set_text (model, "work_before", "ab");
  tb_form_model_set_text (model, "unemp_date", "20260312");
  g_assert_cmpstr (log->str,
                   ==,
                   "/curr/form/work_before \"a\"\n/curr/form/work_before \"ab\"\n"
                   "/curr/form/unemp_date \"2026-03-12\"\n");
  g_string_truncate (log, 0);
  /* One field's typing is undone as one. */
  g_assert_true (tb_form_model_undo (model, &field));
  g_assert_cmpstr (field, ==, "unemp_date");
  g_clear_pointer (&field, g_free);
  g_assert_true (tb_form_model_undo (model, &field));
  g_assert_cmpstr (field, ==, "work_before");
  g_assert_cmpstr (log->str, ==, "/curr/form/unemp_date gone\n/curr/form/work_before gone\n");
  g_assert_false (tb_form_is_changed (tb_form_model_get_form (model)));
  g_clear_pointer (&field, g_free);
  g_assert_false (tb_form_model_undo (model, &field));
}

static void
test_wrong_once_left (Fixture *self, gconstpointer data)
{
  g_autoptr (TbFormModel) model = new_model (self, "unemp-reg");
  g_autoptr (GPtrArray) none = tb_form_model_dup_shown (model);
  g_autofree char *first = tb_form_model_dup_next (model, NULL);
  g_autofree char *second = tb_form_model_dup_next (model, first);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (first);
  g_assert_cmpstr (first, !=, second);
  tb_form_model_set_text (model, "unemp_date", "20261399");
  g_assert_null (tb_form_model_find_problem (model, "/form/unemp_date"));
  tb_form_model_leave (model, "unemp_date");
  g_assert_nonnull (tb_form_model_find_problem (model, "/form/unemp_date"));
  tb_form_model_show_all (model);
  g_assert_nonnull (tb_form_model_find_problem (model, first));
}

/* Types @query into the choice @field and presses Enter; the number of keys. */
static guint
choose (Fixture *self, TbFormModel *model, const char *field, const char *query)
{
  const TbItem *item = tb_form_get_item (tb_form_model_get_form (model));
  g_autoptr (TbFormOptions) options =
      tb_form_options_new (self->kit, tb_item_get_field (item, field));
  g_autoptr (GArray) found = tb_form_options_match (options, query);
  g_autoptr (json_t) value = NULL;

  g_assert_cmpuint (found->len, >, 0);
  value = tb_form_options_dup_value (options, g_array_index (found, guint, 0));
  tb_form_model_set_value (model, field, value);

  return (guint) g_utf8_strlen (query, -1) + 1;
}

/* F8 goes from one thing to do to the next, so that what the register filled in costs nothing. */
static guint
jump (TbFormModel *model, const char *from, const char *expected)
{
  g_autofree char *next = tb_form_model_dup_next (model, from);

  g_assert_cmpstr (next, ==, expected);

  return 1;
}

static void
test_few_keys (Fixture *self, gconstpointer data)
{
  g_autoptr (TbFormModel) model = new_model (self, "emp-reg-flex");
  guint keys = 0;

  /* The cursor stands in the first empty field. Free text and the sum are not counted. */
  keys += choose (self, model, "reg_place_type", "c");
  keys += jump (model, "/form/reg_place_type", "/form/flex_type");
  keys += choose (self, model, "flex_type", "f");
  keys += jump (model, "/form/flex_type", "/form/month_income");
  tb_form_model_set_text (model, "month_income", "3500");
  keys += 1;
  tb_form_model_set_text (model, "start_date", "20260915");
  keys += strlen ("20260915");
  keys += jump (model, "/form/start_date", "/form/flex_promise");
  keys += choose (self, model, "flex_promise", "1");
  /* Alt+M, then one key a paper, then Ctrl+Enter. */
  keys += 1;
  tb_form_model_set_material (model, "id_card", "seen", NULL);
  tb_form_model_set_material (model, "flex_pledge", "seen", NULL);
  keys += 2;
  keys += 1;
  g_assert_true (tb_form_can_submit (tb_form_model_get_form (model)));
  g_test_message ("%u keys", keys);
  g_assert_cmpuint (keys, <=, 25);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) g_test_add ("/form-model/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("found-by-typing", test_found_by_typing);
  ADD ("kept-and-undone", test_kept_and_undone);
  ADD ("wrong-once-left", test_wrong_once_left);
  ADD ("few-keys", test_few_keys);
#undef ADD

  return g_test_run ();
}
