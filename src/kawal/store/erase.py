"""Forgetting what the law says must be forgotten (Law 27/2022): the key is destroyed, the log keeps that it was.

The event alone is the truth: folding it destroys keys, so a rebuilt or restored node forgets again. What lies
outside the database (ciphertext files, old pages, backups within reach) is cleaned by a job.
"""

import msgspec
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from kawal.store.blobs import Blobs
from kawal.store.events import Bodies, Decision, Event, Job, Projection, Recorded
from kawal.store.sealed import erase_entry
from kawal.store.tables import BLOB

FORGET = "forget"


class BodyErased(Event, frozen=True, tag="body_erased/1", kw_only=True):
    """The private part of an entry, and the blobs that only it names, were destroyed for a stated basis in law."""

    index: int
    blobs: tuple[str, ...] = ()
    basis: str


class Forgotten(msgspec.Struct, frozen=True):
    """What a job still has to clean."""

    index: int
    blobs: tuple[str, ...]


def erasure(index: int, blobs: tuple[str, ...], basis: str) -> Decision:
    """The decision to erase."""
    job = Job(FORGET, str(index), msgspec.json.encode(Forgotten(index, blobs)))
    return Decision((BodyErased(index=index, blobs=blobs, basis=basis),), jobs=(job,))


def forget_ciphertext(blobs: Blobs, body: bytes) -> None:
    """Remove the ciphertext of erased blobs."""
    for digest in msgspec.json.decode(body, type=Forgotten).blobs:
        blobs.store.delete(digest)


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    erase_entry(connection, entry.event.index)
    for digest in entry.event.blobs:
        connection.execute(BLOB.update().where(BLOB.c.sha256 == digest).values(key=None))


PROJECTION = Projection(name="erasures", version=1, tables=MetaData(), folds={BodyErased: _erased})
EVENTS: tuple[type[Event], ...] = (BodyErased,)
