"""Blobs: large bodies under the SHA-256 of what they hold, each encrypted with its own key.

The store keeps ciphertext only; the wrapped key stands in the table `blob`, written in the transaction that names
the blob. Ciphertext that no row names is harmless and is overwritten when the same content comes again.
"""

from pathlib import Path
from typing import Protocol

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Conflict, RecordError, Unavailable
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.store.sealing import Sealer
from kawal.store.tables import BLOB


class Erased(Conflict):
    """What is brought was erased on a ground in law."""

    status = 410

    def __init__(self) -> None:
        super().__init__(msg("isi ini sudah dihapus dengan dasar hukum dan tidak diterima lagi"))


class BlobStore(Protocol):
    """Where ciphertext is kept."""

    def write(self, name: str, body: bytes) -> None:
        """Keep durably, whole or not at all."""

    def read(self, name: str) -> bytes | None:
        """What was kept, None when there is nothing."""

    def delete(self, name: str) -> None:
        """Remove; it is no fault when there is nothing."""


class FolderBlobs(msgspec.Struct, frozen=True):
    """Blobs as files `ab/abcdef...` of a folder."""

    folder: Path

    def write(self, name: str, body: bytes) -> None:
        write_atomic(self._path(name), body)

    def read(self, name: str) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def open_blobs(place: Path | str) -> BlobStore:
    """The store of a folder or of a URL `s3://bucket/prefix` (extra `s3`). Raises Unavailable without the extra."""
    if isinstance(place, Path):
        return FolderBlobs(place)
    try:
        from kawal.store.objects import ObjectBlobs  # noqa: PLC0415  only who uses S3 has obstore
    except ImportError:
        raise Unavailable(msg("penyimpanan S3 memerlukan: pip install kawal[s3]"), permanent=True) from None
    return ObjectBlobs(place)


class Blobs(msgspec.Struct, frozen=True):
    """Blobs with their keys."""

    store: BlobStore
    sealer: Sealer

    def add(self, connection: Connection, body: bytes) -> str:
        """Keep a blob that the present transaction names; the same content is kept once. Returns its SHA-256.

        Raises Erased for content that was erased: it stays forgotten, whoever brings it again.
        """
        digest = sha256_hex(body)
        if self.is_kept(connection, digest):
            return digest
        key, sealed = self.sealer.seal(digest, body)
        self.store.write(digest, sealed)
        connection.execute(insert(BLOB).values(sha256=digest, size=len(body), key=key))
        return digest

    def is_kept(self, connection: Connection, digest: str) -> bool:
        """Whether this content is here. Raises Erased for content that was erased."""
        row = connection.execute(select(BLOB.c.key).where(BLOB.c.sha256 == digest)).first()
        if row is not None and row.key is None:
            raise Erased
        return row is not None

    def get(self, connection: Connection, digest: str) -> bytes | None:
        """The content, None when it was erased. Raises RecordError when it is missing or not what it should be."""
        row = connection.execute(select(BLOB.c.key).where(BLOB.c.sha256 == digest)).first()
        if row is not None and row.key is None:
            return None
        sealed = self.store.read(digest)
        if row is None or sealed is None:
            raise RecordError(msg("blob %(digest)s hilang", digest=digest))
        body = self.sealer.open(digest, row.key, sealed)
        if sha256_hex(body) != digest:
            raise RecordError(msg("blob %(digest)s rusak", digest=digest))
        return body

    def erase(self, connection: Connection, digest: str) -> None:
        """Destroy the key; the ciphertext is removed by a job after the commit."""
        connection.execute(BLOB.update().where(BLOB.c.sha256 == digest).values(key=None))
