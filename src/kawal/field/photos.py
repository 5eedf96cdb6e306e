"""Photos come in by their SHA-256, in pieces that can be resumed, and are encrypted from the first byte.

Only a hash that a recorded report names is taken: whoever can send the bytes of that hash needs no other right. The
pieces lie in `uploads/` under a keystream of the folder's key (AES-CTR, one stream for each hash), so that one can
be appended without opening the others; when all are there the photo becomes a blob with a key of its own.
"""

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.events import PhotoStored
from kawal.field.tables import PHOTO
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.blobs import Erased
from kawal.store.events import Decision
from kawal.store.folder import UPLOADS
from kawal.store.opened import Store
from kawal.store.sealed import is_erased

MOST_PHOTO_BYTES = 3_000_000
MOST_PIECE_BYTES = 1_000_000
BLOCK_BYTES = 16
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)


class OffsetWrong(Conflict):
    """A piece does not begin where the last one ended."""

    def __init__(self, offset: int) -> None:
        super().__init__(msg("potongan foto harus mulai di %(offset)s", offset=str(offset)))
        self.offset = offset


def offset_of(store: Store, sha256: str) -> tuple[int, bool]:
    """(bytes that are here, whether the photo is complete). Raises NotPermitted for a hash that no report names, and
    Erased for one that was forgotten."""
    with store.engine.connect().execution_options(read_only=True) as connection:
        if _stored(store, connection, sha256):
            return 0, True
    part = _part(store, sha256)
    return (part.stat().st_size if part.exists() else 0), False


def append_piece(store: Store, sha256: str, offset: int, length: int, piece: bytes) -> int:
    """Append one piece of a photo of `length` bytes; returns the new offset. The last one makes it a blob.

    Raises OffsetWrong with the true offset, Rejected for a wrong length, kind of image or hash (then it starts anew).
    """
    if not 0 < length <= MOST_PHOTO_BYTES:
        raise Rejected("upload-length", f"1..{MOST_PHOTO_BYTES}", length)
    here, complete = offset_of(store, sha256)
    if complete:
        return length
    if offset != here:
        raise OffsetWrong(here)
    if not piece or here + len(piece) > length:
        raise Rejected("upload-length", str(length), here + len(piece))
    part = _part(store, sha256)
    part.parent.mkdir(mode=0o700, exist_ok=True)
    with part.open("ab") as file:
        if file.tell() != here:
            raise OffsetWrong(file.tell())
        file.write(_keystream(store, sha256, here, piece))
        file.flush()
        os.fsync(file.fileno())
    if here + len(piece) == length:
        _complete(store, sha256, part)
    return here + len(piece)


def media_type_of(photo: bytes) -> str | None:
    """The kind of image by its first bytes; None for anything else."""
    return next((kind for start, kind in SIGNATURES if photo.startswith(start)), None)


def _complete(store: Store, sha256: str, part: Path) -> None:
    photo = _keystream(store, sha256, 0, part.read_bytes())
    if sha256_hex(photo) != sha256 or media_type_of(photo) is None:
        part.unlink()
        raise Rejected(msg("foto"), f"JPEG, PNG; SHA-256 {sha256}", sha256_hex(photo))
    store_photo(store, sha256, photo)
    part.unlink(missing_ok=True)


def store_photo(store: Store, sha256: str, photo: bytes) -> None:
    """Make a whole photo a blob, once. One that was erased is not kept again, and its sender has nothing to mend."""

    def decide(connection: Connection) -> Decision:
        if _stored(store, connection, sha256):
            return Decision()
        return Decision((PhotoStored(sha256=sha256, size=len(photo)),), (photo,))

    with suppress(Erased):
        store.writer.commit(decide, "field")


def _stored(store: Store, connection: Connection, sha256: str) -> bool:
    rows = connection.execute(select(PHOTO.c.stored, PHOTO.c.report).where(PHOTO.c.sha256 == sha256)).all()
    if not rows:
        raise NotPermitted(msg("tidak ada laporan yang menyebut foto ini"))
    if all(is_erased(connection, row.report) for row in rows):
        raise Erased
    return store.blobs.is_kept(connection, sha256) and any(row.stored for row in rows)


def _part(store: Store, sha256: str) -> Path:
    return store.folder / UPLOADS / f"{sha256}.part"


def _keystream(store: Store, sha256: str, offset: int, piece: bytes) -> bytes:
    """The piece under the stream of its hash, from `offset` on; the same call undoes it."""
    key = HKDF(SHA256(), 48, salt=None, info=f"kawal upload {sha256}".encode()).derive(store.keys.folder)
    block, skip = divmod(offset, BLOCK_BYTES)
    counter = (int.from_bytes(key[32:], "big") + block) % (1 << 128)
    stream = Cipher(AES(key[:32]), CTR(counter.to_bytes(BLOCK_BYTES, "big"))).encryptor()
    stream.update(bytes(skip))
    return stream.update(piece)
