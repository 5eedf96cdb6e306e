"""What the desk did that is no report: calls it made."""

from typing import Literal

from kawal.store.events import Event

Outcome = Literal["answered", "no_answer", "sick"]


class CallMade(Event, frozen=True, tag="call_made/1", kw_only=True):
    """The desk called someone about a region; `person` is a registered person's id."""

    region: str
    person: str
    outcome: Outcome


EVENTS: tuple[type[Event], ...] = (CallMade,)
