"""What came to each gateway since the process began: numbers in memory, nothing of any message."""

import threading
from datetime import datetime
from typing import Literal

import msgspec

Event = Literal["taken", "unknown", "forged", "unreadable", "hasty"]


class Count(msgspec.Struct, frozen=True):
    """From known senders, from unknown ones, with a wrong proof, not readable, from known ones faster than anyone
    types; and the newest of the first two."""

    taken: int = 0
    unknown: int = 0
    forged: int = 0
    unreadable: int = 0
    hasty: int = 0
    seen: datetime | None = None


class Counts:
    """One count for each gateway that exists: what a flood can fill is bounded by that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Count] = {}

    def add(self, gate: str, event: Event, now: datetime) -> None:
        """Count one."""
        with self._lock:
            old = self._kept.get(gate, Count())
            seen = now if event in ("taken", "unknown") else old.seen
            self._kept[gate] = msgspec.structs.replace(old, seen=seen, **{event: getattr(old, event) + 1})

    def of(self, gate: str) -> Count:
        """What came so far."""
        with self._lock:
            return self._kept.get(gate, Count())
