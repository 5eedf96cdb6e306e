"""Peers and letters of this node: read tables, and the reading of them."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Connection, Row

from kawal.exchange.envelope import LetterKind
from kawal.exchange.events import LetterDelivered, LetterReceived, LetterSent, PeerDropped, PeerNamed
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded

METADATA = MetaData()
PEER = Table(
    "peer",
    METADATA,
    Column("origin", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("institution", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("url", String, nullable=False),
)
LETTER = Table(
    "letter",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("peer", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("way", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("re", String, nullable=False, index=True),
    Column("incident", BigInteger, nullable=False),
    Column("place", String, nullable=False),
    Column("what", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
    Column("delivered", BigInteger),
    Column("acknowledged", BigInteger),
)
"""Letters, `way` out or in; `delivered` and `acknowledged` are the entries that say so."""


class Peer(msgspec.Struct, frozen=True):
    """A node that letters go to and come from."""

    origin: str
    key: str
    institution: str
    agency: str
    url: str


class LetterRow(msgspec.Struct, frozen=True):
    """A letter in a list: its entry, with whom, which way ("out", "in"), of which incident of ours, delivered by."""

    id: str
    index: int
    peer: str
    kind: LetterKind
    way: str
    sha256: str
    re: str
    incident: int
    place: str
    what: str
    actor: str
    at: str
    delivered: int | None
    acknowledged: int | None
    """Our entry of the signed acknowledgement, where one came."""

    @property
    def waits(self) -> bool:
        """Whether nobody knows yet that it arrived."""
        return self.way == "out" and self.delivered is None and self.acknowledged is None


def load_peers(connection: Connection) -> tuple[Peer, ...]:
    """All peers by their origin."""
    rows = connection.execute(select(PEER).order_by(PEER.c.origin))
    return tuple(Peer(row.origin, row.key, row.institution, row.agency, row.url) for row in rows)


def named(connection: Connection, origin: str) -> Peer | None:
    """The node of this name; None when none is known."""
    return next((one for one in load_peers(connection) if one.origin == origin), None)


def known_peer(connection: Connection, origin: str) -> Peer:
    """The node of this name; raises Missing when none is known."""
    found = named(connection, origin)
    if found is None:
        raise Missing(msg("simpul"), msg("simpul yang terdaftar"), origin[:80])
    return found


def load_letters(connection: Connection) -> tuple[LetterRow, ...]:
    """Every letter, newest first."""
    return tuple(map(_row, connection.execute(select(LETTER).order_by(LETTER.c.position.desc()))))


def letters_about(connection: Connection, incident: int, ids: Sequence[str] = ()) -> tuple[LetterRow, ...]:
    """The referrals and requests of one of our incidents, those that came in under these ids, and what answers them;
    in the order of the log."""
    roots = (LETTER.c.incident == incident) | LETTER.c.id.in_(ids)
    found = [_row(row) for row in connection.execute(select(LETTER).where(roots))]
    answers = LETTER.c.re.in_([one.id for one in found]) & (LETTER.c.kind == "answer")
    found += [_row(row) for row in connection.execute(select(LETTER).where(answers))]
    return tuple(sorted({one.id: one for one in found}.values(), key=lambda one: one.index))


def waiting_letters(connection: Connection, peer: str) -> tuple[LetterRow, ...]:
    """Letters to a peer of which nobody knows that they arrived, oldest first."""
    rows = connection.execute(select(LETTER).where(LETTER.c.peer == peer).order_by(LETTER.c.position))
    return tuple(one for one in map(_row, rows) if one.waits)


def letter_of(connection: Connection, identity: str) -> LetterRow | None:
    """The letter of an id; None when there is none."""
    row = connection.execute(select(LETTER).where(LETTER.c.id == identity)).first()
    return _row(row) if row is not None else None


def _row(row: Row[tuple[Any, ...]]) -> LetterRow:
    return LetterRow(
        row.id,
        row.position,
        row.peer,
        row.kind,
        row.way,
        row.sha256,
        row.re,
        row.incident,
        row.place,
        row.what,
        row.actor,
        row.at,
        row.delivered,
        row.acknowledged,
    )


def _peer_named(connection: Connection, entry: Recorded[PeerNamed], _bodies: Bodies) -> None:
    event = entry.event
    values = {"key": event.key, "institution": event.institution, "agency": event.agency, "url": event.url}
    row = put(connection, PEER).values(origin=event.origin, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["origin"], set_=values))


def _dropped(connection: Connection, entry: Recorded[PeerDropped], _bodies: Bodies) -> None:
    connection.execute(delete(PEER).where(PEER.c.origin == entry.event.origin))


def _sent(connection: Connection, entry: Recorded[LetterSent], _bodies: Bodies) -> None:
    event = entry.event
    about: dict[str, str | int] = {
        "incident": event.incident,
        "place": event.place,
        "what": event.what,
        "re": event.re,
    }
    _letter(connection, entry, "out", about)


def _received(connection: Connection, entry: Recorded[LetterReceived], _bodies: Bodies) -> None:
    _letter(connection, entry, "in", {"incident": -1, "place": "", "what": "", "re": entry.event.re})
    if entry.event.kind == "acknowledgement":
        own = (LETTER.c.id == entry.event.re) & (LETTER.c.way == "out") & (LETTER.c.peer == entry.event.peer)
        connection.execute(LETTER.update().where(own).values(acknowledged=entry.index))


def _letter(
    connection: Connection,
    entry: Recorded[LetterSent] | Recorded[LetterReceived],
    way: str,
    about: dict[str, str | int],
) -> None:
    event = entry.event
    row = {"id": event.id, "peer": event.peer, "kind": event.kind, "sha256": event.sha256, "way": way}
    made: dict[str, object] = {
        "position": entry.index,
        "actor": entry.actor,
        "at": entry.at.isoformat(),
        "delivered": None,
    }
    made["acknowledged"] = None
    connection.execute(insert(LETTER).values(**row, **about, **made))


def _delivered(connection: Connection, entry: Recorded[LetterDelivered], _bodies: Bodies) -> None:
    connection.execute(LETTER.update().where(LETTER.c.id == entry.event.id).values(delivered=entry.index))


PROJECTION = Projection(
    name="letters",
    version=2,
    tables=METADATA,
    folds={
        PeerNamed: _peer_named,
        PeerDropped: _dropped,
        LetterSent: _sent,
        LetterDelivered: _delivered,
        LetterReceived: _received,
    },
)
