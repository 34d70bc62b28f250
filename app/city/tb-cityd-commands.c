/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <glib/gi18n.h>

#include "tb-cityd.h"

/* Options that most commands take, in every help alike. */
#define FOLDER N_ ("--folder DIR|where the city's files are")
#define AREA   N_ ("--area AREA|shenyang, anshan, fushun, benxi, fuxin, liaoyang, tieling or shenfu")

static const TbCitydCommand commands[] = {
  { "serve",
    "--area AREA --folder DIR (--socket PATH | --port N) [--admin-socket PATH] [--peers FILE] "
    "[--front-uid UID] [--demo] [--record FILE]",
    N_ ("serve a city until SIGTERM"),
    NULL,
    { AREA,
      FOLDER,
      N_ ("--socket PATH|the Unix socket that nginx speaks to"),
      N_ ("--port N|a port of this machine only instead; 0: any free one"),
      N_ ("--admin-socket PATH|a Unix socket for health and metrics"),
      N_ ("--peers FILE|the other cities' keys: {\"anshan\": \"64 hex digits\", …}"),
      N_ ("--front-uid UID|nginx's user, who may name windows' certificates over --socket"),
      N_ ("--demo|made-up data only: believe the header Tongban-Device"),
      N_ ("--record FILE|write every exchange there; only with --demo") },
    N_ ("tongban-cityd serve --area shenyang --folder /var/lib/tongban-cityd/shenyang --socket "
        "/run/tongban-cityd/shenyang/city.sock|behind nginx"),
    NULL,
    tb_cityd_serve },
  { "verify",
    "--area AREA --folder DIR",
    N_ ("recompute every chain of a city that is not being served"),
    NULL,
    { AREA, FOLDER },
    N_ ("tongban-cityd verify --area shenyang --folder shenyang|after a copy or a crash"),
    NULL,
    tb_cityd_verify },
  { "operator",
    "--area AREA --folder DIR (add ID --name NAME --hall HALL --role ROLE… | disable ID | enable "
    "ID | unlock ID | list)",
    N_ ("manage who may sign in"),
    N_ ("The secret of a new operator is read from standard input. Works while the city is "
        "served."),
    { AREA,
      FOLDER,
      N_ ("--name NAME|the name to be shown"),
      N_ ("--hall HALL|where the operator works"),
      N_ ("--role ROLE|staff, trainer, supervisor, admin or auditor; may be given again") },
    N_ ("tongban-cityd operator add sy-wang --name 王芳 --hall 沈河区 --role staff --area shenyang "
        "--folder shenyang < secret|a new clerk\n"
        "tongban-cityd operator list --area shenyang --folder shenyang|all of them"),
    NULL,
    tb_cityd_operator },
  { "key",
    "--folder DIR",
    N_ ("print the public key of a city"),
    N_ ("The key is made when there is none yet."),
    { FOLDER },
    N_ ("tongban-cityd key --folder shenyang|for --peers of the other cities"),
    NULL,
    tb_cityd_key },
  { "import",
    "KIND FILE --folder DIR --area AREA [--reject FILE] [--encoding NAME] [--progress]",
    N_ ("fill a register of a city that is not being served"),
    N_ ("KIND is persons, insurance, benefits, archives or certificates. FILE is CSV whose first "
        "line names the columns, in any order, or one JSON object a line. The same file twice "
        "changes nothing. Rows that are wrong are written down with their reasons; the others are "
        "taken."),
    { N_ ("--area AREA|shenyang, anshan, fushun, benxi, fuxin, liaoyang, tieling or shenfu; once "
          "the folder knows it, it may be left out"),
      FOLDER,
      N_ ("--reject FILE|where rejected rows go; otherwise FILE.rejected.csv"),
      N_ ("--encoding NAME|auto, utf-8 or gb18030"),
      N_ ("--progress|show how far it is, even without a terminal") },
    N_ ("tongban-cityd import persons persons.csv --area shenyang --folder shenyang|the first "
        "register of a city"),
    tb_cityd_print_columns,
    tb_cityd_import },
  { "backup",
    "FILE --folder DIR",
    N_ ("copy a city, served or not, and call what was copied durable"),
    N_ ("FILE belongs on another machine."),
    { FOLDER },
    N_ ("tongban-cityd backup /mnt/backup/shenyang.db --folder shenyang|every hour, say"),
    NULL,
    tb_cityd_backup },
  { "restore",
    "FILE --folder DIR",
    N_ ("put a backup in the place of a city that is not being served"),
    N_ ("The replaced database stays in the folder. Windows offer again what came after the "
        "backup."),
    { FOLDER },
    N_ ("tongban-cityd restore /mnt/backup/shenyang.db --folder shenyang|as the city's user"),
    NULL,
    tb_cityd_restore },
};

const TbCitydCommand *
tb_cityd_get_commands (gsize *n)
{
  *n = G_N_ELEMENTS (commands);

  return commands;
}
