/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "tongbanctl"

#include "config.h"

#include <signal.h>
#include <sodium.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "tb-frame.h"
#include "tb-locale.h"

int
main (int argc, char *argv[])
{
  tb_locale_init ();

  /* Personal data stays out of core files and of other users' reach (trust.md SEC-14). */
  prctl (PR_SET_DUMPABLE, 0);
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });

  /* A reader that goes away is an error of writing, with an exit code, not a sudden death with the
   * store open. */
  signal (SIGPIPE, SIG_IGN);

  if (sodium_init () < 0)
    return 5;

  return tb_frame_run (argc, argv);
}
