"""Publishes the log in the background, and asks witnesses to sign what was published."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from kawal.kernel.errors import KawalError
from kawal.store.publish import publish

LOG = logging.getLogger("kawal.publisher")
LEAST_PAUSE_S = 1.0
"""Partial tiles are written at most this often, however many commits there are."""
LONGEST_PAUSE_S = 60.0
"""After failures the pause grows to this."""
LONGEST_END_S = 5.0
"""A server that is told to stop does not wait longer for what is not published yet; the next one goes on with it."""
Published = Callable[[str], None]
"""Told the published note; asks witnesses."""


class Publisher:
    """Writes what is new after commits, on a thread of its own."""

    def __init__(self, engine: Engine, folder: Path, published: Published | None = None) -> None:
        self._engine, self._folder, self._published = engine, folder, published
        self._wake, self._stopped, self._end = threading.Event(), threading.Event(), 0.0
        self._thread = threading.Thread(target=self._run, name="kawal-publisher", daemon=True)

    def start(self) -> None:
        """Begin, with what is not published yet."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Something was committed."""
        self._wake.set()

    def stop(self) -> None:
        """Publish what is left, as far as it goes in `LONGEST_END_S`, and stop."""
        self._end = time.monotonic() + LONGEST_END_S
        self._stopped.set()
        self._wake.set()
        self._thread.join()

    def _is_late(self) -> bool:
        return self._stopped.is_set() and time.monotonic() > self._end

    def _run(self) -> None:
        pause = LEAST_PAUSE_S
        while True:
            self._wake.wait()
            self._wake.clear()
            stopping = self._stopped.is_set()
            try:
                note = publish(self._engine, self._folder, giving_up=self._is_late)
                if self._published is not None and note:
                    self._published(note)
                pause = LEAST_PAUSE_S
            except (KawalError, OSError) as error:
                LOG.error("publishing: %s", error)  # noqa: TRY400  one sentence, no traceback
                pause = min(2 * pause, LONGEST_PAUSE_S)
                self._wake.set()
            if stopping:
                return
            self._stopped.wait(pause)
