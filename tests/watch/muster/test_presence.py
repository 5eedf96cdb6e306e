"""Presence through its doors: codes scanned, posts confirmed, who is unwell, who is too long on duty."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.app import create_app, open_desk
from kawal.deployment.model import FrozenPlan
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.queries import load_plan
from kawal.deployment.scancode import LetterCode, PlaceCode, ScanCodes
from kawal.field.identity import new_identity
from kawal.field.queries import latest_reports
from kawal.record.jws import b64url
from kawal.store.log import read_entries
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.muster.hours import Shift
from kawal.watch.muster.muster import Mark
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.support.phone import Phone
from tests.watch.dutylog.test_dutylog import Desk, morning

VOTE = date(2024, 11, 27)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = morning()

    def __call__(self) -> datetime:
        return self.now


class House(Desk):
    """A node with a plan of 300 officers (ten in reserve), its clock, and whoever is signed in."""

    clock: Clock
    plan: FrozenPlan

    @property
    def muster(self) -> MusterDesk:
        """The desk of the muster."""
        found: MusterDesk = self.client.app.state["muster"]
        return found

    @property
    def codes(self) -> ScanCodes:
        """The codes of this node."""
        found: ScanCodes = self.client.app.state["scan_codes"]
        return found

    def as_person(self, person: str, role: Role = "officer", region: str = "63.71") -> str:
        """Sign in as an officer of the registry; the account's id."""
        access = self.node.access
        login = f"p-{person}-{role}".replace("_", "-").lower()
        account = access.open_account(login, person, (Grant(role, "", region),), "test", person)
        self.client.cookies.set(SESSION_COOKIE, access.come_in(access.link(account.id, "session")))
        return account.id

    def as_role(self, role: Role, region: str = "") -> None:
        """Sign in with a role."""
        self.client.cookies.set(SESSION_COOKIE, session(self.node, role, region=region))

    def post(self, path: str, **data: str) -> tuple[int, str]:
        """(status, text) of a form."""
        answer = self.client.post(path, data=data, headers=OWN, follow_redirects=False)
        return answer.status_code, answer.text

    def marks(self) -> dict[str, Mark]:
        """What counts of everyone."""
        with self.node.reading() as connection:
            return self.muster.marks(connection)

    def letter(self, person: str, day: date = VOTE) -> str:
        """The path of the code on someone's letter."""
        number = 1 + sorted(duty.person for duty in self.plan.duties).index(person)
        return self.codes.path(LetterCode(day, self.plan.version, number))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The commander is at the desk, 07.13 on the day of the vote."""
    clock = Clock()
    node = filled_node(tmp_path / "node", "order", clock)
    plan = open_desk(node).freeze(300, "attached", "", actor="test")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        made = House(node, client)
        made.clock, made.plan = clock, plan
        made.as_role("commander")
        yield made
    node.close()


LEADER, MEMBER = "LM-0001", "LM-0002"
"""Both of the unit of the first district; the third below is of another unit."""


def stranger(house: House) -> str:
    """Someone with a station of another district."""
    return next(one.person for one in house.plan.duties if one.station and one.unit.startswith("LM-63.71.05"))


def test_a_leader_scans_a_letter_and_confirms_with_one_tap(house: House) -> None:
    """Looking notes nothing; the tap notes one presence with its source; the second tap is refused."""
    path = house.letter(MEMBER)
    assert MEMBER not in path
    house.as_person(LEADER, "team_leader", "63.71.01")
    size = house.size()
    page = house.page(path)
    assert "belum mencatat apa pun" in page
    assert house.marks() == {}
    assert house.post(f"{path}/catat")[0] == 303
    mark = house.marks()[MEMBER]
    assert (mark.presence, mark.via) == ("present", "letter")
    status, text = house.post(f"{path}/catat")
    assert (status, "tidak mencatat dua kali" in text) == (409, True)
    with house.node.reading() as connection:
        noted = [body for _, body in read_entries(connection, size) if b"muster_marked" in body]
    assert len(noted) == 1
    assert MEMBER.encode() not in noted[0]


def test_a_letter_of_another_unit_is_refused_to_its_leader_and_taken_at_the_desk(house: House) -> None:
    """One clear sentence; the desk of the region may."""
    path = house.letter(stranger(house))
    house.as_person(LEADER, "team_leader", "63.71.01")
    for status, text in (house.post(f"{path}/catat"), (403, house.client.get(path).text)):
        assert (status, "satuan lain" in text) == (403, True)
    house.as_role("operator", "63.71.05")
    assert house.post(f"{path}/catat")[0] == 303


def test_an_officer_does_not_scan_the_own_letter(house: House) -> None:
    """A letter can be scanned at home: the officer is sent to the code of the muster's place."""
    house.as_person(MEMBER)
    status, text = house.post(f"{house.letter(MEMBER)}/catat")
    assert (status, "pindai kode tempat apel" in text) == (403, True)
    assert house.marks() == {}


