"""Indications of a city or a province: what one new entry costs the next page, against all of it judged anew.

    python benchmarks/indications.py [--region 63.71] [--stations 1000] [--entries 40]

Claim (docs/measured.md): after one new entry the indications cost <= 20 ms of CPU at a city, <= 100 ms at a
province (`--region 63 --stations 13000`). Stations vote in two contests; every one said that it opened, that
it counted and that its box was handed over, one of twenty something else, and one form of fifty does not add up. New
entries are signed reports that come in through the door. The baseline is the same judged from the database alone, as
`kawal dispute indications` does; both must say the same. Then every district and city holds its plenary, each form
with its annex of stations; there the baseline is the same desk that compares each recapitulation anew. CPU is that of
the process, its HTTP client included.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from litestar.testing import TestClient
from sqlalchemy.engine import Connection
from tests.http.conftest import BASE, session
from tests.support.phone import Phone, enrolled

from kawal.app import create_app
from kawal.count.events import ReadingsImported, RecapEntered
from kawal.count.model import ContestKind
from kawal.count.recap.diff import RecapDiff
from kawal.count.recap.forms import Recap
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapqueries import counted, recap_differences
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.disputes.rules.desk import RulesDesk
from kawal.disputes.rules.reading import read_indications
from kawal.election.importers.run import Options, import_file
from kawal.election.model import Contest
from kawal.election.queries import load_registry
from kawal.election.regions.indonesia import indonesia
from kawal.field.identity import new_identity
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.zones import WITA
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import Level, RegionCode, StationId, district_of, level_of, make_station_id, ward_of, within
from kawal.node import Node, found_node
from kawal.store.events import Decision, Report
from kawal.web.identity import SESSION_COOKIE

NOW = datetime(2024, 11, 28, 9, 0, tzinfo=WITA)
ODD = ("voted_without_right", "box_opened", "phone_in_booth", "count_dark", "ballots_unsigned")
GROUP = 2_000
FEW = ("count_closed", "count_dark", "count_stopped")
"""What is told without a number."""


def founded(folder: Path, region: str, many: int) -> tuple[Node, list[str]]:
    """A node of a city or a province with its real regions and so many stations, as many in each ward; these."""
    node = found_node(folder / "node", "supervision", "Bawaslu", region, clock=lambda: NOW)
    codes = [RegionCode(one) for one in dict.fromkeys(("63", region))]
    codes += [code for level in Level for code in indonesia().inside(RegionCode(region), level)]
    wards = [code for code in codes if level_of(code) is Level.WARD]
    cities = [code for code in codes if level_of(code) is Level.CITY]
    held = [many // len(wards) + (at < many % len(wards)) for at in range(len(wards))]
    stations = [
        str(make_station_id(ward, one + 1)) for ward, of in zip(wards, held, strict=True) for one in range(of)
    ]
    contests = [f"governor,governor,63,2024-11-27,{pair},pair" for pair in (1, 2)]
    contests += [
        f"{kind_of(city)}-{city},{kind_of(city)},{city},2024-11-27,{pair},pair" for city in cities for pair in (1, 2)
    ]
    files = {
        "regions": ("code,name", [f"{code},{indonesia().name(code)}" for code in codes]),
        "stations": ("station_id", stations),
        "contests": ("contest_id,kind,region,day,option_number,option_kind", contests),
    }
    for kind, (head, rows) in files.items():
        path = folder / f"{kind}.csv"
        path.write_text("\n".join([head, *rows]) + "\n")
        import_file(node.writer, kind, path, Options(), actor="bench")  # type: ignore[arg-type]
    return node, stations


def kind_of(place: str) -> ContestKind:
    """Whether a regency or a city votes here: cities have codes from 71 on."""
    return "mayor" if place.replace(".", "")[2:4] >= "71" else "regent"


def filled(node: Node, stations: list[str], phone: Phone, chance: random.Random) -> int:
    """A voting day: three signed reports of every station and some irregularities, both forms; how many reports."""
    tokens = []
    for station in stations:
        told: list[tuple[str, dict[str, object]]] = [
            ("opening", {"opened_at": "07:05", "committee_present": 6 if chance.random() < 0.03 else 7}),
            ("counting_ends", {"copies_given": chance.random() > 0.02}),
            ("box_handed_over", {"seal": "B-1", "receiver": "pps"}),
        ]
        if chance.random() < 0.05:
            told.append(("irregularity", irregular(chance)))
        tokens += [signed(phone, kind, station, data).encode() for kind, data in told]
    for start in range(0, len(tokens), GROUP):
        decision = Decision(tuple(Report(token) for token in tokens[start : start + GROUP]))
        node.writer.commit(lambda _, decision=decision: decision, "bench")  # type: ignore[misc]
    voting: dict[ContestKind, list[str]] = {"governor": stations, "regent": [], "mayor": []}
    for station in stations:
        voting[kind_of(station)].append(station)
    for contest, places in voting.items():
        body = msgspec.json.encode([[station, form(chance)] for station in places])
        digest = sha256_hex(body)
        event = ReadingsImported(
            contest=contest,
            source="supervisor",
            reader="file",
            file=f"{contest}.csv",
            file_sha256=digest,
            rows=len(places),
            sha256=digest,
        )
        node.writer.commit(lambda _, event=event, body=body: Decision((event,), (body,)), "bench")  # type: ignore[misc]
    return len(tokens)


def form(chance: random.Random) -> dict[str, int]:
    """A form that adds up, but one of fifty on which one more voted than was counted."""
    first, second, spoilt = chance.randint(20, 150), chance.randint(20, 150), chance.randint(0, 12)
    counted = first + second + spoilt
    return {
        "votes_1": first,
        "votes_2": second,
        "valid_total": first + second,
        "invalid_total": spoilt,
        "ballots_counted": counted,
        "voters_total": counted + (chance.random() < 0.02),
    }


COPIED = {
    "votes_1": "option_1",
    "votes_2": "option_2",
    "valid_total": "valid",
    "invalid_total": "invalid",
    "ballots_counted": "counted",
    "voters_total": "voters",
}
"""How a report of a copy calls the numbers of a form."""


def copy(place: str, chance: random.Random) -> dict[str, object]:
    """A copy of the form of a station as it is answered."""
    numbers = {COPIED[name]: number for name, number in form(chance).items()}
    return {"contest": kind_of(place), "copy": "own", **numbers}


def irregular(chance: random.Random) -> dict[str, object]:
    """An irregularity as it is answered."""
    what = chance.choice(ODD)
    said: dict[str, object] = {"what": what, "known_by": "seen", "happened_at": "11:40"}
    return said if what in FEW else said | {"how_many": chance.randint(1, 3)}


def signed(phone: Phone, kind: str, place: str, data: dict[str, object]) -> str:
    """A report as a phone signs it, of the evening of the vote."""
    at = int(datetime(2024, 11, 27, 20, 0, tzinfo=WITA).timestamp() * 1000)
    return phone.report(id=new_identity(), kind=kind, place=place, at=at, data=data).jws


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and CPU milliseconds."""
    began, used = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000


