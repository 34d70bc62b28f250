/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-rules-calc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"
#include "tb-identifier.h"
#include "tb-mask.h"
#include "tb-pension.h"
#include "tb-rules-input.h"
#include "tb-rules-kit.h"

#define MAX_DAYS  100000
#define MAX_BASES 1200

/* Answers an object; its value means nothing when @input carries a problem. */
typedef json_t *(*Calc) (TbRulesKit *kit, TbRulesInput *input);

static json_t *
result_text_take (char *text)
{
  g_autofree char *owned = text;

  return json_pack ("{s:s?}", "result", owned);
}

static json_t *
calc_mask (TbRulesKit *kit, TbRulesInput *input)
{
  const char *kind = NULL;
  const char *value = NULL;
  TbMask mask;

  if (!tb_rules_input_text (input, "kind", &kind) || !tb_rules_input_text (input, "value", &value))
    return NULL;

  mask = tb_mask_from_name (kind);
  if (mask == TB_MASK_NONE) {
    tb_rules_input_fail (input,
                         "kind",
                         _ ("A mask is one of id, mobile, name, bank, address, reporter"));
    return NULL;
  }

  return result_text_take (tb_mask_apply (mask, value));
}

static json_t *
calc_deadline (TbRulesKit *kit, TbRulesInput *input)
{
  GDate start;
  GDate due;
  int days = 0;
  gboolean is_certain;
  g_autofree char *text = NULL;

  if (!tb_rules_input_date (input, "start", &start) ||
      !tb_rules_input_int (input, "days", 0, MAX_DAYS, &days))
    return NULL;

  is_certain = tb_calendar_add_workdays (kit->calendar, &start, days, &due);
  text = tb_date_format (&due);

  return json_pack ("{s:s, s:b}", "result", text, "uncertain", !is_certain);
}

/* Days outside the notices are guesses by weekday, and every answer says so. */
static gboolean
is_covered (TbRulesKit *kit, const GDate *from, const GDate *to)
{
  return g_date_compare (from, tb_calendar_get_first_day (kit->calendar)) >= 0 &&
         g_date_compare (to, tb_calendar_get_last_day (kit->calendar)) <= 0;
}

static json_t *
calc_workday (TbRulesKit *kit, TbRulesInput *input)
{
  GDate day;

  if (!tb_rules_input_date (input, "date", &day))
    return NULL;

  return json_pack ("{s:b, s:b}",
                    "result",
                    tb_calendar_is_workday (kit->calendar, &day),
                    "uncertain",
                    !is_covered (kit, &day, &day));
}

static json_t *
calc_workdays_between (TbRulesKit *kit, TbRulesInput *input)
{
  GDate from;
  GDate to;

  if (!tb_rules_input_date (input, "from", &from) || !tb_rules_input_date (input, "to", &to))
    return NULL;

  return json_pack ("{s:i, s:b}",
                    "result",
                    tb_calendar_count_workdays (kit->calendar, &from, &to),
                    "uncertain",
                    !is_covered (kit, &from, &to));
}

static json_t *
calc_rmb_upper (TbRulesKit *kit, TbRulesInput *input)
{
  gint64 fen;

  if (!tb_rules_input_amount (input, "value", json_object_get (input->json, "value"), &fen))
    return NULL;

  return result_text_take (tb_amount_format_capitals (fen));
}

static json_t *
calc_retire (TbRulesKit *kit, TbRulesInput *input)
{
  const char *name = NULL;
  TbRetireGroup group;
  TbRetirement out;
  GDate birth;

  if (!tb_rules_input_month (input, "birth", &birth) ||
      !tb_rules_input_text (input, "group", &name))
    return NULL;

  group = tb_retire_group_from_name (name);
  if (group == TB_RETIRE_NONE) {
    tb_rules_input_fail (input, "group", _ ("A group is M60, F55 or F50"));
    return NULL;
  }
  tb_pension_retire (group, g_date_get_year (&birth), (int) g_date_get_month (&birth), &out);

  return json_pack ("{s:{s:i, s:i, s:i}}",
                    "result",
                    "delay_months",
                    out.delay_months,
                    "retire_year",
                    out.year,
                    "retire_month",
                    out.month);
}

