#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every C file is as clang-format 14 with the project's .clang-format would write it."""
import pathlib
import subprocess
import sys

clang_format, root = sys.argv[1], pathlib.Path(sys.argv[2])
files = sorted(
    str(path)
    for folder in ("app", "ui", "data", "tests")
    for path in (root / folder).rglob("*.[ch]")
)
sys.exit(subprocess.run([clang_format, "--dry-run", "--Werror", *files]).returncode)
