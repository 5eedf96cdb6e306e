"""How often something may be tried: token buckets in memory, one for each key; and how many try at once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

MOST_KEYS = 20_000


class Throttle:
    """`burst` tries at once, then `per_s` a second, for each key; the least recently used keys are forgotten."""

    def __init__(self, burst: float, per_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_s, self._monotonic = burst, per_s, monotonic
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allow(self, key: str, cost: float = 1.0) -> bool:
        """Take `cost` from the bucket of a key; False leaves it as it was."""
        now = self._monotonic()
        with self._lock:
            level, since = self._kept.pop(key, (self._burst, now))
            level = min(self._burst, level + (now - since) * self._per_s)
            allowed = level >= cost
            self._kept[key] = (level - cost if allowed else level, now)
            while len(self._kept) > MOST_KEYS:
                self._kept.popitem(last=False)
        return allowed

    def forget(self, key: str) -> None:
        """Fill the bucket of a key."""
        with self._lock:
            self._kept.pop(key, None)

    def give_back(self, key: str, cost: float = 1.0) -> None:
        """Undo one `allow`."""
        with self._lock:
            if key in self._kept:
                level, since = self._kept[key]
                self._kept[key] = (min(self._burst, level + cost), since)


class Turnstile:
    """One at a time, and at most `most_waiting` in line: memory and processor stay free for everyone else."""

    def __init__(self, most_waiting: int) -> None:
        self._line, self._one = threading.Semaphore(most_waiting + 1), threading.Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Wait for one's turn; raises Unavailable at once when the line is full."""
        if not self._line.acquire(blocking=False):
            raise Unavailable(msg("terlalu banyak yang masuk bersamaan; coba lagi sebentar"), permanent=False)
        try:
            with self._one:
                yield
        finally:
            self._line.release()