def test_a_letter_of_another_election_and_one_that_is_over_are_refused(house: House) -> None:
    """Another day of vote; 11.59 on the day after is in time, noon is not."""
    status, text = house.post(f"{house.letter(MEMBER, date(2020, 12, 9))}/catat")
    assert (status, "untuk pemilihan 2020-12-09" in text) == (403, True)
    late = house.letter(MEMBER)
    house.clock.now = datetime(2024, 11, 28, 12, 0, tzinfo=morning().tzinfo)
    status, text = house.post(f"{late}/catat")
    assert (status, "masanya sudah lewat" in text) == (403, True)
    house.clock.now -= timedelta(minutes=1)
    assert house.post(f"{late}/catat")[0] == 303


def test_a_false_code_is_refused(house: House) -> None:
    """One letter of it changed, the code of another node, and no code at all: one sentence, nothing noted."""
    path = house.letter(MEMBER)
    forged = path[:-1] + ("A" if path[-1] != "A" else "B")
    foreign = ScanCodes(b"another node's key").path(LetterCode(VOTE, 1, 2))
    for wrong in (forged, foreign, "/apel/hadir/x"):
        status, text = house.post(f"{wrong}/catat")
        assert (status, "kode utuh yang dibuat simpul ini" in text) == (400, True), wrong
    missing = house.codes.path(LetterCode(VOTE, 1, 9_999)), house.codes.path(LetterCode(VOTE, 7, 1))
    assert [house.post(f"{one}/catat")[0] for one in missing] == [400, 400]
    assert house.marks() == {}


def test_officers_scan_the_place_of_their_own_unit(house: House) -> None:
    """Present by the own phone's session; not twice; not with the code of another unit; not when it is too old."""
    unit = "LM-63.71.01"
    good = house.codes.path(PlaceCode(unit, int((house.clock.now + timedelta(minutes=15)).timestamp())))
    house.as_person(MEMBER)
    assert "Saya hadir" in house.page(good)
    assert house.post(f"{good}/catat")[0] == 303
    assert (house.marks()[MEMBER].presence, house.marks()[MEMBER].via) == ("present", "place")
    assert house.post(f"{good}/catat")[0] == 409
    other = house.codes.path(PlaceCode("LM-63.71.05", int(house.clock.now.timestamp()) + 900))
    status, text = house.post(f"{other}/catat")
    assert (status, "satuan Anda" in text) == (403, True)
    house.clock.now += timedelta(minutes=15)
    house.as_person("LM-0003")
    status, text = house.post(f"{good}/catat")
    assert (status, "sudah lewat waktunya" in text) == (403, True)
    house.as_role("commander")
    fresh = house.codes.path(PlaceCode(unit, int(house.clock.now.timestamp()) + 900))
    status, text = house.post(f"{fresh}/catat")
    assert (status, "bukan akun anggota" in text) == (403, True)


