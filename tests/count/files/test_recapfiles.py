"""`kawal count compare` with forms of the recapitulation: stations below a form, and two forms."""

import json
from pathlib import Path

import pytest

from kawal.cli import main

WARD, DISTRICT = "63.71.05.1002", "63.71.05"
STATIONS = ("6371051002001", "6371051002002")
PROFILE = """
id: ours
title: {id: Salinan kami, en: Our copies}
options: [1, 2]
key: [tps]
readings:
  - id: ours
    fields: {votes_1: satu, votes_2: dua, valid_total: sah, invalid_total: rusak}
identities: [VALID_SUM]
"""
ROWS = "tps,satu,dua,sah,rusak\n6371051002001,10,20,30,1\n6371051002002,11,21,32,2\n"
"""10 + 20 = 30 and 11 + 21 = 32: the ward has 21, 41, 62 and 3."""


def form(votes_1: int = 21, votes_2: int = 41) -> str:
    numbers = (("votes_1", votes_1), ("votes_2", votes_2), ("valid_total", 62), ("invalid_total", 3))
    return f"field,{WARD},total\n" + "".join(f"{name},{number},{number}\n" for name, number in numbers)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ours.yaml").write_text(PROFILE)
    (tmp_path / "tps.csv").write_text(ROWS)
    (tmp_path / "good.csv").write_text(form())
    (tmp_path / "shifted.csv").write_text(form(20, 42))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def compare(*words: str) -> int:
    return main(["count", "compare", *words])


def test_a_form_that_says_what_its_stations_add_up_to_differs_nowhere(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare("tps.csv", "good.csv", "--profile", "ours.yaml", "--recap", DISTRICT, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"asked": 8, "incomplete": 0, "differing": 0, "differences": []}


def test_a_vote_that_moved_is_shown_in_the_column_in_which_it_did(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """21 -> 20 and 41 -> 42 in the ward's column, which the total only repeats."""
    words = ("tps.csv", "shifted.csv", "--profile", "ours.yaml", "--recap", DISTRICT)
    assert compare(*words, "--json", "--differences", "out.csv") == 1
    found = json.loads(capsys.readouterr().out)["differences"]
    assert [(one["place"], one["field"], one["first"], one["second"], one["kind"]) for one in found] == [
        (WARD, "votes_1", 21, 20, "pergeseran"),
        (WARD, "votes_2", 41, 42, "pergeseran"),
    ]
    assert (folder / "out.csv").read_text().splitlines()[1].startswith(f"{DISTRICT},{WARD},votes_1,21,20,-1")
    assert compare(*words) == 1
    assert f"{WARD}  votes_1: 21 -> 20 (-1) pergeseran" in capsys.readouterr().out


def test_two_forms_are_compared_column_by_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ward's column and the total, two numbers in each."""
    assert compare("good.csv", "good.csv", "--recap", DISTRICT) == 0
    capsys.readouterr()
    assert compare("good.csv", "shifted.csv", "--recap", DISTRICT, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["both"], found["differing"], found["fields"]["votes_1"]) == (2, 2, {"checked": 2, "failed": 2})
    assert {(one["station"], one["field"], one["difference"]) for one in found["differences"]} == {
        (place, field, off) for place in (WARD, DISTRICT) for field, off in (("votes_1", -1), ("votes_2", 1))
    }


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("tps.csv", "good.csv", "--profile", "ours.yaml", "--recap", "63.72"), "63.72"),
        (("tps.csv", "good.csv", "--profile", "ours.yaml", "--recap", "x"), "--recap"),
        (("tps.csv", "good.csv", "--profile", "situng2019", "--recap", DISTRICT), "tps.csv"),
        (("tps.csv", "tps.csv", "--profile", "ours.yaml", "--recap", DISTRICT), "tps.csv"),
        (("tps.csv", "nothing.csv", "--profile", "ours.yaml", "--recap", DISTRICT), "nothing.csv"),
        (("good.csv", "good.csv", "--recap", DISTRICT, "--second-profile", "sirekap"), "--second-profile"),
        (("good.csv", "good.csv"), "--profile"),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    assert compare(*words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert len(told.err.splitlines()) == 1
