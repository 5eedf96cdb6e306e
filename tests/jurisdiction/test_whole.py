"""A fault in any file of the law is told when a node starts, in one sentence with the file, and nothing is served."""

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import kawal
from kawal.jurisdiction.whole import FILES

SHIPPED = {one.name for one in files("kawal.jurisdiction").joinpath("id").iterdir() if one.name.endswith(".yaml")}
ELSEWHERE = {"report_kinds.yaml", "rule_cards.yaml", "grammar.yaml", "count_files.yaml"}
"""Read by whose they are, below `create_app`."""
BROKEN = """
import sys
from pathlib import Path
from kawal.jurisdiction.whole import FILES, read_whole
from kawal.kernel.errors import Rejected

for name in sys.argv[1:]:
    path = Path("kawal/jurisdiction/id") / name
    whole = path.read_text()
    path.write_text(whole + "\\nodd: 1\\nodd: 2\\n")
    for read in FILES:
        read.cache_clear()
    try:
        read_whole()
    except Rejected as error:
        print(error)
    path.write_text(whole)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of Kawal whose files of the law may be changed."""
    copied = tmp_path_factory.mktemp("copy")
    shutil.copytree(Path(kawal.__file__).parent, copied / "kawal", ignore=shutil.ignore_patterns("__pycache__"))
    return copied


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the copy."""
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env={"PYTHONPATH": "."}, capture_output=True, text=True, check=False
    )


def test_every_file_is_read_and_a_fault_names_the_file_and_its_line(folder: Path) -> None:
    """A key that stands twice, in each file in turn."""
    names = sorted(SHIPPED - ELSEWHERE)
    told = run(folder, "-c", BROKEN, *names).stdout.splitlines()
    assert len(names) == len(FILES) == len(told)
    for name, sentence in zip(names, told, strict=True):
        last = len((folder / "kawal/jurisdiction/id" / name).read_text().splitlines()) + 3
        assert sentence == f"{name}, baris {last}: diharapkan setiap kunci satu kali, didapat odd"


@pytest.mark.slow
def test_a_node_does_not_start_with_a_rule_without_a_source(folder: Path) -> None:
    """One sentence, exit 2; help is not held up by it."""
    node = ("--data", "node", "--lang", "id")
    words = ("--profile", "supervision", "--institution", "Bawaslu Kota Contoh", "--region", "63.71")
    assert run(folder, "-m", "kawal", "init", *words, *node).returncode == 0
    law = folder / "kawal/jurisdiction/id/rules.yaml"
    whole = law.read_text()
    source = "    source: [{remark: {id: menurut ingatan, en: from memory}}]"
    assert source in whole
    law.write_text(whole.replace(source, "    source: []"))
    started = run(folder, "-m", "kawal", "serve", "--port", "0", *node)
    helped = run(folder, "-m", "kawal", "serve", "--help")
    law.write_text(whole)
    assert started.returncode == 2
    [sentence] = started.stderr.splitlines()
    assert sentence.startswith("kawal serve: rules.yaml, RECAP-114-115, baris ")
    assert helped.returncode == 0
