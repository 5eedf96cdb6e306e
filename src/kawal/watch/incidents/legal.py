"""The legal clocks of an incident: what the law lets end when, beside the targets of the desk (pure).

They run by the civil clock from facts in the log and block nothing. Nobody's formal report is made here.
"""

from datetime import UTC, date, datetime, time, tzinfo

import msgspec

from kawal.field.notice import moment_text
from kawal.jurisdiction.deadlines import Deadline, Event, Span, span_of
from kawal.jurisdiction.law import Law
from kawal.kernel.language import Language
from kawal.watch.incidents.cases import Case


class LegalClock(msgspec.Struct, frozen=True):
    """A deadline of an incident; without a span its event is not in the log, and it does not run."""

    deadline: Deadline
    span: Span | None

    @property
    def safe_ms(self) -> int:
        """The safe moment (ms); 0 where it does not run."""
        return int(self.span.safe.at.timestamp() * 1000) if self.span else 0

    @property
    def arguable_ms(self) -> int:
        """The arguable moment (ms); 0 where it does not run."""
        return int(self.span.arguable.at.timestamp() * 1000) if self.span else 0


class LegalRow(msgspec.Struct, frozen=True):
    """A clock in words: its safe and arguable moments (empty where it does not run) with the reading of each."""

    clock: LegalClock
    safe: str
    arguable: str


def known_at(case: Case) -> datetime:
    """When a breach was known: at the earlier of what its report says and when it came in, which is the stricter."""
    told = datetime.fromtimestamp(case.heard.at_ms / 1000, UTC)
    return min(told, datetime.fromisoformat(case.heard.received))


def legal_clocks(case: Case, law: Law, zone: tzinfo, voting: date | None) -> tuple[LegalClock, ...]:
    """The legal clocks of an incident, those that run first, the earliest before; none for what is no breach.

    `voting` is the day of the vote, None while it is not registered.
    """
    starts: dict[Event, datetime] = {"known": known_at(case)}
    if voting is not None:
        starts["voting_day"] = datetime.combine(voting, time(), zone)
    clocks = []
    for one in law.of_violation(case.type.violation):
        start = starts.get(one.event)
        clocks.append(LegalClock(one, span_of(one, start, zone, law.calendar) if start else None))
    return tuple(sorted(clocks, key=lambda one: (one.span is None, one.safe_ms)))


def legal_rows(clocks: tuple[LegalClock, ...], zone: tzinfo, words: Language) -> tuple[LegalRow, ...]:
    """The clocks in words."""
    return tuple(
        LegalRow(
            one,
            moment_text(one.span.safe, zone, words) if one.span else "",
            moment_text(one.span.arguable, zone, words) if one.span else "",
        )
        for one in clocks
    )


def report_clock(clocks: tuple[LegalClock, ...], now_ms: int) -> LegalClock | None:
    """The clock of a formal report while any reading still lets one be made, for a list; else None."""
    return next((one for one in clocks if one.deadline.id == "report" and one.arguable_ms > now_ms), None)
