/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rules of the enterprise pension (domain rules 03 §11 and 10): whole numbers only, no clock. */

/* 国务院关于渐进式延迟法定退休年龄的办法, in force from 2025-01-01. */
typedef enum {
  TB_RETIRE_NONE = -1,
  TB_RETIRE_M60, /* men: from 60 to 63, one month for every four months of birth from 1965-01 */
  TB_RETIRE_F55, /* women cadres: from 55 to 58, one for four from 1970-01 */
  TB_RETIRE_F50, /* women workers: from 50 to 55, one for two from 1975-01 */
} TbRetireGroup;

/* "M60", "F55", "F50" */
TbRetireGroup tb_retire_group_from_name (const char *name);

typedef struct {
  int delay_months;
  int year;
  int month; /* 1 to 12 */
} TbRetirement;

void tb_pension_retire (TbRetireGroup group, int birth_year, int birth_month, TbRetirement *out);

/* 180 until 2029, then six more a year up to 240 in 2039; the year of claiming counts. */
int tb_pension_min_contribution_months (int claim_year);

/* Months paid in one place; @place begins with the two digits of its province. */
typedef struct {
  const char *place;
  int months;
} TbPensionMonths;

#define TB_PENSION_BENEFIT_MONTHS 120

/* The province that pays (国办发〔2009〕66号 art. 6): the household's if the relation is there;
 * else where the relation is, with 120 months; else the last earlier province with 120 months;
 * else the household's. Months are added up by province; @history is in order of time. The answer
 * is one of the strings given. */
const char *tb_pension_find_benefit_place (const char *household,
                                           const char *current,
                                           const TbPensionMonths *history,
                                           gsize n);

/* Whether the relation stays behind with a temporary account in the new province: a man of 50 or a
 * woman of 40 full years on the day of the move, not to the household's province, and not moved by
 * an organisation. */
gboolean tb_pension_is_temporary (gboolean is_man,
                                  int full_years,
                                  gboolean is_to_household,
                                  gboolean is_org_transfer);

typedef struct {
  gint64 account_fen; /* personal part before 1998 and the whole account since */
  gint64 pooled_fen;  /* 12 % of the monthly wages since 1998, half a fen rounded up */
  gint64 total_fen;
} TbTransferFund;

/* FALSE, with @out untouched, when a sum passes TB_AMOUNT_MAX_FEN or is negative. */
gboolean tb_pension_compute_transfer_fund (const gint64 *bases_fen,
                                           gsize n_bases,
                                           const gint64 *account_fen,
                                           gsize n_account,
                                           TbTransferFund *out);

G_END_DECLS
