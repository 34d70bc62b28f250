/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-problem"

#include "config.h"

#include "tb-problem.h"

#include <stdarg.h>
#include <string.h>

#define TYPE_PREFIX "urn:tongban:problem:"

typedef struct {
  const char *name;
  guint status;
  TbProblemClass problem_class;
  const char *title;
} Row;

static const Row rows[TB_N_PROBLEMS] = {
  [TB_PROBLEM_BAD_REQUEST] = { "bad-request",
                               400,
                               TB_PROBLEM_CLASS_FINAL,
                               "The request cannot be read." },
  [TB_PROBLEM_WRONG_CREDENTIALS] = { "wrong-credentials",
                                     401,
                                     TB_PROBLEM_CLASS_AUTH,
                                     "Operator or secret is wrong." },
  [TB_PROBLEM_SIGNED_OUT] = { "signed-out",
                              401,
                              TB_PROBLEM_CLASS_AUTH,
                              "No operator is signed in." },
  [TB_PROBLEM_FORBIDDEN] = { "forbidden",
                             403,
                             TB_PROBLEM_CLASS_FINAL,
                             "This operator may not do this." },
  [TB_PROBLEM_UNKNOWN_DEVICE] = { "unknown-device",
                                  403,
                                  TB_PROBLEM_CLASS_STOP_LANE,
                                  "This window is not enrolled here." },
  [TB_PROBLEM_PURPOSE_REQUIRED] = { "purpose-required",
                                    403,
                                    TB_PROBLEM_CLASS_FINAL,
                                    "Personal data is given only for a stated purpose." },
  [TB_PROBLEM_NOT_FOUND] = { "not-found", 404, TB_PROBLEM_CLASS_FINAL, "There is no such thing." },
  [TB_PROBLEM_METHOD_NOT_ALLOWED] = { "method-not-allowed",
                                      405,
                                      TB_PROBLEM_CLASS_FINAL,
                                      "This address does not take this method." },
  [TB_PROBLEM_LANE_GAP] = { "lane-gap",
                            409,
                            TB_PROBLEM_CLASS_RESYNC,
                            "A command of this lane is missing before these." },
  [TB_PROBLEM_LOG_CHANGED] = { "log-changed",
                               410,
                               TB_PROBLEM_CLASS_RESYNC,
                               "The city has a new log." },
  [TB_PROBLEM_CURSOR_TOO_OLD] = { "cursor-too-old",
                                  410,
                                  TB_PROBLEM_CLASS_RESYNC,
                                  "The city no longer keeps what follows this cursor." },
  [TB_PROBLEM_TOO_LARGE] = { "too-large",
                             413,
                             TB_PROBLEM_CLASS_FINAL,
                             "The request is too large." },
  [TB_PROBLEM_UNSUPPORTED_MEDIA] = { "unsupported-media",
                                     415,
                                     TB_PROBLEM_CLASS_FINAL,
                                     "The body has a form that the city does not take." },
  [TB_PROBLEM_RANGE] = { "range",
                         416,
                         TB_PROBLEM_CLASS_FINAL,
                         "The range does not fit what the city has." },
  [TB_PROBLEM_ID_REUSED] = { "id-reused",
                             422,
                             TB_PROBLEM_CLASS_STOP_LANE,
                             "A number or id of this lane was used for another command." },
  [TB_PROBLEM_INVALID] = { "invalid", 422, TB_PROBLEM_CLASS_FINAL, "A member is wrong." },
  [TB_PROBLEM_LOCKED_OUT] = { "locked-out",
                              423,
                              TB_PROBLEM_CLASS_AUTH,
                              "Too many wrong secrets: this operator is locked for a while." },
  [TB_PROBLEM_PROTOCOL_VERSION] = { "protocol-version",
                                    426,
                                    TB_PROBLEM_CLASS_STOP_LANE,
                                    "The city does not speak this version of the protocol." },
  [TB_PROBLEM_TOO_MANY] = { "too-many", 429, TB_PROBLEM_CLASS_RETRY, "Too many requests." },
  [TB_PROBLEM_INTERNAL] = { "internal", 500, TB_PROBLEM_CLASS_RETRY, "The city failed." },
  [TB_PROBLEM_BUSY] = { "busy", 503, TB_PROBLEM_CLASS_RETRY, "The city is busy." },
};

