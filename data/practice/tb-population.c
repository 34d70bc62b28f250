/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-population"

#include "config.h"

#include "tb-population.h"

#include "tb-check-digit.h"
#include "tb-date.h"
#include "tb-dice.h"
#include "tb-districts.h"
#include "tb-names.h"

#define FIRST_BIRTH_YEAR 1930
#define LAST_BIRTH_YEAR  2010
/* Of the twenty made-up sequences 沈抚 has eight for itself: its people carry region codes of
 * Fushun and Shenyang, and two residents must never share a number. */
#define FIRST_SEQUENCE        980
#define N_SEQUENCES           12
#define FIRST_SHENFU_SEQUENCE 992
#define N_SHENFU_SEQUENCES    8
/* A prime larger than every share and factor in use: multiplying by it shuffles without
 * repetition. */
#define SHUFFLE 1000003u

#define EARLIEST_INSURED_YEAR 1992
#define WORKING_AGE           21
#define MONTHLY_ACCOUNT_FEN   38400 /* 8 % of 4,800 yuan */

typedef struct {
  const TbDistrict *district;
  GDate birth;
  gboolean is_female;
  int age;
  char *id_no;
  char *name;
} Sketch;

static void
sketch_clear (Sketch *self)
{
  g_free (self->id_no);
  g_free (self->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sketch, sketch_clear)

/* The district of person @n and which of its people that is. */
static const TbDistrict *
find_district (TbArea area, guint n, guint64 *ordinal)
{
  const TbDistrict *districts;
  gsize n_districts;
  guint total = 0;
  guint rank;

  districts = tb_districts_get (area, &n_districts);
  for (gsize i = 0; i < n_districts; i++)
    total += districts[i].share;

  rank = (guint) ((guint64) n * SHUFFLE % total);
  for (gsize i = 0; i < n_districts; i++) {
    if (rank < districts[i].share) {
      *ordinal = (guint64) (n / total) * districts[i].share + rank;
      return &districts[i];
    }
    rank -= districts[i].share;
  }
  g_assert_not_reached ();
}

static void
sketch_person (const TbPopulation *self, TbArea area, guint n, Sketch *out)
{
  guint first = area == TB_AREA_SHENFU ? FIRST_SHENFU_SEQUENCE : FIRST_SEQUENCE;
  guint n_sequences = area == TB_AREA_SHENFU ? N_SHENFU_SEQUENCES : N_SEQUENCES;
  g_autofree char *digits = NULL;
  guint64 ordinal = 0;
  guint64 slot;
  guint32 n_days;
  guint sequence;
  GDate last;

  g_date_clear (&out->birth, 1);
  g_date_set_dmy (&out->birth, 1, G_DATE_JANUARY, FIRST_BIRTH_YEAR);
  g_date_clear (&last, 1);
  g_date_set_dmy (&last, 31, G_DATE_DECEMBER, LAST_BIRTH_YEAR);
  n_days = (guint32) g_date_days_between (&out->birth, &last) + 1;

  out->district = find_district (area, n, &ordinal);
  slot = (ordinal * SHUFFLE + self->seed) % ((guint64) n_days * n_sequences);
  g_date_add_days (&out->birth, (guint) (slot % n_days));
  sequence = first + (guint) (slot / n_days);
  out->is_female = sequence % 2 == 0;
  out->age = tb_date_full_years (&out->birth, &self->today);

  digits = g_strdup_printf ("%s%04u%02u%02u%03u",
                            out->district->region,
                            g_date_get_year (&out->birth),
                            (guint) g_date_get_month (&out->birth),
                            g_date_get_day (&out->birth),
                            sequence);
  out->id_no = g_strdup_printf ("%s%c", digits, tb_check_digit_mod11_2 (digits));
}

static json_t *
make_person (TbArea area, const Sketch *sketch, TbDice *dice)
{
  static const char *const roads[] = { "中山路", "建设大街", "青年大街", "和平路",
                                       "新华街", "人民路",   "站前街",   "胜利路" };
  g_autofree char *birth = tb_date_format (&sketch->birth);
  g_autofree char *mobile = g_strdup_printf ("1%s%08u",
                                             tb_dice_chance (dice, 50) ? "38" : "99",
                                             tb_dice_below (dice, 100000000));
  g_autofree char *address = g_strdup_printf ("%s%s%u号%u-%u-%u",
                                              sketch->district->name,
                                              roads[tb_dice_below (dice, G_N_ELEMENTS (roads))],
                                              1 + tb_dice_below (dice, 300),
                                              1 + tb_dice_below (dice, 9),
                                              1 + tb_dice_below (dice, 6),
                                              1 + tb_dice_below (dice, 3));

  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                    "id_type",
                    "01",
                    "id_no",
                    sketch->id_no,
                    "name",
                    sketch->name,
                    "sex",
                    sketch->is_female ? "2" : "1",
                    "birth",
                    birth,
                    "mobile",
                    mobile,
                    "hukou_region",
                    sketch->district->region,
                    "hukou_address",
                    address,
                    "live_region",
                    sketch->district->region,
                    "live_address",
                    address,
                    "area",
                    tb_area_get_slug (area));
}

