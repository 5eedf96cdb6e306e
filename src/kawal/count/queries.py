"""Named reads of the count: sums, the queue, one station with all its copies."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.engine import Connection, Row

from kawal.count.consensus import agree, in_force
from kawal.count.events import Because, Entry, Outcome
from kawal.count.formrows import current_round, decisions_of, reading_of, readings_of
from kawal.count.model import ContestKind, Decided, FieldState, Finding, Reading, Tabulation, Tally, precedence
from kawal.count.tables import DECISION, ENDED, FINDING, FORM, READING, ROUND, TOTAL
from kawal.election.model import Contest, Registry
from kawal.field.tables import PHOTO
from kawal.jurisdiction.forms import SEVERITIES, forms
from kawal.kernel.codes import RegionCode, StationId, level_of, parent_of, ward_of, within

MOST_FINDINGS = 100
Reach = Sequence[str]
"""Regions in which someone may read; none for everywhere."""


class Waiting(msgspec.Struct, frozen=True):
    """A finding with what became of it; "" while nobody has looked."""

    finding: Finding
    ended: Outcome | str


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


class Ruling(msgspec.Struct, frozen=True):
    """A decision as a page shows it."""

    index: int
    numbers: Mapping[str, int | None]
    because: Because
    actor: str
    at_ms: int


class FormView(msgspec.Struct, frozen=True):
    """One form with all that is known of it; `superseded` are readings that a newer copy of their source replaced."""

    station: StationId
    contest: ContestKind
    round: int
    current: bool
    states: tuple[FieldState, ...]
    readings: tuple[Reading, ...]
    superseded: tuple[Reading, ...]
    actors: Mapping[int, str]
    rulings: tuple[Ruling, ...]
    findings: tuple[Waiting, ...]

    @property
    def newest(self) -> int:
        """The newest entry about it."""
        return max(
            (*(one.index for one in (*self.readings, *self.superseded)), *(one.index for one in self.rulings)),
            default=0,
        )


class CopyToRead(msgspec.Struct, frozen=True):
    """A copy with a photo that wants another pair of eyes."""

    copy: int
    station: StationId
    contest: ContestKind
    round: int
    source: str
    photos: tuple[str, ...]
    reader: Entry
    """Which reading is wanted."""


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


def children_of(registry: Registry, region: str) -> tuple[RegionCode, ...]:
    """The regions right below one, "" for the nation, in the order of their codes."""
    below = level_of(RegionCode(region)) + 1 if region else 1
    return tuple(
        sorted(
            one.code
            for one in registry.regions
            if level_of(one.code) == below and (not region or within(one.code, RegionCode(region)))
        )
    )


def queue(
    connection: Connection,
    reach: Reach = (),
    kind: str = "",
    place: str = "",
    what: str = "",
    *,
    ended: bool = False,
    most: int = MOST_FINDINGS,
    start: int = 0,
) -> tuple[Waiting, ...]:
    """What does not add up, the gravest first, then those of most votes, from the `start`th on; only what nobody has
    looked at, or only what somebody has."""
    statement = select(FINDING).where(FINDING.c.ended != "" if ended else FINDING.c.ended == "")
    if kind:
        statement = statement.where(FINDING.c.contest == kind)
    if what:
        statement = statement.where(FINDING.c.what == what)
    for bound in (reach, (place,) if place else ()):
        if bound:
            statement = statement.where(
                or_(*[FINDING.c.station.startswith(one.replace(".", ""), autoescape=True) for one in bound])
            )
    order = (FINDING.c.severity, FINDING.c.effect.desc(), FINDING.c.station, FINDING.c.what, FINDING.c.part)
    rows = connection.execute(statement.order_by(*order).limit(most).offset(start))
    return tuple(_waiting(row) for row in rows)


def waiting_counts(connection: Connection) -> dict[tuple[str, str], int]:
    """How many findings wait, by contest and identity."""
    statement = select(FINDING.c.contest, FINDING.c.what, func.count()).where(FINDING.c.ended == "")
    return {
        (row[0], row[1]): row[2] for row in connection.execute(statement.group_by(FINDING.c.contest, FINDING.c.what))
    }


def form_view(connection: Connection, station: StationId, kind: ContestKind, round_: int | None = None) -> FormView:
    """One form of a station, by default that of its current round; empty when nothing has come in."""
    current = current_round(connection, station, kind)
    wanted = current if round_ is None else round_
    every = readings_of(connection, station, kind, wanted)
    readings = in_force(every)
    kept = {(one.index, one.station) for one in readings}
    decided = decisions_of(connection, station, kind, wanted)
    here = (FINDING.c.station == station, FINDING.c.contest == kind, FINDING.c.round == wanted)
    order = (FINDING.c.severity, FINDING.c.effect.desc(), FINDING.c.what, FINDING.c.part)
    return FormView(
        station=station,
        contest=kind,
        round=wanted,
        current=wanted == current,
        states=in_form_order(agree(readings, decided)),
        readings=readings,
        superseded=tuple(one for one in every if (one.index, one.station) not in kept),
        actors=_actors(connection, station, kind),
        rulings=_rulings(connection, station, kind, wanted, decided),
        findings=tuple(_waiting(row) for row in connection.execute(select(FINDING).where(*here).order_by(*order))),
    )


def rounds_of(connection: Connection, station: StationId, kind: ContestKind) -> tuple[int, ...]:
    """The rounds of a station, the first always."""
    ordered = select(ROUND.c.round).where(ROUND.c.station == station, ROUND.c.contest == kind)
    return tuple(sorted({1, *connection.scalars(ordered)}))


def round_kinds(connection: Connection, station: StationId, kind: ContestKind) -> Mapping[int, tuple[str, int]]:
    """What each later round of a station is, and the entry that ordered it."""
    statement = select(ROUND).where(ROUND.c.station == station, ROUND.c.contest == kind)
    return {row.round: (row.kind, row.position) for row in connection.execute(statement)}


def copy_to_read(connection: Connection, copy: int) -> CopyToRead | None:
    """A copy by its entry, with the reading that is wanted next; None when two have read it or it has no photo."""
    rows = connection.execute(select(READING).where(READING.c.copy == copy).order_by(READING.c.position)).all()
    device = next((row for row in rows if row.reader == "device"), None)
    readers = {row.reader for row in rows}
    if device is None or device.photos == b"[]" or "second" in readers:
        return None
    return CopyToRead(
        copy,
        device.station,
        device.contest,
        device.round,
        device.source,
        msgspec.json.decode(device.photos, type=tuple[str, ...]),
        "second" if "first" in readers else "first",
    )


def read_by(connection: Connection, copy: int) -> frozenset[str]:
    """The accounts that have read a copy, its sender among them."""
    return frozenset(connection.scalars(select(READING.c.actor).where(READING.c.copy == copy)))


def copies_waiting(connection: Connection, actor: str, reach: Reach = (), most: int = 50) -> tuple[int, ...]:
    """Copies that this account could read: with a photo that has come in, not read by two clerks, not brought or read
    by itself; those that lack only one reading first, then the oldest."""
    clerk = READING.alias()
    second = select(clerk.c.position).where(clerk.c.copy == READING.c.copy, clerk.c.reader == "second").exists()
    mine = select(clerk.c.position).where(clerk.c.copy == READING.c.copy, clerk.c.actor == actor).exists()
    first = select(func.count()).where(clerk.c.copy == READING.c.copy, clerk.c.reader == "first").scalar_subquery()
    here = select(PHOTO.c.report).where(PHOTO.c.report == READING.c.copy, PHOTO.c.stored).exists()
    statement = select(READING.c.copy).where(
        READING.c.reader == "device", READING.c.photos != b"[]", here, not_(second), not_(mine)
    )
    if reach:
        inside = [READING.c.station.startswith(one.replace(".", ""), autoescape=True) for one in reach]
        statement = statement.where(or_(*inside))
    return tuple(connection.scalars(statement.order_by(first.desc(), READING.c.copy).limit(most)))


def own_copies(
    connection: Connection, pairs: Sequence[tuple[str, int]], reach: Reach = (), most: int = 200
) -> tuple[Reading, ...]:
    """The copies that agents of these pairs brought, newest first: all that an agent sees of the count."""
    mine = [and_(READING.c.contest == kind, READING.c.source == f"agent_{number}") for kind, number in pairs]
    if not mine:
        return ()
    statement = select(READING).where(or_(*mine), READING.c.reader == "device").order_by(READING.c.position.desc())
    if reach:
        inside = [READING.c.station.startswith(one.replace(".", ""), autoescape=True) for one in reach]
        statement = statement.where(or_(*inside))
    return tuple(reading_of(row) for row in connection.execute(statement.limit(most)))


def arrivals(connection: Connection, kind: ContestKind, place: str = "") -> tuple[int, ...]:
    """When the first copy of each form came, in the order of time (ms)."""
    statement = select(FORM.c.first_ms).where(FORM.c.contest == kind, FORM.c.current, FORM.c.counted)
    if place:
        statement = statement.where(FORM.c.station.startswith(place.replace(".", ""), autoescape=True))
    return tuple(connection.scalars(statement.order_by(FORM.c.first_ms)))


def current_forms(
    connection: Connection, kind: ContestKind, place: str = ""
) -> dict[StationId, dict[str, int | None]]:
    """The numbers of every form that counts now, by station."""
    statement = select(FORM.c.station, FORM.c.numbers).where(FORM.c.contest == kind, FORM.c.current, FORM.c.counted)
    if place:
        statement = statement.where(FORM.c.station.startswith(place.replace(".", ""), autoescape=True))
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


def in_order(numbers: Mapping[str, int], options: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
    """The numbers of a reading in the order of the form; those that it does not have last."""
    names = [name for field in forms().form.fields for name in field.names(options)]
    known = dict.fromkeys([*(name for name in names if name in numbers), *numbers])
    return tuple((name, numbers[name]) for name in known)


def in_form_order(states: Sequence[FieldState]) -> tuple[FieldState, ...]:
    """The numbers in the order in which they stand on the form; unknown ones last."""
    options = tuple(range(1, 41))
    order = {
        name: at for at, name in enumerate(name for field in forms().form.fields for name in field.names(options))
    }
    return tuple(sorted(states, key=lambda one: order.get(one.name, len(order))))


def _total(place: str, stations: int, row: Row[tuple[object, ...]] | None) -> Total:
    if row is None:
        return Total(place, stations, 0, 0, 0, {}, 0)
    numbers = msgspec.json.decode(row.numbers, type=dict[str, int])
    return Total(place, stations, row.counted, row.differing, row.faults, numbers, row.latest_ms)


def _waiting(row: Row[tuple[object, ...]]) -> Waiting:
    return Waiting(
        Finding(
            what=row.what,
            severity=SEVERITIES[row.severity],
            place=row.station,
            contest=row.contest,
            round=row.round,
            part=row.part,
            expected=row.expected,
            got=row.got,
            effect=row.effect,
            entries=msgspec.json.decode(row.entries, type=tuple[int, ...]),
            hook=forms().identity(row.what).hook,
        ),
        row.ended,
    )


def _actors(connection: Connection, station: str, kind: str) -> dict[int, str]:
    statement = select(READING.c.position, READING.c.actor).where(
        READING.c.station == station, READING.c.contest == kind
    )
    return {row.position: row.actor for row in connection.execute(statement)}


def _rulings(
    connection: Connection, station: str, kind: str, round_: int, decided: Sequence[Decided]
) -> tuple[Ruling, ...]:
    numbers = {one.index: one.numbers for one in decided}
    here = (DECISION.c.station == station, DECISION.c.contest == kind, DECISION.c.round == round_)
    return tuple(
        Ruling(row.position, numbers[row.position], row.because, row.actor, row.at_ms)
        for row in connection.execute(select(DECISION).where(*here).order_by(DECISION.c.position))
    )


def endings_of(connection: Connection, station: str, kind: str) -> tuple[tuple[int, str, str, str, int], ...]:
    """What became of findings of a form: entry, what, outcome, actor, when (ms)."""
    statement = select(ENDED).where(ENDED.c.station == station, ENDED.c.contest == kind).order_by(ENDED.c.position)
    return tuple((row.position, row.what, row.outcome, row.actor, row.at_ms) for row in connection.execute(statement))
