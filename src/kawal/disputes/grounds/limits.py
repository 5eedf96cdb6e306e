"""By when a re-poll or a recount must be over: the deadline of a ground with its safe and its arguable end (pure)."""

from datetime import date, datetime, time, tzinfo

import msgspec

from kawal.disputes.grounds.model import Ground
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import Deadline, Span, deadline, span_of
from kawal.jurisdiction.grounds import GroundKind

OF: dict[GroundKind, str] = {"re_poll": "repoll", "recount": "recount"}


class Limit(msgspec.Struct, frozen=True):
    """A deadline; without a span the day that it runs from is not known here."""

    deadline: Deadline
    span: Span | None

    @property
    def safe_ms(self) -> int:
        """Its safe end (ms); 0 where it does not run."""
        return int(self.span.safe.at.timestamp() * 1000) if self.span else 0

    @property
    def arguable_ms(self) -> int:
        """Its arguable end (ms); 0 where it does not run."""
        return int(self.span.arguable.at.timestamp() * 1000) if self.span else 0


def limit_of(ground: Ground, voting: date | None, zone: tzinfo, calendar: Calendar) -> Limit:
    """The deadline of a ground. It runs from the day on which the ballots of its round were cast, and not at all
    while that day is not known."""
    found = deadline(OF[ground.kind])
    if voting is None:
        return Limit(found, None)
    return Limit(found, span_of(found, datetime.combine(voting, time(), zone), zone, calendar))
