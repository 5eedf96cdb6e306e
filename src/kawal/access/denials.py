"""Denied acts, counted: one entry for each account, address and minute, so that an attack cannot fill the log."""

import threading
from datetime import datetime

from kawal.access.events import AccessDenied
from kawal.kernel.canonical import canonical
from kawal.kernel.clock import Clock
from kawal.store.events import Decision, Sealed

MOST_WAITING = 1_000
Key = tuple[str, str, str]


class Denials:
    """Counts denials of the present minute and hands over those of the minutes before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute: datetime | None = None
        self._counts: dict[Key, int] = {}

    def count(self, account: str, address: str, right: str) -> Decision:
        """Count one; returns what is to be recorded now: the counts of a minute that is over."""
        minute = self._clock().replace(second=0, microsecond=0)
        with self._lock:
            over: dict[Key, int] = {}
            if self._minute != minute:
                over, self._counts, self._minute = self._counts, {}, minute
            key = (account, address, right)
            if key in self._counts or len(self._counts) < MOST_WAITING:
                self._counts[key] = self._counts.get(key, 0) + 1
        return _decision(over)

    def rest(self) -> Decision:
        """What is still counted, at the end of the process or the minute."""
        with self._lock:
            over, self._counts = self._counts, {}
        return _decision(over)


def _decision(counts: dict[Key, int]) -> Decision:
    return Decision(
        tuple(
            Sealed(AccessDenied(account=account, right=right, count=count), canonical({"address": address}))
            for (account, address, right), count in counts.items()
        )
    )
