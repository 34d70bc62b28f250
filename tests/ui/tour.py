#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk's visit, from outside: real keys, and what a screen reader sees.

    tour.py BUILD PICTURES

Runs under tests/lib/with-desktop. Leaves numbered pictures, and ends with the watchdog's line.
"""
import argparse
import gettext
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import driver

SECRET = "tongban-demo"
NUMBER = re.compile(r"[A-Z]{2}-\d{8}-\d{2}-\d{5}-\d")


class Tour:
    def __init__(self, build, pictures):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-tour-"))
        os.environ["TZ"] = "Asia/Shanghai"
        os.environ["TEXTDOMAINDIR"] = str(self.build / "po")
        os.environ["GSETTINGS_SCHEMA_DIR"] = str(self.build / "app/client/install")
        languages = os.environ.get("LANGUAGE", "").split(":")
        self.say = gettext.translation("tongban", self.build / "po", languages=languages,
                                       fallback=True).gettext
        self.is_chinese = languages[0].startswith("zh")
        self.window = driver.Window(str(self.build / "app/client/tongban"),
                                    ["--demo", "--watchdog", "--store", str(self.folder)], pictures)

    def city(self, name, order):
        subprocess.run([self.build / "app/city/demo/tongban-demo", "--folder", self.folder, name,
                        order], check=True, stdout=subprocess.DEVNULL)

    def resident(self, city, number):
        text = subprocess.run([self.build / "app/city/demo/tongban-demo", city, "resident",
                               str(number)], check=True, capture_output=True, text=True).stdout
        return json.loads(text)

    def tool(self, window, *arguments):
        """Another window of the metropolis, with tongbanctl."""
        command = [self.build / "app/tool/tongbanctl", "--store",
                   self.folder / "windows" / window, "--json", *arguments]
        text = subprocess.run(command, check=True, capture_output=True, text=True,
                              input=SECRET + "\n").stdout
        return [json.loads(line) for line in text.splitlines()]

    # The steps, in the order of a morning

    def sign_in(self, is_wrong_first=False):
        window = self.window
        window.wait_focus(self.say("Operator"), seconds=300)
        window.type("sy-staff-1")
        window.key("Return")
        if is_wrong_first:
            window.type("wrong-secret")
            window.key("Return")
            window.wait(lambda: window.text(window.focused()) == "", "the emptied secret")
            window.shot("sign-in-refused")
        window.type(SECRET)
        window.key("Return")
        window.wait_focus(self.say("ID number or name"))

    def receive(self, person):
        """The person comes before the form."""
        window = self.window
        window.key("alt+1", "F3")
        window.wait_focus(self.say("ID number or name"))
        window.type(person["id_no"])
        window.key("Return")
        window.wait_focus(self.say("What do you need?"))

    def start_registration(self):
        window = self.window
        window.type("sydj")
        window.find("失业登记" if self.is_chinese else "Unemployment")
        window.key("Return")
        window.wait(lambda: self.say("What do you need?") not in window.focused().get_name(),
                    "the form")

    def fill_in(self):
        """Enter goes on; prefilled fields are passed; what is wrong is said and mended."""
        window = self.window
        for text in ("hukou", "", "", "", "", "", "10", "21", "20261301"):
            if text:
                window.type(text)
            window.key("Return")
        window.shot("form-with-an-error")
        window.key("shift+Return", "ctrl+a")
        window.type("20261101")
        window.key("Return")
        for text in ("20", "Factory 7"):
            window.type(text)
            window.key("Return")

    def submit_offline(self):
        window = self.window
        self.city("fushun", "down")
        window.key("ctrl+Return")
        window.type("true")
        window.key("Return")
        for _ in range(2):
            window.key("alt+m", "space")
        window.shot("form-complete")
        window.key("ctrl+Return")
        number = window.wait(self.find_number, "the number")
        window.shot("accepted-offline")
        return number

    def preview_receipt(self, number):
        """The receipt is shown before it is printed, and Escape leads back."""
        window = self.window
        window.wait_focus(self.say("Print the Receipt"))
        window.key("ctrl+p")
        window.find(self.say("Save as PDF"))
        window.shot("receipt")
        window.key("Escape")
        window.wait_focus(self.say("Print the Receipt"))
        assert self.find_number() == number

    def find_number(self):
        for node in self.window.walk():
            found = NUMBER.search(node.get_name() or "")
            if found and found[0].startswith("SY"):
                return found[0]
        return None

    def settle(self, number):
        """What the outbox says, and that the case has arrived when the city is back."""
        window = self.window
        window.key("alt+4")
        window.find(number)
        window.shot("outbox-while-down")
        self.city("fushun", "up")
        window.key("ctrl+r")
        window.wait(lambda: not self.waits(number), "the city's word")
        window.shot("outbox-empty")
        rows = self.tool("fushun-01", "sign-in", "fs-staff-1") and self.tool("fushun-01", "sync")
        assert rows, "the window in Fushun knows nothing"
        shown = self.tool("fushun-01", "show", number)[0]
        assert shown["case"]["number"] == number, shown

    def waits(self, number):
        return any(number in (node.get_name() or "") for node in self.window.walk()
                   if node.get_role_name() in ("list item", "table row"))

    def look_up(self):
        window = self.window
        self.city("benxi", "down")
        window.key("alt+3")
        window.wait_focus(self.say("ID number"))
        window.type(self.resident("fushun", 18)["id_no"])
        window.key("Tab", "Tab", "Tab", "space", "Down", "Return")
        window.key("ctrl+Return")
        window.find(self.say("absent since %s").split("%")[0])
        window.shot("look-up")
        self.city("benxi", "up")

    def die_in_the_middle(self):
        """Every keystroke is kept: a killed window opens again with the text."""
        window = self.window
        window.key("F4")
        self.receive(self.resident("anshan", 5))
        self.start_registration()
        window.type("hukou")
        window.key("Return")
        window.shot("form-before-the-kill")
        window.kill()
        window.start()
        self.sign_in()
        window.key("alt+2")
        window.shot("after-the-kill")

    def close(self):
        code = self.window.close()
        shutil.rmtree(self.folder)
        return code

    def run(self):
        self.sign_in(is_wrong_first=True)
        self.receive(self.resident("fushun", 17))
        self.window.shot("person")
        self.start_registration()
        self.fill_in()
        number = self.submit_offline()
        self.preview_receipt(number)
        self.settle(number)
        self.look_up()
        self.die_in_the_middle()
        return self.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("pictures")
    arguments = parser.parse_args()
    subprocess.Popen(["openbox", "--sm-disable"], stdout=subprocess.DEVNULL,
                     stderr=subprocess.DEVNULL)
    time.sleep(1)
    tour = Tour(arguments.build, arguments.pictures)
    code = tour.run()
    print(f"tour: {tour.window.n_pictures} pictures in {arguments.pictures}")
    return code


sys.exit(main())
