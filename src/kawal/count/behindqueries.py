"""Named reads of what numbers rest on: the entries of stations and of sums, and the files that brought them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.engine import Connection

from kawal.access.reach import inside
from kawal.count.consensus import in_force
from kawal.count.formrows import reading_of
from kawal.count.model import ContestKind, Reading
from kawal.count.tables import DECISION, FORM, IMPORTED, READING
from kawal.election.model import Contest
from kawal.election.queries import origins_of
from kawal.kernel.codes import common_place

AT_ONCE = 500


class Behind(msgspec.Struct, frozen=True):
    """What a sum rests on: of how many forms it is, and of their entries the last, by which it became what it is,
    with the import that made the ballot; `assurance` are those of all entries of these forms, each once."""

    forms: int
    entries: tuple[int, ...]
    assurance: tuple[str, ...]


def figures_of(connection: Connection, kind: ContestKind, stations: Sequence[str]) -> Mapping[str, tuple[int, ...]]:
    """The entries behind the numbers of each station, those of replaced rounds too, for sums until then hold them:
    the readings in force, the copies that they read, the decisions. A station without any is left out."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for start in range(0, len(stations), AT_ONCE):
        some = stations[start : start + AT_ONCE]
        forms: defaultdict[tuple[str, int], list[Reading]] = defaultdict(list)
        for row in connection.execute(select(READING).where(READING.c.contest == kind, READING.c.station.in_(some))):
            forms[row.station, row.round].append(reading_of(row))
        for (station, _), readings in forms.items():
            found[station].update(index for one in in_force(readings) for index in (one.index, one.copy))
        decided = select(DECISION).where(DECISION.c.contest == kind, DECISION.c.station.in_(some))
        for row in connection.execute(decided):
            found[row.station].add(row.position)
    return {station: tuple(sorted(entries)) for station, entries in found.items()}


def imports_among(connection: Connection, entries: Collection[int]) -> list[Row[Any]]:
    """Those of these entries that brought a file of results, in the order of the log: rows of `IMPORTED`."""
    every = connection.execute(select(IMPORTED).order_by(IMPORTED.c.position))
    return [row for row in every if row.position in entries]


def imports_left_empty(connection: Connection, kinds: Collection[ContestKind]) -> frozenset[int]:
    """The entries of files of results of these kinds of which no reading is left: their numbers were erased."""
    left = select(READING.c.position).where(READING.c.position == IMPORTED.c.position).exists()
    return frozenset(connection.scalars(select(IMPORTED.c.position).where(IMPORTED.c.contest.in_(kinds), ~left)))


def place_of_import(connection: Connection, entry: int) -> str:
    """The smallest place that holds every station of a file of results."""
    ends = select(func.min(READING.c.station), func.max(READING.c.station)).where(READING.c.position == entry)
    return common_place(sorted({*connection.execute(ends).one()}))


def behind_sum(connection: Connection, contest: Contest) -> Behind:
    """What the sums of a contest rest on now."""
    joined = READING.join(
        FORM,
        (FORM.c.contest == READING.c.contest)
        & (FORM.c.station == READING.c.station)
        & (FORM.c.round == READING.c.round),
    )
    counted = (FORM.c.contest == contest.kind, FORM.c.current, FORM.c.counted)
    here = (*counted, inside(FORM.c.station, (contest.region,)))
    last = func.max(READING.c.position)
    rows = connection.execute(
        select(READING.c.assurance, last.label("last")).select_from(joined).where(*here).group_by(READING.c.assurance)
    ).all()
    many = connection.scalar(select(func.count()).select_from(FORM).where(*here)) or 0
    ballot = origins_of(connection, "contests").get(contest.id)
    entries = [*([ballot.index] if ballot else []), *([max(row.last for row in rows)] if rows else [])]
    return Behind(many, tuple(entries), tuple(sorted(row.assurance for row in rows)))
