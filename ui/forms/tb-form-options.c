/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-form-options"

#include "config.h"

#include "tb-form-options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-area.h"
#include "tb-language.h"
#include "tb-text.h"

typedef struct {
  const char *code;
  char *label;
  char *spoken; /* what pinyin is made of: always Chinese */
  TbReadings *readings;
} Option;

struct _TbFormOptions {
  TbFormKit *kit;
  GArray *options; /* (element-type Option) */
  gboolean is_boolean;
};

static void
option_clear (Option *self)
{
  g_free (self->label);
  g_free (self->spoken);
  g_clear_pointer (&self->readings, tb_readings_free);
}

static void
add (TbFormOptions *self, const char *code, const char *label, const char *spoken)
{
  Option option = { .code = code, .label = g_strdup (label), .spoken = g_strdup (spoken) };

  g_array_append_val (self->options, option);
}

static void
add_codes (TbFormOptions *self, const char *list)
{
  gsize n = 0;
  const TbCode *codes = tb_catalogue_get_codes (self->kit->catalogue, list, &n);

  for (gsize i = 0; i < n; i++)
    add (self,
         codes[i].code,
         tb_language_pick (codes[i].label_zh, codes[i].label_en),
         codes[i].label_zh);
}

static void
add_areas (TbFormOptions *self)
{
  for (int i = 0; i < TB_N_AREAS; i++)
    add (self,
         tb_area_get_slug ((TbArea) i),
         tb_language_pick (tb_area_get_name_zh ((TbArea) i), tb_area_get_name_en ((TbArea) i)),
         tb_area_get_name_zh ((TbArea) i));
}

/* Counties and districts with their city in front; "all districts of a city" is no address. */
static void
add_regions (TbFormOptions *self)
{
  gsize n = 0;
  const TbCode *codes = tb_catalogue_get_codes (self->kit->catalogue, "gbt2260_regions", &n);
  const TbCode *city = NULL;

  for (gsize i = 0; i < n; i++) {
    const TbCode *code = &codes[i];
    g_autofree char *label = NULL;
    const char *name = tb_language_pick (code->label_zh, code->label_en);

    if (g_str_has_suffix (code->code, "00"))
      city = code;
    if (g_str_has_suffix (code->code, "00") || g_str_has_suffix (code->code, "01"))
      continue;
    if (city != NULL && strncmp (city->code, code->code, 4) == 0)
      label = g_strdup_printf ("%s · %s", tb_language_pick (city->label_zh, city->label_en), name);
    add (self, code->code, label != NULL ? label : name, code->label_zh);
  }
}

TbFormOptions *
tb_form_options_new (TbFormKit *kit, const TbField *field)
{
  g_autoptr (TbFormOptions) self = g_new0 (TbFormOptions, 1);

  self->kit = kit;
  self->options = g_array_new (FALSE, TRUE, sizeof (Option));
  g_array_set_clear_func (self->options, (GDestroyNotify) option_clear);
  switch ((int) field->type) {
  case TB_FIELD_CODE:
  case TB_FIELD_CODES:
    add_codes (self, field->list);
    break;
  case TB_FIELD_AREA:
    add_areas (self);
    break;
  case TB_FIELD_REGION:
    add_regions (self);
    break;
  case TB_FIELD_BOOLEAN:
    self->is_boolean = TRUE;
    add (self, "1", C_ ("boolean", "Yes"), "是");
    add (self, "0", C_ ("boolean", "No"), "否");
    break;
  default:
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
tb_form_options_free (TbFormOptions *self)
{
  g_array_unref (self->options);
  g_free (self);
}

guint
tb_form_options_get_n (const TbFormOptions *self)
{
  return self->options->len;
}

const char *
tb_form_options_get_label (const TbFormOptions *self, guint i)
{
  return g_array_index (self->options, Option, i).label;
}

json_t *
tb_form_options_dup_value (const TbFormOptions *self, guint i)
{
  const char *code = g_array_index (self->options, Option, i).code;

  return self->is_boolean ? json_boolean (*code == '1') : json_string (code);
}

int
tb_form_options_find (const TbFormOptions *self, const json_t *value)
{
  const char *code = json_string_value (value);

  if (self->is_boolean && json_is_boolean (value))
    code = json_is_true (value) ? "1" : "0";
  for (guint i = 0; code != NULL && i < self->options->len; i++) {
    if (strcmp (g_array_index (self->options, Option, i).code, code) == 0)
      return (int) i;
  }

  return -1;
}

/* The lower, the nearer to the top; TB_MATCH_NONE or more is no match. A typed code is meant as
 * one: it comes before whatever begins with it. */
static int
rank (TbFormOptions *self, Option *option, const char *query)
{
  g_autofree char *folded = NULL;
  g_autofree char *label = NULL;

  if (g_ascii_strcasecmp (option->code, query) == 0)
    return TB_MATCH_EXACT;
  if (option->readings == NULL)
    option->readings = tb_pinyin_read (self->kit->pinyin, option->spoken);
  if (g_ascii_strncasecmp (option->code, query, strlen (query)) == 0)
    return TB_MATCH_CHINESE;
  folded = g_utf8_casefold (query, -1);
  label = g_utf8_casefold (option->label, -1);
  if (g_str_has_prefix (label, folded))
    return TB_MATCH_CHINESE;
  if (strstr (label, folded) != NULL)
    return MIN (TB_MATCH_INSIDE, (int) tb_pinyin_match (option->readings, query));

  return (int) tb_pinyin_match (option->readings, query);
}

GArray *
tb_form_options_match (TbFormOptions *self, const char *query)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree char *wide = tb_text_fold_width (query);
  g_autofree char *text = tb_text_trim (wide);
  g_autofree int *ranks = g_new (int, self->options->len + 1);

  for (guint i = 0; i < self->options->len; i++)
    ranks[i] = *text == '\0' ? 0 : rank (self, &g_array_index (self->options, Option, i), text);
  for (int r = 0; r < TB_MATCH_NONE; r++) {
    for (guint i = 0; i < self->options->len; i++) {
      if (ranks[i] == r)
        g_array_append_val (found, i);
    }
  }

  return found;
}
