#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up Meson's JUnit logs and prints `N passed, N failed` (`, N skipped`)."""
import sys
import xml.etree.ElementTree as tree


def count(suite):
    """Passed, failed and skipped of one test program."""
    passed = failed = skipped = 0
    for case in suite.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    # A program that died says so in its suite, not in one of its cases.
    told = int(suite.get("errors", 0)) + int(suite.get("failures", 0))
    return passed, max(failed, told), skipped


totals = [0, 0, 0]
for log in sys.argv[1:]:
    for found in tree.parse(log).getroot().iter("testsuite"):
        totals = [sum(pair) for pair in zip(totals, count(found))]

passed, failed, skipped = totals
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
