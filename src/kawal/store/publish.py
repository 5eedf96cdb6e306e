"""The published log: hash tiles and the checkpoint as static files (C2SP tlog-tiles), each replaced whole.

Tiles first, then the checkpoint that needs them: a reader who sees a checkpoint finds all its tiles, and a publisher
that dies between two files leaves the older checkpoint, which holds. Entries are not published here: bundles are
served by right.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.merkle import HASH_BYTES, ProofError, root_of_leaves
from kawal.record.note import Note, VerifierKey
from kawal.record.tiles import WIDTH, tile_path, tile_root, tiles_of
from kawal.store.folder import CHECKPOINT, HEAD_FILE
from kawal.store.log import Head, read_head
from kawal.store.tables import ENTRY


def publish(
    engine: Engine, folder: Path, *, anew: bool = False, giving_up: Callable[[], bool] = lambda: False
) -> str:
    """Write what is missing for the present head, with `anew` every tile; returns the published note, empty for an
    empty log. When `giving_up` says so, the tiles that are there stay and the checkpoint is left for another time.

    Raises RecordError when a longer log or another one of this length was published before.
    """
    with engine.connect().execution_options(read_only=True) as connection:
        head = read_head(connection)
        before = published_note(folder)
        known = Checkpoint.parse(Note.parse(before).text) if before else None
        if known is not None:
            _refuse_shorter(known, head)
        if not head.size:
            return ""
        for level, index, width in tiles_of(head.size, known.size if known and not anew else 0):
            if giving_up():
                return before
            path = folder / tile_path(level, index, width)
            write_atomic(path, _tile(connection, folder, level, index, width))
            if width == WIDTH:  # the narrower ones are not needed any more (C2SP tlog-tiles, partial tiles)
                shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)
    if known is not None and known.size == head.size:
        return before  # with the signatures that witnesses gave it
    write_atomic(folder / CHECKPOINT, head.note.encode())
    return head.note


def published_note(folder: Path) -> str:
    """The published checkpoint with its cosignatures; empty when nothing was published."""
    try:
        return (folder / CHECKPOINT).read_text()
    except FileNotFoundError:
        return ""


def refuse_to_shrink(connection: Connection, folder: Path, key: VerifierKey) -> None:
    """Raise RecordError unless the log contains every tree that is known here to have left it.

    Known are the published checkpoint and the note of the last commit. A log that came from an old backup, or that
    lost its end, would sign a second history: it must not. What witnesses have seen is asked by `exchange.cosign`.
    """
    head = read_head(connection)
    for name, note in ((CHECKPOINT, published_note(folder)), (HEAD_FILE, _head_note(folder))):
        if not note:
            continue
        try:
            known = open_checkpoint(note, key)
        except ProofError:
            if name == HEAD_FILE:
                continue  # written without waiting for the disk: torn after a power cut, and then not needed
            raise RecordError(msg("segel %(file)s rusak", file=folder / name)) from None
        _refuse_shorter(known, head)
        if known.size < head.size and _root_at(connection, known.size) != known.root:
            raise _forked(known)


def _refuse_shorter(known: Checkpoint, head: Head) -> None:
    if known.size > head.size:
        raise RecordError(
            msg(
                "catatan berhenti di %(size)s, padahal segel %(known)s sudah keluar: tidak menandatangani. "
                "Pulihkan cadangan yang lebih baru, atau dirikan simpul baru",
                size=str(head.size),
                known=str(known.size),
            )
        )
    if known.size == head.size and known.root != head.edge.root:
        raise _forked(known)


def _forked(known: Checkpoint) -> RecordError:
    return RecordError(msg("catatan bercabang dari segel %(known)s yang sudah keluar", known=str(known.size)))


def _root_at(connection: Connection, size: int) -> bytes:
    """The root of the first `size` entries, from the rows: tiles are what is doubted."""
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
