"""Region and station codes carry meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.codes import (
    Level,
    RegionCode,
    StationId,
    common_place,
    district_of,
    is_special,
    is_station,
    level_of,
    make_station_id,
    number_of,
    parent_of,
    region_code,
    station_id,
    ward_of,
    within,
)
from kawal.kernel.errors import Rejected

wards = st.builds(
    lambda p, c, d, w: RegionCode(f"{p:02d}.{c:02d}.{d:02d}.{w:04d}"),
    st.integers(11, 96),
    st.integers(1, 99),
    st.integers(1, 99),
    st.integers(1, 9999),
)


@given(wards, st.integers(1, 999))
def test_a_station_id_names_its_ward_district_and_number(ward: RegionCode, number: int) -> None:
    """10 digits of the ward, then 3 of the number; numbers from 901 are special."""
    station = make_station_id(ward, number)
    assert station_id(station) == station
    assert (ward_of(station), number_of(station)) == (ward, number)
    assert district_of(station) == parent_of(ward)
    assert is_special(station) == (number >= 901)


@given(wards)
def test_a_region_code_reads_the_same_with_and_without_dots(ward: RegionCode) -> None:
    """63.71.01.1001 and 6371011001 are one ward, inside its district, city and province."""
    assert region_code(ward.replace(".", "")) == ward
    assert level_of(ward) is Level.WARD
    region: RegionCode | None = ward
    while region is not None:
        assert within(ward, region)
        region = parent_of(region)


@pytest.mark.parametrize("text", ["", "6", "637", "63.71.01.100", "63a1", "99999999999", "٦٣"])
def test_what_is_no_region_code_is_refused_with_an_example(text: str) -> None:
    """The sentence shows how a code looks."""
    with pytest.raises(Rejected, match=r"^wilayah: .*63\.71\.01\.1001"):
        region_code(text)


@pytest.mark.parametrize("text", ["", "637101100101", "63710110010123", "6371011001000", "637101100101x"])
def test_what_is_no_station_id_is_refused(text: str) -> None:
    """12 or 14 digits, number 000, letters."""
    with pytest.raises(Rejected):
        station_id(text)


def test_a_district_is_not_inside_one_that_begins_like_it() -> None:
    """63.71.0 is no region, and 63.71.01 does not contain 63.71.011."""
    assert not within(RegionCode("63.71.01"), RegionCode("63.71.0"))
    assert within(ward_of(StationId("6371011001012")), RegionCode("63.71"))


def test_a_ward_is_no_station_though_both_have_thirteen_characters() -> None:
    """63.71.01.1001 is a ward, 6371011001012 a station, 12 of its digits nothing."""
    assert is_station("6371011001012")
    assert not is_station("63.71.01.1001")
    assert not is_station("637101100101")


@pytest.mark.parametrize(
    ("stations", "place"),
    [
        (["6371011001012"], "6371011001012"),
        (["6371011001012", "6371011001001"], "63.71.01.1001"),
        (["6371011002001", "6371011001012"], "63.71.01"),
        (["6372011002001", "6371011001012", "6371011001013"], "63"),
        (["6371011001012", "3271011001012"], ""),
        ([], ""),
    ],
)
def test_the_common_place_of_stations_is_the_smallest_that_holds_them_all(stations: list[str], place: str) -> None:
    assert common_place([StationId(one) for one in stations]) == place
