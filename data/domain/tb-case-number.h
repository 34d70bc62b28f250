/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-area.h"

G_BEGIN_DECLS

#define TB_CASE_NUMBER_ERROR (tb_case_number_error_quark ())
GQuark tb_case_number_error_quark (void);

typedef enum {
  TB_CASE_NUMBER_ERROR_FORM,  /* not of the form SY-20261010-03-00017-4 */
  TB_CASE_NUMBER_ERROR_CHECK, /* a digit was misread: the check digit does not fit */
} TbCaseNumberError;

/**
 * TbCaseNumber:
 * @area: the collecting area
 * @date: the day of acceptance at the window
 * @window: window code, 1 to 99, unique in its area
 * @serial: grows for ever at that window, never reused, 1 to 99999999
 *
 * The number people read, unique without asking anyone (protocol.md §7):
 * `SY-20261010-03-00017-4`; the serial has at least five digits. The last digit is ISO 7064
 * MOD 11,10 over all digits before it and the position (1 to 8) of the area.
 */
typedef struct {
  TbArea area;
  GDate date;
  guint window;
  guint serial;
} TbCaseNumber;

char *tb_case_number_format (const TbCaseNumber *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean tb_case_number_parse (const char *text, TbCaseNumber *self, GError **error);

G_END_DECLS
