"""What was announced, and how many people live where, as they were recorded (values)."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args

import msgspec

from kawal.count.model import ContestKind

AnnouncedSource = Literal["decree", "court", "press"]
"""decree: KPU's decision about the result; court: as read or written by the Court; press: provisional, not official.

Only a decree starts the time for a petition. What sources say stands side by side, and none is dropped."""
ANNOUNCED_SOURCES: tuple[AnnouncedSource, ...] = get_args(AnnouncedSource)


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """A result as one source gave it, after the polls of `round`; `numbers` by field of the form, as far as they were
    given. `region` is for which it was announced; `at_ms` when, `place` where, `reference` the decree or case."""

    index: int
    contest: ContestKind
    region: str
    round: int
    source: AnnouncedSource
    at_ms: int
    place: str
    reference: str
    numbers: Mapping[str, int]
    actor: str
    withdrawn: bool = False


class Population(msgspec.Struct, frozen=True, kw_only=True):
    """How many people live in a region, by which source, as of which day."""

    index: int
    region: str
    people: int
    source: str
    as_of: date
    actor: str
    withdrawn: bool = False
