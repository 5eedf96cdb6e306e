"""Reports over HTTP: CPU per report, rate and latency of `kawal serve`, beside a bare ASGI application.

    python benchmarks/intake.py [--runs 5] [--reports 4000] [--entries 0]

Claims (docs/measured.md): single signed reports <= 0.45 ms server CPU, >= 2,500/s closed loop at 200 connections,
p99 <= 100 ms at 1,000/s offered; batches of 50 >= 5,000/s and <= 0.40 ms; within 15 % at 5 million entries; 300 MB.
The load generator runs on the same cores, so CPU per report says more than the rate.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from tests.conftest import fill, new_node
from tests.support.phone import Phone, enrolled
from tests.support.serving import Served

from kawal.store.events import Decision, Report
from kawal.store.publish import publish

PHONES, CONNECTIONS, BATCH, OFFERED_PER_S = 40, 200, 50, 1_000
BARE = """
import sys, uvicorn
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 201, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"status":201}'})
import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(1024)
print("Kawal at http://127.0.0.1:%d/" % s.getsockname()[1], file=sys.stderr, flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[s])
"""


class Result(msgspec.Struct):
    """One run: reports a second, server CPU in ms for each report, latencies in ms."""

    per_s: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float


def request(body: bytes) -> bytes:
    """A request with its head."""
    head = "POST /api/reports HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n\r\n".encode() + body


async def answered(reader: asyncio.StreamReader) -> bytes:
    """The status line of one answer, whose body is read and dropped."""
    head = await reader.readuntil(b"\r\n\r\n")
    lowered = head.lower()
    if b"transfer-encoding: chunked" in lowered:
        while (size := int((await reader.readline()).strip(), 16)) > 0:
            await reader.readexactly(size + 2)
        await reader.readexactly(2)
    else:
        await reader.readexactly(int(lowered.split(b"content-length:")[1].split(b"\r\n")[0]))
    return head[9:12]


async def closed_loop(port: int, requests: list[bytes], connections: int) -> list[float]:
    """Every connection sends its next request when the last was answered; latencies in s."""
    waiting, latencies = iter(requests), []

    async def work() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for one in waiting:
            began = time.perf_counter()
            writer.write(one)
            status = await answered(reader)
            assert status in (b"200", b"201"), status
            latencies.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*[work() for _ in range(connections)])
    return latencies


async def offered(port: int, requests: list[bytes], per_s: float) -> list[float]:
    """Requests at fixed moments, whatever the answers do; latency counts from the moment that was meant."""
    pool: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        pool.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    latencies = []

    async def one(body: bytes, meant: float) -> None:
        reader, writer = await pool.get()
        writer.write(body)
        await answered(reader)
        latencies.append(time.perf_counter() - meant)
        pool.put_nowait((reader, writer))

    began = time.perf_counter()
    tasks = []
    for number, body in enumerate(requests):
        meant = began + number / per_s
        await asyncio.sleep(max(0.0, meant - time.perf_counter()))
        tasks.append(asyncio.create_task(one(body, meant)))
    await asyncio.gather(*tasks)
    return latencies


def cpu_s(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> float:
    """The most memory that a process had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def measured(served: "Served | Bare", work: Coroutine[Any, Any, list[float]], reports: int) -> Result:
    """Run one piece of load and read the server's CPU around it."""
    before, began = cpu_s(served.pid), time.perf_counter()
    latencies = sorted(uvloop.run(work))
    wall, cpu = time.perf_counter() - began, cpu_s(served.pid) - before
    at = [latencies[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99)]
    return Result(reports / wall, cpu / reports * 1000, *at)


class Bare:
    """The baseline: the same server library and an application that does nothing."""

    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", BARE], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        self.pid, self.port = self.process.pid, int(self.process.stderr.readline().rpartition(":")[2].rstrip("/\n"))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def preload(folder: Path, entries: int) -> list[Phone]:
    """A node with the exercise, `entries` reports through the real writer, and phones."""
    node = fill(new_node(folder))
    phones = [enrolled(node) for _ in range(PHONES)]
    for start in range(0, entries, 5_000):
        tokens = [phones[n % PHONES].report().jws.encode() for n in range(min(5_000, entries - start))]
        decision = Decision(tuple(Report(token) for token in tokens))
        node.writer.commit(lambda _, decision=decision: decision, "bench")  # type: ignore[misc]
        if start % 100_000 == 0:
            print(f"  {start} entries", file=sys.stderr, flush=True)
    publish(node.engine, node.store.published)
    node.close()
    return phones


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--reports", type=int, default=4_000)
    parser.add_argument("--entries", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "node"
        phones = preload(folder, args.entries)
        served, bare = Served(folder, 0, "--report-rate", "1000000"), Bare()
        rows: dict[str, list[Result]] = {}
        for _ in range(args.runs):
            tokens = [str(phones[n % PHONES].report()) for n in range(args.reports)]
            single = [request(msgspec.json.encode({"report": token})) for token in tokens]
            rows.setdefault("bare ASGI, 200 connections", []).append(
                measured(bare, closed_loop(bare.port, single, CONNECTIONS), len(single))
            )
            rows.setdefault("kawal, 200 connections", []).append(
                measured(served, closed_loop(served.port, single, CONNECTIONS), len(single))
            )
            more = [request(msgspec.json.encode({"report": str(phones[n % PHONES].report())})) for n in range(3_000)]
            rows.setdefault("kawal, 1,000/s offered", []).append(
                measured(served, offered(served.port, more, OFFERED_PER_S), len(more))
            )
            tokens = [str(phones[n % PHONES].report()) for n in range(args.reports)]
            batches = [
                request(msgspec.json.encode({"reports": tokens[at : at + BATCH]}))
                for at in range(0, len(tokens), BATCH)
            ]
            rows.setdefault("kawal, batches of 50", []).append(
                measured(served, closed_loop(served.port, batches, 8), len(tokens))
            )
        memory = peak_mb(served.pid)
        served.stop()
        bare.stop()
    baseline = statistics.median(one.cpu_ms for one in rows["bare ASGI, 200 connections"])
    print(f"{args.entries} entries before; median of {args.runs} runs; peak {memory:.0f} MB")
    for title, results in rows.items():
        middle = {name: statistics.median(getattr(one, name) for one in results) for name in Result.__struct_fields__}
        print(
            f"{title:28} {middle['per_s']:8.0f}/s  CPU {middle['cpu_ms']:.3f} ms "
            f"({middle['cpu_ms'] / baseline:.1f} x bare)  "
            f"p50 {middle['p50_ms']:.1f}  p99 {middle['p99_ms']:.1f} ms"
        )


if __name__ == "__main__":
    main()
