"""The wall: every station fits, whatever the districts; the foot has what is urgent."""

from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.codes import RegionCode
from kawal.watch.board.alarms import Alarm
from kawal.watch.board.shown import OpenIncident
from kawal.watch.board.wall import (
    GAP,
    HEADINGS,
    HEIGHT,
    LEGIBLE,
    WIDTH,
    gravest,
    height,
    most_urgent,
    short_names,
    wall_layout,
)
from tests.watch.board.test_board import MANTUIL, fact, heard, line, station

BANJARMASIN = (
    (23, 19, 13, 9, 12, 16, 19, 29, 15, 35, 27, 24),
    (26, 20, 21, 16, 26, 13, 19, 28, 19),
    (11, 22, 37, 22, 17, 17, 15, 25, 29),
    (14, 30, 18, 17, 20, 22, 13, 14, 16, 41),
    (5, 4, 8, 41, 10, 11, 8, 9, 13, 9, 10, 8),
)
"""Stations of each ward of the five districts: 965 in 52 wards."""


def test_the_965_stations_of_banjarmasin_stand_in_cells_of_twenty_pixels() -> None:
    """A hundredth of 1,920 px is 19.2 px: a cell of 1.05 is 20; names are at their full size."""
    assert sum(map(sum, BANJARMASIN)) == 965
    layout = wall_layout(BANJARMASIN)
    assert layout.fits
    assert (layout.heading, layout.cell * 19.2 >= 20) == (0, True)


@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=20), max_size=8))
def test_what_fits_is_no_wider_and_no_higher_than_the_screen(districts: list[list[int]]) -> None:
    """Each district's names and rows, and all districts with the gaps between them."""
    layout = wall_layout(districts)
    assert len(layout.per_row) == len(districts)
    if not layout.fits:
        return
    for wards, per_row in zip(districts, layout.per_row, strict=True):
        assert height(wards, per_row, layout.cell, HEADINGS[layout.heading]) <= HEIGHT
    assert sum(layout.per_row) * layout.cell + GAP * (len(districts) - 1) <= WIDTH


def test_names_become_smaller_before_cells_cannot_be_told_apart() -> None:
    """Five districts of twenty wards with twenty stations: 20 x 2.0 leaves 2.3 for 20 rows, 20 x 1.1 leaves 20."""
    layout = wall_layout([[20] * 20] * 5)
    assert layout.heading > 0
    assert layout.cell >= LEGIBLE
    assert layout.fits


def test_a_province_does_not_fit_and_says_so() -> None:
    """Thirteen districts of 150 wards: the page scrolls."""
    assert not wall_layout([[10] * 150] * 13).fits


def test_districts_lose_the_words_they_share() -> None:
    """One alone keeps its name, and so does one that is nothing but the shared words."""
    assert short_names(["Banjarmasin Selatan", "Banjarmasin Utara"]) == ("Selatan", "Utara")
    assert short_names(["Banjarmasin Selatan"]) == ("Banjarmasin Selatan",)
    assert short_names(["Gambut", "Kertak Hanyar"]) == ("Gambut", "Kertak Hanyar")
    assert short_names(["Alalak", "Alalak Utara"]) == ("Alalak", "Utara")


def test_severe_incidents_come_before_wards_to_be_called_and_those_before_lighter_ones() -> None:
    """Three things only; of two severe incidents the one that is open longer."""
    told = ("minor", 5), ("severe", 30), ("moderate", 1), ("severe", 20)
    rows = [line(n, fact("incident", str(n), severity=what), minute=at) for n, (what, at) in enumerate(told, 1)]
    board = heard(*rows)
    incidents = [OpenIncident(station(n), board.of(station(n))[0]) for n in range(1, 5)]
    alarm = Alarm(MANTUIL, (("silent", 3, "1-3"),), 3, 0, None)
    assert most_urgent(incidents, [alarm]) == (incidents[3], incidents[1], alarm)
    assert most_urgent([incidents[0], incidents[2]], [alarm]) == (alarm, incidents[2], incidents[0])
    assert most_urgent([], []) == ()


def test_a_district_bears_the_gravest_incident_that_concerns_all_of_it() -> None:
    """Of the district's own a light and a severe one: the severe; its ward's marks no district."""
    district = RegionCode("63.71.01")
    told = ("minor", "severe", "severe")
    board = heard(*(line(n, fact("incident", str(n), severity=what)) for n, what in enumerate(told, 1)))
    places = (district, district, MANTUIL)
    light, severe, ward = (OpenIncident(at, board.of(station(n))[0]) for n, at in enumerate(places, 1))
    assert gravest([light, severe, ward], district) == "severe"
    assert gravest([light, ward], district) == "minor"
    assert gravest([ward], district) is None
