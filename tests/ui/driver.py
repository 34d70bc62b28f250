# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a clerk has it: AT-SPI to see and name things, real keys to touch them.

AT-SPI of GTK 4.8 has no `showing` state and doubles the name of a button with a mnemonic, so things
are found by what their name holds.
"""
import os
import pathlib
import re
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE_S = 60
COMPLAINT = re.compile(r"^.*-(?:CRITICAL|WARNING) \*\*.*$", re.MULTILINE)


class Lost(AssertionError):
    """Something that should be on the screen is not."""


class Window:
    def __init__(self, program, arguments, pictures):
        Atspi.init()
        self.pictures = pathlib.Path(pictures)
        self.pictures.mkdir(parents=True, exist_ok=True)
        self.n_pictures = 0
        self.log = self.pictures / "program.log"
        self.log.unlink(missing_ok=True)
        self.command = [program, *arguments]
        self.start()

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stderr=log)
        self.application = self.wait(self._find_application, "the program on the accessibility bus")
        identity = self.wait(self._find_on_screen, "a window on the screen")
        subprocess.run(["xdotool", "windowactivate", "--sync", identity], check=False,
                       stderr=subprocess.DEVNULL)

    def _find_application(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child and child.get_process_id() == self.process.pid and child.get_child_count():
                return child
        return None

    def _find_on_screen(self):
        found = subprocess.run(["xdotool", "search", "--all", "--onlyvisible", "--pid",
                                str(self.process.pid), "--name", "."],
                               capture_output=True, text=True, check=False).stdout.split()
        return found[-1] if found else None

    def wait(self, look, what, seconds=PATIENCE_S):
        end = time.monotonic() + seconds
        trouble = None
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise Lost(f"the program ended with {self.process.returncode}")
            try:
                found = look()
                if found:
                    return found
            except GLib.Error as error:  # the thing went away while it was looked at
                trouble = error
            time.sleep(0.05)
        self.shot("lost")
        raise Lost(f"waited {seconds} s for {what} ({trouble})")

    def walk(self, node=None):
        node = node or self.application
        yield node
        try:
            count = node.get_child_count()
        except GLib.Error:
            return
        for i in range(count):
            try:
                child = node.get_child_at_index(i)
            except GLib.Error:
                continue
            if child and Atspi.StateType.VISIBLE in child.get_state_set().get_states():
                yield from self.walk(child)

    def find(self, name, role=None, seconds=PATIENCE_S):
        def look():
            for node in self.walk():
                if name in (node.get_name() or "") and role in (None, node.get_role_name()):
                    return node
            return None

        return self.wait(look, f"{role or 'something'} called {name!r}", seconds)

    def has(self, name):
        return any(name in (node.get_name() or "") for node in self.walk())

    def wait_gone(self, name):
        self.wait(lambda: not self.has(name), f"{name!r} to be gone")

    def text(self, node):
        # An end of −1 gives '' in GTK 4.8.
        return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))

    def focused(self):
        for node in self.walk():
            if Atspi.StateType.FOCUSED in node.get_state_set().get_states():
                return node
        return None

    def wait_focus(self, name, seconds=PATIENCE_S):
        def look():
            node = self.focused()
            return node if node and name in (node.get_name() or "") else None

        return self.wait(look, f"the focus on {name!r}", seconds)

    def key(self, *keys):
        subprocess.run(["xdotool", "key", "--clearmodifiers", "--delay", "30", *keys], check=True)
        time.sleep(0.15)

    def type(self, text):
        """ASCII only: xdotool loses a Chinese character now and then."""
        assert text.isascii(), text
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
        time.sleep(0.15)

    def paste(self, text):
        subprocess.run(["xclip", "-selection", "clipboard"], input=text.encode(), check=True)
        self.key("ctrl+v")

    def shot(self, name):
        self.n_pictures += 1
        time.sleep(0.4)
        path = self.pictures / f"{self.n_pictures:02d}-{name}.png"
        subprocess.run(["import", "-window", "root", path], check=True)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        self.process.terminate()
        try:
            code = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Lost("the program does not end") from None
        self.check_log()
        return code

    def check_log(self):
        """What a library complained about on the way is a mistake of the program."""
        text = self.log.read_text(errors="replace")
        for line in text.splitlines():
            if "watchdog:" in line:
                print(line)
        complaints = COMPLAINT.findall(text)
        if complaints:
            raise Lost(f"{len(complaints)} complaints in {self.log}, first: {complaints[0]}")


def sign_in(window, operator, secret="tongban-demo"):
    window.find("Secret" if os.environ.get("LANGUAGE") != "zh_CN" else "密码")
    window.type(operator)
    window.key("Return")
    window.type(secret)
    window.key("Return")
