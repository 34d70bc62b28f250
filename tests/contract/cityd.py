# SPDX-License-Identifier: GPL-3.0-or-later
"""A real tongban-cityd in a folder of its own, a window that talks to it, and work to send."""
import datetime
import http.client
import json
import pathlib
import socket
import subprocess
import uuid

AREA = 'fushun'
SECRET = 'a good secret'
LETTERS = {'fushun': ('FS', 3)}
STORIES = pathlib.Path(__file__).resolve().parents[1] / 'flow/data/matters.json'


def run(program, *arguments, text=None, code=0):
    done = subprocess.run([program, *map(str, arguments)], input=text, capture_output=True,
                          text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f'{arguments}: {done.returncode}\n{done.stdout}{done.stderr}')
    return done.stdout


class City:
    """Serves @folder until stop(); @where: --socket PATH or --port 0, and what else there is."""

    def __init__(self, program, folder, *where):
        self.program, self.folder = program, folder
        self.process = subprocess.Popen(
            [program, 'serve', '--area', AREA, '--folder', str(folder), *map(str, where)],
            stdout=subprocess.PIPE, text=True)
        self.address = self.process.stdout.readline().split()[-1]

    def stop(self):
        self.process.terminate()
        if self.process.wait(20) != 0:
            raise AssertionError('the city did not stop as it should')


def add_operator(program, folder):
    run(program, 'operator', 'add', 'zhang', '--area', AREA, '--folder', folder, '--name', '张三',
        '--hall', 'hall-1', '--role', 'staff', text=SECRET + '\n')


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)

    def lines(self):
        return [json.loads(line) for line in self.body.splitlines()]


class Window:
    """@connect: makes a new http.client connection; @headers: on every request."""

    def __init__(self, connect, headers):
        self.connect, self.headers, self.token = connect, headers, None
        self.n_requests = 0

    def call(self, line, body=None, headers=None, want=None):
        method, target = line.split(' ', 1)
        self.n_requests += 1
        fields = {'Tongban-Protocol': '1', 'Tongban-Request': str(uuid.UUID(int=self.n_requests)),
                  **self.headers}
        if self.token is not None:
            fields['Authorization'] = f'Bearer {self.token}'
        if isinstance(body, (dict, list)):
            body = json.dumps(body, ensure_ascii=False).encode()
            fields['Content-Type'] = 'application/json'
        fields.update(headers or {})
        connection = self.connect()
        connection.request(method, target, body=body,
                           headers={k: v for k, v in fields.items() if v is not None})
        answer = Answer(connection.getresponse())
        connection.close()
        if want is not None and answer.status != want:
            raise AssertionError(f'{line}: {answer.status} instead of {want}\n'
                                 f'{answer.body[:2000].decode(errors="replace")}')
        return answer

    def sign_in(self):
        signed = self.call('POST /v1/session',
                           {'operator': 'zhang', 'secret': SECRET, 'window': '03'}, want=200).json()
        self.token = signed['token']
        return signed['grant']


def connect_tcp(address):
    host, port = address.removeprefix('http://').removesuffix('/v1').split(':')
    return lambda: http.client.HTTPConnection(host, int(port), timeout=30)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__('localhost', timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def new_id(number):
    return f'00000000-0000-7000-8000-{number:012x}'


def new_number(serial):
    """ISO 7064 MOD 11,10 over the area's place and the digits."""
    letters, place = LETTERS[AREA]
    text = f'{datetime.date.today():%Y%m%d}-03-{serial:05}'
    rest = 10
    for digit in [place] + [int(c) for c in text if c.isdigit()]:
        rest = ((rest + digit) % 10 or 10) * 2 % 11
    return f'{letters}-{text}-{(11 - rest) % 10}'


class Lane:
    """Commands of zhang about cases of the first story."""

    def __init__(self, window, grant):
        self.window, self.grant = window, grant
        self.id = window.call('POST /v1/lanes', {'area': AREA, 'window': '03'},
                              want=201).json()['lane']
        self.lseq = 0
        with open(STORIES, encoding='utf-8') as file:
            self.story = json.load(file)[0]

    def command(self, kind, case, args, **more):
        self.lseq += 1
        return {'lane': self.id, 'lseq': self.lseq, 'id': new_id(0x10000 + self.lseq),
                'kind': kind, 'case': new_id(case), **more,
                'item': {'id': self.story['matter'], 'version': 1}, 'args': args,
                'actor': {'operator': 'zhang', 'window': '03', 'grant': self.grant},
                'made_at': datetime.datetime.now(datetime.timezone.utc)
                .strftime('%Y-%m-%dT%H:%M:%S.000Z'), 'skew_ms': 0}

    def submit(self, case):
        collected = {name: self.story[name] for name in ('person', 'form', 'materials')}
        return self.command('submit', case, {'case': {'number': new_number(case), **collected}},
                            base=None)

    def send(self, *commands, want=200):
        return self.window.call(f'POST /v1/lanes/{self.id}/commands', {'commands': commands},
                                want=want).json()

    def send_one(self, command):
        (outcome,) = self.send(command)['outcomes']
        return outcome
