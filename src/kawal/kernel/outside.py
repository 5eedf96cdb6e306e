"""JSON that comes from outside: whatever is wrong with it is one kind of error."""

from typing import TypeVar

import msgspec

T = TypeVar("T")


def from_json(body: bytes | str, kind: type[T]) -> T:
    """A value of `kind`. Raises msgspec.MsgspecError: not JSON, not of this kind, no UTF-8, or nested without end."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (RecursionError, UnicodeDecodeError):
        raise msgspec.DecodeError("not UTF-8, or nested too deeply") from None
