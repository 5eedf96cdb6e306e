"""What each form adds up, in one round of a contest: the ladder from the stations to the plenaries.

Re-poll rounds replace only the stations that they name: where a station is named by round 2, its form of round 1
counts for nothing in the forms of round 2, and until its new form is known the station is missing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

import msgspec

from kawal.count.recap.forms import Numbers, Place, Recap, above
from kawal.kernel.codes import RegionCode, StationId, is_station

Readings = Mapping[StationId, Mapping[str, int | None]]
"""The numbers that hold of each station's form; a number that is None or absent is not known."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A contest as far as it is known.

    `options` are the ballot numbers, `readings` are by round, `recaps` the forms of the recapitulation; `stations`
    are all that have a form in the contest (without them nobody can say what is missing), `repolls` are the
    stations that each later round names; a round that is not there names the stations that have readings in it.
    """

    contest: str
    options: tuple[int, ...]
    readings: Mapping[int, Readings]
    recaps: tuple[Recap, ...] = ()
    stations: Collection[StationId] = ()
    repolls: Mapping[int, Collection[StationId]] = {}

    def named(self, round_: int) -> Collection[StationId]:
        """The stations that a later round replaces."""
        return self.repolls.get(round_, self.readings.get(round_, {}))

    def ladders(self) -> tuple["Ladder", ...]:
        """One ladder for each round that has forms of the recapitulation, from the first round to the last."""
        wanted = sorted({(one.round, one.alone) for one in self.recaps if one.contest == self.contest})
        return tuple(self.ladder(round_, alone=alone) for round_, alone in wanted)

    def ladder(self, round_: int = 1, *, alone: bool = False) -> "Ladder":
        """What the forms of a round add up: for `alone` the stations of that round only, else all of them as they
        stand after it. Of a region's forms that are fresh enough the latest counts, of equally late ones the last
        given.
        """
        needed = {station: one for one in range(2, round_ + 1) for station in self.named(one)}
        universe = set(self.stations).union(*self.readings.values())
        if alone:
            universe = set(self.named(round_))
        numbers = {}
        for station in universe:
            said = self.readings.get(needed.get(station, 1), {}).get(station, {})
            numbers[station] = {field: number for field, number in said.items() if number is not None}
        held: dict[Place, int] = dict(needed.items())
        for station, one in needed.items():
            for region in _over([station]):
                held[region] = max(held.get(region, 1), one)
        forms: dict[RegionCode, Recap] = {}
        for recap in sorted(self.recaps, key=lambda one: one.round):
            fresh = held.get(recap.region, 1) <= recap.round <= round_
            if (
                recap.contest == self.contest
                and recap.alone == alone
                and fresh
                and (not alone or recap.round == round_)
            ):
                forms[recap.region] = recap
        return Ladder(round_, numbers, forms, held)


class Ladder:
    """The numbers of the stations and the forms above them; `round` is the one whose forms are asked, `held` the
    round of the newest form that each place must have (places that no re-poll touched are not in it: 1).
    """

    def __init__(
        self,
        round_: int,
        numbers: Mapping[StationId, Numbers],
        forms: Mapping[RegionCode, Recap],
        held: Mapping[Place, int],
    ) -> None:
        self.round, self.numbers, self.forms, self.held = round_, numbers, forms, held
        self._below: dict[Place, Numbers] = {}
        self._touched = {
            region: frozenset(_over(place for place, said in form.columns.items() if said))
            for region, form in forms.items()
        }

    @cached_property
    def children(self) -> Mapping[Place, tuple[Place, ...]]:
        """What lies directly below each region: of every station, and of every place that a form names."""
        named = {place for form in self.forms.values() for place in (form.region, *form.columns)} | {*self.numbers}
        found: dict[Place, set[Place]] = {}
        for place in named | _over(named):
            if (region := above(place)) is not None:
                found.setdefault(region, set()).add(place)
        return {region: tuple(sorted(places)) for region, places in found.items()}

    @cached_property
    def stations_in(self) -> Mapping[Place, int]:
        """How many stations each place holds."""
        found: dict[Place, int] = {}
        for place in {*self.numbers, *(p for form in self.forms.values() for p in form.columns if is_station(p))}:
            for one in (place, *_over([place])):
                found[one] = found.get(one, 0) + 1
        return found

    def has_columns(self, form: Recap, place: Place) -> bool:
        """Whether the form has a column for anything inside the place."""
        return place in self._touched[form.region]

    def inside(self, form: Recap, place: Place) -> Numbers:
        """The sum of what the form itself says of all that lies directly below a place."""
        return added([self.said(form, one) for one in self.children[place]]) if self.has_columns(form, place) else {}

    def said(self, form: Recap, place: Place) -> Numbers:
        """What a form says of a place: its column; where it has none, the sum of the columns inside it."""
        return {**self.inside(form, place), **form.stated(place)}

    def beneath(self, place: Place) -> Numbers:
        """The sum of what is known of all that lies directly below a region."""
        return added([self.below(one) for one in self.children.get(place, ())])

    def below(self, place: Place) -> Numbers:
        """What is known of a place from below: a station's form; a region's own form, else the sum beneath it."""
        if place not in self._below:
            if is_station(place):
                self._below[place] = self.numbers.get(StationId(place), {})
            else:
                form = self.forms.get(RegionCode(place))
                self._below[place] = {**self.beneath(place), **(self.said(form, place) if form else {})}
        return self._below[place]


def added(parts: Sequence[Numbers]) -> Numbers:
    """The sum of each field that every part has; a field that one of them lacks is not known."""
    if not parts:
        return {}
    return {field: sum(part[field] for part in parts) for field in parts[0] if all(field in part for part in parts)}


def recapitulate(count: Count, regions: Iterable[RegionCode], round_: int = 1) -> tuple[Recap, ...]:
    """The forms of the recapitulation of these regions as they follow from the stations' forms of a round.

    A ward or district form has a column for each station beside those of the wards. A field stands in a column only
    where all its stations have it.
    """
    bare = msgspec.structs.replace(count, recaps=())
    ladder = bare.ladder(round_)
    written = []
    for region in regions:
        places = ladder.children.get(region, ())
        if region.count(".") == 2:
            places = (*places, *(station for ward in places for station in ladder.children[ward]))
        columns = {place: ladder.below(place) for place in places if ladder.below(place)}
        written.append(
            Recap(region=region, contest=count.contest, round=round_, columns=columns, total=ladder.below(region))
        )
    return tuple(written)


def _over(places: Iterable[Place]) -> set[Place]:
    """Every region above one of the places."""
    found: set[Place] = set()
    for place in places:
        one = above(place)
        while one is not None and one not in found:
            found.add(one)
            one = above(one)
    return found
