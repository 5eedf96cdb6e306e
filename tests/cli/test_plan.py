"""The contract of `kawal plan` on files."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kawal.cli import BAD_INPUT, DONE, FAULTS, main
from tests.support.cities import random_city

KEYS = {
    "objective", "lower_bound", "gap", "guards_used", "static_guards", "teams", "posts", "unreached",
    "value_of_one_more", "solve_ms", "bound_ms", "assumptions",
}  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A folder with stations.csv and bases.csv of a small city."""
    stations, bases = random_city(3)
    lines = ["station_id,lat,lon,registered_voters,class,weight"]
    lines += [
        f"{s.id},{s.lat},{s.lon},500,{'rawan' if n % 9 == 0 else ''},{s.weight}" for n, s in enumerate(stations)
    ]
    (tmp_path / "stations.csv").write_text("\n".join(lines))
    lines = ["base_id,lat,lon,capacity", *(f"{b.id},{b.lat},{b.lon},{b.capacity}" for b in bases)]
    (tmp_path / "bases.csv").write_text("\n".join(lines))
    return tmp_path


def plan(city: Path, *more: str, guards: int = 40) -> list[str]:
    """The command line that plans the city."""
    return [
        "plan", "--stations", str(city / "stations.csv"), "--bases", str(city / "bases.csv"),
        "--guards", str(guards), "--data", str(city / "node"), *more,
    ]  # fmt: skip


def test_json_is_the_only_thing_on_standard_output(city: Path) -> None:
    """In a process of its own: one document with every key of the contract, sums that agree, exit 0."""
    done = subprocess.run(
        [sys.executable, "-m", "kawal", *plan(city, "--json", "--out", str(city / "out"))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (DONE, "")
    document = json.loads(done.stdout)
    assert document.keys() >= KEYS
    posts = {post["station_id"]: post["guards"] for post in document["posts"]}
    teams = sum(team["count"] for team in document["teams"])
    assert min(posts.values()) >= 1
    assert document["static_guards"] == sum(posts.values())
    assert document["guards_used"] == sum(posts.values()) + 4 * teams <= 40
    assert document["gap"] == pytest.approx(1 - document["lower_bound"] / document["objective"])
    assert document["assumptions"]["team_size"] == 4
    assert json.loads((city / "out" / "plan.json").read_text()) == document
    with (city / "out" / "posts.csv").open() as table:
        assert {row["station_id"]: int(row["guards"]) for row in csv.DictReader(table)} == posts
    with (city / "out" / "teams.csv").open() as table:
        assert [row["base_id"] for row in csv.DictReader(table)] == [team["base_id"] for team in document["teams"]]
    assert sorted(path.name for path in (city / "out").iterdir()) == [
        "attachments.csv", "plan.json", "posts.csv", "teams.csv",
    ]  # fmt: skip


def test_without_json_it_speaks_in_sentences(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Risk, officers, the value of one more, teams and posts with their reasons, in both languages."""
    assert main(plan(city)) == DONE
    indonesian = capsys.readouterr().out
    assert "40 petugas:" in indonesian
    assert "gugur bila kurang dari" in indonesian
    assert main(plan(city, "--lang", "en")) == DONE
    assert "40 petugas:" not in capsys.readouterr().out


def test_no_officers_is_a_valid_question(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--guards 0: nobody stands anywhere, R is the sum of the weights."""
    assert main(plan(city, "--json", guards=0)) == DONE
    document = json.loads(capsys.readouterr().out)
    with (city / "stations.csv").open() as table:
        total = sum(float(row["weight"]) for row in csv.DictReader(table))
    assert document["objective"] == pytest.approx(total)
    assert (document["posts"], document["teams"], document["guards_used"]) == ([], [], 0)
    assert document["value_of_one_more"] > 0


def test_more_officers_than_places_is_a_note(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan stands; what is left over is said on standard error."""
    assert main(plan(city, "--json", guards=5000)) == DONE
    told = capsys.readouterr()
    assert json.loads(told.out)["guards_used"] < 5000
    assert "Catatan: " in told.err


def test_units_bring_attachments_and_the_baseline(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Home plans list the orders of who leaves home, and the standing plan beside."""
    stations, _ = random_city(3)
    wards = sorted({s.ward for s in stations})
    rows = ["unit_id,level,region,strength", *(f"U-{w},ward,{w},3" for w in wards)]
    (city / "units.csv").write_text("\n".join(rows))
    assert main(plan(city, "--json", "--units", str(city / "units.csv"), "--max-attachments", "4")) == DONE
    document = json.loads(capsys.readouterr().out)
    assert 0 < sum(order["officers"] for order in document["attachments"]) <= 4
    assert all(order["gain"] > 0 for order in document["attachments"])
    assert document["baseline_objective"] > document["objective"]


@pytest.mark.parametrize(
    ("name", "content", "option", "words"),
    [
        ("q.csv", "level,id,min,max\nward,63.71.01.1001,41,\n", "--quotas", "minimum"),
        ("a.yaml", "require_reach: [rawan]\nteam_size: 30\n", "--assumptions", "jangkauan wajib"),
    ],
)
def test_no_feasible_plan_ends_with_one(
    city: Path, name: str, content: str, option: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Minima or required reach beyond the budget: one sentence, exit 1, nothing written."""
    (city / name).write_text(content)
    assert main(plan(city, option, str(city / name), "--json", "--out", str(city / "out"))) == FAULTS
    told = capsys.readouterr()
    assert "error" in json.loads(told.out)
    assert words in told.err
    assert not (city / "out").exists()


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("stations.csv", "", "berkas kosong"),
        ("stations.csv", "station_id,lat,lon,weight\nS1,52.5,13.4,1\n", "baris 2, kolom lat"),
        ("bases.csv", "base_id,lat,lon,capacity\nB,-3.3,114.6,two\n", "bases.csv, baris 2, kolom capacity"),
    ],
)
def test_bad_input_ends_with_two(
    city: Path, file: str, content: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One clear sentence on standard error, the same in the document."""
    (city / file).write_text(content)
    assert main(plan(city, "--json")) == BAD_INPUT
    told = capsys.readouterr()
    assert "error" in json.loads(told.out)
    assert words in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_options_that_need_another_say_so(city: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--stations without --guards, --bases without --stations, --max-attachments without --units."""
    files = ["--stations", str(city / "stations.csv"), "--bases", str(city / "bases.csv")]
    for arguments, words in (
        (files, "--guards"),
        (files[2:], "--bases"),
        ([*files, "--guards", "1", "--max-attachments", "1"], "--max-attachments"),
    ):
        assert main(["plan", *arguments, "--data", str(city / "node")]) == BAD_INPUT
        assert words in capsys.readouterr().err
