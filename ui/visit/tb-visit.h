/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-workplace.h"

G_BEGIN_DECLS

#define TB_VISIT_ERROR (tb_visit_error_quark ())
GQuark tb_visit_error_quark (void);

typedef enum {
  TB_VISIT_ERROR_NUMBER, /* no resident number; the message says why */
  TB_VISIT_ERROR_NAME,   /* no name that a register takes */
} TbVisitError;

/**
 * TbVisit:
 *
 * One person in front of the window: who it is and who came for them, since when, what was handled,
 * and what each city says of them. Holds full personal values in memory and nowhere else; they go
 * with it. Main thread only.
 *
 * Signals:
 * - `changed`: person, agent or matters are others
 * - `city-answered` (int area): tb_visit_get_city() of it is another
 */
#define TB_TYPE_VISIT (tb_visit_get_type ())
G_DECLARE_FINAL_TYPE (TbVisit, tb_visit, TB, VISIT, GObject)

/* @ticket: the number of the day that this window gave. */
TbVisit *tb_visit_new (TbWorkplace *workplace, guint ticket);
/* Nothing is asked or kept any more; call it before the last reference goes. */
void tb_visit_end (TbVisit *self);

guint tb_visit_get_ticket (TbVisit *self);
int tb_visit_get_minutes (TbVisit *self);

/**
 * tb_visit_set_person:
 * @id_no: as typed or read; brought into the form of the registers
 * @name: (nullable): only for who is nowhere known
 *
 * Checks both, and asks every city what it knows. TB_VISIT_ERROR.
 */
gboolean tb_visit_set_person (TbVisit *self, const char *id_no, const char *name, GError **error);
/* {id_no, name?, sex, birth}, unmasked, or NULL: for the form alone. Borrowed. */
const json_t *tb_visit_get_person (TbVisit *self);
/* The person as a city's register has them, masked; NULL while no city has told. Borrowed. */
const json_t *tb_visit_get_known (TbVisit *self);
/* What to call the person on the screen; "" while unknown. Borrowed. */
const char *tb_visit_get_name (TbVisit *self);
/* All cities have answered or are absent. */
gboolean tb_visit_is_asked (TbVisit *self);
/* Asks all of them once more. */
void tb_visit_ask (TbVisit *self);
/* Looks for the person's cases at this window once more: one may have come or gone on. */
void tb_visit_refresh_cases (TbVisit *self);

/* {persons: [rows], insurance: […], benefits, archives, certificates, cases, as_of, absent?,
 * refused?, answers}, masked; NULL before the first answer. `answers` of six. Borrowed. */
const json_t *tb_visit_get_city (TbVisit *self, TbArea area);
/* Cases of the person that this window's store knows, as rows of `search`. Borrowed. */
const json_t *tb_visit_get_cases (TbVisit *self);
/* The open case of @item in any city, here or told by it; NULL when there is none. Borrowed. */
const json_t *tb_visit_find_open (TbVisit *self, const char *item);

/* Empty texts take the agent away. TB_VISIT_ERROR. */
gboolean tb_visit_set_agent (TbVisit *self, const char *id_no, const char *name, GError **error);
/* {id_no, name}, or NULL: the person came. Borrowed. */
const json_t *tb_visit_get_agent (TbVisit *self);

/* @name: of the matter @item; @answer: of `submit`. */
void tb_visit_add_matter (TbVisit *self, const char *item, const char *name, const json_t *answer);
/* [{item, name, number, case, home}] in the order handled. Borrowed. */
const json_t *tb_visit_get_matters (TbVisit *self);

G_END_DECLS
