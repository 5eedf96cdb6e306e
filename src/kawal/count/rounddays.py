"""Rounds as they were ordered: the day on which their stations vote or count once more; those that were withdrawn."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection, Row

from kawal.count.events import RoundKind
from kawal.count.model import ContestKind
from kawal.count.tables import ROUND, ROUND_GONE
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_DAYS = 400
"""A round lies at most so many days after the vote before it; a slip of the year is further off."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """A round that was ordered, by its entry of the log; `day` is None until someone fixed it."""

    index: int
    contest: ContestKind
    round: int
    kind: RoundKind
    decree: str
    stations: tuple[StationId, ...]
    day: date | None
    actor: str = ""
    at_ms: int = 0

    @property
    def is_poll(self) -> bool:
        """Whether people vote, so that the deadlines of a voting day run; a recount counts the ballots of another."""
        return self.kind != "recount"


def rounds(connection: Connection) -> tuple[Round, ...]:
    """Every round that was ordered, in the order of the log."""
    return tuple(
        Round(
            index=row.position,
            contest=row.contest,
            round=row.round,
            kind=row.kind,
            decree=row.decree,
            stations=stations,
            day=date.fromisoformat(row.day) if row.day else None,
            actor=row.actor,
            at_ms=row.at_ms,
        )
        for row, stations in _by_entry(connection, ROUND)
    )


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A round that was withdrawn: what it was, the entry that ordered it, and which took it back, by whom, when."""

    index: int
    ordered: int
    contest: ContestKind
    round: int
    kind: RoundKind
    decree: str
    stations: tuple[StationId, ...]
    actor: str
    at_ms: int


def rounds_gone(connection: Connection) -> tuple[Gone, ...]:
    """Every round that was withdrawn, the newest first."""
    found = tuple(
        Gone(
            index=row.position,
            ordered=row.ordered,
            contest=row.contest,
            round=row.round,
            kind=row.kind,
            decree=row.decree,
            stations=stations,
            actor=row.actor,
            at_ms=row.at_ms,
        )
        for row, stations in _by_entry(connection, ROUND_GONE)
    )
    return found[::-1]


def _by_entry(connection: Connection, table: Table) -> Iterator[tuple[Row[Any], tuple[StationId, ...]]]:
    """A row of each entry with the stations of all its rows, in the order of the log."""
    rows = connection.execute(select(table).order_by(table.c.position, table.c.station))
    for _, group in groupby(rows, key=lambda row: row.position):
        first, *others = group
        yield first, tuple(StationId(row.station) for row in (first, *others))


def polled_on(
    held: Iterable[Round], station: StationId, contests: Sequence[ContestKind], number: int, first: date | None
) -> date | None:
    """The day on which the ballots of a station's round were cast: that of its last poll up to this round, `first`
    where there was none; None where the day is not known. In several contests the earliest (pure)."""
    polls = [one for one in held if one.is_poll and one.round <= number and station in one.stations]
    days = []
    for contest in contests:
        own = [one for one in polls if one.contest == contest]
        days.append(max(own, key=lambda one: one.round).day if own else first)
    return None if None in days else min((one for one in days if one), default=None)


def fit_day(day: date, kind: RoundKind, before: date | None) -> date:
    """The day itself. Raises Rejected for one that comes before the vote whose place it takes, or long after it; a
    recount may be on the same day (pure)."""
    if before is None:
        return day
    earliest = before if kind == "recount" else before + timedelta(days=1)
    latest = before + timedelta(days=MOST_DAYS)
    if not earliest <= day <= latest:
        expected = msg("hari dari %(earliest)s sampai %(latest)s", earliest=earliest, latest=latest)
        raise Rejected(msg("hari pelaksanaan"), expected, msg("%(day)s", day=day))
    return day
