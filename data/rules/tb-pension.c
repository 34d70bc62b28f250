/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-pension"

#include "config.h"

#include "tb-pension.h"

#include <string.h>

#include "tb-amount.h"

static const struct {
  const char *name;
  int base_years;
  int first_year;      /* whose January is the first month of birth that is delayed */
  int births_per_step; /* months of birth for one month of delay */
  int max_delay;
} groups[] = {
  [TB_RETIRE_M60] = { "M60", 60, 1965, 4, 36 },
  [TB_RETIRE_F55] = { "F55", 55, 1970, 4, 36 },
  [TB_RETIRE_F50] = { "F50", 50, 1975, 2, 60 },
};

TbRetireGroup
tb_retire_group_from_name (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (groups); i++) {
    if (strcmp (groups[i].name, name) == 0)
      return (TbRetireGroup) i;
  }

  return TB_RETIRE_NONE;
}

void
tb_pension_retire (TbRetireGroup group, int birth_year, int birth_month, TbRetirement *out)
{
  int since;
  int months;

  g_return_if_fail (group >= 0 && (gsize) group < G_N_ELEMENTS (groups));
  g_return_if_fail (birth_month >= 1 && birth_month <= 12);

  since = (birth_year - groups[group].first_year) * 12 + birth_month - 1;
  out->delay_months =
      since < 0 ? 0 : MIN (since / groups[group].births_per_step + 1, groups[group].max_delay);
  months = (birth_year + groups[group].base_years) * 12 + birth_month - 1 + out->delay_months;
  out->year = months / 12;
  out->month = months % 12 + 1;
}

int
tb_pension_min_contribution_months (int claim_year)
{
  return 180 + CLAMP (claim_year - 2029, 0, 10) * 6;
}

static gboolean
is_same_province (const char *a, const char *b)
{
  return strncmp (a, b, 2) == 0;
}

static gboolean
has_enough (const char *place, const TbPensionMonths *history, gsize n)
{
  gint64 months = 0;

  for (gsize i = 0; i < n; i++) {
    if (is_same_province (history[i].place, place))
      months += history[i].months;
  }

  return months >= TB_PENSION_BENEFIT_MONTHS;
}

const char *
tb_pension_find_benefit_place (const char *household,
                               const char *current,
                               const TbPensionMonths *history,
                               gsize n)
{
  if (is_same_province (household, current))
    return household;
  if (has_enough (current, history, n))
    return current;

  for (gsize i = n; i-- > 0;) {
    if (has_enough (history[i].place, history, n))
      return history[i].place;
  }

  return household;
}

gboolean
tb_pension_is_temporary (gboolean is_man,
                         int full_years,
                         gboolean is_to_household,
                         gboolean is_org_transfer)
{
  return full_years >= (is_man ? 50 : 40) && !is_to_household && !is_org_transfer;
}

static gboolean
add_up (const gint64 *fen, gsize n, gint64 *sum)
{
  *sum = 0;
  for (gsize i = 0; i < n; i++) {
    if (fen[i] < 0 || fen[i] > TB_AMOUNT_MAX_FEN)
      return FALSE;
    *sum += fen[i];
    if (*sum > TB_AMOUNT_MAX_FEN)
      return FALSE;
  }

  return TRUE;
}

gboolean
tb_pension_compute_transfer_fund (const gint64 *bases_fen,
                                  gsize n_bases,
                                  const gint64 *account_fen,
                                  gsize n_account,
                                  TbTransferFund *out)
{
  gint64 bases;
  gint64 account;

  if (!add_up (bases_fen, n_bases, &bases) || !add_up (account_fen, n_account, &account))
    return FALSE;

  out->account_fen = account;
  out->pooled_fen = (bases * 12 + 50) / 100;
  out->total_fen = account + out->pooled_fen;

  return TRUE;
}
