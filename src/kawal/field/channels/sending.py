"""Texts on their way out: the job that hands one to its gateway, and what becomes of it.

A text that the gateway refuses for ever has failed. One that it cannot take now is tried again, ever more rarely, at
most `MOST_TRIES` times. A gateway that does not answer at all is left alone for a moment, so that texts for others do
not wait behind it. Should the process die between a sending and its record, the text is sent once more.
"""

import logging
import time
from collections.abc import Callable

import httpx
import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.channels.adapters import ADAPTERS
from kawal.field.channels.model import Gate, GateSettings, Outcome, OutText, Sending
from kawal.field.channels.queries import gate_at, load_settings, outgoing_at
from kawal.field.events import TextFailed, TextQueued, TextSent
from kawal.field.identity import new_identity
from kawal.field.lines import SEND_TEXT, Reply
from kawal.kernel.calling import believed
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg
from kawal.store.events import Decision, Event, Job, Sealed
from kawal.store.jobs import job_id
from kawal.store.opened import Store
from kawal.store.sealed import open_entry
from kawal.store.tables import JOB

PATIENCE_S = 10.0
MOST_TRIES = 10
REST_S = 15.0
MOST_ANSWER_BYTES = 100_000


class TooLong(Unavailable):
    """An answer is longer than anyone needs."""

    def __init__(self) -> None:
        super().__init__(msg("gerbang menjawab terlalu panjang"), permanent=True)


def gateway_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """The client for gateways. Their addresses may hold secrets: it logs none, and follows nobody elsewhere."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    return httpx.Client(timeout=PATIENCE_S, follow_redirects=False, transport=transport, verify=believed())


def ask(client: httpx.Client, sending: Sending, most: int = MOST_ANSWER_BYTES) -> tuple[int, bytes]:
    """(status, body) of an answer of at most so many bytes; raises Unavailable without saying the address.

    Raises TooLong for a longer one.
    """
    try:
        with client.stream(
            sending.method, sending.url, headers=dict(sending.headers), content=sending.body
        ) as response:
            body = b""
            for piece in response.iter_bytes():
                body += piece
                if len(body) > most:
                    raise TooLong
            return response.status_code, body
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise Unavailable(
            msg("gerbang tidak menjawab (%(why)s)", why=type(error).__name__), permanent=False
        ) from None


def queued(gate: str, to: str, text: str) -> tuple[str, Decision]:
    """(id, decision) of a text that is no answer to a line."""
    event = TextQueued(id=new_identity(), gate=gate)
    job = Job(SEND_TEXT, event.id, msgspec.json.encode(event.id))
    return event.id, Decision((Sealed(event, msgspec.json.encode(Reply(to, text))),), jobs=(job,))


Ending = Callable[[Connection, str], str | None]
"""What is added to the text of an id as it goes out; None when it is not wanted any more."""


def no_ending(_connection: Connection, _text: str) -> str:
    return ""


class TextSender:
    """Sends what is queued, one text at a time."""

    def __init__(
        self,
        store: Store,
        client: httpx.Client,
        real: Clock = system_clock,
        monotonic: Callable[[], float] = time.monotonic,
        ending: Ending = no_ending,
    ) -> None:
        self._store, self._client, self._real, self._monotonic = store, client, real, monotonic
        self._ending = ending
        self._resting: dict[str, float] = {}

    def send(self, body: bytes) -> None:
        """The job: send the text of this id unless it was. Raises Unavailable when it is to be tried again."""
        identity = msgspec.json.decode(body, type=str)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            row = outgoing_at(connection, identity)
            if row is None or row[2] != "queued":
                return
            index, gate, _ = row
            found, settings = self._gate(connection, gate)
            private = open_entry(connection, self._store.blobs.sealer, index)
            ending = self._ending(connection, identity)
            tries = connection.scalar(select(JOB.c.attempts).where(JOB.c.id == job_id(Job(SEND_TEXT, identity)))) or 0
        if found is None or settings is None:
            self._record(identity, TextFailed(id=identity, reason="gate closed"))
        elif private is None:
            self._record(identity, TextFailed(id=identity, reason="erased"))
        elif ending is None:
            self._record(identity, TextFailed(id=identity, reason="not needed"))
        elif not can_send(found, settings):
            self._record(identity, TextFailed(id=identity, reason="no address"))
        else:
            reply = msgspec.json.decode(private, type=Reply)
            self._try(found, settings, identity, msgspec.structs.replace(reply, text=reply.text + ending), tries)

    def _try(self, gate: Gate, settings: GateSettings, identity: str, reply: Reply, tries: int) -> None:
        report_to = f"{settings.address}/gerbang/{gate.id}/kabar-kirim?text={identity}" if settings.address else ""
        adapter = ADAPTERS[gate.adapter]
        sending = adapter.outgoing(settings, OutText(identity, reply.to, reply.text, report_to), self._real())
        outcome = self._outcome(gate, sending)
        if outcome.state == "sent":
            self._record(identity, TextSent(id=identity, name=outcome.name))
        elif outcome.state == "permanent" or tries + 1 >= MOST_TRIES:
            self._record(identity, TextFailed(id=identity, reason=outcome.reason))
        else:
            why = msg("gerbang %(gate)s belum menerima pesan (%(why)s)", gate=gate.id, why=outcome.reason)
            raise Unavailable(why, permanent=False)

    def _outcome(self, gate: Gate, sending: Sending) -> Outcome:
        if self._resting.get(gate.id, 0.0) > self._monotonic():
            return Outcome("temporary", reason="no answer")
        try:
            status, body = ask(self._client, sending)
        except Unavailable:
            self._resting[gate.id] = self._monotonic() + REST_S
            return Outcome("temporary", reason="no answer")
        return ADAPTERS[gate.adapter].outcome(status, body)

    def _gate(self, connection: Connection, gate: str) -> tuple[Gate | None, GateSettings | None]:
        found = gate_at(connection, gate)
        if found is None or found.closed:
            return None, None
        return found, load_settings(connection, self._store.blobs.sealer, gate)

    def _record(self, identity: str, event: Event) -> None:
        """Only while it is still queued: its delivery may have been told before the sending was recorded."""

        def decide(connection: Connection) -> Decision:
            row = outgoing_at(connection, identity)
            return Decision((event,)) if row is not None and row[2] == "queued" else Decision()

        self._store.writer.commit(decide, "node")


def can_send(gate: Gate, settings: GateSettings) -> bool:
    """Whether a gateway has an address for outgoing texts: its own, or one that its provider always has."""
    known = any(one.default for one in ADAPTERS[gate.adapter].settings if one.name == "url")
    return bool(settings.url) or known
