"""The live stream: from a report to the pixel, and to a thousand viewers, beside a server that only sends.

    python benchmarks/live.py [--viewers 1000] [--seconds 20]

Claims (docs/measured.md): with 199 listeners and 300 reports a second a mark stands in one real page <= 1 s after its
report was sent (p99); 1,000 viewers are told within 500 ms (p99). Load generator, browser and server share the
cores; the baseline sends the same messages at the same pace to as many viewers and does nothing else.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from playwright.sync_api import sync_playwright
from tests.http.conftest import session
from tests.support.phone import Phone
from tests.support.serving import Served

from benchmarks.fullday import MORNING, full_day
from benchmarks.intake import answered, cpu_s, request
from kawal.kernel.codes import StationId

LISTENERS, PER_S, ACCOUNTS = 199, 300, 40
WHOLE = 20_000
"""Bytes of a message that shows the whole board, not a change."""
ORDER: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("opening", {"opened_at": "07:02"}),
    ("closing", {"closed_at": "13:01"}),
    ("counting_ends", {}),
)
"""Each changes the mark of a station."""
WATCH = """() => {
  window.seen = {};
  const marks = {"#ring": "voting", "#half": "counting", "#full": "counted"};
  const look = (cell) => {
    const key = cell.dataset.cell + " " + marks[cell.getAttribute("href")];
    if (key in window.seen) return;
    window.seen[key] = 0;
    requestAnimationFrame(() => { window.seen[key] = Date.now(); });
  };
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === "attributes") look(target);
      for (const added of addedNodes) added.querySelectorAll?.("use[data-cell]").forEach(look);
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["href"] });
}"""
REACHED = {"opening": "voting", "closing": "counting", "counting_ends": "counted"}
BARE = """
import asyncio, sys, socket, uvicorn
body = b'id: 1\\ndata: ' + b'x' * int(sys.argv[1]) + b'\\n\\n'
news = asyncio.Event()
async def beat():
    global news
    while True:
        await asyncio.sleep(0.25)
        told, news = news, asyncio.Event()
        told.set()
