#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk's visit, from outside: real keys, and what a screen reader sees.

    tour.py BUILD PICTURES [--persons N]

Runs under tests/lib/with-desktop. Leaves numbered pictures, and ends with the watchdog's line.
"""
import argparse
import gettext
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import driver

SECRET = "tongban-demo"


class Tour:
    def __init__(self, build, pictures, persons):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-tour-"))
        os.environ["TEXTDOMAINDIR"] = str(self.build / "po")
        os.environ["GSETTINGS_SCHEMA_DIR"] = str(self.build / "app/client/install")
        languages = os.environ.get("LANGUAGE", "").split(":")
        self.say = gettext.translation("tongban", self.build / "po", languages=languages,
                                       fallback=True).gettext
        self.persons = persons
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

    def sign_in(self):
        window = self.window
        window.wait_focus(self.say("Operator"), seconds=300)
        window.type("sy-staff-1")
        window.key("Return")
        window.type("wrong-secret")
        window.key("Return")
        window.wait(lambda: window.text(window.focused()) == "", "the emptied secret")
        window.shot("sign-in-refused")
        window.type(SECRET)
        window.key("Return")
        window.wait(lambda: self.say("Secret") not in window.focused().get_name(), "the desk")

    def look_up(self):
        window = self.window
        self.city("benxi", "down")
        window.key("alt+3")
        person = self.resident("fushun", 17)
        window.type(person["id_no"])
        window.key("Tab", "Tab", "Tab", "space", "Down", "Return")
        window.key("ctrl+Return")
        window.find(self.say("absent since %s").split("%")[0])
        window.shot("look-up")
        self.city("benxi", "up")

    def close(self):
        code = self.window.close()
        shutil.rmtree(self.folder)
        return code

    def run(self):
        self.sign_in()
        self.look_up()
        return self.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("pictures")
    parser.add_argument("--persons", type=int, default=60)
    arguments = parser.parse_args()
    subprocess.Popen(["openbox", "--sm-disable"], stderr=subprocess.DEVNULL)
    tour = Tour(arguments.build, arguments.pictures, arguments.persons)
    code = tour.run()
    print(f"tour: {tour.window.n_pictures} pictures in {arguments.pictures}")
    return code


sys.exit(main())
