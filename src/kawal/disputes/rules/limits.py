"""How the deadline of a rule can be read: which reading is safe, which can be argued for, until when (pure)."""

from datetime import datetime, tzinfo
from typing import Literal

import msgspec

from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import Deadline, Moment, moment_of, span_of
from kawal.jurisdiction.load import Named

Stand = Literal["only", "safe", "arguable", "agreed", "between"]
"""Where a reading stands among the others, if there are any; agreed: all of them end at one moment."""


class ReadAs(msgspec.Struct, frozen=True):
    """One reading in its own words; `ending` None where the day that it runs from is not known."""

    because: Named
    stand: Stand
    ending: Moment | None


def readings_of(
    deadline: Deadline, began: datetime | None, now: datetime, local: tzinfo, calendar: Calendar
) -> tuple[ReadAs, ...]:
    """The readings of a deadline that began at a moment, without those that hold for another day alone.

    Where it has not begun, or its ruling gives the length, a working day stands for the beginning, on which no two
    readings meet by chance: that orders the readings and dates none.
    """
    start = _ordinary(now.astimezone(local), calendar) if began is None else began
    readings = deadline.readings_from(start.astimezone(local).date())
    if not readings:
        return ()
    span = span_of(deadline, start, local, calendar)
    moments = [moment_of(one, start, local, calendar) for one in readings]
    return tuple(
        ReadAs(
            one.reading.because,
            "only"
            if len(moments) == 1
            else "agreed"
            if span.agrees
            else "safe"
            if one.at == span.safe.at
            else "arguable"
            if one.at == span.arguable.at
            else "between",
            None if began is None else one,
        )
        for one in moments
    )


def _ordinary(now: datetime, calendar: Calendar) -> datetime:
    """The same hour of the first working day from a moment on."""
    return datetime.combine(calendar.working_from(now.date()), now.timetz())
