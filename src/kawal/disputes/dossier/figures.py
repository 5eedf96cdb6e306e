"""On which entries the numbers of a station rest, and for which stations a dossier proves them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.consensus import in_force
from kawal.count.formrows import reading_of
from kawal.count.model import ContestKind, Reading
from kawal.count.tables import DECISION, READING
from kawal.disputes.dossier.model import ResultsFile, StationRow

AT_ONCE = 500


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


def fitted(rows: Sequence[StationRow], held: Collection[int], most: int) -> list[StationRow]:
    """The rows whose entries fit beside those `held` in any case, `most` together (pure).

    Those held in full and those with something to look at come first, then those that bring least, so that as many
    as can be are proven.
    """
    inside, found = set(held), []
    for one in sorted(rows, key=lambda one: (not one.full, not one.noted, len(one.entries), one.station)):
        more = set(one.entries) - inside
        if len(inside) + len(more) <= most:
            inside |= more
            found.append(one)
    return found


def marked(
    rows: Sequence[StationRow], inside: Collection[int], files: Sequence[ResultsFile]
) -> tuple[StationRow, ...]:
    """The rows, each with whether its numbers are proven: all its entries are `inside` the dossier, and so are the
    numbers of each file of results among them (pure)."""
    known = set(inside) - bare(files)
    return tuple(replace(one, proven=known.issuperset(one.entries)) for one in rows)


def bare(files: Sequence[ResultsFile]) -> frozenset[int]:
    """The entries of the files of results whose numbers are not in the dossier (pure)."""
    return frozenset(one.index for one in files if one.numbers != "here")
