"""Which checkpoint a dossier rests on, of those that contain all its entries.

The first that an authority outside has timestamped: it says longest that all of this was there. Where there is none,
the one with most cosignatures of witnesses.
"""

from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.tables import STAMP
from kawal.record.checkpoint import add_signatures
from kawal.record.note import Note
from kawal.store.cosigned import best_note
from kawal.store.log import read_head


class Seal(msgspec.Struct, frozen=True):
    """A signed checkpoint, and the blob of the timestamp over it; "" for none."""

    note: str
    stamp: str = ""


def seal_for(connection: Connection, published: Path, index: int) -> Seal:
    """The checkpoint for a dossier whose newest entry is `index`."""
    head = read_head(connection)
    best = best_note(published, index, head.note, head.size)
    statement = select(STAMP).where(STAMP.c.size > index, STAMP.c.size <= head.size)
    stamped = connection.execute(statement.order_by(STAMP.c.size, STAMP.c.position)).first()
    if stamped is None:
        return Seal(best)
    note, text = stamped.note, Note.parse(stamped.note).text
    if Note.parse(best).text == text:
        note = add_signatures(note, best.removeprefix(text).lstrip("\n"))
    return Seal(note, stamped.sha256)
