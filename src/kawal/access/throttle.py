"""How often something may be tried: token buckets in memory, one for each key."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

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