/* Three of four spells lie in the person's own area. */
static TbArea
pick_area (TbArea own, TbDice *dice)
{
  return tb_dice_chance (dice, 75) ? own : (TbArea) tb_dice_below (dice, TB_N_AREAS);
}

static void
add_spell (json_t *rows, const Sketch *sketch, TbArea area, int from, int months)
{
  int to = from + months - 1;
  g_autofree char *first = g_strdup_printf ("%04d-%02d", from / 12, from % 12 + 1);
  g_autofree char *last = g_strdup_printf ("%04d-%02d", to / 12, to % 12 + 1);
  g_autofree char *personal_no =
      g_strdup_printf ("%s%.8s", tb_area_get_letters (area), sketch->id_no + 6);

  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:s, s:s, s:i, s:I, s:s, s:s}",
                                    "id_no",
                                    sketch->id_no,
                                    "scheme",
                                    "110",
                                    "area",
                                    tb_area_get_slug (area),
                                    "from",
                                    first,
                                    "to",
                                    last,
                                    "months",
                                    months,
                                    "account_fen",
                                    (json_int_t) months * MONTHLY_ACCOUNT_FEN,
                                    "status",
                                    sketch->age >= 60 ? "3" : "1",
                                    "personal_no",
                                    personal_no));
}

/* Months are counted from year 0, so that spells never overlap. */
static json_t *
make_insurance (const TbPopulation *self, TbArea area, const Sketch *sketch, TbDice *dice)
{
  json_t *rows = json_array ();
  int now = g_date_get_year (&self->today) * 12 + (int) g_date_get_month (&self->today) - 1;
  int start = MAX (g_date_get_year (&sketch->birth) + WORKING_AGE, EARLIEST_INSURED_YEAR) * 12 +
              (int) tb_dice_below (dice, 48);
  int end = MIN (now, (g_date_get_year (&sketch->birth) + 60) * 12);
  guint n_spells = 1 + tb_dice_below (dice, 3);

  if (sketch->age < WORKING_AGE + 1 || tb_dice_chance (dice, 15))
    return rows;

  for (guint i = 0; i < n_spells && start + 3 <= end; i++) {
    int longest = (end - start) / (int) (n_spells - i);
    int gap = (int) tb_dice_below (dice, 12);
    int months = MAX (3, longest - gap);

    add_spell (rows, sketch, pick_area (area, dice), start, MIN (months, end - start));
    start += months + (int) tb_dice_below (dice, 10);
  }

  return rows;
}

