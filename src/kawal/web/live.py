"""The live stream of pages (server-sent events): messages are encoded once for all who may see the same, numbered and
kept for a while, so that who was away for a moment reads what it missed and who was away longer sees the whole again.

Everything here runs in the event loop's thread.
"""

import asyncio
import secrets
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

Audience = TypeVar("Audience", bound=Hashable)
MOST_KEPT = 120
"""Messages: half a minute of a busy day, four a second."""
MOST_READERS, MOST_OF_ONE = 2_000, 40
RETRY_MS = 2_000
ALIVE = b":\n\n"
"""A comment: it shows proxies, and us, that the other end is still there."""


class TooManyReaders(Unavailable):
    """This node, or this account, follows in too many windows already."""

    status = 429

    def __init__(self) -> None:
        super().__init__(msg("terlalu banyak halaman langsung terbuka; tutup sebagian"), permanent=False)


class Channel:
    """The messages of one audience."""

    def __init__(self, whole: Callable[[], bytes]) -> None:
        self.readers = 0
        self.whole = whole
        """The present state as the data of a message."""
        self.kept: deque[tuple[int, bytes]] = deque(maxlen=MOST_KEPT)
        self._shown: tuple[int, bytes] = (-1, b"")
        self._news = asyncio.Event()

    def tell(self, number: int, message: bytes) -> None:
        """Keep a message and wake every reader."""
        self.kept.append((number, message))
        self.wake()

    def wake(self) -> None:
        """Let every reader look."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    def missed(self, since: int, number: int) -> bytes | None:
        """All messages after one, joined; None when they are not all kept."""
        if since == number:
            return b""
        if not self.kept or since < self.kept[0][0] - 1 or since > number:
            return None
        return b"".join(message for at, message in self.kept if at > since)

    def shown(self, number: int, framed: Callable[[int, bytes], bytes]) -> bytes:
        """The present state as a message, encoded once for each number."""
        if self._shown[0] != number:
            self._shown = (number, framed(number, self.whole()))
        return self._shown[1]

    async def news(self) -> None:
        """Wait until there may be something to read."""
        await self._news.wait()


class Feed(Generic[Audience]):
    """All channels of a node, one for each audience; `number` is that of the last message."""

    def __init__(self) -> None:
        self.number = 0
        self._boot = secrets.token_hex(4)
        self._channels: dict[Audience, Channel] = {}
        self._of: Counter[str] = Counter()
        self.has_ended = False

    @property
    def readers(self) -> int:
        """How many follow."""
        return self._of.total()

    def tell(self, data_for: Callable[[Audience], bytes]) -> None:
        """A new message to every audience that is followed; what nobody follows is forgotten."""
        self.number += 1
        for audience, channel in list(self._channels.items()):
            if channel.readers:
                channel.tell(self.number, self._framed(self.number, data_for(audience)))
            else:
                del self._channels[audience]

    def keep_alive(self) -> None:
        """A sign of life to every reader."""
        for channel in self._channels.values():
            channel.wake()

    def end(self) -> None:
        """Let every reader go."""
        self.has_ended = True
        self.keep_alive()

    def place(self, account: str) -> None:
        """Raise TooManyReaders unless one more may follow."""
        if self.has_ended or self.readers >= MOST_READERS or self._of[account] >= MOST_OF_ONE:
            raise TooManyReaders

    async def follow(
        self,
        audience: Audience,
        whole: Callable[[], bytes],
        last: str,
        account: str,
        may_stay: Callable[[], bool],
    ) -> AsyncIterator[bytes]:
        """What a page reads: after `last`, the id of the message that it read last, or from the present state on.

        It ends when `may_stay` says no, which is asked whenever there is something to read.
        """
        channel = self._channels.setdefault(audience, Channel(whole))
        with self._counted(channel, account):
            yield f"retry: {RETRY_MS}\n\n".encode()
            since = self._since(last)
            while may_stay() and not self.has_ended:
                now = self.number
                missed = channel.missed(since, now) if since >= 0 else None
                yield channel.shown(now, self._framed) if missed is None else missed or ALIVE
                since = now
                if self.number == now:
                    await channel.news()

    @contextmanager
    def _counted(self, channel: Channel, account: str) -> Iterator[None]:
        channel.readers += 1
        self._of[account] += 1
        try:
            yield
        finally:
            channel.readers -= 1
            self._of[account] -= 1

    def _since(self, last: str) -> int:
        """The number of a message of this process; -1 for any other."""
        boot, _, number = last.partition("-")
        known = boot == self._boot and number.isascii() and number.isdigit() and len(number) < 16
        return int(number) if known else -1

    def _framed(self, number: int, data: bytes) -> bytes:
        return b"id: %s-%d\ndata: %s\n\n" % (self._boot.encode(), number, data)
