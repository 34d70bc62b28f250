/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-json.h"

G_BEGIN_DECLS

/**
 * TbSearchHit:
 * @kind: what it is, in words: "Person", "Case", "Matter". Static
 * @title: what stands in bold
 * @line: what tells it from others; masked as the desk gave it
 * @place: where it opens, a place of the window. Static
 * @what: what to show there
 *
 * One row of what the search box found.
 */
typedef struct {
  const char *kind;
  char *title;
  char *line;
  const char *place;
  char *what;
} TbSearchHit;

void tb_search_hit_free (TbSearchHit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TbSearchHit, tb_search_hit_free)

/* The person whose whole resident number @text is; NULL for any other text. @today: nobody is born
 * later. */
TbSearchHit *tb_search_hit_new_person (const char *text, const GDate *today);
/* The people of the cases that `search` found for a name: one row, for whom of them is meant is
 * chosen at the counter, with the reason for each. NULL when @text is no name or nobody was found.
 */
TbSearchHit *tb_search_hit_new_people (const char *text, const json_t *rows);
/* A row of the call `search`. */
TbSearchHit *tb_search_hit_new_case (const json_t *row);
/* A row of the call `items`. */
TbSearchHit *tb_search_hit_new_matter (const json_t *row);

G_END_DECLS
