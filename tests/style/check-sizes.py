#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes above which code stops being read: HACKING.md gives the reasons. No exceptions."""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
MAX_FUNCTION, MAX_SOURCE, MAX_HEADER, MAX_UI = 60, 800, 150, 250
MAX_PARAMETERS, MAX_ASYNC_PARAMETERS = 5, 6
# What a callback takes is decided by the library that calls it: SQLite's authorizer has six,
# GtkWidget's measure seven.
SIX_PARAMETERS = ("_async", "_cb")
LIBRARY_PARAMETERS = ("_measure",)
FOLDERS = ("app", "ui", "data", "tests")


def split_parameters(text):
    """The top-level commas of a parameter list."""
    depth, count = 0, 1
    for c in text:
        depth += c in "(["
        depth -= c in ")]"
        count += c == "," and depth == 0
    return 0 if text.strip() in ("", "void") else count


def check_function(path, lines, start, end, problems):
    head = start - 1
    while head > 0 and lines[head - 1].strip() and not lines[head - 1].startswith(("}", "#", "/*", " */")):
        head -= 1
    text = " ".join(lines[head:start])
    found = re.search(r"(\w+) \((.*)\)[^()]*$", text)
    if not found or " = " in text:
        return
    name = found.group(1)
    if end - start - 1 > MAX_FUNCTION:
        problems.append(f"{path}:{start + 1}: {name} has {end - start - 1} lines, at most {MAX_FUNCTION}")
    if name.endswith(LIBRARY_PARAMETERS):
        return
    limit = MAX_ASYNC_PARAMETERS if name.endswith(SIX_PARAMETERS) else MAX_PARAMETERS
    # A GError ** is a way of returning, not something to keep in mind while calling.
    count = split_parameters(re.sub(r",\s+GError \*\*\w+\s*$", "", found.group(2)))
    if count > limit:
        problems.append(f"{path}:{start + 1}: {name} has {count} parameters, at most {limit}")


def check_file(path, problems):
    lines = path.read_text().split("\n")
    limit = {".c": MAX_SOURCE, ".h": MAX_HEADER, ".ui": MAX_UI}[path.suffix]
    if len(lines) - 1 > limit:
        problems.append(f"{path}: {len(lines) - 1} lines, at most {limit}")
    start = None
    for number, line in enumerate(lines):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            check_function(path, lines, start, number, problems)
            start = None


def main():
    problems = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".c", ".h", ".ui"):
                check_file(path, problems)
    print("\n".join(problems))
    return 1 if problems else 0


sys.exit(main())
