#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of tongbanctl on a small metropolis: tables, JSON, exit codes, roles, odd input."""
import hashlib
import json
import pathlib
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "flow"))
import metropolis as m

DONE, INVALID, USAGE, REFUSED, UNREACHABLE, STORE, SIGN_IN, NOT_FOUND, OUTPUT = range(9)
SECRET = m.SECRET + "\n"


class Desk:
    def __init__(self, tool, demo):
        self.tool = tool
        self.city = m.Metropolis(tool, demo, persons=40)
        self.window = self.city.window("shenyang-01", "sy-staff-1")
        self.n = 0

    def tell(self, *arguments, text="", store=None, code=DONE):
        """Without --json: what people read; asserts the exit code."""
        command = [self.tool, "--store", store or self.window.store, *map(str, arguments)]
        done = subprocess.run(command, input=text.encode(), capture_output=True)
        words = done.stdout.decode() + done.stderr.decode(errors="replace")
        assert done.returncode == code, f"{arguments}: {done.returncode}, not {code}: {words}"
        assert "CRITICAL" not in words and "WARNING" not in words, words
        return words

    def ask(self, *arguments, text=""):
        return self.window.run(*arguments, text=text)

    def be(self, operator):
        self.tell("sign-in", operator, text=SECRET)

    def person(self):
        self.n += 1
        return self.city.resident("shenyang", 200 + self.n)

    def submit(self, *more):
        return self.window.submit(self.person(), *more)["number"]

    def signing_in(self):
        self.tell("sign-in", "sy-staff-1", text="wrong\n", code=SIGN_IN)
        self.tell("sign-in", "sy-staff-1", text="", code=SIGN_IN)
        self.tell("sign-in", "--out")
        for verb in (["list"], ["search", "x"], ["outbox"], ["new", "unemp-reg"], ["show", "x"]):
            self.tell(*verb, code=SIGN_IN)
        self.be("sy-staff-1")
        assert self.ask("sign-in")[0]["operator"] == "sy-staff-1"
        session = json.loads((self.window.store / "session.json").read_text())
        assert (self.window.store / "session.json").stat().st_mode & 0o777 == 0o600
        assert m.SECRET not in json.dumps(session)

    def signing_in_without_the_city(self):
        self.city.order("shenyang", "down")
        try:
            self.tell("sign-in", "sy-staff-1", text="wrong\n", code=SIGN_IN)
            assert "without the city" in self.tell("sign-in", "sy-staff-1", text=SECRET)
            self.tell("sign-in", "sy-staff-2", text=SECRET, code=SIGN_IN)
            # Nobody is asked, but what was answered before is there: each city says why it is not.
            words = self.tell("query", "persons", "--purpose", "reason:walk-in", "id_no=1",
                              code=UNREACHABLE)
            assert "signing in again" in words, words
            self.submit()
        finally:
            self.city.order("shenyang", "up")
        self.be("sy-staff-1")

    def a_renewed_token_keeps_the_sign_in(self):
        path = self.window.store / "session.json"
        before = json.loads(path.read_text())
        path.write_text(json.dumps(before | {"expires_at": "2020-01-01T00:00:00.000Z"}))
        self.ask("query", "persons", "--purpose", "reason:walk-in",
                 f"id_no={self.person()['id_no']}")
        after = json.loads(path.read_text())
        assert after["token"] != before["token"] and after["boot_us"] == before["boot_us"]
        self.signing_in_without_the_city()

    def collecting(self):
        person = self.person()
        assert "unemp-reg" in self.tell("new")
        assert "is “mobile” meant" in self.tell("new", "unemp-reg", "mobil=1", code=USAGE)
        self.tell("new", "no-such", code=NOT_FOUND)
        assert "unknown-material" in self.tell("new", "unemp-reg", "--material", "x=seen",
                                               code=INVALID)
        self.tell("submit", "unemp-reg", "--id-no", person["id_no"], code=INVALID)
        wide = person | {"id_no": person["id_no"].translate(
            {ord("0") + d: 0xFF10 + d for d in range(10)} | {ord("X"): "x"})}
        form = self.ask("new", *m.submission(wide)[1:])[0]
        assert form["person"]["id_no"] == person["id_no"]
        path = self.city.folder / "form.json"
        path.write_text(json.dumps(form, ensure_ascii=False))
        words = self.tell("submit", path)
        number = re.search(r"SY-[0-9-]+", words).group()
        assert person["id_no"] not in words
        self.tell("submit", path, code=REFUSED)
        self.tell("submit", "-", text="{", code=INVALID)
        self.tell("submit", "-", text="[" * 100, code=INVALID)
        self.tell("submit", "-", text='{"item":{"id":"unemp-reg"},"person":7}', code=INVALID)
        assert number in self.tell("list") and self.ask("show", number)[0]["confirmed"] is False
        self.window.sync()
        assert self.ask("show", number)[0]["confirmed"] is True

    def rare_names(self):
        for name in ("买买提·吐尔逊", "𠮷野家", "欧阳㛃"):
            person = self.person() | {"name": name}
            number = self.window.submit(person)["number"]
            seen = self.ask("show", number, "--reveal", "核对本人身份信息")[0]
            assert seen["case"]["person"]["name"] == name, seen
            assert name not in self.tell("show", number)

    def acting(self):
        number = self.submit()
        assert "accepted (note)" in self.tell("note", number, "已告知")
        self.tell("note", number, code=USAGE)
        self.tell("note", "SY-19990101-01-00001-1", "x", code=NOT_FOUND)
        self.tell("clarify", number, "以哪份材料为准？")
        self.tell("remind", number)
        self.tell("advance", number, "nothing", code=REFUSED)
        self.tell("advance", number, "accept", code=REFUSED)
        self.tell("act", number, "dance", code=USAGE)
        self.tell("act", number, "submit", code=USAGE)
        self.tell("act", number, "update", 'form={"mobile":"１３８４００１２３４５"}', "reason=号码写错了")
        assert self.ask("show", number, "--reveal", "核对本人身份信息")[0]["case"]["form"]["mobile"] == "13840012345"
        self.tell("note", number, "x" * 3000, code=REFUSED)
        self.tell("explain", number)
        self.tell("explain", number, "no-such-clock", code=NOT_FOUND)
        assert "收件回执" in self.tell("show", number, "--print", "collect-receipt")
        self.tell("show", number, "--print", "no-such", code=INVALID)
        rows = self.ask("outbox", number)
        assert len(rows) >= 5
        positions = [row["position"] for row in rows]
        assert self.ask("outbox", number, "--after", positions[1])[0]["position"] == positions[2]
        assert self.ask("cancel", rows[0]["command"])[0]["state"] == "cancelled"
        assert "already" in self.tell("cancel", rows[0]["command"], code=REFUSED)
        self.tell("cancel", "nothing", code=NOT_FOUND)
        self.tell("decide", rows[1]["command"], code=USAGE)
        self.tell("outbox", "--state", "odd", code=USAGE)
        self.tell("outbox", "--area", "paris", code=USAGE)
        self.tell("list", "--area", "paris", code=USAGE)
        self.window.sync()
        self.tell("cancel", rows[1]["command"], code=REFUSED)

    def attaching(self):
        number = self.submit()
        paper = self.city.folder / "扫描.pdf"
        paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
        self.city.order("fushun", "down")
        self.tell("act", number, "attach", f"file={paper}", "material=end_proof")
        assert self.window.sync(4) == UNREACHABLE
        self.city.order("fushun", "up")
        assert self.window.sync() == DONE
        case = self.ask("show", number)[0]
        assert case["confirmed"] and case["case"]["attachments"][0]["name"] == "扫描.pdf"
        text = self.city.folder / "text.pdf"
        text.write_text("no paper")
        self.tell("act", number, "attach", f"file={text}", code=INVALID)
        self.tell("act", number, "attach", "file=/dev/zero", code=INVALID)
        self.tell("act", number, "attach", "file=/no/such", code=NOT_FOUND)
        self.tell("act", number, "attach", f"file={paper}", "name=../x", code=REFUSED)
        with open(text, "wb") as file:
            file.write(b"%PDF-")
            file.truncate(21 << 20)
        self.tell("act", number, "attach", f"file={text}", code=INVALID)

    def words_in_the_place_of_codes(self):
        number = self.submit()
        for words in (["--item", "失业登记"], ["--area", "抚顺"], ["--owner", "抚顺市"]):
            assert number in self.tell("list", *words), words
        self.tell("list", "--item", "无此事项", code=USAGE)
        self.tell("list", "--state", "无此状态", code=USAGE)
        self.tell("list", "--area", "沈", code=USAGE)
        for verb in (["list"], ["search", "a"], ["outbox"]):
            self.tell(*verb, "--limit=-3", code=USAGE)
        assert "=seen" in self.tell("new", "unemp-reg", "--material", "id_card", code=USAGE)
        self.window.sync()
        shown = self.ask("show", number)[0]
        state = shown["case"]["state"]
        assert number in self.tell("list", "--state", state)
        assert number in self.tell("list", "--state", shown["state_name"])
        self.tell("act", number, "update", "mobile=13840054321", "reason=号码写错了")
        case = self.ask("show", number, "--reveal", "核对本人身份信息")[0]["case"]
        assert case["form"]["mobile"] == "13840054321"
        fresh = self.submit()
        self.be("sy-super-1")
        for more in ([], ["--area", "fushun"]):
            listed = {row["number"] for row in self.ask("list", "--limit", 500, *more)}
            left = {row["number"] for row in self.ask("export", "--reason", "weekly meeting", *more)}
            assert listed == left and {number, fresh} <= left, listed ^ left
        self.be("sy-staff-1")

    def what_a_matter_asks_for(self):
        words = self.tell("new", "unemp-reg", "--fields")
        assert all(word in words for word in ("education", "id_card", "collect-receipt", "code"))
        guide = self.ask("new", "unemp-reg", "--fields")[0]
        listed = [field["id"] for field in guide["fields"] if "list" in field]
        for field in listed:
            assert self.ask("new", "unemp-reg", "--codes", field), field
        assert "21" in self.tell("new", "unemp-reg", "--codes", "education")
        self.tell("new", "unemp-reg", "--codes", "mobile", code=NOT_FOUND)
        self.tell("new", "nothing", "--fields", code=NOT_FOUND)
        assert "--codes" in self.tell("new", "unemp-reg", "education=无此学历", code=INVALID)
        words = self.tell("new", "unemp-reg", "--material", "end_proof=promised:20261210", code=INVALID)
        assert '"due":"2026-12-10"' in words

    def a_file_in_the_form(self):
        person = self.city.resident("shenyang", 7)
        photo = self.city.folder / "photo.jpg"
        photo.write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 5000)
        form = ["emp-cert-apply", "--id-no", person["id_no"], "--name", person["name"],
                "issue_area=fushun", f"mobile={person['mobile']}", "ethnic=01", "education=21",
                f"hukou_area={person['hukou_region']}", f"hukou_addr={person['hukou_address']}",
                f"live_area={person['live_region']}", f"live_addr={person['live_address']}",
                "political=13", "hukou_nature=10", "cert_kind=paper", "no_other_cert=true",
                "--material", "id_card=seen", "--material", "photo_print=seen"]
        self.tell("new", *form, "photo=/no/such.jpg", code=NOT_FOUND)
        self.tell("new", *form, "photo=/dev/zero", code=INVALID)
        collected = self.ask("new", *form, f"photo={photo}")[0]
        sha256 = hashlib.sha256(photo.read_bytes()).hexdigest()
        assert collected["form"]["photo"] == sha256
        number = self.ask("submit", *form, f"photo={photo}")[0]["number"]
        assert self.window.sync() == DONE
        case = self.ask("show", number)[0]
        assert case["confirmed"] and case["case"]["form"]["photo"] == sha256, case
        assert any(path.read_bytes() == photo.read_bytes()
                   for path in (self.city.folder / "m").rglob(f"*{sha256[2:]}*")
                   if path.is_file() and "windows" not in path.parts)

    def asking_the_cities(self):
        person = self.city.resident("shenyang", 5)
        question = ["query", "persons", "--purpose", "reason:walk-in", f"id_no={person['id_no']}"]
        words = self.tell(*question)
        assert "1 found" in words and person["id_no"] not in words and person["name"] not in words
        assert person["id_no"] in self.tell(*question, "--reveal", "核对本人身份信息")
        self.tell("query", "persons", "id_no=1", code=USAGE)
        self.tell("query", "wishes", "--purpose", "reason:walk-in", "id_no=1", code=USAGE)
        self.tell("query", "persons", "--purpose", "reason:walk-in", "idno=1", code=USAGE)
        self.tell("query", "persons", "--purpose", "nonsense", "id_no=1", code=USAGE)
        assert "看看" in self.tell("query", "persons", "--purpose", "reason:看看", "id_no=1", code=USAGE)
        self.ask(*question, "--area", "抚顺")
        self.city.order("benxi", "down")
        words = self.tell(*question, "--timeout", 3, code=UNREACHABLE)
        self.city.order("benxi", "up")
        assert "benxi: no answer" in words and "1 found" in words

    def another_name_and_an_agent(self):
        person = self.city.resident("shenyang", 6)
        self.ask("query", "persons", "--purpose", "reason:walk-in", f"id_no={person['id_no']}")
        wrong = m.submission(person | {"name": "张三丰"})
        words = self.tell("new", *wrong[1:], code=INVALID)
        assert "name-differs" in words and person["name"] not in words.split("{")[0]
        assert "name-differs" in self.tell(*wrong, code=INVALID)
        agent = ["--agent", "name=王五", "--agent", "id_type=01", "--agent", "id_no=21010619951231004X"]
        done = [*wrong, "--acknowledge", "name-differs=户口本已改名"]
        assert "/materials/poa" in self.tell(*done, *agent, code=INVALID)
        self.tell(*done, *agent, "--material", "poa=seen")

    def revealing(self):
        number = self.submit()
        self.tell("show", number, "--reveal", "短", code=USAGE)
        for _ in range(10):
            self.window.code("show", number, "--reveal", "核对本人身份信息")
        self.tell("show", number, "--reveal", "核对本人身份信息", code=SIGN_IN)
        self.be("sy-staff-1")
        self.tell("show", number, "--reveal", "核对本人身份信息")

    def roles(self):
        number = self.submit()
        command = self.ask("outbox", number)[0]["command"]
        self.tell("export", "--reason", "weekly meeting", code=REFUSED)
        self.be("sy-staff-2")
        row = self.ask("outbox", number)[0]
        assert row["command"] == command
        self.tell("cancel", command, code=REFUSED)
        assert all(row["operator"] == "sy-staff-2" for row in self.ask("audit"))
        self.be("sy-super-1")
        self.tell("cancel", command, code=REFUSED)
        self.tell("export", code=USAGE)
        words = self.tell("export", "--reason", "weekly meeting")
        assert words.startswith("\ufeff\"number\"") and re.search(r"\d{6}\*+", words)
        self.tell("export", "--reason", "weekly meeting", "--second", "sy-super-1", text=SECRET,
                  code=REFUSED)
        self.be("sy-super-2")
        self.be("sy-super-1")
        self.tell("export", "--reason", "weekly meeting", "--second", "sy-super-2", text="no\n",
                  code=REFUSED)
        rows = self.window.run("export", "--reason", "weekly meeting", "--second", "sy-super-2",
                               text=SECRET)
        assert all("*" not in row["id_no"] for row in rows)
        for operator in ("sy-trainer-1", "sy-admin-1", "sy-audit-1"):
            self.be(operator)
            for verb in (["list"], ["search", "a"], ["note", number, "x"], ["new", "unemp-reg"]):
                self.tell(*verb, code=REFUSED)
        self.tell("show", number, code=REFUSED)
        self.tell("show", number, "--reveal", "核对本人身份信息", code=REFUSED)
        self.tell("show", number, "--reason", "申诉复查取证")
        assert any(row["operator"] == "sy-super-1" and "subject" in row for row in self.ask("audit"))
        page = self.ask("audit", "--limit", 3)
        assert self.ask("audit", "--limit", 1, "--before", page[-1]["n"])[0]["n"] < page[-1]["n"]
        self.be("sy-staff-1")
        self.window.sync()

    def calendar(self):
        days = self.city.folder / "days.csv"
        days.write_text("date,weekday,kind,name,statutory,notice_year\n"
                        "2027-01-01,五,holiday,元旦,1,2027\n")
        last = self.ask("calendar")[0]["last"]
        self.tell("calendar", "import", days, code=REFUSED)
        self.be("sy-admin-1")
        self.tell("calendar", "import", "/no/such", code=INVALID)
        bad = self.city.folder / "bad.csv"
        bad.write_text("nonsense")
        self.tell("calendar", "import", bad, code=INVALID)
        assert "--apply does it" in self.tell("calendar", "import", days)
        assert self.ask("calendar")[0]["last"] == last
        done = self.ask("calendar", "import", days, "--apply")[0]
        assert done["applied"] and done["rows"][0]["day"] == "2027-01-01"
        now = self.ask("calendar")[0]
        assert now["imported"] and now["last"] > last
        (self.window.store / "calendar.csv").write_text("damaged")
        assert self.ask("calendar")[0]["last"] == last
        assert "not used" in self.tell("doctor", code=INVALID)
        (self.window.store / "calendar.csv").unlink()
        self.be("sy-staff-1")

    def watching(self):
        number = self.submit()
        for stop in (signal.SIGINT, signal.SIGTERM):
            watch = subprocess.Popen(self.window.command("watch"), stdout=subprocess.PIPE)
            watch.stdout.readline()
            assert number in self.tell("list", "--newest")
            assert "working with" in self.tell("note", number, "x", code=STORE)
            watch.send_signal(stop)
            watch.communicate()
            assert watch.returncode == 0, watch.returncode
        self.tell("audit", "verify")
        two = [subprocess.Popen(self.window.command("note", number, "同时"), stdout=subprocess.DEVNULL)
               for _ in range(2)]
        assert [process.wait() for process in two] == [0, 0]
        self.window.sync()

    def broken_output(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run(self.window.command("list"), stdout=full, stderr=subprocess.PIPE)
        assert done.returncode == OUTPUT and b"could not be written" in done.stderr

    def odd_input(self):
        self.tell("no-such-verb", code=USAGE)
        self.tell("list", "--no-such-option", code=USAGE)
        self.tell("list", "extra", code=USAGE)
        self.tell("list", "--today", "yesterday", code=USAGE)
        self.tell("search", "", code=USAGE)
        self.tell("search", "不存在的人", code=NOT_FOUND)
        self.tell("search", "%_'\";--", code=NOT_FOUND)
        self.tell("list", store=self.city.folder / "nowhere", code=STORE)
        done = subprocess.run([self.tool, "--store", self.window.store, "search", b"\xff\xfe"],
                              capture_output=True)
        assert done.returncode == USAGE and b"UTF-8" in done.stderr
        tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 5 * 86400))
        number = self.submit()
        self.window.sync()
        assert self.ask("show", number, "--today", tomorrow)[0]["deadlines"][0]["overdue"]
        ini = self.window.store / "window.ini"
        text = ini.read_text()
        ini.write_text(text.replace("sandbox=true", "sandbox=false"))
        self.tell("list", "--today", tomorrow, code=USAGE)
        ini.write_text(text)

    def upkeep(self):
        assert "opening the store" in self.tell("doctor", code=self.window.code("doctor"))
        assert "tongbanctl calendar import FILE" in self.tell("doctor", code=self.window.code("doctor"))
        assert "shenyang" in self.tell("sync", "--status") and len(self.ask("sync")) == 8
        assert self.ask("audit", "verify")[0]["ok"]
        secrets = b"".join(path.read_bytes() for path in self.window.store.rglob("*") if path.is_file()
                           and path.name != "ballast")
        assert m.SECRET.encode() not in secrets

    def telling_the_demo(self):
        def tell(*arguments, code=DONE):
            command = [self.city.demo, "--folder", self.city.folder / "m", *arguments]
            done = subprocess.run(command, capture_output=True, text=True)
            assert done.returncode == code, (arguments, done)
            return done.stdout + done.stderr

        assert "resident N" in tell("--help") and "backup|restore" in tell("--help")
        assert tell("抚顺", "resident", "3") == tell("fushun", "resident", "3")
        for name in ("抚顺", "抚顺市", "fushun"):
            assert json.loads(tell(name, "status"))["city"] == "fushun"
        words = tell("抚", "down", code=USAGE)
        assert "fushun 抚顺" in words and "shenfu 沈抚示范区" in words, words
        words = tell("fushun", "explode", code=INVALID)
        assert all(order in words for order in ("up", "down", "backup", "restore")), words


def main():
    m.environment()
    desk = Desk(sys.argv[1], sys.argv[2])
    stories = [desk.signing_in, desk.signing_in_without_the_city,
               desk.a_renewed_token_keeps_the_sign_in, desk.collecting, desk.rare_names,
               desk.acting, desk.attaching,
               desk.words_in_the_place_of_codes, desk.what_a_matter_asks_for, desk.a_file_in_the_form, desk.asking_the_cities, desk.another_name_and_an_agent,
               desk.revealing, desk.roles,
               desk.calendar, desk.watching, desk.broken_output, desk.odd_input, desk.upkeep,
               desk.telling_the_demo]

    def fresh(story):
        desk.be("sy-staff-1")
        story()

    code = m.tap([(story.__name__.replace("_", "-"), lambda s=story: fresh(s)) for story in stories])
    desk.city.stop()
    return code


sys.exit(main())
