"""The exercise as it is told: a clock that only goes forward, a board that is alive, a count with faults."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from kawal.app import create_app
from kawal.cli import exercise_day as day
from kawal.cli import main
from kawal.cli.exercise_clock import CLOSED, COUNTING, OPENED, PLANNED, SERVED, StoryClock
from kawal.cli.exercise_copies import counted_forms, photographed
from kawal.cli.exercise_count import CORRECTED, REPOLLED, SHIFT, SHIFTED
from kawal.cli.exercise_disputes import IN_THE_DARK, TWO_PERSONS
from kawal.cli.exercise_forms import (
    AGENT_DIFFERS,
    DIGITS_SWAPPED,
    PAIRS,
    SUM_WRONG,
    VOTERS_WRONG,
    form_of,
    swapped,
)
from kawal.cli.exercise_people import COUNTERS, SUPERVISORS, accounts
from kawal.cli.exercise_story import tell_count, tell_stations
from kawal.cli.exercise_words import pasted
from kawal.count.copyqueries import copies_waiting
from kawal.count.formqueries import form_view, rounds_of
from kawal.count.queue import queue
from kawal.count.recapqueries import known_recaps
from kawal.count.tables import FORM, READING
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.disputes.grounds.queries import load_grounds, load_objections
from kawal.disputes.papers.subjects import happened
from kawal.field.queries import latest_reports
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import ward_of
from kawal.node import Node, open_node
from kawal.store.log import read_entries
from kawal.watch.board.alarms import raised_alarms
from kawal.watch.board.look import Look, look
from kawal.watch.board.shown import BoardSettings
from tests.conftest import filled_node
from tests.http.conftest import BASE

Client = TestClient[Litestar]


def test_the_clock_of_the_exercise_is_never_set_back() -> None:
    """Forward to the closing, then "back" to the opening: a minute of real time later it is a minute past closing."""
    real = [OPENED]
    clock = StoryClock(PLANNED, lambda: real[0])
    clock.forward(CLOSED)
    clock.forward(OPENED)
    real[0] += timedelta(minutes=1)
    assert clock() == CLOSED + timedelta(minutes=1)
    assert clock.ms() == int((CLOSED + timedelta(minutes=1)).timestamp() * 1000)


def seen(node: Node, client: Client) -> Look:
    """The board of a node, all of it."""
    with node.reading() as connection:
        return look(connection, client.app.state["watch"], lambda _: True)


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Client]]:
    """Bawaslu's node of the exercise, told up to ten past three."""
    clock = StoryClock(OPENED)
    folder = tmp_path_factory.mktemp("exercise") / "node"
    filled_node(folder, "supervision").close()
    node = open_node(folder, clock)
    known = accounts(node, (*SUPERVISORS, *COUNTERS))
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        tell_stations(node, client, known["operator"], clock)
        made = tell_count(node, client, clock)
        assert made == {"copies": 779, "irregularities": 5, "read_blind": 13, "from_the_feed": 390}
        clock.forward(SERVED)
        yield node, client
    node.close()


def test_the_board_of_the_afternoon_shows_what_a_day_can_be(counted: tuple[Node, Client]) -> None:
    """All five states, and silent and overdue: whoever has not opened, or still votes, is overdue by then. The alarms
    fit an hour's budget; every line of the chat was understood."""
    seen_now = seen(*counted)
    states = Counter(one.state for ward in seen_now.wards for one in ward.stations)
    assert set(states) == {"unknown", "not_open", "voting", "counting", "counted"}
    assert {name for name, count in seen_now.totals.items() if count} == {
        "unknown",
        "counting",
        "counted",
        "overdue",
        "silent",
    }
    assert sum(seen_now.totals.values()) == 965
    assert seen_now.totals["counting"] > seen_now.totals["counted"] > 200
    assert 0 < len(raised_alarms(seen_now.wards, lambda _: None)) <= BoardSettings().alarms_per_hour
    told = Counter(day.courses(counted[1].app.state["field"].registry()).values())
    assert states["counted"] == told["counted"]
    assert states["voting"] == told["voting"] + told["silent"]


