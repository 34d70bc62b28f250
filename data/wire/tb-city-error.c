/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-city-error"

#include "config.h"

#include "tb-city-error.h"

#include <gio/gio.h>

#include "tb-problem.h"

typedef TbCityProblem TbCityErrorPrivate;

static void
tb_city_error_private_init (TbCityErrorPrivate *self)
{
  *self = (TbCityErrorPrivate){ 0 };
}

static void
tb_city_error_private_copy (const TbCityErrorPrivate *self, TbCityErrorPrivate *copy)
{
  copy->status = self->status;
  copy->name = g_strdup (self->name);
  copy->retry_after_s = self->retry_after_s;
  copy->log_id = g_strdup (self->log_id);
  copy->json = json_incref (self->json);
}

static void
tb_city_error_private_clear (TbCityErrorPrivate *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->log_id, g_free);
  g_clear_pointer (&self->json, json_decref);
}

/* The extended GError's own accessor, written by the macro. */
G_DEFINE_EXTENDED_ERROR (TbCityError, tb_city_error)

static const TbCityError codes[] = {
  [TB_PROBLEM_CLASS_RETRY] = TB_CITY_ERROR_RETRY,
  [TB_PROBLEM_CLASS_AUTH] = TB_CITY_ERROR_SIGNED_OUT,
  [TB_PROBLEM_CLASS_STOP_LANE] = TB_CITY_ERROR_STOP_LANE,
  [TB_PROBLEM_CLASS_RESYNC] = TB_CITY_ERROR_RESYNC,
  [TB_PROBLEM_CLASS_FINAL] = TB_CITY_ERROR_FINAL,
};

const TbCityProblem *
tb_city_error_get_problem (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == TB_CITY_ERROR, NULL);

  return tb_city_error_get_private (error);
}

gboolean
tb_city_error_is_retryable (const GError *error)
{
  return g_error_matches (error, TB_CITY_ERROR, TB_CITY_ERROR_UNREACHABLE) ||
         g_error_matches (error, TB_CITY_ERROR, TB_CITY_ERROR_RETRY);
}

gboolean
tb_city_reply_is_of_city (const TbCityReply *reply)
{
  return reply->log_id != NULL && *reply->log_id != '\0' && reply->protocol != NULL;
}

static gboolean
is_temporary (guint status)
{
  static const guint statuses[] = { 408, 425, 429, 500, 502, 503, 504 };

  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++) {
    if (statuses[i] == status)
      return TRUE;
  }

  return FALSE;
}

/* Seconds only: the city never sends the other form of RFC 9110 §10.2.3. */
static guint
parse_retry_after (const char *text)
{
  guint64 seconds = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return 0;

  return (guint) MIN (seconds, TB_CITY_MAX_RETRY_AFTER_S);
}

/* The problem of the contract that @reply is, or NULL. A newer city may know more names; what it
 * says of them is believed as far as the class goes. */
static TbProblemDocument *
parse_problem (const TbCityReply *reply)
{
  g_autoptr (TbProblemDocument) document = NULL;

  if (reply->body == NULL || !tb_city_reply_is_of_city (reply) ||
      g_strcmp0 (reply->content_type, TB_PROBLEM_MEDIA_TYPE) != 0)
    return NULL;
  document = tb_problem_parse (reply->body, (gssize) reply->length, reply->status, NULL);
  if (document != NULL && document->problem >= 0 &&
      tb_problem_get_status ((TbProblem) document->problem) != reply->status)
    return NULL;

  return g_steal_pointer (&document);
}

static GError *
new_error (TbCityError code, const char *message, const TbCityProblem *problem)
{
  GError *error = g_error_new_literal (TB_CITY_ERROR, (int) code, message);
  TbCityErrorPrivate *priv = tb_city_error_get_private (error);

  tb_city_error_private_copy (problem, priv);

  return error;
}

void
tb_city_error_set_from_reply (GError **error, const char *area, const TbCityReply *reply)
{
  g_autoptr (TbProblemDocument) document = parse_problem (reply);
  TbCityProblem problem = { .status = reply->status };
  TbCityError code = TB_CITY_ERROR_UNREACHABLE;
  g_autofree char *message = NULL;

  if (is_temporary (reply->status))
    problem.retry_after_s = parse_retry_after (reply->retry_after);
  if (document != NULL) {
    code = codes[document->problem_class];
    problem.name = (char *) document->name;
    problem.json = document->json;
    problem.log_id = (char *) reply->log_id;
    message = g_strdup_printf ("%s: %s (%u)", area, document->name, reply->status);
  } else {
    if (is_temporary (reply->status))
      code = TB_CITY_ERROR_RETRY;
    message = g_strdup_printf ("%s: an answer with status %u that no city gives: is there a page"
                               " to sign in to the network?",
                               area,
                               reply->status);
  }

  g_propagate_error (error, new_error (code, message, &problem));
}

void
tb_city_error_set_from_transport (GError **error, const char *area, const GError *cause)
{
  TbCityProblem problem = { 0 };
  gboolean is_tls = cause->domain == G_TLS_ERROR;
  /* A connection that simply ends during the handshake is a network's fault, not a forgery. */
  gboolean is_bad = is_tls && cause->code != G_TLS_ERROR_EOF && cause->code != G_TLS_ERROR_MISC;
  g_autofree char *message = g_strdup_printf ("%s: %s", area, cause->message);

  g_propagate_error (error,
                     new_error (is_bad ? TB_CITY_ERROR_CERTIFICATE : TB_CITY_ERROR_UNREACHABLE,
                                message,
                                &problem));
}

void
tb_city_error_set (GError **error, TbCityError code, guint status, const char *format, ...)
{
  TbCityProblem problem = { .status = status };
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_propagate_error (error, new_error (code, message, &problem));
}
