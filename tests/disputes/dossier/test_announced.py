"""A dossier of a contest tells what was announced, how many live there, moments of cases, days of rounds, by name."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.count.model import ContestKind
from kawal.disputes.clocks.decide import RecordMoment
from kawal.disputes.clocks.queries import moments
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from kawal.disputes.dossier.pack import Built
from kawal.disputes.threshold.decide import Announce, RecordPopulation
from kawal.disputes.threshold.queries import populations
from kawal.jurisdiction.zones import WITA
from kawal.kernel.errors import Missing
from tests.disputes.dossier.test_pack import faults
from tests.disputes.grounds.test_pages import STATION, Office, opened, seen, sent

CITY = "63.71"
AT_MS = int(datetime(2024, 11, 28, 10, tzinfo=WITA).timestamp() * 1000)
DECREE = "Keputusan KPU 500/2024"
MAYOR = Scope("contest", "mayor")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "node")
    yield made
    made.node.close()


def announce(office: Office, first: int, contest: ContestKind = "mayor", reference: str = DECREE) -> None:
    """Number 01 has `first` votes, number 02 has 101,500, of 261,500 valid ones."""
    numbers = {"votes_1": first, "votes_2": 101_500, "valid_total": 261_500}
    command = Announce(
        contest=contest, region=CITY, source="decree", at_ms=AT_MS, reference=reference, numbers=numbers
    )
    office.app.state["threshold"].announce(command, "test")


def people(office: Office, number: int = 681_693) -> None:
    command = RecordPopulation(region=CITY, people=number, source="Kemendagri", as_of=date(2024, 6, 30))
    office.app.state["threshold"].record_population(command, "test")


def drafted(office: Office, scope: Scope = MAYOR) -> Built:
    desk: DossierDesk = office.app.state["dossiers"]
    built = desk.draft(scope, "PK", "test")
    assert faults(built.body) == ([], [])
    return built


def said(built: Built) -> list[str]:
    return [one.what["en"] for one in built.dossier.chronology]


def test_announcements_and_the_population_are_named_and_a_corrected_one_is_marked(office: Office) -> None:
    """99,000 was corrected to 100,000; the other contest's decree is not here; each is an exhibit by what it is."""
    people(office)
    announce(office, 99_000)
    announce(office, 100_000)
    announce(office, 7, "governor", "Keputusan KPU 77/2024")
    built = drafted(office)
    results = [one for one in said(built) if one.startswith("result announced, Mayor, round 1, KPU decree, ")]
    assert ["corrected later" in one for one in results] == [True, False]
    assert "number 01 99,000" in results[0]
    assert f"{DECREE}: pair of candidates number 01 100,000" in results[1]
    assert any("681,693 on Sunday 30 June 2024, by Kemendagri" in one for one in said(built))
    shows = [one.shows["en"] for one in built.dossier.exhibits]
    assert not [one for one in shows if "77/2024" in one or "named by a finding" in one]
    assert b"77/2024" not in built.body


def test_every_population_is_told_and_one_that_was_corrected_or_withdrawn_is_marked(office: Office) -> None:
    """618,693 was corrected; 700,000 came last and was withdrawn, so that the one before it stands again: 681,693.
    Each is an exhibit of its own."""
    for number in (618_693, 681_693, 700_000):
        people(office, number)
    with office.node.reading() as connection:
        newest = populations(connection)[CITY].index
    office.app.state["threshold"].withdraw(newest, "test")
    built = drafted(office)
    told = [one for one in built.dossier.chronology if "Kemendagri" in one.what["en"]]
    assert [one.what["en"].partition("population ")[2] for one in told] == [
        "of Kota Banjarmasin: 618,693 on Sunday 30 June 2024, by Kemendagri (corrected later)",
        "of Kota Banjarmasin: 681,693 on Sunday 30 June 2024, by Kemendagri",
        "of Kota Banjarmasin: 700,000 on Sunday 30 June 2024, by Kemendagri (withdrawn later)",
    ]
    assert {one.index for one in told} <= {one.entry for one in built.dossier.exhibits}


def test_the_threshold_is_stated_with_its_article_and_arithmetic_and_so_not_said_to_be_missing(
    office: Office,
) -> None:
    """1 % of 261,500 are 2,615; 101,500 - 100,000 = 1,500 is not beyond. Without a population nothing is guessed."""
    announce(office, 100_000)
    [bare] = drafted(office).dossier.margins
    assert "cannot be reckoned" in bare.lines[0]["en"]
    people(office)
    built = drafted(office)
    [margin] = built.dossier.margins
    assert (
        "pasal 158 ayat (2) letter c, population 681,693: 1% × 261,500 valid votes = 2,615" in margin.lines[0]["en"]
    )
    against = "Number 02 over number 01: 101,500 − 100,000 = 1,500 votes; 1,500 ≤ 2,615, not beyond the threshold."
    assert against in [one["en"] for one in margin.lines]
    assert set(margin.entries) <= {one.entry for one in built.dossier.exhibits}
    assert not [one for one in built.dossier.left_out if "threshold" in one["en"]]
    text = " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(built.documents["en"])).pages).split())
    assert "Margin thresholds" in text
    assert "KPU decree, Keputusan" in text
    office.incident()
    station = drafted(office, Scope("station", STATION))
    assert station.dossier.margins == ()
    assert [one for one in station.dossier.left_out if "margin thresholds: only in a dossier of a whole" in one["en"]]


