"""The civil clock is an argument: pure code is given a moment, edges are given a clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment with its time zone."""


def system_clock() -> datetime:
    """The machine's clock, in UTC."""
    return datetime.now(UTC)


def clock_from(start: datetime, real: Clock = system_clock) -> Clock:
    """A civil clock that shows `start` now and goes on at the real pace; for exercises."""
    began = real()

    def now() -> datetime:
        return start + (real() - began)

    return now
