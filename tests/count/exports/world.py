"""Small tabulations to write out: two wards of Banjarmasin with three stations, and any other by chance."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from kawal.count.model import Tabulation, Tally
from kawal.election.model import Contest, ContestOption, Region, Registry, Station
from kawal.kernel.codes import RegionCode, StationId, make_station_id, parent_of, ward_of

WITA = timezone(timedelta(hours=8), "WITA")
AT_MS = int(datetime(2024, 11, 27, 8, 30, 15, tzinfo=UTC).timestamp() * 1000)
CITY, DISTRICT = RegionCode("63.71"), RegionCode("63.71.01")
MANTUIL, KELAYAN = RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002")
PAIRS = (ContestOption(number=2), ContestOption(number=1))
BLANK = (ContestOption(number=1), ContestOption(number=2, kind="blank"))
CANCELLED = (ContestOption(number=1), ContestOption(number=2, status="cancelled", decree="KPU 124/2024"))
REGISTRY = Registry(
    regions=(
        Region(code=RegionCode("63"), name="Kalimantan Selatan"),
        Region(code=CITY, name="Kota Banjarmasin"),
        Region(code=DISTRICT, name="Banjarmasin Selatan"),
        Region(code=MANTUIL, name="Mantuil"),
        Region(code=KELAYAN, name="Kelayan Selatan"),
    ),
    stations=tuple(
        Station(id=make_station_id(ward, number)) for ward, number in ((MANTUIL, 1), (MANTUIL, 2), (KELAYAN, 1))
    ),
)
FIRST, SECOND, THIRD = (station.id for station in REGISTRY.stations)


def contest(options: tuple[ContestOption, ...] = PAIRS) -> Contest:
    return Contest(id="mayor-63.71-2024", kind="mayor", region=CITY, day=date(2024, 11, 27), options=options)


def form(one: int, two: int, invalid: int, **more: int) -> dict[str, int]:
    """The numbers of a form that adds up."""
    valid = one + two
    sums = {"valid_total": valid, "invalid_total": invalid, "ballots_counted": valid + invalid}
    return {"votes_1": one, "votes_2": two, **sums, "used_total": valid + invalid, "registered": 400, **more}


def station(place: StationId, numbers: dict[str, int], differing: int = 0) -> Tally:
    return Tally(place=place, counted=1, differing=differing, numbers=numbers, latest_ms=AT_MS - 60_000)


def rolled_up(stations: Iterable[Tally], options: tuple[ContestOption, ...] = PAIRS) -> Tabulation:
    """The stations with every region above them, summed the plain way."""
    stations = tuple(stations)
    regions: dict[str, list[Tally]] = {}
    for tally in stations:
        place: RegionCode | None = ward_of(StationId(tally.place))
        while place is not None:
            regions.setdefault(place, []).append(tally)
            place = parent_of(place)
        regions.setdefault("", []).append(tally)
    sums = [_sum(place, inside) for place, inside in regions.items()]
    sums.sort(key=lambda tally: (tally.place.count(".") + bool(tally.place), tally.place))
    return Tabulation(contest=contest(options), at_ms=AT_MS, regions=tuple(sums), stations=stations)


def _sum(place: str, inside: list[Tally]) -> Tally:
    names = {name for tally in inside for name in tally.numbers}
    return Tally(
        place=place,
        stations=len(inside),
        counted=sum(tally.counted for tally in inside),
        differing=sum(tally.differing for tally in inside),
        numbers={name: sum(tally.numbers.get(name, 0) for tally in inside) for name in names},
        latest_ms=max((tally.latest_ms for tally in inside if tally.latest_ms is not None), default=None),
    )


def three_stations(options: tuple[ContestOption, ...] = PAIRS) -> Tabulation:
    """100 + 80 + 5 and 60 + 90 + 0 counted, the third not yet: 160, 170 and 5 in the ward, district and city."""
    return rolled_up(
        [station(FIRST, form(100, 80, 5)), station(SECOND, form(60, 90, 0)), Tally(place=THIRD)], options
    )


@st.composite
def tabulations(draw: st.DrawFn, whole: bool = False) -> Tabulation:
    """Any stations of the two wards, some without a form, some read in part, some with copies that differ.

    With `whole` every form is there and adds up.
    """
    options = draw(st.sampled_from((PAIRS, BLANK, CANCELLED)))
    numbers = draw(st.lists(st.integers(1, 999), min_size=1, max_size=6, unique=True))
    votes = st.integers(0, 3) | st.integers(0, 400)
    stations = []
    for number in numbers:
        place = make_station_id(draw(st.sampled_from((MANTUIL, KELAYAN))), number)
        one, two, invalid = draw(votes), draw(votes), draw(votes)
        read = form(one, two, invalid)
        if options is CANCELLED:
            read = form(one, 0, invalid + two, invalid_cancelled=two)
        if whole:
            stations.append(station(place, read))
            continue
        kept = draw(st.sets(st.sampled_from(sorted(read))))
        some = {name: value for name, value in read.items() if name in kept}
        stations.append(station(place, some, draw(st.integers(0, 1))) if some else Tally(place=place))
    return rolled_up(stations, options)
