"""Reads of the recapitulation: forms that came in, what they are compared with, what differs now."""

from collections.abc import Collection, Iterable, Mapping

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.access.reach import inside
from kawal.count.events import RecapSource
from kawal.count.formqueries import stations_since
from kawal.count.model import Entered
from kawal.count.recap.diff import Compared, Correction, RecapDiff, compared
from kawal.count.recap.forms import Numbers, Recap
from kawal.count.recap.ladder import Count, Readings
from kawal.count.sums import options_of
from kawal.count.tables import CORRECTION, FORM, RECAP, ROUND
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import RegionCode, StationId
from kawal.store.log import read_head

FOLLOWED: tuple[RecapSource, ...] = ("official", "heard", "agent")
"""Of several copies of one form the first of these is compared, of equal ones the newest."""
MOST_AT_ONCE = 500


class KnownRecap(msgspec.Struct, frozen=True):
    """A form of the recapitulation as it came in."""

    recap: Recap
    source: RecapSource
    actor: str
    at_ms: int


class Kept(msgspec.Struct, frozen=True):
    """What a log of `size` entries says of the recapitulation of a contest, under one registry."""

    size: int
    registry: Registry
    known: tuple[KnownRecap, ...]
    compared: Compared


def recap_differences(connection: Connection, registry: Registry, contest: Contest) -> RecapDiff:
    """What differs now between the forms of a contest and what they add up; nothing while none came."""
    return compared_at(connection, registry, contest).compared.diff


def compared_at(connection: Connection, registry: Registry, contest: Contest, before: Kept | None = None) -> Kept:
    """The same with all that it follows from. `before` is what fewer entries of the same log said: only what later
    ones may have changed is read and compared again, under another registry everything."""
    if before is not None and before.registry is not registry:
        before = None
    size = read_head(connection).size
    known = known_recaps(connection, contest, before.known if before else ())
    count = _counted(connection, registry, contest, known, before) if known else _nothing(contest)
    found = compared(count, corrections(connection, contest), before.compared if before else None)
    return Kept(size, registry, known, found)


def known_recaps(
    connection: Connection, contest: Contest, before: Iterable[KnownRecap] = ()
) -> tuple[KnownRecap, ...]:
    """Every form of a contest that came in and was not erased, of each region, round and source the newest; by
    region. The numbers of those that are in `before` are not read again."""
    names = ("position", "region", "round", "source", "actor", "at_ms")
    here = (RECAP.c.contest == contest.kind, inside(RECAP.c.region, (contest.region,)), RECAP.c.body != b"")
    rows = connection.execute(select(*(RECAP.c[name] for name in names)).where(*here).order_by(RECAP.c.position))
    newest = {(row.region, row.round, row.source): row for row in rows}
    recaps = {one.recap.index: one.recap for one in before}
    lacking = [row.position for row in newest.values() if row.position not in recaps]
    for start in range(0, len(lacking), MOST_AT_ONCE):
        bodies = select(RECAP.c.position, RECAP.c.body)
        for row in connection.execute(bodies.where(RECAP.c.position.in_(lacking[start : start + MOST_AT_ONCE]))):
            recaps[row.position] = replace(msgspec.json.decode(row.body, type=Recap), index=row.position)
    return tuple(
        KnownRecap(recaps[row.position], row.source, row.actor, row.at_ms) for _key, row in sorted(newest.items())
    )


def first_recaps(connection: Connection) -> tuple[Entered, ...]:
    """When the first form of each plenary after the first polls came in, whoever brought it."""
    first = func.min(RECAP.c.position)
    statement = select(RECAP.c.region, RECAP.c.contest, first, func.min(RECAP.c.at_ms)).where(RECAP.c.round == 1)
    rows = connection.execute(statement.group_by(RECAP.c.region, RECAP.c.contest).order_by(first))
    return tuple(Entered(entry, contest, RegionCode(region), at_ms) for region, contest, entry, at_ms in rows)


def counted(connection: Connection, registry: Registry, contest: Contest) -> Count:
    """The forms of the stations in all rounds, and the forms above them that are followed."""
    return _counted(connection, registry, contest, known_recaps(connection, contest), None)


def _counted(
    connection: Connection, registry: Registry, contest: Contest, known: Iterable[KnownRecap], before: Kept | None
) -> Count:
    readings: Mapping[int, Readings]
    if before is not None and before.known:
        readings = _read_on(connection, contest, before.compared.count.readings, before.size)
        stations = before.compared.count.stations
    else:
        readings = _read(connection, contest)
        stations = tuple(one.id for one in registry.stations_in(contest.region))
    followed: dict[tuple[RegionCode, int], KnownRecap] = {}
    for one in known:
        key = one.recap.region, one.recap.round
        if key not in followed or FOLLOWED.index(one.source) < FOLLOWED.index(followed[key].source):
            followed[key] = one
    repolls: dict[int, set[StationId]] = {}
    here = (ROUND.c.contest == contest.kind, inside(ROUND.c.station, (contest.region,)))
    for row in connection.execute(select(ROUND).where(*here)):
        repolls.setdefault(row.round, set()).add(StationId(row.station))
    return Count(
        contest=contest.kind,
        options=options_of(contest),
        readings=readings,
        recaps=tuple(one.recap for one in followed.values()),
        stations=stations,
        repolls=repolls,
    )


def _read(connection: Connection, contest: Contest, only: Collection[str] | None = None) -> dict[int, Readings]:
    """The numbers of the forms of a contest that are known, of all stations or of some."""
    here = FORM.c.station.in_(only) if only is not None else inside(FORM.c.station, (contest.region,))
    decode = msgspec.json.Decoder(dict[str, int | None]).decode
    found: dict[int, dict[StationId, Numbers]] = {}
    for row in connection.execute(select(FORM).where(FORM.c.contest == contest.kind, here)):
        numbers = {name: number for name, number in decode(row.numbers).items() if number is not None}
        found.setdefault(row.round, {})[StationId(row.station)] = numbers
    return {**found}


def _read_on(
    connection: Connection, contest: Contest, old: Mapping[int, Readings], size: int
) -> Mapping[int, Readings]:
    """The same where `old` are those of a log of `size` entries; a form that says what it said is the same value."""
    own = contest.region.replace(".", "")
    touched = {one for one in stations_since(connection, size) if one.startswith(own)}
    if not touched:
        return old
    many = len(touched) > MOST_AT_ONCE
    new = _read(connection, contest, None if many else touched)
    found: dict[int, Readings] = {}
    for round_ in sorted({*old, *new}):
        was, now = old.get(round_, {}), new.get(round_, {})
        left = {} if many else {one: numbers for one, numbers in was.items() if one not in touched}
        found[round_] = left | {one: was[one] if was.get(one) == said else said for one, said in now.items()}
    return {round_: forms for round_, forms in found.items() if forms}


def corrections(connection: Connection, contest: Contest) -> tuple[Correction, ...]:
    """The records that correct numbers, in the order of the log."""
    statement = select(CORRECTION).where(CORRECTION.c.contest == contest.kind).order_by(CORRECTION.c.position)
    return tuple(
        Correction(
            entry=row.position,
            place=row.place,
            contest=row.contest,
            round=row.round,
            changes=msgspec.json.decode(row.changes, type=dict[str, int]),
        )
        for row in connection.execute(statement)
    )


def _nothing(contest: Contest) -> Count:
    return Count(contest=contest.kind, options=options_of(contest), readings={})
