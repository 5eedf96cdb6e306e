"""Which checkpoint a dossier rests on: of those that contain all its entries the one with most cosignatures."""

from pathlib import Path

from sqlalchemy.engine import Connection

from kawal.store.cosigned import best_note
from kawal.store.log import read_head


def note_for(connection: Connection, published: Path, index: int) -> str:
    """The signed checkpoint for a dossier whose newest entry is `index`."""
    head = read_head(connection)
    return best_note(published, index, head.note, head.size)
