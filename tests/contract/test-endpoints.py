#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a real tongban-cityd everything that the contract has, well and badly, and holds every
exchange against data/wire/openapi.yaml.

usage: test-endpoints.py TONGBAN-CITYD
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import cityd  # noqa: E402
import contract  # noqa: E402

ID_NO = '210404199001029823'
PURPOSE = {'Tongban-Purpose': 'reason:walk-in'}
REGISTERS = {
    'persons': f'id_type,id_no,name,sex,birth,mobile\n01,{ID_NO},王芳,2,1990-01-02,13900000001\n',
    'insurance': 'id_no,scheme,from,to,months,account_fen,status,personal_no\n'
                 f'{ID_NO},110,2012-07,2026-09,171,68400000,2,FS19900102\n',
    'benefits': f'id_no,kind,status,since,monthly_fen\n{ID_NO},unemployment,paid,2026-10,156000\n',
    'archives': 'id_no,archive_no,keeper,status,since,restricted\n'
                f'{ID_NO},FSDA1,抚顺市人才服务中心,held,2012-07-01,0\n',
    'certificates': f'id_no,cert_no,issued,status\n{ID_NO},2104040012000017,2012-08-15,valid\n',
}


def fill_registers(program, folder):
    for kind, text in REGISTERS.items():
        path = folder.with_suffix(f'.{kind}.csv')
        path.write_text(text, encoding='utf-8')
        found = cityd.run(program, 'import', kind, path, '--folder', folder, '--area', cityd.AREA)
        assert found.startswith('1 read, 1 new'), found


def ask_the_city(window):
    about = window.call('GET /v1/about', want=200).json()
    assert about['area'] == cityd.AREA
    window.call('GET /v1/about', headers={'Tongban-Protocol': '99'}, want=200)
    window.call('GET /v1/audit/head', want=200)
    window.call('GET /v1/audit/head', headers={'Tongban-Protocol': '99'}, want=426)
    window.call('GET /v1/items/unemp-reg/1', want=200)
    window.call('GET /v1/items/unemp-reg/99', want=404)
    return about


def sign_in(window):
    credentials = {'operator': 'zhang', 'secret': 'wrong', 'window': '03'}
    window.call('POST /v1/session', credentials, want=401)
    window.call('POST /v1/session', {**credentials, 'extra': 1}, want=422)
    window.sign_in()
    grant = window.call('POST /v1/session/refresh', want=200).json()
    window.token = grant['token']
    return grant['grant']


def send_commands(window, lane):
    """A case from nothing to a conflict."""
    first = lane.submit(1)
    applied = lane.send_one(first)
    assert applied['result'] == 'applied', applied
    assert lane.send_one(first) == applied
    note = lane.send_one(lane.command('note', 1, {'text': '已电话联系'}))
    assert note['ver'] == 2, note
    stale = lane.command('advance', 1, {'transition': 'accept'}, base={'vid': applied['vid']})
    assert lane.send_one(stale)['result'] == 'conflict'
    assert lane.send_one(lane.command('noop', 1, {}))['result'] == 'applied'
    wrong = lane.command('advance', 1, {'transition': 'no-such'}, base={'vid': note['vid']})
    assert lane.send_one(wrong)['result'] == 'refused'
    after = lane.command('advance', 1, {'transition': 'accept'}, base={'after': stale['id']})
    assert lane.send_one(after)['reason'] == 'dependency'

    lane.lseq += 5
    assert lane.send(lane.command('noop', 1, {}), want=409)['last'] == 6
    lane.lseq = 0
    assert lane.send(lane.command('noop', 1, {}), want=422)['type'].endswith('id-reused')
    lane.lseq = 6
    lane.send(want=422)
    lane.send({'lane': lane.id}, want=422)
    state = window.call(f'GET /v1/lanes/{lane.id}?from=2', want=200).json()
    assert state['last'] == 6 and len(state['outcomes']) == 5
    window.call(f'GET /v1/lanes/{cityd.new_id(99)}', want=404)
    window.call('POST /v1/lanes', {'area': 'dalian', 'window': '03'}, want=422)
    return applied


def follow(window, about):
    lines = window.call('GET /v1/changes?wait=5', want=200).lines()
    assert [line.get('n') for line in lines] == [1, 2, None]
    window.call('GET /v1/changes?limit=1', want=200)
    cursor = lines[-1]['cursor']
    at = f'log={cursor["log_id"]}&after={cursor["seq"]}&h={cursor["h"]}'
    assert len(window.call(f'GET /v1/changes?{at}', want=200).lines()) == 1
    window.call(f'GET /v1/changes?{at.replace(about["log_id"], "0" * 32)}', want=410)
    window.call('GET /v1/changes?after=x', want=400)
    assert len(window.call('GET /v1/snapshot', want=200).lines()) == 2
    window.call(f'GET /v1/snapshot?after={cityd.new_id(1)}&limit=1', want=200)
    window.call('GET /v1/snapshot?after=x', want=400)