def test_a_code_that_was_scanned_or_typed_opens_its_page(house: House) -> None:
    """Under any name that it was printed with, and without one; what is no code of presence is refused in words."""
    path = house.codes.path(PlaceCode("LM-63.71.01", int(house.clock.now.timestamp()) + 900))
    house.as_person(MEMBER)
    for code in (path, f"https://nama.lama.example{path}", f" http://10.0.0.2:8016{path}\r\n"):
        answer = house.client.post("/apel/pindai/buka", data={"code": code}, headers=OWN, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, path)
    for code in (
        "",
        "https://example.org/menu",
        f"https://evil.example/{path}",
        f"{path}/catat",
        f"//evil.example{path}",
    ):
        status, text = house.post("/apel/pindai/buka", code=code)
        assert (status, "kode hadir dari surat tugas" in text) == (400, True), code


def test_a_leader_shows_the_code_of_the_own_unit_only(house: House) -> None:
    """The page holds a code that works; another unit's is refused; the printed one lasts until midnight."""
    house.as_person(LEADER, "team_leader", "63.71.01")
    page = house.client.get("/apel/kode")
    assert page.headers["refresh"] == "300"
    assert "<svg" in page.text
    assert house.client.get("/apel/kode?unit=LM-63.71.05").status_code == 403
    assert house.client.get("/apel/kode?unit=none").status_code == 400
    assert "refresh" not in house.client.get("/apel/kode?use=cetak").headers


def test_letters_carry_a_code_that_marks_their_holder(house: House) -> None:
    """The printed letter is a PDF whose code is the address of this node; the number names the holder."""
    answer = house.client.get(f"/cetak/surat.pdf?person={MEMBER}")
    assert answer.content.startswith(b"%PDF")
    assert house.post(f"{house.letter(MEMBER)}/catat")[0] == 303
    assert set(house.marks()) == {MEMBER}


def test_an_officer_marks_nobody_and_a_leader_only_the_own_people(house: House) -> None:
    """An officer is refused at every door of others; a leader at those of another unit; nothing is noted."""
    other = stranger(house)
    house.as_person(MEMBER)
    for path, data in (
        ("/apel/tandai", {"person": MEMBER, "presence": "present"}),
        ("/apel/tumbang", {"person": LEADER, "state": "sick", "id": new_identity()}),
    ):
        assert house.post(path, **data)[0] == 403
    assert house.client.get("/apel/regu").status_code == 403
    house.as_person(LEADER, "team_leader", "63.71.01")
    status, text = house.post("/apel/tandai", person=other, presence="present")
    assert (status, "bukan anggota satuan atau regu Anda" in text) == (403, True)
    assert house.post("/apel/tumbang", person=other, state="sick", id=new_identity())[0] == 403
    assert house.marks() == {}
    assert house.post("/apel/tandai", person=MEMBER, presence="at_post", back="regu")[0] == 303
    assert (house.marks()[MEMBER].presence, house.marks()[MEMBER].via) == ("at_post", "leader")
    assert MEMBER in house.page("/apel/regu") or "Anggota Contoh 2" in house.page("/apel/regu")


def phone_of(house: House, person: str) -> Phone:
    """An enrolled phone of an officer."""
    phone, access = Phone(), house.node.access
    account = access.open_account(f"t-{person}", person, (Grant("officer", "", "63.71"),), "test", person)
    access.enrol(access.link(account.id, "device"), b64url(phone.public))
    return phone


def told(house: House, phone: Phone, kind: str, version: int, place: str, at: datetime, **more: object) -> None:
    """A report of a phone, written at a moment."""
    private = more.pop("private", None)
    report = phone.report(
        private,  # type: ignore[arg-type]
        kind=kind,
        v=version,
        place=place,
        at=int(at.timestamp() * 1000),
        data=more,
    )
    answer = house.client.post("/api/reports", json={"reports": [str(report)]})
    assert [one["status"] for one in answer.json()["results"]] == [201], answer.text


def station_of(house: House, person: str) -> str:
    """Where someone stands by the plan."""
    return next(str(one.station) for one in house.plan.duties if one.person == person)