async def app(scope, receive, send):
    global beating
    if scope["type"] != "http":
        return
    if "beating" not in globals():
        beating = asyncio.create_task(beat())
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]})
    while True:
        await news.wait()
        await send({"type": "http.response.body", "body": body, "more_body": True})
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(2048)
print("Kawal at http://127.0.0.1:%d/" % s.getsockname()[1], file=sys.stderr, flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False)).run(sockets=[s])
"""


class Told(msgspec.Struct):
    """What a page is told."""

    cells: dict[str, str]


async def follow(port: int, path: str, cookies: list[str], count: int, ready: Any) -> list[tuple[float, bytes]]:
    """Follow with many connections until the server ends; when each message came to each of them."""
    arrived: list[tuple[float, bytes]] = []

    async def one(cookie: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        writer.write(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {cookie}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        ready.release()
        while line := await reader.readline():
            if line.startswith(b"data: "):
                arrived.append((time.time(), line))

    await asyncio.gather(*[one(cookies[number % len(cookies)]) for number in range(count)])
    return arrived


def following(port: int, path: str, cookies: list[str], count: int, ready: Any, told: Any) -> None:
    """The process of the listeners; hands over (key, arrived) of each mark, how many messages, bytes."""
    arrived = uvloop.run(follow(port, path, cookies, count, ready))
    changes = [(at, line) for at, line in arrived if len(line) < WHOLE]
    keys = {
        line: [f"{station} {mark}" for station, mark in msgspec.json.decode(line[6:], type=Told).cells.items()]
        for line in {line for _, line in changes}
        if path != "/"
    }
    found = [(key, at) for at, line in changes for key in keys.get(line, ())]
    told.send_bytes(msgspec.msgpack.encode((found, len(changes), sum(len(line) for _, line in changes))))


class Listeners:
    """Listeners in a process of their own; they end with their server."""

    def __init__(self, port: int, path: str, cookies: list[str], count: int) -> None:
        context = multiprocessing.get_context("spawn")
        ready = context.Semaphore(0)
        self._told, there = context.Pipe(duplex=False)
        self._process = context.Process(target=following, args=(port, path, cookies, count, ready, there))
        self._process.start()
        for _ in range(count):
            assert ready.acquire(timeout=60), "a listener was not let in"

    def result(self) -> tuple[list[tuple[str, float]], int, int]:
        """(what came when, messages, bytes), once the server has ended."""
        body = self._told.recv_bytes()
        self._process.join()
        return msgspec.msgpack.decode(body, type=tuple[list[tuple[str, float]], int, int])


class Bare:
    """The baseline."""

    def __init__(self, size: int) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", BARE, str(size)], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        self.port = int(self.process.stderr.readline().rpartition(":")[2].rstrip("/\n"))

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def reports(phones: list[Phone], places: list[StationId]) -> Iterator[tuple[str, bytes]]:
    """(what a page will show, a request) of every station and stage."""
    at = int(MORNING.timestamp() * 1000)
    phone = cycle(phones)
    for number, (kind, data) in enumerate(ORDER):
        for place in places:
            token = str(next(phone).report(kind=kind, place=place, at=at + number * 3_600_000, data=dict(data)))
            yield f"{place} {REACHED[kind]}", request(msgspec.json.encode({"report": token}))


async def send(port: int, work: list[tuple[str, bytes]], seconds: float) -> dict[str, float]:
    """Send at the pace; when each was sent (epoch, s)."""
    sent: dict[str, float] = {}
    pool: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(40):
        pool.put_nowait(await asyncio.open_connection("127.0.0.1", port))

    async def one(key: str, body: bytes) -> None:
        reader, writer = await pool.get()
        sent[key] = time.time()
        writer.write(body)
        status = await answered(reader)
        assert status == b"201", status
        pool.put_nowait((reader, writer))

    began, tasks = time.perf_counter(), []
    for number, (key, body) in enumerate(work[: int(seconds * PER_S)]):
        await asyncio.sleep(max(0.0, began + number / PER_S - time.perf_counter()))
        tasks.append(asyncio.create_task(one(key, body)))
    await asyncio.gather(*tasks)
    await asyncio.sleep(1)  # for what is still on its way
    return sent


def shares(values: list[float]) -> str:
    """Median and p99 in ms."""
    ordered = sorted(values)
    middle, late = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return f"p50 {middle:6.0f} ms  p99 {late:6.0f} ms  of {len(ordered)}"


@contextlib.contextmanager
def node(seconds: float) -> Iterator[tuple[Served, list[str], list[tuple[str, bytes]]]]:
    """A served node before the day begins, cookies of sessions, and what will be sent."""
    with tempfile.TemporaryDirectory() as name:
        opened, phones, places = full_day(Path(name) / "node", stages=0, incidents=0)
        cookies = [f"kawal_session={session(opened, 'commander', 'operator')}" for _ in range(ACCOUNTS)]
        opened.close()
        served = Served(Path(name) / "node", 0, "--report-rate", "1000000", "--clock", "2024-11-27T07:00+08:00")
        try:
            yield served, cookies, list(reports(phones, places))[: int(seconds * PER_S)]
        finally:
            served.stop()


def to_the_pixel(seconds: float) -> None:
    """One real page, and the listeners."""
    with node(seconds) as (served, cookies, work), sync_playwright() as playwright:
        chromium = next(
            path for one in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(one))
        )
        browser = playwright.chromium.launch(executable_path=chromium, chromium_sandbox=False)
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        name, _, value = cookies[0].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": served.address}])
        page = context.new_page()
        page.goto(f"{served.address}/dinding")
        page.evaluate(WATCH)
        listeners = Listeners(served.port, "/langsung", cookies, LISTENERS)
        before, began = cpu_s(served.pid), time.perf_counter()
        sent: dict[str, float] = {}
        sending = threading.Thread(target=lambda: sent.update(uvloop.run(send(served.port, work, seconds))))
        sending.start()
        sending.join()
        cpu, wall = cpu_s(served.pid) - before, time.perf_counter() - began
        seen: dict[str, float] = page.evaluate("() => window.seen")
        browser.close()
        served.stop()
        arrived, _, _ = listeners.result()
        missing = [key for key in sent if not seen.get(key)]
        print(f"{len(sent) / wall:.0f} reports/s, {LISTENERS} listeners; server CPU {cpu / wall:.2f} of a core")
        print(f"  report to pixel     {shares([seen[key] / 1000 - sent[key] for key in sent if seen.get(key)])}")
        print(f"  report to listener  {shares([at - sent[key] for key, at in arrived if key in sent])}")
        print(f"  never seen: {len(missing)}")


def many_viewers(viewers: int, seconds: float) -> None:
    """A thousand viewers, then the baseline with messages of the same size."""
    with node(seconds) as (served, cookies, work):
        listeners = Listeners(served.port, "/langsung", cookies, viewers)
        before, began = cpu_s(served.pid), time.perf_counter()
        sent = uvloop.run(send(served.port, work, seconds))
        cpu, wall = cpu_s(served.pid) - before, time.perf_counter() - began
        served.stop()
        arrived, told, size = listeners.result()
        print(
            f"{viewers} viewers, {len(sent) / wall:.0f} reports/s: "
            f"{told / viewers / wall:.1f} messages/s of {size // told} bytes"
        )
        print(f"  report to viewer    {shares([at - sent[key] for key, at in arrived if key in sent])}")
        print(f"  server CPU          {cpu / wall:.2f} of a core, reports and viewers")
    bare = Bare(size // told)
    listeners = Listeners(bare.port, "/", [""], viewers)
    before = cpu_s(bare.process.pid)
    time.sleep(seconds)
    bare_cpu = cpu_s(bare.process.pid) - before
    bare.stop()
    listeners.result()
    print(f"  bare sender         {bare_cpu / seconds:.2f} of a core, same messages, four a second, nothing else")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=9.0)
    args = parser.parse_args()
    to_the_pixel(args.seconds)
    many_viewers(args.viewers, args.seconds)


if __name__ == "__main__":
    main()
