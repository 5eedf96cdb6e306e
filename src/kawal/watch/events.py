"""What the desk did that is no report: calls it made, promises it got, things it counted, shifts handed over."""

from typing import Literal

from msgspec import Struct

from kawal.store.events import Event

Outcome = Literal["answered", "no_answer", "sick"]
Step = Literal[
    "taken",
    "released",
    "noted",
    "inside",
    "outside",
    "placed",
    "told",
    "read",
    "accepted",
    "returned",
    "arrived",
    "settled",
    "asked",
    "answered",
    "handed_on",
    "sent",
    "confirmed",
    "on_site",
    "freed",
    "mediation_asked",
    "mediating",
    "mediated",
    "mediation_failed",
    "merged",
    "reopened",
]
"""What is done about an incident: an operator takes or leaves it, notes something, says whether it is inside a
station, or at which place (by `IncidentPlaced`); an agency is told, reads, accepts, hands back, arrives, says that
it is settled; is asked and answers; it is handed on; a team is sent, confirms, is on the spot, is free again; local
figures are asked to mediate, do so, succeed or fail; it is joined to another, opened again."""
Result = Literal["resolved", "referred", "unfounded", "duplicate"]
"""How an incident ended: dealt with, in the hands of another agency, not so, told before under another entry."""


class CallMadeOnce(Event, frozen=True, tag="call_made/1", kw_only=True):
    """A call as older logs have it: with whom was called and how it ended."""

    region: str
    person: str
    outcome: Outcome


class CallMade(Event, frozen=True, tag="call_made/2", kw_only=True):
    """The desk called someone about a region. Whom, and how it ended, is the private part (`Called`): who was sick is
    nobody's to read in the log."""

    region: str


class Called(Struct, frozen=True):
    """The private part of a call; `person` is a registered person's id."""

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


class ShiftWithdrawn(Event, frozen=True, tag="shift_withdrawn/1", kw_only=True):
    """Who offered a sheet took it back before anyone signed for it; the next one is made anew."""

    number: int


class ShiftTaken(Event, frozen=True, tag="shift_taken/1", kw_only=True):
    """Another account signed for the incoming shift, matter by matter."""

    number: int
    matters: int


class IncidentClosed(Event, frozen=True, tag="incident_closed/1", kw_only=True):
    """An incident needs nothing more: the entry that told of it, its place, what happened there (empty in older logs:
    all that the entry told of the place); a note is the private part."""

    incident: int
    place: str
    result: Result
    what: str = ""


class IncidentStepped(Event, frozen=True, tag="incident_stepped/1", kw_only=True):
    """Someone did something about an incident: the entry that told of it, its place, what happened there, the agency
    it concerns, the other incident of a merging (-1 for none). Words are the private part."""

    incident: int
    place: str
    what: str
    step: Step
    agency: str = ""
    other: int = -1
    team: int = 0
    """The number of a team in the newest plan, 0 for none."""


class IncidentPlaced(Event, frozen=True, tag="incident_placed/1", kw_only=True):
    """Someone learned where an incident really is: `site`, a station or region. Its report and its key stay as they
    are; the newest such word counts. Words are the private part."""

    incident: int
    place: str
    what: str
    site: str


class PackNumbered(Event, frozen=True, tag="pack_numbered/1", kw_only=True):
    """A paper pack is to be printed: its number, the last entry it knows, the serial numbers of its blank sheets."""

    number: int
    until: int
    first_sheet: int
    last_sheet: int


class PackPrinted(Event, frozen=True, tag="pack_printed/1", kw_only=True):
    """It lies in its folder, and went to a printer if one is named; `sha256` is that of the file."""

    number: int
    sha256: str
    printer: str = ""


class MusterMarked(Event, frozen=True, tag="muster_marked/1", kw_only=True):
    """The desk noted that someone of a unit is there or not. Who, and how it is, is the private part (`Mustered`)."""

    unit: str


class Mustered(Struct, frozen=True):
    """The private part of a muster's mark; `person` is a registered person's id, `via` through whom it was said."""

    person: str
    presence: Literal["present", "at_post", "resting", "absent", "sick", "off"]
    via: Literal["desk", "leader", "letter", "place"] = "desk"


class SituationReported(Event, frozen=True, tag="situation_reported/1", kw_only=True):
    """A situation report was made: its number, the last entry it knows, its content as a blob."""

    number: int
    until: int
    sha256: str


EVENTS: tuple[type[Event], ...] = (
    CallMadeOnce,
    CallMade,
    PromiseNoted,
    PromiseEnded,
    ThingCounted,
    ShiftOffered,
    ShiftWithdrawn,
    ShiftTaken,
    IncidentClosed,
    IncidentStepped,
    IncidentPlaced,
    PackNumbered,
    PackPrinted,
    SituationReported,
    MusterMarked,
)
