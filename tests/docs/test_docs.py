"""README and guides are true: their commands run, their links lead somewhere, their lists are the code's."""

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
import xlsxwriter

from kawal.access import secrets
from kawal.cli import main
from kawal.cli.exercise_city import pack_folder
from kawal.cli.import_ import KINDS
from kawal.election.importers import agencies, contests, people
from kawal.jurisdiction.load import indicators
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


def test_commands_are_called_in_one_way() -> None:
    """`kawal ...` everywhere; the README says how it is found, and each guide with commands to type points there."""
    for document in DOCS:
        assert "bin/kawal" not in document.read_text(encoding="utf-8"), document.name
    assert "`. .venv/bin/activate`" in (ROOT / "README.md").read_text(encoding="utf-8")
    for guide in sorted((ROOT / "docs" / "guides").glob("*.md")):
        text = guide.read_text(encoding="utf-8")
        if any(re.search(r"^kawal ", block, re.MULTILINE) for block in BLOCK.findall(text)):
            assert "Commands are called as the [README](../../README.md" in text, guide.name


def test_every_guide_and_reference_is_linked_from_the_readme_or_a_guide() -> None:
    """A page that nobody is led to is not read."""
    texts = [ROOT / "README.md", *(ROOT / "docs" / "guides").glob("*.md")]
    linked = {(text.parent / link).resolve() for text in texts for link in LINK.findall(text.read_text("utf-8"))}
    for folder in ("reference", "guides"):
        assert set((ROOT / "docs" / folder).glob("*.md")) <= linked


def test_the_registry_reference_names_the_values_of_the_code() -> None:
    """Indicators in the order of the instrument, levels of agencies, offices."""
    text = (ROOT / "docs" / "reference" / "registry.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([A-Z][\d.]+)` \|", text, re.MULTILINE) == list(indicators())
    for word in (*agencies.LEVELS, *contests.KINDS, *contests.OPTION_KINDS, *contests.STATUSES, *people.ROLES):
        assert f"`{word}`" in text, word


def test_the_guide_of_accounts_tells_the_times_of_the_code() -> None:
    """How long links and sessions last, how short a password may be."""
    text = (ROOT / "docs" / "guides" / "accounts.md").read_text(encoding="utf-8")
    assert f"at least {secrets.SHORTEST_PASSWORD} letters" in text
    assert (
        f"A session lasts {secrets.SESSION_HOURS} hours, on an enrolled phone {secrets.DEVICE_SESSION_DAYS} days"
        in text
    )
    purposes = {"Tautan sandi": "password", "Tautan masuk": "session", "Perangkat": "device"}
    for name, purpose in purposes.items():
        (row,) = [line for line in text.splitlines() if line.startswith("|") and f"*{name}*" in line]
        assert row.endswith(f"| {secrets.LINK_HOURS[purpose]} hours |")  # type: ignore[index]


@pytest.mark.slow
def test_the_commands_of_the_readme_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exercise without serving, and a plan from files; the commands that serve are run by the browser tests."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--headless"]) == 0
    assert main(["risk", "--data", "kawal-demo/kota", "--out", "."]) == 0
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
    for name in ("regions", "units", "bases", "contests", "agencies", "contacts", "indicators"):
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
    assert len(ran) == 13
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
