"""The live stream: numbered messages, what was missed, the whole when too much was, an end for who may not stay."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from kawal.web.live import MOST_KEPT, MOST_OF_ONE, Feed, TooManyReaders


class Reader:
    """Someone who follows a feed of one audience."""

    def __init__(self, feed: Feed[str], last: str = "", audience: str = "city", account: str = "a") -> None:
        self.allowed = True

        def whole() -> bytes:
            return b"whole %d" % feed.number

        self._events: AsyncIterator[bytes] = feed.follow(audience, whole, last, account, lambda: self.allowed)

    async def next(self) -> str:
        """The next thing that is sent."""
        return (await anext(self._events)).decode()

    async def close(self) -> None:
        """As a browser that goes away."""
        await self._events.aclose()  # type: ignore[attr-defined]


def id_of(message: str) -> str:
    """The id of the last message in it."""
    return message.rpartition("id: ")[2].partition("\n")[0]


async def _come_and_go() -> None:
    feed: Feed[str] = Feed()
    reader = Reader(feed)
    assert await reader.next() == "retry: 2000\n\n"
    first = await reader.next()
    assert first.endswith("-0\ndata: whole 0\n\n")
    feed.tell(lambda audience: f"news for {audience}".encode())
    told = await reader.next()
    assert told.endswith("-1\ndata: news for city\n\n")
    await reader.close()
    assert feed.readers == 0


def test_a_page_sees_the_whole_first_and_then_what_is_told() -> None:
    """Message 0 is the present state, message 1 the first change."""
    asyncio.run(_come_and_go())


async def _away(missed: int) -> tuple[str, str]:
    feed: Feed[str] = Feed()
    stays, goes = Reader(feed), Reader(feed)
    await stays.next()
    await goes.next()
    last = id_of(await goes.next())
    await goes.close()
    for number in range(missed):
        feed.tell(lambda _, number=number: str(number).encode())  # type: ignore[misc]
    back = Reader(feed, last)
    await back.next()
    return last, await back.next()


@pytest.mark.parametrize("missed", [1, 3, MOST_KEPT])
def test_who_comes_back_reads_what_it_missed_in_order(missed: int) -> None:
    """Every message since the last one it read, once."""
    last, told = asyncio.run(_away(missed))
    assert [line[6:] for line in told.split("\n") if line.startswith("data: ")] == [str(n) for n in range(missed)]
    assert id_of(told) == f"{last.partition('-')[0]}-{missed}"


def test_who_was_away_too_long_sees_the_whole_again() -> None:
    """One more than are kept: the oldest is gone, so nothing is guessed."""
    assert "data: whole" in asyncio.run(_away(MOST_KEPT + 1))[1]


@pytest.mark.parametrize("last", ["", "x", "deadbeef-0", "deadbeef-99999999999999999999", "-1", "\u0661-1"])
def test_an_id_of_another_process_is_no_place_to_go_on_from(last: str) -> None:
    """After a restart the numbers begin again: the whole is sent."""

    async def read() -> str:
        feed: Feed[str] = Feed()
        reader = Reader(feed, last)
        await reader.next()
        return await reader.next()

    assert "data: whole 0" in asyncio.run(read())


def test_an_audience_is_encoded_once_however_many_follow_and_not_at_all_when_nobody_does() -> None:
    """Three readers of two audiences: two encodings; after all have gone none."""

    async def count() -> tuple[list[str], int]:
        feed: Feed[str] = Feed()
        readers = [Reader(feed, audience=one) for one in ("city", "city", "south")]
        for reader in readers:
            await reader.next()
            await reader.next()
        encoded: list[str] = []

        def data_for(audience: str) -> bytes:
            encoded.append(audience)
            return b"{}"

        feed.tell(data_for)
        for reader in readers:
            await reader.next()
            await reader.close()
        before = len(encoded)
        feed.tell(data_for)
        return encoded, len(encoded) - before

    assert asyncio.run(count()) == (["city", "south"], 0)


def test_it_ends_for_who_may_not_stay_and_for_all_when_the_server_ends() -> None:
    """A session that was ended reads nothing more; a server that stops keeps nobody."""

    async def ends() -> None:
        feed: Feed[str] = Feed()
        leaves, stays = Reader(feed), Reader(feed)
        for reader in (leaves, stays):
            await reader.next()
            await reader.next()
        leaves.allowed = False
        feed.tell(lambda _: b"secret")
        assert "secret" in await stays.next()
        with pytest.raises(StopAsyncIteration):
            await leaves.next()
        waiting = asyncio.create_task(stays.next())
        await asyncio.sleep(0)
        feed.end()
        with pytest.raises(StopAsyncIteration):
            await waiting
        with pytest.raises(TooManyReaders):
            feed.place("a")

    asyncio.run(ends())


def test_one_account_follows_in_so_many_windows_and_no_more() -> None:
    """The next window is told to close some; another account is let in."""

    async def fill() -> None:
        feed: Feed[str] = Feed()
        readers = [Reader(feed) for _ in range(MOST_OF_ONE)]
        for reader in readers:
            feed.place("a")
            await reader.next()
        with pytest.raises(TooManyReaders):
            feed.place("a")
        feed.place("b")
        await readers[0].close()
        feed.place("a")

    asyncio.run(fill())


def test_a_quiet_feed_shows_that_it_is_alive() -> None:
    """A comment, which browsers pass over and proxies see."""

    async def quiet() -> str:
        feed: Feed[str] = Feed()
        reader = Reader(feed)
        await reader.next()
        await reader.next()
        waiting = asyncio.create_task(reader.next())
        await asyncio.sleep(0)
        feed.keep_alive()
        return await waiting

    assert asyncio.run(quiet()) == ":\n\n"
