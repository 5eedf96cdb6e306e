"""`kawal verify` on a large log, beside plain SHA-256 of the same bytes in the same run.

    python benchmarks/verify_log.py [--entries 1000000]

Claims: 1,000,000 entries hashed anew in <= 5 s; with signatures on both cores <= 75 s.
"""

import argparse
import hashlib
import tempfile
import time
from pathlib import Path

from tests.conftest import new_node
from tests.support.phone import enrolled

from kawal.cli import main as kawal
from kawal.store.log import append, read_entries, read_head

DISTINCT, CHUNK = 2_000, 20_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "node"
        node = new_node(folder)
        phone = enrolled(node)
        tokens = [phone.report().jws.encode() for _ in range(DISTINCT)]
        for _ in range(0, entries, CHUNK):
            with node.engine.begin() as connection:
                head = read_head(connection, lock=True)
                bodies = [tokens[n % DISTINCT] for n in range(CHUNK)]
                append(connection, head, bodies, node.store.keys.log, head.marked_at)
        with node.reading() as connection:
            began = time.process_time()
            for _, body in read_entries(connection):
                hashlib.sha256(body).digest()
            baseline = time.process_time() - began
        node.close()
        for words in (["verify", str(folder), "--json"], ["verify", str(folder), "--signatures", "--json"]):
            began, cpu = time.perf_counter(), time.process_time()
            assert kawal(words) == 0
            wall, cpu = time.perf_counter() - began, time.process_time() - cpu
            print(
                f"{' '.join(words[2:])}: {wall:.1f} s wall, {cpu:.1f} s CPU ({cpu / baseline:.1f} x read and SHA-256)"
            )
        print(f"{entries} entries; read and SHA-256 alone {baseline:.1f} s CPU")


if __name__ == "__main__":
    main()
