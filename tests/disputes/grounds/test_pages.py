"""The pages of grounds: from a report to KPU's decree and its round; rights for each step; what is refused."""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.count.events import FormEntered
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.disputes.grounds.events import GroundCorrected, GroundStepped, ObjectionAnsweredOnce
from kawal.disputes.grounds.evidence import Known, Need, needs_of
from kawal.disputes.grounds.model import Ground
from kawal.disputes.grounds.queries import ground_at, load_grounds, load_objections, objection_at
from kawal.field.channels.odk.events import ReportReplaced
from kawal.field.identity import new_identity
from kawal.field.queries import latest_reports, report_at
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId
from kawal.node import Node, open_node
from kawal.store.events import Decision, Event
from kawal.store.log import read_entries, read_head
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.support.phone import Phone, enrolled

STATION, WARD, DISTRICT, OTHER = "6371011001012", "63.71.01.1001", "63.71.01", "63.71.02"
REASON = "Dua saksi mata dan catatan PTPS."
PERSON = "Fulan bin Anu, Jalan Kelayan 12"
DAY_AFTER = datetime(2024, 11, 28, 12, tzinfo=WITA)
TWICE = {"what": "voted_twice", "how_many": 2, "known_by": "seen", "happened_at": "10:42"}
SUMS = {"contest": "mayor", "copy": "own", "option_1": 61, "option_2": 100, "option_3": 39}
SUMS |= {"valid": 200, "invalid": 5, "counted": 205}
"""61 + 100 + 39 = 200 valid, 200 + 5 = 205 counted."""
Client = TestClient[Litestar]


class Office:
    """A supervision node in one process on the day after the vote, with one client for each role."""

    def __init__(self, folder: Path) -> None:
        filled_node(folder, "supervision").close()
        self.node: Node = open_node(folder, lambda: DAY_AFTER)
        self.app = create_app(self.node, load_letterhead())
        self.phones = [enrolled(self.node, "station_supervisor"), enrolled(self.node, "observer")]
        self.outside = TestClient(self.app, base_url=BASE)

    def client(self, *roles: Role, region: str = "") -> Client:
        made = TestClient(self.app, base_url=BASE)
        made.cookies.set(SESSION_COOKIE, session(self.node, *roles, region=region))
        return made

    def told(self, kind: str, data: dict[str, Any], *, phone: int = 0, v: int = 1, place: str = STATION) -> int:
        """A report; its entry."""
        writer: Phone = self.phones[phone]
        private = {"note": "isi"} if kind == "objection" else {}
        token = writer.report(private, kind=kind, v=v, place=place, data=data, at=int(time.time() * 1000))
        answer = self.outside.post("/api/reports", json={"reports": [str(token)]}).raise_for_status()
        result = answer.json()["results"][0]
        assert result["status"] in (200, 201), result
        with self.node.reading() as connection:
            return latest_reports(connection, most=1)[0].index

    def line(self, words: str) -> int:
        """A line that the desk heard by radio; its entry."""
        answer = sent(
            self.client("operator"), "/buku-jaga/baris", text=words, channel="radio", identity=new_identity()
        )
        assert answer.status_code == 303, answer.text
        with self.node.reading() as connection:
            return latest_reports(connection, most=1)[0].index

    def incident(self, phone: int = 0) -> int:
        """A procedure that was broken at the station."""
        data = {"what": "procedure", "severity": "severe"}
        return self.told("incident", data, phone=phone, v=3)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("grounds") / "node")
    with TestClient(made.app, base_url=BASE):
        yield made
    made.node.close()


def sent(client: Client, path: str, **data: str) -> Any:
    """What a form gets as its answer."""
    return client.post(path, data=data, headers=OWN, follow_redirects=False)


