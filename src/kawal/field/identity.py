"""Names of reports: they begin with their time, so that keys grow at their end."""

import os
import time
import uuid


def new_identity(now_ms: int | None = None) -> str:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random."""
    moment = int(time.time() * 1000) if now_ms is None else now_ms
    value = (moment & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))
