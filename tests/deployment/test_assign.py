"""People to posts: by unit and ward, never one's own station."""

from hypothesis import given
from hypothesis import strategies as st

from kawal.deployment.assign import assign_people, slots_of
from kawal.deployment.model import Assumptions, Attachment, PlanResult, StationPost, TeamPlacement
from kawal.election.model import Base, Person, Region, Registry, Station, Unit
from kawal.kernel.codes import RegionCode, StationId, make_station_id, within

DISTRICT = RegionCode("63.71.01")
WARDS = (RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002"))


def registry(homes: dict[str, StationId] | None = None) -> Registry:
    """Two wards of one district with three stations each, units of three and two, a district unit of two."""
    stations = tuple(
        Station(id=make_station_id(ward, n), lat=-3.3 - 0.01 * w, lon=114.5 + 0.01 * n)
        for w, ward in enumerate(WARDS)
        for n in (1, 2, 3)
    )
    units = (
        Unit(id="U1", region=WARDS[0], name="satu", strength=3),
        Unit(id="U2", region=WARDS[1], name="dua", strength=2),
        Unit(id="UD", region=DISTRICT, name="kecamatan", strength=2),
    )
    people = tuple(
        Person(
            id=f"{unit.id}-{n}",
            name=f"Anggota Contoh {n}",
            roster="linmas",
            unit=unit.id,
            role="leader" if n == 1 else "member",
            home_station=(homes or {}).get(f"{unit.id}-{n}"),
        )
        for unit in units
        for n in range(unit.strength)
    )
    return Registry(
        regions=(
            Region(code=DISTRICT, name="Selatan", lat=-3.3, lon=114.5),
            Region(code=WARDS[0], name="Mantuil", lat=-3.3, lon=114.52),
            Region(code=WARDS[1], name="Pekauman", lat=-3.31, lon=114.52),
        ),
        stations=stations,
        units=units,
        people=people,
        bases=(Base(id="B1", name="Kantor", region=WARDS[0], lat=-3.3, lon=114.52, capacity=1),),
    )


def result(posts: dict[StationId, int], teams: int = 0, attachments: tuple[Attachment, ...] = ()) -> PlanResult:
    """A plan with the given posts; team size two."""
    guards = sum(posts.values())
    return PlanResult(
        objective=1.0,
        lower_bound=1.0,
        gap=0.0,
        guards_used=guards + 2 * teams,
        static_guards=guards,
        teams=(TeamPlacement("B1", teams),) if teams else (),
        posts=tuple(StationPost(station, n) for station, n in sorted(posts.items())),
        unreached=(),
        value_of_one_more=0.0,
        solve_ms=0.0,
        bound_ms=0.0,
        assumptions=Assumptions(team_size=2),
        attachments=attachments,
    )


def test_nobody_guards_the_station_where_this_person_votes() -> None:
    """Three people, three stations of their ward, each votes at the nearest: all move on by one."""
    stations = [make_station_id(WARDS[0], n) for n in (1, 2, 3)]
    homes = {f"U1-{n}": stations[n] for n in range(3)}
    assigned = assign_people(registry(homes), result(dict.fromkeys(stations, 1)))
    assert {duty.person for duty in assigned.duties} >= set(homes)
    assert all(duty.station != homes.get(duty.person) for duty in assigned.duties)
    assert assigned.vacant == ()


def test_a_slot_that_only_its_own_voters_could_fill_stays_vacant_and_is_named() -> None:
    """Everybody who may stand at station 1 votes there."""
    station = make_station_id(WARDS[0], 1)
    everybody = registry()
    homes = {person.id: station for person in everybody.people}
    assigned = assign_people(registry(homes), result({station: 1}))
    assert assigned.duties == ()
    assert [slot.station for slot in assigned.vacant] == [station]


def test_officers_stay_in_their_region_unless_an_order_attaches_them() -> None:
    """Ward 2 needs five: two of its own, two of the district, one attached from ward 1."""
    posts = {make_station_id(WARDS[1], 1): 2, make_station_id(WARDS[1], 2): 3}
    order = Attachment(unit="U1", region=WARDS[1], officers=1, gain=0.1)
    assigned = assign_people(registry(), result(posts, attachments=(order,)))
    assert sorted(duty.unit for duty in assigned.duties) == ["U1", "U2", "U2", "UD", "UD"]
    assert [duty.unit for duty in assigned.duties if duty.attached] == ["U1"]
    without = assign_people(registry(), result(posts))
    assert len(without.duties) == 4
    assert len(without.vacant) == 1


def test_a_team_is_led_by_a_leader_of_its_unit() -> None:
    """Ward 1's leader leads the team at ward 1's base although others vote nearer."""
    assigned = assign_people(registry(), result({}, teams=1))
    team = [duty for duty in assigned.duties if duty.team == 1]
    assert len(team) == 2
    assert [duty.person for duty in team if duty.leader] == ["U1-1"]


@given(st.lists(st.integers(0, 3), min_size=6, max_size=6), st.integers(0, 1))
def test_every_slot_is_filled_once_or_named_as_vacant(guards: list[int], teams: int) -> None:
    """Slots = duties + vacancies; nobody has two posts; nobody leaves home without an order."""
    world = registry()
    posts = {station.id: n for station, n in zip(world.stations, guards, strict=True) if n}
    plan = result(posts, teams)
    assigned = assign_people(world, plan)
    assert len(assigned.duties) + len(assigned.vacant) == len(slots_of(world, plan))
    assert len({duty.person for duty in assigned.duties}) == len(assigned.duties)
    regions = {unit.id: unit.region for unit in world.units}
    for duty in assigned.duties:
        ward = RegionCode(f"63.71.01.{duty.station[6:10]}") if duty.station else WARDS[0]
        assert within(ward, regions[duty.unit])
        assert not duty.attached
