"""Who takes the posts of the missing: reserves of the place first, then whoever is missed least; worked by hand."""

from datetime import UTC, datetime

from kawal.deployment.absence import cover_absent, share_of
from kawal.deployment.decide import with_cover
from kawal.deployment.model import Assumptions, Duty, FrozenPlan, PlanResult
from kawal.election.model import Base, Person, Region, Registry, Station, Unit
from kawal.kernel.codes import RegionCode, StationId

MANTUIL, GADANG = RegionCode("63.71.01.1001"), RegionCode("63.71.05.1008")
ONE, TWO, FAR = StationId("6371011001001"), StationId("6371011001002"), StationId("6371051008001")
WEIGHTS = {ONE: 10.0, TWO: 4.0, FAR: 1.0}


def officer(number: int, unit: str, votes_at: StationId | None = None) -> Person:
    """An officer of a unit."""
    return Person(id=f"p{number}", name=f"P {number}", roster="linmas", unit=unit, home_station=votes_at)


def registry(*people: Person) -> Registry:
    """Two wards of two districts, each with a unit."""
    return Registry(
        regions=(Region(code=MANTUIL, name="Mantuil"), Region(code=GADANG, name="Gadang")),
        stations=tuple(Station(id=one) for one in (ONE, TWO, FAR)),
        units=(
            Unit(id="m", region=MANTUIL, name="Mantuil", strength=3),
            Unit(id="g", region=GADANG, name="Gadang", strength=3),
        ),
        bases=(Base(id="b", name="B", region=MANTUIL, lat=0.0, lon=0.0),),
        people=people,
    )


def plan(*duties: Duty) -> FrozenPlan:
    """A plan with these duties and a deterrence of one half."""
    result = PlanResult(
        objective=1.0,
        lower_bound=1.0,
        gap=0.0,
        guards_used=len(duties),
        static_guards=len(duties),
        teams=(),
        posts=(),
        unreached=(),
        value_of_one_more=0.0,
        solve_ms=0.0,
        bound_ms=0.0,
        assumptions=Assumptions(deterrence=0.5),
    )
    return FrozenPlan(
        version=3,
        parent=None,
        at=datetime(2024, 11, 20, tzinfo=UTC),
        title="",
        guards=len(duties),
        registry_version=1,
        baseline_objective=1.0,
        unguarded_objective=1.0,
        result=result,
        duties=duties,
    )


def post(person: int, unit: str, station: StationId) -> Duty:
    """An officer at a station."""
    return Duty(person=f"p{person}", unit=unit, station=station)


def test_a_reserve_of_the_ward_comes_before_one_from_elsewhere_and_nobody_guards_the_own_station() -> None:
    """p1 is missing at station 1. p8 of the ward votes there, p7 of the ward does not: p7, at home, not attached."""
    people = [officer(1, "m"), officer(6, "g"), officer(7, "m"), officer(8, "m", ONE)]
    found = cover_absent(plan(post(1, "m", ONE)), registry(*people), {"p1"}, WEIGHTS)
    assert [(one.missing, one.duty.person, one.duty.station, one.left) for one in found.taken] == [
        ("p1", "p7", ONE, None)
    ]
    assert not found.taken[0].duty.attached
    away = cover_absent(plan(post(1, "m", ONE)), registry(officer(1, "m"), officer(6, "g")), {"p1"}, WEIGHTS)
    assert away.taken[0].duty.person == "p6"
    assert away.taken[0].duty.attached


def test_without_reserves_the_one_who_is_missed_least_comes_and_only_for_a_post_that_is_worth_more() -> None:
    """Worth of one officer: station 1 10 x 0.5 = 5, station 2 4 x 0.5 = 2, the second there 4 x 0.25 = 1, far 0.5.

    p1 (station 1) is missing: p4 comes from afar, where 0.5 is lost. With p3 and p4 both away from the far station,
    it stays empty: nobody else is worth less. p2 missing beside p5 at station 2 is worth 1: p4 again (0.5 < 1).
    """
    people = [officer(number, "m" if number < 4 else "g") for number in range(1, 7)]
    held = [post(1, "m", ONE), post(2, "m", TWO), post(5, "g", TWO), post(4, "g", FAR)]
    found = cover_absent(plan(*held), registry(*people[:5]), {"p1"}, WEIGHTS)
    assert [(one.duty.person, one.duty.station) for one in found.taken] == [("p3", ONE)]  # p3 has no post: a reserve
    without = registry(*[one for one in people if one.id in ("p1", "p2", "p4", "p5")])
    found = cover_absent(plan(*held), without, {"p1"}, WEIGHTS)
    assert [(one.duty.person, one.left and one.left.station) for one in found.taken] == [("p4", FAR)]
    found = cover_absent(plan(*held), without, {"p2"}, WEIGHTS)
    assert [(one.duty.person, one.duty.station) for one in found.taken] == [("p4", TWO)]
    found = cover_absent(plan(*held), without, {"p4"}, WEIGHTS)
    assert found.taken == ()
    assert found.ended == ("p4",)


