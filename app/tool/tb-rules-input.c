/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-rules-input"

#include "config.h"

#include "tb-rules-input.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"

void
tb_rules_input_clear (TbRulesInput *self)
{
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->message, g_free);
}

gboolean
tb_rules_input_fail (TbRulesInput *self, const char *field, const char *message)
{
  if (self->message == NULL) {
    self->field = g_strdup (field);
    self->message = g_strdup (message);
  }

  return FALSE;
}

gboolean
tb_rules_input_text (TbRulesInput *self, const char *field, const char **text)
{
  *text = tb_json_get_string (self->json, field);

  return *text != NULL || tb_rules_input_fail (self, field, _ ("This member is a text"));
}

gboolean
tb_rules_input_int (TbRulesInput *self, const char *field, int from, int to, int *value)
{
  const json_t *json = json_object_get (self->json, field);
  g_autofree char *message = NULL;

  if (json_is_integer (json) && json_integer_value (json) >= from &&
      json_integer_value (json) <= to) {
    *value = (int) json_integer_value (json);
    return TRUE;
  }

  *value = from;
  message = g_strdup_printf (_ ("This member is a whole number from %d to %d"), from, to);

  return tb_rules_input_fail (self, field, message);
}

static gboolean
fail_with (TbRulesInput *self, const char *field, const GError *error, GDate *date)
{
  g_date_clear (date, 1);
  g_date_set_dmy (date, 1, G_DATE_JANUARY, 1970);

  return tb_rules_input_fail (self, field, error->message);
}

gboolean
tb_rules_input_date (TbRulesInput *self, const char *field, GDate *date)
{
  g_autoptr (GError) error = NULL;

  if (tb_date_parse (tb_json_get_string (self->json, field), date, &error))
    return TRUE;

  return fail_with (self, field, error, date);
}

gboolean
tb_rules_input_month (TbRulesInput *self, const char *field, GDate *date)
{
  const char *text = tb_json_get_string (self->json, field);
  g_autoptr (GError) error = NULL;

  if (text != NULL && tb_date_parse (text, date, NULL))
    return TRUE;
  if (tb_date_parse_month (text, date, &error))
    return TRUE;

  return fail_with (self, field, error, date);
}

gboolean
tb_rules_input_place (TbRulesInput *self, const char *field, const char **place)
{
  if (!tb_rules_input_text (self, field, place))
    return FALSE;
  if (strlen (*place) >= 2 && strlen (*place) <= 6 &&
      (*place)[strspn (*place, "0123456789")] == '\0')
    return TRUE;

  return tb_rules_input_fail (self, field, _ ("A place is the two to six digits of its region"));
}

gboolean
tb_rules_input_amount (TbRulesInput *self, const char *field, const json_t *value, gint64 *fen)
{
  g_autofree char *digits = NULL;
  g_autoptr (GError) error = NULL;
  const char *text = json_string_value (value);

  *fen = 0;
  if (json_is_integer (value))
    text = digits = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) json_integer_value (value));
  if (tb_amount_parse (text, fen, &error))
    return TRUE;

  return tb_rules_input_fail (self, field, error->message);
}

gboolean
tb_rules_input_array (TbRulesInput *self, const char *field, const json_t **array)
{
  *array = tb_json_get_array (self->json, field);

  return *array != NULL || tb_rules_input_fail (self, field, _ ("This member is a list"));
}
