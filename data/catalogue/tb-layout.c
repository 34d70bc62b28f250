/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tb-catalogue"

#include "config.h"

#include "tb-layout.h"

#include <string.h>

static const char *const kinds[] = {
  "title", "subtitle", "number", "paragraph",  "pairs", "table", "checklist", "list",
  "box",   "part",     "code",   "signatures", "cut",   "space", "page",      NULL,
};

/* A layout serves many matters, so its conditions may name fields that one of them lacks: the
 * block is hidden there. */
static void
check_when (TbReader *reader, const json_t *json, TbConditions *conditions)
{
  g_autoptr (GError) error = NULL;
  const char *when = tb_reader_get_string (reader, json, "when");

  if (when != NULL && conditions != NULL && !tb_conditions_check (conditions, when, NULL, &error))
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, "when", "%s", error->message);
}

static void
check_rows (TbReader *reader, const json_t *block, TbConditions *conditions)
{
  const json_t *rows = tb_reader_get_array (reader, block, "rows");

  tb_reader_enter (reader, "rows");
  for (gsize i = 0; i < json_array_size (rows); i++) {
    tb_reader_enter_index (reader, i);
    check_when (reader, json_array_get (rows, i), conditions);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
}

static void
check_blocks (TbReader *reader, const json_t *json, TbConditions *conditions)
{
  const json_t *blocks = tb_reader_get_array (reader, json, "blocks");

  tb_reader_enter (reader, "blocks");
  if (json_array_size (blocks) == 0)
    tb_reader_fail (reader, TB_CATALOGUE_ERROR_FORMAT, NULL, "there are no blocks");

  for (gsize i = 0; i < json_array_size (blocks) && reader->error == NULL; i++) {
    const json_t *block = json_array_get (blocks, i);
    const char *kind;

    tb_reader_enter_index (reader, i);
    kind = tb_reader_need_string (reader, block, "kind");
    if (kind != NULL && !g_strv_contains (kinds, kind))
      tb_reader_fail (reader,
                      TB_CATALOGUE_ERROR_FORMAT,
                      "kind",
                      "there is no kind of block “%s”",
                      kind);
    check_when (reader, block, conditions);
    check_rows (reader, block, conditions);
    if (g_strcmp0 (kind, "part") == 0)
      check_blocks (reader, block, conditions);
    tb_reader_leave (reader);
  }
  tb_reader_leave (reader);
}

void
tb_layout_check (TbReader *reader, const json_t *json, const char *name, TbConditions *conditions)
{
  const char *id = tb_reader_get_id (reader, json, "id");
  const char *zh, *en;

  if (id != NULL && strcmp (id, name) != 0)
    tb_reader_fail (reader,
                    TB_CATALOGUE_ERROR_FORMAT,
                    "id",
                    "“%s” stands in a file named “%s”: both must agree",
                    id,
                    name);
  tb_reader_need_texts (reader, json, "title", &zh, &en);
  check_blocks (reader, json, conditions);
}
