"""Whom to call now in an agency: who is on duty, else the head, then the deputies; who missed a call later (pure)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from kawal.election.duty import on_duty
from kawal.election.model import Contact
from kawal.kernel.codes import RegionCode, StationId, is_station, ward_of, within
from kawal.kernel.language import Message, msg
from kawal.watch.agencies.contactevents import TryOutcome

OUTCOMES: dict[TryOutcome, Message] = {
    "reached": msg("tersambung"),
    "no_answer": msg("tidak menjawab"),
    "wrong": msg("nomor salah"),
}


class LastTry(msgspec.Struct, frozen=True):
    """How the last try to reach a contact ended: when (ISO 8601, UTC), by whom."""

    outcome: TryOutcome
    at: str
    actor: str


Tries = Mapping[str, LastTry]
"""The last try of each contact, by its id."""


def contacts_at(contacts: Sequence[Contact], agency: str, place: str) -> tuple[Contact, ...]:
    """The contacts of an agency that answer for a station or region."""
    region = ward_of(StationId(place)) if is_station(place) else RegionCode(place)
    return tuple(one for one in contacts if one.agency == agency and within(region, one.region))


def call_order(contacts: Sequence[Contact], local: datetime, tries: Tries) -> tuple[Contact, ...]:
    """Contacts in the order in which they are called at a moment of the local clock.

    On duty before others, those of the narrower region first, the head, the deputies by rank. Whoever missed the last
    call comes behind all who did not, the one whose call is longest ago first.
    """

    def order(one: Contact) -> tuple[str, bool, int, bool, int, str]:
        last = tries.get(one.id)
        missed = last.at if last and last.outcome != "reached" else ""
        return missed, not is_on_duty(one, local), -len(one.region), one.role != "head", one.rank, one.id

    return tuple(sorted(contacts, key=order))


def is_on_duty(contact: Contact, local: datetime) -> bool:
    """Whether a turn of the roster holds now."""
    return any(on_duty(turn, local) for turn in contact.duty)


def unverified(contacts: Sequence[Contact], tries: Tries) -> tuple[Contact, ...]:
    """Those who were never reached, or not at the last try."""
    return tuple(one for one in contacts if (last := tries.get(one.id)) is None or last.outcome != "reached")
