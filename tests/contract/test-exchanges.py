#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through the tour and holds everything that windows and cities said to the contract.

usage: test-exchanges.py TOUR BUILD-FOLDER CHECK-EXCHANGES
"""
import pathlib
import subprocess
import sys
import tempfile


def main(tour, build, check):
    with tempfile.TemporaryDirectory(prefix="tb-") as folder:
        record = pathlib.Path(folder) / "exchanges.jsonl"
        walked = subprocess.run([tour, build, "--persons", "60", "--record", record],
                                stdout=subprocess.DEVNULL)
        if walked.returncode != 0:
            return walked.returncode
        return subprocess.run([sys.executable, check, record]).returncode


sys.exit(main(*sys.argv[1:]))
