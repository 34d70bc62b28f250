#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of a window's process or of all eight cities, at any moment: nothing is lost or doubled.

What a window has said before it died is a promise: a number that was printed must be a case at its
city in the end, exactly once. What it had not said may or may not have happened, but not twice.
Every seed is the same run again as far as processes allow; the seed is printed.
"""
import random
import sys

import metropolis as m

N_KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 200
SEED = int(sys.argv[4]) if len(sys.argv) > 4 else 20261123


class Story:
    def __init__(self, tool, demo):
        self.dice = random.Random(SEED)
        self.city = m.Metropolis(tool, demo, persons=40)
        self.shenyang = self.city.window("shenyang-01", "sy-staff-1")
        self.fushun = self.city.window("fushun-01", "fs-staff-1")
        self.promised = {}  # number → id_no
        self.tried = {}  # id_no → how often a submit was started
        self.advanced = set()  # numbers whose acceptance was promised
        self.window_kills = self.city_kills = 0
        self.next_person = 0

    def submit(self):
        person = self.city.resident("shenyang", 100 + self.next_person)
        self.next_person += 1
        arguments = m.submission(person)
        self.tried[person["id_no"]] = 1
        answers, killed = self.shenyang.run_and_kill(self.dice.uniform(0.01, 0.25), *arguments)
        self.window_kills += killed
        if answers:
            self.promised[answers[0]["number"]] = person["id_no"]

    def sync(self, window):
        killed = window.run_and_kill(self.dice.uniform(0.02, 0.6), "sync", "--timeout", 5)[1]
        self.window_kills += killed

    def kill_cities(self):
        """In the middle of a window's talk to them."""
        window = self.dice.choice([self.shenyang, self.fushun])
        process = m.subprocess.Popen(window.command("sync", "--timeout", 3),
                                     stdout=m.subprocess.DEVNULL, stderr=m.subprocess.DEVNULL)
        m.time.sleep(self.dice.uniform(0.02, 0.3))
        self.city.kill()
        self.city_kills += 1
        process.wait()
        self.city.start()

    def accept_one(self):
        """A 抚顺 operator takes a case on, and may be killed doing so."""
        rows = [row for row in self.fushun.run("list", "--owner", "fushun", "--newest", "--limit", 50)
                if row.get("state") == "collected" and row["number"] in self.promised]
        if not rows:
            return
        number = self.dice.choice(rows)["number"]
        answers, killed = self.fushun.run_and_kill(self.dice.uniform(0.01, 0.25),
                                                   "advance", number, "accept")
        self.window_kills += killed
        if answers:
            self.advanced.add(number)

    def run(self):
        while self.window_kills + self.city_kills < N_KILLS:
            throw = self.dice.random()
            if throw < 0.45:
                self.submit()
            elif throw < 0.6:
                self.sync(self.shenyang)
            elif throw < 0.75:
                self.sync(self.fushun)
            elif throw < 0.9:
                self.accept_one()
            else:
                self.kill_cities()

    def settle(self):
        for window in (self.shenyang, self.fushun, self.shenyang):
            code = window.sync(60)
            assert code == 0, f"{window.name} is not quiet: sync ended with {code}"

    def check(self):
        self.settle()
        waiting = [row for row in self.shenyang.run("outbox", "--limit", 200) if row["waiting"]]
        assert not waiting, f"still waiting: {waiting}"
        for number, id_no in self.promised.items():
            rows = self.fushun.run("search", number)
            assert len(rows) == 1, f"{number} was promised and stands {len(rows)} times at its city"
        for id_no in self.tried:
            rows = self.fushun.run("search", id_no) if self.fushun.code("search", id_no) == 0 else []
            mine = [row for row in rows if row["item"] == "unemp-reg" and row["number"].startswith("SY-")]
            fresh = [row for row in mine if "-99-" not in row["number"]]
            assert len(fresh) <= 1, f"{len(fresh)} cases came from one submit: {fresh}"
        for number in self.advanced:
            state = self.fushun.state(number)
            assert state == "accepted", f"{number}: acceptance was promised, the state is {state}"
        for window in (self.shenyang, self.fushun):
            window.run("audit", "verify")


def main():
    m.environment()
    story = Story(sys.argv[1], sys.argv[2])
    tests = [(f"nothing-is-lost-or-doubled-by-{N_KILLS}-kills (seed {SEED})", lambda: (story.run(), story.check()))]
    code = m.tap(tests)
    print(f"# {story.window_kills} windows and {story.city_kills} times eight cities were killed; "
          f"{len(story.promised)} cases promised, {len(story.advanced)} accepted")
    story.city.stop()
    return code


sys.exit(main())
