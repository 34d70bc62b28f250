#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds recorded exchanges (tongban-cityd serve --record) against data/wire/openapi.yaml.

Each line of FILE is {method, path, query, status, request_headers, request, response}. Prints how
many exchanges each operation had, and fails at the first file with one that does not fit.

usage: check-exchanges.py [--all] FILE…     --all: every operation must have had a good answer
"""
import collections
import json
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import contract  # noqa: E402

MAX_SHOWN = 20
OPENAPI = pathlib.Path(__file__).resolve().parents[2] / 'data/wire/openapi.yaml'


def check_file(rules, path, counts, answered):
    n_bad = 0
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            exchange = json.loads(line)
            name, flaws = rules.check(exchange)
            counts[name or 'unknown'] += 1
            if exchange['status'] < 400:
                answered.add(name)
            n_bad += bool(flaws)
            if flaws and n_bad <= MAX_SHOWN:
                print(f'{path}:{number}: {exchange["method"]} {exchange["path"]} '
                      f'{exchange["status"]}')
                print(*(f'    {flaw}' for flaw in flaws), sep='\n')
    return n_bad


def main(arguments):
    rules = contract.Contract(OPENAPI)
    counts = collections.Counter()
    answered = set()
    wants_all = '--all' in arguments
    paths = [path for path in arguments if path != '--all']
    if not paths:
        print(__doc__)
        return 2

    n_bad = sum(check_file(rules, path, counts, answered) for path in paths)
    names = [operation['operationId'] for _, _, operation in rules.operations]
    for name in names + ['unknown'] * (counts['unknown'] > 0):
        print(f'{counts[name]:8} {name}')
    missing = [name for name in names if name not in answered] if wants_all else []
    if missing:
        print('never answered:', *missing)
    print(f'{sum(counts.values())} exchanges, {n_bad} do not fit the contract')
    return 1 if n_bad or missing else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
