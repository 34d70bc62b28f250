#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped nginx configuration in front of a real city, with throw-away certificates: who
holds the right one works from sign-in to commands; nobody else gets a byte, no header can claim
another window, and no request is two requests.

usage: test-nginx.py TONGBAN-CITYD NGINX NGINX.CONF.IN
"""
import hashlib
import http.client
import os
import pathlib
import pwd
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import certificates  # noqa: E402
import cityd  # noqa: E402

ABOUT = 'GET /v1/about HTTP/1.1\r\nHost: localhost\r\n'
SECOND = 'GET /v1/audit/head HTTP/1.1\r\nHost: localhost\r\n\r\n'


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class Front:
    def __init__(self, nginx, sample, scratch, authority, socket_path):
        self.nginx, self.port, self.ca = nginx, free_port(), authority.folder / 'ca.crt'
        run_dir = scratch / 'nginx'
        run_dir.mkdir()
        certificate, key = authority.issue('localhost', 'server')
        values = {
            'user': pwd.getpwuid(os.getuid()).pw_name, 'pid': run_dir / 'nginx.pid',
            'run_dir': run_dir, 'log_dir': run_dir,
            'socket': socket_path, 'listen': f'127.0.0.1:{self.port}', 'server_name': 'localhost',
            'certificate': certificate, 'certificate_key': key, 'client_ca': self.ca,
            'client_crl': authority.folder / 'crl.pem',
        }
        text = pathlib.Path(sample).read_text(encoding='utf-8')
        self.config = run_dir / 'nginx.conf'
        self.config.write_text(re.sub('@(\\w+)@', lambda m: str(values[m.group(1)]), text),
                               encoding='utf-8')
        self.log = run_dir / 'error.log'
        self.control('-t')
        self.process = subprocess.Popen([nginx, '-e', self.log, '-c', self.config,
                                         '-g', 'daemon off;'], stderr=subprocess.DEVNULL)
        self.wait()

    def control(self, *arguments):
        done = subprocess.run([self.nginx, '-e', self.log, '-c', self.config, *arguments],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def wait(self):
        """Until it listens: 10 s at most."""
        for _ in range(200):
            try:
                socket.create_connection(('127.0.0.1', self.port), 1).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.05)
        raise AssertionError('nginx does not listen')

    def stop(self):
        self.process.terminate()
        self.process.wait(20)

    def context(self, certificate=None, key=None):
        context = ssl.create_default_context(cafile=self.ca)
        if certificate is not None:
            context.load_cert_chain(certificate, key)
        return context

    def window(self, *pair, headers=None):
        context = self.context(*pair)
        return cityd.Window(
            lambda: http.client.HTTPSConnection('localhost', self.port, context=context, timeout=30),
            headers or {})

    def raw(self, context, text):
        """Everything that comes back until the connection is closed."""
        with socket.create_connection(('127.0.0.1', self.port), 10) as plain, \
                context.wrap_socket(plain, server_hostname='localhost') as tls:
            tls.sendall(text if isinstance(text, bytes) else text.encode('latin-1'))
            tls.settimeout(8)
            found = b''
            try:
                while chunk := tls.recv(65536):
                    found += chunk
            except (TimeoutError, ConnectionError, ssl.SSLError):
                pass
            return found.decode('latin-1')


def fingerprint(certificate):
    done = subprocess.run(['openssl', 'x509', '-in', certificate, '-outform', 'DER'], check=True,
                          capture_output=True)
    return hashlib.sha256(done.stdout).hexdigest()


def test_right_certificate(front, pair):
    window = front.window(*pair)
    assert window.call('GET /v1/about', want=200).json()['area'] == cityd.AREA
    lane = cityd.Lane(window, window.sign_in())
    applied = lane.send_one(lane.submit(1))
    assert applied['result'] == 'applied', applied
    lines = window.call('GET /v1/changes?wait=5', want=200).lines()
    assert lines[0]['n'] == 1
    purpose = {'Tongban-Purpose': 'reason:verification'}
    window.call(f'GET /v1/cases/{cityd.new_id(1)}', headers=purpose, want=200)
    return lane


def test_strangers(front, authority, foreign):
    """None, another CA's, one that ran out: no byte of the API."""
    expired = authority.issue('expired', 'window', '-startdate', '20200101000000Z',
                              '-enddate', '20200201000000Z')
    early = authority.issue('early', 'window', '-startdate', '20400101000000Z',
                            '-enddate', '20410101000000Z')
    server = authority.issue('posing', 'server')
    for pair in ((), foreign.issue('window-1', 'window'), expired, early, server):
        refused = front.window(*pair).call('GET /v1/about', want=403)
        assert refused.json()['type'].endswith('unknown-device'), pair
        assert refused.headers['Tongban-Log'] is None


def test_revoked(front, authority):
    pair = authority.issue('window-9', 'window')
    front.window(*pair).call('GET /v1/about', want=200)
    authority.revoke(pair[0])
    front.control('-s', 'reload')
    for _ in range(100):
        if front.window(*pair).call('GET /v1/about').status == 403:
            return
        time.sleep(0.1)
    raise AssertionError('a revoked certificate still works')


