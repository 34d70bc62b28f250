/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-mask"

#include "config.h"

#include "tb-mask.h"

#include <string.h>

#define STAR "*"

static const char *const names[] = { "id", "mobile", "name", "bank", "address", "reporter" };

TbMask
tb_mask_from_name (const char *name)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i], name) == 0)
      return (TbMask) i;
  }

  return g_strcmp0 (name, "phone") == 0 ? TB_MASK_MOBILE : TB_MASK_NONE;
}

const char *
tb_mask_get_name (TbMask self)
{
  g_return_val_if_fail (self >= 0 && (gsize) self < G_N_ELEMENTS (names), NULL);

  return names[self];
}

/* The first @head and the last @tail characters; a star for each one between. */
static char *
cover_middle (const char *value, glong head, glong tail)
{
  glong length = g_utf8_strlen (value, -1);
  GString *out = g_string_new (NULL);

  g_string_append_len (out, value, g_utf8_offset_to_pointer (value, head) - value);
  for (glong i = head; i < length - tail; i++)
    g_string_append (out, STAR);
  g_string_append (out, g_utf8_offset_to_pointer (value, length - tail));

  return g_string_free (out, FALSE);
}

/* Numbers too short for the rule would show themselves whole; they keep two characters at most. */
static char *
mask_number (const char *value, glong head, glong tail)
{
  glong length = g_utf8_strlen (value, -1);

  if (length > head + tail)
    return cover_middle (value, head, tail);

  return cover_middle (value, 0, MIN (2, length / 2));
}

static char *
mask_name (const char *value)
{
  glong length = g_utf8_strlen (value, -1);

  if (strstr (value, "·") != NULL && length > 2) {
    const char *second = g_utf8_next_char (value);

    return g_strdup_printf ("%.*s%s%s", (int) (second - value), value, STAR, STAR);
  }
  if (length <= 1)
    return g_strdup (length == 0 ? "" : STAR);

  return cover_middle (value, 1, length == 2 ? 0 : 1);
}

/* Where the district of an address ends: after the first 区, 县 or 旗, or after the second 市
 * (辽宁省鞍山市海城市); 自治区, 小区, 社区 and the like are none. NULL when there is none. */
static const char *
find_district_end (const char *value)
{
  static const char *const no_district[] = { "自治区", "小区", "社区", "园区", "示范区", "开发区" };
  int cities = 0;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
    const char *next = g_utf8_next_char (p);
    gboolean is_district = g_str_has_prefix (p, "县") || g_str_has_prefix (p, "旗") ||
                           (g_str_has_prefix (p, "市") && ++cities == 2) ||
                           g_str_has_prefix (p, "区");

    for (gsize i = 0; is_district && i < G_N_ELEMENTS (no_district); i++) {
      gsize length = strlen (no_district[i]);

      if ((gsize) (next - value) >= length && strncmp (next - length, no_district[i], length) == 0)
        is_district = FALSE;
    }
    if (is_district)
      return next;
  }

  return NULL;
}

static char *
mask_address (const char *value)
{
  const char *end = find_district_end (value);
  glong head = end != NULL ? g_utf8_pointer_to_offset (value, end) : 0;

  return cover_middle (value, head, 0);
}

char *
tb_mask_apply (TbMask self, const char *value)
{
  switch (self) {
  case TB_MASK_ID:
    return mask_number (value, 6, 4);
  case TB_MASK_MOBILE:
    return mask_number (value, 3, 4);
  case TB_MASK_BANK:
    return mask_number (value, 0, 4);
  case TB_MASK_NAME:
    return mask_name (value);
  case TB_MASK_ADDRESS:
    return mask_address (value);
  case TB_MASK_REPORTER:
    return g_strndup ("***", MIN (3, (gsize) g_utf8_strlen (value, -1)));
  case TB_MASK_NONE:
  default:
    g_return_val_if_reached (NULL);
  }
}
