"""Copies from the field become forms, findings and sums; every reading stays, later ones change what follows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.events import FindingEnded, FormEntered, NumbersDecided, RoundOrdered
from kawal.count.queue import failing
from kawal.count.sums import sources_of, totals
from kawal.count.tables import FINDING, FORM, READING, TOTAL
from kawal.election.pairs import pair_agency
from kawal.store.events import Decision, Event
from tests.field.test_intake import House
from tests.support.phone import STATION, Phone, enrolled

WARD, DISTRICT, CITY, PROVINCE = "63.71.01.1012", "63.71.01", "63.71", "63"
GOOD = {"option_1": 61, "option_2": 100, "option_3": 39, "valid": 200, "invalid": 5, "counted": 205, "voters": 205}
"""61 + 100 + 39 = 200 valid, 200 + 5 = 205 counted, 205 voted."""


class Count:
    """A supervision node with the phones of all who bring copies."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder, "supervision")
        node = self.house.node
        self.supervisor = enrolled(node, "station_supervisor")
        self.agent = enrolled(node, "pair_agent", agency=pair_agency("mayor", 2))
        self.observer = enrolled(node, "observer")

    def send(
        self, phone: Phone, station: str = STATION, contest: str = "mayor", copy: str = "own", **numbers: Any
    ) -> int:
        """A copy of the good form but for these numbers; its entry."""
        data = {"contest": contest, "copy": copy, **GOOD, **numbers}
        token = phone.report(kind="results_copy", v=2, place=station, data=data)
        [result] = self.house.send(token)
        assert result["status"] == 201, result
        return int(result["index"])

    def happen(self, event: Event) -> None:
        self.house.node.writer.commit(lambda _rows: Decision((event,)), "clerk-1")

    def total(self, place: str, contest: str = "mayor") -> dict[str, Any]:
        with self.house.node.reading() as rows:
            row = rows.execute(
                select(TOTAL).where(TOTAL.c.contest == contest, TOTAL.c.place == place, TOTAL.c.source == "")
            ).one()
        numbers = msgspec.json.decode(row.numbers, type=dict[str, int])
        return {"counted": row.counted, "differing": row.differing, "faults": row.faults, **numbers}

    def findings(self, station: str = STATION) -> list[tuple[str, str, int | None, int | None, str]]:
        with self.house.node.reading() as rows:
            found = rows.execute(select(FINDING).where(FINDING.c.station == station))
            return sorted((one.what, one.part, one.expected, one.got, one.ended) for one in found)


@pytest.fixture
def count(tmp_path: Path) -> Iterator[Count]:
    made = Count(tmp_path / "node")
    yield made
    made.house.close()


def test_one_copy_goes_up_to_the_nation(count: Count) -> None:
    count.send(count.supervisor)
    for place in (WARD, DISTRICT, CITY, PROVINCE, ""):
        total = count.total(place)
        assert (total["counted"], total["votes_1"], total["valid_total"]) == (1, 61, 200)
    assert count.findings() == []


def test_copies_that_agree_are_one_form_and_copies_that_differ_are_a_finding(count: Count) -> None:
    """The agent's copy says 102 and 40 where the supervisor's says 100 and 39: the sum follows the supervisor's."""
    count.send(count.supervisor)
    count.send(count.observer)
    assert count.findings() == []
    count.send(count.agent, option_2=102, option_3=40)
    assert count.findings() == [
        ("COPY_EQ_ORIGINAL", "votes_2", 100, 102, ""),
        ("COPY_EQ_ORIGINAL", "votes_3", 39, 40, ""),
    ]
    assert (count.total(CITY)["votes_2"], count.total(CITY)["differing"], count.total(CITY)["counted"]) == (100, 1, 1)


def test_the_copy_at_the_ward_office_goes_before_those_of_the_parties(count: Count) -> None:
    count.send(count.agent, option_2=102, valid=202, counted=207, voters=207)
    assert count.total(CITY)["votes_2"] == 102
    count.send(count.observer, copy="posted")
    assert count.total(CITY)["votes_2"] == 100


def test_a_newer_copy_of_the_same_source_takes_the_place_of_the_older_which_stays(count: Count) -> None:
    count.send(count.supervisor, option_1=16)
    assert [one[0] for one in count.findings()] == ["VALID_SUM"]
    count.send(count.supervisor)
    assert count.findings() == []
    assert count.total(CITY)["votes_1"] == 61
    with count.house.node.reading() as rows:
        assert len(rows.execute(select(READING)).all()) == 2


def test_each_source_has_sums_of_its_own(count: Count) -> None:
    """The supervisor brings 61 and 70 of two stations, the agent 62 of one, in force is the supervisor's."""
    other = STATION[:-3] + "008"
    count.send(count.supervisor)
    count.send(count.supervisor, other, option_1=70, valid=209, counted=214, voters=214)
    count.send(count.agent, option_1=62, valid=201, counted=206, voters=206)
    registry = count.house.desk.registry()
    with count.house.node.reading() as rows:
        assert sources_of(rows, "mayor") == ("supervisor", "agent_2")
        sums = [totals(rows, registry, "mayor", [CITY], source)[0] for source in ("", "supervisor", "agent_2")]
    assert [(one.stations, one.counted, one.numbers["votes_1"]) for one in sums] == [
        (965, 2, 131),
        (965, 2, 131),
        (965, 1, 62),
    ]


