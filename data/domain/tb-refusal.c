/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-refusal"

#include "config.h"

#include "tb-refusal.h"

#include <stdarg.h>
#include <string.h>

typedef struct {
  char *field;
} TbRefusalPrivate;

static void
tb_refusal_private_init (TbRefusalPrivate *self)
{
}

static void
tb_refusal_private_copy (const TbRefusalPrivate *from, TbRefusalPrivate *to)
{
  to->field = g_strdup (from->field);
}

static void
tb_refusal_private_clear (TbRefusalPrivate *self)
{
  g_free (self->field);
}

G_DEFINE_EXTENDED_ERROR (TbRefusal, tb_refusal)

static const char *const names[TB_N_REFUSALS] = {
  "forbidden", "invalid", "dependency", "closed", "blob-missing", "unsupported",
};

const char *
tb_refusal_get_name (TbRefusal self)
{
  g_return_val_if_fail ((guint) self < TB_N_REFUSALS, NULL);

  return names[self];
}

int
tb_refusal_from_name (const char *name)
{
  for (int i = 0; name != NULL && i < TB_N_REFUSALS; i++) {
    if (strcmp (names[i], name) == 0)
      return i;
  }

  return -1;
}

void
tb_refusal_set (GError **error, TbRefusal code, const char *field, const char *format, ...)
{
  va_list args;
  GError *made;

  if (error == NULL)
    return;

  va_start (args, format);
  made = g_error_new_valist (TB_REFUSAL, (int) code, format, args);
  va_end (args);
  tb_refusal_get_private (made)->field = g_strdup (field);
  g_propagate_error (error, made);
}

const char *
tb_refusal_get_field (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == TB_REFUSAL, NULL);

  return tb_refusal_get_private (error)->field;
}
