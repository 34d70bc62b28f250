# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules, forms and papers decide the same everywhere, so they may not look around.

Fails when a library of those folders asks the linker for a clock, randomness, a file, a socket,
the environment or a thread. What a window, a city and the simulator decide must follow from what
they are given.
"""

import re
import subprocess
import sys

IMPURE = re.compile(
    r"^(time|times|clock|ftime|localtime|localtime_r|mktime|gettimeofday|clock_gettime|nanosleep|"
    r"sleep|usleep|g_get_(real|monotonic)_time|g_date_time_new_now\w*|g_time_val_\w*|"
    r"g_date_set_time\w*|g_usleep|g_timer_\w+|g_random\w*|g_rand_new|g_uuid_string_random|"
    r"getrandom|getentropy|rand|srand|random|arc4random\w*|randombytes\w*|"
    r"g_thread_\w+|g_task_run_in_thread\w*|pthread_create|thrd_create|"
    r"socket|connect|bind|listen|g_socket\w*|soup_\w+|"
    r"open|open64|openat|openat64|fopen|fopen64|read|write|unlink|rename|stat|stat64|"
    r"g_file_\w+|g_fopen|g_open|g_mapped_file_\w+|"
    r"getenv|secure_getenv|setenv|g_getenv|g_setenv|g_get_user_\w+|g_get_home_dir|"
    r"g_get_user_name|getpid|gethostname|system|popen|execv\w*|fork|g_spawn\w*|"
    r"setlocale|g_main_context_\w+|g_timeout_add\w*|g_idle_add\w*)(@.*)?$"
)


def list_undefined(nm, archive):
    output = subprocess.run([nm, "-u", archive], check=True, capture_output=True, text=True).stdout
    member = ""
    for line in output.splitlines():
        if line.endswith(":"):
            member = line[:-1]
        elif line.strip().startswith(("U ", "w ")):
            yield member, line.split()[-1]


def main():
    nm, archives = sys.argv[1], sys.argv[2:]
    found = [
        f"{archive}: {member} uses {symbol}"
        for archive in archives
        for member, symbol in list_undefined(nm, archive)
        if IMPURE.match(symbol)
    ]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