def after(enter: Callable[[], None], work: Callable[[], Any], many: int) -> list[tuple[float, float]]:
    """The times of the work after each of so many entries."""
    times = []
    for _ in range(many):
        enter()
        times.append(timed(work))
    return times


def told(name: str, times: list[tuple[float, float]], base: float = 0.0) -> float:
    """Say the median and the 95th percentile of wall times and the mean CPU time; that mean."""
    walls = sorted(wall for wall, _ in times)
    cpu = statistics.mean(used for _, used in times)
    ratio = f"  1/{base / cpu:.0f} of all anew" if base and cpu else ""
    late = walls[int(len(walls) * 0.95)]
    print(f"{name:44} p50 {statistics.median(walls):8.1f}  p95 {late:8.1f} ms  CPU {cpu:8.1f} ms{ratio}")
    return cpu


class Anew(RecapDesk):
    """The desk of the recapitulation as it was: after an entry all forms of a contest are compared again."""

    def compared(self, connection: Connection, contest: Contest) -> RecapDiff:
        return recap_differences(connection, self.count.registry(), contest)


def plenaries(node: Node) -> int:
    """Every plenary below the province writes its form as it follows from the stations' forms; how many."""
    written = 0
    with node.reading() as connection:
        registry = load_registry(connection)
        for contest in registry.contests:
            ladder = counted(connection, registry, contest).ladder()
            regions = [one.code for one in registry.regions if within(one.code, contest.region)]
            for region in (one for one in regions if level_of(one) in (Level.DISTRICT, Level.CITY)):
                places = ladder.tree.children.get(region, ())
                if level_of(region) is Level.DISTRICT:
                    places += tuple(one for ward in places for one in ladder.tree.children[ward])
                columns = {place: ladder.below(place) for place in places}
                recap = Recap(region=region, contest=contest.kind, columns=columns, total=ladder.below(region))
                body = msgspec.json.encode(recap)
                event = RecapEntered(
                    region=region,
                    contest=contest.kind,
                    round=1,
                    source="official",
                    columns=len(columns),
                    sha256=sha256_hex(body),
                )
                decision = Decision((event,), (body,))
                node.writer.commit(lambda _, decision=decision: decision, "bench")  # type: ignore[misc]
                written += 1
    return written


