"""`kawal dispute indications`: what a folder's node holds, in words and as one document."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawal.cli.dispute_indications import register_indications
from kawal.disputes.grounds.events import GroundOpened
from kawal.kernel.errors import Rejected
from kawal.store.events import Decision
from tests.conftest import filled_node
from tests.disputes.rules.test_facts import OTHER, Rules
from tests.support.phone import STATION


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Rules]:
    made = Rules(tmp_path / "node")
    yield made
    made.house.close()


def asked(*words: str, lang: str = "en", as_json: bool = False) -> int:
    """Run the question as the group does."""
    parser = argparse.ArgumentParser()
    register_indications(parser.add_subparsers())
    args = parser.parse_args(["indications", *words], argparse.Namespace(json=as_json, lang=lang))
    code: int = args.run(args)
    return code


def test_two_persons_are_printed_as_a_ground_to_study_and_one_is_not(
    node: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node.tell(node.supervisor, "voted_without_right", 2)
    node.tell(node.supervisor, "voted_without_right", 1, OTHER)
    folder = str(tmp_path / "node")
    assert asked(folder) == 0
    said = capsys.readouterr().out
    assert "persons without the right to vote here who voted: 2" in said
    assert "may be a ground for a re-poll" in said
    assert said.endswith("1 indication; to be studied, no verdict\n")
    assert asked(folder, "--place", STATION, as_json=True) == 0
    [found] = json.loads(capsys.readouterr().out)["indications"]
    assert (found["rule"], found["place"], found["opens"]) == ("PSU-112-2E", STATION, "ground_repoll")
    assert found["verified"] is True
    assert found["facts"][0]["value"] == 2
    assert found["facts"][0]["assurance"] == ["device"]
    assert asked(folder, "--place", OTHER, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"indications": [], "unplaced": []}


def test_a_place_that_is_not_registered_and_a_node_that_keeps_order_are_refused(node: Rules, tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="--place"):
        asked(str(tmp_path / "node"), "--place", "63.72")
    with pytest.raises(Rejected, match="--place"):
        asked(str(tmp_path / "node"), "--place", "")
    filled_node(tmp_path / "order", "order").close()
    with pytest.raises(Rejected, match="order"):
        asked(str(tmp_path / "order"))


def test_an_indication_that_a_ground_covers_says_so(
    node: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Opened from its entry, the indication names the entry that opened the ground; before, nothing."""
    node.tell(node.supervisor, "voted_without_right", 2)
    entry = node.facts(STATION)["voted_without_right"].entries[0]
    folder = str(tmp_path / "node")
    assert asked(folder) == 0
    assert "already studied" not in capsys.readouterr().out
    event = GroundOpened(rule="PSU-112-2E", station=STATION, contest=None, round=1, entries=(entry,), kind="re_poll")
    node.house.node.writer.commit(lambda _rows: Decision((event,)), "t")
    assert asked(folder) == 0
    assert f"already studied: ground {entry + 1}" in capsys.readouterr().out


def test_a_report_of_a_ward_is_printed_beside_them_with_what_must_be_cleared_up(
    node: Rules, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    node.tell(node.supervisor, "voted_without_right", 1, "63.71.01.1012")
    folder = str(tmp_path / "node")
    assert asked(folder) == 0
    said = capsys.readouterr().out
    assert "persons without the right to vote here who voted: 1; entry" in said
    assert "a report for this region names no station: clear up which" in said
    assert said.endswith("0 indications; to be studied, no verdict\n")
    assert asked(folder, "--place", "63.71.01", as_json=True) == 0
    [found] = json.loads(capsys.readouterr().out)["unplaced"]
    assert (found["place"], found["rules"]) == ("63.71.01.1012", ["PSU-112-2E"])
    assert asked(folder, "--place", STATION, as_json=True) == 0
    assert json.loads(capsys.readouterr().out)["unplaced"] == []
