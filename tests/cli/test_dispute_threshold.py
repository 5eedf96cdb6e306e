"""`kawal dispute threshold`: an answer on paper and for programs, and one sentence for what cannot be."""

import json

import pytest

from kawal.cli import BAD_INPUT, DONE, main

BANJARMASIN = ("--level", "city", "--population", "671383", "--valid", "235441", "--margin", "8116")


def test_the_answer_for_programs_is_the_courts(capsys: pytest.CaptureFixture[str]) -> None:
    """1 % x 235,441 = 2,354 < 8,116: not within, and still exit code 0. Half of 8,116 and one: 4,059 moved votes."""
    assert main(["dispute", "threshold", *BANJARMASIN, "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["percent"], told["threshold"], told["within"]) == (1.0, 2354, False)
    assert (told["article"], told["letter"]) == ("UU 10/2016 pasal 158 ayat (2)", "c")
    assert told["source"]
    assert told["confidence"] == "high"
    assert told["to_lead"] == {"moved": 4059, "removed": 8117}


@pytest.mark.parametrize(
    ("language", "limit", "margin", "advisory"),
    [
        ("id", "1,0% dari 235.441 suara sah = 2.354", "Selisih 8.116 suara: melampaui", "hanya sebagai petunjuk"),
        ("en", "1.0% of 235,441 valid votes = 2,354", "margin of 8,116 votes: beyond", "is advisory"),
    ],
)
def test_the_answer_for_people_is_in_each_language(
    language: str, limit: str, margin: str, advisory: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The arithmetic, the answer and what it is worth."""
    assert main(["dispute", "threshold", *BANJARMASIN, "--lang", language]) == DONE
    told = capsys.readouterr().out
    for words in (limit, margin, advisory):
        assert words in told


def test_a_margin_of_exactly_the_limit_is_within(capsys: pytest.CaptureFixture[str]) -> None:
    """2,354 of 2,354; and nothing is said of getting there."""
    words = [*BANJARMASIN[:-1], "2354"]
    assert main(["dispute", "threshold", *words, "--lang", "en"]) == DONE
    told = capsys.readouterr().out
    assert "within the threshold" in told
    assert "To come within" not in told


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--margin", "-1"),
        ("--margin", "235442"),
        ("--margin", "x"),
        ("--margin", "1e3"),
        ("--margin", "9" * 30),
        ("--valid", "671384"),
        ("--valid", "-1"),
        ("--population", "0"),
        ("--population", "99999999999"),
        ("--level", "village"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_two(
    option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Negative, more than there are, no number, huge, no such level."""
    words = [*BANJARMASIN, option, value]  # the last one counts
    try:
        code = main(["dispute", "threshold", *words])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    told = capsys.readouterr()
    assert code == BAD_INPUT
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