static json_t *
calc_min_contribution_months (TbRulesKit *kit, TbRulesInput *input)
{
  int year = 0;

  if (!tb_rules_input_int (input, "year", 1900, 2199, &year))
    return NULL;

  return json_pack ("{s:i}", "result", tb_pension_min_contribution_months (year));
}

static gboolean
read_history (TbRulesInput *input, const json_t *rows, GArray *history)
{
  json_t *row;
  gsize i;

  json_array_foreach ((json_t *) rows, i, row)
  {
    const char *place = json_string_value (json_array_get (row, 0));
    const json_t *count = json_array_get (row, 1);
    TbPensionMonths months;

    if (place == NULL || strlen (place) < 2 || !json_is_integer (count) ||
        json_integer_value (count) < 0 || json_integer_value (count) > 2400)
      return tb_rules_input_fail (input,
                                  "history",
                                  _ ("Each row is a place and the months paid there, such as "
                                     "[\"21\", 12]"));
    months.place = place;
    months.months = (int) json_integer_value (count);
    g_array_append_val (history, months);
  }

  return TRUE;
}

static json_t *
calc_benefit_place (TbRulesKit *kit, TbRulesInput *input)
{
  g_autoptr (GArray) history = g_array_new (FALSE, FALSE, sizeof (TbPensionMonths));
  const char *household = NULL;
  const char *current = NULL;
  const json_t *rows = NULL;
  const char *place;

  if (!tb_rules_input_place (input, "hukou", &household) ||
      !tb_rules_input_place (input, "current", &current) ||
      !tb_rules_input_array (input, "history", &rows) || !read_history (input, rows, history))
    return NULL;

  place = tb_pension_find_benefit_place (household,
                                         current,
                                         (const TbPensionMonths *) (gpointer) history->data,
                                         history->len);

  return json_pack ("{s:s%}", "result", place, (size_t) 2);
}

/* Full years as "age", or from "birth" to "date", the day of the move. */
static gboolean
read_age (TbRulesInput *input, int *age)
{
  GDate birth;
  GDate day;

  if (json_object_get (input->json, "age") != NULL ||
      json_object_get (input->json, "birth") == NULL)
    return tb_rules_input_int (input, "age", 0, 200, age);
  if (!tb_rules_input_date (input, "birth", &birth) || !tb_rules_input_date (input, "date", &day))
    return FALSE;

  *age = tb_date_full_years (&birth, &day);

  return TRUE;
}

static json_t *
calc_temp_account (TbRulesKit *kit, TbRulesInput *input)
{
  const json_t *moved = json_object_get (input->json, "org_transfer");
  const char *sex = NULL;
  const char *household = NULL;
  const char *to = NULL;
  int age = 0;

  if (!tb_rules_input_text (input, "sex", &sex) || !read_age (input, &age) ||
      !tb_rules_input_place (input, "hukou", &household) ||
      !tb_rules_input_place (input, "new", &to))
    return NULL;
  if (strcmp (sex, "1") != 0 && strcmp (sex, "2") != 0) {
    tb_rules_input_fail (input, "sex", _ ("Sex is 1 (male) or 2 (female)"));
    return NULL;
  }
  if (moved != NULL && !json_is_boolean (moved)) {
    tb_rules_input_fail (input, "org_transfer", _ ("This member is true or false"));
    return NULL;
  }

  return json_pack ("{s:b}",
                    "result",
                    tb_pension_is_temporary (*sex == '1',
                                             age,
                                             strncmp (household, to, 2) == 0,
                                             json_is_true (moved)));
}

static gboolean
read_bases (TbRulesInput *input, GArray *bases)
{
  const json_t *list = NULL;
  json_t *value;
  gsize i;

  if (!tb_rules_input_array (input, "bases", &list))
    return FALSE;
  if (json_array_size (list) > MAX_BASES)
    return tb_rules_input_fail (input, "bases", _ ("No person has that many months of wages"));

  json_array_foreach ((json_t *) list, i, value)
  {
    gint64 fen;

    if (!tb_rules_input_amount (input, "bases", value, &fen))
      return FALSE;
    g_array_append_val (bases, fen);
  }

  return TRUE;
}

