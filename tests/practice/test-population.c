/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tb-date.h"
#include "tb-identifier.h"
#include "tb-population.h"

#define N_PER_AREA 3000

static void
set_up (TbPopulation *population)
{
  population->seed = 7;
  g_date_clear (&population->today, 1);
  g_assert_true (tb_date_parse ("2026-11-23", &population->today, NULL));
}

static char *
describe (const TbPopulation *population, TbArea area, guint n)
{
  g_auto (TbResident) resident = { NULL };
  g_autofree char *person = NULL;
  g_autofree char *insurance = NULL;

  tb_population_make (population, area, n, &resident);
  person = tb_json_to_string (resident.person);
  insurance = tb_json_to_string (resident.insurance);

  return g_strconcat (person, insurance, NULL);
}

static void
test_the_same_number_is_the_same_person (void)
{
  TbPopulation population;

  set_up (&population);
  for (guint n = 0; n < 50; n++) {
    g_autofree char *once = describe (&population, TB_AREA_FUSHUN, n);
    g_autofree char *again = describe (&population, TB_AREA_FUSHUN, n);

    g_assert_cmpstr (once, ==, again);
  }
}

static void
test_another_seed_is_another_metropolis (void)
{
  TbPopulation population;
  g_autofree char *once = NULL;
  g_autofree char *other = NULL;

  set_up (&population);
  once = describe (&population, TB_AREA_BENXI, 3);
  population.seed = 8;
  other = describe (&population, TB_AREA_BENXI, 3);

  g_assert_cmpstr (once, !=, other);
}

/* Every number passes the check of the counter, is made up by its sequence and is nobody else's,
 * in 沈抚 too, whose people carry the codes of its neighbours. */
static void
test_identity_numbers_are_valid_made_up_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  TbPopulation population;

  set_up (&population);
  for (int area = 0; area < TB_N_AREAS; area++) {
    for (guint n = 0; n < N_PER_AREA; n++) {
      g_auto (TbResident) resident = { NULL };
      g_autoptr (TbIdentifier) check = NULL;
      const char *id;

      tb_population_make (&population, (TbArea) area, n, &resident);
      id = tb_json_get_string (resident.person, "id_no");
      check = tb_identifier_check ("id18", id, NULL, &population.today);
      g_assert_true (check->is_ok);
      g_assert_cmpstr (tb_json_get_string (check->parsed, "sex"),
                       ==,
                       tb_json_get_string (resident.person, "sex"));
      g_assert_cmpint (g_ascii_strtoll (id + 14, NULL, 10), >=, 980);
      g_assert_true (g_hash_table_add (seen, g_strdup (id)));
    }
  }
}

static void
test_spells_of_one_person_never_overlap (void)
{
  TbPopulation population;
  guint n_elsewhere = 0;

  set_up (&population);
  for (guint n = 0; n < N_PER_AREA; n++) {
    g_auto (TbResident) resident = { NULL };
    const char *last = "0000-00";
    json_t *row;
    gsize i;

    tb_population_make (&population, TB_AREA_SHENYANG, n, &resident);
    json_array_foreach (resident.insurance, i, row)
    {
      g_assert_cmpstr (last, <, tb_json_get_string (row, "from"));
      g_assert_cmpstr (tb_json_get_string (row, "from"), <=, tb_json_get_string (row, "to"));
      last = tb_json_get_string (row, "to");
      n_elsewhere += g_strcmp0 (tb_json_get_string (row, "area"), "shenyang") != 0;
    }
    g_assert_cmpstr (last, <=, "2026-11");
  }
  g_assert_cmpuint (n_elsewhere, >, N_PER_AREA / 10);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/practice/population/the-same-number-is-the-same-person",
                   test_the_same_number_is_the_same_person);
  g_test_add_func ("/practice/population/another-seed-is-another-metropolis",
                   test_another_seed_is_another_metropolis);
  g_test_add_func ("/practice/population/identity-numbers-are-valid-made-up-and-unique",
                   test_identity_numbers_are_valid_made_up_and_unique);
  g_test_add_func ("/practice/population/spells-of-one-person-never-overlap",
                   test_spells_of_one_person_never_overlap);

  return g_test_run ();
}
