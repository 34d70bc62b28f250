#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the gresource.xml that names every content file of a catalogue.

Runs at every build and touches its output only when the list changes, so a new file is picked up
without configuring again. usage: list-content.py FOLDER OUTPUT
"""
import pathlib
import sys

FOLDERS = ('calendar', 'codes', 'documents', 'items', 'machines', 'pinyin')
TOP_FILES = ('digests.json', 'parameters.csv')


def list_content(folder):
    paths = [folder / name for name in TOP_FILES if (folder / name).exists()]
    for name in FOLDERS:
        paths += (path for path in (folder / name).glob('*')
                  if path.suffix in ('.json', '.csv') and not path.name.startswith('.'))
    return sorted(path.relative_to(folder).as_posix() for path in paths)


def main(folder, output):
    lines = [f'    <file>{path}</file>' for path in list_content(pathlib.Path(folder))]
    text = '\n'.join(['<?xml version="1.0" encoding="UTF-8"?>', '<gresources>',
                      '  <gresource prefix="/tongban/catalogue">', *lines,
                      '  </gresource>', '</gresources>', ''])
    output = pathlib.Path(output)
    if not output.exists() or output.read_text(encoding='utf-8') != text:
        output.write_text(text, encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
