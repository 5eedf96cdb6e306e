"""A peaceful assembly is of severity 0: shown, served by the agencies it asks, never a clock, a team or an alarm."""

from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from kawal.field.assembly import SERVICES
from kawal.jurisdiction.incidents import Limits, decode_rules, incident_rules
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language
from kawal.watch.board.look import look
from kawal.watch.incidents.acting import Act, World, decide_act
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.casesteps import case_of
from kawal.watch.incidents.clocks import clocks_of
from kawal.watch.incidents.gatherings import sizes_told
from kawal.watch.model import Heard, Source, Value
from kawal.web.identity import SESSION_COOKIE
from tests.http.conftest import BASE, OWN, session
from tests.watch.agencies.test_contacts import save
from tests.watch.agencies.test_notices import Listening, gateway, open_gate, run, told
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import Hands, brawl, cases, come_in, desk, hands, liaison
from tests.watch.situation.test_situation import made

__all__ = ["desk", "gateway", "hands"]  # fixtures
WARD = "63.71.02.1002"  # Kebun Bunga
LINE = "aksi damai 300 orang Kebun Bunga, butuh P3K dan lalin diatur"
FORCE = {"POLRESTA", "POLDA", "TNI", "SATPOL_PP", "SATLINMAS"}
RULES = incident_rules()


def gathering(**data: Value) -> Case:
    """An assembly with these answers."""
    said = Heard(10, "r-10", "assembly", 0, "2024-11-27T01:00:00+00:00", Source("", "device", "a-1"), data)
    return case_of(WARD, said, (), None, RULES)


def gathered(desk: Desk, line: str = LINE) -> Case:
    """The assembly that a line tells of."""
    desk.save(line)
    with desk.node.reading() as connection:
        return cases(desk).gatherings(connection)[0]


def do(desk: Desk, case: Case, step: str, agency: str = "", **more: str) -> int:
    """Do something about it; returns the status."""
    data = {"place": case.place, "what": "assembly", "step": step, "agency": agency, **more}
    path = f"/insiden/{case.heard.index}/langkah"
    return desk.client.post(path, data=data, headers=OWN, follow_redirects=False).status_code


def test_what_is_asked_for_goes_to_the_agencies_that_give_it() -> None:
    """Traffic to transport, first aid to 119; nobody of force is on any way of it."""
    case = gathering(size="from_200", traffic=True, first_aid=True, water=False)
    assert case.services == {"traffic": ("DISHUB",), "first_aid": ("PSC_119",)}
    assert [(one.agency, one.part) for one in case.agencies] == [
        ("DESK_PILKADA", "owner"),
        ("DISHUB", "assist"),
        ("PSC_119", "assist"),
    ]
    assert case.services_from("DISHUB") == ("traffic",)
    everything = gathering(**dict.fromkeys(SERVICES, True))
    assert set(everything.services) == set(SERVICES)
    assert all(everything.services.values())
    assert not FORCE & {one.agency for one in everything.agencies}
    assert gathering(people=60).services == {}  # the first version asked for none


def test_it_has_no_clock_and_severity_0_no_minutes() -> None:
    """Nothing falls due, however long it stands."""
    case = gathering(size="from_5000", traffic=True)
    assert (case.severity, case.is_peaceful, clocks_of(case, RULES)) == ("none", True, ())
    with pytest.raises(ValueError, match="none"):
        Limits(30, 15, 5).of("none")


@pytest.mark.parametrize(
    "act",
    [
        Act(step="sent", team=1, actor="op"),
        Act(step="handed_on", agency="POLRESTA", note="bubarkan", actor="op"),
        Act(step="told", agency="POLRESTA", actor="op"),
        Act(step="asked", agency="TNI", note="siap?", actor="op"),
        Act(step="mediation_asked", agency="RT_RW", actor="op"),
        Act(step="outside", actor="op"),
    ],
    ids=lambda act: f"{act.step} {act.agency}",
)
def test_it_is_served_and_not_acted_against(act: Act) -> None:
    """No team, nobody above, nobody who is not asked for a service."""
    world = World(agencies={"POLRESTA", "TNI", "RT_RW", "DISHUB"}, teams=(1,))
    with pytest.raises(Rejected, match=r"dilayani, tidak ditindak|instansi layanan"):
        decide_act(gathering(size="from_50", traffic=True), act, world)
    assert decide_act(gathering(traffic=True), Act(step="accepted", agency="DISHUB", actor="op"), world).events