def test_the_worthier_post_is_filled_first_and_a_team_before_all() -> None:
    """One reserve, three missing: the leader of the team; with two reserves the team, then station 1."""
    leader = Duty(person="p1", unit="m", base="b", team=1, leader=True)
    held = [leader, post(2, "m", TWO), post(3, "m", ONE)]
    for reserves, places in ((1, ["team"]), (2, ["team", ONE])):
        people = [officer(number, "m") for number in range(1, 4 + reserves)]
        found = cover_absent(plan(*held), registry(*people), {"p1", "p2", "p3"}, WEIGHTS)
        assert [one.duty.station or "team" for one in found.taken] == places
        assert found.taken[0].duty.leader


def test_the_plan_that_follows_has_each_person_once_and_no_missing_one() -> None:
    """Version 4 of parent 3: p4 stands at station 1, p1 nowhere."""
    held = [post(1, "m", ONE), post(4, "g", FAR)]
    old = plan(*held)
    found = cover_absent(old, registry(officer(1, "m"), officer(4, "g")), {"p1"}, WEIGHTS)
    new = with_cover(old, [one.duty for one in found.taken], found.ended, version=4, at=old.at)
    assert [(duty.person, duty.station) for duty in new.duties] == [("p4", ONE)]
    assert (new.version, new.parent) == (4, 3)


def test_who_is_relieved_later_gets_what_the_missing_leave_and_nobody_takes_two_posts() -> None:
    """p1 (station 1, worth 5) is to be relieved, p2 (station 2, worth 2) is missing, p4 stands afar (0.5), p5 is the
    one reserve: the empty post gets p5, then p1 is relieved by p4. With p4 to be relieved too, after p1, nobody is
    left: p1 and p4 stay at their posts. A share of the cover is that of its people alone.
    """
    held = [post(1, "m", ONE), post(2, "m", TWO), post(4, "g", FAR)]
    everyone = registry(*(officer(number, "m" if number != 4 else "g") for number in (1, 2, 4, 5)))
    found = cover_absent(plan(*held), everyone, {"p2"}, WEIGHTS, ["p1"])
    assert [(one.missing, one.duty.person, one.left and one.left.station) for one in found.taken] == [
        ("p2", "p5", None),
        ("p1", "p4", FAR),
    ]
    assert found.ended == ("p1", "p2")
    assert share_of(found, ["p1"]).taken == found.taken[1:]
    assert share_of(found, ["p1"]).ended == ("p1",)
    found = cover_absent(plan(*held), everyone, {"p2"}, WEIGHTS, ["p1", "p4"])
    assert [(one.missing, one.duty.person) for one in found.taken] == [("p2", "p5")]
    assert found.ended == ("p2",)


def test_who_came_to_the_muster_goes_before_whom_nobody_has_heard_of() -> None:
    """p1 is missing at station 1; p7 of the ward was not heard of, p6 from elsewhere came: p6.

    Without reserves p3 leaves least (1.0 x 0.5 = 0.5), but where p2 came: p2 (4.0 x 0.5 = 2.0, under 10 x 0.5 = 5).
    """
    reserves = [officer(1, "m"), officer(6, "g"), officer(7, "m")]
    found = cover_absent(plan(post(1, "m", ONE)), registry(*reserves), {"p1"}, WEIGHTS, came={"p6"})
    assert [one.duty.person for one in found.taken] == ["p6"]
    held = (post(1, "m", ONE), post(2, "m", TWO), post(3, "g", FAR))
    people = registry(officer(1, "m"), officer(2, "m"), officer(3, "g"))
    assert cover_absent(plan(*held), people, {"p1"}, WEIGHTS).taken[0].duty.person == "p3"
    assert cover_absent(plan(*held), people, {"p1"}, WEIGHTS, came={"p2"}).taken[0].duty.person == "p2"
