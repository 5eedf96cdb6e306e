"""The forms of stations and their sums, kept true with every reading: one form changes six sums."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection, Row

from kawal.count.findings import CONTESTS
from kawal.count.formrows import Known, Numbers, crossed, finding_row, form_row
from kawal.count.model import ContestKind
from kawal.count.tables import FINDING, FORM, TOTAL
from kawal.kernel.codes import RegionCode, StationId, parent_of, ward_of
from kawal.store.dialect import put

Key = tuple[str, str, str]
"""A sum: contest, place, source."""
TOGETHER = 250
"""So many stations are read and written at once."""
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
    stations: dict[ContestKind, list[StationId]] = {}
    for station, contest in dict.fromkeys(forms):
        stations.setdefault(contest, []).append(station)
    changes: dict[Key, Share] = {}
    for contest, named in stations.items():
        for start in range(0, len(named), TOGETHER):
            _recount(connection, contest, named[start : start + TOGETHER], changes)
    _put_totals(connection, changes)


def _recount(
    connection: Connection,
    contest: ContestKind,
    stations: Sequence[StationId],
    changes: dict[Key, Share],
) -> None:
    """The forms of some stations in one contest; what they add to the sums above them is put into `changes`."""
    known = Known(connection, contest, stations)
    forms: list[dict[str, Any]] = []
    findings: list[dict[str, Any]] = []
    after: dict[StationId, dict[str, Share]] = {station: {} for station in stations}
    for station in stations:
        rounds = known.rounds[station]
        for number in sorted(rounds):
            every = known.readings[station, number]
            if not every:
                continue
            form, found = form_row(every, known.decisions[station, number], current=number == max(rounds))
            forms.append(form)
            findings += [finding_row(one, known.endings) for one in found]
            if form["current"]:
                after[station] = _shares(form)
    inside = FORM.c.station.in_(stations)
    connection.execute(delete(FORM).where(FORM.c.contest == contest, inside))
    here = (FINDING.c.contest == contest, FINDING.c.station.in_(stations), FINDING.c.what != CONTESTS)
    connection.execute(delete(FINDING).where(*here))
    if forms:
        connection.execute(insert(FORM), forms)
    findings += crossed(connection, stations, known.endings)
    if findings:
        connection.execute(insert(FINDING), findings)
    for station in stations:
        before = _shares(known.current[station]) if station in known.current else {}
        for source in {**before, **after[station]}:
            was, now = before.get(source, Share()), after[station].get(source, Share())
            for place in places_above(station) if was != now else ():
                _add(changes.setdefault((contest, place, source), Share()), was, now)


def _shares(row: Mapping[str, Any]) -> dict[str, Share]:
    """What the current form of a station adds to the sums, by source; "" for the numbers that hold."""
    latest_ms = row["latest_ms"]
    shares = {
        source: Share(1, 0, 0, numbers, latest_ms)
        for source, numbers in msgspec.json.decode(row["by_source"], type=dict[str, dict[str, int]]).items()
    }
    if row["counted"]:
        numbers = msgspec.json.decode(row["numbers"], type=Numbers)
        known = {name: value for name, value in numbers.items() if value is not None}
        shares[""] = Share(1, int(row["differing"] > 0), int(row["faults"] > 0), known, latest_ms)
    return shares


def _add(change: Share, before: Share, after: Share) -> None:
    change.counted += after.counted - before.counted
    change.differing += after.differing - before.differing
    change.faults += after.faults - before.faults
    change.latest_ms = max(change.latest_ms, after.latest_ms)
    for name in {**before.numbers, **after.numbers}:
        change.numbers[name] = change.numbers.get(name, 0) + after.numbers.get(name, 0) - before.numbers.get(name, 0)


def _put_totals(connection: Connection, changes: Mapping[Key, Share]) -> None:
    """Add what changed to the sums, some places at once."""
    keys = list(changes)
    for start in range(0, len(keys), TOGETHER):
        some = keys[start : start + TOGETHER]
        places = {place for _contest, place, _source in some}
        statement = select(TOTAL).where(TOTAL.c.place.in_(places), TOTAL.c.contest.in_({key[0] for key in some}))
        rows = {(row.contest, row.place, row.source): row for row in connection.execute(statement)}
        fresh = put(connection, TOTAL)
        names = ("counted", "differing", "faults", "numbers", "latest_ms")
        connection.execute(
            fresh.on_conflict_do_update(
                index_elements=["contest", "place", "source"], set_={name: fresh.excluded[name] for name in names}
            ),
            [_total(key, rows.get(key), changes[key]) for key in some],
        )


def _total(key: Key, row: Row[Any] | None, change: Share) -> dict[str, Any]:
    contest, place, source = key
    numbers = msgspec.json.decode(row.numbers, type=dict[str, int]) if row else {}
    for name, delta in change.numbers.items():
        numbers[name] = numbers.get(name, 0) + delta
    return {
        "contest": contest,
        "place": place,
        "source": source,
        "counted": (row.counted if row else 0) + change.counted,
        "differing": (row.differing if row else 0) + change.differing,
        "faults": (row.faults if row else 0) + change.faults,
        "numbers": _encode({name: numbers[name] for name in sorted(numbers)}),
        "latest_ms": max(row.latest_ms if row else 0, change.latest_ms),
    }
