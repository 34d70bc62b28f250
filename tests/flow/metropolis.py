# SPDX-License-Identifier: GPL-3.0-or-later
"""A demo metropolis in a temporary folder, and windows in it, for tests that tell whole stories."""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time

SECRET = "tongban-demo"
READY_S = 240


class Failed(Exception):
    """tongbanctl said no: its exit code and words."""

    def __init__(self, code, text):
        super().__init__(f"exit {code}: {text}")
        self.code = code


class Done:
    """How a process ended and what it had said until then; a line counts once it is whole."""

    def __init__(self, code, output, errors):
        self.code, self.errors = code, errors
        self.killed = code == -signal.SIGKILL
        if code < 0 and not self.killed or "Sanitizer" in errors or "runtime error" in errors:
            raise Failed(code, errors)
        self.answers = [json.loads(line) for line in output.splitlines(keepends=True)
                        if line.endswith("\n")]


class Metropolis:
    def __init__(self, tool, demo, persons=60, record=None):
        self.tool, self.demo, self.persons, self.record = tool, demo, persons, record
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-"))
        self.process = None
        self.log = open(self.folder / "demo.log", "ab")
        self.start()

    def start(self):
        command = [self.demo, "--folder", self.folder / "m", "--persons", str(self.persons)]
        if self.record:
            command += ["--record", self.record]
        control = self.folder / "m/sockets/control"
        control.unlink(missing_ok=True)
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + READY_S
        while not control.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failed(self.process.poll(), (self.folder / "demo.log").read_text())
            time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, keep=False):
        """In good order: anything that it has to complain about fails the test."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=60)
        text = (self.folder / "demo.log").read_text()
        assert code == 0, f"the demo ended with {code}: {text}"
        if not keep:
            self.remove()

    def end(self):
        """Whatever state it is in; the folder stays to be looked at."""
        if self.process.poll() is None:
            self.kill()

    def remove(self):
        self.log.close()
        shutil.rmtree(self.folder)

    def order_command(self, city, what):
        return [self.demo, "--folder", self.folder / "m", city, what]

    def order(self, city, what):
        done = subprocess.run(self.order_command(city, what), capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(done.returncode, done.stderr)

    def resident(self, city, number):
        output = subprocess.run([self.demo, city, "resident", str(number)],
                                check=True, capture_output=True, text=True).stdout
        return json.loads(output)

    def window(self, name, operator):
        return Window(self, name, operator)


class Window:
    def __init__(self, metropolis, name, operator):
        self.metropolis, self.name = metropolis, name
        self.store = metropolis.folder / "m/windows" / name
        self.run("sign-in", operator, text=SECRET + "\n")
        self.sync()

    def command(self, *arguments):
        return [self.metropolis.tool, "--store", self.store, "--json", *map(str, arguments)]

    def run(self, *arguments, text=""):
        """The answer's lines as JSON values; Failed for any other exit code than 0."""
        done = subprocess.run(self.command(*arguments), input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(done.returncode, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines() if line]

    def code(self, *arguments):
        return subprocess.run(self.command(*arguments), capture_output=True).returncode

    def run_and_kill(self, delay_s, *arguments):
        """Kills the process after so long, if it still runs then."""
        process = subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        try:
            output, errors = process.communicate(timeout=delay_s)
        except subprocess.TimeoutExpired:
            process.kill()
            output, errors = process.communicate()
        return Done(process.returncode, output, errors)

    def sync(self, timeout_s=30):
        return self.code("sync", "--timeout", timeout_s)

    def submit(self, person, *more, item="unemp-reg"):
        return self.run(*submission(person, *more, item=item))[0]

    def waiting(self):
        return [row for state in ("queued", "sent") for row in self.run("outbox", "--state", state)]

    def state_of_command(self, command):
        """What the outbox says has become of it; None: it does not know the command."""
        path = self.store / "desk.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            row = db.execute("SELECT state FROM outbox WHERE id = ?", (command,)).fetchone()
        return row[0] if row else None

    def state(self, number):
        return self.run("show", number)[0]["case"]["state"]


def submission(person, *more, item="unemp-reg", area="fushun"):
    return ["submit", item, "--id-no", person["id_no"], "--name", person["name"],
            f"reg_area={area}", "reg_place_type=live", f"mobile={person['mobile']}",
            f"hukou_area={person['hukou_region']}", f"hukou_addr={person['hukou_address']}",
            f"live_area={person['live_region']}", f"live_addr={person['live_address']}",
            "hukou_nature=10", "education=21", "unemp_date=20261101", "unemp_reason=20",
            "work_before=某厂", "no_work_promise=true",
            "--material", "id_card=seen", "--material", "end_proof=seen",
            "--acknowledge", "age-pension=已核对未领待遇", *more]


def tap(tests):
    """Runs (name, function) pairs and prints TAP; the exit code for main."""
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} {name}", flush=True)
        except Exception as error:  # a test says what went wrong in its own words
            failed += 1
            print(f"not ok {number} {name}", flush=True)
            for line in f"{type(error).__name__}: {error}".splitlines():
                print(f"# {line}", flush=True)
    return 1 if failed else 0


def environment():
    """English, and nothing of the user's."""
    os.environ.update(LC_ALL="C.UTF-8", LANGUAGE="")
