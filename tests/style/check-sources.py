#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no source may hold, and what each must hold; POTFILES names exactly the translated files."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
BANNED = {
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|mktemp|tmpnam)\s*\(": "unsafe or unchecked",
    r"\b(system|popen|g_spawn_command_line\w*)\s*\(": "runs a shell",
    r"\bgoto\b": "goto",
    r"\b(TODO|FIXME|XXX)\b": "unfinished work belongs into an issue",
    r"\bsqlite3_exec\s*\(": "SQL is prepared; scripts run through tb_db_run_script",
}
ALLOWED_EXEC = {"tb-db.c", "tb-city-db.c", "tb-condition.c"}


def sources():
    for folder in ("app", "ui", "data"):
        yield from sorted((ROOT / folder).rglob("*.[ch]"))


def strip_comments(text):
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)


def check_source(path, problems):
    text = path.read_text()
    if not text.startswith("/* SPDX-License-Identifier: GPL-3.0-or-later */"):
        problems.append(f"{path}: does not begin with its licence line")
    if path.suffix == ".h" and "#pragma once" not in text:
        problems.append(f"{path}: has no #pragma once")
    for number, line in enumerate(strip_comments(text).split("\n"), 1):
        for pattern, reason in BANNED.items():
            if re.search(pattern, line) and not (
                "sqlite3_exec" in pattern and path.name in ALLOWED_EXEC
            ):
                problems.append(f"{path}:{number}: {reason}: {line.strip()}")
    for number, line in enumerate(text.split("\n"), 1):
        if re.search(r"\b(TODO|FIXME|XXX)\b", line):
            problems.append(f"{path}:{number}: unfinished work belongs into an issue")


def translated_files():
    for path in sources():
        if re.search(r"\b(N|C|Q)?_ \(\"|\bngettext \(", path.read_text()):
            yield path
    for path in (ROOT / "ui").rglob("*.ui"):
        if 'translatable="yes"' in path.read_text():
            yield path
    for pattern in ("*.desktop.in", "*.metainfo.xml.in", "*.gschema.xml"):
        yield from (ROOT / "app").rglob(pattern)


def check_potfiles(problems):
    listed = [
        line.strip()
        for line in (ROOT / "po/POTFILES.in").read_text().split("\n")
        if line.strip() and not line.startswith("#")
    ]
    used = {str(path.relative_to(ROOT)) for path in translated_files()}
    for name in listed:
        if not (ROOT / name).exists():
            problems.append(f"po/POTFILES.in: {name} does not exist")
    for name in sorted(used - set(listed)):
        problems.append(f"po/POTFILES.in: {name} has translated text but is not listed")
    if listed != sorted(listed):
        problems.append("po/POTFILES.in: not sorted")


def main():
    problems = []
    for path in sources():
        check_source(path, problems)
    check_potfiles(problems)
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
