"""What was written survives a power cut: the bytes first, then the name, then the folder that holds the name."""

import os
import stat
from pathlib import Path

import pytest

from kawal.outputs.files import write_atomic
from kawal.store.blobs import FolderBlobs


class Disk:
    """Notes each fsync of the operating system: what it was of, and whether the target was there by then."""

    def __init__(self, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.synced: list[tuple[str, bool]] = []
        real = os.fsync

        def fsync(handle: int) -> None:
            found = os.fstat(handle)
            name = Path(f"/proc/self/fd/{handle}").readlink().name if stat.S_ISDIR(found.st_mode) else "file"
            self.synced.append((name, target.exists()))
            real(handle)

        monkeypatch.setattr(os, "fsync", fsync)


def test_a_file_is_named_durably(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file before its rename, its folder after it; of a folder that was made for it, the one above too."""
    target = tmp_path / "above" / "folder" / "file"
    (tmp_path / "above").mkdir()
    disk = Disk(target, monkeypatch)
    write_atomic(target, b"1")
    assert disk.synced == [("above", False), ("file", False), ("folder", True)]
    disk.synced.clear()
    write_atomic(target, b"2")
    assert disk.synced == [("file", True), ("folder", True)]
    assert target.read_bytes() == b"2"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644


def test_a_blob_is_named_durably(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As any other file."""
    (tmp_path / "ab").mkdir()
    disk = Disk(tmp_path / "ab" / "abc", monkeypatch)
    FolderBlobs(tmp_path).write("abc", b"1")
    assert disk.synced == [("file", False), ("ab", True)]
    assert [path.name for path in (tmp_path / "ab").iterdir()] == ["abc"]


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk says no while it takes the bytes."""
    target = tmp_path / "file"
    write_atomic(target, b"1")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomic(target, b"2")
    assert target.read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
