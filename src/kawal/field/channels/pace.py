"""How fast a known sender may bring messages; one that a gateway delivers again costs nothing."""

import threading
from collections import OrderedDict

from kawal.access.throttle import Throttle

BURST, PER_S = 60, 0.2
"""So many messages of one sender at once, then one every five seconds: the rest is to be brought later."""
MOST_REMEMBERED = 5_000


class Pace:
    """A bucket for each sender, and the messages that were paid for lately."""

    def __init__(self) -> None:
        self._throttle = Throttle(BURST, PER_S)
        self._lock = threading.Lock()
        self._paid: OrderedDict[tuple[str, str], None] = OrderedDict()

    def allow(self, sender: str, message: str) -> bool:
        """Whether this message of a sender may come now."""
        key = sender, message
        with self._lock:
            if key in self._paid:
                return True
            if not self._throttle.allow(sender):
                return False
            self._paid[key] = None
            while len(self._paid) > MOST_REMEMBERED:
                self._paid.popitem(last=False)
        return True
