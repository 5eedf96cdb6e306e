"""`kawal serve` as a process of its own, on a port of its own.

It is forked from a process that has imported the application once, because importing costs more than serving; the
command itself, started as an operator starts it, is what tests/cli and tests/docs run.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from kawal.cli import main

STARTED = "Kawal "
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["kawal.app", "kawal.background", "kawal.web.server"])


class Served:
    """A running server: its address, and how it ends."""

    def __init__(self, folder: Path, port: int, *more: str) -> None:
        words = ["serve", "--data", str(folder), "--port", str(port), *more, "--lang", "en"]
        told, tells = FORKS.Pipe(duplex=False)
        self.process = FORKS.Process(target=_serve, args=(words, tells), daemon=True)
        self.process.start()
        tells.close()
        self._told = os.fdopen(os.dup(told.fileno()), encoding="utf-8")
        told.close()
        line = self._told.readline()
        assert line.startswith(STARTED), line
        self.address = line.split()[2].rstrip("/")
        self.port = int(self.address.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """The process that serves."""
        assert self.process.pid is not None
        return self.process.pid

    def kill(self) -> None:
        """As a power cut ends it: no handler runs."""
        self.process.kill()
        self._gone()

    def stop(self) -> None:
        """As an operator ends it; nothing when it has ended already."""
        if self.process.is_alive():
            self.process.terminate()
            self._gone()

    def _gone(self) -> None:
        self.process.join(timeout=60)
        assert self.process.exitcode is not None, "the server did not end"
        self._told.close()


def _serve(words: list[str], tells: Connection) -> None:
    """What the new process does; what it says goes to who started it."""
    os.dup2(tells.fileno(), sys.stderr.fileno())
    tells.close()
    sys.exit(main(words))


@contextmanager
def serving(folder: Path, port: int = 0, *more: str) -> Iterator[Served]:
    """A server that ends with the block."""
    served = Served(folder, port, *more)
    try:
        yield served
    finally:
        served.stop()
