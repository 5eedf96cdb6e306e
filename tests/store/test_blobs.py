"""Blobs in a folder and in an object store behave alike: encrypted, whole, found by their hash, erasable."""

import os
from pathlib import Path

import pytest

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import RecordError, Rejected
from kawal.store.blobs import Blobs, Erased, open_blobs
from kawal.store.sealing import Sealer
from tests.store.test_writer import opened

BODY = b"a photo of a polling station"


@pytest.fixture(params=["folder", "objects"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Blobs on each kind of store; the object store is obstore's own, on local files."""
    place: Path | str = tmp_path / "blobs"
    if request.param == "objects":
        (tmp_path / "objects").mkdir()
        place = f"file://{tmp_path / 'objects'}"
    return Blobs(open_blobs(place), Sealer(os.urandom(32)))


def test_a_blob_comes_back_and_lies_encrypted(blobs: Blobs, tmp_path: Path) -> None:
    """Written once under its hash; no file holds it in clear."""
    store = opened(tmp_path / "node")
    with store.engine.begin() as connection:
        digest = blobs.add(connection, BODY)
        assert digest == blobs.add(connection, BODY) == sha256_hex(BODY)
        assert blobs.get(connection, digest) == BODY
    assert all(BODY not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    store.close()


def test_an_erased_blob_is_none_and_does_not_come_again(blobs: Blobs, tmp_path: Path) -> None:
    """The key is gone; the same content sent again is refused: a rebuild would destroy it once more."""
    store = opened(tmp_path / "node")
    with store.engine.begin() as connection:
        digest, other = blobs.add(connection, BODY), blobs.add(connection, BODY + b"2")
        blobs.erase(connection, digest)
        assert blobs.get(connection, digest) is None
        with pytest.raises(Erased):
            blobs.add(connection, BODY)
        assert blobs.get(connection, digest) is None
        for _ in range(2):
            blobs.store.delete(other)
        with pytest.raises(RecordError):
            blobs.get(connection, other)
    store.close()


def test_changed_or_exchanged_ciphertext_is_refused(blobs: Blobs, tmp_path: Path) -> None:
    """One flipped bit, and another blob's bytes under this name."""
    store = opened(tmp_path / "node")
    with store.engine.begin() as connection:
        first, second = blobs.add(connection, BODY), blobs.add(connection, BODY + b"2")
        sealed, other = blobs.store.read(first), blobs.store.read(second)
        assert sealed is not None
        assert other is not None
        for wrong in (bytes([sealed[0] ^ 1]) + sealed[1:], other):
            blobs.store.write(first, wrong)
            with pytest.raises(RecordError):
                blobs.get(connection, first)
    store.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "http://x", "x"])
def test_what_is_no_database_is_refused(tmp_path: Path, url: str) -> None:
    """Only postgresql:// is a database elsewhere; a password in it is not repeated."""
    with pytest.raises(Rejected) as refused:
        opened(tmp_path / "node", database=url)
    assert "/y" not in str(refused.value)
