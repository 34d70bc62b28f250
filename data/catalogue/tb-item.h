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

typedef enum {
  TB_FIELD_TEXT,
  TB_FIELD_LONGTEXT,
  TB_FIELD_INTEGER,
  TB_FIELD_DECIMAL, /* kept as text, such as "12.50" */
  TB_FIELD_MONEY,   /* integer fen */
  TB_FIELD_DATE,
  TB_FIELD_MONTH,
  TB_FIELD_BOOLEAN,
  TB_FIELD_CODE,
  TB_FIELD_CODES,
  TB_FIELD_AREA,
  TB_FIELD_REGION,
  TB_FIELD_ID_NUMBER,
  TB_FIELD_PERSON,
  TB_FIELD_EMPLOYER,
  TB_FIELD_PHONE,
  TB_FIELD_BANK_CARD,
  TB_FIELD_ADDRESS,
  TB_FIELD_TABLE,
  TB_FIELD_ATTACHMENT,
} TbFieldType;

#define TB_N_FIELD_TYPES 20

typedef struct {
  const char *expression;
  const char *message_zh;
  const char *message_en;
  const char *code;    /* short name of the check, unique in the item */
  const char *instead; /* id of the matter to be used in its place, or NULL */
  gboolean is_warning; /* must be acknowledged; else it stops submit */
} TbCheck;

typedef struct _TbField TbField;
struct _TbField {
  const char *id;
  TbFieldType type;
  const char *label_zh;
  const char *label_en;
  const char *list;       /* code list id for code and codes, or NULL */
  const char *shown;      /* condition, or NULL: always */
  const char *required;   /* condition, "1" for always, or NULL: never */
  const char *prefill;    /* "person.name", "insurance.first_month" …, or NULL */
  const char *id_type;    /* for id-number: the field with the document type, or NULL: by form */
  const char *check_kind; /* identifier kind of rules ("mobile", "ssc_card_no" …), or NULL */
  int min_length;         /* characters; 0 for none */
  int max_length;         /* characters; 0 for none */
  const TbCheck *checks;
  gsize n_checks;
  const TbField *columns; /* of a table */
  gsize n_columns;
  char sensitivity; /* 'S', 'P' or '-' as fields.json has it */
  const char *mask; /* "id", "name", "phone" …, or NULL */
};

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
  const char *required;    /* condition, or NULL: always */
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
/* Form fields in order, sections apart. */
const TbField *tb_item_get_field (const TbItem *self, const char *id);
const TbMaterial *tb_item_get_materials (const TbItem *self, gsize *n);
const TbPrint *tb_item_get_prints (const TbItem *self, gsize *n);
/* Field ids that, together with the person, make two open cases the same. */
const char *const *tb_item_get_duplicates (const TbItem *self);
/* The file itself, as published: served by the city, shown in the guide. */
const json_t *tb_item_get_json (const TbItem *self);
const char *tb_item_get_digest (const TbItem *self);
TbConditions *tb_item_get_conditions (const TbItem *self);

/* "text", "id-number" … */
const char *tb_field_type_get_name (TbFieldType self);

G_END_DECLS