static json_t *
make_benefits (const TbPopulation *self, TbArea area, const Sketch *sketch, TbDice *dice)
{
  json_t *rows = json_array ();
  int retired_at = sketch->is_female ? 55 : 60;
  g_autofree char *since = NULL;

  if (sketch->age < retired_at + 2 || tb_dice_chance (dice, 20))
    return rows;

  since = g_strdup_printf ("%04d-%02d",
                           g_date_get_year (&sketch->birth) + retired_at,
                           (int) g_date_get_month (&sketch->birth));
  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:s, s:s, s:i}",
                                    "id_no",
                                    sketch->id_no,
                                    "kind",
                                    "pension",
                                    "area",
                                    tb_area_get_slug (area),
                                    "status",
                                    "paid",
                                    "since",
                                    since,
                                    "monthly_fen",
                                    180000 + (int) tb_dice_below (dice, 320000)));

  return rows;
}

static json_t *
make_archives (TbArea area, const Sketch *sketch, TbDice *dice)
{
  json_t *rows = json_array ();
  TbArea keeper = pick_area (area, dice);
  g_autofree char *number = NULL;
  g_autofree char *name = NULL;
  g_autofree char *since = NULL;

  if (sketch->age < 22 || sketch->age > 65 || !tb_dice_chance (dice, 35))
    return rows;

  number = g_strdup_printf ("%sDA%.8s%.3s",
                            tb_area_get_letters (keeper),
                            sketch->id_no + 6,
                            sketch->id_no + 14);
  name = g_strdup_printf ("%s人才服务中心", tb_area_get_name_zh (keeper));
  since = g_strdup_printf ("%04d-07-01", g_date_get_year (&sketch->birth) + 22);
  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:b}",
                                    "id_no",
                                    sketch->id_no,
                                    "archive_no",
                                    number,
                                    "area",
                                    tb_area_get_slug (keeper),
                                    "keeper",
                                    name,
                                    "status",
                                    "held",
                                    "since",
                                    since,
                                    "restricted",
                                    tb_dice_chance (dice, 5)));

  return rows;
}

/* Issuing county, household nature, check digit, year, serial (domain rule 03 §7). */
static json_t *
make_certificates (TbArea area, const Sketch *sketch, guint n, TbDice *dice)
{
  json_t *rows = json_array ();
  guint year = 2012 + tb_dice_below (dice, 14);
  g_autofree char *number = NULL;
  g_autofree char *issued = NULL;

  if (sketch->age < 18 || sketch->age > 60 || !tb_dice_chance (dice, 25))
    return rows;

  number = g_strdup_printf ("%s00%02u%06u", sketch->district->region, year % 100, n % 1000000);
  issued = g_strdup_printf ("%04u-%02u-15", year, 1 + tb_dice_below (dice, 12));
  json_array_append_new (rows,
                         json_pack ("{s:s, s:s, s:s, s:s, s:s}",
                                    "id_no",
                                    sketch->id_no,
                                    "cert_no",
                                    number,
                                    "area",
                                    tb_area_get_slug (area),
                                    "issued",
                                    issued,
                                    "status",
                                    "valid"));

  return rows;
}

void
tb_resident_clear (TbResident *self)
{
  g_clear_pointer (&self->person, json_decref);
  g_clear_pointer (&self->insurance, json_decref);
  g_clear_pointer (&self->benefits, json_decref);
  g_clear_pointer (&self->archives, json_decref);
  g_clear_pointer (&self->certificates, json_decref);
}

void
tb_population_make (const TbPopulation *self, TbArea area, guint n, TbResident *out)
{
  g_auto (Sketch) sketch = { NULL };
  TbDice dice;

  g_return_if_fail (area >= 0 && area < TB_N_AREAS);

  tb_dice_init (&dice, self->seed, (guint64) area, n);
  sketch_person (self, area, n, &sketch);
  sketch.name = tb_names_make (&dice, sketch.is_female, g_date_get_year (&sketch.birth));

  out->person = make_person (area, &sketch, &dice);
  out->insurance = make_insurance (self, area, &sketch, &dice);
  out->benefits = make_benefits (self, area, &sketch, &dice);
  out->archives = make_archives (area, &sketch, &dice);
  out->certificates = make_certificates (area, &sketch, n, &dice);
}
