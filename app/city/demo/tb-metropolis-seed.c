/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-metropolis-seed"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "tb-city-key.h"
#include "tb-city-register.h"
#include "tb-city-sessions.h"
#include "tb-date.h"
#include "tb-metropolis-private.h"
#include "tb-population.h"

#define SEED 20261123
/* Everyone in the demo has this secret; windows of the demo reach no real city. */
#define DEMO_SECRET      "tongban-demo"
#define WINDOWS_PER_AREA 3
#define FLUSH_ROWS       5000

/* Rows on their way into one city, by register. */
typedef struct {
  json_t *rows[TB_CITY_N_REGISTERS];
} Basket;

typedef struct {
  const TbMetropolisPlan *plan;
  TbCityRegisterWriter *writers[TB_N_AREAS];
  Basket baskets[TB_N_AREAS];
} Filling;

static gboolean
flush (Filling *self, TbArea area, guint at_least, GError **error)
{
  for (int which = 0; which < TB_CITY_N_REGISTERS; which++) {
    json_t *rows = self->baskets[area].rows[which];

    if (json_array_size (rows) < at_least || json_array_size (rows) == 0)
      continue;
    if (!tb_city_register_write (self->writers[area], (TbCityRegister) which, rows, error))
      return FALSE;
    json_array_clear (rows);
  }

  return TRUE;
}

/* Months insured elsewhere lie with the other city. */
static void
hand_out (Filling *self, TbCityRegister which, json_t *rows)
{
  json_t *row;
  gsize i;

  json_array_foreach (rows, i, row)
  {
    TbArea area = tb_area_from_slug (tb_json_get_string (row, "area"));

    json_array_append (self->baskets[area].rows[which], row);
  }
}

static gboolean
fill_area (Filling *self, const TbPopulation *population, TbArea area, GError **error)
{
  for (guint n = 0; n < self->plan->n_persons; n++) {
    g_auto (TbResident) resident = { NULL };

    tb_population_make (population, area, n, &resident);
    json_array_append (self->baskets[area].rows[TB_CITY_PERSONS], resident.person);
    hand_out (self, TB_CITY_INSURANCE, resident.insurance);
    hand_out (self, TB_CITY_BENEFITS, resident.benefits);
    hand_out (self, TB_CITY_ARCHIVES, resident.archives);
    hand_out (self, TB_CITY_CERTIFICATES, resident.certificates);
    for (int other = 0; n % 500 == 0 && other < TB_N_AREAS; other++) {
      if (!flush (self, (TbArea) other, FLUSH_ROWS, error))
        return FALSE;
    }
  }

  return TRUE;
}

json_t *
tb_metropolis_dup_resident (TbArea area, guint n)
{
  TbPopulation population = { .seed = SEED };
  g_auto (TbResident) resident = { NULL };

  tb_date_of_time (tb_clock_wall_us (tb_clock_system ()), &population.today);
  tb_population_make (&population, area, n, &resident);
  tb_json_set_string (resident.person,
                      "archive",
                      tb_json_get_string (json_array_get (resident.archives, 0), "area"));

  return json_incref (resident.person);
}

