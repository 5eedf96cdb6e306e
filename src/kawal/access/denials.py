"""Denied acts, counted: one entry for each account, address and minute, so that an attack cannot fill the log."""

import threading
from datetime import datetime

from kawal.access.events import AccessDenied
from kawal.kernel.canonical import canonical
from kawal.kernel.clock import Clock
from kawal.store.events import Decision, Sealed

MOST_WAITING = 1_000
Key = tuple[datetime, str, str]


class Denials:
    """Counts denials by minute, account and address, and hands over those of minutes that are over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: dict[Key, dict[str, int]] = {}

    def count(self, account: str, address: str, right: str) -> Decision:
        """Count one; returns what is to be recorded now: the counts of a minute that is over."""
        with self._lock:
            key = (self._minute(), account, address)
            if key in self._counts or len(self._counts) < MOST_WAITING:
                rights = self._counts.setdefault(key, {})
                rights[right] = rights.get(right, 0) + 1
        return self.over()

    def over(self) -> Decision:
        """The counts of the minutes that are over."""
        now = self._minute()
        with self._lock:
            done = {key: rights for key, rights in self._counts.items() if key[0] != now}
            self._counts = {key: rights for key, rights in self._counts.items() if key[0] == now}
        return _decision(done)

    def rest(self) -> Decision:
        """What is still counted, at the end of the process."""
        with self._lock:
            done, self._counts = self._counts, {}
        return _decision(done)

    def _minute(self) -> datetime:
        return self._clock().replace(second=0, microsecond=0)


def _decision(counts: dict[Key, dict[str, int]]) -> Decision:
    return Decision(
        tuple(
            Sealed(
                AccessDenied(account=account, minute=minute, count=sum(rights.values()), rights=rights),
                canonical({"address": address}),
            )
            for (minute, account, address), rights in counts.items()
        )
    )