def test_a_phone_confirms_the_post_and_who_is_not_there_in_time_is_listed(house: House) -> None:
    """One at the post by the own report, one present elsewhere: at 07.13, after 05.30, that one is told by name."""
    with_post = [one.person for one in house.plan.duties if one.station][:2]
    phones = [phone_of(house, one) for one in with_post]
    told(house, phones[0], "check_in", 1, station_of(house, with_post[0]), house.clock.now - timedelta(hours=1))
    told(house, phones[1], "check_in", 1, "63.71.01.1001", house.clock.now - timedelta(hours=1))
    marks = house.marks()
    assert [(marks[one].presence, marks[one].via) for one in with_post] == [
        ("at_post", "phone"),
        ("present", "phone"),
    ]
    assert datetime.fromisoformat(marks[with_post[0]].at) == (house.clock.now - timedelta(hours=1)).astimezone(UTC)
    late = house.page("/apel").split('id="belum"')[1].split("</section>")[0]
    assert with_post[1] in late
    assert with_post[0] not in late


def test_breaks_and_the_way_home_by_phone(house: House) -> None:
    """Break, back, home: the hours follow the phone's own clock, also when it tells later."""
    person = next(one.person for one in house.plan.duties if one.station)
    phone, place = phone_of(house, person), station_of(house, person)
    start = house.clock.now - timedelta(hours=5)
    told(house, phone, "check_in", 1, place, start)
    told(house, phone, "rest_break", 1, place, start + timedelta(hours=3), step="begins")
    told(house, phone, "rest_break", 1, place, start + timedelta(hours=3, minutes=30), step="ends")
    assert hours(house, person).stretch_min == 90  # 5 h - 3 h 30
    assert hours(house, person).duty_min == 300
    told(house, phone, "check_out", 1, place, house.clock.now, reason="done")
    assert house.marks()[person].presence == "off"


def hours(house: House, person: str) -> Shift:
    """The hours of someone."""
    with house.node.reading() as connection:
        found = next(
            one.shift for unit in house.muster.units(connection) for one in unit.people if one.person.id == person
        )
    assert found is not None
    return found


def test_hours_go_on_over_midnight_and_relief_comes_in_one_click(house: House) -> None:
    """At the post since 07.13; at 01.13 of the next day that is 18 hours: over, with a reserve; relieved, the tired
    one becomes no reserve again, and the hours stay until someone says that they went home."""
    person = next(one.person for one in house.plan.duties if one.station)
    assert house.post("/apel/tandai", person=person, presence="at_post")[0] == 303
    house.clock.now += timedelta(hours=18)
    assert hours(house, person).duty_min == 18 * 60
    page = house.page("/apel")
    assert "lewat batas jam tugas" in page
    assert "18 j 0 mnt" in page
    assert house.post("/apel/ganti", person=person, version="1")[0] == 303
    with house.node.reading() as connection:
        plan = load_plan(connection)
        assert person not in {duty.person for duty in plan.duties}
        taker = next(one.person for one in plan.duties if one.person not in {d.person for d in house.plan.duties})
        units = house.muster.units(connection)
        found = house.muster.covering(connection, units, people=[taker])
    assert found[taker].duty.person != person
    assert house.post("/apel/tandai", person=person, presence="off")[0] == 303
    assert "lewat batas jam tugas" not in house.page("/apel")


def cases(house: House) -> list[tuple[str, str, str]]:
    """(type, severity, owner) of the open incidents, and that 119 is the first call of each."""
    with house.node.reading() as connection:
        found = [one for one in house.client.app.state["cases"].all(connection) if one.is_open]
    assert all(one.type.first_call == ("PSC_119",) for one in found)
    return [(one.type.id, one.severity, one.owner) for one in found]


