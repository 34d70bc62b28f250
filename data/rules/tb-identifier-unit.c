/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-identifier"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tb-check-digit.h"
#include "tb-identifier-private.h"
#include "tb-text.h"

/* GB 32100-2015 table 1: the registering department, and the kinds it registers. */
static const struct {
  char department;
  const char *kinds;
} departments[] = {
  { '1', "1239" },   /* 机构编制 */
  { '2', "19" },     /* 外交 */
  { '3', "123459" }, /* 司法行政 */
  { '4', "19" },     /* 文化 */
  { '5', "1239" },   /* 民政 */
  { '6', "129" },    /* 旅游 */
  { '7', "129" },    /* 宗教 */
  { '8', "19" },     /* 工会 */
  { '9', "123" },    /* 市场监管 */
  { 'A', "19" },     /* 军队 */
  { 'N', "1239" },   /* 农业 */
  { 'Y', "1" },      /* 其他 */
};

static const char *
find_kinds (char department)
{
  for (gsize i = 0; i < G_N_ELEMENTS (departments); i++) {
    if (departments[i].department == department)
      return departments[i].kinds;
  }

  return NULL;
}

static gboolean
is_in_alphabet (const char *text)
{
  for (int i = 0; i < 18; i++) {
    if (tb_check_digit_uscc_value (text[i]) < 0)
      return FALSE;
  }

  return strspn (text + 2, "0123456789") >= 6;
}

static gboolean
check_form (TbCheck *self)
{
  if (!tb_check_has_length (self, 18)) {
    tb_check_refuse (self,
                     "LEN",
                     _ ("A unified social credit code has 18 characters; compare them"));
    return FALSE;
  }
  if (strlen (self->text) != 18 || !is_in_alphabet (self->text)) {
    tb_check_refuse (self,
                     "CHARSET",
                     _ ("A unified social credit code has digits and capital letters without I O S "
                        "V Z, and digits in places 3 to 8; compare them with the certificate"));
    return FALSE;
  }

  return TRUE;
}

void
tb_check_uscc (TbCheck *self)
{
  const char *text = self->text;
  const char *known;
  gboolean is_known;
  gboolean is_code_ok;

  if (!check_form (self))
    return;

  known = find_kinds (text[0]);
  if (known == NULL) {
    tb_check_refuse (self,
                     "DEPT",
                     _ ("The first character names no registering department; compare it with the "
                        "certificate"));
    return;
  }
  if (text[17] != tb_check_digit_uscc (text)) {
    tb_check_refuse (self,
                     "CHECK",
                     _ ("The last character does not fit: a character was misread; compare the "
                        "code with the certificate"));
    return;
  }

  is_known = strchr (known, text[1]) != NULL;
  is_code_ok = text[16] == tb_check_digit_organisation (text + 8);
  tb_check_set (self, "dept", text, 1);
  tb_check_set (self, "kind", text + 1, 1);
  tb_check_set (self, "region", text + 2, 6);
  json_object_set_new (self->out->parsed, "org_code_ok", json_boolean (is_code_ok));
  json_object_set_new (self->out->parsed, "category_known", json_boolean (is_known));

  if (!is_known)
    tb_check_warn (self,
                   "CATEGORY",
                   _ ("The second character names no kind that this department registers; compare "
                      "it with the certificate"));
  if (!is_code_ok)
    tb_check_warn (self,
                   "ORG_CHECK",
                   _ ("The organisation code in places 9 to 17 does not check; some were issued "
                      "so, compare it with the certificate"));
}

/* 党政机关公文格式 GB/T 9704-2012: the body's characters, the year in U+3014 and U+3015, the
 * number without a leading nought and without 第. */
static gboolean
is_document_number (const char *text)
{
  const char *p = text;
  int digits = 0;

  while (tb_text_is_han (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (p == text || !g_str_has_prefix (p, "〔"))
    return FALSE;

  p += strlen ("〔");
  if (strspn (p, "0123456789") != 4 || (strncmp (p, "19", 2) != 0 && strncmp (p, "20", 2) != 0))
    return FALSE;
  p += 4;
  if (!g_str_has_prefix (p, "〕"))
    return FALSE;
  p += strlen ("〕");

  digits = (int) strspn (p, "0123456789");

  return digits >= 1 && digits <= 6 && *p != '0' && strcmp (p + digits, "号") == 0;
}

void
tb_check_docno (TbCheck *self)
{
  if (!is_document_number (self->text))
    tb_check_refuse (self,
                     "FORMAT",
                     _ ("A document number is written 沈人社函〔2026〕12号: with the brackets 〔 "
                        "〕, "
                        "and the number without leading nought and without 第"));
}
