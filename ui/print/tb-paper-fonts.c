/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-paper"

#include "config.h"

#include "tb-paper-private.h"

/* Official papers are set in 仿宋; machines without one take an open Song face. */
#define FACES "FangSong,FangSong_GB2312,Noto Serif CJK SC,Source Han Serif SC,Noto Serif SC,serif"

/* A font map of its own: the screen's resolution and hinting must not move a line on paper. */
PangoContext *
tb_paper_context_new (void)
{
  g_autoptr (PangoFontMap) map = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoContext *context;

  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (map), 72);
  context = pango_font_map_create_context (map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);

  return context;
}

PangoFontDescription *
tb_paper_font_new (double size)
{
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family_static (font, FACES);
  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);

  return font;
}
