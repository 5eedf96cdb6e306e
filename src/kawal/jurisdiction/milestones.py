"""Milestones of the day of the vote, as data: by when what must have happened, and who says so."""

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Source
from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "milestones.yaml"


class Milestone(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A moment of the day of the vote, in the local time of the region; see `id/milestones.yaml`.

    `when` is hours and minutes since midnight of the voting day, up to 47:59 on the day after; `reaches` the state of
    a station by then, empty where no station is asked; `grace_minutes` how much later it is overdue (assumed).
    """

    id: str
    title: Named
    of: Literal["station", "everyone", "convoy"]
    when: Annotated[str, Meta(pattern=r"^([0-3][0-9]|4[0-7]):[0-5][0-9]$")]
    reaches: Literal["", "voting", "counting", "counted"] = ""
    grace_minutes: Annotated[int, Meta(ge=0, le=24 * 60)] = 0
    source: Source

    @property
    def minute(self) -> int:
        """Minutes since midnight of the voting day."""
        return int(self.when[:2]) * 60 + int(self.when[3:])

    @property
    def is_assumed(self) -> bool:
        """Whether practice sets it, and no law."""
        return not self.source.of


class _Milestones(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    milestones: tuple[Milestone, ...]


@cache
def milestones() -> tuple[Milestone, ...]:
    """The milestones as shipped, in the order of their times."""
    return decode_milestones(shipped(FILE), FILE)


def decode_milestones(data: bytes, file: str) -> tuple[Milestone, ...]:
    """Decode and check: a source for each, a state exactly where a station is asked, in the order of their times.

    Raises Rejected with the first thing that is wrong.
    """
    found = decoded(
        data, _Milestones, file, msg("tonggak hari pemungutan, masing-masing dengan sumbernya")
    ).milestones
    once([one.id for one in found], file, msg("setiap tonggak satu kali"))
    for one in found:
        if (one.of == "station") != bool(one.reaches):
            raise Rejected(
                f"{file}, {one.id}", msg("keadaan TPS bila menurut TPS, tanpa itu bila tidak"), one.reaches
            )
    if [one.minute for one in found] != sorted(one.minute for one in found):
        raise Rejected(file, msg("waktu yang tidak mundur"), ", ".join(one.when for one in found))
    return found