def test_two_persons_without_the_right_are_a_ground_and_one_with_lawful_voters_added_is_none(
    counted: tuple[Node, Client],
) -> None:
    """2 and 1 (told by another) at the first station, 1 and 14 lawful voters at the second."""
    node, client = counted
    with node.reading() as connection:
        found = client.app.state["rules"].indications(connection)
    grounds = {(one.rule, one.place, one.strength) for one in found if one.rule.startswith("PSU")}
    assert grounds == {("PSU-112-2E", TWO_PERSONS, "one_source")}
    recounts = {(one.rule, one.place) for one in found if one.rule.startswith("RECOUNT")}
    assert recounts >= {("RECOUNT-113", IN_THE_DARK), ("RECOUNT-33-2", VOTERS_WRONG)}


def test_an_irregularity_is_sent_after_the_hour_that_it_states(counted: tuple[Node, Client]) -> None:
    """Each ten minutes after it."""
    with counted[0].reading() as connection:
        told = latest_reports(connection, kind="irregularity")
    assert told
    ago = [datetime.fromtimestamp(one.at_ms / 1000, WITA) - happened(one, WITA) for one in told]
    assert all(timedelta(minutes=9) < one < timedelta(minutes=12) for one in ago)


def test_a_morning_shows_voting_and_not_open(tmp_path: Path) -> None:
    """At ten past seven the stations of the chat vote, and one has said that it is not open: nobody is overdue."""
    clock = StoryClock(OPENED - timedelta(hours=1, minutes=50))
    filled_node(tmp_path / "node", "order").close()
    node = open_node(tmp_path / "node", clock)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        operator = accounts(node)["operator"]
        registry = client.app.state["field"].registry()
        courses = day.courses(registry)
        chat = [line for line in day.opened(registry, courses).splitlines() if line < "07.10"]
        pasted(node, client, operator, "Posko", "\n".join([*chat, "07.05 Danru 4: Mantuil 13 belum buka"]))
        totals = seen(node, client).totals
    node.close()
    assert {name for name, count in totals.items() if count} == {"unknown", "not_open", "voting"}
    assert totals["not_open"] == 1


def test_forms_add_up_but_for_those_that_should_not(exercise: Node) -> None:
    """Of all 965 stations and both contests three identities hold, but for one form each; digits swap."""
    from kawal.election.queries import load_registry  # noqa: PLC0415

    with exercise.reading() as connection:
        registry = load_registry(connection)
    wrong: dict[str, list[str]] = {"sum": [], "total": [], "voters": []}
    for station in registry.stations:
        for contest, weights in PAIRS.items():
            numbers = form_of(station, contest).numbers
            votes = sum(numbers[f"option_{at}"] for at in range(1, len(weights) + 1))
            for name, holds in (
                ("sum", votes == numbers["valid"]),
                ("total", numbers["valid"] + numbers["invalid"] == numbers["counted"]),
                ("voters", numbers["counted"] == numbers["voters"] <= numbers["registered"]),
            ):
                if not holds:
                    wrong[name].append(f"{station.id} {contest}")
    assert wrong == {"sum": [f"{SUM_WRONG} mayor"], "total": [], "voters": [f"{VOTERS_WRONG} mayor"]}
    assert [swapped(one) for one in (187, 122, 7)] == [178, 212, 70]


def test_the_queue_of_the_count_holds_the_faults_that_were_made(counted: tuple[Node, Client]) -> None:
    """A sum one too small, two voters too few, three votes more at the agent, two more in the feed of each contest, a
    clerk's misreading; the swapped digits are decided as the photo shows them."""
    node, client = counted
    registry = client.app.state["field"].registry()
    with node.reading() as connection:
        found = [one.finding for one in queue(connection)]
        decided = form_view(connection, DIGITS_SWAPPED, "mayor")
    apart = {(one.what, one.place): (one.got or 0) - (one.expected or 0) for one in found}
    assert abs(apart["VALID_SUM", SUM_WRONG]) == 1
    assert abs(apart["COUNTED_EQ_VOTERS", VOTERS_WRONG]) == 2
    assert abs(apart["COPY_EQ_ORIGINAL", AGENT_DIFFERS]) == 3
    assert sorted(abs(one.got - one.expected) for one in found if one.what == "SIREKAP_DIFF") == [2, 2]  # type: ignore[operator]
    assert Counter(one.what for one in found)["COPY_EQ_ORIGINAL"] == 2
    right = form_of(registry.station_by_id[DIGITS_SWAPPED], "mayor").fields()["votes_1"]
    state = next(one for one in decided.states if one.name == "votes_1")
    assert (state.state, state.value) == ("decided", right)
    assert swapped(right) in {one.value for one in state.said}


