/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tb-rules-kit.h"

G_BEGIN_DECLS

/* The kit over the shipped tables, on the day of the vectors: 2026-11-23. */
TbRulesKit *tb_test_kit_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* A file of tests/rules/data as JSON. */
json_t *tb_test_kit_load (const char *name) G_GNUC_WARN_UNUSED_RESULT;
/* The text of a shipped table under data/catalogue. */
char *tb_test_kit_read_table (const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
