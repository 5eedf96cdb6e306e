"""Deadlines that run from what is known: each with its two moments, what ends first on top (pure)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal

import msgspec

from kawal.count.model import ContestKind
from kawal.count.rounddays import Round
from kawal.disputes.clocks.model import Moment
from kawal.disputes.threshold.model import Announced
from kawal.election.model import Contest
from kawal.jurisdiction.deadlines import Deadline, Event, Span, span_of
from kawal.jurisdiction.law import Law
from kawal.kernel.codes import RegionCode, common_place

Standing = Literal["safe", "arguable", "passed"]
"""Before the safe moment; between it and the arguable one; past both."""
DAY_MS = 86_400_000


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What starts deadlines: the event, when (with a zone), which contest and place (a region, or a round's one
    station), under which number, and its entry of the log (None: the registry of contests); `again` is the later
    poll of which it is the voting day; a ruling gives `length` and `unit`."""

    event: Event
    at: datetime
    contest: ContestKind | None
    place: str
    reference: str = ""
    again: Round | None = None
    index: int | None = None
    length: int = 0
    unit: Literal["calendar_days", "working_days"] = "calendar_days"


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A later poll that was ordered and has to be held in time, with the region of its contest; `day_ms` is the
    midnight that begins its day (ms), None until that is recorded."""

    poll: Round
    region: RegionCode
    day_ms: int | None


class Running(msgspec.Struct, frozen=True):
    """A deadline that was started; `due` is the later poll that has to be held by then (None: nothing that was
    ordered already)."""

    deadline: Deadline
    start: Start
    span: Span
    due: Due | None = None

    @property
    def safe_ms(self) -> int:
        """The safe moment (ms)."""
        return int(self.span.safe.at.timestamp() * 1000)

    @property
    def arguable_ms(self) -> int:
        """The arguable moment (ms)."""
        return int(self.span.arguable.at.timestamp() * 1000)

    def standing(self, now_ms: int) -> Standing:
        """Where it stands now; the moment itself is too late."""
        return "safe" if now_ms < self.safe_ms else "arguable" if now_ms < self.arguable_ms else "passed"

    @property
    def planned(self) -> Standing | None:
        """Where the day of the poll that is due lies: on the last day it is in time, "passed" is after every reading;
        None without a day. The hour at which that day ends, by whichever clocks, is nothing to a poll."""
        day = self.due.poll.day if self.due else None
        if day is None:
            return None
        safe, arguable = (one.last_day or one.at.date() for one in (self.span.safe, self.span.arguable))
        return "safe" if day <= safe else "arguable" if day <= arguable else "passed"

    def is_held(self, now_ms: int) -> bool:
        """Whether the day of the poll that is due is over."""
        return self.due is not None and self.due.day_ms is not None and self.due.day_ms + DAY_MS <= now_ms

    def is_ahead(self, now_ms: int) -> bool:
        """Whether something is still to be done: a poll that was ordered has to be held when its time is past too,
        and nothing is once it was."""
        return not self.is_held(now_ms) if self.due else self.standing(now_ms) != "passed"

    def next_ms(self, now_ms: int) -> int:
        """The moment that comes next (ms); the arguable one once both are past."""
        return self.safe_ms if now_ms < self.safe_ms else self.arguable_ms


def starts_of(
    contests: Iterable[Contest],
    held: Iterable[Round],
    announced: Iterable[Announced],
    moments: Iterable[Moment],
    local: tzinfo,
) -> tuple[Start, ...]:
    """What starts deadlines here: voting days that have begun or will, those of later polls too, decrees about the
    result of a whole contest, moments that were recorded."""
    contests = tuple(contests)
    whole = {(one.kind, str(one.region)) for one in contests}
    return (
        *(_voting(day, [one for one in contests if one.day == day], local) for day in _days(contests)),
        *(_voting_again(one, one.day, local) for one in held if one.is_poll and one.day),
        *(
            Start(
                event="result_announced",
                at=datetime.fromtimestamp(one.at_ms / 1000, UTC),
                contest=one.contest,
                place=one.region,
                reference=one.reference,
                index=one.index,
            )
            for one in announced
            if one.source == "decree" and (one.contest, one.region) in whole
        ),
        *(start_of(one) for one in moments),
    )


def start_of(one: Moment, place: str = "") -> Start:
    """What a moment starts, in its region or at a place in it."""
    return Start(
        event=one.event,
        at=datetime.fromtimestamp(one.at_ms / 1000, UTC),
        contest=one.contest,
        place=place or one.region,
        reference=one.reference,
        index=one.index,
        length=one.length,
        unit=one.unit,
    )


def running(starts: Iterable[Start], contests: Sequence[Contest], law: Law, local: tzinfo) -> tuple[Running, ...]:
    """Every deadline that these start."""
    found = []
    for start in starts:
        kinds = {one.kind for one in contests} if start.contest is None else {start.contest}
        for deadline in law.deadlines:
            if deadline.event != start.event or (deadline.contests and not kinds & set(deadline.contests)):
                continue
            lasting = deadline.lasting(start.length, start.unit) if deadline.given else deadline
            if lasting.readings_from(start.at.astimezone(local).date()):
                found.append(Running(lasting, start, span_of(lasting, start.at, local, law.calendar)))
    return tuple(found)


def ordered(found: Iterable[Running], now_ms: int) -> tuple[Running, ...]:
    """Deadlines in the order of a page: what ends first on top, what has passed at the end, the newest before."""
    found = tuple(found)
    ahead = [one for one in found if one.is_ahead(now_ms)]
    passed = [one for one in found if not one.is_ahead(now_ms)]
    return (
        *sorted(ahead, key=lambda one: (one.next_ms(now_ms), one.deadline.id)),
        *sorted(passed, key=lambda one: (-one.arguable_ms, one.deadline.id)),
    )


def _days(contests: Sequence[Contest]) -> list[date]:
    return sorted({one.day for one in contests})


def _voting(day: date, held: Sequence[Contest], local: tzinfo) -> Start:
    (kind, *more) = dict.fromkeys(one.kind for one in held)
    regions = {str(one.region) for one in held}
    return Start(
        event="voting_day",
        at=datetime.combine(day, time(), local),
        contest=None if more else kind,
        place=regions.pop() if len(regions) == 1 else "",
    )


def _voting_again(held: Round, day: date, local: tzinfo) -> Start:
    return Start(
        event="voting_day",
        at=datetime.combine(day, time(), local),
        contest=held.contest,
        place=common_place(held.stations),
        reference=held.decree,
        again=held,
        index=held.index,
    )
