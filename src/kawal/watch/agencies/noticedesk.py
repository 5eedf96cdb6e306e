"""The desk of notices: tells agencies of incidents through the doors that their people have.

A decision about an incident leaves a job; it and a look every minute find what is due and queue a text, at most one
for each clock and turn. The link is made when the text is sent, and an incident that ended meanwhile sends none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.election.model import Contact
from kawal.field.channels.model import Gate, GateSettings
from kawal.field.channels.numbers import registered_number
from kawal.field.channels.queries import chats_of, load_gates, load_settings
from kawal.field.channels.sending import can_send, queued
from kawal.kernel.language import language
from kawal.store.events import Decision, Event, Job, Report, Sealed
from kawal.watch.agencies.contactevents import NoticeQueued
from kawal.watch.agencies.contactqueries import Notice, last_tries, notices
from kawal.watch.agencies.contacts import Tries, call_order, contacts_at
from kawal.watch.agencies.contacttables import NOBODY
from kawal.watch.agencies.notices import DueNotice, due_notices, notice_text
from kawal.watch.events import IncidentStepped
from kawal.watch.incidents.acting import LOOK
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.clocks import MINUTE_MS
from kawal.watch.incidents.links import Invitee, invitees, make_link
from kawal.watch.shifts.packs import next_slot

SWEEP = "notice_due"
EVERY_MIN = 1


class Door(msgspec.Struct, frozen=True):
    """A way to reach a liaison: through which gateway, at which address, who it is (`contact` empty for the account
    alone)."""

    gate: str
    to: str
    invitee: Invitee
    contact: str

    @property
    def name(self) -> str:
        """Who was told when this door was taken."""
        return self.contact or self.invitee.account


class _Gate(msgspec.Struct, frozen=True):
    gate: Gate
    settings: GateSettings
    chats: Mapping[str, str]


class NoticeDesk:
    """Notices of one node; those of an exercise say so."""

    def __init__(self, cases: CaseDesk, *, exercise: bool = False) -> None:
        self._cases, self._watch, self._exercise = cases, cases.watch, exercise
        self._store = cases.watch.field.store

    def handlers(self) -> Mapping[str, Callable[[bytes], None]]:
        """What its jobs do."""
        return {LOOK: lambda _body: self.look(), SWEEP: lambda _body: self.tick()}

    def start(self) -> None:
        """See to it that the next look is due."""
        self._store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def tick(self) -> None:
        """The minute has passed: look, and wait again."""
        self.look()
        self.start()

    def look(self) -> None:
        """Queue a text for everyone who is to be told now. What was queued is not queued again."""
        self._store.writer.commit(self._decide, "node")

    def ending(self, connection: Connection, text: str) -> str | None:
        """What is added to an outgoing text as it is sent: the link of a notice, nothing for other texts; None when
        the text is not wanted any more."""
        notice = next(iter(notices(connection, text=text)), None)
        if notice is None:
            return ""
        case = next((one for one in self._all(connection) if _key(one) == notice.key), None)
        part = case.part_of(notice.agency) if case else None
        if case is None or not case.is_open or part is None:
            return None
        if part.has_accepted if notice.reason != "asked" else not part.is_asked:
            return None
        found = next((one for one in invitees(self._watch, case) if _is(one, notice)), None)
        gate = next((one for one in self._gates(connection) if one.gate.id == notice.gate), None)
        if found is None or gate is None:
            return None
        return f" {gate.settings.address}{make_link(self._watch, case, found)}"

    def callees(self, connection: Connection, agency: str, place: str) -> tuple[Contact, ...]:
        """Whom to call in an agency about a place, first the one to call now."""
        return self._order(agency, place, last_tries(connection))

    def has_door(self, connection: Connection, case: Case, agency: str) -> bool:
        """Whether someone of an agency can be told of a case by a text."""
        return next(self._doors(connection, case, agency, last_tries(connection)), None) is not None

    def _all(self, connection: Connection) -> tuple[Case, ...]:
        return (*self._cases.all(connection), *self._cases.gatherings(connection))

    def _order(self, agency: str, place: str, tries: Tries) -> tuple[Contact, ...]:
        contacts = contacts_at(self._watch.field.registry().contacts, agency, place)
        return call_order(contacts, self._watch.clock().astimezone(self._watch.lines.zone), tries)

    def _decide(self, connection: Connection) -> Decision:
        now_ms, sent = self._watch.now_ms(), notices(connection)
        events: list[Event | Sealed | Report] = []
        jobs: list[Job] = []
        for case in self._all(connection):
            mine = [one for one in sent if one.key == _key(case)]
            owners_done = False
            for due in due_notices(case, self._cases.rules, mine, now_ms):
                if owners_done and due.reason not in ("asked", "service"):
                    continue
                doors = self._doors(connection, case, due.agency, last_tries(connection))
                door = next((one for one in doors if one.name not in due.told), None)
                if door is not None:
                    owners_done = owners_done or due.reason not in ("asked", "service")
                    more = self._queue(case, due, door)
                    events += more.events
                    jobs += more.jobs
        return Decision(tuple(events), jobs=tuple(jobs))

    def _queue(self, case: Case, due: DueNotice, door: Door) -> Decision:
        limit = 0 if case.is_peaceful else MINUTE_MS * self._cases.rules.clocks.accept_min.of(case.severity)
        place, words = self._watch.field.registry().place_name(case.site), language("id")
        until = due.clock_ms + (len(due.told) + 1) * limit
        text = notice_text(case, place, due.agency, due.reason, until, self._watch.lines.zone, words)
        identity, sending = queued(door.gate, door.to, f"LATIHAN. {text}" if self._exercise else text)
        incident, where, what = _key(case)
        notice = NoticeQueued(
            incident=incident,
            place=where,
            what=what,
            agency=due.agency,
            account=door.invitee.account,
            gate=door.gate,
            text=identity,
            reason=due.reason,
            clock_ms=due.clock_ms,
            turn=len(due.told),
        )
        told = IncidentStepped(incident=incident, place=where, what=what, step="told", agency=due.agency)
        steps = (told,) if due.reason == "escalated" else ()
        return Decision((*steps, Sealed(notice, door.contact.encode() or NOBODY), *sending.events), jobs=sending.jobs)

    def _doors(self, connection: Connection, case: Case, agency: str, tries: Tries) -> Iterator[Door]:
        """The doors of an agency in the order in which its people are called; an agency without contacts has the
        chats of its liaisons. A text needs an account: its link speaks for it."""
        known = [one for one in invitees(self._watch, case) if one.agency == agency]
        gates = self._gates(connection) if known else ()
        order = self._order(agency, case.place, tries)
        directory = self._watch.field.access.directory()
        for contact in order:
            own = directory.by_login(contact.account) if contact.account else None
            mine = _named(known, own)
            door = _door(gates, mine or known[0], contact, own_chat=mine is not None) if known else None
            if door is not None:
                yield door
        if not order:
            for one in known:
                chat = next(((gate.gate.id, to) for gate in gates if (to := gate.chats.get(one.account))), None)
                if chat is not None:
                    yield Door(*chat, one, "")

    def _gates(self, connection: Connection) -> tuple[_Gate, ...]:
        """The gateways that can send and know under which address people reach this node."""
        found = []
        for gate in load_gates(connection):
            settings = None if gate.closed else load_settings(connection, self._store.blobs.sealer, gate.id)
            if settings is not None and settings.address and can_send(gate, settings):
                found.append(_Gate(gate, settings, chats_of(connection, gate.id)))
        return tuple(found)

    def _next(self) -> Job:
        due = next_slot(self._watch.clock(), EVERY_MIN)
        return Job(SWEEP, due.isoformat(), due=due)


def _key(case: Case) -> tuple[int, str, str]:
    return case.heard.index, case.place, case.what


def _is(invitee: Invitee, notice: Notice) -> bool:
    return invitee.account == notice.account and invitee.agency == notice.agency


def _named(known: Sequence[Invitee], account: Account | None) -> Invitee | None:
    return next((one for one in known if account is not None and one.account == account.id), None)


def _door(gates: Sequence[_Gate], invitee: Invitee, contact: Contact, *, own_chat: bool) -> Door | None:
    """A chat that is the contact's own, else the telephone by SMS."""
    for one in gates:
        chat = one.chats.get(invitee.account) if own_chat else None
        if chat and one.gate.adapter == "telegram":
            return Door(one.gate.id, chat, invitee, contact.id)
    number = registered_number(contact.phone)
    sms = next((one for one in gates if one.gate.adapter != "telegram"), None)
    return Door(sms.gate.id, f"+{number}", invitee, contact.id) if sms and number else None