def main() -> None:  # noqa: PLR0915  one thing after the other
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", default="63.71")
    parser.add_argument("--stations", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=40)
    arguments = parser.parse_args()
    chance = random.Random(27)  # noqa: S311  a repeatable day
    folder = Path(tempfile.mkdtemp(prefix="kawal-bench-"))
    node, stations = founded(folder, arguments.region, arguments.stations)
    try:
        phone = enrolled(node, "station_supervisor", region=arguments.region)
        reports = filled(node, stations, phone, chance)
        print(f"{len(stations):,} stations, {reports:,} signed reports, {2 * len(stations):,} forms")
        with TestClient(create_app(node, load_letterhead(), report_rate=1_000.0), base_url=BASE) as client:
            client.cookies.set(SESSION_COOKIE, session(node, "adjudicator"))
            desk: RulesDesk = client.app.state["rules"]

            def anew() -> Any:
                with node.reading() as connection:
                    return read_indications(connection, load_registry(connection), arguments.region)

            def kept() -> Any:
                with node.reading() as connection:
                    return desk.indications(connection)

            def page() -> None:
                answer = client.get("/sengketa/indikasi", headers={"accept": "text/html"})
                assert answer.status_code == 200, answer.text

            def tell(kind: str, place: str, data: dict[str, object], version: int = 1) -> None:
                at = int(NOW.timestamp() * 1000)
                said = phone.report(id=new_identity(), kind=kind, v=version, place=place, at=at, data=data)
                answer = client.post("/api/reports", json={"report": str(said)})
                assert answer.status_code == 201, answer.text

            base = told("baseline: all judged anew from the database", [timed(anew) for _ in range(5)])
            told("the first time after a start", [timed(kept)], base)
            told("nothing new", [timed(kept) for _ in range(arguments.entries)], base)
            entries: tuple[tuple[str, Callable[[], None]], ...] = (
                ("an irregularity", lambda: tell("irregularity", chance.choice(stations), irregular(chance))),
                (
                    "a copy of a form",
                    lambda: tell("results_copy", place := chance.choice(stations), copy(place, chance), 2),
                ),
                ("a report that no rule asks for", lambda: tell("turnout", chance.choice(stations), {"arrived": 90})),
            )
            for name, enter in entries:
                told(f"judged after {name}", after(enter, kept, arguments.entries), base)
                told("  the page after one", after(enter, page, arguments.entries), base)
            told("  the page with nothing new", [timed(page) for _ in range(arguments.entries)], base)
            written, recap = plenaries(node), client.app.state["recap"]
            whole = RulesDesk(Anew(recap.count), arguments.region, Law())

            def compared_anew() -> Any:
                with node.reading() as connection:
                    return whole.indications(connection)

            def hear() -> None:
                place = chance.choice(stations)
                numbers = {"votes_1": chance.randint(20, 150)}
                recap.hear(kind_of(place), district_of(StationId(place)), ward_of(StationId(place)), numbers, "bench")

            print(f"{written} forms of plenaries, each with its stations")
            compared_anew()
            kept()
            old = told("baseline: each compared anew after a copy", after(entries[1][1], compared_anew, 10))
            told("judged after a copy of a form", after(entries[1][1], kept, arguments.entries), old)
            told("  the page after one", after(entries[1][1], page, arguments.entries))
            told("judged after a report that no rule asks for", after(entries[2][1], kept, arguments.entries), old)
            told("judged after a column was read aloud", after(hear, kept, arguments.entries), old)
            assert kept() == compared_anew() == anew()
            print(f"{len(kept()):,} indications, the same both ways")
    finally:
        node.close()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