@pytest.mark.parametrize(("state", "severity"), [("sick", "moderate"), ("collapsed", "severe")])
def test_one_tap_of_a_leader_is_a_medical_incident_and_a_reserve(house: House, state: str, severity: str) -> None:
    """119 first; the member is sick in the muster, the log names nobody; the desk relieves with one click."""
    size, identity = house.size(), new_identity()
    house.as_person(LEADER, "team_leader", "63.71.01")
    assert house.post("/apel/tandai", person=MEMBER, presence="at_post")[0] == 303
    for _ in range(2):  # a second press of the same button
        assert house.post("/apel/tumbang", person=MEMBER, state=state, id=identity, back="regu")[0] == 303
    assert cases(house) == [("medical", severity, "PSC_119")]
    mark = house.marks()[MEMBER]
    assert (mark.presence, mark.via, mark.incident) == ("sick", "leader", True)
    assert 'href="tel:119"' in house.page("/apel/regu")
    with house.node.reading() as connection:
        assert all(MEMBER.encode() not in body for _, body in read_entries(connection, size) if b"LM-" in body)
    house.as_role("commander")
    page = house.page("/apel").split('id="tumbang"')[1].split("</section>")[0]
    assert 'href="tel:119"' in page
    proposed = re.findall(r"LM-\d{4}", page)
    assert house.post("/apel/ganti", person=MEMBER, version="1")[0] == 303
    with house.node.reading() as connection:
        new = {duty.person for duty in load_plan(connection).duties}
    assert MEMBER not in new
    assert (new - {duty.person for duty in house.plan.duties}) < set(proposed)


def test_i_am_sick_from_the_phone_marks_oneself_and_only_oneself(house: House) -> None:
    """Whose it is stands in the sealed part; the public part says that some officer is unwell at that station."""
    person = next(one.person for one in house.plan.duties if one.station)
    phone = phone_of(house, person)
    told(
        house,
        phone,
        "welfare",
        2,
        station_of(house, person),
        house.clock.now,
        state="sick",
        who="linmas",
        private={"whose": "self"},
    )
    assert {one: mark.presence for one, mark in house.marks().items()} == {person: "sick"}
    assert cases(house) == [("medical", "moderate", "PSC_119")]
    with house.node.reading() as connection:
        (row,) = latest_reports(connection, kind="welfare")
    assert row.data == {"state": "sick", "who": "linmas"}


def test_a_colleague_who_collapsed_is_asked_about_not_marked(house: House) -> None:
    """An officer cannot mark another: the desk sees the report with who it may be and a reserve, and does both with
    one click; then the question is gone."""
    pair = next(
        (one.person, two.person)
        for one in house.plan.duties
        for two in house.plan.duties
        if one.station and one.station == two.station and one.person < two.person
    )
    place = station_of(house, pair[0])
    private = {"whose": "other", "member": pair[1]}
    phone = phone_of(house, pair[0])
    told(house, phone, "welfare", 2, place, house.clock.now, state="collapsed", who="linmas", private=private)
    assert house.marks() == {}
    assert cases(house) == [("medical", "severe", "PSC_119")]
    asked = house.page("/apel").split('id="tumbang"')[1].split("</section>")[0]
    assert "Petugas pingsan dilaporkan di" in asked
    assert "Sakit, gantikan" in asked
    assert house.post("/apel/ganti", person=pair[1], version="1", sick="1")[0] == 303
    assert house.marks()[pair[1]].presence == "sick"
    assert "dilaporkan di" not in house.page("/apel")
    with house.node.reading() as connection:
        assert pair[1] not in {duty.person for duty in load_plan(connection).duties}


