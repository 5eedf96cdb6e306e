"""The civil clock is an argument: pure code is given a moment, edges are given a clock.

Time-outs and signatures use the machine's clock always; what a rehearsal moves is the civil one.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from kawal.kernel.errors import Rejected

Clock = Callable[[], datetime]
"""Gives the present moment with its time zone."""
FASTEST = 10_000.0
_CLOCK = re.compile(r"(?P<start>[^@]+)(@(?P<speed>[0-9]+(\.[0-9]+)?)x)?")


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime, real: Clock = system_clock, speed: float = 1.0) -> Clock:
    """A civil clock that shows `start` now and goes on at `speed` times the real pace; for exercises."""
    began = real()

    def now() -> datetime:
        return start + (real() - began) * speed

    return now


def clock_at(text: str, real: Clock = system_clock) -> Clock:
    """The clock of `2024-11-27T05:00+08:00@120x`. Raises Rejected for anything else, or without a time zone."""
    found = _CLOCK.fullmatch(text)
    try:
        start = datetime.fromisoformat(found["start"]) if found else None
    except ValueError:
        start = None
    speed = float(found["speed"] or 1) if found else 0.0
    if start is None or start.tzinfo is None or not 0 < speed <= FASTEST:
        raise Rejected("--clock", "2024-11-27T05:00+08:00@120x", text)
    return clock_from(start, real, speed)
