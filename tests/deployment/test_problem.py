"""What the planner refuses, in one sentence each."""

import math

import msgspec
import pytest

from kawal.deployment.model import Assumptions, Lock, PlanUnit, Quota
from kawal.deployment.problem import build_problem
from kawal.deployment.solve import solve
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Rejected
from tests.support.cities import WARDS, base, station

DEFAULT = Assumptions()
GOOD = station(1, 1.0)


@pytest.mark.parametrize(
    ("stations", "bases", "words"),
    [
        ([], [], "paling sedikit satu TPS"),
        ([GOOD, GOOD], [], "setiap kode hanya sekali"),
        ([msgspec.structs.replace(GOOD, weight=math.nan)], [], "bobot paling sedikit 0, didapat nan"),
        ([msgspec.structs.replace(GOOD, weight=-0.1)], [], "bobot paling sedikit 0, didapat -0.1"),
        ([msgspec.structs.replace(GOOD, lat=51.5, lon=-0.1)], [], "koordinat di Indonesia"),
        ([msgspec.structs.replace(GOOD, lat=math.nan)], [], "koordinat di Indonesia"),
        ([GOOD], [base("B"), base("B")], "setiap kode hanya sekali"),
        ([GOOD], [base("B", -1)], "kapasitas paling sedikit 0"),
        ([GOOD], [base("B", lat=3.0, lon=3.0)], "koordinat di Indonesia"),
    ],
)
def test_places_that_cannot_be_meant(stations: list, bases: list, words: str) -> None:  # type: ignore[type-arg]
    """Empty, doubled, negative, not a number, in another country."""
    with pytest.raises(Rejected) as error:
        build_problem(stations, bases, DEFAULT)
    assert words in str(error.value)


def test_unknown_codes_are_refused() -> None:
    """Locks, quotas, travel and units may only name what is there."""
    unknown = StationId("6371011001999")
    for message, bounds in (
        ("locks", {"locks": [Lock(station=unknown, guards=1)]}),
        ("quotas", {"quotas": [Quota(level="station", id=unknown, min=1)]}),
        ("quotas", {"quotas": [Quota(level="ward", id="63.71.09.1001", min=1)]}),
        ("quotas", {"quotas": [Quota(level="district", id=WARDS[0], min=1)]}),
        ("travel", {"minutes": {("B", GOOD.id): 1.0}}),
        ("units", {"units": [PlanUnit(id="U", level="ward", region=RegionCode("64.71.01.1001"), strength=1)]}),
    ):
        with pytest.raises(Rejected, match=message):
            build_problem([GOOD], [], DEFAULT, **bounds)


def test_a_negative_budget_is_refused() -> None:
    """--guards -1 is bad input, not an infeasible question."""
    with pytest.raises(Rejected, match="paling sedikit 0"):
        solve(build_problem([GOOD], [], DEFAULT), -1)


def test_more_officers_than_posts_are_left_over() -> None:
    """Three at most at one station; the budget of nine is not an error."""
    plan = solve(build_problem([GOOD], [], DEFAULT), 9)
    assert (plan.guards_used, plan.value_of_one_more) == (3, 0.0)


def test_river_and_land() -> None:
    """A jetty reaches what can be reached by river, at 15 km/h: 1.92 km; an office what can be reached by land."""
    land = station(1, 1.0)
    river = msgspec.structs.replace(station(2, 1.0), access="river")
    both = msgspec.structs.replace(station(3, 1.0, lat=-3.3400), access="both")
    office, jetty = base("OFFICE"), msgspec.structs.replace(base("JETTY"), mode="river")
    problem = build_problem([land, river, both], [office, jetty], DEFAULT)
    assert problem.reach.stations_of(0).tolist() == [0, 2]  # 2.22 km is near by land
    assert problem.reach.stations_of(1).tolist() == [1]  # and too far by river
