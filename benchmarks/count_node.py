"""A nation's forms on one node: a new form in every sum above it, the discrepancy queue.

    python benchmarks/count_node.py [--stations 813336]

Claims (docs/measured.md): one new form updates every level in <= 5 ms; the nation's discrepancy queue opens in
<= 200 ms. The node is filled by one import of made-up forms (one of fifty does not add up), then each new number is
committed alone: logged, folded, its sums changed, the head signed. The baselines are the same transaction with an
entry that changes no form, and for the queue the sum of one column over all findings. CPU is that of the process.
"""

import argparse
import random
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from tests.conftest import new_node

from kawal.count.events import FormEntered, NumbersDecided, ReadingsImported
from kawal.count.queue import queue
from kawal.count.sums import totals
from kawal.count.tables import FINDING, FORM
from kawal.election.model import Registry
from kawal.kernel.canonical import sha256_hex
from kawal.node import Node
from kawal.store.events import Decision, Event

STATIONS, FORMS = 813_336, 200
PER_WARD, WARDS, DISTRICTS, CITIES = 10, 20, 10, 14


def station(at: int) -> str:
    """The id of a made-up station: 10 in a ward, 20 wards, 10 districts, 14 cities in a province."""
    ward, number = divmod(at, PER_WARD)
    district, ward = divmod(ward, WARDS)
    city, district = divmod(district, DISTRICTS)
    province, city = divmod(city, CITIES)
    return f"{11 + province:02d}{1 + city:02d}{1 + district:02d}{2001 + ward:04d}{1 + number:03d}"


def form(chance: random.Random) -> dict[str, int]:
    """A form that adds up, but one of fifty."""
    first, second, spoilt = chance.randint(20, 150), chance.randint(20, 150), chance.randint(0, 12)
    valid = first + second + (chance.random() < 0.02)
    counted = valid + spoilt
    return {
        "votes_1": first,
        "votes_2": second,
        "valid_total": valid,
        "invalid_total": spoilt,
        "ballots_counted": counted,
        "used_total": counted,
    }


def commit(node: Node, event: Event, blobs: tuple[bytes, ...] = ()) -> tuple[float, float]:
    """Wall and CPU milliseconds of one transaction."""
    start, used = time.perf_counter(), time.process_time()
    node.writer.commit(lambda _rows: Decision((event,), blobs), "benchmark")
    return (time.perf_counter() - start) * 1000, (time.process_time() - used) * 1000


def decided(at: int, votes: int) -> NumbersDecided:
    """A decision about one form, which changes its numbers in every sum."""
    return NumbersDecided(
        station=station(at), contest="governor", round=1, numbers={"votes_1": votes}, because="photo"
    )


def told(name: str, times: list[tuple[float, float]]) -> None:
    """Say the median and the 95th percentile of wall times, and the mean CPU time."""
    walls = sorted(wall for wall, _ in times)
    half, most = statistics.median(walls), walls[int(len(walls) * 0.95)]
    cpu = statistics.mean(used for _, used in times)
    print(f"{name:42} p50 {half:7.2f}  p95 {most:7.2f} ms  CPU {cpu:6.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stations", type=int, default=STATIONS)
    arguments = parser.parse_args()
    chance = random.Random(27)  # noqa: S311  a repeatable nation
    folder = Path(tempfile.mkdtemp(prefix="kawal-bench-"))
    node = new_node(folder / "node")
    try:
        body = msgspec.json.encode([[station(at), form(chance)] for at in range(arguments.stations)])
        event = ReadingsImported(
            contest="governor",
            source="public_feed",
            reader="feed",
            file="nation.json",
            file_sha256=sha256_hex(body),
            rows=arguments.stations,
            sha256=sha256_hex(body),
        )
        filled, cpu = (spent / 1000 for spent in commit(node, event, (body,)))
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(
            f"{arguments.stations:,} forms taken in {filled:.0f} s ({cpu:.0f} s CPU), {used.ru_maxrss / 1024:.0f} MB"
        )
        places = [chance.randrange(arguments.stations) for _ in range(FORMS)]
        told("one new form, every level", [commit(node, decided(at, chance.randint(20, 150))) for at in places])
        plain = FormEntered(copy=10**9, reader="first", numbers={})
        told("baseline: an entry that changes no form", [commit(node, plain) for _ in places])
        with node.reading() as rows:
            opened = []
            for _ in range(20):
                start, spent = time.perf_counter(), time.process_time()
                found = queue(rows)
                opened.append(((time.perf_counter() - start) * 1000, (time.process_time() - spent) * 1000))
            told(f"the queue: {len(found)} of the findings", opened)
            start, spent = time.perf_counter(), time.process_time()
            many = rows.scalar(select(func.sum(FINDING.c.effect)))
            scanned = ((time.perf_counter() - start) * 1000, (time.process_time() - spent) * 1000)
            waiting = rows.scalar(select(func.count()).select_from(FINDING))
            told("baseline: one column over all of them", [scanned])
            print(f"{waiting:,} findings wait, of {many:,} votes")
            [nation] = totals(rows, Registry(), "governor", [""])
            check = rows.scalar(select(func.count()).select_from(FORM).where(FORM.c.counted))
            assert nation.counted == check == arguments.stations
    finally:
        node.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