def test_spoofed_identity(front, authority, lane, owner):
    """The lane belongs to whoever's certificate made it, whatever the headers of another say."""
    name = fingerprint(owner[0])
    pem = pathlib.Path(owner[0]).read_text(encoding='ascii')
    other = authority.issue('window-2', 'window')
    spoofs = (
        {'Tongban-Device': name}, {'X-Client-Cert-SHA256': name},
        {'X-Client-Cert': ''.join(f'%{byte:02X}' for byte in pem.encode())},
        {'X_Client_Cert_SHA256': name}, {'X-Client-DN': 'CN=window-1'},
        {'Forwarded': 'for=127.0.0.1', 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1'},
    )
    for spoof in spoofs:
        front.window(*other, headers=spoof).call(f'GET /v1/lanes/{lane.id}', want=403)
    for spoof in spoofs:
        front.window(*owner, headers=spoof).call(f'GET /v1/lanes/{lane.id}', want=200)


def count_requests(admin):
    connection = cityd.UnixConnection(admin)
    connection.request('GET', '/metrics')
    text = connection.getresponse().read().decode()
    connection.close()
    return sum(int(line.split()[-1]) for line in text.splitlines()
               if line.startswith('tongban_requests_total{'))


def test_smuggling(front, pair, admin):
    """Refused before the city sees anything, and nothing is answered twice."""
    context = front.context(*pair)
    post = 'POST /v1/lanes HTTP/1.1\r\nHost: localhost\r\n'
    probes = {
        'both lengths': f'{post}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'
                        + SECOND,
        'two lengths': f'{post}Content-Length: 2\r\nContent-Length: 60\r\n\r\n{{}}' + SECOND,
        'odd coding': f'{post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n' + SECOND,
        'two codings': f'{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n'
                       '0\r\n\r\n' + SECOND,
        'negative length': f'{post}Content-Length: -1\r\n\r\n' + SECOND,
        'huge length': f'{post}Content-Length: 99999999999999999999\r\n\r\n' + SECOND,
        'bad chunk': f'{post}Transfer-Encoding: chunked\r\n\r\nzz\r\n' + SECOND,
        'huge chunk': f'{post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n' + SECOND,
        'two hosts': f'{ABOUT}Host: other\r\n\r\n',
        'no host': 'GET /v1/about HTTP/1.1\r\n\r\n',
        'blank before colon': 'GET /v1/about HTTP/1.1\r\nHost : localhost\r\n\r\n',
        'up and out': 'GET /v1/../metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
        'escaped out': 'GET /v1/%2e%2e/metrics HTTP/1.1\r\nHost: localhost\r\n'
                       'Connection: close\r\n\r\n',
        'NUL': 'GET /v1/about%00 HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'TRACE': 'TRACE /v1/about HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'CONNECT': 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n',
        'PATCH': 'PATCH /v1/about HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
        'outside': 'GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
        'long address': f'GET /v1/{"x" * 40000} HTTP/1.1\r\nHost: localhost\r\n\r\n',
        'long header': f'{ABOUT}X-Long: {"x" * 60000}\r\n\r\n',
        'large body': f'{post}Content-Length: 1000000\r\n\r\n',
    }
    for name, probe in probes.items():
        before = count_requests(admin)
        found = front.raw(context, probe)
        statuses = re.findall(r'HTTP/1\.1 (\d+)', found)
        assert len(statuses) <= 1 and all(s[0] in '45' for s in statuses), (name, found[:300])
        assert 'Tongban-Log' not in found, (name, found[:300])
        assert count_requests(admin) == before, name

    # The connection to the city that all of them shared still answers the right question.
    before = count_requests(admin)
    found = front.raw(context, f'{ABOUT}Connection: close\r\n\r\n')
    assert count_requests(admin) == before + 1
    assert found.count('HTTP/1.1 200') == 1 and '"durable_seq"' in found, found[:300]


def test_old_tls(front, pair):
    context = front.context(*pair)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert 'HTTP/1.1 200' in front.raw(context, f'{ABOUT}Connection: close\r\n\r\n')
    done = subprocess.run(['openssl', 's_client', '-connect', f'127.0.0.1:{front.port}', '-tls1_1',
                           '-cipher', 'DEFAULT@SECLEVEL=0', '-cert', pair[0], '-key', pair[1]],
                          input=b'', capture_output=True, check=False)
    assert done.returncode != 0, 'TLS 1.1 was accepted'


def test_city_away(front, city, pair):
    """nginx says so in the contract's words."""
    city.stop()
    answer = front.window(*pair).call('GET /v1/about', want=503)
    assert answer.json()['class'] == 'retry' and answer.headers['Retry-After'] == '5'


def run_all(front, city, authority, foreign, admin):
    owner = authority.issue('window-1', 'window')
    lane = test_right_certificate(front, owner)
    test_strangers(front, authority, foreign)
    test_spoofed_identity(front, authority, lane, owner)
    test_smuggling(front, owner, admin)
    test_old_tls(front, owner)
    test_revoked(front, authority)
    test_city_away(front, city, owner)


def main(program, nginx, sample):
    with tempfile.TemporaryDirectory() as name:
        scratch = pathlib.Path(name)
        folder, socket_path, admin = (scratch / end for end in ('city', 'city.sock', 'admin.sock'))
        authority = certificates.Authority(scratch / 'authority')
        foreign = certificates.Authority(scratch / 'foreign')
        cityd.add_operator(program, folder)
        city = cityd.City(program, folder, '--socket', socket_path, '--admin-socket', admin)
        front = None
        try:
            front = Front(nginx, sample, scratch, authority, socket_path)
            run_all(front, city, authority, foreign, admin)
        finally:
            if front is not None:
                front.stop()
            if city.process.poll() is None:
                city.stop()
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
