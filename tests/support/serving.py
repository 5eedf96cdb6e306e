"""`kawal serve` as a process of its own, on a port of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STARTED = "Kawal "


class Served:
    """A running server: its address, and how it ends."""

    def __init__(self, folder: Path, port: int, *more: str) -> None:
        command = [sys.executable, "-m", "kawal", "serve", "--data", str(folder), "--port", str(port), *more]
        self.process = subprocess.Popen(
            [*command, "--lang", "en"], stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        assert line.startswith(STARTED), line
        self.address = line.split()[2].rstrip("/")
        self.port = int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        """As a power cut ends it: no handler runs."""
        self.process.send_signal(signal.SIGKILL)
        self._gone()

    def stop(self) -> None:
        """As an operator ends it."""
        self.process.terminate()
        self._gone()

    def _gone(self) -> None:
        self.process.wait(timeout=60)
        if self.process.stderr is not None:
            self.process.stderr.close()


@contextmanager
def serving(folder: Path, port: int = 0, *more: str) -> Iterator[Served]:
    """A server that ends with the block."""
    served = Served(folder, port, *more)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()
