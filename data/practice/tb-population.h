/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"
#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbPopulation:
 * @seed: another seed, another metropolis
 * @today: ages and insured months run up to this day
 *
 * Made-up people of the eight areas, for the demo and for practice: districts by their real
 * shares (census of 2020, rounded), ages as in the north-east, months insured in several cities,
 * archives and certificates. The sequence digits of their identity numbers are 980 to 999, which
 * no registry gives out. Person @n of an area is always the same, in any order of asking.
 */
typedef struct {
  guint64 seed;
  GDate today;
} TbPopulation;

/**
 * TbResident:
 *
 * Rows as the queries of data/wire/README.md give them. Each row of the arrays says in "area"
 * which city holds it: months insured elsewhere lie with the other city.
 */
typedef struct {
  json_t *person;
  json_t *insurance;
  json_t *benefits;
  json_t *archives;
  json_t *certificates;
} TbResident;

void tb_resident_clear (TbResident *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TbResident, tb_resident_clear)

/* @n counts from 0; any number up to 2,000,000 an area gives another person. */
void tb_population_make (const TbPopulation *self, TbArea area, guint n, TbResident *out);

G_END_DECLS
