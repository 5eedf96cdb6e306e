"""Files are replaced as a whole or not at all."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_atomic(path: Path, body: bytes) -> None:
    """Put `body` at `path`; a reader sees the old file or the new one. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_folder(folder: Path, bodies: Mapping[str, bytes]) -> None:
    """Put several files into a folder, each as a whole."""
    for name, body in bodies.items():
        write_atomic(folder / name, body)
