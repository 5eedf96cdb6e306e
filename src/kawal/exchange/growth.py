"""What nodes know of each other's logs: the newest checkpoint kept of each peer, and what each peer keeps of ours."""

import base64
from collections.abc import Sequence

import msgspec
from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, select
from sqlalchemy.engine import Connection

from kawal.exchange.envelope import Grown, Letter
from kawal.exchange.events import PeerDropped, PeerForked, PeerKnows, PeerSeen
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.merkle import ProofError, consistency_proof
from kawal.record.note import Note, SigningKey, VerifierKey
from kawal.record.witnessing import OK, UNSIGNED, answer, request_text
from kawal.store.dialect import put
from kawal.store.events import Bodies, Event, Projection, Recorded
from kawal.store.log import log_nodes, read_head

METADATA = MetaData()
PEER_LOG = Table(
    "peer_log",
    METADATA,
    Column("origin", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("seen_at", String, nullable=False),
    Column("forked", BigInteger, nullable=False),
    Column("known", BigInteger, nullable=False),
    Column("known_at", String, nullable=False),
)
"""`known` is the size of our log that the peer keeps, `forked` the entry that says that its log forked (-1: none)."""


class PeerLog(msgspec.Struct, frozen=True):
    """A peer's log as it was seen last (written there at `at_ms`, taken in here at `seen_at`), what the peer keeps of
    ours, the entry of the alarm that its log forked or shrank (-1 for none)."""

    origin: str
    size: int = 0
    root: str = ""
    at_ms: int = 0
    seen_at: str = ""
    forked: int = -1
    known: int = 0
    known_at: str = ""


def peer_logs(connection: Connection) -> dict[str, PeerLog]:
    """What is known of peers' logs, by their origins."""
    return {row.origin: PeerLog(**row._mapping) for row in connection.execute(select(PEER_LOG))}


def grown_since(connection: Connection, old: int) -> Grown:
    """Our newest checkpoint with the proof that it grew from `old`. Raises Rejected for an empty log."""
    head = read_head(connection)
    if not head.size:
        raise Rejected(msg("titik periksa"), msg("log dengan catatan"), msg("kosong"))
    start = old if 0 < old <= head.size else 0
    proof = consistency_proof(start, head.size, log_nodes(connection, head.size, None))
    return Grown(head.note, start, tuple(base64.b64encode(one).decode() for one in proof))


def judge(
    letter: Letter, seen: PeerLog, log: VerifierKey, witness: SigningKey, time_s: int
) -> tuple[Sequence[Event], int, str]:
    """What follows from a peer's checkpoint: (events, the size that is known now, the witness's signature line).

    A checkpoint that does not grow from what was seen is an alarm, one that is older and came late is nothing. Raises
    Rejected for what is no checkpoint of this log.
    """
    grown = letter.grown
    try:
        asked = Checkpoint.parse(Note.parse(grown.note).text) if grown else None
    except ProofError:
        asked = None
    if grown is None or asked is None or asked.origin != log.name:
        raise Rejected(msg("titik periksa"), log.name, asked.origin if asked else msg("isi lain"))
    forked = PeerForked(origin=log.name, size=asked.size, root=asked.root.hex(), known=seen.size)
    if asked.size < seen.size:
        return ((forked,) if letter.at_ms > seen.at_ms else ()), seen.size, ""
    last = {log.name: Checkpoint(log.name, seen.size, bytes.fromhex(seen.root))} if seen.size else {}
    if asked.size == seen.size and asked.root.hex() != seen.root:
        return (forked,), seen.size, ""
    proof = () if asked.size == seen.size else grown.proof
    if seen.size not in (grown.old, asked.size):
        return (), seen.size, ""  # the proof begins elsewhere: the sender learns from where the next one must begin
    body = request_text(seen.size, [_raw(one) for one in proof], grown.note)
    given = answer(body, {log.name: log}, last, witness, time_s)
    if given.status != OK:
        if given.status == UNSIGNED:
            raise Rejected(msg("titik periksa"), msg("tanda tangan %(name)s", name=log.name), msg("isi lain"))
        return (forked,), seen.size, ""
    news = PeerSeen(origin=log.name, size=asked.size, root=asked.root.hex(), at_ms=letter.at_ms)
    return ((news,) if asked.size > seen.size else ()), asked.size, given.body


def _raw(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Rejected(msg("titik periksa"), msg("bukti base64"), msg("isi lain")) from None


def _changed(connection: Connection, origin: str, **values: object) -> None:
    new = {"size": 0, "root": "", "at_ms": 0, "seen_at": "", "forked": -1, "known": 0, "known_at": ""} | values
    row = put(connection, PEER_LOG).values(origin=origin, **new)
    connection.execute(row.on_conflict_do_update(index_elements=["origin"], set_=values))


def _seen(connection: Connection, entry: Recorded[PeerSeen], _bodies: Bodies) -> None:
    event = entry.event
    at = entry.at.isoformat()
    _changed(connection, event.origin, size=event.size, root=event.root, at_ms=event.at_ms, seen_at=at)


def _forked(connection: Connection, entry: Recorded[PeerForked], _bodies: Bodies) -> None:
    _changed(connection, entry.event.origin, forked=entry.index)


def _knows(connection: Connection, entry: Recorded[PeerKnows], _bodies: Bodies) -> None:
    _changed(connection, entry.event.origin, known=entry.event.size, known_at=entry.at.isoformat())


def _dropped(connection: Connection, entry: Recorded[PeerDropped], _bodies: Bodies) -> None:
    connection.execute(delete(PEER_LOG).where(PEER_LOG.c.origin == entry.event.origin))


PROJECTION = Projection(
    name="peer_logs",
    version=1,
    tables=METADATA,
    folds={PeerSeen: _seen, PeerForked: _forked, PeerKnows: _knows, PeerDropped: _dropped},
)
