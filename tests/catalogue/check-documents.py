#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every placeholder and condition of the shipped layouts against the matters that print
them (check-schemas.py checks their shape). Prints what is wrong, one finding a line.

usage: check-documents.py CATALOGUE   (the folder data/catalogue)
"""

import json
import pathlib
import re
import sqlite3
import sys

FILTERS = {
    "date", "date_zh", "month_zh", "datetime", "year", "mask", "money", "rmb_upper", "code",
    "area", "region", "tick", "count", "sum", "join", "default", "group", "phrase",
}
MASKS = {"id", "name", "mobile", "bank", "address", "reporter"}
AREA = {
    "slug", "name", "letters", "office", "doc_code", "phone", "address", "postcode",
    "confidential_address", "bank", "account_name", "account_no",
}
ROOTS = {
    "case": {"id", "number", "state", "state_name", "opened_at", "changed_at", "closed_at", "home",
             "origin"},
    "item": {"id", "version", "name", "family"},
    "person": {"id_type", "id_no", "name", "sex", "birth", "mobile"},
    "agent": {"id_type", "id_no", "name", "relation"},
    "home": AREA, "origin": AREA, "partner": AREA, "issuer": AREA,
    "operator": {"name", "code"}, "window": {"code", "hall"},
    "verify": {"code", "digest", "valid_until"},
    "today": None, "now": None, "page": None, "pages": None, "copy": None,
}
LISTS = {
    "materials": {"index", "label", "state", "due", "original"},
    "materials-missing": {"index", "label", "state", "due", "original"},
    "history": {"index", "at", "name", "area", "operator"},
    "clocks": {"index", "name", "days", "unit", "started", "due", "state"},
    "basis": {"index", "doc", "title"},
}
GIVEN = {"home_area", "window_area", "origin_area", "today", "applicant_age", "applicant_sex",
         "has_agent", "state"}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def walk(value):
    yield value
    for child in value.values() if isinstance(value, dict) else value:
        if isinstance(child, (dict, list)):
            yield from walk(child)


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from texts(child)


class Checker:
    def __init__(self, folder):
        self.folder = folder
        self.findings = []
        self.machines = {p.stem: read(p) for p in (folder / "machines").glob("*.json")}
        self.items = [read(p) for p in (folder / "items").glob("*.json")]
        self.parameters = {
            line.split(",")[0] for line in (folder / "parameters.csv").read_text().splitlines()
        }
        self.lists = {p.stem for p in (folder / "codes").glob("*.csv")}

    def find(self, path, text):
        self.findings.append(f"{path.name}: {text}")

    def fields(self, item):
        """Every value that the form of a case of this matter can come to hold."""
        found = {}
        machine = self.machines[item["machine"].split("@")[0]]
        sources = [f for s in item["form"] for f in s["fields"]]
        sources += [f for t in machine["transitions"] for f in t.get("fields", [])]
        for field in sources:
            found[field["id"]] = {c["id"] for c in field.get("columns", [])}
        return found, machine

    def check_condition(self, path, when, names):
        known = names | GIVEN
        for name in re.findall(r":([a-z_0-9]+)", when):
            if name not in known:
                self.find(path, f"condition names :{name}, which no matter that prints it has")
        values = {name: None for name in re.findall(r":([a-z_0-9]+)", when)}
        try:
            sqlite3.connect(":memory:").execute(f"SELECT {when}", values).fetchall()
        except sqlite3.Error as error:
            self.find(path, f"condition {when!r}: {error}")

    def check_filter(self, path, text):
        name, _, argument = text.partition(":")
        if name not in FILTERS:
            self.find(path, f"unknown filter {text!r}")
        if name == "mask" and argument not in MASKS:
            self.find(path, f"unknown mask {argument!r}")
        if name == "code" and argument not in self.lists:
            self.find(path, f"unknown list {argument!r}")

    def check_path(self, path, name, scope):
        root, _, rest = name.partition(".")
        parts = rest.split(".")
        if root == "row":
            ok = rest in scope["row"]
        elif root == "form":
            ok = rest in scope["form"]
        elif root == "clock":
            ok = len(parts) == 2 and parts[0] in scope["legs"] and parts[1] in {
                "started", "due", "days", "used", "name"}
        elif root == "step":
            ok = len(parts) == 2 and parts[0] in scope["steps"] and parts[1] in {
                "at", "area", "operator", "reason"}
        elif root == "param":
            ok = rest in self.parameters
        elif root in ROOTS:
            ok = not rest if ROOTS[root] is None else rest in ROOTS[root]
        else:
            ok = False
        if not ok:
            self.find(path, f"placeholder {{{name}}} names nothing")

    def check_texts(self, path, value, scope):
        for text in texts(value):
            for match in re.findall(r"(?<!\{)\{([^{}]+)\}", text):
                name, *filters = match.split("|")
                self.check_path(path, name, scope)
                for one in filters:
                    self.check_filter(path, one)

    def check_block(self, path, block, scope):
        rows = set()
        if block["kind"] in ("table", "checklist"):
            over = block["over"]
            rows = LISTS.get(block.get("as"), set())
            if over.startswith("form."):
                rows = scope["form"].get(over[5:], set()) | {"index"}
            if not rows:
                self.find(path, f"rows over {over!r}, which is no list")
        inner = dict(scope, row=rows)
        for one in walk(block):
            if isinstance(one, dict) and "when" in one:
                self.check_condition(path, one["when"], set(scope["form"]))
        self.check_texts(path, {k: v for k, v in block.items() if k not in ("blocks", "when")}, inner)
        for child in block.get("blocks", []):
            self.check_block(path, child, scope)

    def check_layout(self, path):
        layout = read(path)
        users = [i for i in self.items
                 if any(p["template"] == path.stem for p in i["prints"].values())]
        if layout["id"] != path.stem:
            self.find(path, "id and file name differ")
        if not users:
            self.find(path, "no matter prints it")
        scope = {"form": {}, "legs": set(), "steps": set(), "row": set()}
        for item in users:
            fields, machine = self.fields(item)
            for name, columns in fields.items():
                scope["form"].setdefault(name, set()).update(columns)
            scope["legs"] |= {leg["id"] for leg in machine["legs"]}
            scope["steps"] |= {t["id"] for t in machine["transitions"]}
        for need in layout.get("needs", []):
            self.check_path(path, need, scope)
        self.check_texts(path, [layout.get("number", ""), layout.get("footer", "")], scope)
        for block in layout["blocks"]:
            self.check_block(path, block, scope)

    def run(self):
        layouts = sorted((self.folder / "documents").glob("*.json"))
        for path in layouts:
            self.check_layout(path)
        for finding in self.findings:
            print(finding)
        return len(layouts)


def main():
    checker = Checker(pathlib.Path(sys.argv[1]))
    n = checker.run()
    print(f"{n} layouts, {len(checker.findings)} findings")
    return 1 if checker.findings or n == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
