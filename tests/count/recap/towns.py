"""A small made-up city to add up: every number follows from its station, so that a test can say what it should be."""

from collections.abc import Collection, Iterable, Mapping

from msgspec.structs import replace

from kawal.count.recap.forms import Place, Recap
from kawal.count.recap.ladder import Count
from kawal.kernel.codes import RegionCode, StationId, district_of, make_station_id, ward_of

CITY = RegionCode("63.71")
DISTRICTS = tuple(RegionCode(f"63.71.0{number}") for number in (1, 2))
WARDS = tuple(RegionCode(f"{district}.100{number}") for district in DISTRICTS for number in (1, 2))
OPTIONS = (1, 2, 3)
FIELDS = ("votes_1", "votes_2", "votes_3", "valid_total", "invalid_total", "ballots_counted", "used_total")
CONTEST = "mayor"


def form(*votes: int) -> dict[str, int]:
    """A station's form that adds up: the votes of each option, the invalid votes as the last."""
    *options, invalid = votes
    numbers = {f"votes_{number}": count for number, count in enumerate(options, start=1)}
    counted = sum(votes)
    return numbers | {
        "valid_total": sum(options), "invalid_total": invalid, "ballots_counted": counted, "used_total": counted,
    }  # fmt: skip


def city(per_ward: int = 5) -> dict[StationId, dict[str, int]]:
    """Stations of four wards in two districts; station n of a ward has 100 + n, 90, 40 votes and 10 invalid."""
    return {
        make_station_id(ward, number): form(100 + number, 90, 40, 10)
        for ward in WARDS
        for number in range(1, per_ward + 1)
    }


def counted(readings: Mapping[StationId, Mapping[str, int]], *recaps: Recap, **more: object) -> Count:
    """The contest with these forms; by default every station is on the list."""
    count = Count(contest=CONTEST, options=OPTIONS, readings={1: readings}, recaps=recaps, stations=tuple(readings))
    return replace(count, **more)


def written(readings: Mapping[StationId, Mapping[str, int]], *, annex: bool = False) -> Count:
    """The contest with the forms of its districts and its city as they follow from the stations."""
    bare = counted(readings)
    regions = sorted({district_of(station) for station in readings})
    recaps = recapitulate(bare, [*regions, CITY])
    return replace(bare, recaps=recaps if annex else tuple(without_annex(recap) for recap in recaps))


def recapitulate(count: Count, regions: Iterable[RegionCode], round_: int = 1) -> tuple[Recap, ...]:
    """The forms of the recapitulation of these regions as they follow from the stations' forms of a round.

    A ward or district form has a column for each station beside those of the wards. A field stands in a column only
    where all its stations have it.
    """
    bare = replace(count, recaps=())
    ladder = bare.ladder(round_)
    written = []
    for region in regions:
        places = ladder.tree.children.get(region, ())
        if region.count(".") == 2:
            places = (*places, *(station for ward in places for station in ladder.tree.children[ward]))
        columns = {place: ladder.below(place) for place in places if ladder.below(place)}
        written.append(
            Recap(region=region, contest=count.contest, round=round_, columns=columns, total=ladder.below(region))
        )
    return tuple(written)


def without_annex(recap: Recap) -> Recap:
    """The form without its columns of stations."""
    return replace(recap, columns={place: said for place, said in recap.columns.items() if "." in place})


def changed(count: Count, region: RegionCode, place: Place, **numbers: int) -> Count:
    """The same contest with some numbers added to one column of one form; the region names its total."""
    return replace(
        count, recaps=tuple(_more(one, place, numbers) if one.region == region else one for one in count.recaps)
    )


def _more(recap: Recap, place: Place, numbers: Mapping[str, int]) -> Recap:
    said = {field: number + numbers.get(field, 0) for field, number in recap.stated(place).items()}
    if place == recap.region:
        return replace(recap, total=said)
    return replace(recap, columns={**recap.columns, place: said})


def shifted(count: Count, stations: Collection[StationId], give: str, take: str, votes: int) -> Count:
    """Votes moved from one option to another in the column of each station and in everything written above it."""
    for station in stations:
        district, ward = district_of(station), ward_of(station)
        for region, place in (
            (district, station), (district, ward), (district, district), (CITY, district), (CITY, CITY),
        ):  # fmt: skip
            count = changed(count, region, place, **{give: votes, take: -votes})
    return count
