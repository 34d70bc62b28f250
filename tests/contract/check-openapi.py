#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""data/wire/openapi.yaml: sound in itself, and the same addresses as the city's tables of routes.

usage: check-openapi.py ROOT
"""
import pathlib
import re
import sys

import jsonschema

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import contract  # noqa: E402

ROUTE = re.compile(r'tb_city_add_route \(self,\s*"(\w+)",\s*"([^"]+)"')
TABLE_ROW = re.compile(r'\{ "(\w+)", "(/v1/[^"]*)", TB_CITY_LOAD_')


def find_references(thing):
    if isinstance(thing, dict):
        if isinstance(thing.get('$ref'), str):
            yield thing['$ref']
        for value in thing.values():
            yield from find_references(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from find_references(value)


def check_references(document):
    used = set(find_references(document))
    for reference in sorted(used):
        thing = document
        for part in reference.removeprefix('#/').split('/'):
            thing = thing.get(part) if isinstance(thing, dict) else None
        if not reference.startswith('#/') or thing is None:
            yield f'{reference} is nowhere'
    for kind, things in document['components'].items():
        for name in things:
            if kind != 'securitySchemes' and f'#/components/{kind}/{name}' not in used:
                yield f'components/{kind}/{name} is not used'


def check_schemas(document):
    for name, schema in document['components']['schemas'].items():
        try:
            jsonschema.Draft202012Validator.check_schema(schema)
        except jsonschema.SchemaError as error:
            yield f'schema {name}: {error.message}'
    for schema in ('SignIn', 'NewLane', 'Batch', 'Command', 'Question', 'Problem'):
        if document['components']['schemas'][schema].get('additionalProperties') is not False:
            yield f'schema {schema} takes members that it does not name'


def check_operations(rules):
    names = [operation['operationId'] for _, _, operation in rules.operations]
    yield from (f'{name} stands twice' for name in set(names) if names.count(name) > 1)
    for path, methods in rules.document['paths'].items():
        wanted = sorted(re.findall(r'\{(\w+)\}', path))
        for method, operation in methods.items():
            parameters = [rules.resolve(each) for each in operation.get('parameters', [])]
            found = sorted(each['name'] for each in parameters if each['in'] == 'path')
            if found != wanted:
                yield f'{method} {path}: its parameters are {found}'


def check_routes(rules, root):
    described = {(method.upper(), re.sub(r'\{\w+\}', '{}', path))
                 for path, methods in rules.document['paths'].items() for method in methods}
    core = set()
    for path in (root / 'app/city').glob('*.c'):
        core |= set(ROUTE.findall(path.read_text(encoding='utf-8')))
    table = set(TABLE_ROW.findall((root / 'app/city/tb-city-routes.c').read_text(encoding='utf-8')))
    for name, routes in (('city', core | {route for route in table if '/session' in route[1]}),
                         ('server', table)):
        yield from (f'{method} {path}: the {name} has it, openapi.yaml not'
                    for method, path in sorted(routes - described))
        yield from (f'{method} {path}: openapi.yaml has it, the {name} not'
                    for method, path in sorted(described - routes))


def main(root):
    root = pathlib.Path(root)
    rules = contract.Contract(root / 'data/wire/openapi.yaml')
    flaws = [*check_references(rules.document), *check_schemas(rules.document),
             *check_operations(rules), *check_routes(rules, root)]
    if flaws:
        print(*flaws, sep='\n')
    return 1 if flaws else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
