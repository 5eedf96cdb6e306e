"""The published log: hash tiles and the checkpoint as static files (C2SP tlog-tiles), each replaced whole.

Tiles first, then the checkpoint that needs them: a reader who sees a checkpoint finds all its tiles, and a publisher
that dies between two files leaves the older checkpoint, which holds. Entries are not published here: bundles are
served by right.
"""

import shutil
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import Checkpoint, add_signatures, open_checkpoint
from kawal.record.merkle import HASH_BYTES, ProofError, root_of_leaves
from kawal.record.note import Note, VerifierKey
from kawal.record.tiles import WIDTH, tile_path, tile_root, tiles_of
from kawal.store.folder import CHECKPOINT, HEAD_FILE
from kawal.store.log import Head, read_head
from kawal.store.tables import ENTRY


def publish(engine: Engine, folder: Path) -> str:
    """Write what is missing for the present head; returns the published note, empty for an empty log."""
    with engine.connect().execution_options(read_only=True) as connection:
        head = read_head(connection)
        if not head.size:
            return ""
        for level, index, width in tiles_of(head.size, published_size(folder)):
            path = folder / tile_path(level, index, width)
            write_atomic(path, _tile(connection, folder, level, index, width))
            if width == WIDTH:  # the narrower ones are not needed any more (C2SP tlog-tiles, partial tiles)
                shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)
    write_atomic(folder / CHECKPOINT, head.note.encode())
    return head.note


def add_cosignatures(folder: Path, note: str, lines: str) -> str:
    """Add witnesses' signatures to the published checkpoint when it is still the one they signed."""
    path = folder / CHECKPOINT
    present = path.read_text()
    if Note.parse(present).text != Note.parse(note).text:
        return present
    signed = add_signatures(present, lines)
    write_atomic(path, signed.encode())
    return signed


def published_note(folder: Path) -> str:
    """The published checkpoint with its cosignatures; empty when nothing was published."""
    try:
        return (folder / CHECKPOINT).read_text()
    except FileNotFoundError:
        return ""


def published_size(folder: Path) -> int:
    """The size of the published checkpoint; 0 when there is none."""
    note = published_note(folder)
    return Checkpoint.parse(Note.parse(note).text).size if note else 0


def refuse_to_shrink(connection: Connection, folder: Path, key: VerifierKey, seen: tuple[str, ...] = ()) -> None:
    """Raise RecordError unless the log contains every tree that is known to have left it.

    Known are the published checkpoint, the note of the last commit, and `seen` (what witnesses signed). A log that
    came from an old backup, or that lost its end, would sign a second history: it must not.
    """
    head = read_head(connection)
    for name, note in [
        (CHECKPOINT, published_note(folder)),
        (HEAD_FILE, _head_note(folder)),
        *(("", n) for n in seen),
    ]:
        if not note:
            continue
        try:
            known = open_checkpoint(note, key)
        except ProofError:
            if name == HEAD_FILE:
                continue  # written without waiting for the disk: torn after a power cut, and then not needed
            raise RecordError(msg("segel %(file)s rusak", file=folder / name)) from None
        if known.size > head.size:
            raise RecordError(
                msg(
                    "catatan berhenti di %(size)s, padahal segel %(known)s sudah keluar: tidak menandatangani",
                    size=str(head.size),
                    known=str(known.size),
                )
            )
        if _root_at(connection, head, known.size) != known.root:
            raise RecordError(msg("catatan bercabang dari segel %(known)s yang sudah keluar", known=str(known.size)))


def _root_at(connection: Connection, head: Head, size: int) -> bytes:
    """The root of the first `size` entries, from the rows: tiles are what is doubted."""
    if size == head.size:
        return head.edge.root
    leaves = connection.scalars(select(ENTRY.c.leaf).where(ENTRY.c.position < size).order_by(ENTRY.c.position))
    return root_of_leaves([bytes(leaf) for leaf in leaves])


def _head_note(folder: Path) -> str:
    try:
        return (folder / HEAD_FILE).read_text(errors="replace")
    except FileNotFoundError:
        return ""


def _tile(connection: Connection, folder: Path, level: int, index: int, width: int) -> bytes:
    if level == 0:
        first = index * WIDTH
        rows = connection.scalars(
            select(ENTRY.c.leaf)
            .where(ENTRY.c.position >= first, ENTRY.c.position < first + width)
            .order_by(ENTRY.c.position)
        )
        tile = b"".join(bytes(leaf) for leaf in rows)
        if len(tile) != width * HASH_BYTES:
            raise RecordError(msg("catatan %(index)s hilang", index=str(first)))
        return tile
    return b"".join(
        tile_root((folder / tile_path(level - 1, index * WIDTH + offset)).read_bytes()) for offset in range(width)
    )
