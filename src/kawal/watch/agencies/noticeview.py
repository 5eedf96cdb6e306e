"""What a case page says of those who are to know: whom to call, what was sent and what became of it."""

from collections.abc import Mapping

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.access.people import shown_contact
from kawal.election.model import Contact
from kawal.watch.agencies.contactqueries import Notice, notices
from kawal.watch.agencies.noticedesk import NoticeDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.clocks import accepting_since


class Notified(msgspec.Struct, frozen=True):
    """By agency: whom to call now, as this reader sees them, and the notices, newest first."""

    callees: Mapping[str, Contact]
    sent: Mapping[str, tuple[Notice, ...]]
    owner_waits: bool
    """Whether the owner neither accepted nor was told since it is theirs, by a text or by the desk."""
    owner_has_door: bool


def notified_of(desk: NoticeDesk, connection: Connection, case: Case, who: Who) -> Notified:
    """Who is to know of a case, and who was told."""
    sent: dict[str, tuple[Notice, ...]] = {}
    for one in notices(connection, case.heard.index):
        if one.key == (case.heard.index, case.place, case.what):
            sent[one.agency] = (one, *sent.get(one.agency, ()))
    callees = {
        part.agency: shown_contact(order[0], who)
        for part in case.agencies
        if (order := desk.callees(connection, part.agency, case.place))
    }
    owner, since = case.part_of(case.owner), accepting_since(case)
    was_told = any(one.clock_ms >= since for one in sent.get(case.owner, ())) or (
        owner is not None
        and any(step.at_ms >= since for step in owner.steps.values() if step.step in ("told", "read"))
    )
    waits = case.is_open and not case.is_peaceful and owner is not None and not owner.has_accepted and not was_told
    return Notified(callees, sent, waits, waits and desk.has_door(connection, case, case.owner))
