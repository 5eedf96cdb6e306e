"""Named reads of the sums: regions, sources, arrivals, a contest as counted now."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection, Row

from kawal.access.reach import inside
from kawal.count.model import ContestKind, Tabulation, Tally, precedence
from kawal.count.tables import FORM, TOTAL
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import RegionCode, StationId, parent_of, ward_of, within


class Total(msgspec.Struct, frozen=True):
    """The sums of a region beside how many stations of it vote in the contest."""

    place: str
    stations: int
    counted: int
    differing: int
    faults: int
    numbers: Mapping[str, int]
    latest_ms: int

    @property
    def share(self) -> float:
        """How much of it has come in, 0..1."""
        return self.counted / self.stations if self.stations else 0.0


def contests_at(registry: Registry, region: str) -> tuple[Contest, ...]:
    """The contests in which stations of a region vote, in the order of the registry."""
    return tuple(
        one
        for one in registry.contests
        if not region or within(one.region, RegionCode(region)) or within(RegionCode(region), one.region)
    )


def contest_of(registry: Registry, station: StationId, kind: ContestKind) -> Contest | None:
    """The contest of a kind in which a station votes."""
    ward = ward_of(station)
    return next((one for one in registry.contests if one.kind == kind and within(ward, one.region)), None)


def options_of(contest: Contest | None) -> tuple[int, ...]:
    """Its ballot numbers in their order."""
    return tuple(sorted(option.number for option in contest.options)) if contest else ()


def totals(
    connection: Connection, registry: Registry, kind: ContestKind, places: Sequence[str], source: str = ""
) -> tuple[Total, ...]:
    """The sums of these regions, in their order, of the numbers that hold or of what one source says; the place "" is
    everything here."""
    wanted = (TOTAL.c.contest == kind, TOTAL.c.source == source, TOTAL.c.place.in_(places))
    rows = {row.place: row for row in connection.execute(select(TOTAL).where(*wanted))}
    expected = stations_by_place(registry, kind)
    return tuple(_total(place, expected.get(place, 0), rows.get(place)) for place in places)


def sums_at(connection: Connection, kind: ContestKind, places: Sequence[str]) -> tuple[Total, ...]:
    """What these regions add up to now, in their order; without how many stations they have."""
    wanted = (TOTAL.c.contest == kind, TOTAL.c.source == "", TOTAL.c.place.in_(places))
    rows = {row.place: row for row in connection.execute(select(TOTAL).where(*wanted))}
    return tuple(_total(place, 0, rows.get(place)) for place in places)


def sources_of(connection: Connection, kind: ContestKind) -> tuple[str, ...]:
    """The sources that have brought a copy in a contest, from the one that a sum follows first."""
    statement = select(TOTAL.c.source).where(TOTAL.c.contest == kind, TOTAL.c.place == "", TOTAL.c.counted > 0)
    return tuple(sorted((one for one in connection.scalars(statement) if one), key=precedence))


def stations_by_place(registry: Registry, kind: ContestKind) -> Mapping[str, int]:
    """How many stations of each region vote in a contest of a kind."""
    regions = [one.region for one in registry.contests if one.kind == kind]
    counts: dict[str, int] = {}
    for station in registry.stations:
        place: RegionCode | None = station.ward
        if not any(within(station.ward, region) for region in regions):
            continue
        counts[""] = counts.get("", 0) + 1
        while place is not None:
            counts[place] = counts.get(place, 0) + 1
            place = parent_of(place)
    return counts


def arrivals(connection: Connection, kind: ContestKind, place: str = "") -> tuple[int, ...]:
    """When the first copy of each form came, in the order of time (ms)."""
    statement = select(FORM.c.first_ms).where(FORM.c.contest == kind, FORM.c.current, FORM.c.counted)
    statement = statement.where(inside(FORM.c.station, (place,)))
    return tuple(connection.scalars(statement.order_by(FORM.c.first_ms)))


def current_forms(
    connection: Connection, kind: ContestKind, place: str = ""
) -> dict[StationId, dict[str, int | None]]:
    """The numbers of every form that counts now, by station."""
    statement = select(FORM.c.station, FORM.c.numbers).where(FORM.c.contest == kind, FORM.c.current, FORM.c.counted)
    statement = statement.where(inside(FORM.c.station, (place,)))
    decode = msgspec.json.Decoder(dict[str, int | None]).decode
    return {
        StationId(row.station): decode(row.numbers) for row in connection.execute(statement.order_by(FORM.c.station))
    }


def tabulation(connection: Connection, registry: Registry, contest: Contest, at_ms: int) -> Tabulation:
    """A contest as counted now, for export: the regions of the contest from the highest down, and every station."""
    regions = tuple(
        sorted(
            (one.code for one in registry.regions if within(one.code, contest.region)),
            key=lambda c: (c.count("."), c),
        )
    )
    rows = {
        row.station: row
        for row in connection.execute(select(FORM).where(FORM.c.contest == contest.kind, FORM.c.current))
    }
    stations = []
    for station in registry.stations_in(contest.region):
        row = rows.get(station.id)
        known = msgspec.json.decode(row.numbers, type=dict[str, int | None]) if row and row.counted else {}
        stations.append(
            Tally(
                place=station.id,
                counted=int(bool(row and row.counted)),
                differing=int(bool(row and row.counted and row.differing)),
                numbers={name: value for name, value in known.items() if value is not None},
                latest_ms=row.latest_ms if row else None,
            )
        )
    summed = totals(connection, registry, contest.kind, regions)
    return Tabulation(
        contest=contest,
        at_ms=at_ms,
        regions=tuple(
            Tally(
                place=one.place,
                stations=one.stations,
                counted=one.counted,
                differing=one.differing,
                numbers=one.numbers,
                latest_ms=one.latest_ms or None,
            )
            for one in summed
        ),
        stations=tuple(stations),
    )


def _total(place: str, stations: int, row: Row[tuple[object, ...]] | None) -> Total:
    if row is None:
        return Total(place, stations, 0, 0, 0, {}, 0)
    numbers = msgspec.json.decode(row.numbers, type=dict[str, int])
    return Total(place, stations, row.counted, row.differing, row.faults, numbers, row.latest_ms)
