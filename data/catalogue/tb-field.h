/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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

/**
 * TbField:
 *
 * One field of a form, of a transition, or one column of a table, as catalogue.md defines them.
 * Belongs to its item or machine, immutable.
 */
typedef struct _TbField TbField;
struct _TbField {
  const char *id;
  TbFieldType type;
  const char *label_zh;
  const char *label_en;
  const char *help_zh; /* under the field, or NULL */
  const char *help_en;
  const char *list;       /* code list id for code and codes ("inline:…" for own ones), or NULL */
  const char *shown;      /* condition, or NULL: always */
  const char *required;   /* condition, "1" for always, or NULL: never */
  const char *initial;    /* expression whose value a new form starts with, or NULL */
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

/* "text", "id-number" … */
const char *tb_field_type_get_name (TbFieldType self);
int tb_field_type_from_name (const char *name); /* −1: unknown */

G_END_DECLS
