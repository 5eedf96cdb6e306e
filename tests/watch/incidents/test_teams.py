"""Which team is nearest, and what it leaves behind: worked by hand on four stations on one meridian."""

from datetime import UTC, datetime

import msgspec
import pytest

from kawal.deployment.model import Assumptions, Duty, FrozenPlan, PlanResult, TeamPlacement
from kawal.election.model import Base, Person, Region, Registry, Station
from kawal.kernel.codes import RegionCode, StationId
from kawal.watch.incidents.teams import not_here, offers, presence_of_teams, tasks_of, teams_of
from kawal.watch.muster.muster import Presence
from kawal.watch.queries import StepRow

WARD = RegionCode("63.71.01.1001")
ASSUMED = Assumptions(detour=1.0, speed_kmh=60.0, river_speed_kmh=30.0, reach_minutes=10.0)
"""One kilometre is one minute by land and two by river; ten minutes are in reach."""
KM = 1 / 111.1949
"""Degrees of latitude of a kilometre on a sphere of 6,371 km: 360 / (2 pi 6371)."""


def station(number: int, km: float, access: str = "both") -> Station:
    """A station so many kilometres north of the origin."""
    return Station(id=StationId(f"6371011001{number:03d}"), lat=km * KM, lon=114.0, access=access)  # type: ignore[arg-type]


def base(name: str, km: float, mode: str = "land") -> Base:
    """A base so many kilometres north of the origin."""
    return Base(id=name, name=name, region=WARD, lat=km * KM, lon=114.0, capacity=2, mode=mode)  # type: ignore[arg-type]


REGISTRY = Registry(
    regions=(Region(code=WARD, name="Mantuil", lat=4 * KM, lon=114.0),),
    stations=(station(1, 0), station(2, 8), station(3, 16), station(4, 30, "river")),
    bases=(base("A", 0), base("B", 12), base("J", 30, "river")),
    people=(Person(id="p1", name="Danru Satu", roster="linmas", phone="0800"),),
)


def plan(**placed: int) -> FrozenPlan:
    """A plan with teams at these bases; the first of all is led by p1."""
    result = PlanResult(
        objective=1.0,
        lower_bound=1.0,
        gap=0.0,
        guards_used=0,
        static_guards=0,
        teams=tuple(TeamPlacement(name, count) for name, count in placed.items()),
        posts=(),
        unreached=(),
        value_of_one_more=0.0,
        solve_ms=0.0,
        bound_ms=0.0,
        assumptions=ASSUMED,
    )
    return FrozenPlan(
        version=1,
        parent=None,
        at=datetime(2024, 11, 20, tzinfo=UTC),
        title="",
        guards=0,
        registry_version=1,
        baseline_objective=1.0,
        unguarded_objective=1.0,
        result=result,
        duties=(Duty(person="p1", unit="u", base="A", team=1, leader=True),),
    )


def test_the_nearest_stands_first_with_what_it_leaves_uncovered() -> None:
    """At station 2 (km 8): B (km 12) needs 4 minutes, A (km 0) 8, J by river 22 km x 2 = 44.

    A reaches stations 1 and 2, B reaches 2 and 3 (4 km each), J reaches 4. Without A station 1 has nobody and 2 one
    team; without B station 3 has nobody and 2 one. Only station 3 is of priority 1: B leaves one uncovered, A none.
    """
    teams = teams_of(plan(A=1, B=1, J=1), REGISTRY)
    found = offers("6371011001002", teams, (), REGISTRY, {StationId("6371011001003")}, ASSUMED)
    assert [(one.team.number, round(one.minutes, 2), one.uncovered, one.single) for one in found] == [
        (2, 4.0, 1, 1),
        (1, 8.0, 0, 1),
        (3, 44.0, 0, 0),
    ]
    assert teams[0].leader is not None
    assert teams[0].leader.name == "Danru Satu"


def test_a_team_that_is_out_is_not_offered_and_two_at_one_base_cover_each_other() -> None:
    """Two at A: one leaves nothing uncovered, station 1 is left with one. With B out, station 2 hangs on A alone."""
    teams = teams_of(plan(A=2, B=1), REGISTRY)
    found = offers("6371011001001", teams, {3}, REGISTRY, {StationId("6371011001001")}, ASSUMED)
    assert [(one.team.number, one.uncovered, one.single) for one in found] == [(1, 0, 2), (2, 0, 2)]


def test_by_river_only_boats_come_and_a_ward_is_its_middle() -> None:
    """Station 4 has no road: A and B are not offered. The middle of the ward is km 4: 4 minutes from A."""
    teams = teams_of(plan(A=1, J=1), REGISTRY)
    assert [one.team.base.id for one in offers("6371011001004", teams, (), REGISTRY, (), ASSUMED)] == ["J"]
    nearest = offers(WARD, teams, (), REGISTRY, (), ASSUMED)[0]
    assert (nearest.team.base.id, round(nearest.minutes, 2)) == ("A", 4.0)


@pytest.mark.parametrize(("last", "out"), [("sent", True), ("confirmed", True), ("on_site", True), ("freed", False)])
def test_a_team_is_out_until_it_is_free_again(last: str, out: bool) -> None:
    """The last step of a team counts, over all incidents."""
    rows = [
        StepRow(5, 1, "x", "w", "sent", "", -1, 4, "op", "2024-11-27T00:00:00+00:00"),
        StepRow(6, 1, "x", "w", "freed", "", -1, 4, "op", "2024-11-27T00:00:00+00:00"),
        StepRow(7, 2, "y", "w", "sent", "", -1, 4, "op", "2024-11-27T00:00:00+00:00"),
        StepRow(8, 2, "y", "w", last, "", -1, 4, "op", "2024-11-27T00:00:00+00:00"),  # type: ignore[arg-type]
    ]
    assert (4 in tasks_of(rows)) is out


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, "unknown"),  # no muster was kept
        ({"x": "present"}, "unknown"),  # one was, of another unit
        ({"q": "at_post"}, "not_yet"),  # one was of this unit, and nothing was said of p1 and p2
        ({"p1": "present", "p2": "off"}, "here"),
        ({"p1": "absent", "p2": "sick"}, "absent"),
        ({"p1": "off", "p2": "sick"}, "off"),
        ({"p1": "absent"}, "not_yet"),
    ],
)
def test_a_team_is_ready_while_one_of_it_is_there_or_its_unit_keeps_no_muster(
    said: dict[str, Presence], state: str
) -> None:
    """Team 1 is p1 and p2 of unit u, to which q belongs as well; x is of another unit."""
    people = [
        Person(id=one, name=one, roster="linmas", unit="v" if one == "x" else "u") for one in ("p1", "p2", "q", "x")
    ]
    registry = msgspec.structs.replace(REGISTRY, people=tuple(people))
    second = Duty(person="p2", unit="u", base="A", team=1)
    with_two = plan(A=1)
    with_two = msgspec.structs.replace(with_two, duties=(*with_two.duties, second))
    found = presence_of_teams(with_two, registry, said)
    assert found == {1: state}
    assert set(not_here(found)) == (set() if state in ("here", "unknown") else {1})
