/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

#define TB_CONDITION_ERROR (tb_condition_error_quark ())
GQuark tb_condition_error_quark (void);

typedef enum {
  TB_CONDITION_ERROR_SYNTAX,    /* no SQL expression */
  TB_CONDITION_ERROR_FORBIDDEN, /* reads a table, or calls a function that is not on the list */
  TB_CONDITION_ERROR_NAME,      /* a parameter that is neither a field nor a given */
} TbConditionError;

/**
 * TbConditions:
 *
 * Evaluates the conditions of service items: SQL expressions over named parameters, in a private
 * in-memory SQLite whose authorizer denies everything but functions of a fixed list
 * (catalogue.md, *Conditions*). Holds the compiled expressions. Any thread; calls are serialised.
 */
typedef struct _TbConditions TbConditions;

TbConditions *tb_conditions_new (void);
TbConditions *tb_conditions_ref (TbConditions *self);
void tb_conditions_unref (TbConditions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbConditions, tb_conditions_unref)

/* Compiles @expression once and checks that every parameter is in @names (without the colon). */
gboolean tb_conditions_check (TbConditions *self,
                              const char *expression,
                              GHashTable *names,
                              GError **error);

typedef enum {
  TB_TRUTH_FALSE,
  TB_TRUTH_TRUE,
  TB_TRUTH_UNKNOWN, /* NULL: a field that is needed is not filled in yet */
} TbTruth;

/* @values: name → text, integer, boolean (1 or 0), null; arrays are bound as JSON text; an absent
 * name is NULL. An expression that fails at run time is unknown. */
TbTruth tb_conditions_eval (TbConditions *self, const char *expression, const json_t *values);
/* The value itself: text, integer or null; used for "home" and default values. */
json_t *tb_conditions_eval_value (TbConditions *self,
                                  const char *expression,
                                  const json_t *values) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
