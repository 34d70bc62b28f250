# SPDX-License-Identifier: GPL-3.0-or-later
"""data/wire/openapi.yaml, and whether an exchange between window and city fits it."""
import json
import re

import jsonschema
import yaml

HEADER_NAMES = {'tongban-request', 'tongban-protocol', 'tongban-purpose', 'content-range', 'range'}
METHODS = ('get', 'head', 'put', 'post', 'delete')


class StrictLoader(yaml.SafeLoader):
    """Refuses a key that stands twice, which plain YAML loaders pass over."""


def read_mapping(loader, node):
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise yaml.constructor.ConstructorError(
                None, None, f'the key {key!r} stands twice', node.start_mark)
    return {loader.construct_object(key, deep=True): loader.construct_object(value, deep=True)
            for key, value in node.value}


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, read_mapping)


def load(path):
    with open(path, encoding='utf-8') as file:
        return yaml.load(file, StrictLoader)


class Contract:
    def __init__(self, path):
        self.document = load(path)
        self.resolver = jsonschema.RefResolver('', self.document)
        self.validators = {}
        self.operations = []
        for template, methods in self.document['paths'].items():
            pattern = re.compile('^' + re.sub(r'\{(\w+)\}', r'(?P<\1>[^/]+)', template) + '$')
            for method, operation in methods.items():
                if method in METHODS:
                    self.operations.append((method.upper(), pattern, operation))

    def resolve(self, thing):
        while '$ref' in thing:
            _, thing = self.resolver.resolve(thing['$ref'])
        return thing

    def find(self, method, path):
        for own_method, pattern, operation in self.operations:
            match = pattern.match(path)
            if own_method == method and match:
                return operation, match.groupdict()
        return None, {}

    def check_value(self, schema, value, where):
        """Sentences about what does not fit."""
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            self.validators[key] = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        error = jsonschema.exceptions.best_match(self.validators[key].iter_errors(value))
        if error is None:
            return []
        pointer = ''.join(f'/{part}' for part in error.absolute_path)
        return [f'{where}{pointer}: {error.message[:400]}']

    def check_parameters(self, operation, exchange, in_path):
        parameters = [self.resolve(each) for each in operation.get('parameters', [])]
        given = {
            'path': in_path,
            'query': exchange['query'],
            'header': {name.lower(): value for name, value in exchange['request_headers'].items()},
        }
        flaws = [f'query: {name} is no parameter' for name in exchange['query']
                 if ('query', name) not in {(p['in'], p['name']) for p in parameters}]
        for parameter in parameters:
            is_header = parameter['in'] == 'header'
            name = parameter['name'].lower() if is_header else parameter['name']
            value = given[parameter['in']].get(name)
            if value is None:
                if parameter.get('required') and (not is_header or name in HEADER_NAMES):
                    flaws.append(f'{parameter["in"]}: {name} is missing')
                continue
            schema = self.resolve(parameter['schema'])
            if schema.get('type') == 'integer' and re.fullmatch(r'-?[0-9]+', value):
                value = int(value)
            flaws += self.check_value(schema, value, f'{parameter["in"]} {name}')
        return flaws

    def check_request(self, operation, exchange, in_path):
        flaws = self.check_parameters(operation, exchange, in_path)
        body = operation.get('requestBody')
        if body is None:
            return flaws + (['request: there should be none'] if exchange['request'] is not None
                            else [])
        media = body['content'].get('application/json')
        if media is not None:
            flaws += self.check_value(media['schema'], exchange['request'], 'request')
        return flaws

    def check_lines(self, schema, text):
        if isinstance(text, dict):  # a single line is JSON to the recorder
            lines = [text]
        elif isinstance(text, str) and text.endswith('\n'):
            lines = [json.loads(line) for line in text.splitlines()]
        else:
            return ['response: no whole lines']
        flaws = []
        for number, line in enumerate(lines, 1):
            flaws += self.check_value(schema, line, f'response line {number}')
            if ('now' in line) != (number == len(lines)):
                flaws.append(f'response line {number}: the trailer comes last, and only once')
        return flaws

    def check_response(self, operation, exchange):
        response = operation['responses'].get(str(exchange['status']))
        if response is None:
            return [f'status {exchange["status"]} is not in the contract']
        content = self.resolve(response).get('content')
        body = exchange['response']
        if content is None or exchange['method'] == 'HEAD':
            return [] if body is None else ['response: there should be none']
        if 'application/x-ndjson' in content:
            return self.check_lines(content['application/x-ndjson']['schema'], body)
        if 'application/octet-stream' in content:
            return []
        (media,) = content.values()
        flaws = self.check_value(media['schema'], body, 'response')
        if 'application/problem+json' in content and isinstance(body, dict) \
                and body.get('status') != exchange['status']:
            flaws.append('response: the status is another one')
        return flaws

    def check(self, exchange):
        """The operation's id, or None, and what is wrong with the exchange."""
        operation, in_path = self.find(exchange['method'], exchange['path'])
        if operation is None:
            return None, ['no such method and path']
        flaws = self.check_response(operation, exchange)
        # What a city refused need not fit.
        if exchange['status'] < 400:
            flaws += self.check_request(operation, exchange, in_path)
        return operation['operationId'], flaws
