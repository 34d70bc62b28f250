/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-field-rules"

#include "config.h"

#include <errno.h>
#include <string.h>

#include "tb-amount.h"
#include "tb-date.h"
#include "tb-field-rules-private.h"
#include "tb-identifier.h"
#include "tb-text.h"

/* Half-width and without the blanks inside: "１３8 0013 8000". */
static char *
fold_tight (const char *text)
{
  g_autofree char *folded = tb_text_fold_width (text);
  GString *tight = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p++) {
    if (!g_ascii_isspace (*p))
      g_string_append_c (tight, *p);
  }

  return g_string_free (tight, FALSE);
}

/* Free text keeps its full-width signs: names of offices are written with （）. */
json_t *
tb_field_normalise_text (const TbFormRules *rules, const TbField *field, const char *text)
{
  if (field->check_kind != NULL)
    return tb_field_normalise_identifier (rules, field, text);

  return json_string (text);
}

json_t *
tb_field_normalise_number (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *tight = fold_tight (text);
  char *end = NULL;
  gint64 number;

  errno = 0;
  number = g_ascii_strtoll (tight, &end, 10);
  if (errno != 0 || end == tight || *end != '\0')
    return NULL;

  return json_integer (number);
}

json_t *
tb_field_normalise_decimal (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *tight = fold_tight (text);

  return json_string (tight);
}

/* Separators of thousands are read here, because people type what they see printed. */
json_t *
tb_field_normalise_money (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *tight = fold_tight (text);
  g_auto (GStrv) groups = g_strsplit (tight, ",", -1);
  g_autofree char *yuan = NULL;
  gint64 fen;

  for (guint i = 1; groups[i] != NULL; i++) {
    if (strspn (groups[i], "0123456789") < 3 || (groups[i][3] != '\0' && groups[i][3] != '.'))
      return NULL;
  }
  yuan = g_strjoinv ("", groups);
  if (g_str_has_suffix (yuan, "元"))
    yuan[strlen (yuan) - strlen ("元")] = '\0';

  return tb_amount_parse (yuan, &fen, NULL) ? json_integer (fen) : NULL;
}

/* Digits of a date with whatever stands between them: 1990/1/2, 1990年1月2日, 19900102. */
static gboolean
read_parts (const char *text, int *parts, guint n_parts)
{
  g_autofree char *tight = fold_tight (text);
  guint n = 0;

  if (strspn (tight, "0123456789") == strlen (tight)) {
    if (strlen (tight) != 2 + 2 * (gsize) n_parts)
      return FALSE;
    sscanf (tight, "%4d%2d%2d", &parts[0], &parts[1], &parts[2]);
    return TRUE;
  }

  for (const char *p = tight; *p != '\0';) {
    char *end;

    if (!g_ascii_isdigit (*p) || n == n_parts)
      return FALSE;
    parts[n++] = (int) MIN (g_ascii_strtoull (p, &end, 10), 9999);
    p = end;
    for (; *p != '\0' && !g_ascii_isdigit (*p); p = g_utf8_next_char (p)) {
      if (strchr ("-./", *p) == NULL && !g_str_has_prefix (p, "年") &&
          !g_str_has_prefix (p, "月") && !g_str_has_prefix (p, "日"))
        return FALSE;
    }
  }

  return n == n_parts;
}

json_t *
tb_field_normalise_date (const TbFormRules *rules, const TbField *field, const char *text)
{
  int parts[3] = { 0, 0, 0 };
  g_autofree char *iso = NULL;
  GDate date;

  if (!read_parts (text, parts, 3))
    return NULL;
  iso = g_strdup_printf ("%04d-%02d-%02d", parts[0], parts[1], parts[2]);

  return tb_date_parse (iso, &date, NULL) ? json_string (iso) : NULL;
}

json_t *
tb_field_normalise_month (const TbFormRules *rules, const TbField *field, const char *text)
{
  int parts[3] = { 0, 0, 0 };
  g_autofree char *iso = NULL;
  GDate date;

  if (!read_parts (text, parts, 2))
    return NULL;
  iso = g_strdup_printf ("%04d-%02d", parts[0], parts[1]);

  return tb_date_parse_month (iso, &date, NULL) ? json_string (iso) : NULL;
}

