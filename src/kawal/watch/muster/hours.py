"""Hours on duty: since the check-in, without a break, over or near the limits; across midnight too (pure).

Moments are milliseconds of the civil clock, so that no change of day matters. On duty counts breaks in: who waits at
a station is not at home. A pause shorter than `break_min` is none: the stretch of work goes on after it.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from kawal.jurisdiction.duty_limits import DutyLimits, Limit
from kawal.kernel.language import Message, msg

MINUTE_MS = 60_000
State = Literal["work", "rest", "off"]
Level = Literal["over_duty", "over_stretch", "near_duty", "near_stretch", ""]
LEVELS: dict[Level, Message] = {
    "over_duty": msg("lewat batas jam tugas"),
    "over_stretch": msg("terlalu lama tanpa istirahat"),
    "near_duty": msg("mendekati batas jam tugas"),
    "near_stretch": msg("segera beri istirahat"),
    "": msg("dalam batas"),
}
_ORDER: tuple[Level, ...] = tuple(LEVELS)


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Someone's hours: since when (ms), minutes on duty, minutes of work since the last break, minutes of the break
    that goes on (None while none does); whether still on duty."""

    since_ms: int
    duty_min: int
    stretch_min: int
    rest_min: int | None
    is_on: bool

    def level(self, limits: DutyLimits) -> Level:
        """How the hours stand to the limits; who has gone or rests is not told to rest."""
        if not self.is_on:
            return ""
        duty = _against(self.duty_min, limits.duty)
        stretch = _against(self.stretch_min, limits.stretch) if self.rest_min is None else 0
        found: tuple[tuple[bool, Level], ...] = (
            (duty == 2, "over_duty"),
            (stretch == 2, "over_stretch"),
            (duty == 1, "near_duty"),
            (stretch == 1, "near_stretch"),
        )
        return next((level for holds, level in found if holds), "")


def shift_of(changes: Sequence[tuple[State, int]], now_ms: int, limits: DutyLimits) -> Shift | None:
    """The hours of someone from (state, since when) in their order; None for who never worked."""
    first = next((at for state, at in changes if state != "off"), None)
    if first is None:
        return None
    duty = stretch = rest = 0
    until = [at for _, at in changes[1:]] + [max(now_ms, changes[-1][1])]
    for (state, at), end in zip(changes, until, strict=True):
        lasted = max(0, end - at)
        if state == "work":
            duty, stretch, rest = duty + lasted, stretch + lasted, 0
            continue
        duty += lasted if state == "rest" else 0
        rest += lasted
        if rest >= limits.break_min * MINUTE_MS:
            stretch = 0
    last = changes[-1][0]
    return Shift(
        since_ms=first,
        duty_min=duty // MINUTE_MS,
        stretch_min=stretch // MINUTE_MS,
        rest_min=rest // MINUTE_MS if last == "rest" else None,
        is_on=last != "off",
    )


def urgency(shift: Shift, limits: DutyLimits) -> tuple[int, int, int]:
    """The order of a list: over the limit first, then who is longest on duty."""
    return _ORDER.index(shift.level(limits)), -shift.duty_min, -shift.stretch_min


def _against(minutes: int, limit: Limit) -> int:
    """2 from the limit on, 1 shortly before it, else 0."""
    return 2 if minutes >= limit.most_min else 1 if minutes >= limit.most_min - limit.near_min else 0