def test_services_are_agencies_that_there_are() -> None:
    """A file of rules with an unknown one is refused."""
    rules = b"""
clocks:
  source: {id: a, en: a}
  accept_min: {minor: 1, moderate: 1, severe: 1}
  arrive_min: {minor: 1, moderate: 1, severe: 1}
  word_min: {minor: 1, moderate: 1, severe: 1}
types:
  - {id: other, name: {id: a, en: a}, kinds: [other], source: a, inside: {chain: [KPPS]}, outside: {chain: [KPPS]},
     services: {traffic: [NOBODY]}}
"""
    with pytest.raises(Rejected, match="NOBODY"):
        decode_rules(rules, "incidents.yaml")


def test_no_figure_of_trouble_counts_one(desk: Desk) -> None:
    """The list, the board and the situation report show it apart; incidents, marks and clocks stay as they were."""
    case = gathered(desk)
    assert case.place == WARD
    with desk.node.reading() as connection:
        assert cases(desk).all(connection) == ()
        assert cases(desk).open_entries(connection) == frozenset()
        seen = look(connection, cases(desk).watch, lambda _: True)
    assert seen.incidents == ()
    assert sum(seen.severities.values()) == 0
    assert [one.place for one in seen.gatherings] == [WARD]
    assert all(ward.whole is None for ward in seen.wards)
    for path in ("/insiden", "/papan", "/papan/peta", "/instansi/DISHUB"):
        page = unescape(desk.page(path))
        assert "Kumpulan massa damai, 200 sampai 999 orang" in page, path
    assert "tingkat 0" in desk.page("/insiden")
    assert "0</b> belum ditangani" in desk.page("/insiden")
    points = desk.client.get("/papan/peta/isi").json()["incidents"]["features"]
    assert [one["properties"]["mark"] for one in points] == ["none"]


def test_its_page_offers_service_and_nothing_else(desk: Desk) -> None:
    """No team, no handing on, no letter, no severity; what each agency is asked for stands beside it."""
    case = gathered(desk)
    page = unescape(desk.page(f"/insiden/{case.heard.index}"))
    for words in ("Kumpulan damai", "tingkat 0", "diminta: pengaturan lalu lintas", "diminta: pertolongan pertama"):
        assert words in page
    for words in ("Kirim tim", ">Teruskan<", "Belum ditangani", "Tenggat", "Minta menengahi", "belum diberitahu"):
        assert words not in page
    assert "Polresta" not in page.split("<main")[1]
    assert do(desk, case, "sent", team="1") == 400
    assert do(desk, case, "told", "POLRESTA") == 400
    assert [do(desk, case, "taken"), do(desk, case, "told", "DISHUB"), do(desk, case, "accepted", "DISHUB")] == [
        303
    ] * 3
    assert "Dishub menerima" in unescape(desk.page("/insiden"))
    assert do(desk, case, "settled", "DISHUB") == 303
    closing = {"place": case.place, "what": "assembly", "result": "resolved", "note": ""}
    assert desk.client.post(f"/insiden/{case.heard.index}/tutup", data=closing, headers=OWN).status_code == 200
    assert "Kumpulan massa damai" not in desk.page("/insiden").split("<main")[1]
    assert "Kumpulan massa damai" in desk.page("/insiden?ended=1")


def test_it_is_joined_with_an_assembly_only(desk: Desk) -> None:
    """Two words of one assembly are one; a brawl is none of it, either way."""
    first, fight = gathered(desk), brawl(desk)
    second = gathered(desk, "konvoi damai 20 org Kebun Bunga")
    assert do(desk, second, "merged", other=str(fight)) == 400
    data = {"place": "6371011001012", "what": "disturbance", "step": "merged", "other": str(first.heard.index)}
    assert desk.client.post(f"/insiden/{fight}/langkah", data=data, headers=OWN).status_code == 400
    assert do(desk, second, "merged", other=str(first.heard.index)) == 303


