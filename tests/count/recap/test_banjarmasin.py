"""The presidential contest of 2019 in Banjarmasin, as KPU entered it: real forms, recapitulations made of them."""

import random
from pathlib import Path

import polars as pl
import pytest
from msgspec.structs import replace

from kawal.count.oneform import check_form
from kawal.count.recap.compare import Cell
from kawal.count.recap.diff import recap_diff
from kawal.count.recap.findings import findings
from kawal.count.recap.ladder import Count
from kawal.count.recap.signtest import sign_tests
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import RegionCode, StationId, district_of, make_station_id, ward_of
from tests.count.recap.towns import CITY, changed, recapitulate, shifted

COLUMNS = {"votes_1": "kpu_pas1", "votes_2": "kpu_pas2", "valid_total": "kpu_sah", "invalid_total": "kpu_tsah"}


@pytest.fixture(scope="module")
def readings(shared: Path) -> dict[StationId, dict[str, int]]:
    """The stations' forms by made-up codes: districts and wards numbered in the order of their names."""
    table = pl.read_csv(shared / "data/results/banjarmasin_2019_pilpres_tps.csv")
    found = {}
    for d, district in enumerate(sorted(table["kecamatan"].unique()), start=1):
        part = table.filter(pl.col("kecamatan") == district)
        for w, ward in enumerate(sorted(part["kel_id"].unique()), start=1):
            code = RegionCode(f"{CITY}.{d:02d}.{1000 + w}")
            for row in part.filter(pl.col("kel_id") == ward).iter_rows(named=True):
                numbers = {field: row[column] for field, column in COLUMNS.items() if row[column] is not None}
                found[make_station_id(code, row["tps"])] = numbers
    return found


@pytest.fixture(scope="module")
def untouched(readings: dict[StationId, dict[str, int]]) -> Count:
    """The forms of the five districts, with their annexes, and of the city, as they follow from the stations."""
    count = Count(contest="president", options=(1, 2), readings={1: readings}, stations=tuple(readings))
    districts = sorted({district_of(station) for station in readings})
    return replace(count, recaps=recapitulate(count, [*districts, CITY]))


def test_untouched_data_has_no_difference(untouched: Count) -> None:
    """1,879 stations, 52 wards, 5 districts and their totals, the city's columns and total, each with four rows:
    (1,879 + 52 + 5 + 5 + 1) x 4 = 7,768.
    """
    diff = recap_diff(untouched)
    assert (len(untouched.stations), diff.differences, diff.coverage) == (1879, (), ())
    assert diff.asked == 7768


def test_the_findings_of_untouched_data_are_those_of_the_stations_alone(untouched: Count) -> None:
    """The votes of 38 of 1,879 stations do not make their valid votes; adding them up makes no finding more."""
    asked = (forms().identity("VALID_SUM"),)
    faults = [c for numbers in untouched.readings[1].values() for c in check_form(numbers, (1, 2), asked)]
    assert (len(faults), sum(one.holds is False for one in faults)) == (1879, 38)
    assert findings(recap_diff(untouched)) == ()


def test_one_vote_in_one_station_is_found(untouched: Count) -> None:
    station = sorted(untouched.stations)[777]
    was = untouched.readings[1][station]["votes_1"]
    assert was is not None
    for region, place in (
        (district_of(station), station), (district_of(station), ward_of(station)),
        (district_of(station), district_of(station)), (CITY, district_of(station)), (CITY, CITY),
    ):  # fmt: skip
        untouched = changed(untouched, region, place, votes_1=1)
    [found] = recap_diff(untouched).differences
    assert found.cells == (Cell("RECAP_CHAIN", district_of(station), station, "votes_1", was, was + 1),)
    assert found.kind == "penggelembungan"


def test_a_tenth_of_the_stations_of_a_district_is_found_and_leans_one_way(untouched: Count) -> None:
    """Ten votes a station from 1 to 2, in the other districts single slips both ways: only the one district leans."""
    draw = random.Random(5)  # noqa: S311
    chosen, *others = sorted({district_of(station) for station in untouched.stations})
    inside = [one for one in sorted(untouched.stations) if district_of(one) == chosen]
    enough = [one for one in inside if (untouched.readings[1][one]["votes_1"] or 0) >= 10]
    moved = draw.sample(enough, len(inside) // 10)
    count = shifted(untouched, moved, "votes_2", "votes_1", 10)
    slips = []
    for district in others:
        here = [one for one in sorted(untouched.stations) if district_of(one) == district]
        up, down = draw.sample([one for one in here if (untouched.readings[1][one]["votes_1"] or 0) > 0], 2)
        count = shifted(shifted(count, [up], "votes_2", "votes_1", 1), [down], "votes_1", "votes_2", 1)
        slips += [up, down]
    diff = recap_diff(count)
    assert {one.place for one in diff.differences} == {*moved, *slips}
    assert {(one.moved, one.effect.votes) for one in diff.differences if one.place in moved} == {(10, 20)}
    leaning = {(one.district, one.option) for one in sign_tests(diff) if one.pattern == "one_way"}
    assert leaning == {(chosen, 1), (chosen, 2)}