static json_t *
calc_transfer_fund (TbRulesKit *kit, TbRulesInput *input)
{
  static const char *const parts[] = { "pre98", "a9805", "a06", "cur" };
  g_autoptr (GArray) bases = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 account[G_N_ELEMENTS (parts)] = { 0 };
  TbTransferFund fund;
  g_autofree char *own = NULL;
  g_autofree char *pooled = NULL;
  g_autofree char *total = NULL;

  if (!read_bases (input, bases))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    const json_t *part = json_object_get (input->json, parts[i]);

    if (part != NULL && !tb_rules_input_amount (input, parts[i], part, &account[i]))
      return NULL;
  }
  if (!tb_pension_compute_transfer_fund ((const gint64 *) (gpointer) bases->data,
                                         bases->len,
                                         account,
                                         G_N_ELEMENTS (account),
                                         &fund)) {
    tb_rules_input_fail (input, "bases", _ ("A sum is negative or too large; check its digits"));
    return NULL;
  }

  own = tb_amount_format (fund.account_fen);
  pooled = tb_amount_format (fund.pooled_fen);
  total = tb_amount_format (fund.total_fen);

  return json_pack ("{s:[s, s, s]}", "result", own, pooled, total);
}

static json_t *
calc_upgrade15 (TbRulesKit *kit, TbRulesInput *input)
{
  const char *value = NULL;

  if (!tb_rules_input_text (input, "value", &value))
    return NULL;

  return result_text_take (tb_identifier_upgrade15 (value));
}

static TbMatch
match_name (TbPinyin *pinyin, const char *name, const char *query)
{
  g_autoptr (TbReadings) readings = tb_pinyin_read (pinyin, name);

  return tb_pinyin_match (readings, query);
}

static json_t *
calc_name_match (TbRulesKit *kit, TbRulesInput *input)
{
  g_autoptr (json_t) from_start = json_array ();
  g_autoptr (json_t) inside = json_array ();
  g_autoptr (GError) error = NULL;
  TbPinyin *pinyin = tb_rules_kit_get_pinyin (kit, &error);
  const char *query = NULL;
  const json_t *names = NULL;
  json_t *name;
  gsize i;

  if (pinyin == NULL)
    tb_rules_input_fail (input, NULL, error->message);
  if (pinyin == NULL || !tb_rules_input_text (input, "query", &query) ||
      !tb_rules_input_array (input, "names", &names))
    return NULL;

  json_array_foreach ((json_t *) names, i, name)
  {
    TbMatch match;

    if (!json_is_string (name)) {
      tb_rules_input_fail (input, "names", _ ("Each name is a text"));
      return NULL;
    }
    match = match_name (pinyin, json_string_value (name), query);
    if (match != TB_MATCH_NONE)
      json_array_append_new (match == TB_MATCH_INSIDE ? inside : from_start,
                             json_integer ((json_int_t) i));
  }

  return json_pack ("{s:O, s:O}", "from_start", from_start, "inside", inside);
}

static const struct {
  const char *name;
  Calc calc;
} calcs[] = {
  { "mask", calc_mask },
  { "deadline", calc_deadline },
  { "workday", calc_workday },
  { "workdays_between", calc_workdays_between },
  { "rmb_upper", calc_rmb_upper },
  { "retire", calc_retire },
  { "min_contribution_months", calc_min_contribution_months },
  { "benefit_place", calc_benefit_place },
  { "temp_account", calc_temp_account },
  { "transfer_fund", calc_transfer_fund },
  { "upgrade15", calc_upgrade15 },
  { "name_match", calc_name_match },
};

static Calc
find_calc (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (calcs); i++) {
    if (strcmp (calcs[i].name, kind) == 0)
      return calcs[i].calc;
  }

  return NULL;
}

gboolean
tb_rules_kit_has_calc (const char *kind)
{
  return find_calc (kind) != NULL;
}

json_t *
tb_rules_kit_calc (TbRulesKit *self, const char *kind, const char *input)
{
  Calc calc = find_calc (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (json_t) json = tb_json_parse (input, -1, &error);
  g_auto (TbRulesInput) members = { .json = json };
  json_t *answer = NULL;

  g_return_val_if_fail (calc != NULL, NULL);

  if (json == NULL)
    tb_rules_input_fail (&members, NULL, error->message);
  else if (!json_is_object (json))
    tb_rules_input_fail (&members, NULL, _ ("The input is one JSON object"));
  else
    answer = calc (self, &members);
  if (answer != NULL)
    return answer;

  return json_pack ("{s:{s:s?, s:s}}", "error", "field", members.field, "message", members.message);
}
