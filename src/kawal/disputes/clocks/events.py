"""What was recorded for clocks: moments of the law. The number of a case, never a name."""

from typing import Annotated

from msgspec import Meta

from kawal.count.model import ContestKind
from kawal.disputes.clocks.model import DayUnit
from kawal.jurisdiction.deadlines import Event as LegalEvent
from kawal.store.events import Event

Line = Annotated[str, Meta(max_length=160)]


class MomentRecorded(Event, frozen=True, tag="moment_recorded/1", kw_only=True):
    """Something happened that starts a deadline; a newer one of the same event, place and reference corrects it."""

    event: LegalEvent
    contest: ContestKind | None = None
    region: str
    at_ms: int
    reference: Line
    length: Annotated[int, Meta(ge=0, le=400)] = 0
    unit: DayUnit = "calendar_days"


class MomentWithdrawn(Event, frozen=True, tag="moment_withdrawn/1", kw_only=True):
    """What was recorded as entry `moment` did not happen so; its clock stops, the entry stays."""

    moment: int


EVENTS: tuple[type[Event], ...] = (MomentRecorded, MomentWithdrawn)
