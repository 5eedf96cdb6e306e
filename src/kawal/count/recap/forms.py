"""A form of the recapitulation as a value: a column of numbers for each place that it adds up, and the stated total.

D.Hasil kecamatan has a column for each ward and, in its annex, for each station; D.Hasil kabupaten/kota one for each
district, D.Hasil provinsi one for each city. The codes of the places say what lies in what. A number that is not
there is not known; it is never zero.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

import msgspec
from msgspec.structs import replace

from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import (
    Level,
    RegionCode,
    StationId,
    district_of,
    is_station,
    level_of,
    parent_of,
    region_code,
    station_id,
    ward_of,
    within,
)
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

Place = str
"""A region's code or a station's id."""
Numbers = Mapping[str, int]
"""Numbers by the fields of `forms.yaml`: votes_1, valid_total, invalid_total ..."""
RecapLevel = Literal["district", "city", "province"]
LEVELS: dict[Level, RecapLevel] = {
    Level.WARD: "district",
    Level.DISTRICT: "district",
    Level.CITY: "city",
    Level.PROVINCE: "province",
}
MOST = 10**9
"""More than the voters of the nation."""
INVALID = "invalid_total"


class Recap(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What stands on one form of the recapitulation, or what has been read aloud of it so far.

    `region` is what the total is of; the annex of one ward may come as a form of its own with that ward as its
    region. `columns` are by place (natural children of the region, or stations of the annex), `total` is the stated
    last column. `round` is 1, or the number of the re-poll after which the form was written; `alone` marks a form
    that adds up nothing but the stations of that re-poll. `index` is its entry of the log, 0 when it is in none.
    """

    region: RegionCode
    contest: str
    round: int = 1
    alone: bool = False
    columns: Mapping[Place, Numbers] = {}
    total: Numbers = {}
    index: int = 0

    @property
    def level(self) -> RecapLevel:
        """Whose plenary writes it; the annex of a ward belongs to the district's form."""
        return LEVELS[level_of(self.region)]

    @cached_property
    def regions(self) -> frozenset[Place]:
        """Every region inside which it says something of a place."""
        return frozenset(over(place for place, said in self.columns.items() if said))

    def stated(self, place: Place) -> Numbers:
        """What the form says of a place: its column, the total for the region; nothing where it is silent."""
        return self.total if place == self.region else self.columns.get(place, {})

    def places(self) -> tuple[Place, ...]:
        """The places of which it says something, in the order of their codes, the region last."""
        named = sorted(place for place, numbers in self.columns.items() if numbers)
        return (*named, self.region) if self.total else tuple(named)

    def with_column(self, place: Place, numbers: Numbers, options: tuple[int, ...]) -> "Recap":
        """The form with one more column, as it was just read aloud; the region itself stands for the total.

        What was read of that place before is replaced. Raises Rejected as `checked` does.
        """
        if place.replace(".", "") == self.region.replace(".", ""):
            return checked(replace(self, total=dict(numbers)), options)
        columns = {**self.columns, inside(place, self.region, msg("kolom")): dict(numbers)}
        return checked(replace(self, columns=columns), options)


def checked(recap: Recap, options: tuple[int, ...]) -> Recap:
    """The same form, when its places lie in its region and its numbers are of known fields and 0..MOST.

    `options` are the ballot numbers of the contest. Raises Rejected for the first thing that is wrong.
    """
    known = fields_of(options)
    if recap.alone and recap.round == 1:
        raise Rejected(msg("putaran"), msg("putaran pemungutan suara ulang, dari 2"), recap.round, code="round")
    for place in recap.columns:
        if inside(place, recap.region, msg("kolom")) != place:
            raise Rejected(msg("kolom"), inside(place, recap.region, msg("kolom")), place, code="place")
    for place, numbers in (*recap.columns.items(), (recap.region, recap.total)):
        for field, number in numbers.items():
            if field not in known:
                raise Rejected(
                    place, msg("isian formulir seperti %(fields)s", fields=examples(options)), field, "field"
                )
            if not 0 <= number <= MOST:
                where = msg("%(place)s, isian %(field)s", place=place, field=field)
                raise Rejected(where, msg("bilangan bulat, paling sedikit 0"), number, code="integer")
    return recap


def inside(place: Place, region: RegionCode, where: Message | str) -> Place:
    """The place of a column as it is written everywhere, when it lies in the region. Raises Rejected."""
    digits = "".join(one for one in place if one.isdigit())
    found = station_id(place, where) if len(digits) == 13 else region_code(place, where)
    holder = ward_of(StationId(found)) if is_station(found) else RegionCode(found)
    if not within(holder, region) or found == region:
        raise Rejected(where, msg("wilayah atau TPS di dalam %(region)s", region=region), place, code="outside")
    return found


def fields_of(options: tuple[int, ...]) -> tuple[str, ...]:
    """Every field of the form with these ballot numbers, in its order; men and women beside the total."""
    return tuple(name for field in forms().form.fields for name in field.names(options))


def above(place: Place) -> RegionCode | None:
    """The region that a place is added up into: a ward for a station; None for a province."""
    return ward_of(StationId(place)) if is_station(place) else parent_of(RegionCode(place))


def over(places: Iterable[Place]) -> set[Place]:
    """Every region above one of the places."""
    found: set[Place] = set()
    for place in places:
        one = above(place)
        while one is not None and one not in found:
            found.add(one)
            one = above(one)
    return found


def depth(place: Place) -> int:
    """1 for a province ... 4 for a ward, 5 for a station."""
    return len(Level) + 1 if is_station(place) else level_of(RegionCode(place))


def lies_in(place: Place, region: Place) -> bool:
    """Whether a place is the region or lies inside it; a station has nothing but itself inside."""
    if place == region or is_station(region):
        return place == region
    return within(ward_of(StationId(place)) if is_station(place) else RegionCode(place), RegionCode(region))


def district_over(place: Place) -> RegionCode | None:
    """The district in which a station, a ward or the district itself lies; None for anything higher."""
    if is_station(place):
        return district_of(StationId(place))
    parts = place.split(".")
    return RegionCode(".".join(parts[:3])) if len(parts) >= Level.DISTRICT else None


def examples(options: tuple[int, ...]) -> str:
    """Fields as an error names them."""
    return ", ".join([*(f"votes_{number}" for number in options), "valid_total", INVALID])
