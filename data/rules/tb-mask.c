/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-mask"

#include "config.h"

#include "tb-mask.h"

#include <string.h>

#include "tb-identifier-private.h"

#define STAR "*"

static const char *const names[] = { "id", "mobile", "name", "bank", "address", "reporter" };

TbMask
tb_mask_from_name (const char *name)
{
  static const struct {
    const char *name;
    TbMask mask;
  } others[] = {
    { "phone", TB_MASK_MOBILE },
    { "addr", TB_MASK_ADDRESS },
    { "tail4", TB_MASK_BANK },
    { "hide", TB_MASK_REPORTER },
  };

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++) {
    if (strcmp (names[i], name) == 0)
      return (TbMask) i;
  }
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (others); i++) {
    if (strcmp (others[i].name, name) == 0)
      return others[i].mask;
  }

  return TB_MASK_NONE;
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

static char *
drop_blanks (const char *value)
{
  GString *out = g_string_new (NULL);

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  }

  return g_string_free (out, FALSE);
}

/* Numbers too short for the rule would show themselves whole; they keep two characters at most. */
static char *
mask_number (const char *value, glong head, glong tail)
{
  g_autofree char *number = drop_blanks (value);
  glong length = g_utf8_strlen (number, -1);

  if (length > head + tail)
    return cover_middle (number, head, tail);

  return cover_middle (number, 0, MIN (2, length / 2));
}

static char *
mask_name (const char *value)
{
  g_autofree char *name = tb_name_normalise (value);
  glong length = g_utf8_strlen (name, -1);

  if (strstr (name, "·") != NULL && length > 2) {
    const char *second = g_utf8_next_char (name);

    return g_strdup_printf ("%.*s%s%s", (int) (second - name), name, STAR, STAR);
  }
  if (length <= 1)
    return g_strdup (length == 0 ? "" : STAR);

  return cover_middle (name, 1, length == 2 ? 0 : 1);
}

static gboolean
ends_with_any (const char *start, const char *end, const char *const *words)
{
  for (; *words != NULL; words++) {
    gsize length = strlen (*words);

    if ((gsize) (end - start) >= length && strncmp (end - length, *words, length) == 0)
      return TRUE;
  }

  return FALSE;
}

/* 小区, 红旗 and the like are no district, but 沈抚 is an area of its own. */
static gboolean
is_district_end (const char *start, const char *end)
{
  static const char *const last[] = { "区", "县", "旗", NULL };
  static const char *const no_district[] = { "自治区", "小区", "社区", "园区", "示范区",
                                             "开发区", "校区", "厂区", "军区", "街区",
                                             "院区",   "景区", "红旗", NULL };
  static const char *const area[] = { "沈抚改革创新示范区", "沈抚示范区", NULL };

  return ends_with_any (start, end, area) ||
         (ends_with_any (start, end, last) && !ends_with_any (start, end, no_district));
}

/* Where an address ends for others: after its district, or after the second 市, which is one too
 * (辽宁省鞍山市海城市); else after the city, which tells less (广东省东莞市). 市场 is no city.
 * NULL when there is neither. */
static const char *
find_district_end (const char *value)
{
  static const char *const city[] = { "市", NULL };
  const char *city_end = NULL;

  for (const char *p = value; *p != '\0'; p = g_utf8_next_char (p)) {
    const char *next = g_utf8_next_char (p);
    gboolean is_city =
        p != value && ends_with_any (p, next, city) && !g_str_has_prefix (next, "场");

    if (is_district_end (value, next) || (is_city && city_end != NULL))
      return next;
    if (is_city)
      city_end = next;
  }

  return city_end;
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
    return g_strdup (*value != '\0' ? "***" : "");
  case TB_MASK_NONE:
  default:
    g_return_val_if_reached (NULL);
  }
}
