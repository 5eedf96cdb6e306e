"""With --json every command prints one document and nothing else, of what was wrong too; every question has an
example."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawal.cli import COMMANDS, parser_of
from tests.cli.test_usage import ends_with
from tests.conftest import new_node


def questions(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and, below it, those of its commands and their questions."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from questions(one)


def test_every_command_and_question_shows_an_example() -> None:
    """Below its options, as it is typed."""
    found = [one for one in questions(parser_of(tuple(COMMANDS))) if one.prog != "kawal"]
    assert len(found) >= 20
    assert [
        one.prog for one in found if f"  {one.prog} " not in f"\n  {one.format_help().split('options:')[-1]}"
    ] == []


WRONG = {
    "--bogus": "unknown: --bogus",
    "--guards x": "got x",
    "--stations none.csv": "--bases: expected a value",
    "--stations none.csv --bases none.csv --guards 3": "none.csv",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_is_wrong_is_one_document_and_one_sentence(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad use, a value, a missing option, a missing file: the sentence for people and the same for programs."""
    monkeypatch.chdir(tmp_path)
    assert ends_with(["plan", *words.split(), "--json", "--lang", "en"]) == 2
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert told.out.count("\n") == 1
    assert WRONG[words] in said["error"]
    assert told.err.startswith("kawal")
    assert told.err.partition(": ")[2] == f"{said['error']}\n"


def test_a_refused_file_has_every_row_in_the_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """File, row, column, expected and got of each fault."""
    new_node(tmp_path / "node").close()
    file = tmp_path / "regions.csv"
    file.write_text("code,name\n63,Kalsel\nx,Y\n63.71,\n")
    words = ["import", "regions", str(file), "--data", str(tmp_path / "node"), "--json", "--lang", "en"]
    assert ends_with(words) == 2
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert [(one["file"], one["row"]) for one in said["faults"]] == [("regions.csv", "3"), ("regions.csv", "4")]
    assert (said["imported"], said["faults"][0]["got"]) == (False, "x")
    assert told.err.splitlines()[:-1] == [one["sentence"] for one in said["faults"]]
    assert told.err.splitlines()[-1] == f"kawal import: {said['error']}"