def test_each_agency_is_told_once_what_it_is_asked_for(desk: Desk, hands: Hands, gateway: Listening) -> None:
    """The officer of transport gets one text with a link, without a deadline, and no second one hours later; the link
    says what is asked."""
    liaison(desk, "DISHUB")
    assert save(desk, agency="DISHUB", phone="+62 800-000-4711", name="Petugas Contoh") == 303
    open_gate(desk, gateway.url)
    gathered(desk)
    desk.client.app.state["notices"].look()
    run(desk, hands)
    (text,) = gateway.sent
    assert text["to"] == "+628000004711"
    assert "Kebun Bunga. Mohon layanan: pengaturan lalu lintas. Tanpa tenggat:" in text["text"]
    assert "sebelum" not in text["text"]
    assert [(one.agency, one.reason) for one in told(desk)] == [("DISHUB", "service")]
    for _ in range(3):
        hands.now = hands.now.replace(hour=hands.now.hour + 1)
        desk.client.app.state["notices"].look()
        run(desk, hands)
    assert len(gateway.sent) == 1
    desk.client.cookies.clear()
    page = unescape(desk.page(text["text"].rsplit(" ", 1)[1].removeprefix(BASE)))
    assert "diminta: <b>pengaturan lalu lintas</b>" in page


def test_a_liaison_sees_what_is_asked_of_the_own_agency(desk: Desk) -> None:
    """Transport does; the police, whom nobody asked, do not."""
    case = gathered(desk)
    for agency, status in (("DISHUB", 200), ("POLRESTA", 403)):
        come_in(desk, liaison(desk, agency))
        assert desk.client.get(f"/insiden/{case.heard.index}").status_code == status
        assert ("Kumpulan massa damai" in desk.page("/insiden")) is (status == 200)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator"))


def test_the_situation_report_counts_assemblies_by_size(desk: Desk) -> None:
    """Two of 200 to 999 people, one under 50: a line of the page, the text and the paper; no incident."""
    for line in (LINE, "aksi damai 20 orang Mantuil", "aksi damai ratusan orang Pelambuan"):
        desk.save(line)
    report = made(desk)
    assert [(size, count) for size, count, _ in report.gathered] == [("under_50", 1), ("from_200", 2)]
    assert report.incidents == ()
    assert (report.value("new"), report.value("unhandled"), report.value("late")) == (0, 0, 0)
    page = unescape(desk.page("/situasi"))
    assert "Kumpulan damai, 200 sampai 999 orang" in page
    assert "Kumpulan damai: 1 × kurang dari 50 orang, 2 × 200 sampai 999 orang" in page
    pdf = desk.client.get("/situasi/1/laporan.pdf").content
    assert "Kumpulan damai, 200 sampai 999 orang" in " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert sizes_told(["", "from_50"], language("en")) == "1 × 50 to 199 people, 1 × size not known"


def test_the_list_of_an_agency_is_as_long_as_its_number_says(desk: Desk) -> None:
    """/instansi counts what is with an agency; /insiden with that agency chosen lists the same, no more.

    The brawl is the police's; Bawaslu is only to be informed and was not yet: 1 and 0.
    """
    brawl(desk)
    gathered(desk)
    listed = {}
    for agency in ("POLRESTA", "BAWASLU", "POLDA"):
        listed[agency] = desk.page(f"/insiden?agency={agency}").count('<li class="row">')
        counted = "1 insiden terbuka" if listed[agency] else "0 insiden terbuka"
        assert counted in desk.page(f"/instansi/{agency}")
    assert listed == {"POLRESTA": 1, "BAWASLU": 0, "POLDA": 0}


def test_its_place_can_be_corrected(desk: Desk) -> None:
    """Where an assembly is may be learned later: the list and its page name the new place; it stays severity 0."""
    case = gathered(desk)
    data = {"place": case.place, "what": "assembly", "region": "63.71.01.1001", "station": "2"}
    path = f"/insiden/{case.heard.index}"
    assert desk.client.post(f"{path}/tempat", data=data, headers=OWN, follow_redirects=False).status_code == 303
    for page in (desk.page("/insiden"), desk.page(path)):
        assert "TPS 002" in unescape(page).split("<main")[1]
    assert "tingkat 0" in desk.page(path)
