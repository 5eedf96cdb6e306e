"""The command line: exit codes, one sentence for what is wrong, help with an example."""

import subprocess
import sys
from pathlib import Path

import pytest

from kawal.cli import BAD_INPUT, COMMANDS, main, parser_of


def test_every_command_shows_an_example_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`kawal X --help` ends with an example that begins with `kawal X`."""
    for name in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            parser_of((name,)).parse_args([name, "--help"])
        assert stopped.value.code == 0
        assert f"kawal {name}" in capsys.readouterr().out.split("options:")[-1], name


def test_an_unknown_command_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    """Bad use is one sentence on standard error."""
    with pytest.raises(SystemExit) as stopped:
        main(["guess"])
    assert stopped.value.code == BAD_INPUT
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(("language", "word"), [("id", "berkas yang dapat dibaca"), ("en", "a readable file")])
def test_a_file_that_is_not_there_is_one_sentence_in_each_language(
    language: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names the file; exit code 2."""
    missing = tmp_path / "none.csv"
    code = main(["import", "stations", str(missing), "--data", str(tmp_path / "node"), "--lang", language])
    told = capsys.readouterr().err
    assert code == BAD_INPUT
    assert word in told
    assert "none.csv" in told


@pytest.mark.parametrize(("wanted", "chosen"), [("en", "en"), ("xx", "id"), ("", "id")])
def test_the_language_comes_from_the_environment_or_is_indonesian(
    wanted: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown language is no reason to fail."""
    monkeypatch.setenv("KAWAL_LANG", wanted)
    assert parser_of(("risk",)).parse_args(["risk"]).lang == chosen


def test_the_module_runs_as_a_program() -> None:
    """`python -m kawal --version` prints the version."""
    done = subprocess.run([sys.executable, "-m", "kawal", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0.2.0"
