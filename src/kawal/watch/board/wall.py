"""The wall: how large a mark can be so that every station fits on one screen, what is urgent (pure).

Lengths are in hundredths of the screen's width, on a screen of 16:9; the stylesheet scales them to any other.
"""

from collections.abc import Sequence
from itertools import takewhile

import msgspec

from kawal.jurisdiction.incidents import Graded, Severity
from kawal.watch.board.alarms import Alarm
from kawal.watch.board.shown import TROUBLE, Mark, OpenIncident

WIDTH, HEIGHT, GAP = 96.8, 42.3, 1.8
"""What is left for the districts: the screen without its edges, head, numbers and foot; the gap between districts."""
NARROWEST = 11.0
"""A column holds the name of a ward."""
CELLS = tuple(one / 100 for one in range(220, 29, -5))
HEADINGS = (2.0, 1.7, 1.4, 1.1, 0.8)
"""Heights of a ward's name with its space, the largest first; the stylesheet has a class for each."""
LEGIBLE = 0.8
"""A mark of 15 px on a screen of 1,920 px: its shape can be told at three metres (assumed)."""
URGENT = 3
GRADES: tuple[Graded, ...] = ("severe", "moderate", "minor")


def side_of(mark: Mark) -> float:
    """The side of a mark, in twentieths of its cell: what needs a look is larger."""
    return 20 if mark == "severe" else 18.5 if mark in TROUBLE else 14.5


class WallLayout(msgspec.Struct, frozen=True):
    """The side of a station's cell, the size of the names (a place in HEADINGS), stations in a row of each district;
    `fits` is false when even the smallest is too large and the page must scroll."""

    cell: float
    heading: int
    per_row: tuple[int, ...]
    fits: bool = True


def wall_layout(districts: Sequence[Sequence[int]]) -> WallLayout:
    """The largest cells for districts with wards of so many stations; names become smaller only when cells would
    become too small to be told apart."""
    found = [one for size in range(len(HEADINGS)) if (one := _fitting(districts, size)) is not None]
    legible = next((one for one in found if one.cell >= LEGIBLE), None)
    if legible or found:
        return legible or max(found, key=lambda one: one.cell)
    cell = CELLS[-1]
    widest = max(1, int((WIDTH - GAP * (len(districts) - 1)) / max(1, len(districts)) / cell))
    return WallLayout(cell, len(HEADINGS) - 1, tuple(widest for _ in districts), fits=False)


def _fitting(districts: Sequence[Sequence[int]], size: int) -> WallLayout | None:
    """The largest cells with names of one size; None when there are none."""
    width = WIDTH - GAP * (len(districts) - 1)
    for cell in CELLS:
        rows = [_stations_in_a_row(wards, cell, HEADINGS[size]) for wards in districts]
        per_row = tuple(one for one in rows if one is not None)
        if len(per_row) == len(rows) and sum(one * cell for one in per_row) <= width:
            return WallLayout(cell, size, _widened(districts, per_row, cell, HEADINGS[size], width))
    return None


def _widened(
    districts: Sequence[Sequence[int]], per_row: Sequence[int], cell: float, heading: float, width: float
) -> tuple[int, ...]:
    """What width is left goes to the highest district again and again, until there is none or it cannot be lower."""
    found = list(per_row)
    while found and (sum(found) + 1) * cell <= width:
        heights = [height(wards, one, cell, heading) for wards, one in zip(districts, found, strict=True)]
        highest = heights.index(max(heights))
        if found[highest] >= max(districts[highest], default=0):
            break
        found[highest] += 1
    return tuple(found)


def _stations_in_a_row(wards: Sequence[int], cell: float, heading: float) -> int | None:
    """The fewest stations in a row with which a district is no higher than the wall; None when it always is."""
    narrowest, widest = -int(-NARROWEST // cell), max([*wards, 1])
    for per_row in range(narrowest, max(narrowest, widest) + 1):
        if height(wards, per_row, cell, heading) <= HEIGHT:
            return per_row
    return None


def height(wards: Sequence[int], per_row: int, cell: float, heading: float) -> float:
    """How high a district stands: a name and rows of cells for each ward."""
    return len(wards) * heading + sum(-(-stations // per_row) for stations in wards) * cell


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names without the words with which all begin: of Banjarmasin Utara and Banjarmasin Barat, Utara and Barat."""
    split = [name.split() for name in names]
    shared = (
        len(list(takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False)))) if len(names) > 1 else 0
    )
    return tuple(" ".join(words[shared:]) or " ".join(words) for words in split)


def gravest(incidents: Sequence[OpenIncident], place: str) -> Graded | None:
    """How severe the worst of the incidents of exactly this place is; None when it has none."""
    found = {one.severity for one in incidents if one.place == place}
    return next((one for one in GRADES if one in found), None)


def most_urgent(incidents: Sequence[OpenIncident], alarms: Sequence[Alarm]) -> tuple[OpenIncident | Alarm, ...]:
    """What stands at the foot of the wall: severe incidents, wards to be called, other incidents; of incidents the
    longest open first."""

    def weighing(*severities: Severity) -> list[OpenIncident]:
        return sorted(
            (one for one in incidents if one.severity in severities),
            key=lambda one: (severities.index(one.severity), one.heard.at_ms, one.heard.index),
        )

    found: list[OpenIncident | Alarm] = [*weighing("severe"), *alarms, *weighing("moderate", "minor")]
    return tuple(found[:URGENT])
