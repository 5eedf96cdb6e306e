"""What open pages are told while they are looked at: after every commit, at most four times a second, and when the
clock makes a station late or silent."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence

from kawal.kernel.errors import KawalError
from kawal.store.lanes import Entry
from kawal.store.log import read_head
from kawal.watch.board.day import MINUTE_MS
from kawal.watch.board.glance import Glance, Reach, glance_of, told
from kawal.watch.board.look import look
from kawal.watch.desk import WatchDesk
from kawal.web.live import Feed

LOG = logging.getLogger("kawal.live")
EVERY_S, CLOCK_S, ALIVE_S = 0.25, 1.0, 15.0


class LiveDesk:
    """The stream of one node's board; looks only while someone follows."""

    def __init__(self, watch: WatchDesk) -> None:
        self.watch = watch
        self.feed: Feed[Reach] = Feed()
        self._glance: Glance | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._looking, self._first = threading.Lock(), asyncio.Lock()
        self._looked_s = float("-inf")
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="kawal-live", daemon=True)

    def start(self) -> None:
        """Begin to look after every commit."""
        self.watch.field.store.writer.listeners.append(self._recorded)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self.watch.field.store.writer.listeners.remove(self._recorded)
        self._ended.set()
        self._woken.set()
        self._thread.join()

    def end(self) -> None:
        """Let all who follow go, so that the server can end; called in the event loop's thread."""
        self.feed.end()

    async def follow(
        self, reach: Reach, last: str, account: str, may_stay: Callable[[], bool]
    ) -> AsyncIterator[bytes]:
        """What a page reads that may read these regions; see `Feed.follow`."""
        self._loop = asyncio.get_running_loop()
        async with self._first:  # a thousand pages that come at once look once
            if not self.feed.readers and time.monotonic() - self._looked_s > EVERY_S:
                self._show(await self.watch.field.in_thread(self._look))

        def present() -> bytes:
            return told(self._glance, self._glance.marks, reach) if self._glance else b"{}"

        since_first = True
        async for message in self.feed.follow(reach, present, last, account, may_stay):
            yield message
            if since_first:
                since_first = False
                self._woken.set()  # what was recorded between that look and now

    def _recorded(self, _: Sequence[Entry]) -> None:
        self._woken.set()

    def _work(self) -> None:
        minute, told_at = 0, time.monotonic()
        while not self._ended.is_set():
            woken = self._woken.wait(CLOCK_S)
            self._woken.clear()
            now = self.watch.now_ms() // MINUTE_MS
            if self._loop is None or not self.feed.readers:
                continue
            try:
                if woken or now != minute:
                    minute, told_at = now, time.monotonic()
                    self._loop.call_soon_threadsafe(self._show, self._look())
                elif time.monotonic() - told_at >= ALIVE_S:
                    told_at = time.monotonic()
                    self._loop.call_soon_threadsafe(self.feed.keep_alive)
            except KawalError as error:  # the database does not answer; the next look may find it again
                LOG.error("%s", error)  # noqa: TRY400  one sentence, no traceback
            except RuntimeError:
                if not self.feed.has_ended:  # else the loop closed between two lines: the server is done
                    raise
            self._ended.wait(EVERY_S)

    def _look(self) -> Glance:
        engine = self.watch.field.store.engine
        with self._looking, engine.connect().execution_options(read_only=True) as connection:
            head = read_head(connection).size
            return glance_of(look(connection, self.watch, lambda _: True), head)

    def _show(self, glance: Glance) -> None:
        """In the event loop's thread: what pages see from now on."""
        before = self._glance
        if before is not None and glance.head < before.head:
            return  # another thread looked later and was here first
        self._glance, self._looked_s = glance, time.monotonic()
        changed = glance.since(before) if before else {}
        if before is not None and (changed or glance.head != before.head):
            self.feed.tell(lambda reach: told(glance, changed, reach))
