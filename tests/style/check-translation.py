#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""zh_CN is complete: every message that the sources hold is translated, none is fuzzy."""
import pathlib
import subprocess
import sys
import tempfile

xgettext, msgmerge, msgattrib, root = sys.argv[1:5]
root = pathlib.Path(root)

with tempfile.TemporaryDirectory() as folder:
    pot, merged = f"{folder}/tongban.pot", f"{folder}/zh_CN.po"
    subprocess.run(
        [xgettext, "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2",
         "--keyword=NC_:1c,2", "--keyword=g_dngettext:2,3", "--keyword=ngettext:1,2", "--add-comments",
         "--directory", str(root), "--files-from", str(root / "po/POTFILES.in"), "--output", pot],
        check=True)
    if not pathlib.Path(pot).exists():
        sys.exit(0)
    subprocess.run(
        [msgmerge, "--quiet", "--no-fuzzy-matching", "--output-file", merged,
         str(root / "po/zh_CN.po"), pot], check=True)
    missing = subprocess.run(
        [msgattrib, "--untranslated", "--no-obsolete", "--no-wrap", merged], check=True,
        capture_output=True, text=True).stdout
    fuzzy = subprocess.run(
        [msgattrib, "--only-fuzzy", "--no-obsolete", merged], check=True,
        capture_output=True, text=True).stdout
    names = [line for line in missing.split("\n") if line.startswith("msgid ") and line != 'msgid ""']
    if names or fuzzy.strip():
        print(f"{len(names)} messages without a Chinese text:")
        print(missing)
        print(fuzzy)
        sys.exit(1)
