"""What was announced beside the node's own sums, number by number: a difference of one vote is shown (pure)."""

from collections.abc import Mapping, Sequence

import msgspec

from kawal.disputes.threshold.model import Announced, AnnouncedSource


class Told(msgspec.Struct, frozen=True):
    """What one source says of a number, None where it does not; `off` is that less the node's own sum,
    None where they are not to be compared."""

    source: AnnouncedSource
    value: int | None
    off: int | None


class Cell(msgspec.Struct, frozen=True):
    """One number: the node's own sum (None: not to be compared), what each source says, whether sources disagree."""

    field: str
    own: int | None
    told: tuple[Told, ...]

    @property
    def conflict(self) -> bool:
        """Whether two sources say different things."""
        return len({one.value for one in self.told if one.value is not None}) > 1

    @property
    def agree(self) -> bool:
        """Whether two sources or more say the same."""
        return sum(one.value is not None for one in self.told) > 1 and not self.conflict

    @property
    def spread(self) -> int:
        """How far the sources are apart."""
        values = [one.value for one in self.told if one.value is not None]
        return max(values) - min(values) if values else 0


def cells(
    fields: Sequence[str], own: Mapping[str, int] | None, announced: Sequence[Announced], *, is_complete: bool
) -> tuple[Cell, ...]:
    """The numbers of one region and round, those left out that nobody gives. While not every station is in, the own
    sum is no difference from what was announced for all of them."""
    found = []
    for field in fields:
        mine = own.get(field) if own is not None else None
        told = tuple(_told(one, field, mine if is_complete else None) for one in announced)
        if mine is not None or any(one.value is not None for one in told):
            found.append(Cell(field, mine, told))
    return tuple(found)


def _told(one: Announced, field: str, mine: int | None) -> Told:
    value = one.numbers.get(field)
    return Told(one.source, value, value - mine if value is not None and mine is not None else None)
