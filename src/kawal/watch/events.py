"""What the desk did that is no report: calls it made, promises it got, things it counted, shifts handed over."""

from typing import Literal

from kawal.store.events import Event

Outcome = Literal["answered", "no_answer", "sick"]


class CallMade(Event, frozen=True, tag="call_made/1", kw_only=True):
    """The desk called someone about a region; `person` is a registered person's id."""

    region: str
    person: str
    outcome: Outcome


class PromiseNoted(Event, frozen=True, tag="promise_noted/1", kw_only=True):
    """An agency or someone else promised something until a moment (ms); who and what is the private part."""

    id: str
    due_ms: int


class PromiseEnded(Event, frozen=True, tag="promise_ended/1", kw_only=True):
    """A promise was kept, or is off."""

    id: str
    kept: bool


class ThingCounted(Event, frozen=True, tag="thing_counted/1", kw_only=True):
    """Keys, radios, sheets, fuel: what the desk holds, as it was counted last."""

    name: str
    amount: str
    complete: bool


class ShiftOffered(Event, frozen=True, tag="shift_offered/1", kw_only=True):
    """The outgoing shift signed its sheet: a blob of what is open; its message is the private part."""

    number: int
    sha256: str
    until: int


class ShiftTaken(Event, frozen=True, tag="shift_taken/1", kw_only=True):
    """Another account signed for the incoming shift, matter by matter."""

    number: int
    matters: int


EVENTS: tuple[type[Event], ...] = (CallMade, PromiseNoted, PromiseEnded, ThingCounted, ShiftOffered, ShiftTaken)