def test_the_overview_counts_people_and_teams_as_their_own_pages_do(house: House) -> None:
    """One came, one is at the post: 2 are there. One team is out: one fewer is ready, on both pages, and the page of
    an incident says how many of them can come when some cannot."""
    house.muster.mark([LEADER], "present", "test")
    house.muster.mark([MEMBER], "at_post", "test")

    def shown(path: str, pattern: str) -> tuple[str, ...]:
        found = re.search(pattern, house.page(path))
        assert found, path
        return found.groups()

    here = r"<b>(\d+)</b> / (\d+) hadir"
    assert shown("/apel", here)[0] == "2"
    assert shown("/ikhtisar", here) == shown("/apel", here)
    house.save("TPS 12 Mantuil keributan berat")
    desk: CaseDesk = house.client.app.state["cases"]
    with house.node.reading() as connection:
        (case,) = desk.all(connection)
        near, ready, teams = desk.offers(connection, case), desk.ready_teams(connection), desk.teams(connection)
    assert len(near) < len(ready) == len(teams)  # some go by river only
    form = {"place": case.place, "what": case.what, "step": "sent", "team": str(near[0].team.number)}
    path = f"/insiden/{case.heard.index}"
    assert house.post(f"{path}/langkah", **form)[0] == 303
    free = r"(\d+) dari (\d+) TRC siap"
    assert shown(path, free) == shown("/ikhtisar", free)
    assert shown(path, free)[1] == str(len(teams))
    unsure = r"(\d+) belum apel, dapat dikirim"  # the others, of whom nobody was marked, are not called ready
    assert int(shown(path, free)[0]) + int(shown(path, unsure)[0]) == len(teams) - 1
    assert shown(path, unsure) == shown("/ikhtisar", unsure) == shown("/papan/peta", unsure)
    assert f"; {len(near) - 1} dapat mencapai tempat ini" in house.page(path)


def test_a_stale_page_overwrites_no_mark_of_a_colleague(house: House) -> None:
    """Two pages opened before any mark: the first notes present; the second says absent and is told what was marked
    and when, alone and among others; the same word, or the page loaded anew, is taken."""
    seen = re.search(
        f'name="person" value="{MEMBER}"><input type="hidden" name="seen" value="(-?[0-9]+)"', house.page("/apel")
    )
    assert seen is not None
    assert seen[1] == "-1"
    assert house.post("/apel/tandai", person=MEMBER, seen="-1", presence="present")[0] == 303
    house.clock.now += timedelta(minutes=2)
    size = house.size()
    status, text = house.post("/apel/tandai", person=MEMBER, seen="-1", presence="absent")
    assert (status, f"Anggota Contoh 2 ({MEMBER}) sudah ditandai hadir pukul 07.13 (dicatat posko)" in text) == (
        409,
        True,
    )
    both = {"person": [LEADER, MEMBER], "seen": ["-1", "-1"], "presence": "absent"}
    assert house.client.post("/apel/tandai", data=both, headers=OWN).status_code == 409
    for wrong in ("x", "-2", "9" * 13):
        assert house.post("/apel/tandai", person=MEMBER, seen=wrong, presence="absent")[0] == 400
    assert house.size() == size
    assert house.post("/apel/tandai", person=MEMBER, seen="-1", presence="present")[0] == 303
    assert (
        house.post("/apel/tandai", person=MEMBER, seen=str(house.marks()[MEMBER].index), presence="absent")[0] == 303
    )
    assert house.marks()[MEMBER].presence == "absent"


def test_who_may_not_cover_reads_who_may_and_the_sick_are_counted_apart(house: House) -> None:
    """An operator sees who can close the posts, and no button; a unit with one absent and one sick says one and one,
    as the head does."""
    absent, sick = [one.person for one in house.plan.duties if one.unit == "LM-63.71.01.1001"][:2]
    assert house.post("/apel/tandai", person=absent, presence="absent")[0] == 303
    assert house.post("/apel/tandai", person=sick, presence="sick")[0] == 303
    assert "dapat menutupnya" not in house.page("/apel")
    house.as_role("operator")
    page = house.page("/apel")
    assert "/apel/tutup" not in page
    assert "komandan dapat menutupnya" in " ".join(page.split())
    assert "perencana" not in page.split("<main")[1]  # a planner does not see who is absent
    row = page.split('href="/apel?unit=LM-63.71.01.1001#u"')[1].split("</tr>")[0]
    assert re.findall(r'class="num warn">(\d+)<', row) == ["1", "1"]
    assert "1 tidak hadir, 1 sakit" in page


