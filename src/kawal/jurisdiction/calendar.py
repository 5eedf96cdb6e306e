"""Working days: no weekend, no public holiday, no joint leave (cuti bersama), no further day closed by decree.

Holidays and joint leave come from the `holidays` package, as far as their decrees are known to it; a decree that it
lacks, or one of a region alone, is a day of the node's own file (`law.LocalLaw`). What a region decrees closes the
offices there and never the Constitutional Court.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Annotated

import msgspec
from msgspec import Meta

Words = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
LONGEST_CLOSURE = timedelta(days=60)
"""No more days than this are looked at for a working one: a calendar that closes longer is wrong."""
SATURDAY = 5
FIRST_YEAR, LAST_YEAR = 1945, 2100


class ClosedDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A day on which offices are closed: which, why, by which decree; `national` where it closes them everywhere."""

    day: date
    name: Words
    source: Words
    national: bool = False


class Calendar:
    """Which days are working days; `extra` are closed days beside those of the nation."""

    def __init__(self, extra: Iterable[ClosedDay] = ()) -> None:
        self._days = tuple(extra)
        self._extra = {one.day: one.name for one in self._days}

    @cached_property
    def court(self) -> "Calendar":
        """The same for an office of the capital: without the days that a region alone is closed."""
        return Calendar(one for one in self._days if one.national)

    def closed(self, day: date) -> str:
        """Why offices are closed on a day; empty on a working day. A weekend is told by its day's name."""
        named = self._extra.get(day) or _national(day.year).get(day, "")
        if named or day.weekday() < SATURDAY:
            return named
        return ("Sabtu", "Minggu")[day.weekday() - SATURDAY]

    def is_working(self, day: date) -> bool:
        """Whether it is a working day."""
        return not self.closed(day)

    def working_from(self, day: date) -> date:
        """The first working day from a day on, itself included. Raises ValueError where a closure never ends."""
        last = day + LONGEST_CLOSURE
        while not self.is_working(day):
            if day >= last:
                raise ValueError(f"no working day within {LONGEST_CLOSURE.days} days before {last}")
            day += timedelta(days=1)
        return day


@cache
def _national(year: int) -> Mapping[date, str]:
    """Public holidays and joint leave of a year with their Indonesian names."""
    import holidays  # noqa: PLC0415  loaded by what counts days only

    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    found = holidays.country_holidays("ID", years=year, categories=("public", "government"), language="id")
    return dict(found.items())
