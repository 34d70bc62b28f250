/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-condition.h"
#include "tb-machine.h"

G_BEGIN_DECLS

/**
 * TbItem:
 *
 * One version of one matter (事项): its form, materials, workflow, limits, papers and basis, as
 * its file says (catalogue.md). Immutable after loading, any thread; lives as long as its
 * catalogue.
 */
typedef struct _TbItem TbItem;

typedef enum {
  TB_MODE_ONLINE = 'Q', /* answered online by the area that holds the matter */
  TB_MODE_DECIDED_THERE = 'D',
  TB_MODE_LEAD = 'L',
  TB_MODE_LOCAL = 'T',
} TbMode;

typedef struct {
  const char *title_zh;
  const char *title_en;
  const TbField *fields;
  gsize n_fields;
} TbSection;

typedef struct {
  const char *id;
  const char *label_zh;
  const char *label_en;
  gboolean is_original;
  gboolean is_tolerable;   /* 容缺: may follow by a promised date */
  const char *replaced_by; /* query that makes the paper unnecessary, or NULL */
  const char *required;    /* condition, "0" for never, or NULL: always */
  const char *how_zh;      /* where people get it, for the notice of what is missing; or NULL */
  const char *how_en;
} TbMaterial;

typedef struct {
  const char *id;       /* "accept-notice" … */
  const char *template; /* layout in documents/ */
  const char *title_zh;
  const char *title_en;
  const char *when; /* condition on the case (":state" …) for being offered, or NULL */
  gboolean is_final;
} TbPrint;

const char *tb_item_get_id (const TbItem *self);
int tb_item_get_version (const TbItem *self);
const char *tb_item_get_name_zh (const TbItem *self);
const char *tb_item_get_name_en (const TbItem *self);
const char *tb_item_get_family (const TbItem *self);
const char *const *tb_item_get_keywords (const TbItem *self);
TbMode tb_item_get_mode (const TbItem *self);
/* A parameter such as ":home_choice" naming a field of type area, or ":window_area". */
const char *tb_item_get_home (const TbItem *self);
/* Likewise an expression giving a slug or a JSON array of slugs, or NULL: no partners. */
const char *tb_item_get_partners (const TbItem *self);
const TbMachine *tb_item_get_machine (const TbItem *self);
/* Days of @leg with this item's limits applied; −1 when the machine has no such leg. */
int tb_item_get_limit (const TbItem *self, const char *leg);
const TbSection *tb_item_get_sections (const TbItem *self, gsize *n);
/* A field of the form (no column, no transition's field), or NULL. */
const TbField *tb_item_get_field (const TbItem *self, const char *id);
const TbMaterial *tb_item_get_materials (const TbItem *self, gsize *n);
const TbPrint *tb_item_get_prints (const TbItem *self, gsize *n);
/* Field ids that, together with the person, make two open cases the same. */
const char *const *tb_item_get_duplicates (const TbItem *self);
/* The file itself, as published: served by the city, shown in the guide. */
const json_t *tb_item_get_json (const TbItem *self);
const char *tb_item_get_digest (const TbItem *self);
TbConditions *tb_item_get_conditions (const TbItem *self);

G_END_DECLS
