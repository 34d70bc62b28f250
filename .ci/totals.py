#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up Meson's JSON logs and prints `N passed, N failed` (`, N skipped`).

Not its JUnit logs: those count a program that died or ran out of time as if it had passed, and
are no XML when a program prints a control character."""
import json
import re
import sys

CASE = re.compile(r"^(not )?ok\b(.*)$", re.MULTILINE)


def count(program):
    """Passed, failed and skipped of one test program: its cases when it tells them, else itself."""
    cases = CASE.findall(program["stdout"]) if re.search(r"^1\.\.\d+", program["stdout"], re.M) else []
    failed = sum(bool(bad) for bad, _ in cases)
    skipped = sum("# SKIP" in told for bad, told in cases if not bad)
    passed = len(cases) - failed - skipped
    if program["result"] == "SKIP" and not skipped:
        skipped = 1
    elif program["result"] == "OK" and not cases:
        passed = 1
    elif program["result"] not in ("OK", "SKIP") and not failed:
        failed = 1
    return passed, failed, skipped


totals = [0, 0, 0]
for log in sys.argv[1:]:
    with open(log, encoding="utf-8") as lines:
        for line in lines:
            totals = [sum(pair) for pair in zip(totals, count({"stdout": "", **json.loads(line)}))]

passed, failed, skipped = totals
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