static gboolean
fill_all (Filling *self, GError **error)
{
  TbPopulation population = { .seed = SEED };

  tb_date_of_time (tb_clock_wall_us (tb_clock_system ()), &population.today);
  for (int area = 0; area < TB_N_AREAS; area++) {
    if (!fill_area (self, &population, (TbArea) area, error))
      return FALSE;
  }
  for (int area = 0; area < TB_N_AREAS; area++) {
    if (!flush (self, (TbArea) area, 1, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
fill_registers (const TbMetropolisPlan *plan, GError **error)
{
  Filling filling = { .plan = plan };
  gboolean is_done = TRUE;

  for (int i = 0; i < TB_N_AREAS; i++) {
    g_autofree char *folder = tb_metropolis_city_folder (plan->folder, (TbArea) i);

    for (int which = 0; which < TB_CITY_N_REGISTERS; which++)
      filling.baskets[i].rows[which] = json_array ();
    filling.writers[i] = is_done ? tb_city_register_writer_open (folder, (TbArea) i, error) : NULL;
    is_done = filling.writers[i] != NULL;
  }
  is_done = is_done && fill_all (&filling, error);
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_clear_pointer (&filling.writers[i], tb_city_register_writer_close);
    for (int which = 0; which < TB_CITY_N_REGISTERS; which++)
      json_decref (filling.baskets[i].rows[which]);
  }

  return is_done;
}

static const struct {
  const char *suffix;
  const char *name;
  guint roles;
} operators[] = {
  { "staff-1", "窗口甲", 1u << TB_ROLE_STAFF },
  { "staff-2", "窗口乙", 1u << TB_ROLE_STAFF },
  { "super-1", "值班长", 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR },
  { "super-2", "复核员", 1u << TB_ROLE_STAFF | 1u << TB_ROLE_SUPERVISOR },
  { "trainer-1", "培训师", 1u << TB_ROLE_TRAINER },
  { "admin-1", "管理员", 1u << TB_ROLE_ADMIN },
  { "audit-1", "审计员", 1u << TB_ROLE_AUDITOR },
};

/* "sy-staff-1" of Shenyang, "fs-super-1" of Fushun … */
static gboolean
add_operators (TbCitySessions *sessions, TbArea area, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++) {
    g_autofree char *letters = g_ascii_strdown (tb_area_get_letters (area), -1);
    g_autofree char *id = g_strdup_printf ("%s-%s", letters, operators[i].suffix);
    g_autofree char *name = g_strdup_printf ("%s%s", tb_area_get_name_zh (area), operators[i].name);
    TbCityOperator who = { id, name, "hall-1", operators[i].roles };

    if (!tb_city_sessions_add_operator (sessions, &who, DEMO_SECRET, error))
      return FALSE;
  }

  return TRUE;
}

static gboolean
found_city (const TbMetropolisPlan *plan, TbArea area, GError **error)
{
  g_autofree char *folder = tb_metropolis_city_folder (plan->folder, area);
  g_autoptr (TbCityKey) key = NULL;
  g_autoptr (TbCitySessions) sessions = NULL;
  TbCitySessionsOptions options = { .folder = folder,
                                    .area = area,
                                    .clock = tb_clock_system (),
                                    .random = tb_random_system (),
                                    .is_cheap = TRUE };

  g_mkdir_with_parents (folder, 0700);
  key = tb_city_key_open (folder, tb_random_system (), error);
  if (key == NULL)
    return FALSE;
  options.key = key;
  sessions = tb_city_sessions_open (&options, error);

  return sessions != NULL && add_operators (sessions, area, error);
}

static gboolean
make_window (const TbMetropolisPlan *plan, TbArea area, int code, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = g_strdup_printf ("%s-%02d", tb_area_get_slug (area), code);
  g_autofree char *device = g_strdup_printf ("demo-%s", name);
  g_autofree char *folder = g_build_filename (plan->folder, "windows", name, NULL);
  g_autofree char *path = g_build_filename (folder, "window.ini", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_key_file_set_string (file, "window", "area", tb_area_get_slug (area));
  g_key_file_set_integer (file, "window", "code", code);
  g_key_file_set_string (file, "window", "device", device);
  g_key_file_set_boolean (file, "window", "sandbox", TRUE);
  for (int i = 0; i < TB_N_AREAS; i++) {
    g_autofree char *group = g_strdup_printf ("city %s", tb_area_get_slug ((TbArea) i));
    g_autofree char *socket = tb_metropolis_socket (plan->folder, (TbArea) i, "");
    g_autofree char *base = g_strconcat ("unix:", socket, NULL);

    g_key_file_set_string (file, group, "base", base);
  }

  return g_key_file_save_to_file (file, path, error);
}

gboolean
tb_metropolis_seed (const TbMetropolisPlan *plan, GError **error)
{
  for (int i = 0; i < TB_N_AREAS; i++) {
    if (!found_city (plan, (TbArea) i, error))
      return FALSE;
    for (int code = 1; code <= WINDOWS_PER_AREA; code++) {
      if (!make_window (plan, (TbArea) i, code, error))
        return FALSE;
    }
  }

  return fill_registers (plan, error);
}
