"""The exercise keeps every published figure, names what is seeded, and is made the same each time."""

import csv
import filecmp
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from kawal.cli.exercise_city import pack_folder
from kawal.election.queries import load_registry
from kawal.node import Node

PACK = pack_folder()
FACTS = yaml.safe_load((PACK / "facts.yaml").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_making_it_again_gives_the_same_files(tmp_path: Path) -> None:
    """Every seeded file, byte for byte."""
    subprocess.run([sys.executable, str(PACK / "synthesize.py"), str(tmp_path)], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 9
    assert filecmp.cmpfiles(PACK, tmp_path, made, shallow=False) == (made, [], [])


def test_published_totals_hold(exercise: Node) -> None:
    """965 stations as published per district, 485,145 voters, 310 officers in 57 units."""
    with exercise.reading() as connection:
        registry = load_registry(connection)
    districts = Counter(station.ward.rpartition(".")[0] for station in registry.stations)
    assert districts == FACTS["stations"]
    assert len(registry.stations) == 965
    assert (
        sum(station.registered_voters or 0 for station in registry.stations) == FACTS["registered_voters"] == 485_145
    )
    assert (len(registry.units), sum(unit.strength for unit in registry.units)) == (57, 310)
    assert sum(person.roster == "linmas" for person in registry.people) == 310
    assert {contest.kind: len(contest.options) for contest in registry.contests} == {"mayor": 3, "governor": 2}
    assert len([region for region in registry.regions if region.code.count(".") == 3]) == 52


def test_as_many_stations_carry_an_indicator_as_was_published(exercise: Node) -> None:
    """8 of the city's 22 indicators are known; the special station is a fact of its own."""
    with exercise.reading() as connection:
        marks = load_registry(connection).indicator_marks
    at_stations = Counter(mark.indicator for mark in marks if "." not in mark.place)
    assert {key: at_stations[key] for key in FACTS["indicator_stations"]} == FACTS["indicator_stations"]
    assert {mark.place for mark in marks if "." in mark.place} == {
        *FACTS["repoll_2021"],
        FACTS["governor_repoll_2021"],
    }


def test_what_is_seeded_says_so(exercise: Node) -> None:
    """Positions, voters and people are labelled; no official class is invented; nobody is real."""
    with exercise.reading() as connection:
        registry = load_registry(connection)
    assert all({"lat", "lon", "registered_voters"} <= set(station.synthetic) for station in registry.stations)
    assert all(station.official_class == "" and station.tps_rawan is None for station in registry.stations)
    assert all("Contoh" in person.name and person.phone.startswith("0800-") for person in registry.people)
    assert all(shape.schematic for shape in registry.boundaries)


def test_the_pack_holds_no_column_that_must_not_be_published() -> None:
    """No figures of 2019, no names of candidates."""
    for path in PACK.glob("*.csv"):
        with path.open(encoding="utf-8") as source:
            header = next(csv.reader(source))
        assert not any("2019" in column or "pas1" in column for column in header)
