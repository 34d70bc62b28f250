#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of a window's process or of all eight cities, at any moment: nothing is lost or doubled.

What a window has said before it died is a promise: a whole JSON line on its standard output. What
it had not said may or may not have happened, but not twice. In the end the cities' databases, and
a window that never saw a kill, are asked what became of it.

Every seed is the same run again as far as processes allow; the seed is printed.
"""
import contextlib
import random
import re
import sqlite3
import subprocess
import sys
import time

import metropolis as m

NUMBER = re.compile(r"[A-Z]{2}-\d{8}-\d{2}-\d{5}-\d")
DUPLICATE = 3
MAX_ROUNDS = 10
# What is done how often, in a hundred.
HABITS = {"submit": 22, "accept": 10, "update": 20, "clash": 6, "decide": 10, "sync": 18,
          "kill_cities": 6, "back_up": 4, "restore": 4}


class Promises:
    """What was said, and what was attempted."""

    def __init__(self):
        self.numbers = {}  # number → id_no
        self.commands = {}  # command → (window, what)
        self.accepted = set()  # numbers
        self.values = {}  # number → work_before that were offered
        self.tried = {}  # id_no → person
        self.unsure = []  # persons whose submit was killed before it said anything


class Story:
    def __init__(self, tool, demo, cityd, seed):
        self.cityd, self.dice = cityd, random.Random(seed)
        self.city = m.Metropolis(tool, demo, persons=40)
        self.shenyang = self.city.window("shenyang-01", "sy-staff-1")
        self.fushun = self.city.window("fushun-01", "fs-staff-1")
        self.windows = [self.shenyang, self.fushun]
        self.said = Promises()
        self.kills = {}
        self.pace = {}  # verb → seconds that it takes
        self.n_persons = self.n_values = self.n_restores = 0
        self.has_backup = False

    # One process, and perhaps its end

    def count(self, what):
        self.kills[what] = self.kills.get(what, 0) + 1

    def do(self, window, verb, *arguments):
        """Runs a verb and kills it somewhere: the dice favour the moment around its commit. The
        answers and the code are those of a process that lived; answers count even if it did not."""
        started = time.monotonic()
        delay = self.dice.triangular(0.3, 1.8, 1.05) * self.pace.get(verb, 20)
        done = window.run_and_kill(delay, verb, *arguments)
        if done.killed:
            self.count(verb)
        # The machine is faster and slower in turn; about half of them are to be killed.
        pace = self.pace.get(verb, time.monotonic() - started)
        self.pace[verb] = pace * (1.05 if done.killed else 0.95)
        return done

    # What windows do

    def submit(self):
        if self.said.unsure and self.dice.random() < 0.5:
            person = self.dice.choice(self.said.unsure)
        else:
            person = self.city.resident("shenyang", 1000 + self.n_persons)
            self.n_persons += 1
            self.said.unsure.append(person)
            self.said.tried[person["id_no"]] = person
        done = self.do(self.shenyang, *m.submission(person))
        if done.answers:
            answer = done.answers[0]
            self.promise_number(answer["number"], person)
            self.said.commands[answer["command"]] = (self.shenyang, "submit")
        elif done.code == DUPLICATE:  # accepted before it was killed; now it says so
            self.promise_number(NUMBER.search(done.errors).group(), person)
        elif not done.killed:
            raise m.Failed(done.code, done.errors)

    def promise_number(self, number, person):
        known = self.said.numbers.setdefault(number, person["id_no"])
        assert known == person["id_no"], f"{number} was given to two persons"
        self.said.unsure.remove(person)

    def accept(self):
        """A 抚顺 operator takes a case on."""
        rows = [row for row in self.fushun.run("list", "--owner", "fushun", "--newest", "--limit", 50)
                if row.get("state") == "collected" and row["number"] in self.said.numbers]
        if rows:
            number = self.dice.choice(rows)["number"]
            if self.act(self.fushun, "accept", "advance", number, "accept"):
                self.said.accepted.add(number)

    def update(self):
        """Both windows change few cases, so that they meet."""
        numbers = list(self.said.numbers)[-2:]
        if numbers:
            self.update_at(self.dice.choice(self.windows), self.dice.choice(numbers))

    def update_at(self, window, number):
        value = f"第{self.n_values}厂"
        self.n_values += 1
        self.said.values.setdefault(number, {"某厂"}).add(value)
        self.act(window, "update", "act", number, "update",
                 f'form={{"work_before":"{value}"}}', "reason=改正")

    def act(self, window, what, *arguments):
        done = self.do(window, *arguments)
        for answer in done.answers:
            self.said.commands[answer["command"]] = (window, what)
        return bool(done.answers)

    def clash(self):
        """Both change what both have seen: the second one to be heard has to be decided about."""
        for number in list(self.said.numbers)[-3:]:
            if all(window.code("show", number) == 0 for window in self.windows):
                for window in self.windows:
                    self.update_at(window, number)
                for window in self.windows:
                    self.quiet(window)
                break
        for window in self.windows:
            self.decide_at(window)

    def decide(self):
        self.decide_at(self.dice.choice(self.windows))

    def decide_at(self, window):
        rows = window.run("outbox", "--state", "decision", "--limit", 200)
        row = self.dice.choice(rows) if rows else None
        # A city that was restored may have to tell of the case again first.
        if row and window.code("show", row["number"]) == 0:
            self.decide_one(window, row, self.do)

    def decide_one(self, window, row, do):
        """A step is repeated unless another has been taken since; of a field either may stand."""
        is_taken = window.state(row["number"]) != "collected"
        stand = {"advance": "theirs" if is_taken else "mine", "submit": "mine"}
        take = stand.get(row["kind"]) or self.dice.choice(["mine", "theirs"])
        done = do(window, "decide", row["command"], "--take", take, "--reason", "核对后决定")
        for answer in done.answers:
            if answer.get("command"):
                self.said.commands[answer["command"]] = (window, "decide")
        return done

    def sync(self):
        self.do(self.dice.choice(self.windows), "sync", "--timeout", 5)

    # What happens to the cities

    def kill_cities(self):
        """In the middle of a window's talk to them."""
        talk = self.dice.choice(self.windows).command("sync", "--timeout", 1)
        self.kill_during(talk, 0.5 * self.pace.get("sync", 0.5), "eight cities")

    def kill_during(self, command, longest, what):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(self.dice.uniform(0, longest))
        self.city.kill()
        self.count(what)
        process.wait()
        self.city.start()

    def order(self, what):
        if self.dice.random() < 0.4:
            self.city.order("fushun", what)
        else:
            self.kill_during(self.city.order_command("fushun", what), 0.1, what)

    def back_up(self):
        if not self.has_backup or self.dice.random() < 0.3:
            self.city.order("fushun", "backup")
            self.has_backup = True
        else:
            self.order("backup")

    def restore(self):
        if self.has_backup:
            self.order("restore")
            self.n_restores += 1

    # The whole

    def warm_up(self):
        """Each verb once without a kill: how long it takes, and something to work with."""
        for verb in (self.submit, self.submit, self.sync, self.sync, self.accept, self.update):
            verb()
        self.quiet(self.shenyang)
        self.quiet(self.fushun)
        self.accept()

    def run(self, n_kills):
        self.warm_up()
        while sum(self.kills.values()) < n_kills:
            name = self.dice.choices(list(HABITS), list(HABITS.values()))[0]
            getattr(self, name)()

    def quiet(self, window):
        window.sync(30)

    def settle(self):
        """Talks and decides until nothing waits anywhere. What the last window sent in a quiet
        round may not have reached the first one: there are two."""
        n_quiet = 0
        for _ in range(MAX_ROUNDS):
            ends = [window.run_and_kill(70, "sync", "--timeout", 60) for window in self.windows]
            rows = [(window, row) for window in self.windows
                    for row in window.run("outbox", "--state", "decision", "--limit", 200)]
            is_quiet = not rows and all(end.code == 0 for end in ends)
            n_quiet = n_quiet + 1 if is_quiet else 0
            if n_quiet == 2:
                return
            for window, row in rows:
                done = self.decide_one(window, row, lambda w, *a: w.run_and_kill(60, *a))
                assert done.code == 0, f"{row} cannot be decided: {done.errors}"
        states = [row for end in ends for row in end.answers if row["state"] != "up-to-date"]
        raise AssertionError(f"not quiet after {MAX_ROUNDS} rounds: {states}, to decide {rows}")

    # The end

    def check(self):
        self.settle()
        self.witness = self.city.window("fushun-02", "fs-staff-2")
        for test in (self.check_waiting, self.check_numbers, self.check_persons,
                     self.check_commands, self.check_accepted, self.check_values,
                     self.check_same, self.check_chains):
            test()

    def query(self, sql, *values):
        """Asks the file of the city that decides, beside the program."""
        path = self.city.folder / "m/cities/fushun/city.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return db.execute(sql, values).fetchall()

    def check_waiting(self):
        for window in self.windows:
            waiting = window.waiting()
            assert not waiting, f"{window.name}: still waiting: {waiting}"

    def check_numbers(self):
        for number, id_no in self.said.numbers.items():
            rows = self.query("SELECT id_no FROM cases WHERE number = ?", number)
            assert rows == [(id_no,)], f"{number} was promised to {id_no}; the city has {rows}"
            rows = self.witness.run("search", number)
            assert len(rows) == 1, f"{number} was promised; another window finds {rows}"

    def check_persons(self):
        for id_no in self.said.tried:
            rows = self.query("SELECT number FROM cases WHERE id_no = ? AND item = 'unemp-reg'"
                              " AND number NOT LIKE '%-99-%'", id_no)
            assert len(rows) <= 1, f"{len(rows)} cases came from one person's wish: {rows}"
        twice = self.query("SELECT command, count(*) FROM log WHERE command IS NOT NULL"
                           " GROUP BY command HAVING count(*) > 1")
        assert not twice, f"applied more than once: {twice}"

    def check_commands(self):
        """Every promised command is in the city's log, or a person has decided about it."""
        for command, (window, what) in self.said.commands.items():
            state = window.state_of_command(command)
            n = self.query("SELECT count(*) FROM log WHERE command = ?", command)[0][0]
            wanted = 1 if state == "applied" else 0
            assert state in ("applied", "superseded"), f"{what} {command} is {state}"
            assert n == wanted, f"{what} {command} is {state}, the city has it {n} times"
            assert what != "submit" or n == 1, f"submit {command} is {state}"

    def check_accepted(self):
        for number in self.said.accepted:
            state = self.witness.state(number)
            assert state == "accepted", f"{number}: acceptance was promised, the state is {state}"

    def check_values(self):
        for number, offered in self.said.values.items():
            value = self.witness.run("show", number)[0]["case"]["form"]["work_before"]
            assert value in offered, f"{number}: {value} was never offered, only {offered}"

    def check_same(self):
        for number in self.said.numbers:
            wanted = self.witness.run("show", number)[0]["case"]
            for window in self.windows:
                found = window.run("show", number)[0]["case"]
                assert found == wanted, f"{window.name} shows {found}, the city has {wanted}"

    def check_chains(self):
        for window in [*self.windows, self.witness]:
            window.run("audit", "verify")
        self.city.stop(keep=True)
        for folder in sorted((self.city.folder / "m/cities").iterdir()):
            done = subprocess.run([self.cityd, "verify", "--area", folder.name, "--folder", folder],
                                  capture_output=True, text=True)
            assert done.returncode == 0, f"{folder.name}: {done.stdout}{done.stderr}"
        self.city.remove()


def main():
    m.environment()
    tool, demo, cityd, *rest = sys.argv[1:]
    n_kills = int(rest[0]) if rest else 200
    seed = int(rest[1]) if len(rest) > 1 else 20261123
    story = Story(tool, demo, cityd, seed)
    name = f"nothing-is-lost-or-doubled-by-{n_kills}-kills"

    def tell():
        story.run(n_kills)
        story.check()

    code = m.tap([(name, tell)])
    kills = ", ".join(f"{n} {what}" for what, n in sorted(story.kills.items()))
    print(f"# seed {seed}: killed {kills}; {len(story.said.numbers)} numbers and "
          f"{len(story.said.commands)} commands promised, {len(story.said.accepted)} accepted, "
          f"{story.n_restores} restores, {len(story.said.tried)} persons")
    if code != 0:
        story.city.end()
        print(f"# what is left stays in {story.city.folder}")
    return code


sys.exit(main())
