/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads the global options, finds the verb and runs it; returns the exit code (TbExit). */
int tb_frame_run (int argc, char **argv);

G_END_DECLS
