"""A glance at the board: the mark of every station and the numbers, small enough to be sent often (pure)."""

from collections.abc import Mapping

import msgspec

from kawal.kernel.codes import RegionCode, StationId, ward_of
from kawal.watch.board.look import Look
from kawal.watch.board.shown import GRAVEST_FIRST, SHOWN, Mark

Reach = frozenset[str]
"""The regions that someone may read: wards, districts, the node's own."""


class Glance(msgspec.Struct, frozen=True):
    """The board at one moment; `head` is the size of the log."""

    head: int
    marks: Mapping[StationId, Mark]
    counts: Mapping[RegionCode, Mapping[Mark, int]]
    """How many stations of a ward show each state, how many incidents of each severity are open at a place."""

    def since(self, before: "Glance") -> dict[StationId, Mark]:
        """The marks that are not what they were."""
        return {station: mark for station, mark in self.marks.items() if before.marks.get(station) != mark}


class Told(msgspec.Struct, frozen=True):
    """What a page is told: marks of stations, all of them or those that changed, and the numbers of its strip."""

    head: int
    cells: Mapping[StationId, Mark]
    totals: Mapping[Mark, int]


def glance_of(seen: Look, head: int) -> Glance:
    """A glance at everything that was looked at."""
    marks = {station: mark for ward in seen.wards for station, mark in ward.marks}
    counts: dict[RegionCode, dict[Mark, int]] = {
        ward.ward: {shown: ward.count(shown) for shown in SHOWN} for ward in seen.wards
    }
    for one in seen.incidents:
        place = RegionCode(one.at) if "." in one.at else ward_of(StationId(one.at))
        at = counts.setdefault(place, {})
        at[one.severity] = at.get(one.severity, 0) + 1
    return Glance(head, marks, counts)


def told(glance: Glance, marks: Mapping[StationId, Mark], reach: Reach) -> bytes:
    """Marks, as far as someone may read them, and the numbers of what they may read, as JSON."""
    totals: dict[Mark, int] = dict.fromkeys((*SHOWN, *GRAVEST_FIRST), 0)
    for place, counts in glance.counts.items():
        if place in reach:
            for mark, count in counts.items():
                totals[mark] += count
    cells = {station: mark for station, mark in marks.items() if ward_of(station) in reach}
    return msgspec.json.encode(Told(glance.head, cells, totals))
