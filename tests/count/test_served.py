"""Files of the count go to a running server by the command, and its pages show them at once."""

import json
import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from kawal.cli import main
from kawal.count.tables import IMPORTED, READING, RECAP
from kawal.node import open_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.count.test_recap_pages import STATIONS, WARD, annex
from tests.http.conftest import session
from tests.support.feed import feed_zip
from tests.support.serving import Served, serving

PROFILE = """
id: mine
title: {id: Tabel saya, en: My table}
format: table
options: [1, 2, 3]
key: [station]
readings:
  - id: form
    fields: {votes_1: v1, votes_2: v2, votes_3: v3, valid_total: v1 + v2 + v3}
compare: []
identities: [VALID_SUM]
"""


def page(served: Served, token: str, path: str) -> str:
    text = httpx.get(served.address + path, cookies={SESSION_COOKIE: token}, timeout=30).text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_results_and_recapitulations_are_imported_while_the_node_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three of four stations in the feed, one still empty: 60 + 61 + 62 = 183 votes for number 1. Paths are those of
    who calls, also that of a profile of one's own. What is refused leaves nothing, and says why in one sentence."""
    folder, called_in = tmp_path / "node", tmp_path / "meja"
    called_in.mkdir()
    node = filled_node(folder, "supervision")
    token = session(node, "analyst")
    node.close()
    feed_zip(called_in / "umpan.zip", STATIONS, lambda number: None if number == 3 else (60 + number, 100, 40))
    (called_in / "mine.yaml").write_text(PROFILE)
    (called_in / "saya.csv").write_text(f"station,v1,v2,v3\n{STATIONS[3]},63,100,40\n")
    (called_in / "rekap.csv").write_text(annex(votes_1=245))
    (called_in / "buruk.csv").write_text(annex().replace("244", "x44"))
    to = ["--contest", "mayor", "--data", str(folder), "--json"]
    feed = ["import", "results", "umpan.zip", "--profile", "sirekap", *to]
    recap = ["--region", WARD, *to]
    monkeypatch.chdir(called_in)
    with serving(folder) as served:
        assert main([*feed, "--dry-run"]) == 0
        assert "183" not in page(served, token, f"/hitung?contest=mayor&place={WARD}")
        assert main(feed) == 0
        told = json.loads(capsys.readouterr().out.splitlines()[-1])
        assert (told["rows"], told["readings"], told["empty"], told["unknown"]) == (4, 3, 1, 0)
        assert told["ignored"]["null_chart"] == 1
        assert "183" in page(served, token, f"/hitung?contest=mayor&place={WARD}")
        assert main(feed) == 2
        assert "sudah masuk" in capsys.readouterr().err
        assert main(["import", "results", "saya.csv", "--profile", "mine.yaml", "--source", "supervisor", *to]) == 0
        assert "246" in page(served, token, f"/hitung?contest=mayor&place={WARD}")  # 183 + 63
        assert main(["import", "recap", "rekap.csv", *recap]) == 0
        assert "244 → 245 (+1)" in page(served, token, "/hitung/rekap?contest=mayor")  # 4 x 61 in its own columns
        capsys.readouterr()
        assert main(["import", "recap", "buruk.csv", *recap]) == 2
        assert main(["import", "results", "umpan.zip", "--profile", "nothing.yaml", *to]) == 2
        faults = capsys.readouterr().err.splitlines()
        assert len(faults) == 2
        assert "buruk.csv, baris 2, kolom total" in faults[0]
    node = open_node(folder)
    with node.reading() as rows:
        assert rows.scalar(select(func.count()).select_from(IMPORTED)) == 2
        assert rows.scalar(select(func.count()).select_from(RECAP)) == 1
        assert sorted(rows.scalars(select(READING.c.reader))) == ["feed", "feed", "feed", "file"]
    node.close()
