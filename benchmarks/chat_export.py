"""A chat export of 5,000 lines until it is in the drafts, and until its page is read, beside one table of SQLite.

Claim (docs/measured.md): in the drafts within 2 s, through the route that the browser uses; CPU of the whole process.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Litestar
from litestar.testing import TestClient
from tests.conftest import fill, new_node
from tests.http.conftest import BASE, OWN, session

from kawal.access.profiles import Profile
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.web.identity import SESSION_COOKIE

LINES, RUNS = 5_000, 5
WORDS = (
    "Mantuil buka {a}-{b}",
    "TPS {a} Mantuil belum buka, surat suara kurang",
    "nihil, aman terkendali bos",
    "kel. Kelayan Brt tps {a} mulai hitung",
    "siap 86 {a}",
)


def morning() -> datetime:
    """07:13 WITA on the day of the vote."""
    return datetime(2024, 11, 27, 7, 13, tzinfo=timezone(timedelta(hours=8)))


def export(run: int) -> str:
    """Lines as Android exports them, all different, those of another run too."""
    lines = []
    for number in range(LINES):
        words = WORDS[number % len(WORDS)].format(a=number % 20 + 1, b=number % 20 + 4)
        lines.append(f"27/11/24 0{number % 7}.{number % 60:02} - Danru {run} {number}: {words}")
    return "\n".join(lines)


def timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the clock and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(client: TestClient[Litestar], text: str) -> tuple[tuple[float, float], tuple[float, float]]:
    """Once: giving the file, and its page."""
    places: list[str] = []

    def give() -> None:
        files = {"file": ("grup.txt", text.encode(), "text/plain")}
        answer = client.post("/buku-jaga/tempelan/baru", files=files, headers=OWN, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        places.append(answer.headers["location"])

    def read() -> None:
        answer = client.get(places[0])
        assert answer.status_code == 200, answer.text

    given = timed(give)
    return given, timed(read)


def baseline(text: str, folder: Path) -> None:
    """The same lines into one table of SQLite, unread."""
    with sqlite3.connect(folder / "baseline.sqlite3") as connection:
        connection.execute("create table if not exists line (text)")
        connection.executemany("insert into line values (?)", [(one,) for one in text.splitlines()])


def main() -> None:
    """Print the figures of both profiles and of the baseline."""
    profiles: tuple[Profile, ...] = ("training", "order")
    for profile in profiles:
        with TemporaryDirectory() as folder:
            node = fill(new_node(Path(folder) / "node", profile, morning))
            with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
                client.cookies.set(SESSION_COOKIE, session(node, "operator"))
                figures = [measure(client, export(run)) for run in range(RUNS)]
            node.close()
            bare = [timed(partial(baseline, export(run), Path(folder))) for run in range(RUNS)]
        for name, pairs in (("given", [one[0] for one in figures]), ("page", [one[1] for one in figures])):
            wall, cpu = (statistics.median(one[part] for one in pairs) for part in (0, 1))
            print(f"{profile}, {LINES} lines {name}: {wall:.2f} s, {cpu:.2f} s CPU (target given: 2 s), of {RUNS}")
        print(f"baseline: the lines in one SQLite table, {statistics.median(one[1] for one in bare):.3f} s CPU")


if __name__ == "__main__":
    main()