def test_an_agent_brings_the_own_pairs_copy(count: Count) -> None:
    count.send(count.agent)
    count.send(count.agent, contest="governor")
    with count.house.node.reading() as rows:
        assert rows.scalars(select(READING.c.source).order_by(READING.c.position)).all() == ["agent_2", "agent_0"]


def test_two_clerks_who_read_a_photo_alike_confirm_it_and_otherwise_ask(count: Count) -> None:
    """The phone typed 16 for 61; the first clerk reads 61, so that three readings of one copy differ."""
    copy = count.send(count.supervisor, option_1=16)
    read = {"votes_1": 61, "votes_2": 100, "votes_3": 39}
    count.happen(FormEntered(copy=copy, reader="first", numbers=read))
    assert ("COPY_EQ_ORIGINAL", "votes_1", 61, 16, "") in count.findings()
    count.happen(FormEntered(copy=copy, reader="second", numbers=read))
    assert count.total(CITY)["votes_1"] == 61


def test_a_decision_holds_until_a_later_copy_says_otherwise(count: Count) -> None:
    count.send(count.supervisor)
    count.send(count.agent, option_2=102, valid=202, counted=207, voters=207)
    said: dict[str, int | None] = {"votes_2": 102, "valid_total": 202, "ballots_counted": 207, "used_total": 207}
    count.happen(NumbersDecided(station=STATION, contest="mayor", round=1, numbers=said, because="photo"))
    assert count.findings() == []
    assert (count.total(WARD)["votes_2"], count.total(WARD)["differing"]) == (102, 0)
    count.send(count.observer, option_2=103, valid=203, counted=208, voters=208)
    assert {one[1] for one in count.findings()} == {"votes_2", "valid_total", "ballots_counted", "used_total"}


def test_an_unreadable_number_is_missing_and_its_form_is_not_counted(count: Count) -> None:
    count.send(count.supervisor)
    count.happen(
        NumbersDecided(station=STATION, contest="mayor", round=1, numbers={"votes_3": None}, because="unreadable")
    )
    assert (count.total(CITY)["counted"], count.total(CITY)["votes_1"]) == (0, 0)


def test_a_finding_that_was_looked_at_comes_back_when_its_numbers_change(count: Count) -> None:
    """Two more voted than votes: 205 and 207; looked at; then the supervisor writes again, now 208."""
    count.send(count.supervisor, voters=207)
    assert count.findings() == [("COUNTED_EQ_VOTERS", "", 207, 205, "")]
    count.happen(
        FindingEnded(
            station=STATION,
            contest="mayor",
            round=1,
            what="COUNTED_EQ_VOTERS",
            part="",
            expected=207,
            got=205,
            outcome="on_paper",
        )
    )
    assert count.findings() == [("COUNTED_EQ_VOTERS", "", 207, 205, "on_paper")]
    count.send(count.supervisor, voters=208)
    assert count.findings() == [("COUNTED_EQ_VOTERS", "", 208, 205, "")]


def test_a_re_poll_replaces_only_the_stations_that_it_names(count: Count) -> None:
    """Station 7 had 61 for the first pair and gets 50 in the re-poll; station 8 keeps its 70: 70, then 120."""
    other = STATION[:-3] + "008"
    count.send(count.supervisor)
    count.send(count.supervisor, other, option_1=70, valid=209, counted=214, voters=214)
    assert count.total(CITY)["votes_1"] == 131
    count.happen(
        RoundOrdered(contest="mayor", round=2, kind="re_poll", stations=(STATION,), decree="21/PHP.KOT-XIX/2021")
    )
    assert (count.total(CITY)["votes_1"], count.total(CITY)["counted"]) == (70, 1)
    count.send(count.supervisor, option_1=50, valid=189, counted=194, voters=194)
    assert (count.total(CITY)["votes_1"], count.total(CITY)["counted"]) == (120, 2)
    with count.house.node.reading() as rows:
        rounds = rows.execute(select(FORM.c.round, FORM.c.current).where(FORM.c.station == STATION)).all()
    assert sorted((row.round, row.current) for row in rounds) == [(1, False), (2, True)]


def test_the_two_contests_of_a_station_have_one_list_of_voters(count: Count) -> None:
    first = count.send(count.supervisor, registered=280)
    other = count.send(count.supervisor, contest="governor", registered=281)
    assert count.findings() == [("CROSS_CONTEST", "registered", 281, 280, "")]
    with count.house.node.reading() as rows:
        [found] = failing(rows, ["CROSS_CONTEST"])
    assert found.entries == (first, other), "of both forms"


def test_the_tables_are_the_same_when_folded_anew(count: Count) -> None:
    count.send(count.supervisor)
    copy = count.send(count.agent, option_2=102)
    count.happen(FormEntered(copy=copy, reader="first", numbers={"votes_2": 102}))
    count.happen(RoundOrdered(contest="mayor", round=2, kind="recount", stations=(STATION,), decree="x"))
    node = count.house.node

    def rows_of(rows: Connection) -> list[list[tuple[Any, ...]]]:
        tables = (READING, FORM, FINDING, TOTAL)
        return [sorted(map(tuple, rows.execute(select(table)).all()), key=str) for table in tables]

    with node.reading() as rows:
        before = rows_of(rows)
    node.writer.rebuild()
    with node.reading() as rows:
        assert rows_of(rows) == before
