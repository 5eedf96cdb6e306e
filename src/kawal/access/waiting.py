"""What waits in memory for its second half: offered secrets, half of a sign-in, challenges. Each for a short time."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_WAITING = 10_000
TICKET_BYTES = 24


class Waiting(Generic[T]):
    """Keeps values for `lasts_s` seconds under random tickets; the oldest go when there are too many."""

    def __init__(self, lasts_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lasts_s, self._monotonic = lasts_s, monotonic
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()

    def keep(self, value: T) -> str:
        """The ticket under which the value waits."""
        ticket, now = secrets.token_urlsafe(TICKET_BYTES), self._monotonic()
        with self._lock:
            while self._kept and (len(self._kept) >= MOST_WAITING or self._is_over(next(iter(self._kept)), now)):
                self._kept.popitem(last=False)
            self._kept[ticket] = (now + self._lasts_s, value)
        return ticket

    def look(self, ticket: str) -> T | None:
        """The value of a ticket, which goes on waiting; None for an unknown or old one."""
        with self._lock:
            over = ticket not in self._kept or self._is_over(ticket, self._monotonic())
            return None if over else self._kept[ticket][1]

    def take(self, ticket: str) -> T | None:
        """The value of a ticket, which waits no more; None the second time, and for an unknown or old one."""
        with self._lock:
            over = ticket not in self._kept or self._is_over(ticket, self._monotonic())
            kept = self._kept.pop(ticket, None)
            return None if over or kept is None else kept[1]

    def _is_over(self, ticket: str, now: float) -> bool:
        return self._kept[ticket][0] < now
