"""What happened with the contacts of agencies: they were tried, and told of incidents."""

from typing import Literal

from msgspec import Struct

from kawal.store.events import Event

TryOutcome = Literal["reached", "no_answer", "wrong"]
Reason = Literal["routed", "asked", "overdue", "escalated", "service"]


class ContactTried(Event, frozen=True, tag="contact_tried/1", kw_only=True):
    """Someone of the desk tried to reach a contact of an agency. Whom, and how it ended, is the private part
    (`Tried`)."""

    agency: str
    region: str


class Tried(Struct, frozen=True):
    """The private part of a try; `contact` is the id of a contact of the registry."""

    contact: str
    outcome: TryOutcome


class NoticeQueued(Event, frozen=True, tag="notice_queued/1", kw_only=True):
    """The outgoing text `text` tells an agency of an incident; the contact whom it goes to is the private part ("-"
    for an account without one).

    `clock_ms` is the moment of what it answers, `turn` says how many were told of that before.
    """

    incident: int
    place: str
    what: str
    agency: str
    account: str
    gate: str
    text: str
    reason: Reason
    clock_ms: int
    turn: int


EVENTS: tuple[type[Event], ...] = (ContactTried, NoticeQueued)
