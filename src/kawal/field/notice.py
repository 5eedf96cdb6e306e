"""What whoever reports a breach of election law is told: it is no formal report, how one is made, by when (pure)."""

from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from kawal.election.model import Registry
from kawal.jurisdiction.deadlines import Moment, Span, deadline, span_of
from kawal.jurisdiction.incidents import incident_rules
from kawal.jurisdiction.law import Desk, Law
from kawal.kernel.language import Language

AGENCY = "BAWASLU"
DAYS_BEFORE, DAYS_AFTER = 7, 21
"""Which days a phone's page carries safe dates for: reports that waited, and a page that was not fetched for long."""


class Notice(msgspec.Struct, frozen=True):
    """The seven days of a formal report, the desk of Bawaslu (None: not recorded), its telephone (empty: unknown)."""

    span: Span
    desk: Desk | None
    phone: str


def breaches() -> tuple[str, ...]:
    """The answers to "what happened" that are a breach of election law."""
    return tuple(what for one in incident_rules().types if one.violation for what in one.kinds)


def notice_of(kind: str, what: object, known: datetime, zone: tzinfo, law: Law, registry: Registry) -> Notice | None:
    """The notice of a report of this kind; `known` is when its event was known. None for what is no breach."""
    if kind != "incident" or what not in breaches():
        return None
    return notice_from(known, zone, law, registry)


def notice_from(known: datetime, zone: tzinfo, law: Law, registry: Registry) -> Notice:
    """The notice of a breach that was known at a moment."""
    registered = next((one.phone for one in registry.agencies if one.id == AGENCY), "")
    desk = law.local.desk
    span = span_of(deadline("report"), known, zone, law.calendar)
    return Notice(span, desk, (desk.phone if desk else "") or registered)


def safe_dates(today: date, zone: tzinfo, law: Law, words: Language) -> dict[str, str]:
    """The safe moment in words by the day on which a breach was known (ISO date), for a page without network."""
    days = [today + timedelta(days=more) for more in range(-DAYS_BEFORE, DAYS_AFTER)]
    late = time(23, 59)  # so that no desk which closed before the event is named
    spans = {day: span_of(deadline("report"), datetime.combine(day, late, zone), zone, law.calendar) for day in days}
    return {day.isoformat(): moment_text(span.safe, zone, words) for day, span in spans.items()}


def moment_text(moment: Moment, local: tzinfo, words: Language) -> str:
    """A moment in words as the law counts it, and by local clocks where these differ:
    "Rabu 4 Desember 2024 24.00 WIB (5 Des 01.00 WITA)"."""
    at, here = moment.at, moment.at.astimezone(local)
    day, clock = day_and_clock(moment, words)
    told = f"{words.day(day)} {clock} {at.tzname()}"
    if here.utcoffset() == at.utcoffset():
        return told
    return f"{told} ({words.short_day(here.date())} {words.time(here)} {here.tzname()})"


def short_moment(moment: Moment, words: Language) -> str:
    """The same in short, without its zone: "4 Des 24.00"."""
    day, clock = day_and_clock(moment, words)
    return f"{words.short_day(day)} {clock}"


def day_and_clock(moment: Moment, words: Language) -> tuple[date, str]:
    """The day and the time at which it ends; the end of a day is its 24.00, never the next one's 00.00."""
    if moment.last_day is not None and moment.reading.end == timedelta(hours=24):
        return moment.last_day, words.clock("24:00")
    return moment.at.date(), words.time(moment.at)
