"""`kawal import results`: a feed or a table into the count, by the same door as the page."""

import json
from pathlib import Path

import pytest

from kawal.cli import main
from kawal.count.tables import READING
from kawal.node import open_node
from tests.conftest import filled_node
from tests.support.feed import feed_zip

STATIONS = tuple(f"6371011012{number:03d}" for number in (1, 2, 3))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    filled_node(tmp_path / "node", "supervision").close()
    return tmp_path / "node"


def results(folder: Path, *words: object) -> int:
    return main(["import", "results", *map(str, words), "--data", str(folder)])


def readings(folder: Path) -> int:
    node = open_node(folder)
    with node.reading() as rows:
        found = len(rows.execute(READING.select()).all())
    node.close()
    return found


def test_a_feed_is_looked_at_with_dry_run_and_taken_without(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = feed_zip(tmp_path / "umpan.zip", [*STATIONS, "1101012001001"])
    words = (feed, "--profile", "sirekap", "--contest", "mayor", "--json")
    assert results(folder, *words, "--dry-run") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["imported"], told["rows"], told["readings"], told["unknown"]) == (False, 4, 3, 1)
    assert readings(folder) == 0
    assert results(folder, *words) == 0
    assert readings(folder) == 3
    assert results(folder, *words) == 2  # it has come already
    assert readings(folder) == 3


def test_what_is_missing_or_does_not_fit_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    feed = feed_zip(tmp_path / "umpan.zip", STATIONS)
    profile, contest = ("--profile", "sirekap"), ("--contest", "mayor")
    for words in (
        (feed, *contest),
        (feed, *profile),
        (feed, *profile, *contest, "--round", "0"),
        (feed, *profile, *contest, "--round", "2"),
        (feed, *profile, *contest, "--source", "kpu"),
        (feed, *profile, *contest, "--skip-bad"),
        (feed, "--profile", "nothing", *contest),
        (tmp_path / "none.zip", *profile, *contest),
    ):
        assert results(folder, *words) == 2, words
        assert capsys.readouterr().err.count("\n") == 1
    assert readings(folder) == 0


def test_an_order_node_takes_no_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filled_node(tmp_path / "order", "order").close()
    feed = feed_zip(tmp_path / "umpan.zip", STATIONS)
    assert results(tmp_path / "order", feed, "--profile", "sirekap", "--contest", "mayor") == 2
    assert "simpul yang menghitung suara" in capsys.readouterr().err
