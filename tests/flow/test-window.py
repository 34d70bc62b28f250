#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window does when its cache is gone, and when somebody else was faster."""
import sys

import metropolis as m

REFUSED = 3
NOT_FOUND = 7


class Stories:
    def __init__(self, tool, demo):
        self.city = m.Metropolis(tool, demo)
        self.shenyang = self.city.window("shenyang-01", "sy-staff-1")
        self.fushun = self.city.window("fushun-01", "fs-staff-1")
        self.n = 0

    def submit(self):
        self.n += 1
        person = self.city.resident("shenyang", 1000 + self.n)
        answer = self.shenyang.submit(person)
        assert self.shenyang.sync() == 0
        return person, answer["number"]

    def lost_cache(self):
        """The city has the case; the window has to know so from its own outbox."""
        person, number = self.submit()
        for path in self.shenyang.store.glob("cache.db*"):
            path.unlink()
        again = self.shenyang.run_and_kill(60, *m.submission(person))
        assert again.code == REFUSED and number in again.errors, (again.code, again.errors)
        assert self.shenyang.sync() == 0
        assert self.shenyang.state(number) == "collected"

    def untold(self):
        """An own command on a case that the city has yet to tell again."""
        number = self.submit()[1]
        assert self.fushun.sync() == 0
        self.fushun.run("note", number, "已电话联系")
        assert self.fushun.sync() == 0
        for path in self.fushun.store.glob("cache.db*"):
            path.unlink()
        shown = self.fushun.run_and_kill(60, "show", number)
        assert shown.code == NOT_FOUND and "up to date" in shown.errors, shown.errors
        assert self.fushun.sync() == 0
        assert self.fushun.state(number) == "collected"

    def step_after_restore(self):
        """The city lost a case and the step on it; the step comes back before the case does."""
        self.city.order("fushun", "backup")
        number = self.submit()[1]
        assert self.fushun.sync() == 0
        self.fushun.run("advance", number, "accept")
        assert self.fushun.sync() == 0
        self.city.order("fushun", "restore")
        self.fushun.sync()
        assert self.shenyang.sync() == 0
        self.fushun.sync()
        row, = self.fushun.run("outbox", "--state", "decision")
        self.fushun.run("decide", row["command"], "--take", "mine", "--reason", "恢复后重办")
        assert self.fushun.sync() == 0
        assert self.fushun.state(number) == "accepted"

    def given_up_step(self):
        """A step that somebody was faster with is given up, and nothing is sent for it."""
        number = self.submit()[1]
        assert self.fushun.sync() == 0
        other = self.city.window("fushun-02", "fs-staff-2")
        assert other.sync() == 0
        other.run("advance", number, "accept")
        self.fushun.run("advance", number, "accept")
        assert other.sync() == 0
        self.fushun.sync()
        row, = self.fushun.run("outbox", "--state", "decision")
        done, = self.fushun.run("decide", row["command"], "--take", "theirs", "--reason", "已受理")
        assert done == {"resolved": row["command"], "taken": "theirs"}, done
        assert self.fushun.sync() == 0
        assert not self.fushun.run("outbox", "--state", "decision")
        assert self.fushun.state(number) == "accepted"


def main(tool, demo):
    m.environment()
    stories = Stories(tool, demo)
    code = m.tap([("no-second-number-when-the-cache-is-lost", stories.lost_cache),
                  ("a-case-that-was-not-told-again-is-not-here", stories.untold),
                  ("a-step-is-taken-again-after-a-restore", stories.step_after_restore),
                  ("a-step-is-given-up", stories.given_up_step)])
    stories.city.stop()
    return code


sys.exit(main(*sys.argv[1:]))
