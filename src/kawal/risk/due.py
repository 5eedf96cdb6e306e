"""What falls due next, each measure once however many places and agencies it concerns (pure)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from kawal.risk.model import Measure


class Due(msgspec.Struct, frozen=True):
    """A measure that is not done everywhere: until when, against which indicator, at how many places, and how many
    are left to each agency, the most first."""

    day: date
    indicator: str
    places: int
    begun: int
    left: tuple[tuple[str, int], ...]
    is_late: bool


def next_due(measures: Sequence[Measure], today: date) -> list[Due]:
    """By day, then the measure at most places first; what is done is left out."""
    groups: dict[tuple[date, str], list[Measure]] = {}
    for row in measures:
        if row.state != "done":
            groups.setdefault((row.due, row.indicator), []).append(row)
    found = [_due(rows, today) for rows in groups.values()]
    return sorted(found, key=lambda one: (one.day, -one.places, one.indicator))


def _due(rows: Sequence[Measure], today: date) -> Due:
    left = Counter(row.agency for row in rows)
    return Due(
        day=rows[0].due,
        indicator=rows[0].indicator,
        places=len({row.place for row in rows}),
        begun=sum(row.state == "under_way" for row in rows),
        left=tuple(sorted(left.items(), key=lambda one: (-one[1], one[0]))),
        is_late=rows[0].late(today),
    )
