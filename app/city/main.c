/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongban-cityd"

#include "config.h"

#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tb-cityd.h"
#include "tb-locale.h"

int
main (int argc, char *argv[])
{
  tb_locale_init ();

  /* Personal data and keys stay out of core files and of other users' reach (SEC-14). */
  prctl (PR_SET_DUMPABLE, 0);
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });

  if (sodium_init () < 0)
    return (int) tb_cityd_fail (TB_CITYD_FAILED, "libsodium cannot start");

  return tb_cityd_run (argc, argv);
}
