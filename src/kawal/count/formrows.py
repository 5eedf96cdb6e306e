"""The rows of forms and their findings, worked out from all that is recorded about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, delete, func, select
from sqlalchemy.engine import Connection, Row

from kawal.count.consensus import agree, by_source, in_force
from kawal.count.findings import CONTESTS, contests_findings, form_findings
from kawal.count.model import ContestKind, Decided, Finding, Reading
from kawal.count.sources import CONTEST_KINDS
from kawal.count.tables import DECISION, ENDED, FINDING, FORM, READING, ROUND
from kawal.jurisdiction.forms import SEVERITIES, option_of
from kawal.kernel.codes import StationId

Numbers = dict[str, int | None]
Ending = tuple[Any, ...]
_encode = msgspec.json.encode


def readings_of(connection: Connection, station: str, contest: str, round_: int) -> tuple[Reading, ...]:
    """Every reading of a form that ever came, in the order of the log."""
    statement = select(READING).where(
        READING.c.station == station, READING.c.contest == contest, READING.c.round == round_
    )
    return tuple(reading_of(row) for row in connection.execute(statement.order_by(READING.c.position)))


def reading_of(row: Row[Any]) -> Reading:
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
    return tuple(decided_of(row) for row in connection.execute(statement.order_by(DECISION.c.position)))


def decided_of(row: Row[Any]) -> Decided:
    """A decision from its row."""
    return Decided(msgspec.json.decode(row.numbers, type=Numbers), row.position)


def current_round(connection: Connection, station: str, contest: str) -> int:
    """The round in which a form that comes in now is: the last one that was ordered for its station."""
    return max(_rounds(connection, station, contest))


def first_form(connection: Connection, contest: str, stations: Sequence[str], round_: int) -> int | None:
    """The first entry that read a form of a round from one of some stations; None while there is none."""
    read = select(func.min(READING.c.position)).where(READING.c.contest == contest, READING.c.round == round_)
    found = [
        connection.scalar(read.where(READING.c.station.in_(stations[start : start + 500])))
        for start in range(0, len(stations), 500)
    ]
    return min((one for one in found if one is not None), default=None)


def _rounds(connection: Connection, station: str, contest: str) -> set[int]:
    ordered = select(ROUND.c.round).where(ROUND.c.contest == contest, ROUND.c.station == station)
    return {1, *connection.scalars(ordered)}


class Known:
    """All that is recorded about the forms of some stations in one contest, read at once."""

    def __init__(self, connection: Connection, contest: str, stations: Sequence[StationId]) -> None:
        def rows(table: Table) -> Iterable[Row[Any]]:
            wanted = (table.c.contest == contest, table.c.station.in_(stations))
            return connection.execute(select(table).where(*wanted).order_by(*table.primary_key.columns))

        self.readings: defaultdict[tuple[str, int], list[Reading]] = defaultdict(list)
        for row in rows(READING):
            self.readings[row.station, row.round].append(reading_of(row))
        self.decisions: defaultdict[tuple[str, int], list[Decided]] = defaultdict(list)
        for row in rows(DECISION):
            self.decisions[row.station, row.round].append(decided_of(row))
        self.rounds: defaultdict[str, set[int]] = defaultdict(lambda: {1})
        for row in rows(ROUND):
            self.rounds[row.station].add(row.round)
        self.current = {row.station: row._asdict() for row in rows(FORM) if row.current}
        statement = select(ENDED).where(ENDED.c.station.in_(stations)).order_by(ENDED.c.position)
        self.endings = {_looked_at(row._asdict()): row.outcome for row in connection.execute(statement)}


def form_row(
    every: Sequence[Reading], decisions: Sequence[Decided], *, current: bool
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """The row of a form from all its readings, and what does not add up on it."""
    readings, one = in_force(every), every[0]
    states = agree(readings, decisions)
    numbers = {state.name: state.value for state in states}
    found = form_findings(one.station, one.contest, one.round, states)
    votes = [value for name, value in numbers.items() if option_of(name) is not None]
    row = {
        "contest": one.contest,
        "station": one.station,
        "round": one.round,
        "current": current,
        "counted": bool(votes) and None not in votes,
        "differing": sum(state.state == "differing" for state in states),
        "faults": sum(finding.severity == "hard" for finding in found),
        "numbers": _encode(numbers),
        "by_source": _encode(by_source(readings)),
        "first_ms": one.at_ms,
        "latest_ms": max(reading.at_ms for reading in every),
    }
    return row, found


def finding_row(found: Finding, endings: Mapping[Ending, str]) -> dict[str, Any]:
    """The row of a finding; one that was ended stays so while its numbers are the same."""
    row: dict[str, Any] = {
        "contest": found.contest,
        "station": found.place,
        "round": found.round,
        "what": found.what,
        "part": found.part,
        "severity": SEVERITIES.index(found.severity),
        "effect": found.effect,
        "expected": found.expected,
        "got": found.got,
        "entries": _encode(found.entries),
    }
    return {**row, "ended": endings.get(_looked_at(row), "")}


def _looked_at(row: Mapping[str, Any]) -> Ending:
    """What makes a finding the one that somebody looked at."""
    return tuple(row[name] for name in ("contest", "station", "round", "what", "part", "expected", "got"))


def crossed(
    connection: Connection, stations: Sequence[StationId], endings: Mapping[Ending, str]
) -> list[dict[str, Any]]:
    """What the forms of both contests of these stations contradict each other in, as rows; the old ones are gone."""
    here = (FINDING.c.contest.in_(CONTEST_KINDS), FINDING.c.station.in_(stations))  # as the keys begin
    connection.execute(delete(FINDING).where(*here, FINDING.c.what == CONTESTS))
    forms: dict[StationId, dict[ContestKind, Numbers]] = {}
    wanted = (FORM.c.contest.in_(CONTEST_KINDS), FORM.c.station.in_(stations), FORM.c.round == 1)
    for row in connection.execute(select(FORM.c.station, FORM.c.contest, FORM.c.numbers).where(*wanted)):
        forms.setdefault(row.station, {})[row.contest] = msgspec.json.decode(row.numbers, type=Numbers)
    found = [one for station, both in forms.items() for one in contests_findings(station, both)]
    named = [msgspec.structs.replace(one, entries=_saying(connection, one)) for one in found]
    return [finding_row(one, endings) for one in named]


def _saying(connection: Connection, found: Finding) -> tuple[int, ...]:
    """The entries that give the number in which the forms of two contests contradict each other."""
    readings = (
        reading
        for contest in CONTEST_KINDS
        for reading in in_force(readings_of(connection, found.place, contest, found.round))
    )
    return tuple(sorted({one.index for one in readings if found.part in one.numbers}))