def opened(client: Client, *entries: int, rule: str = "PSU-112-2E", contest: str = "", **more: str) -> str:
    """The page of a ground that is opened from entries."""
    said = {"note": REASON, "entries": " ".join(map(str, entries))}
    form = {"rule": rule, "station": STATION, "contest": contest} | said | more
    answer = sent(client, "/sengketa/dasar/buka", **form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def seen(client: Client, page: str) -> str:
    """The newest entry that a page shows its reader."""
    found = re.search(r'name="seen" value="([0-9]+)"', client.get(page).text)
    assert found, page
    return found[1]


def corrected(client: Client, page: str) -> str:
    """The entry of the newest decision of KPU that a page offers to correct."""
    return str(re.findall(r'name="corrects" value="([0-9]+)"', client.get(page).text)[-1])


def passed_up(client: Client, page: str) -> None:
    """Up to KPU."""
    for outcome in ("passed_up", "passed_up", "recommended"):
        answer = sent(client, f"{page}/langkah", outcome=outcome, reason=REASON, seen=seen(client, page))
        assert answer.status_code == 303, answer.text


def test_kpu_orders_for_one_contest_and_the_list_says_so_until_the_other_is_decided(office: Office) -> None:
    """A ground for both contests: ordered for the mayor, the governor waits; not ordered for the governor; the round
    of the mayor is recorded, and the ground leaves the list."""
    station = "6371011001013"
    city = office.client("adjudicator", "commander", region="63.71")
    entry = office.told("irregularity", TWICE, place=station)
    page = opened(city, entry, rule="PSU-112-2D", station=station)
    passed_up(city, page)
    assert "giliran KPU kabupaten/kota · semua pemilihan" in city.get("/sengketa").text
    decree = {"decree": "720/2024", "decided_on": "2024-11-28", "reason": REASON}
    assert unfilled(city.get(page).text) == ["governor", "mayor"]
    nothing = sent(city, f"{page}/langkah", outcome="ordered", seen=seen(city, page), **decree)
    assert nothing.status_code == 400
    assert "sedikitnya satu dari: Gubernur, Wali Kota" in nothing.text
    one = sent(city, f"{page}/langkah", outcome="ordered", contests="mayor", seen=seen(city, page), **decree)
    assert one.status_code == 303
    form = city.get(f"/hitung/tps/{station}/mayor").text
    assert "sebagian sudah diputuskan KPU, sisanya menunggu" in form
    for text in (city.get("/sengketa").text, city.get(page).text):
        assert "Wali Kota: diputuskan dilaksanakan, 720/2024, Kamis 28 November 2024" in text
        assert "Gubernur: menunggu KPU" in text
        assert "Catat putaran: Wali Kota" in text
        assert "Catat putaran: Gubernur" not in text
    assert "Dibuka keliru" not in city.get(page).text
    assert unfilled(city.get(page).text) == []  # the only one that is left
    rest = sent(city, f"{page}/langkah", outcome="not_ordered", seen=seen(city, page), **decree)
    assert rest.status_code == 303
    assert "diputuskan dilaksanakan untuk sebagian pemilihan" in city.get("/sengketa").text
    ordered = {"contest": "mayor", "kind": "re_poll", "decree": "720/2024", "stations": station}
    assert sent(city, "/hitung/putaran/perintah", **ordered).status_code == 303
    assert f'{page}"' not in city.get("/sengketa").text
    assert f'{page}"' in city.get("/sengketa?ended=1").text


def unfilled(page: str) -> list[str]:
    """The contests that KPU's form offers; nothing that decides is filled in, and no button stands out."""
    form = page.partition('/langkah">')[2].partition("</form>")[0]
    assert 'name="decree" maxlength="120" required value=""' in form
    assert 'name="decided_on" required value=""' in form
    assert "checked" not in form
    assert "btn-go" not in form
    assert "tidak dapat dihapus" in form
    return re.findall('name="contests" value="([a-z]+)"', form)


def test_a_step_is_taken_back_until_the_next_level_spoke(office: Office) -> None:
    """The page says before the button that it stays; taken back with a reason it is the ward's turn again, the
    record has both; once the district spoke, only the district's is offered."""
    station = "6371011001006"
    ward, city = office.client("adjudicator", region=WARD), office.client("commander")
    page = opened(city, office.told("irregularity", TWICE, place=station), rule="PSU-112-2D", station=station)
    text = ward.get(page).text
    assert "Langkah tetap dalam log dan tidak dapat dihapus" in text
    assert "Tarik kembali langkah terakhir" not in text
    said = {"outcome": "passed_up", "reason": REASON}
    assert sent(ward, f"{page}/langkah", seen=seen(ward, page), **said).status_code == 303
    back = {"outcome": "undecided", "reason": "Salah TPS.", "corrects": corrected(ward, page)}
    assert sent(ward, f"{page}/langkah", seen=seen(ward, page), **back).status_code == 303
    after = ward.get(page).text
    for line in ("diteruskan ke atas", ": belum diputuskan", "gilirannya"):
        assert line in after
    assert sent(ward, f"{page}/langkah", seen=seen(ward, page), **said).status_code == 303
    assert sent(city, f"{page}/langkah", seen=seen(city, page), **said).status_code == 303
    assert "Tarik kembali langkah terakhir" not in ward.get(page).text
    assert "Tarik kembali langkah terakhir" in city.get(page).text
    assert sent(ward, f"{page}/langkah", **back | {"seen": seen(city, page)}).status_code == 409


def test_one_contest_under_study_leaves_the_other_to_be_studied(office: Office) -> None:
    """Indicated for all contests, studied for the mayor: all are refused in one sentence, the governor is offered
    with the number of the ground on the form, and the page of indications marks it; then nothing is offered."""
    station = "6371011001007"
    commander, auditor = office.client("commander"), office.client("auditor")
    entry = office.told("irregularity", TWICE, place=station)
    here = f"/sengketa/indikasi?place={station}"
    assert not re.search(r'href="/sengketa/dasar/[0-9]', commander.get(here).text)
    assert "/sengketa/dasar/baru" not in auditor.get(here).text
    assert "Kajian dibuka oleh: komandan" in auditor.get(here).text
    page = opened(commander, entry, rule="PSU-112-2D", station=station, contest="mayor")
    number = page.rpartition("/")[2]
    form = {"rule": "PSU-112-2D", "station": station, "entries": str(entry), "note": REASON}
    again = sent(commander, "/sengketa/dasar/buka", **form)
    assert again.status_code == 409
    assert f"untuk Wali Kota sebagai dasar {number}; pilih pemilihan yang belum dikaji: Gubernur" in again.text
    addresses = [f"/sengketa/dasar/baru?rule=PSU-112-2D&entries={entry}"]
    for listed in (commander.get("/sengketa").text, commander.get(here).text):
        link = re.search(rf'href="(/sengketa/dasar/baru\?rule=PSU-112-2D&amp;station={station}[^"]*)"', listed)
        assert link
        assert "contest=governor" in link[1]
        assert ">kaji: Gubernur<" in listed
        addresses.append(link[1].replace("&amp;", "&"))
    assert f'href="{page}"' in commander.get(here).text
    assert "dalam kajian" in commander.get(here).text
    for address in addresses:
        new = commander.get(address).text
        assert '<option value="governor" selected>' in new
    assert f'href="{page}"' in new
    opened(commander, entry, rule="PSU-112-2D", station=station, contest="governor")
    for listed in (commander.get("/sengketa").text, commander.get(here).text):
        assert f"rule=PSU-112-2D&amp;station={station}" not in listed


def test_the_form_offers_only_contests_that_are_registered(office: Office) -> None:
    """A city has a mayor and a governor, and no regent; without a station too."""
    form = office.client("commander").get("/sengketa/dasar/baru").text
    assert re.findall('<option value="(governor|regent|mayor)"', form) == ["governor", "mayor"]


def test_an_entry_that_the_reader_may_not_open_has_no_link(office: Office) -> None:
    """A ground rests on an incident of the whole district: the ward's adjudicator sees its number, the commander its
    page."""
    station = "6371011001005"
    wide = office.told("incident", {"what": "procedure", "severity": "severe"}, v=3, place=DISTRICT)
    commander, ward = office.client("commander"), office.client("adjudicator", region=WARD)
    page = opened(commander, wide, rule="PSU-112-2B", station=station)
    assert ward.get(f"/laporan/{wide}").status_code == 403
    assert f'href="/laporan/{wide}"' in commander.get(page).text
    assert f'href="/laporan/{wide}"' not in ward.get(page).text


def test_a_ground_opened_by_mistake_ends_at_kpu_too_and_its_decision_can_be_taken_back(office: Office) -> None:
    """A decree that was recorded at the wrong ground is taken back with a reason, then the ground ends as a mistake;
    all of it stays in the record."""
    station = "6371011001014"
    city = office.client("commander")
    page = opened(city, office.told("irregularity", TWICE, place=station), rule="PSU-112-2D", station=station)
    passed_up(city, page)
    assert ">Dibuka keliru</button>" in city.get(page).text
    decree = {"decree": "721/2024", "decided_on": "2024-11-28", "contests": ["governor", "mayor"]}
    made = {"outcome": "ordered", "reason": REASON, "seen": seen(city, page)} | decree
    assert city.post(f"{page}/langkah", data=made, headers=OWN, follow_redirects=False).status_code == 303
    back = {"outcome": "undecided", "reason": "TPS lain.", "corrects": corrected(city, page)}
    assert sent(city, f"{page}/langkah", seen=seen(city, page), **back).status_code == 303
    assert "direkomendasikan, menunggu KPU" in city.get(page).text
    ended = sent(city, f"{page}/langkah", outcome="mistaken", reason="TPS lain.", seen=seen(city, page))
    assert ended.status_code == 303
    text = city.get(page).text
    for said in ("721/2024", "pembetulan, KPU kabupaten/kota: belum diputuskan", "KPU kabupaten/kota: dibuka keliru"):
        assert said in text
    assert f'{page}"' not in city.get("/sengketa").text


def test_the_page_of_a_form_shows_the_open_grounds_of_its_station_and_opens_one(office: Office) -> None:
    """None at first; then the ground with its turn and its page, in its own contest alone; the link fills in station,
    contest and round, and the indications there are offered; who only reads is offered nothing."""
    station = "6371011001015"
    commander, analyst = office.client("commander"), office.client("auditor")
    form = f"/hitung/tps/{station}/mayor"
    assert "Belum ada yang dikaji di TPS ini." in commander.get(form).text
    link = re.search(r'href="(/sengketa/dasar/baru\?station=[^"]+)"', commander.get(form).text)
    assert link
    assert "/sengketa/dasar/baru" not in analyst.get(form).text
    entry = office.told("irregularity", TWICE, place=station)
    new = commander.get(link[1].replace("&amp;", "&")).text
    assert f'name="station" inputmode="numeric" maxlength="13" required value="{station}"' in new
    assert '<option value="mayor" selected>' in new
    assert "Indikasi di TPS ini" in new
    offered = re.search(r'href="(/sengketa/dasar/baru\?rule=PSU-112-2D[^"]+)"', new)
    assert offered
    assert f'value="{entry}"' in commander.get(offered[1].replace("&amp;", "&")).text
    page = opened(commander, entry, rule="PSU-112-2D", station=station, contest="mayor")
    for client in (commander, analyst):
        shown = client.get(form).text
        assert f'href="{page}"' in shown
        assert "dalam kajian; giliran Pengawas" in shown
    assert f'href="{page}"' not in commander.get(f"/hitung/tps/{station}/governor").text


def test_a_study_from_an_incident_is_filled_in_with_what_is_known(office: Office) -> None:
    """The station of the incident; the rule and all entries of the one indication that rests on it; of two, both are
    offered and neither is chosen; an incident that is behind none names no rule."""
    station = "6371011001016"
    commander = office.client("commander")
    alone = office.told("incident", {"what": "procedure", "severity": "severe"}, v=3, place=station)
    case = commander.get(f"/insiden/{alone}").text
    link = re.search(r'href="(/sengketa/dasar/baru\?entries=[^"]+)"', case)
    assert link
    form = commander.get(link[1].replace("&amp;", "&")).text
    assert f'value="{station}"' in form
    assert "selected" not in form.partition('name="rule"')[2].partition("</select>")[0]
    assert "bersandar pada catatan ini" not in case
    page = opened(commander, alone, rule="PSU-112-2B", station=station)
    after = commander.get(f"/insiden/{alone}").text
    assert "bersandar pada catatan ini" in after
    assert f'href="{page}"' in after
    assert f'href="{page}"' not in office.client("operator").get(f"/insiden/{alone}").text
    entry = office.told("irregularity", TWICE, place=station)
    form = commander.get(f"/sengketa/dasar/baru?entries={entry}").text
    assert '<option value="PSU-112-2D" selected>' in form
    assert f'value="{station}"' in form
    assert f'name="entries" maxlength="1000" required value="{entry}"' in form
    other = office.told("irregularity", TWICE | {"what": "voted_without_right"}, place=station)
    form = commander.get(f"/sengketa/dasar/baru?entries={entry}+{other}").text
    assert "Indikasi yang bersandar padanya" in form
    assert "selected" not in form.partition('name="rule"')[2].partition("</select>")[0]
    for rule in ("PSU-112-2D", "PSU-112-2E"):
        link = re.search(rf'href="(/sengketa/dasar/baru\?rule={rule}[^"]+)"', form)
        assert link
        chosen = commander.get(link[1].replace("&amp;", "&")).text
        assert f'<option value="{rule}" selected>' in chosen
        assert f'required value="{entry} {other}"' in chosen


def test_an_incident_whose_place_was_corrected_is_studied_where_it_was(office: Office) -> None:
    """Told of one station and placed at another: the form names the other, and its entry is about it."""
    told, station = "6371011001018", "6371011001009"
    commander = office.client("commander")
    incident = office.told("incident", {"what": "procedure", "severity": "severe"}, v=3, place=told)
    moved = {"place": told, "what": "procedure", "region": WARD, "station": "9", "note": "Salah TPS."}
    assert sent(commander, f"/insiden/{incident}/tempat", **moved).status_code == 303
    case = commander.get(f"/insiden/{incident}").text
    link = re.search(r'href="(/sengketa/dasar/baru\?entries=[^"]+)"', case)
    assert link
    assert f'value="{station}"' in commander.get(link[1].replace("&amp;", "&")).text
    page = opened(commander, incident, rule="PSU-112-2B", station=station)
    assert commander.get(page).status_code == 200


def test_a_correction_of_an_older_log_is_of_the_decision_before_it(office: Office) -> None:
    """It names neither the decision nor contests: it is about every contest, and the wrong one no longer holds."""
    station = "6371011001008"
    city = office.client("commander")
    page = opened(city, office.told("irregularity", TWICE, place=station), rule="PSU-112-2D", station=station)
    index = int(page.rpartition("/")[2])
    said: list[Event] = [
        GroundStepped(ground=index, stage="kpu", outcome="ordered", decree="1/2024", decided_on="2024-11-28"),
        GroundCorrected(ground=index, outcome="not_ordered", decree="2/2024", decided_on="2024-11-28"),
    ]
    for event in said:
        office.node.writer.commit(lambda _, one=event: Decision((one,)), "test")  # type: ignore[misc]
    with office.node.reading() as connection:
        ground = ground_at(connection, index)
    assert ground is not None
    assert (ground.standing, [one.decree for one in ground.decisions]) == ("not_ordered", ["2/2024"])


def test_an_answer_of_an_older_log_is_read_without_day_and_minutes(office: Office) -> None:
    """It has neither, and counts."""
    entry = office.told("objection", {"accepted": "refused"}, place="6371011001004")
    old = ObjectionAnsweredOnce(objection=entry, level="district", answer="carried")
    office.node.writer.commit(lambda _: Decision((old,)), "test")
    with office.node.reading() as connection:
        found = objection_at(connection, entry)
    assert found is not None
    assert (found.waits_at, [(one.held_on, one.minutes, one.corrects) for one in found.answers]) == (
        "city",
        [("", "", -1)],
    )


def test_a_line_of_the_duty_log_says_what_was_understood_and_its_words_to_who_may(office: Office) -> None:
    """ "TPS 17 Mantuil ribut": kind and values for everyone; the words, with a name in them, for who may
    open private parts."""
    station, words = "6371011001017", "TPS 17 Mantuil ribut di depan rumah Fulan"
    commander = office.client("commander")
    entry = office.line(words)
    page = opened(commander, entry, rule="PSU-112-2B", station=station)
    text = commander.get(page).text
    assert "TPS 17 Mantuil insiden (keributan" in text
    assert "Kabar dengan kata-kata: radio" in text
    assert words in text
    auditor = office.client("auditor").get(page).text
    assert "TPS 17 Mantuil insiden (keributan" in auditor
    assert "Fulan" not in auditor


def corrects(office: Office, entry: int, words: str) -> int:
    """A line that says of an earlier entry what it really was; its own entry."""
    with office.node.reading() as connection:
        row = report_at(connection, entry)
    assert row is not None
    line = {"text": words, "channel": "radio", "identity": new_identity(), "re": row.id, "corrects": "1"}
    answer = sent(office.client("operator"), "/buku-jaga/baris", **line)
    assert answer.status_code == 303, answer.text
    with office.node.reading() as connection:
        return latest_reports(connection, most=1)[0].index


def test_what_was_corrected_is_marked_opens_nothing_and_proves_nothing(office: Office) -> None:
    """ "TPS 4 Mantuil" was TPS 3: the page of the ground and the form of a new one say by which number, a new ground
    and a mark are refused, and of two sources one is left."""
    station = "6371011001004"
    commander = office.client("commander")
    wrong = office.line("TPS 4 Mantuil ribut di depan bilik")
    seen_too = office.told("incident", {"what": "procedure", "severity": "severe"}, v=3, place=station)
    page = opened(commander, wrong, seen_too, rule="PSU-112-2B", station=station)
    assert re.search(r"Sumber kedua[^<]*<small>dari log: catatan", commander.get(page).text)
    said = f"dibetulkan oleh nomor {corrects(office, wrong, 'TPS 3 Mantuil ribut di depan bilik')}"
    for text in (
        commander.get(page).text,
        commander.get(f"/sengketa/dasar/baru?station={station}&entries={wrong}").text,
    ):
        assert said in text
    assert re.search(r"<b>Sumber kedua[^<]*</b><small>masih kurang", commander.get(page).text)
    form = {"rule": "PSU-112-2A", "station": station, "entries": str(wrong), "note": REASON}
    again = sent(commander, "/sengketa/dasar/buka", **form)
    assert again.status_code == 400
    assert f"catatan: diharapkan catatan yang masih berlaku, didapat {wrong}, {said}" in again.text
    marked = {"exhibit": "who", "present": "1", "entry": str(wrong), "seen": seen(commander, page)}
    other = opened(commander, seen_too, rule="PSU-112-2D", station=station)
    refused = sent(commander, f"{other}/bukti", **marked | {"seen": seen(commander, other)})
    assert refused.status_code == 400
    assert "nomor catatan tentang TPS ini" in refused.text


def test_an_objection_that_was_corrected_waits_for_no_plenary(office: Office) -> None:
    """It says by which number, among those that wait no longer; no answer is recorded."""
    commander = office.client("commander")
    entry = office.told("objection", {"accepted": "refused"}, place="6371011001003")
    later = corrects(office, entry, "TPS 3 Mantuil aman")
    assert f'id="k{entry}"' not in commander.get("/sengketa/keberatan").text
    text = commander.get("/sengketa/keberatan?settled=1").text.partition(f'id="k{entry}"')[2].partition("</li>")[0]
    assert f"dibetulkan oleh nomor {later}" in text
    answer = {"answer": "carried", "reason": REASON, "seen": str(entry)}
    assert sent(commander, f"/sengketa/keberatan/{entry}/jawaban", **answer).status_code == 409


def test_a_report_that_was_sent_anew_by_odk_opens_nothing(office: Office) -> None:
    """The new one does; the refusal names the entry that says so."""
    station = "6371011001003"
    old, new = (office.told("irregularity", TWICE, place=station) for _ in range(2))
    with office.node.reading() as connection:
        first, second = (report_at(connection, one) for one in (old, new))
    assert first is not None
    assert second is not None
    event = ReportReplaced(report=second.id, replaces=first.id)
    by = office.node.writer.commit(lambda _: Decision((event,)), "test")[0].index
    form = {"rule": "PSU-112-2D", "station": station, "entries": str(old), "note": REASON}
    refused = sent(office.client("commander"), "/sengketa/dasar/buka", **form)
    assert refused.status_code == 400
    assert f"dibetulkan oleh nomor {by}" in refused.text
    opened(office.client("commander"), new, rule="PSU-112-2D", station=station)


def test_a_report_becomes_a_ground_and_ends_in_a_round_of_the_count(office: Office) -> None:
    """Two reports; ward, district and city each say their step; the decree fills in the form of a round; the round
    that is ordered there stands on the ground's page."""
    entries = [office.incident(), office.incident(1)]
    ward, district = (office.client("adjudicator", region=one) for one in (WARD, DISTRICT))
    city = office.client("adjudicator", "commander", region="63.71")
    form = ward.get(f"/sengketa/dasar/baru?rule=PSU-112-2E&entries={entries[0]}+{entries[1]}").text
    assert f'value="{STATION}"' in form
    page = opened(ward, *entries, contest="mayor", note=REASON)
    text = ward.get(page).text
    assert "dalam kajian" in text
    assert REASON in text
    assert re.search(r"Sumber kedua[^<]*<small>dari log: catatan", text)  # two accounts told it
    for client, outcome in ((ward, "passed_up"), (district, "passed_up"), (city, "recommended")):
        answer = sent(client, f"{page}/langkah", outcome=outcome, reason=REASON, seen=seen(client, page))
        assert answer.status_code == 303, answer.text
    decree = {"decree": "712/PL.02-Kpt/6371/2024", "decided_on": "2024-11-28"}
    answer = sent(city, f"{page}/langkah", outcome="ordered", reason=REASON, seen=seen(city, page), **decree)
    assert answer.status_code == 303, answer.text
    before = sent(city, f"{page}/langkah", outcome="ordered", reason=REASON, seen="99999", decree="7/2024")
    assert before.status_code == 409
    wrong = {"outcome": "ordered", "reason": REASON, "decree": "712/2024", "decided_on": "2024-11-01"}
    wrong["corrects"] = corrected(city, page)
    answer = sent(city, f"{page}/langkah", seen=seen(city, page), **wrong)
    assert answer.status_code == 400
    assert "paling awal hari pemungutan suara" in answer.text
    decree["decree"] = "713/PL.02-Kpt/6371/2024"
    assert sent(ward, f"{page}/langkah", seen=seen(city, page), **wrong).status_code == 403
    decree |= {"corrects": wrong["corrects"], "seen": seen(city, page)}
    answer = sent(city, f"{page}/langkah", outcome="ordered", reason=REASON, **decree)
    assert answer.status_code == 303, answer.text
    after = city.get(page).text
    for number in ("712", "pembetulan, KPU kabupaten/kota: diputuskan dilaksanakan (Wali Kota), 713"):
        assert number in after
    assert "28 November 2024" in after
    link = re.search(r'href="(/hitung/putaran\?[^"]+)"', after)
    assert link
    rounds = city.get(link[1].replace("&amp;", "&")).text
    assert decree["decree"] in rounds
    assert STATION in rounds
    assert "28 November 2024" in rounds
    listed, seen_above = city.get("/sengketa").text, office.client("lawyer").get("/sengketa").text
    assert f'{page}"' in listed  # ordered, and its round is not recorded: still work to do
    assert re.search(r"<b>1</b> putaran belum dicatat", listed)
    assert "Catat putaran: Wali Kota" in listed
    assert "Catat putaran" not in seen_above
    assert "yang berhak mencatatnya: ajudikator" in seen_above
    assert f'{page}"' not in city.get("/sengketa?ended=1").text
    ordered = sent(city, "/hitung/putaran/perintah", contest="mayor", kind="re_poll", decree="712", stations=STATION)
    assert ordered.status_code == 303
    shown = city.get(page).text
    assert "Putaran 2" in shown
    assert "/hitung/putaran?" not in shown
    assert page in city.get("/sengketa?ended=1").text
    assert f'{page}"' not in city.get("/sengketa").text
    assert re.search(r"<b>0</b> putaran belum dicatat", city.get("/sengketa").text)
    assert "tarik putarannya" not in shown
    refused = {"outcome": "not_ordered", "reason": REASON, "corrects": corrected(city, page)}
    answer = sent(city, f"{page}/langkah", **(decree | refused | {"seen": seen(city, page), "contests": "mayor"}))
    assert answer.status_code == 303, answer.text
    assert "tarik putarannya" in city.get(page).text  # its decision was another, and the round still stands


def test_each_step_is_for_its_own_level_and_place(office: Office) -> None:
    """A ward does not speak for the district, another district not at all, a lawyer for nobody; an auditor
    only reads; the page offers no button to whoever may not press it."""
    page = opened(office.client("commander"), office.incident(), rule="PSU-112-2D")
    ward, other = office.client("adjudicator", region=WARD), office.client("adjudicator", region=OTHER)
    lawyer, auditor = office.client("lawyer"), office.client("auditor")
    assert other.get(page).status_code == 403
    assert page not in other.get("/sengketa").text
    assert sent(lawyer, f"{page}/langkah", outcome="passed_up", reason=REASON, seen="99999").status_code == 403
    assert sent(auditor, f"{page}/langkah", outcome="passed_up", reason=REASON, seen="99999").status_code == 403
    assert 'name="outcome"' not in lawyer.get(page).text
    assert sent(ward, f"{page}/langkah", outcome="passed_up", reason=REASON, seen=seen(ward, page)).status_code == 303
    assert re.findall('name="outcome" value="([a-z_]+)"', ward.get(page).text) == ["undecided"]
    assert "yang berhak mencatat langkahnya: komandan, ajudikator di tingkat itu" in lawyer.get(page).text
    assert "Bukti ditandai oleh: komandan, ajudikator, kuasa hukum." in auditor.get(page).text
    assert "Kajian dibuka oleh: komandan, ajudikator, kuasa hukum." in auditor.get("/sengketa").text
    assert sent(ward, f"{page}/langkah", outcome="passed_up", reason=REASON, seen="99999").status_code == 403
    assert REASON in lawyer.get(page).text
    assert REASON not in auditor.get(page).text


def test_a_gap_in_custody_alone_opens_nothing_and_is_shown_as_a_weakness(office: Office) -> None:
    """A box that came without seal: refused as a ground in one sentence, a weakness on another's page."""
    gap = office.told("logistics", {"box_sealed": False, "seal": "0047"})
    commander = office.client("commander")
    form = {"rule": "PSU-112-2A", "station": STATION, "entries": str(gap)}
    answer = sent(commander, "/sengketa/dasar/buka", **form)
    assert answer.status_code == 400
    assert "celah penguasaan kotak, yang melemahkan bukti dan bukan alasan PSU" in answer.text
    page = opened(commander, office.incident(), rule="PSU-112-2B")
    assert "kotak dilaporkan tiba tanpa segel" in commander.get(page).text


def test_what_others_told_is_no_second_source_and_a_silent_box_is_not_a_box_without_gaps(office: Office) -> None:
    """One saw it, the other heard of it: one source. Nobody reported the box: not reported, which is not "no gap";
    once it came and went with a report, there is none."""
    place = "6371011001019"
    told = {"what": "voted_without_right", "how_many": 2, "known_by": "seen", "happened_at": "10:42"}
    entries = [
        office.told("irregularity", told | {"known_by": known}, phone=n, place=place)
        for n, known in enumerate(("seen", "told"))
    ]
    client = office.client("commander")
    page = opened(client, *entries, station=place)
    text = client.get(page).text
    assert re.search(r"<b>Sumber kedua[^<]*</b><small>masih kurang", text)
    assert "Tidak dilaporkan: kotak tiba" in text
    assert "Tidak dilaporkan: kotak diserahkan" in text
    assert "Tidak ada celah" not in text
    office.told("logistics", {"box_sealed": True, "seal": "0047"}, place=place)
    office.told("box_handed_over", {"seal": "0047", "receiver": "ppk"}, place=place)
    after = client.get(page).text
    assert "Tidak dilaporkan" not in after
    assert "Tidak ada celah penguasaan kotak yang dilaporkan." in after


def test_a_milestone_opens_nothing_and_the_answer_says_what_would(office: Office) -> None:
    """ "TPS dibuka" for "KPPS marks ballots": one sentence, nothing recorded."""
    entry = office.told("opening", {"opened_at": "07:05", "committee_present": 7})
    form = {"rule": "PSU-112-2B", "station": "6371011001012", "entries": str(entry), "note": REASON}
    with office.node.reading() as connection:
        before = len(load_grounds(connection))
    answer = sent(office.client("commander"), "/sengketa/dasar/buka", **form)
    assert answer.status_code == 400
    assert "sedikitnya satu laporan pelanggaran" in answer.text
    with office.node.reading() as connection:
        assert len(load_grounds(connection)) == before


@pytest.mark.parametrize(
    ("odd", "status", "says"),
    [
        ({"rule": "PSU-MK"}, 400, "aturan"),
        ({"station": "6371011001999"}, 404, "TPS terdaftar"),
        ({"station": "x"}, 400, "13 angka"),
        ({"entries": ""}, 400, "nomor catatan"),
        ({"entries": "0"}, 400, "tentang TPS ini"),
        ({"entries": "999999999999"}, 400, "tentang TPS ini"),
        ({"contest": "regent"}, 400, "pemilihan"),
        ({"note": "x" * 2_001}, 400, "paling banyak 2.000"),
        ({"note": " "}, 400, "alasan"),
        ({"round": "3"}, 400, "putaran yang ada di TPS ini: 1"),
        ({"round": "99"}, 400, "putaran: diharapkan 1 sampai 9, didapat 99"),
        ({"round": "0"}, 400, "putaran: diharapkan 1 sampai 9, didapat 0"),
        ({"entries": " ".join(map(str, range(61)))}, 400, "1 sampai 60 nomor"),
        ({"entries": "x" * 10_000}, 400, "nomor catatan"),
        ({"station": "6" * 300}, 400, "13 angka"),
    ],
)
def test_bad_input_is_one_sentence_and_leaves_nothing(
    office: Office, odd: dict[str, str], status: int, says: str
) -> None:
    """Nothing is recorded of what was refused."""
    commander = office.client("commander")
    form = {"rule": "PSU-112-2C", "station": STATION, "entries": str(office.incident()), "note": REASON} | odd
    answer = sent(commander, "/sengketa/dasar/buka", **form)
    assert answer.status_code == status, answer.text
    assert says in answer.text
    shown = commander.get("/sengketa?rule=PSU-112-2C").text.partition("<main")[2]
    assert "PSU-112-2C" not in re.sub(r"<select.*?</select>", "", shown)


def test_who_it_was_is_sealed_and_each_opening_is_recorded(office: Office) -> None:
    """A person's name is in no entry and on no page until someone with the right opens it; then the log says so."""
    commander = office.client("commander")
    page = opened(commander, office.incident(), rule="PSU-112-1")
    page = opened(commander, office.incident(), rule="PSU-112-2E")
    marked = {"exhibit": "who", "present": "1", "words": PERSON, "seen": seen(commander, page)}
    assert sent(commander, f"{page}/bukti", **marked).status_code == 303
    held = {"exhibit": "attendance", "holder": "kpps", "pages": "4", "seal": "0047251", "seen": seen(commander, page)}
    assert sent(commander, f"{page}/bukti", **held).status_code == 303
    text = commander.get(page).text
    assert "disimpan panitia TPS (KPPS)" in text
    assert PERSON not in text
    with office.node.reading() as connection:
        size = read_head(connection).size
        assert not [index for index, entry in read_entries(connection, 0, size) if b"Fulan" in entry]
    answer = sent(commander, f"{page}/buka")
    assert PERSON in answer.text
    with office.node.reading() as connection:
        after = read_head(connection).size
        assert b"private_opened" in b"".join(entry for _, entry in read_entries(connection, size, after))
    assert sent(office.client("lawyer"), f"{page}/buka").status_code == 403


def test_a_page_from_before_the_last_step_decides_nothing(office: Office) -> None:
    """Two people have it open; the second is told to load the page again."""
    commander = office.client("commander")
    page = opened(commander, office.incident(), rule="RECOUNT-113")
    assert ">Dihitung ulang seketika di TPS</button>" in commander.get(page).text
    assert "(anggapan; pasal itu" in commander.get(page).text, (
        "the article is not about recounts, and the page says so"
    )
    before = seen(commander, page)
    assert sent(commander, f"{page}/langkah", outcome="done_at_once", reason=REASON, seen=before).status_code == 303
    answer = sent(commander, f"{page}/langkah", outcome="passed_up", reason=REASON, seen=before)
    assert answer.status_code == 409
    assert "muat ulang" in answer.text


def test_an_objection_is_carried_from_the_station_to_its_plenaries(office: Office) -> None:
    """The old version of the report and the new one; the district carries it on, the city corrects it."""
    old = office.told("objection", {"accepted": "refused"})
    new = {
        "level": "station",
        "objector": "agent",
        "pair": 2,
        "which_contest": "mayor",
        "form": "c_hasil",
        "about": "invalid",
        "written": 12,
        "claimed": 9,
        "accepted": "noted",
    }
    entry = office.told("objection", new, v=2)
    district, city = office.client("adjudicator", region=DISTRICT), office.client("adjudicator", region="63.71")
    text = district.get("/sengketa/keberatan").text
    assert f'id="k{old}"' in text
    assert "Saksi nomor urut: 2" in text
    assert "dibawa ke pleno kecamatan" in text
    address = f"/sengketa/keberatan/{entry}/jawaban"
    early = sent(office.client("adjudicator", region=WARD), address, answer="carried", reason=REASON, seen=str(entry))
    assert early.status_code == 403
    assert "Yang berhak mencatat jawaban pleno kecamatan: komandan, ajudikator" in (
        office.client("lawyer").get("/sengketa/keberatan").text
    )
    late = {"answer": "carried", "reason": REASON, "seen": str(entry), "held_on": "2024-11-29"}
    refused = sent(district, address, **late)
    assert refused.status_code == 400
    assert "hari pleno: diharapkan paling lambat hari ini" in refused.text
    held = {"held_on": "2024-11-28", "minutes": "12/BA/PPK/2024"}
    assert sent(district, address, **late | held).status_code == 303
    text = city.get("/sengketa/keberatan").text
    assert "dibawa ke pleno kabupaten/kota" in text
    assert "Kamis 28 November 2024, berita acara 12/BA/PPK/2024" in text
    wrong = re.search(r'name="corrects" value="([0-9]+)"', text)
    assert wrong
    fixed = {"answer": "carried", "reason": "Salah ketik.", "seen": wrong[1], "corrects": wrong[1]}
    assert sent(district, address, **fixed, **held | {"minutes": "13/BA/PPK/2024"}).status_code == 303
    text = district.get("/sengketa/keberatan").text
    assert "sudah dibetulkan" in text
    assert "berita acara 13/BA/PPK/2024" in text
    assert sent(city, address, answer="corrected", reason=REASON, seen=str(entry)).status_code == 409
    newest = re.search(
        rf'keberatan/{entry}/jawaban"><input type="hidden" name="seen" value="([0-9]+)"',
        city.get("/sengketa/keberatan").text,
    )
    assert newest
    assert sent(city, address, answer="corrected", reason=REASON, seen=newest[1]).status_code == 303
    assert f'id="k{entry}"' not in city.get("/sengketa/keberatan").text
    assert f'id="k{entry}"' in city.get("/sengketa/keberatan?settled=1").text
    page = opened(office.client("commander"), office.incident(), rule="RECOUNT-33-2", contest="governor")
    assert "Keberatan dari TPS ini" in city.get(page).text
    assert sent(city, "/sengketa/keberatan/0/jawaban", answer="carried", reason=REASON, seen="1").status_code == 404


def test_an_indication_waits_on_the_page_until_someone_studies_it(office: Office) -> None:
    """Two voters without a right at another station: offered with its entry, then gone from the list; one voter is no
    indication at all."""
    place = "6371011001020"
    seen = {"what": "voted_without_right", "how_many": 2, "known_by": "seen", "happened_at": "10:42"}
    commander = office.client("commander")
    office.told("irregularity", seen | {"how_many": 1}, place="6371011001021")
    entry = office.told("irregularity", seen, place=place)
    text = commander.get("/sengketa").text
    link = re.search(rf'href="(/sengketa/dasar/baru\?rule=PSU-112-2E&amp;station={place}[^"]*)"', text)
    assert link
    assert "station=6371011001021" not in text
    form = commander.get(link[1].replace("&amp;", "&")).text
    assert f'value="{entry}"' in form
    page = opened(commander, entry, station=place)
    after = commander.get("/sengketa").text
    assert f"station={place}" not in after
    assert page in after


def test_the_tables_of_grounds_are_folded_from_the_log_alone(office: Office) -> None:
    """Rebuilt, they hold the same rows."""
    with office.node.reading() as connection:
        before = load_grounds(connection), load_objections(connection)
    office.node.writer.rebuild()
    with office.node.reading() as connection:
        assert (load_grounds(connection), load_objections(connection)) == before
    assert before[0]


def test_an_observers_node_studies_without_a_board(tmp_path: Path) -> None:
    """It has no incidents and no convoys, and everything of the grounds."""
    node = filled_node(tmp_path / "node", "observer")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        token = enrolled(node, "observer").report(
            kind="irregularity",
            place=STATION,
            data={"what": "voted_twice", "how_many": 2, "known_by": "seen", "happened_at": "10:42"},
            at=int(time.time() * 1000),
        )
        assert client.post("/api/reports", json={"report": str(token)}).status_code == 201
        with node.reading() as connection:
            entry = latest_reports(connection, most=1)[0].index
        client.cookies.set(SESSION_COOKIE, session(node, "adjudicator"))
        page = opened(client, entry, rule="PSU-112-2D")
        assert "Jalur" in client.get(page).text
        number = page.rpartition("/")[2]
        assert client.get(f"/sengketa/kertas?of=ground&entry={number}").status_code == 200
    node.close()


def test_an_order_node_has_none_of_it(tmp_path: Path) -> None:
    """The city keeps order and proves nothing about votes."""
    node = filled_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        assert client.get("/sengketa").status_code == 404
    node.close()


def test_a_ground_opened_from_numbers_says_who_read_which_copy_and_shows_every_entry(office: Office) -> None:
    """A supervisor's and an observer's copy, and what a clerk read of the first: the form to open a ground and its
    page show all three with the number in question and lead to the form; an entry that is none of them is shown as
    such."""
    station = "6371011001005"
    commander = office.client("commander")
    copies = [office.told("results_copy", SUMS | {"voters": 204}, phone=n, v=2, place=station) for n in (0, 1)]
    typed = FormEntered(copy=copies[0], reader="first", numbers={"ballots_counted": 205, "used_total": 203})
    recorded = office.node.writer.commit(lambda _: Decision((typed,)), "clerk-1")[0].index
    entries = [*copies, recorded]
    asked = "+".join(map(str, [*entries, 999_999]))
    new = commander.get(f"/sengketa/dasar/baru?station={station}&entries={asked}").text
    page = opened(commander, *entries, rule="RECOUNT-33-2", station=station, contest="mayor")
    for text in (new, commander.get(page).text):
        assert text.count("<b>Salinan pengawas TPS, Wali Kota</b>") == 2
        assert text.count("<b>Salinan pemantau, Wali Kota</b>") == 1
        assert "Jumlah pengguna hak pilih: 204" in text
        assert "Jumlah pengguna hak pilih: 203" in text
        assert "dibaca petugas pertama" in text
        assert text.count(f'href="/hitung/tps/{station}/mayor?round=1">lihat formulirnya') == 3
    assert "bukan catatan tentang TPS ini yang dapat Anda baca" in new
    assert f'href="/laporan/{recorded}"' not in commander.get(page).text
    for link in re.findall(r'href="(/laporan/[0-9]+|/hitung/tps/[^"]+)"', commander.get(page).text):
        assert commander.get(link).status_code == 200, link


def test_an_incident_made_of_a_finding_is_no_second_source_for_it(office: Office) -> None:
    """One copy, and the incident that a commander makes of what does not add up on it: one source. A second person's
    copy makes two."""
    station = "6371011001007"
    commander = office.client("commander")
    copy = office.told("results_copy", SUMS | {"voters": 204}, v=2, place=station)
    about = {"place": station, "contest": "mayor", "round": "1", "finding": "COUNTED_EQ_VOTERS"}
    form = about | {"id": new_identity(), "what": "procedure", "severity": "moderate", "words": "Periksa."}
    incident = int(sent(commander, "/insiden/temuan", **form).headers["location"].rpartition("/")[2])
    one = opened(commander, copy, incident, rule="RECOUNT-33-2", station=station, contest="mayor")
    with office.node.reading() as rows:
        desk = office.app.state["grounds"]
        ground = desk.one(rows, int(one.rpartition("/")[2]))
        known = desk.knowing(rows)(ground)
    sources = next(need for need in needs_for(known, office) if need.exhibit.derived == "sources")
    assert known.repeating == frozenset({incident})
    assert sources.entries == ()
    other = office.told("results_copy", SUMS | {"voters": 204}, phone=1, v=2, place=station)
    with office.node.reading() as rows:
        known = desk.knowing(rows)(msgspec.structs.replace(ground, entries=(copy, incident, other)))
    sources = next(need for need in needs_for(known, office) if need.exhibit.derived == "sources")
    assert sources.entries == (copy, other)


def needs_for(known: Known, office: Office) -> tuple[Need, ...]:
    """The checklist of a ground that asks for a second source."""
    law = grounds()
    rule = next(one for one in law.grounds if "sources" in {law.exhibit(name).derived for name in one.needs})
    asked = Ground(
        index=1,
        rule=rule.rule,
        kind=rule.kind,
        station=StationId(STATION),
        contest=None,
        round=1,
        entries=(),
        actor="",
        at="",
    )
    return needs_of(asked, known, law, office.app.state["field"].book())


@pytest.mark.parametrize("typed", ["1.234.567", "1,234,567", "1234567"])
def test_the_number_of_an_entry_is_read_as_pages_show_it(office: Office, typed: str) -> None:
    """No such entry is here; that it was understood is seen by the number in the answer."""
    form = {"rule": "PSU-112-2B", "station": STATION, "entries": typed, "note": REASON}
    answer = sent(office.client("commander"), "/sengketa/dasar/buka", **form)
    assert answer.status_code == 400
    assert "1234567" in answer.text
    assert "dipisah spasi" not in answer.text
