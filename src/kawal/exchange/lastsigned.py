"""When each witness last signed, and how long the log was then: a file of the data folder, outside the log.

The published checkpoint shows only who has signed the newest size; a witness that fell silent is seen here.
"""

from pathlib import Path

import msgspec

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic

FILE = "witnessed.json"


class LastSigned(msgspec.Struct, frozen=True):
    """The newest checkpoint that a witness signed: its size, and when (POSIX seconds, by the witness's clock)."""

    size: int
    time_s: int


def read_last_signed(folder: Path) -> dict[str, LastSigned]:
    """By the witness's name; empty before the first signature. Raises RecordError when the file is damaged."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=dict[str, LastSigned])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError:
        raise RecordError(msg("%(file)s rusak", file=folder / FILE)) from None


def write_last_signed(folder: Path, new: dict[str, LastSigned]) -> None:
    """Keep what is new; the others stay as they are."""
    if new:
        write_atomic(folder / FILE, msgspec.json.encode(read_last_signed(folder) | new))
