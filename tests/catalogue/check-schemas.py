#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every matter, workflow and layout, and the examples of the README, against the schemas.

usage: check-schemas.py CATALOGUE   (the folder data/catalogue)
"""
import json
import pathlib
import re
import sys

import jsonschema

FOLDERS = {'items': 'item', 'machines': 'machine', 'documents': 'document'}
EXAMPLES = ('item', 'machine')
SHOWN = 5


def load_validators(folder):
    schemas = {path.name.split('.')[0]: json.loads(path.read_text(encoding='utf-8'))
               for path in sorted(folder.glob('*.schema.json'))}
    store = {schema['$id']: schema for schema in schemas.values()}
    validators = {}
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        resolver = jsonschema.RefResolver(schema['$id'], schema, store=store)
        validators[name] = jsonschema.Draft202012Validator(schema, resolver=resolver)
    return validators


def describe(where, validator, value):
    errors = sorted(validator.iter_errors(value), key=lambda error: list(map(str, error.path)))
    for error in errors[:SHOWN]:
        pointer = ''.join(f'/{part}' for part in error.absolute_path)
        print(f'{where}: {pointer}: {error.message[:300]}')
    return len(errors)


def main(catalogue):
    catalogue = pathlib.Path(catalogue)
    validators = load_validators(catalogue / 'schema')
    wrong = checked = 0
    for folder, name in FOLDERS.items():
        for path in sorted((catalogue / folder).glob('*.json')):
            value = json.loads(path.read_text(encoding='utf-8'))
            wrong += describe(path.relative_to(catalogue), validators[name], value)
            checked += 1
    examples = re.findall(r'^```json\n(.*?)^```', (catalogue / 'README.md').read_text(
        encoding='utf-8'), re.M | re.S)
    for name, example in zip(EXAMPLES, examples, strict=True):
        wrong += describe(f'README.md, {name}', validators[name], json.loads(example))
        checked += 1
    print(f'{checked} files and examples, {wrong} wrong')
    return 1 if wrong or checked < 10 else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
