"""Something that is done again and again while a node is served."""

import logging
import threading
from collections.abc import Callable

from kawal.kernel.errors import KawalError

LOG = logging.getLogger("kawal.ticker")


class Ticker:
    """Calls `work` every `seconds` on a thread of its own, until it is stopped."""

    def __init__(self, seconds: float, work: Callable[[], None]) -> None:
        self._seconds, self._work = seconds, work
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kawal-ticker", daemon=True)

    def start(self) -> None:
        """Begin; the first call comes after the first pause."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the present call and stop."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            try:
                self._work()
            except KawalError as error:  # what it works with does not answer; the next call may find it again
                LOG.error("%s", error)  # noqa: TRY400  one sentence, no traceback
