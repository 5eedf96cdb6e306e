"""The name of a report that came from an ODK client (pure).

Clients name what they send by a random UUID (OpenRosa metadata: `instanceID`), reports by a UUIDv7. One follows from
the other, so that the same submission is always the same report. Its time bits are the moment at which the form was
begun; an edit keeps that moment and names the instanceID it replaces (`deprecatedID`), so the name of the replaced
report follows from the edit alone.
"""

import hashlib
import uuid
from datetime import UTC, datetime

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def identity_of(instance: str, begun: datetime | None) -> str:
    """A UUIDv7 (RFC 9562): milliseconds of the beginning, then the SHA-256 of the instanceID.

    Without a moment that can be believed its bits come from the hash too.
    """
    digest = hashlib.sha256(b"kawal odk " + instance.encode()).digest()
    moment = int.from_bytes(digest[:6], "big")
    if begun is not None and begun.tzinfo is not None and EARLIEST <= begun < LATEST:
        moment = int(begun.timestamp() * 1000)
    value = moment << 80 | int.from_bytes(digest[6:16], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
