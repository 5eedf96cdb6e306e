"""Legal deadlines as data, and the two moments of each: the safe one and the arguable one (pure).

A deadline may be read in more than one way. The safe moment is the earliest of its readings, so whoever keeps to it
is in time by all of them; the arguable one is the latest, beyond which no known reading helps.
"""

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.cited import Article
from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.jurisdiction.load import Named
from kawal.jurisdiction.zones import WIB
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "deadlines.yaml"
Event = Literal[
    "known",
    "voting_day",
    "formal_report",
    "bawaslu_decides",
    "result_announced",
    "petition_registered",
    "court_orders",
    "police_receive",
    "file_sent",
    "file_returned",
    "file_complete",
    "court_receives",
    "court_decides",
    "appeal_received",
    "tsm_registered",
    "tsm_decided",
    "tsm_followed",
    "tsm_appealed",
]
ContestKind = Literal["governor", "regent", "mayor"]
Unit = Literal["calendar_days", "working_days", "hours"]
Violation = Literal["administrative", "criminal"]
ONE_DAY = timedelta(days=1)


class Reading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to count a deadline; see the head of `id/deadlines.yaml`. `because` spells it out.

    `only_from` is the one day of the event for which a schedule was announced; None holds for every day.
    """

    length: Annotated[int, Meta(ge=1, le=400)]
    unit: Unit
    only_from: date | None = None
    first_day: Literal["same_day", "next_day"] = "same_day"
    zone: Literal["court", "local"] = "local"
    ends: Annotated[str, Meta(pattern=r"^([0-3][0-9]|4[0-7]):[0-5][0-9]$")] = "24:00"
    back_to_working_day: bool = False
    because: Named

    @property
    def end(self) -> timedelta:
        """How long after the midnight that begins the last day it ends."""
        return timedelta(hours=int(self.ends[:2]), minutes=int(self.ends[3:]))

    @property
    def idle(self) -> tuple[str, ...]:
        """What is set and does nothing: hours have no days, and working days never end on a day off."""
        is_set = {
            "first_day": self.first_day == "next_day",
            "ends": self.ends != "24:00",
            "back_to_working_day": self.back_to_working_day,
        }
        where = {"hours": tuple(is_set), "working_days": ("back_to_working_day",), "calendar_days": ()}
        return tuple(name for name in where[self.unit] if is_set[name])


class Deadline(Article, frozen=True, kw_only=True):
    """A deadline of the law: what is due, from which event, by whom and where, by which article, how sure we are.

    `contests` are those that have it, all where none is named. `given` says that length and unit stand in what
    started it, a ruling; its readings tell only how days are counted.
    """

    id: Annotated[str, Meta(pattern=r"^[a-z][a-z_]{2,40}$")]
    what: Named
    event: Event
    violations: tuple[Violation, ...] = ()
    contests: tuple[ContestKind, ...] = ()
    given: bool = False
    who: Named
    where: Named
    readings: Annotated[tuple[Reading, ...], Meta(min_length=1)]

    def readings_from(self, started: date) -> tuple[Reading, ...]:
        """Its readings for an event of a day; none where only the schedule of another day is known."""
        return tuple(one for one in self.readings if one.only_from in (None, started))

    def lasting(self, length: int, unit: Unit) -> "Deadline":
        """It with the length that what started it gives."""
        readings = tuple(msgspec.structs.replace(one, length=length, unit=unit) for one in self.readings)
        return msgspec.structs.replace(self, readings=readings)


class Moment(msgspec.Struct, frozen=True):
    """When a deadline ends by one reading: the moment, in the zone that counts; its last day, None for hours."""

    at: datetime
    last_day: date | None
    reading: Reading


class Span(msgspec.Struct, frozen=True):
    """The two ends of a deadline; the same moment where all readings agree."""

    safe: Moment
    arguable: Moment

    @property
    def agrees(self) -> bool:
        """Whether every reading ends at one moment."""
        return self.safe.at == self.arguable.at


class _Deadlines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    deadlines: Annotated[tuple[Deadline, ...], Meta(min_length=1)]


def span_of(deadline: Deadline, start: datetime, local: tzinfo, calendar: Calendar) -> Span:
    """The safe and the arguable end of a deadline that began at `start` (with its zone) in the zone `local`.

    Raises ValueError where it has no reading for that day.
    """
    readings = deadline.readings_from(start.astimezone(local).date())
    moments = [moment_of(reading, start, local, calendar) for reading in readings]
    return Span(min(moments, key=lambda one: one.at), max(moments, key=lambda one: one.at))


def moment_of(reading: Reading, start: datetime, local: tzinfo, calendar: Calendar) -> Moment:
    """When one reading ends. The day of the event is the day on the clocks of the reading's zone."""
    zone, calendar = (WIB, calendar.court) if reading.zone == "court" else (local, calendar)
    started = start.astimezone(zone)
    if reading.unit == "hours":
        return Moment(started + timedelta(hours=reading.length), None, reading)
    first = started.date() + (ONE_DAY if reading.first_day == "next_day" else timedelta(0))
    if reading.unit == "working_days":
        last = calendar.working_from(first)
        for _ in range(reading.length - 1):
            last = calendar.working_from(last + ONE_DAY)
    else:
        last = first + timedelta(days=reading.length - 1)
        if reading.back_to_working_day:
            last = _back(last, reading, started, calendar)
    return Moment(_end(last, reading, zone), last, reading)


def _back(last: date, reading: Reading, started: datetime, calendar: Calendar) -> date:
    """The last working day whose end still lies ahead of the event; the last day itself where there is none."""
    zone, day = started.tzinfo, last
    while _end(day, reading, zone) > started:
        if calendar.is_working(day):
            return day
        day -= ONE_DAY
    return last


def _end(day: date, reading: Reading, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, time(), zone) + reading.end


@cache
def deadlines() -> tuple[Deadline, ...]:
    """The deadlines as shipped."""
    return decode_deadlines(shipped(FILE), FILE)


def deadline(name: str) -> Deadline:
    """A deadline by its id; raises KeyError for none."""
    return {one.id: one for one in deadlines()}[name]


def decode_deadlines(data: bytes, file: str) -> tuple[Deadline, ...]:
    """Decode and check: an article and a source for each, no id twice, no reading that sets what does nothing in it.
    Raises Rejected with the first wrong one."""
    found = decoded(data, _Deadlines, file, msg("tenggat hukum, masing-masing dengan pasal dan sumbernya")).deadlines
    once([one.id for one in found], file, msg("setiap tenggat satu kali"))
    for one in found:
        for reading in one.readings:
            if reading.idle:
                expected = msg("tafsir dengan satuan %(unit)s tanpa yang tidak berlaku baginya", unit=reading.unit)
                raise Rejected(f"{file}, {one.id}", expected, ", ".join(reading.idle))
    return found
