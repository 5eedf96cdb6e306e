"""The log inside the writer's transaction: entries appended, its head signed, entries and proofs read back."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.growth import Edge, grow
from kawal.record.merkle import HASH_BYTES, NodeOf, ProofError, hash_leaf, inclusion_proof, verify_inclusion
from kawal.record.note import Note, SigningKey
from kawal.record.receipt import receipt_text
from kawal.record.tiles import MOST_ENTRY_BYTES, WIDTH, node_reader, tile_path, tile_root
from kawal.store.dialect import locked_row
from kawal.store.tables import ENTRY, HEAD

LOG = logging.getLogger("kawal.log")
READ_ROWS = 2_000
HEAD_ID = 0


class Head(msgspec.Struct, frozen=True):
    """The newest checkpoint, the edge of its tree, and the moment of the newest node event."""

    edge: Edge
    note: str
    marked_at: datetime | None

    @property
    def size(self) -> int:
        return self.edge.size


class Appended(msgspec.Struct, frozen=True):
    """New entries from `first` on, their proofs, and the signed head that contains them."""

    first: int
    proofs: tuple[tuple[bytes, ...], ...]
    head: Head

    def receipt(self, index: int) -> str:
        """The receipt of one of the new entries."""
        return receipt_text(index, self.proofs[index - self.first], self.head.note)


def read_head(connection: Connection, *, lock: bool = False) -> Head:
    """The head of the log; an empty log has an empty note."""
    row = locked_row(connection, HEAD) if lock else connection.execute(select(HEAD)).mappings().first()
    if row is None:
        return Head(Edge(), "", None)
    raw = bytes(row["edge"])
    hashes = tuple(raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES))
    marked_at = datetime.fromisoformat(row["marked_at"]) if row["marked_at"] else None
    return Head(Edge(row["size"], hashes), row["note"], marked_at)


def read_note(connection: Connection) -> str:
    """The newest signed checkpoint alone, for who does not believe the rest of the head; empty for an empty log."""
    return str(connection.scalar(select(HEAD.c.note)) or "")


def append(
    connection: Connection, head: Head, bodies: Sequence[bytes], key: SigningKey, marked_at: datetime | None
) -> Appended:
    """Append entries and sign the checkpoint of the new size. Raises Rejected for an entry that is too long."""
    for body in bodies:
        if len(body) > MOST_ENTRY_BYTES:
            raise Rejected(msg("catatan"), msg("paling banyak %(n)s byte", n=MOST_ENTRY_BYTES), len(body))
    leaves = [hash_leaf(body) for body in bodies]
    growth = grow(head.edge, leaves)
    first = head.size
    connection.execute(
        insert(ENTRY),
        [
            {"position": first + offset, "leaf": leaf, "body": body}
            for offset, (leaf, body) in enumerate(zip(leaves, bodies, strict=True))
        ],
    )
    note = Checkpoint(key.verifier.name, growth.edge.size, growth.root).sign(key)
    grown = Head(growth.edge, note, marked_at)
    values = {
        "size": grown.size,
        "edge": b"".join(growth.edge.hashes),
        "note": note,
        "marked_at": marked_at.isoformat() if marked_at else "",
    }
    if head.size:
        connection.execute(HEAD.update().where(HEAD.c.id == HEAD_ID).values(**values))
    else:
        connection.execute(insert(HEAD).values(id=HEAD_ID, **values))
    return Appended(first, growth.proofs, grown)


def read_entries(connection: Connection, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes]]:
    """(index, body) of the entries from `start` to before `stop`, in their order; raises ProofError at a gap."""
    return ((index, body) for index, body, _ in read_rows(connection, start, stop))


def read_rows(connection: Connection, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
    """(index, body, leaf hash) as they are stored, as `read_entries`."""
    expected = start
    while stop is None or expected < stop:
        last = expected + READ_ROWS if stop is None else min(stop, expected + READ_ROWS)
        rows = connection.execute(
            select(ENTRY.c.position, ENTRY.c.body, ENTRY.c.leaf)
            .where(ENTRY.c.position >= expected, ENTRY.c.position < last)
            .order_by(ENTRY.c.position)
        ).all()
        for position, body, leaf in rows:
            if position != expected:
                raise ProofError(msg("catatan %(index)s hilang", index=str(expected)))
            if not isinstance(body, bytes | memoryview) or not isinstance(
                leaf, bytes | memoryview
            ):  # SQLite takes all
                raise ProofError(msg("catatan %(index)s tidak terbaca", index=str(expected)))
            yield position, bytes(body), bytes(leaf)
            expected += 1
        if not rows:
            return


def log_nodes(connection: Connection, size: int, folder: Path | None) -> NodeOf:
    """Nodes of the tree of `size`: from published tiles where they are full, else from the rows.

    A tile may be damaged on the disk: a proof made of tiles must be checked before it goes out. Without `folder` all
    come from the rows.
    """

    def read(level: int, index: int, width: int) -> bytes:
        path = folder / tile_path(level, index) if folder is not None and width == WIDTH else None
        if path is not None and path.is_file():
            data = path.read_bytes()
            if len(data) == WIDTH * HASH_BYTES:
                return data
        first = index * WIDTH
        if level == 0:
            rows = connection.scalars(
                select(ENTRY.c.leaf)
                .where(ENTRY.c.position >= first, ENTRY.c.position < first + width)
                .order_by(ENTRY.c.position)
            )
            return b"".join(bytes(leaf) for leaf in rows)
        return b"".join(tile_root(read(level - 1, first + offset, WIDTH)) for offset in range(width))

    return node_reader(size, read)


def receipt_at(connection: Connection, index: int, size: int, note: str, folder: Path) -> str:
    """The receipt of an entry in the tree of `size`, whose signed checkpoint is `note`.

    It is checked against the root before it is given: where a tile is damaged, it is made from the rows.
    """
    root = Checkpoint.parse(Note.parse(note).text).root
    proof = inclusion_proof(index, size, log_nodes(connection, size, folder))
    leaf = bytes(connection.execute(select(ENTRY.c.leaf).where(ENTRY.c.position == index)).scalar_one())
    try:
        verify_inclusion(index, size, leaf, proof, root)
    except ProofError:
        LOG.error("a published tile is damaged (entry %d): kawal rebuild", index)  # noqa: TRY400  no traceback
        proof = inclusion_proof(index, size, log_nodes(connection, size, None))
    return receipt_text(index, proof, note)
