"""What a line speaks of: stations of a ward, all of them, or a place as a whole (pure)."""

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask
from kawal.kernel.codes import Level, RegionCode

STAGES = frozenset(
    {"opening", "not_open", "closing", "counting_starts", "counting_ends", "turnout", "box_handed_over"}
)
TROUBLE = frozenset({"incident", "welfare"})
"""What is said of stations, never of a place as a whole."""


class Target:
    """Stations or a place; it may learn its place, its exceptions or that it means all from what follows."""

    __slots__ = ("bound", "every", "led", "left_out", "places", "ranges", "words")

    def __init__(
        self, places: tuple[RegionCode, ...] = (), ranges: tuple[tuple[int, int], ...] = (), words: str = ""
    ) -> None:
        self.places, self.ranges, self.words = places, ranges, words
        self.every = False
        self.left_out: set[int] = set()
        self.bound = False
        """Whether something was said of it."""
        self.led = False
        """Whether that stood before it in its clause: then a number behind it still belongs to it."""

    @property
    def is_whole(self) -> bool:
        """Whether no station was named."""
        return not self.ranges and not self.every


def resolve(target: Target, gazetteer: Gazetteer) -> tuple[list[tuple[RegionCode, tuple[int, ...]]], list[Ask]]:
    """The (place, station numbers) that a target means, and what must be asked about it."""
    if len(target.places) != 1:
        words = target.words or _numbers_said(target)
        return [], [Ask(code="place", words=words, places=target.places)]
    place = gazetteer.by_code[target.places[0]]
    if target.is_whole:
        return [(place.code, ())], []
    if place.level is not Level.WARD:
        if target.ranges:
            return [], [Ask(code="place", words=f"{place.name} {_numbers_said(target)}", places=())]
        wards = [one for one in gazetteer.places if one.level is Level.WARD and one.code.startswith(place.code)]
        return [(ward.code, gazetteer.ordinary(ward.code)) for ward in wards], []
    if target.every:
        numbers = set(gazetteer.ordinary(place.code)) - target.left_out
        return [(place.code, tuple(sorted(numbers)))], []
    known = set(place.numbers)
    wanted = {number for first, last in target.ranges for number in range(first, min(last, 999) + 1)}
    wrong = sorted(wanted - known) or [n for first, last in target.ranges if first > last for n in (first, last)]
    asks = [Ask(code="station", words=f"{place.name} {_numbers_said(target)}", place=place.code)] if wrong else []
    there = tuple(sorted((wanted & known) - target.left_out))
    return ([(place.code, there)] if there else []), asks


def _numbers_said(target: Target) -> str:
    if not target.ranges:
        return ""
    return "TPS " + ",".join(str(first) if first == last else f"{first}-{last}" for first, last in target.ranges)
