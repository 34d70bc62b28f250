#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an administrator does with tongban-cityd: import, back up while the city is served, lose a
day, restore.

usage: test-commands.py TONGBAN-CITYD
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cityd  # noqa: E402

CERTIFICATE = {'X-Client-Cert-SHA256': 'ab' * 32}
KINDS = ('persons', 'insurance', 'benefits', 'archives', 'certificates')
PEOPLE = ('id_type,id_no,name,sex,birth\n'
          '01,210404199001029823,王芳,2,1990-01-02\n'
          '01,210404199001029824,王芳,2,1990-01-02\n')


def test_import(program, folder):
    path = folder.with_suffix('.csv')
    path.write_bytes(PEOPLE.encode('gb18030'))
    where = ('--folder', folder)
    # Whose registers these are must be said once.
    cityd.run(program, 'import', 'persons', path, *where, code=2)
    first = cityd.run(program, 'import', 'persons', path, *where, '--area', cityd.AREA, code=1)
    assert first == '2 read, 1 new or changed, 0 unchanged, 1 rejected\n', first
    rejected = pathlib.Path(f'{path}.rejected.csv').read_text(encoding='utf-8-sig').splitlines()
    assert len(rejected) == 2 and rejected[1].startswith('"3","id_no","'), rejected

    path.write_text(''.join(PEOPLE.splitlines(True)[:2]), encoding='utf-8')
    second = cityd.run(program, 'import', 'persons', path, *where)
    assert second == '1 read, 0 new or changed, 1 unchanged, 0 rejected\n', second
    cityd.run(program, 'import', 'persons', path, *where, '--area', 'anshan', code=1)
    cityd.run(program, 'import', 'pets', path, *where, '--area', cityd.AREA, code=2)


def speak(program, *arguments, code):
    """Output and messages, in English."""
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          check=False, env={**os.environ, 'LANGUAGE': '', 'LC_ALL': 'C.UTF-8'})
    assert done.returncode == code, (arguments, done)
    return done.stdout, done.stderr


def test_help(program, folder):
    """Each command's help is complete; what is refused is answered with what would be taken."""
    overview, _ = speak(program, '--help', code=0)
    commands = re.findall(r'^  ([a-z]+) +\S', overview, re.M)
    assert commands == ['serve', 'verify', 'operator', 'key', 'import', 'backup', 'restore']
    for command in commands:
        text, _ = speak(program, command, '--help', code=0)
        usage = text.splitlines()[0]
        assert usage.startswith(f'Usage: tongban-cityd {command} '), usage
        options = text.split('\nOptions:\n')[1].split('\n\n')[0]
        for option in re.findall(r'--[a-z-]+', usage):
            assert re.search(rf'^  {option}\b', options, re.M), (command, option)
        assert '\nExamples:\n' in text, command

    text, _ = speak(program, 'import', '--help', code=0)
    for kind in KINDS:
        assert f'\nColumns of {kind}:\n  id_' in text, kind
    assert 'scheme         code of the list aae140_insurance_type' in text

    where = ('--folder', folder, '--area', cityd.AREA)
    path = folder.with_suffix('.help.csv')
    path.write_text('id_no,colour,size\n', encoding='utf-8')
    out, error = speak(program, 'import', 'archives', path, *where, code=1)
    assert out == '' and 'no column colour, size' in error and 'keeper' in error, (out, error)
    path.write_text('id_no,keeper\n', encoding='utf-8')
    _, error = speak(program, 'import', 'archives', path, *where, code=1)
    assert 'Columns are missing: archive_no, status, since, restricted' in error, error
    _, error = speak(program, 'import', 'pets', path, *where, code=2)
    assert all(kind in error for kind in KINDS), error
    _, error = speak(program, 'operator', 'add', 'x', '--name', 'x', '--hall', 'x', '--role',
                     'boss', *where, code=2)
    assert 'staff, trainer, supervisor, admin or auditor' in error, error


def open_window(city):
    return cityd.Window(lambda: cityd.UnixConnection(city.address), CERTIFICATE)


def serve(program, folder):
    return cityd.City(program, folder, '--socket', folder.with_suffix('.sock'))


def test_served(program, folder, backup):
    """A case before the backup and a note on it afterwards."""
    city = serve(program, folder)
    try:
        window = open_window(city)
        lane = cityd.Lane(window, window.sign_in())
        assert lane.send_one(lane.submit(1))['seq'] == 1
        assert window.call('GET /v1/about', want=200).json()['durable_seq'] == 0
        cityd.run(program, 'backup', backup, '--folder', folder)
        assert window.call('GET /v1/about', want=200).json()['durable_seq'] == 1
        later = lane.command('note', 1, {'text': '已电话联系'})
        assert lane.send_one(later)['seq'] == 2
        cityd.run(program, 'restore', backup, '--folder', folder, code=1)
        return lane, later, window.call('GET /v1/about', want=200).json()
    finally:
        city.stop()


def test_restored(program, folder, lane, later, before):
    """The window offers again what the city lost."""
    city = serve(program, folder)
    try:
        lane.window = open_window(city)
        after = lane.window.call('GET /v1/about', want=200).json()
        assert after['head'] == 1 and after['log_id'] != before['log_id']
        assert after['key'] == before['key']
        assert lane.window.call(f'GET /v1/lanes/{lane.id}?from=1', want=200).json()['last'] == 1
        assert lane.send_one(later)['seq'] == 2
        lane.window.sign_in()
    finally:
        city.stop()


def main(program):
    with tempfile.TemporaryDirectory() as scratch:
        folder, backup = pathlib.Path(scratch) / 'city', pathlib.Path(scratch) / 'backup.db'
        test_help(program, pathlib.Path(f'{folder}-help'))
        test_import(program, folder)
        cityd.add_operator(program, folder)
        lane, later, before = test_served(program, folder, backup)
        cityd.run(program, 'restore', backup, '--folder', folder)
        cityd.run(program, 'verify', '--area', cityd.AREA, '--folder', folder)
        test_restored(program, folder, lane, later, before)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