def test_one_ground_waits_for_the_city(counted: tuple[Node, Client]) -> None:
    """Two people report voters without a right; station and district passed it on; the agent's objection waits for
    the district's plenary."""
    node, client = counted
    with node.reading() as connection:
        grounds, objections = load_grounds(connection), load_objections(connection)
        known = client.app.state["grounds"].knowing(connection)(grounds[0])
    assert [(one.rule, one.station, one.stage) for one in grounds] == [("PSU-112-2E", TWO_PERSONS, "city")]
    assert len(set(known.authors.values())) == 2
    assert [(one.report.data["pair"], one.waits_at) for one in objections] == [(2, "district")]


def test_photos_wait_for_their_readers(counted: tuple[Node, Client]) -> None:
    """Of ten photos six are read twice; the second clerk finds the one that was read once and the three others, a
    third person too; what the photos show are forms that have a photo."""
    node, client = counted
    known = accounts(node, COUNTERS)
    with node.reading() as connection:
        assert len(copies_waiting(connection, known["petugas-2"])) == 4
        assert len(copies_waiting(connection, known["petugas-1"])) == 3
    registry = client.app.state["field"].registry()
    done = [one for one, course in day.courses(registry).items() if course == "counted"]
    shown = photographed(counted_forms(registry, done))
    assert {one.station for one in shown} > {SUM_WRONG, VOTERS_WRONG, AGENT_DIFFERS, DIGITS_SWAPPED}
    assert len(shown) == 10


def test_the_recapitulation_differs_in_two_wards_one_of_them_explained(counted: tuple[Node, Client]) -> None:
    """Twelve votes moved from pair 1 to pair 2 in one ward, five are explained in another; a station votes again."""
    node, client = counted
    desk = client.app.state["recap"]
    with node.reading() as connection:
        found = desk.compared(connection, desk.contest("mayor", "63.71")).differences
        heard = [one.source for one in known_recaps(connection, desk.contest("governor", "63.71"))]
        assert rounds_of(connection, REPOLLED, "mayor") == (1, 2)
        assert form_view(connection, REPOLLED, "mayor").readings == ()
    assert {one.place: (one.deltas["votes_1"], one.deltas["votes_2"], one.explained) for one in found} == {
        SHIFTED: (-SHIFT, SHIFT, False),
        ward_of(CORRECTED): (-5, 0, True),
    }
    assert heard == ["heard"]


@pytest.mark.slow
def test_two_nodes_are_told_without_a_vote_figure_at_the_citys(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The city's board is alive, its boxes are in the wards; it has no copy of a form, neither a report nor a row
    of the count, and no signed copy of Bawaslu's lies anywhere in its folder. A second start tells nothing twice."""
    assert main(["demo", "--headless", "--json", "--data", str(tmp_path)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["count"]["copies"] == 779
    assert document["reports"]["convoy_steps"] == 50
    for which in ("kota", "bawaslu"):
        node = open_node(tmp_path / which, lambda: SERVED)
        with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client, node.reading() as connection:
            assert seen(node, client).totals["counted"] > 200
            copies = connection.scalar(select(func.count()).select_from(READING)) or 0
            forms = connection.scalar(select(func.count()).select_from(FORM)) or 0
            kinds = {one.kind for one in latest_reports(connection, most=2_000)}
            signed = [entry.rpartition(b".")[2] for _, entry in read_entries(connection) if entry.startswith(b"e")]
        assert (copies, forms) == (0, 0) if which == "kota" else copies > forms > 500
        assert ("results_copy" in kinds) == (which == "bawaslu")
        node.close()
    assert len(signed) >= 779  # the signatures of Bawaslu's reports, the node that was opened last
    for path in (tmp_path / "kota").rglob("*"):
        held = path.read_bytes() if path.is_file() else b""
        assert not any(signature in held for signature in signed), path.name
    assert main(["demo", "--headless", "--json", "--data", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["reports"] == {}


def test_the_exercise_is_served_from_the_afternoon_of_the_vote() -> None:
    """Ten past three in Banjarmasin, on 27 November 2024; the moments of the story come one after another."""
    assert datetime.fromisoformat("2024-11-27T15:10+08:00") == SERVED
    assert PLANNED < OPENED < CLOSED < COUNTING < SERVED
