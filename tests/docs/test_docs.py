"""README and guides are true: their commands run, their links lead somewhere, their lists are the code's."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import xlsxwriter

from kawal.cli import main
from kawal.cli.demo import pack_folder
from kawal.cli.import_ import KINDS
from kawal.kernel.tabletext import read_table

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def commands(document: str) -> list[list[str]]:
    """The kawal commands of a document's shell blocks, without their comments."""
    lines = "\n".join(BLOCK.findall((ROOT / document).read_text(encoding="utf-8"))).splitlines()
    split = [shlex.split(line, comments=True) for line in lines]
    return [words[1:] for words in split if words and words[0].endswith("kawal")]


@pytest.mark.parametrize("document", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link names a file of the repository."""
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_readme_names_every_kind_of_import() -> None:
    """The list in the text is the list of the command."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    (listed,) = re.findall(r"kawal import ([a-z|]+) FILE", text)
    assert set(listed.split("|")) == set(KINDS)


@pytest.mark.slow
def test_the_commands_of_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exercise without serving, and a plan from files; the commands that serve are run by the browser tests."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--headless"]) == 0
    assert main(["risk", "--data", "kawal-demo", "--out", "."]) == 0
    shutil.copy(pack_folder() / "bases.csv", tmp_path)
    (plan,) = [words for words in commands("README.md") if words[0] == "plan"]
    capsys.readouterr()
    assert main(plan) == 0
    assert json.loads(capsys.readouterr().out)["guards_used"] == 310
    assert (tmp_path / "plan" / "posts.csv").is_file()
    (again,) = [words for words in commands("docs/guides/plan-from-files.md") if words[0] == "plan"]
    assert main(again) == 0


@pytest.mark.slow
def test_the_guide_of_a_real_city_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command but the serving one, with the exercise's files under the names of the guide."""
    monkeypatch.chdir(tmp_path)
    for name in ("regions", "units", "bases", "contests", "agencies", "indicators"):
        shutil.copy(pack_folder() / f"{name}.csv", tmp_path)
    shutil.copy(pack_folder() / "people.csv", tmp_path / "linmas.csv")
    shutil.copy(pack_folder() / "boundaries.geojson", tmp_path / "wards.geojson")
    table = read_table((pack_folder() / "stations.csv").read_bytes(), "stations.csv")
    with xlsxwriter.Workbook(tmp_path / "stations.xlsx") as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, table.columns)
        for line, row in enumerate(table.rows, start=1):
            sheet.write_row(line, 0, [row.cells[column] for column in table.columns])
    ran = [words for words in commands("docs/guides/a-real-city.md") if words[0] != "serve"]
    assert len(ran) == 12
    for words in ran:
        assert main(words) == 0, words
    kept = commands("docs/guides/keeping-and-proving.md")
    assert [words[0] for words in kept] == [
        "verify",
        "backup",
        "verify",
        "rebuild",
        "restore",
        "restore",
        "witness",
        "verify",
    ]
    for words in kept:
        assert main(words) == 0, words


def test_no_document_names_a_machine() -> None:
    """No path of a machine, no host of a package registry."""
    for document in DOCS:
        text = document.read_text(encoding="utf-8")
        assert not re.search(r"/(root|home|tmp)/", text), document.name