def test_moments_of_cases_are_told_also_when_corrected_or_withdrawn(office: Office) -> None:
    """One of all contests was corrected, one of the mayor's withdrawn; the governor's is not about this contest."""
    clocks = office.app.state["clocks"]

    def record(event: str, reference: str, contest: ContestKind | None, at_ms: int = AT_MS) -> None:
        command = RecordMoment(event=event, contest=contest, region=CITY, at_ms=at_ms, reference=reference)  # type: ignore[arg-type]
        clocks.record(command, "test")

    record("formal_report", "01/LP", None)
    record("formal_report", "01/LP", None, AT_MS + 60_000)
    record("petition_registered", "5/PHPU", "mayor")
    record("petition_registered", "6/PHPU", "governor")
    with office.node.reading() as connection:
        petition = next(one for one in moments(connection) if one.reference == "5/PHPU")
    clocks.withdraw(petition, "test")
    told = [one for one in said(drafted(office)) if "01/LP" in one or "PHPU" in one]
    assert [one.partition("LP")[2] or one.partition("PHPU")[2] for one in told] == [
        " (corrected later)",
        " (withdrawn later)",
        "",
    ]


def test_everything_that_was_said_of_a_round_is_told(office: Office) -> None:
    """Ordered for the 1st, later by another decree for the 3rd, at last taken back: the order and the correction as
    they were said, marked, then the end; of the other contest nothing was recorded at all."""
    rounds = office.app.state["count"].rounds
    rounds.order("mayor", [STATION], "re_poll", "712/2024", "test", date(2024, 12, 1))
    built = drafted(office)
    [line] = [one for one in built.dossier.chronology if "712/2024" in one.what["en"]]
    assert line.what["en"].endswith("day: Sunday 1 December 2024")
    rounds.correct(line.index, "713/2024", date(2024, 12, 3), "test")
    for scope in (MAYOR, Scope("station", STATION)):
        told = [one for one in said(drafted(office, scope)) if "December 2024" in one]
        assert [one.partition(", round 2, ")[2] for one in told] == [
            "on the ground of 712/2024; day: Sunday 1 December 2024 (corrected later)",
            "recorded anew; by: 713/2024; held on: Tuesday 3 December 2024",
        ]
    rounds.withdraw(line.index, "salah TPS", "test")
    told = [one for one in said(drafted(office)) if ", round 2, " in one]
    assert [one.partition(", round 2, ")[2] for one in told] == [
        "on the ground of 712/2024; day: Sunday 1 December 2024 (corrected later)",
        "recorded anew; by: 713/2024; held on: Tuesday 3 December 2024 (corrected later)",
        "taken back: the figures before count again",
    ]
    with pytest.raises(Missing):
        drafted(office, Scope("contest", "governor"))


def test_the_cover_counts_lines_of_the_chronology_as_they_are_printed(office: Office) -> None:
    """A round of three stations is three lines of the file, printed as one: one on the cover."""
    stations = [f"6371011001{number:03d}" for number in (1, 2, 3)]
    office.app.state["count"].rounds.order("mayor", stations, "re_poll", "712/2024", "test")
    built = drafted(office)
    assert [one.place for one in built.dossier.chronology] == stations
    cover = " ".join(PdfReader(BytesIO(built.documents["en"])).pages[0].extract_text().split())
    assert "1 line of chronology" in cover


def test_many_stations_of_one_round_are_all_on_the_page_and_few_in_its_exhibit(office: Office) -> None:
    """120 stations of the 52 wards: each ward is on paper; the exhibit names six and says how many more."""
    registry = office.app.state["field"].registry()
    stations = [one.id for one in registry.stations][::8][:120]
    office.app.state["count"].rounds.order("mayor", stations, "re_poll", "712/2024", "test")
    built = drafted(office)
    pages = [one.extract_text() for one in PdfReader(BytesIO(built.documents["en"])).pages]
    text = " ".join(" ".join(pages).split())
    assert "120 stations, named beside" in text
    for ward in {registry.region_name(one.ward) for one in registry.stations if one.id in stations}:
        assert ward in text
    [shown] = [one.shows["en"] for one in built.dossier.exhibits if "712/2024" in one.shows["en"]]
    six = len([one for one in stations if one[:10] in list(dict.fromkeys(one[:10] for one in stations))[:6]])
    assert f", and {120 - six} other stations: " in shown


def test_what_kpu_decided_of_the_other_contest_alone_is_not_in_a_dossier_of_one(office: Office) -> None:
    """A ground of both contests: the governor's re-poll is ordered, then corrected to undecided, which names none."""
    lawyer, city = office.client("lawyer"), office.client("commander")
    page = opened(lawyer, office.incident(), office.incident(phone=1))
    for outcome in ("passed_up", "passed_up", "recommended"):
        step = {"outcome": outcome, "reason": "x", "seen": seen(city, page)}
        assert sent(city, f"{page}/langkah", **step).status_code == 303
    decree = {"decree": "721/2024", "decided_on": "2024-11-28", "reason": "x", "contests": "governor"}
    assert sent(city, f"{page}/langkah", outcome="ordered", seen=seen(city, page), **decree).status_code == 303
    mayor, governor = drafted(office), drafted(office, Scope("contest", "governor"))
    assert any("recommended" in one for one in said(mayor))
    assert not [one for one in said(mayor) if "721/2024" in one]
    assert b"721/2024" not in mayor.body
    assert len([one for one in said(governor) if "721/2024" in one]) == 1