static const char *const classes[] = { "retry", "auth", "stop-lane", "resync", "final" };

G_DEFINE_QUARK (tb_problem_error_quark, tb_problem_error)

const char *
tb_problem_get_name (TbProblem self)
{
  g_return_val_if_fail ((guint) self < TB_N_PROBLEMS, NULL);

  return rows[self].name;
}

int
tb_problem_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_PROBLEMS; i++) {
    if (strcmp (rows[i].name, name) == 0)
      return i;
  }

  return -1;
}

guint
tb_problem_get_status (TbProblem self)
{
  g_return_val_if_fail ((guint) self < TB_N_PROBLEMS, 500);

  return rows[self].status;
}

const char *
tb_problem_get_title (TbProblem self)
{
  g_return_val_if_fail ((guint) self < TB_N_PROBLEMS, NULL);

  return rows[self].title;
}

TbProblemClass
tb_problem_get_class (TbProblem self)
{
  g_return_val_if_fail ((guint) self < TB_N_PROBLEMS, TB_PROBLEM_CLASS_FINAL);

  return rows[self].problem_class;
}

const char *
tb_problem_class_get_name (TbProblemClass self)
{
  g_return_val_if_fail ((guint) self < G_N_ELEMENTS (classes), NULL);

  return classes[self];
}

int
tb_problem_class_from_name (const char *name)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (classes); i++) {
    if (strcmp (classes[i], name) == 0)
      return i;
  }

  return -1;
}

json_t *
tb_problem_build (TbProblem self, const char *field, const char *detail, ...)
{
  g_autofree char *type = NULL;
  g_autofree char *text = NULL;
  va_list args;
  json_t *document;

  g_return_val_if_fail ((guint) self < TB_N_PROBLEMS, NULL);

  va_start (args, detail);
  text = g_strdup_vprintf (detail, args);
  va_end (args);

  type = g_strconcat (TYPE_PREFIX, rows[self].name, NULL);
  document = json_pack ("{s:s, s:s, s:i, s:s}",
                        "type",
                        type,
                        "title",
                        rows[self].title,
                        "status",
                        (int) rows[self].status,
                        "detail",
                        text);
  tb_json_set_string (document, "field", field);
  tb_json_set_string (document, "class", classes[rows[self].problem_class]);

  return document;
}

TbProblemDocument *
tb_problem_parse (const char *bytes, gssize length, guint status, GError **error)
{
  g_autoptr (json_t) json = tb_json_parse (bytes, length, error);
  TbProblemDocument *self;
  const char *type;
  int problem_class;

  if (json == NULL)
    return NULL;

  type = tb_json_get_string (json, "type");
  problem_class = tb_problem_class_from_name (tb_json_get_string (json, "class"));
  if (type == NULL || !g_str_has_prefix (type, TYPE_PREFIX) || problem_class < 0 ||
      tb_json_get_int (json, "status", 0) != status || tb_json_get_string (json, "title") == NULL) {
    g_set_error (error,
                 TB_PROBLEM_ERROR,
                 TB_PROBLEM_ERROR_FORMAT,
                 "The answer with status %u is no problem document of a city",
                 status);
    return NULL;
  }

  self = g_new0 (TbProblemDocument, 1);
  self->name = type + strlen (TYPE_PREFIX);
  self->problem = tb_problem_from_name (self->name);
  self->status = status;
  self->problem_class = problem_class;
  self->title = tb_json_get_string (json, "title");
  self->detail = tb_json_get_string (json, "detail");
  self->field = tb_json_get_string (json, "field");
  self->json = g_steal_pointer (&json);

  return self;
}

void
tb_problem_document_free (TbProblemDocument *self)
{
  if (self == NULL)
    return;

  json_decref (self->json);
  g_free (self);
}
