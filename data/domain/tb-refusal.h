/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why a command was refused (protocol.md §4). A refusal is final: its command is dead, and its
 * content goes again only as a new command by a person. */
#define TB_REFUSAL (tb_refusal_quark ())
GQuark tb_refusal_quark (void);

typedef enum {
  TB_REFUSAL_FORBIDDEN,    /* this actor may not do this, or not here */
  TB_REFUSAL_INVALID,      /* a field, a material or a condition says no */
  TB_REFUSAL_DEPENDENCY,   /* the command it follows was not applied */
  TB_REFUSAL_CLOSED,       /* the case is closed */
  TB_REFUSAL_BLOB_MISSING, /* names an attachment that the city does not have whole */
  TB_REFUSAL_UNSUPPORTED,  /* the city does not know this kind, item or version */
} TbRefusal;

#define TB_N_REFUSALS 6

/* "forbidden", "blob-missing" …: the wire's names. −1 for an unknown one. */
const char *tb_refusal_get_name (TbRefusal self);
int tb_refusal_from_name (const char *name);

/* A GError of domain TB_REFUSAL that also names a field: @field is a JSON pointer (RFC 6901) into
 * the command, such as "/args/form/id_no", or NULL. The message holds no personal data. */
void tb_refusal_set (GError **error, TbRefusal code, const char *field, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
const char *tb_refusal_get_field (const GError *error);

G_END_DECLS
