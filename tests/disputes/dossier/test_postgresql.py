"""A dossier on PostgreSQL is the same as on SQLite: built, verified by both, with forms of the recapitulation."""

import json
from pathlib import Path

import pytest

from kawal.cli import main
from kawal.node import found_node, open_node
from kawal.record.dossier import open_dossier
from kawal.store.folder import Settings
from tests.conftest import exercise_clock, fill
from tests.count.test_recap_pages import STATIONS, WARD, annex
from tests.disputes.dossier.test_pack import faults
from tests.field.test_intake import House
from tests.support.phone import enrolled


def test_a_dossier_on_postgresql(tmp_path: Path, postgresql: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Four copies and the annex of their ward, 245 where 244 would be right: ward and contest, from its folder."""
    folder = tmp_path / "node"
    settings = Settings(database=postgresql)
    fill(found_node(folder, "training", "Uji", "63.71", clock=exercise_clock, settings=settings)).close()
    house = House(folder, node=open_node(folder, exercise_clock))
    supervisor = enrolled(house.node, "station_supervisor")
    data = {"contest": "mayor", "copy": "own", "option_1": 61, "option_2": 100, "option_3": 39}
    data |= {"valid": 200, "invalid": 5, "counted": 205, "voters": 205}
    for station in STATIONS:
        [result] = house.send(supervisor.report(kind="results_copy", v=2, place=station, data=data))
        assert result["status"] == 201
    table = tmp_path / "annex.csv"
    table.write_text(annex(votes_1=245))
    house.client.app.state["recap"].take_file(table, "mayor", WARD, "official", "test")
    key = str(house.node.store.keys.log.verifier)
    for scope, value in (("ward", WARD), ("contest", "mayor")):
        out = tmp_path / f"{scope}.zip"
        assert main(["dispute", "dossier", str(folder), f"--{scope}", value, "--out", str(out), "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["forms"], said["recaps"], said["found"]) == (4 if scope == "ward" else 0, 1, 1)
        assert faults(out.read_bytes()) == ([], [])
        assert main(["verify", str(out), "--key", key, "--json"]) == 0
        capsys.readouterr()
        assert [name for name in open_dossier(out.read_bytes())[0] if name.startswith("blobs/")]
    house.close()
