"""Checkpoints that witnesses have signed, kept: a receipt that once carried signatures never comes with fewer.

`cosigned/2` is the newest checkpoint with two witnesses' signatures or more, `cosigned/1` that with one or more.
"""

from pathlib import Path

from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import Checkpoint, add_signatures
from kawal.record.note import Note
from kawal.store.folder import CHECKPOINT
from kawal.store.publish import published_note

FOLDER = "cosigned"
MOST_WITNESSES = 32


def add_cosignatures(folder: Path, note: str, lines: str) -> str:
    """Keep witnesses' signatures of a checkpoint, in the published one too when it is still the one they signed.

    `lines` are signature lines that were verified. Returns the checkpoint with every signature that is known of it.
    """
    text = Note.parse(note).text
    known = (one for one in (published_note(folder), _kept(folder, 1)) if one and Note.parse(one).text == text)
    signed = note
    for one in known:
        signed = add_signatures(signed, one.removeprefix(text).lstrip("\n"))
    signed = add_signatures(signed, lines)
    if Note.parse(published_note(folder) or signed).text == text:
        write_atomic(folder / CHECKPOINT, signed.encode())
    for count in range(min(_witnesses(signed), MOST_WITNESSES), 0, -1):
        if _size(_kept(folder, count)) <= _size(signed):
            write_atomic(folder / FOLDER / str(count), signed.encode())
    return signed


def best_note(folder: Path, index: int, present: str, size: int) -> str:
    """The checkpoint for the receipt of an entry in a log of `size`: that with most signatures, else the published
    one, else `present`."""
    counts = sorted((int(path.name) for path in (folder / FOLDER).glob("[0-9]*")), reverse=True)
    for note in (*(_kept(folder, count) for count in counts), published_note(folder)):
        if note and index < _size(note) <= size:
            return note
    return present


def _kept(folder: Path, count: int) -> str:
    try:
        return (folder / FOLDER / str(count)).read_text()
    except FileNotFoundError:
        return ""


def _size(note: str) -> int:
    return Checkpoint.parse(Note.parse(note).text).size if note else 0


def _witnesses(note: str) -> int:
    """How many have signed beside the log itself."""
    return len({(name, key) for name, key, _ in Note.parse(note).signatures}) - 1
