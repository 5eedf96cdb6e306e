"""SHA256SUMS: the sums of all files of a backup, so that damage is seen before anything is replaced with it.

The lines are those of `sha256sum`, which checks them too. While a backup forgets an entry its database has no line:
if that is cut off, the job that does it again finds it so.
"""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.merkle import ProofError
from kawal.store.folder import BLOBS, CHECKPOINT, DATABASE, SETTINGS

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([!-~]+)")


def blob_file(digest: str) -> str:
    """Where a blob stands in a backup."""
    return f"{BLOBS}/{digest[:2]}/{digest}"


def file_sum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sum_all(folder: Path) -> None:
    """Write the sums of all files of a backup that was just made."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    write_sums(folder, {str(path.relative_to(folder)): file_sum(path) for path in files})


def write_sums(folder: Path, sums: dict[str, str]) -> None:
    """Replace the sums."""
    write_atomic(folder / SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode())


def read_sums(folder: Path) -> dict[str, str]:
    """The sums by file; none for a backup of an older Kawal, which had no `node.json` either. Raises ProofError."""
    if not (folder / SUMS).is_file() and not (folder / SETTINGS).is_file():
        return {}
    try:
        text = (folder / SUMS).read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        text = ""
    lines = [_LINE.fullmatch(line) for line in text.removesuffix("\n").split("\n")]
    sums = {line[2]: line[1] for line in lines if line}
    if None in lines or not {CHECKPOINT, SETTINGS} <= sums.keys():
        raise ProofError(msg("%(file)s hilang atau rusak", file=folder / SUMS))
    return sums


def check_sums(folder: Path) -> None:
    """Compare every file of a backup with its sum. Raises ProofError."""
    for name, expected in read_sums(folder).items():
        path = folder / name
        if not path.is_file():
            raise ProofError(msg("%(file)s hilang", file=path))
        if file_sum(path) != expected:
            raise ProofError(msg("%(file)s rusak: isinya bukan yang disalin", file=path))


def check_held(folder: Path, blobs: Iterable[str]) -> None:
    """See that each of these blobs is there, and among the sums. Raises ProofError."""
    sums = read_sums(folder)
    for digest in sorted(blobs):
        if not (folder / blob_file(digest)).is_file() or (sums and blob_file(digest) not in sums):
            raise ProofError(msg("blob %(digest)s hilang", digest=digest))


def without(sums: dict[str, str], blobs: tuple[str, ...]) -> dict[str, str]:
    """The sums while the database changes and these blobs go."""
    gone = {DATABASE, *(blob_file(digest) for digest in blobs)}
    return {name: digest for name, digest in sums.items() if name not in gone}
