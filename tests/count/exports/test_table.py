"""The table of a count: a row a place, a name a column, what is not known stays empty."""

import csv
import io
import re
from pathlib import Path

from hypothesis import given
from python_calamine import CalamineWorkbook

from kawal.count.exports.table import results_csv, results_header, results_rows, results_xlsx
from kawal.count.model import Tabulation
from kawal.kernel.language import language
from tests.count.exports.world import (
    BLANK,
    CANCELLED,
    FIRST,
    MANTUIL,
    REGISTRY,
    THIRD,
    WITA,
    contest,
    form,
    rolled_up,
    station,
    tabulations,
    three_stations,
)

EN, ID = language("en"), language("id")


def row_of(tabulation: Tabulation, place: str) -> dict[str, object]:
    header = results_header(tabulation.contest, EN)
    [row] = [one for one in results_rows(tabulation, REGISTRY, EN, WITA) if one[0] == place]
    return dict(zip(header, row, strict=True))


def test_a_place_has_its_sums_and_how_far_it_is_counted() -> None:
    """Mantuil: 100 + 60 = 160, 80 + 90 = 170, together 330 valid, 5 invalid, 335 ballots; both stations are in."""
    assert row_of(three_stations(), MANTUIL) == {
        "Code": MANTUIL,
        "Name": "Mantuil",
        "Level": "ward or village",
        "Stations": 2,
        "Stations counted": 2,
        "Stations with differing copies": 0,
        "Coverage": 1.0,
        "Votes for number 1": 160,
        "Votes for number 2": 170,
        "Valid votes": 330,
        "Invalid votes": 5,
        "Valid and invalid together": 335,
        "All who voted": 335,
        "Registered voters": 800,
        "Newest form": "2024-11-27T16:29:15+08:00",
    }


def test_two_of_three_stations_are_a_coverage_of_two_thirds() -> None:
    """2 / 3 = 0.6667, in the city and in the nation, which has no code."""
    assert row_of(three_stations(), "63.71")["Coverage"] == 0.6667
    nation = row_of(three_stations(), "")
    assert (nation["Name"], nation["Level"], nation["Coverage"]) == ("Indonesia", "national", 0.6667)


def test_what_is_not_known_is_empty_and_zero_is_a_number() -> None:
    """The third station sent nothing; one that counted no vote for number 1 says 0."""
    missing = row_of(three_stations(), THIRD)
    assert (missing["Stations counted"], missing["Coverage"]) == (0, 0.0)
    assert [missing[name] for name in ("Votes for number 1", "Invalid votes", "Newest form")] == [None, None, None]
    assert row_of(rolled_up([station(FIRST, form(0, 9, 1))]), FIRST)["Votes for number 1"] == 0
    line = results_csv(three_stations(), REGISTRY, EN, WITA).decode("utf-8-sig").splitlines()[-1]
    assert line == f"{THIRD},TPS 001 Kelayan Selatan,Station,1,0,0,0.0,,,,,,,,"


def test_the_blank_column_and_a_cancelled_pair_are_called_so() -> None:
    """Votes for a cancelled pair are a part of the invalid ones, so their column stands behind those."""
    assert results_header(contest(BLANK), EN)[7:9] == ["Votes for number 1", "Votes for the blank column (number 2)"]
    assert results_header(contest(CANCELLED), ID)[7:11] == [
        "Suara nomor 1",
        "Suara sah",
        "Suara tidak sah",
        "Di antaranya untuk nomor 2 yang dibatalkan",
    ]
    counted = form(100, 0, 40, invalid_cancelled=31)
    row = row_of(rolled_up([station(FIRST, counted)], CANCELLED), FIRST)
    assert [row[name] for name in ("Invalid votes", "Of these for number 2, cancelled")] == [40, 31]


def test_numbers_stay_numbers_in_the_workbook() -> None:
    """Read back: the city has 2 of 3 stations, 160 votes for number 1 and no text among its numbers."""
    data = results_xlsx(three_stations(), REGISTRY, ID, WITA)
    assert data == results_xlsx(three_stations(), REGISTRY, ID, WITA)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    [city] = [row for row in rows if row[0] == "63.71"]
    assert city[1:9] == ["Kota Banjarmasin", "kabupaten atau kota", 3.0, 2.0, 0.0, 0.6667, 160.0, 170.0]
    assert rows[-1][7:] == [""] * 8


def test_the_reference_names_every_column() -> None:
    """docs/reference/count-exports.md has a row for each column of the file, by its English name."""
    text = (Path(__file__).parents[3] / "docs" / "reference" / "count-exports.md").read_text(encoding="utf-8")
    for options in (BLANK, CANCELLED):
        for title in results_header(contest(options), EN):
            assert re.sub(r"\d", "*n*", title).replace(" (number *n*)", "") in text, title


@given(tabulations())
def test_every_place_is_a_row_and_every_row_has_every_column(tabulation: Tabulation) -> None:
    """Regions first, then stations; the numbers of the file are those of the tabulation."""
    text = results_csv(tabulation, REGISTRY, ID, WITA).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert len(set(header)) == len(header)
    assert [row[0] for row in rows] == [one.place for one in (*tabulation.regions, *tabulation.stations)]
    invalid = header.index("Suara tidak sah")
    for row, tally in zip(rows, (*tabulation.regions, *tabulation.stations), strict=True):
        assert len(row) == len(header)
        assert row[invalid] == str(tally.numbers.get("invalid_total", ""))