def read_cases(window, applied):
    path = f'/v1/cases/{cityd.new_id(1)}'
    window.call(f'GET {path}', want=403)
    answer = window.call(f'GET {path}', headers=PURPOSE, want=200)
    window.call(f'GET {path}', headers={**PURPOSE, 'If-None-Match': answer.headers['ETag']},
                want=304)
    history = window.call(f'GET {path}/history?from={applied["vid"]}', headers=PURPOSE, want=200)
    assert len(history.json()['entries']) == 1
    window.call(f'GET {path}/history', headers=PURPOSE, want=200)
    window.call(f'GET /v1/cases/{cityd.new_id(2)}', headers=PURPOSE, want=404)


def query(window):
    for name in (*REGISTERS, 'cases'):
        answer = window.call(f'POST /v1/queries/{name}', {'criteria': {'id_no': ID_NO}},
                             headers=PURPOSE, want=200).json()
        assert len(answer['rows']) == 1, name
    window.call('POST /v1/queries/persons',
                {'criteria': {'name': '王芳', 'birth': '1990-01-02'}, 'limit': 1},
                headers=PURPOSE, want=200)
    window.call('POST /v1/queries/persons', {'criteria': {}}, headers=PURPOSE, want=422)
    window.call('POST /v1/queries/persons', {'criteria': {'id_no': ID_NO}}, want=403)
    token, window.token = window.token, None
    window.call('POST /v1/queries/persons', {'criteria': {'id_no': ID_NO}}, headers=PURPOSE,
                want=401)
    window.token = token


def exchange_blobs(window):
    blob = bytes(range(256)) * 40
    path = f'/v1/blobs/{hashlib.sha256(blob).hexdigest()}'
    octets = {'Content-Type': 'application/octet-stream'}

    def part(first, last):
        return {**octets, 'Content-Range': f'bytes {first}-{last - 1}/{len(blob)}'}

    assert window.call(f'HEAD {path}', want=404).headers['Tongban-Have'] == '0'
    window.call(f'GET {path}', want=404)
    window.call(f'PUT {path}', blob[5000:], part(5000, len(blob)), want=416)
    have = window.call(f'PUT {path}', blob[:4000], part(0, 4000), want=202).headers['Tongban-Have']
    assert have == '4000'
    window.call(f'PUT {path}', blob[4000:], part(4000, len(blob)), want=201)
    window.call(f'HEAD {path}', want=200)
    assert window.call(f'GET {path}', want=200).body == blob
    assert window.call(f'GET {path}', headers={'Range': 'bytes=10-19'}, want=206).body == blob[10:20]


def tell_story(window):
    about = ask_the_city(window)
    lane = cityd.Lane(window, sign_in(window))
    applied = send_commands(window, lane)
    follow(window, about)
    read_cases(window, applied)
    query(window)
    exchange_blobs(window)
    window.call('DELETE /v1/session', want=204)
    window.call('POST /v1/session/refresh', want=401)


def check_strictness(record):
    """A contract that takes anything would prove nothing."""
    rules = contract.Contract(HERE.parents[1] / 'data/wire/openapi.yaml')
    for line in record.read_text(encoding='utf-8').splitlines():
        good = json.loads(line)
        name, flaws = rules.check(good)
        assert not flaws
        spoilt = [{**good, 'status': 299}, {**good, 'path': good['path'] + '/x/y/z'},
                  {**good, 'method': 'PATCH'}]
        if good['status'] < 400:
            spoilt.append({**good, 'query': {**good['query'], 'surprise': '1'}})
            if isinstance(good['request'], dict) and name != 'putBlob':
                spoilt.append({**good, 'request': {**good['request'], 'surprise': 1}})
        if isinstance(good['response'], dict) and name not in ('getItem', 'getBlob'):
            spoilt.append({**good, 'response': {**good['response'], 'surprise': 1}})
            spoilt.append({**good, 'response': {}})
        for exchange in spoilt:
            assert rules.check(exchange)[1], (name, exchange)


def main(program):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / 'city'
        record = pathlib.Path(scratch) / 'record'
        fill_registers(program, folder)
        cityd.add_operator(program, folder)
        city = cityd.City(program, folder, '--port', 0, '--demo', '--record', record)
        try:
            tell_story(cityd.Window(cityd.connect_tcp(city.address),
                                    {'Tongban-Device': 'window-1'}))
        finally:
            city.stop()
        check_strictness(record)
        return subprocess.run([sys.executable, HERE / 'check-exchanges.py', '--all', record],
                              check=False).returncode


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
