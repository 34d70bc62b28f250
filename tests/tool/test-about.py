#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""--help, man page and completion know every command and each of its options."""
import pathlib
import re
import subprocess
import sys

TOOL, MAN, COMPLETION = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])


def run(*command, code=0, **more):
    done = subprocess.run(command, capture_output=True, text=True, **more)
    assert done.returncode == code, f"{command}: {done.returncode}: {done.stderr}"
    return done.stdout


def verbs():
    return re.findall(r"^  ([a-z-]+) +\S", run(TOOL, "--help").split("\nOptions:")[0], re.M)


def complete(*words):
    quoted = " ".join(f"'{word}'" for word in words)
    script = (f". {COMPLETION}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _tongbanctl; "
              "printf '%s\\n' \"${COMPREPLY[@]}\"")
    return run("bash", "-c", script).split()


def help_of_each():
    for verb in verbs():
        text = run(TOOL, verb, "--help")
        assert f"tongbanctl [OPTION…] {verb}" in text and "Examples:" in text, verb


def man_page():
    done = subprocess.run(["groff", "-man", "-Kutf8", "-Tutf8", "-ww", str(MAN)], capture_output=True)
    assert done.returncode == 0 and not done.stderr, done.stderr.decode()
    page = MAN.read_text()
    for verb in verbs():
        assert f".SS {verb} " in page, verb


def completion():
    run("bash", "-n", str(COMPLETION))
    known = verbs()
    assert set(known) <= set(complete("tongbanctl", "")), "not every command is offered"
    for verb in known:
        usage = run(TOOL, verb, "--help").splitlines()[0]
        options = set(re.findall(r"--[a-z-]+", usage))
        offered = set(complete("tongbanctl", "--json", verb, "--"))
        assert options <= offered, f"{verb}: {options - offered}"
    assert complete("tongbanctl", "list", "--area", "fu") == ["fushun", "fuxin"]
    assert complete("tongbanctl", "check", "id") == ["id18"]
    assert complete("tongbanctl", "cal") == ["calendar", "calc"]


TESTS = [("each-command-has-help-with-examples", help_of_each),
         ("the-man-page-renders-without-a-warning", man_page),
         ("completion-offers-commands-options-and-values", completion)]
print(f"1..{len(TESTS)}")
failed = 0
for number, (name, test) in enumerate(TESTS, 1):
    try:
        test()
        print(f"ok {number} {name}")
    except AssertionError as error:
        failed += 1
        print(f"not ok {number} {name}\n# {error}")
sys.exit(1 if failed else 0)
