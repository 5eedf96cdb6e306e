"""The forms of stations and their sums, kept true with every reading: one form changes six sums."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection, Row

from kawal.count.consensus import agree, by_source, in_force
from kawal.count.findings import contests_findings, form_findings
from kawal.count.model import ContestKind, Decided, Finding, Reading
from kawal.count.tables import DECISION, ENDED, FINDING, FORM, READING, ROUND, TOTAL
from kawal.jurisdiction.forms import SEVERITIES, option_of
from kawal.kernel.codes import RegionCode, StationId, parent_of, ward_of
from kawal.store.dialect import put

Numbers = dict[str, int | None]
_encode = msgspec.json.encode


class Share(msgspec.Struct):
    """What a form adds to each sum above it."""

    counted: int = 0
    differing: int = 0
    faults: int = 0
    numbers: dict[str, int] = {}
    latest_ms: int = 0


def places_above(station: StationId) -> tuple[str, ...]:
    """The regions that a station lies in, from its ward up; "" for the nation."""
    places: list[str] = []
    region: RegionCode | None = ward_of(station)
    while region is not None:
        places.append(region)
        region = parent_of(region)
    return (*places, "")


def recount(connection: Connection, forms: Iterable[tuple[StationId, ContestKind]]) -> None:
    """Work out anew the forms of these stations in all their rounds, their findings, and the sums above them."""
    changes: dict[tuple[str, str, str], Share] = {}
    for station, contest in dict.fromkeys(forms):
        before = _shares(connection, station, contest)
        rounds = _rounds(connection, station, contest)
        for number in sorted(rounds):
            _form(connection, station, contest, number, current=number == max(rounds))
        _cross(connection, station)
        after = _shares(connection, station, contest)
        for source in {**before, **after}:
            for place in places_above(station):
                change = changes.setdefault((contest, place, source), Share())
                _add(change, before.get(source, Share()), after.get(source, Share()))
    for key, change in changes.items():
        _total(connection, *key, change)


def readings_of(connection: Connection, station: str, contest: str, round_: int) -> tuple[Reading, ...]:
    """Every reading of a form that ever came, in the order of the log."""
    statement = select(READING).where(
        READING.c.station == station, READING.c.contest == contest, READING.c.round == round_
    )
    return tuple(reading_of(row) for row in connection.execute(statement.order_by(READING.c.position)))


def reading_of(row: Row[tuple[object, ...]]) -> Reading:
    """A reading from its row."""
    return Reading(
        station=row.station,
        contest=row.contest,
        round=row.round,
        source=row.source,
        reader=row.reader,
        numbers=msgspec.json.decode(row.numbers, type=dict[str, int]),
        index=row.position,
        copy=row.copy,
        at_ms=row.at_ms,
        photos=msgspec.json.decode(row.photos, type=tuple[str, ...]),
        assurance=row.assurance,
    )


def decisions_of(connection: Connection, station: str, contest: str, round_: int) -> tuple[Decided, ...]:
    """Every decision about a form, in the order of the log."""
    statement = select(DECISION).where(
        DECISION.c.station == station, DECISION.c.contest == contest, DECISION.c.round == round_
    )
    return tuple(
        Decided(msgspec.json.decode(row.numbers, type=Numbers), row.position)
        for row in connection.execute(statement.order_by(DECISION.c.position))
    )


def current_round(connection: Connection, station: str, contest: str) -> int:
    """The round in which a form that comes in now is: the last one that was ordered for its station."""
    return max(_rounds(connection, station, contest))


def _rounds(connection: Connection, station: str, contest: str) -> set[int]:
    ordered = select(ROUND.c.round).where(ROUND.c.contest == contest, ROUND.c.station == station)
    return {1, *connection.scalars(ordered)}


def _form(connection: Connection, station: StationId, contest: ContestKind, round_: int, *, current: bool) -> None:
    key = (FORM.c.contest == contest, FORM.c.station == station, FORM.c.round == round_)
    every = readings_of(connection, station, contest, round_)
    connection.execute(delete(FORM).where(*key))
    if not every:
        return
    readings = in_force(every)
    states = agree(readings, decisions_of(connection, station, contest, round_))
    numbers = {one.name: one.value for one in states}
    found = form_findings(station, contest, round_, states)
    _put_findings(connection, station, contest, round_, found)
    votes = [value for name, value in numbers.items() if option_of(name) is not None]
    connection.execute(
        insert(FORM).values(
            contest=contest,
            station=station,
            round=round_,
            current=current,
            counted=bool(votes) and None not in votes,
            differing=sum(one.state == "differing" for one in states),
            faults=sum(one.severity == "hard" for one in found),
            numbers=_encode(numbers),
            by_source=_encode(by_source(readings)),
            first_ms=every[0].at_ms,
            latest_ms=every[-1].at_ms,
        )
    )


def _put_findings(
    connection: Connection, station: str, contest: str, round_: int, found: Iterable[Finding], *, cross: bool = False
) -> None:
    """Write the findings of a form; what was ended stays so while its numbers are the same."""
    here = (FINDING.c.contest == contest, FINDING.c.station == station, FINDING.c.round == round_)
    mine = FINDING.c.what == "CROSS_CONTEST" if cross else FINDING.c.what != "CROSS_CONTEST"
    connection.execute(delete(FINDING).where(*here, mine))
    found = tuple(found)
    if not found:
        return
    ended = {
        (row.what, row.part, row.expected, row.got): row.outcome
        for row in connection.execute(
            select(ENDED)
            .where(ENDED.c.station == station, ENDED.c.contest == contest, ENDED.c.round == round_)
            .order_by(ENDED.c.position)
        )
    }
    connection.execute(
        insert(FINDING),
        [
            {
                "contest": contest,
                "station": station,
                "round": round_,
                "what": one.what,
                "part": one.part,
                "severity": SEVERITIES.index(one.severity),
                "effect": one.effect,
                "expected": one.expected,
                "got": one.got,
                "entries": _encode(one.entries),
                "ended": ended.get((one.what, one.part, one.expected, one.got), ""),
            }
            for one in found
        ],
    )


def _cross(connection: Connection, station: StationId) -> None:
    rows = connection.execute(
        select(FORM.c.contest, FORM.c.numbers).where(FORM.c.station == station, FORM.c.round == 1)
    ).all()
    if len(rows) > 1:
        found = contests_findings(
            station, {row.contest: msgspec.json.decode(row.numbers, type=Numbers) for row in rows}
        )
        local = next((row.contest for row in rows if row.contest != "governor"), rows[0].contest)
        _put_findings(connection, station, local, 1, found, cross=True)


def _shares(connection: Connection, station: str, contest: str) -> dict[str, Share]:
    """What the current form of a station adds to the sums, by source; "" for the numbers that hold."""
    row = connection.execute(
        select(FORM).where(FORM.c.contest == contest, FORM.c.station == station, FORM.c.current)
    ).first()
    if row is None:
        return {}
    shares = {
        source: Share(1, 0, 0, numbers, row.latest_ms)
        for source, numbers in msgspec.json.decode(row.by_source, type=dict[str, dict[str, int]]).items()
    }
    if row.counted:
        numbers = msgspec.json.decode(row.numbers, type=Numbers)
        known = {name: value for name, value in numbers.items() if value is not None}
        shares[""] = Share(1, int(row.differing > 0), int(row.faults > 0), known, row.latest_ms)
    return shares


def _add(change: Share, before: Share, after: Share) -> None:
    change.counted += after.counted - before.counted
    change.differing += after.differing - before.differing
    change.faults += after.faults - before.faults
    change.latest_ms = max(change.latest_ms, after.latest_ms)
    for name in {**before.numbers, **after.numbers}:
        change.numbers[name] = change.numbers.get(name, 0) + after.numbers.get(name, 0) - before.numbers.get(name, 0)


def _total(connection: Connection, contest: str, place: str, source: str, change: Share) -> None:
    key = {"contest": contest, "place": place, "source": source}
    row = connection.execute(select(TOTAL).where(*(TOTAL.c[name] == value for name, value in key.items()))).first()
    numbers = msgspec.json.decode(row.numbers, type=dict[str, int]) if row else {}
    for name, delta in change.numbers.items():
        numbers[name] = numbers.get(name, 0) + delta
    values = {
        "counted": (row.counted if row else 0) + change.counted,
        "differing": (row.differing if row else 0) + change.differing,
        "faults": (row.faults if row else 0) + change.faults,
        "numbers": _encode({name: numbers[name] for name in sorted(numbers)}),
        "latest_ms": max(row.latest_ms if row else 0, change.latest_ms),
    }
    statement = put(connection, TOTAL).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))
