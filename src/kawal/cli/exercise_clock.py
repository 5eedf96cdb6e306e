"""The clock of the exercise: set forward while the exercise is told, going on from the afternoon of the vote."""

from datetime import UTC, datetime

from kawal.jurisdiction.zones import WITA
from kawal.kernel.clock import Clock, clock_from, system_clock


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 11, day, hour, minute, tzinfo=WITA)


PLANNED = _at(6, 9)
"""Three weeks before the vote: registers, plan, letters."""
INSPECTED = _at(19, 8)
"""The parade of readiness."""
PREPARED = _at(21, 9)
"""Six days before: measures, the first convoys."""
DELIVERED = _at(26, 16, 30)
"""The day before: everything is in the wards."""
MUSTERED = _at(27, 5, 30)
OPENED = _at(27, 9)
NOON, BACK = _at(27, 11, 40), _at(27, 12, 15)
"""A break at the posts."""
CLOSED = _at(27, 14, 10)
COUNTING = _at(27, 14, 56)
SERVED = _at(27, 15, 10)
"""From here on a visitor sees it: voting closed at 13:00, most stations count, many have counted."""


class StoryClock:
    """A clock that runs at the real pace and can be set forward, never back."""

    def __init__(self, start: datetime, real: Clock = system_clock) -> None:
        self._real, self._now = real, clock_from(start, real)

    def __call__(self) -> datetime:
        """The present moment of the exercise, in its time zone."""
        return self._now()

    def forward(self, moment: datetime) -> None:
        """Go on from a moment; one that is past already changes nothing."""
        if moment > self():
            self._now = clock_from(moment, self._real)

    def ms(self) -> int:
        """The present moment in milliseconds since 1970."""
        return int(self().astimezone(UTC).timestamp() * 1000)
