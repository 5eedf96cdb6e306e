"""What is shipped: a wheel that holds everything, built from the source archive without Node."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow
SHIPPED = (
    "kawal/web/dist/manifest.json",
    "kawal/election/regions/indonesia.bin",
    "kawal/election/regions/ODBL-NOTICE.md",
    "kawal/examples/banjarmasin-2024/stations.csv",
    "kawal/deployment/paper/letters.typ",
    "kawal/deployment/paper/letterhead.yaml",
    "kawal/deployment/templates/plan.html",
    "kawal/jurisdiction/id/indicators.yaml",
    "kawal/locale/en/LC_MESSAGES/kawal.po",
)


def build(source: Path, target: Path, kind: str, path: str | None = None) -> Path:
    """Build one archive with the build backend itself."""
    environment = os.environ | ({"PATH": path} if path is not None else {})
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=source, env=environment, check=True, capture_output=True)
    (built,) = target.glob("*.tar.gz" if kind == "sdist" else "*.whl")
    return built


def test_a_wheel_from_the_source_archive_needs_no_node_and_holds_everything(tmp_path: Path) -> None:
    """The archive carries what was built; with an empty PATH the wheel still has it all."""
    archive = build(ROOT, tmp_path / "sdist", "sdist")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    assert not (source / "web-src" / "node_modules").exists()
    wheel = build(source, tmp_path / "wheel", "wheel", path=str(tmp_path / "nothing"))
    with zipfile.ZipFile(wheel) as opened_wheel:
        names = set(opened_wheel.namelist())
        assert set(SHIPPED) <= names
        assert any(name.endswith("licenses/LICENSE") for name in names)
        assert not any("node_modules" in name or name.endswith(".ts") for name in names)


def test_nothing_is_built_while_the_inputs_are_unchanged() -> None:
    """The second call does nothing."""
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "hatch_build.py"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    assert done.stdout == "current\n"


def test_the_lock_files_name_no_registry() -> None:
    """Neither constraints nor package lock say where they were fetched."""
    assert "://" not in (ROOT / "constraints.txt").read_text()
    assert '"resolved"' not in (ROOT / "web-src" / "package-lock.json").read_text()
