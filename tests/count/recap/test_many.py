"""A million rows and a handful give the same answer."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from kawal.count.recap.compare import compare
from kawal.count.recap.diff import kind_of
from kawal.count.recap.forms import Numbers, Place, Recap
from kawal.count.recap.ladder import Count
from kawal.kernel.codes import RegionCode
from tests.count.recap.many import cells_of, differing, kinds_of
from tests.count.recap.towns import CITY, CONTEST, DISTRICTS, OPTIONS, WARDS, city

FIELDS = ("votes_1", "votes_2", "votes_3", "invalid_total", "used_total")
STATIONS = tuple(city(per_ward=2))
PROVINCE = RegionCode("63")
numbers = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3), max_size=len(FIELDS)) | st.fixed_dictionaries(
    dict.fromkeys(FIELDS, st.integers(0, 3))
)


def forms(region: RegionCode, places: tuple[Place, ...]) -> st.SearchStrategy[Recap]:
    columns = st.dictionaries(st.sampled_from(places), numbers, max_size=len(places))
    return st.builds(
        Recap, region=st.just(region), contest=st.just(CONTEST), columns=columns, total=numbers | st.just({})
    )


def inside(region: RegionCode) -> tuple[Place, ...]:
    digits = region.replace(".", "")
    return (
        *(place for place in (CITY, *DISTRICTS, *WARDS) if place.startswith(region + ".")),
        *(one for one in STATIONS if one.startswith(digits)),
    )


ladders = st.tuples(
    st.dictionaries(st.sampled_from(STATIONS), numbers, max_size=len(STATIONS)),
    st.tuples(*(st.none() | forms(region, inside(region)) for region in (PROVINCE, CITY, *DISTRICTS, WARDS[0]))),
    st.booleans(),
)


@given(ladders)
@example(
    (
        {},
        (
            None,
            Recap(
                region=CITY,
                contest=CONTEST,
                columns={DISTRICTS[0]: dict.fromkeys(FIELDS, 0)},
                total=dict.fromkeys(FIELDS, 0) | {FIELDS[-1]: 1},
            ),
            None,
            None,
            None,
        ),
        False,
    )
)
def test_tables_find_the_same_cells_and_classes_as_values(drawn: tuple[dict, tuple[Recap | None, ...], bool]) -> None:  # type: ignore[type-arg]
    """Forms of every level, with and without annexes, half read, with stations missing or half known."""
    readings, recaps, listed = drawn
    count = Count(
        contest=CONTEST,
        options=OPTIONS,
        readings={1: readings},
        recaps=tuple(recap for recap in recaps if recap is not None),
        stations=STATIONS if listed else (),
    )
    ladder = count.ladder()
    pure = [column for column in compare(ladder) if column.cells]
    stations = frame("station", [((station,), said) for station, said in ladder.numbers.items()])
    columns = frame(
        "form place",
        [((form.region, p), form.stated(p)) for form in count.recaps for p in (*form.columns, form.region)],
    )
    found = differing(stations, columns, FIELDS)
    assert sorted(cells_of(found, FIELDS), key=repr) == sorted((c for one in pure for c in one.cells), key=repr)
    kinds = {(one.form.region, one.place): kind_of(one.expected, one.got, OPTIONS, one.stations)[0] for one in pure}
    keys = zip(found["form"], found["place"], strict=True)
    assert dict(zip(keys, kinds_of(found, FIELDS, OPTIONS), strict=True)) == kinds


def frame(keys: str, rows: list[tuple[tuple[str, ...], Numbers]]) -> pl.DataFrame:
    """Rows as a table, null where a number is not known."""
    names = keys.split()
    schema = {**dict.fromkeys(names, pl.String), **dict.fromkeys(FIELDS, pl.Int64)}
    return pl.DataFrame([(*key, *(said.get(field) for field in FIELDS)) for key, said in rows], schema, orient="row")
