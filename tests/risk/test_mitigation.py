"""What officers cannot reduce is somebody's measure with a day, and stays until it is done."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import msgspec
import pytest

from kawal.election.importers.run import Options, import_file
from kawal.jurisdiction.load import instrument
from kawal.kernel.errors import Rejected
from kawal.node import Node
from kawal.risk.assess import assess
from kawal.risk.commands import MarkMeasure
from kawal.risk.desk import RiskDesk
from kawal.risk.events import MeasureMarked
from kawal.risk.mitigation import matrix
from kawal.store.events import Recorded
from tests.conftest import fill
from tests.risk.test_index import DAY, WARD, mark, registry


def test_each_agency_of_each_indicator_gets_a_row_with_its_day() -> None:
    """Flood at a station of priority 2: BPBD and Satlinmas, two days before the vote; the ward's history once."""
    world = registry(mark("V7.3"), mark("V6.3"), mark("V1.7", WARD, 1.0, 2021), mark("V6.3", "6371011001002"))
    rows = matrix(world, assess(world, instrument(), DAY), {}, DAY)
    places = {(row.place, row.indicator): row.due for row in rows}
    assert places == {
        ("6371011001001", "V6.3"): date(2024, 11, 26),
        ("6371011001001", "V7.3"): date(2024, 11, 25),
        (WARD, "V1.7"): date(2024, 11, 24),
    }
    assert [row.agency for row in rows if row.indicator == "V7.3"] == ["BPBD", "SATLINMAS"]


def test_a_measure_is_marked_once_and_late_only_while_it_is_not_done(node: Node) -> None:
    """Marking is an event; the same mark again is none; an unknown measure is refused."""
    fill(node)
    desk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    row = desk.measures()[0]
    command = MarkMeasure(place=row.place, indicator=row.indicator, agency=row.agency, state="done", note="surat 12")
    marked = desk.mark(command, "test")
    assert (marked.state, marked.changed_on) == ("done", date(2024, 11, 21))
    assert not marked.late(date(2024, 12, 1))
    assert row.late(date(2024, 12, 1))
    assert not row.late(row.due)
    desk.mark(msgspec.structs.replace(command, note=" "), "test")
    with node.engine.begin() as connection:
        events = [entry.event for entry in node.writer.entries(connection) if isinstance(entry, Recorded)]
    assert sum(isinstance(event, MeasureMarked) for event in events) == 1
    with pytest.raises(Rejected, match="matriks"):
        desk.mark(MarkMeasure(place="63.71", indicator="V2.1", agency="TNI", state="done"), "test")


def test_history_of_2019_lifts_the_wards_where_numbers_did_not_add_up(
    node: Node, tmp_path: Path, shared: Path
) -> None:
    """Share of a ward's stations of 2019 whose form does not add up, imported as the history indicator H1."""
    fill(node)
    desk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    before = {risk.station: risk.index for risk in desk.present()[1].stations}
    folder = shared / "data"
    with (folder / "regions" / "banjarmasin_kelurahan_master.csv").open() as source:
        codes = {row["kpu2019_id"]: row["kode_kemendagri"] for row in csv.DictReader(source)}
    faults: dict[str, list[bool]] = defaultdict(list)
    with (folder / "results" / "banjarmasin_2019_pilpres_tps.csv").open() as source:
        for row in csv.DictReader(source):
            votes = (row["kpu_pas1"], row["kpu_pas2"], row["kpu_sah"])
            if all(votes) and row["kel_id"] in codes:
                faults[codes[row["kel_id"]]].append(int(votes[0]) + int(votes[1]) != int(votes[2]))
    assert sum(map(sum, faults.values())) == 38  # counted independently: 38 of 1,879
    path = tmp_path / "history.csv"
    lines = [f"H1,{ward},{sum(found) / len(found):.4f},2019" for ward, found in sorted(faults.items()) if any(found)]
    path.write_text("indicator,place,value,year\n" + "\n".join(lines) + "\n")
    import_file(node.writer, "indicators", path, Options(), actor="test")
    after = {risk.station: risk.index for risk in desk.present()[1].stations}
    lifted = {f"{s[:2]}.{s[2:4]}.{s[4:6]}.{s[6:10]}" for s in after if after[s] > before[s]}
    assert lifted == {line.split(",")[1] for line in lines}
    assert all(after[station] >= before[station] for station in after)
