"""Files are replaced as a whole or not at all, and what was put in their place survives a power cut."""

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_atomic(path: Path, body: bytes, mode: int = 0o644) -> None:
    """Put `body` at `path` durably; a reader sees the old file or the new one. Raises OSError."""
    _make_folders(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        put_in_place(Path(name), path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def put_in_place(part: Path, target: Path) -> None:
    """Rename durably: without the fsync of its folder a rename may be undone by a power cut. Raises OSError."""
    part.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make durable which names stand in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # said by file systems (of some USB media) that have no such thing
            raise
    finally:
        os.close(handle)


def write_folder(folder: Path, bodies: Mapping[str, bytes]) -> None:
    """Put several files into a folder, each as a whole."""
    for name, body in bodies.items():
        write_atomic(folder / name, body)


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it; the name of each new one is durable."""
    if not folder.is_dir():
        _make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)
