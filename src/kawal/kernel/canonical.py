"""One way to write a value as bytes: JSON with sorted keys, no spaces, UTF-8, no floats that differ between writers.

Equal values give equal bytes, so that a hash of them means something (a subset of RFC 8785).
"""

import hashlib
from collections.abc import Sequence

import msgspec

_ENCODER = msgspec.json.Encoder(order="deterministic")


def canonical(value: object) -> bytes:
    """The canonical bytes of a msgspec value."""
    return _ENCODER.encode(value)


def canonical_lines(values: Sequence[object]) -> bytes:
    """Many values, one a line, in the order given."""
    return b"".join(_ENCODER.encode(value) + b"\n" for value in values)


def sha256_hex(data: bytes) -> str:
    """SHA-256 of bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