def proposals(page: str, title: str) -> dict[str, str]:
    """Who is proposed for whose post in one section of the muster's page."""
    section = page.split(f'id="{title}">')[1].split("</section>", maxsplit=1)[0]
    rows = [re.findall(r"(?<!\")LM-\d{4}", one) for one in re.split("<tr>|<li>", section)]
    return {one[0]: one[1] for one in rows if len(one) == 2}


def test_every_post_has_one_proposal_nobody_is_proposed_twice_and_a_click_does_what_was_shown(house: House) -> None:
    """One ill by an incident, two absent, one over the hours: the ill one has the same proposal under both titles,
    four posts have four takers; the click of the ill one sends exactly that taker."""
    ill, tired, *absent = [one.person for one in house.plan.duties if one.station][:4]
    assert house.post("/apel/tandai", person=tired, presence="at_post")[0] == 303
    house.clock.now += timedelta(hours=15)
    assert house.post("/apel/tandai", person=ill, presence="at_post")[0] == 303
    assert house.post("/apel/tumbang", person=ill, state="sick", id=new_identity())[0] == 303
    for person in absent:
        assert house.post("/apel/tandai", person=person, presence="absent")[0] == 303
    page = house.page("/apel")
    empty, relieved = proposals(page, "kosong"), proposals(page, "jam")
    assert set(empty) == {ill, *absent}
    assert set(relieved) == {tired}
    assert proposals(page, "tumbang") == {ill: empty[ill]}
    assert len({*empty.values(), *relieved.values()}) == 4
    assert house.post("/apel/ganti", person=ill, version="1")[0] == 303
    with house.node.reading() as connection:
        new = {duty.person for duty in load_plan(connection).duties}
    assert new - {duty.person for duty in house.plan.duties} == {empty[ill]}


def test_a_team_that_went_home_is_neither_offered_nor_sent(house: House) -> None:
    """Before any muster the nearest is offered as one of which nothing is known; its unit's muster is kept and the
    team gone home: one fewer is ready on the incident, the overview and the map, and sending it is refused."""
    house.save("TPS 12 Mantuil keributan berat")
    index = re.findall(r"/insiden/(\d+)", house.page())[0]
    page = house.page(f"/insiden/{index}")
    all_teams = {one.team for one in house.plan.duties if one.team}
    team = int(re.findall(r'name="team" value="(\d+)"', page)[0])
    assert "belum apel" in page
    none = f"0 dari {len(all_teams)} TRC siap"
    assert none in house.page("/ikhtisar")
    assert f"{len(all_teams)} belum apel, dapat dikirim" in house.page("/ikhtisar")
    for person in (one.person for one in house.plan.duties if one.team == team):
        assert house.post("/apel/tandai", person=person, presence="off")[0] == 303
    page = house.page(f"/insiden/{index}")
    assert f'name="team" value="{team}"' not in page
    assert "(pulang)" in page
    for path in ("/ikhtisar", "/papan/peta"):
        assert f"{len(all_teams) - 1} belum apel, dapat dikirim" in house.page(path), path
    size = house.size()
    form = {"place": "6371011001012", "what": "disturbance", "step": "sent", "team": str(team)}
    status, text = house.post(f"/insiden/{index}/langkah", **form)
    assert (status, "tidak siap: pulang" in text) == (409, True)
    assert house.size() == size


def test_bad_marks_change_nothing(house: House) -> None:
    """Unknown state, unknown person, nobody, a relief of who has no post, a stale plan."""
    size = house.size()
    assert house.post("/apel/tumbang", person=MEMBER, state="tired", id=new_identity())[0] == 400
    assert house.post("/apel/tumbang", person="LM-9999", state="sick", id=new_identity())[0] == 400
    assert house.post("/apel/tumbang", person=MEMBER, state="sick", id="1")[0] == 400
    assert house.post("/apel/ganti", person="LM-9999", version="1")[0] == 409
    assert house.post("/apel/ganti", person=MEMBER, version="3")[0] == 409
    assert house.size() == size
