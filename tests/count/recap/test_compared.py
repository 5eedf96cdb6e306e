"""A comparison that goes on from another one is the comparison anew, whatever has changed in between."""

import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kawal.count.recap.compare import compare
from kawal.count.recap.diff import Compared, Correction, compared, recap_diff
from kawal.count.recap.forms import Numbers, Recap
from kawal.count.recap.ladder import Count
from kawal.kernel.codes import RegionCode, StationId, district_of
from tests.count.recap.towns import (
    CITY,
    CONTEST,
    DISTRICTS,
    FIELDS,
    OPTIONS,
    WARDS,
    changed,
    city,
    counted,
    form,
    recapitulate,
    written,
)

STATIONS = tuple(city(per_ward=2))
EMPTY = RegionCode("63.71.01.1009")
"""A ward that no station of the contest lies in."""


class Town:
    """A contest to which all sorts of things happen by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311  repeatable
        self.readings: dict[int, dict[StationId, Numbers]] = {1: {**city(per_ward=2)}}
        self.recaps: dict[tuple[str, int, bool], Recap] = {}
        self.repolls: dict[int, frozenset[StationId]] = {}
        self.corrections: list[Correction] = []
        self.acts: tuple[Callable[[], None], ...] = (
            self.read,
            self.read_the_same,
            self.lost,
            self.ordered,
            self.withdrawn,
            self.written,
            self.written,
            self.heard,
            self.dropped,
            self.corrected,
            self.uncorrected,
        )

    @property
    def count(self) -> Count:
        return Count(
            contest=CONTEST,
            options=OPTIONS,
            readings={number: {**forms} for number, forms in self.readings.items()},
            recaps=tuple(self.recaps.values()),
            stations=STATIONS,
            repolls=self.repolls,
        )

    def read(self) -> None:
        """A form of a round comes in, perhaps half read."""
        said = form(*(self.chance.randint(0, 99) for _ in range(4)))
        if self.chance.random() < 0.3:
            del said[self.chance.choice(FIELDS)]
        self.readings[self.a_round()][self.a_station()] = said

    def read_the_same(self) -> None:
        number, station = self.a_round(), self.a_station()
        if station in self.readings[number]:
            self.readings[number][station] = {**self.readings[number][station]}

    def lost(self) -> None:
        self.readings[self.a_round()].pop(self.a_station(), None)

    def ordered(self) -> None:
        if len(self.repolls) < 2:
            number = 2 + len(self.repolls)
            self.repolls[number] = frozenset(self.chance.sample(STATIONS, 2))
            self.readings[number] = {}

    def withdrawn(self) -> None:
        if self.repolls:
            number = max(self.repolls)
            del self.repolls[number], self.readings[number]

    def written(self) -> None:
        """A form as it follows from the stations, with or without an annex, one number of it perhaps another."""
        region = self.chance.choice((*DISTRICTS, CITY, WARDS[0]))
        [recap] = recapitulate(self.count, [region], self.a_round())
        if self.chance.random() < 0.5:
            columns = {place: said for place, said in recap.columns.items() if self.chance.random() < 0.8}
            recap = replace(recap, columns=columns, alone=recap.round > 1 and self.chance.random() < 0.3)
        if recap.columns and self.chance.random() < 0.7:
            place = self.chance.choice([*recap.columns])
            [recap] = changed(counted({}, recap), region, place, votes_1=self.chance.randint(-2, 2)).recaps
        self.put(recap)

    def heard(self) -> None:
        """One column is read aloud, also of a ward that no station lies in."""
        region = self.chance.choice(DISTRICTS)
        place = self.chance.choice((*(ward for ward in (*WARDS, EMPTY) if ward.startswith(region)), region))
        held = self.recaps.get((region, 1, False), Recap(region=region, contest=CONTEST))
        self.put(held.with_column(place, {"votes_1": self.chance.randint(0, 400)}, OPTIONS))

    def dropped(self) -> None:
        if self.recaps:
            del self.recaps[self.chance.choice([*self.recaps])]

    def corrected(self) -> None:
        place = self.chance.choice((*STATIONS, *WARDS, *DISTRICTS))
        changes = {"votes_1": self.chance.randint(-2, 2)} if self.chance.random() < 0.7 else {}
        self.corrections.append(
            Correction(entry=len(self.corrections) + 1, place=place, contest=CONTEST, changes=changes)
        )

    def uncorrected(self) -> None:
        self.corrections = self.corrections[:-1]

    def put(self, recap: Recap) -> None:
        self.recaps[recap.region, recap.round, recap.alone] = recap

    def a_round(self) -> int:
        return self.chance.choice([*self.readings])

    def a_station(self) -> StationId:
        return self.chance.choice(STATIONS)


@given(acts=st.lists(st.integers(0, 10), min_size=1, max_size=25), seed=st.integers())
def test_going_on_from_what_was_compared_is_comparing_anew(acts: list[int], seed: int) -> None:
    town = Town(seed)
    before: Compared | None = None
    for number in acts:
        town.acts[number]()
        count, records = town.count, tuple(town.corrections)
        before = compared(count, records, before)
        assert before.diff == recap_diff(count, records)
        assert [columns for _ladder, columns in before.steps.values()] == [compare(one) for one in count.ladders()]


def test_only_columns_over_a_form_that_changed_are_compared_again() -> None:
    """One station: its column, those of its ward and district, and the two totals; all others are the same values."""
    count = written(city(), annex=True)
    before = compared(count)
    station = next(iter(count.readings[1]))
    readings = {**count.readings[1], station: form(1, 2, 3, 4)}
    after = compared(replace(count, readings={1: readings}), (), before)
    pairs = [
        (old, new)
        for key, (_ladder, columns) in before.steps.items()
        for old, new in zip(columns, after.steps[key][1], strict=True)
    ]
    others = [new.place for old, new in pairs if old is not new]
    district = district_of(station)
    assert sorted(others) == sorted([station, WARDS[0], district, district, CITY]), "a total and the city's column"
    assert compared(count, (), before) is before
