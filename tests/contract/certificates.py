# SPDX-License-Identifier: GPL-3.0-or-later
"""Throw-away certificate authorities, made with openssl."""
import subprocess

CONFIG = '''
[ca]
default_ca = own
[own]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
certificate = {folder}/ca.crt
private_key = {folder}/ca.key
default_md = sha256
default_days = 30
default_crl_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = CA:FALSE
subjectAltName = DNS:localhost
extendedKeyUsage = serverAuth
[window]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
'''


class Authority:
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / 'index.txt').write_text('')
        (folder / 'serial').write_text('01\n')
        (folder / 'openssl.cnf').write_text(CONFIG.format(folder=folder))
        self.run('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                 '-subj', f'/CN={folder.name}', '-days', '30', '-extensions', 'authority',
                 '-keyout', folder / 'ca.key', '-out', folder / 'ca.crt')
        self.crl()

    def run(self, command, *arguments):
        subprocess.run(['openssl', command, '-config', self.folder / 'openssl.cnf',
                        *map(str, arguments)], check=True, capture_output=True)

    def crl(self):
        self.run('ca', '-gencrl', '-out', self.folder / 'crl.pem')

    def issue(self, name, kind, *dates):
        """Certificate and key of @name; @kind: a section above."""
        certificate, key, request = (self.folder / f'{name}.{end}' for end in ('crt', 'key', 'csr'))
        self.run('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
                 '-subj', f'/CN={name}', '-keyout', key, '-out', request)
        self.run('ca', '-batch', '-notext', '-extensions', kind, *dates, '-in', request,
                 '-out', certificate)
        return certificate, key

    def revoke(self, certificate):
        self.run('ca', '-revoke', certificate)
        self.crl()