json_t *
tb_field_normalise_boolean (const TbFormRules *rules, const TbField *field, const char *text)
{
  static const char *const yes[] = { "1", "true", "yes", "y", "是", "有", "对", "√", "☑" };
  static const char *const no[] = { "0", "false", "no", "n", "否", "无", "没有", "×", "☐" };
  g_autofree char *tight = fold_tight (text);
  g_autofree char *lower = g_utf8_strdown (tight, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (yes); i++) {
    if (strcmp (lower, yes[i]) == 0)
      return json_true ();
  }
  for (gsize i = 0; i < G_N_ELEMENTS (no); i++) {
    if (strcmp (lower, no[i]) == 0)
      return json_false ();
  }

  return NULL;
}

static const TbCode *
find_code (TbCatalogue *catalogue, const char *list, const char *text)
{
  g_autofree char *tight = fold_tight (text);
  const TbCode *code = tb_catalogue_find_code (catalogue, list, tight);
  gsize n;
  const TbCode *codes = tb_catalogue_get_codes (catalogue, list, &n);

  if (code != NULL)
    return code;
  for (gsize i = 0; codes != NULL && i < n; i++) {
    if (g_strcmp0 (codes[i].label_zh, text) == 0 ||
        (codes[i].label_en != NULL && g_ascii_strcasecmp (codes[i].label_en, text) == 0))
      return &codes[i];
  }

  return NULL;
}

json_t *
tb_field_normalise_code (const TbFormRules *rules, const TbField *field, const char *text)
{
  const TbCode *code = find_code (rules->catalogue, field->list, text);

  return code != NULL ? json_string (code->code) : NULL;
}

json_t *
tb_field_normalise_codes (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *folded = tb_text_fold_width (text);
  g_auto (GStrv) parts = NULL;
  g_autoptr (json_t) codes = json_array ();

  if (*text == '[')
    return tb_json_parse (text, -1, NULL);

  g_strdelimit (folded, ";\n", ',');
  parts = g_strsplit (folded, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (parts[i], "、", -1);

    for (guint k = 0; words[k] != NULL; k++) {
      g_autofree char *word = tb_text_trim (words[k]);
      const TbCode *code = find_code (rules->catalogue, field->list, word);

      if (*word == '\0')
        continue;
      json_array_append_new (codes, json_string (code != NULL ? code->code : word));
    }
  }

  return json_array_size (codes) > 0 ? g_steal_pointer (&codes) : NULL;
}

json_t *
tb_field_normalise_area (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *tight = fold_tight (text);

  for (int area = 0; area < TB_N_AREAS; area++) {
    const char *name_zh = tb_area_get_name_zh ((TbArea) area);

    if (g_ascii_strcasecmp (tight, tb_area_get_slug ((TbArea) area)) == 0 ||
        g_ascii_strcasecmp (tight, tb_area_get_letters ((TbArea) area)) == 0 ||
        g_ascii_strcasecmp (tight, tb_area_get_name_en ((TbArea) area)) == 0 ||
        strcmp (tight, name_zh) == 0 ||
        (g_str_has_prefix (tight, name_zh) && strcmp (tight + strlen (name_zh), "市") == 0))
      return json_string (tb_area_get_slug ((TbArea) area));
  }

  return NULL;
}

json_t *
tb_field_normalise_region (const TbFormRules *rules, const TbField *field, const char *text)
{
  g_autofree char *tight = fold_tight (text);
  const TbCode *code;

  if (strlen (tight) == 6 && strspn (tight, "0123456789") == 6)
    return json_string (tight);

  code = find_code (rules->catalogue, "gbt2260_regions", text);

  return code != NULL ? json_string (code->code) : NULL;
}

/* Blanks inside numbers go (catalogue.md, *Field types*); names and free document numbers keep
 * theirs. */
json_t *
tb_field_normalise_identifier (const TbFormRules *rules, const TbField *field, const char *text)
{
  const char *known = tb_field_get_identifier_kind (field, NULL);
  const char *kind = known != NULL ? known : "docno";
  gboolean is_free = strcmp (kind, "name") == 0 || strcmp (kind, "docno") == 0;
  g_autofree char *tight = is_free ? g_strdup (text) : fold_tight (text);
  g_autoptr (TbIdentifier) identifier =
      tb_identifier_check (kind, tight, rules->regions, &rules->today);

  return identifier != NULL ? json_string (identifier->normal) : json_string (text);
}

json_t *
tb_field_normalise_json (const TbFormRules *rules, const TbField *field, const char *text)
{
  return tb_json_parse (text, -1, NULL);
}
