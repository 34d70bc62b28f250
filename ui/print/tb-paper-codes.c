/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <qrencode.h>
#include <string.h>

#include "tb-paper-private.h"

#define BAR_HEIGHT_MM 9
#define START_B       104
#define STOP          106
#define MODULUS       103
#define QUIET         10 /* modules at both sides of a bar code */

/* Widths of bars and gaps in turn (ISO/IEC 15417, table 1). */
static const char *const widths[] = {
  "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312",  "132212",
  "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122",  "123221",
  "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122",  "321221",
  "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123",  "131321",
  "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331",  "132131",
  "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311",  "213131",
  "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411",  "431111",
  "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412",  "122114",
  "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",  "111242",
  "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211",  "212141",
  "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113",  "411311",
  "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112",
};

static void
add_symbol (GByteArray *modules, int symbol)
{
  guint8 is_bar = 1;

  for (const char *p = widths[symbol]; *p != '\0'; p++) {
    for (int i = 0; i < *p - '0'; i++)
      g_byte_array_append (modules, &is_bar, 1);
    is_bar = !is_bar;
  }
}

static void
add_quiet (GByteArray *modules)
{
  static const guint8 quiet[QUIET] = { 0 };

  g_byte_array_append (modules, quiet, QUIET);
}

/* Code 128, set B: printable ASCII. */
static GBytes *
encode_bars (const char *payload)
{
  g_autoptr (GByteArray) modules = g_byte_array_new ();
  int sum = START_B;

  add_quiet (modules);
  add_symbol (modules, START_B);
  for (int i = 0; payload[i] != '\0'; i++) {
    if (payload[i] < ' ' || payload[i] > '~')
      return NULL;
    sum += (i + 1) * (payload[i] - ' ');
    add_symbol (modules, payload[i] - ' ');
  }
  add_symbol (modules, sum % MODULUS);
  add_symbol (modules, STOP);
  add_quiet (modules);

  return g_byte_array_free_to_bytes (g_steal_pointer (&modules));
}

static GBytes *
encode_squares (const char *payload, int *n_columns)
{
  QRcode *code = QRcode_encodeString8bit (payload, 0, QR_ECLEVEL_M);
  guint8 *modules;
  gsize n;

  if (code == NULL)
    return NULL;
  n = (gsize) code->width * (gsize) code->width;
  modules = g_malloc (n);
  for (gsize i = 0; i < n; i++)
    modules[i] = code->data[i] & 1;
  *n_columns = code->width;
  QRcode_free (code);

  return g_bytes_new_take (modules, n);
}

TbMark *
tb_build_code (TbBuild *build, const TbDocumentNode *node)
{
  const char *payload = node->payload != NULL ? node->payload : "";
  gboolean is_qr = node->symbology == TB_SYMBOLOGY_QR;
  int n_columns = 0;
  GBytes *modules = is_qr ? encode_squares (payload, &n_columns) : encode_bars (payload);
  TbMark *mark;

  if (modules == NULL) {
    g_clear_error (&build->error);
    g_set_error (&build->error,
                 TB_PAPER_ERROR,
                 TB_PAPER_ERROR_CODE,
                 _ ("“%s” does not fit into the code on this paper"),
                 payload);
    return NULL;
  }

  mark = g_new0 (TbMark, 1);
  mark->kind = TB_MARK_MODULES;
  mark->line = -1;
  mark->modules = modules;
  mark->n_columns = is_qr ? n_columns : (int) g_bytes_get_size (modules);
  mark->width = MIN (TB_MM (node->size_mm), build->width);
  mark->height = is_qr ? mark->width : TB_MM (BAR_HEIGHT_MM);

  return mark;
}
