"""What each form adds up, in one round of a contest: the ladder from the stations to the plenaries.

Re-poll rounds replace only the stations that they name: where a station is named by round 2, its form of round 1
counts for nothing in the forms of round 2, and until its new form is known the station is missing.
"""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from kawal.count.recap.forms import Numbers, Place, Recap, over
from kawal.count.recap.tree import Tree
from kawal.kernel.codes import RegionCode, StationId, is_station

Readings = Mapping[StationId, Numbers]
"""The numbers that hold of each station's form; one that is absent is not known."""
Key = tuple[int, bool]
"""Which ladder of a contest: its round, and whether it adds up the stations of that round alone."""
UNKNOWN: Numbers = {}


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

    def rounds(self) -> tuple[Key, ...]:
        """Those that have forms of the recapitulation, the first before."""
        return tuple(sorted({(one.round, one.alone) for one in self.recaps if one.contest == self.contest}))

    def ladders(self) -> tuple["Ladder", ...]:
        """One ladder for each of these."""
        return tuple(self.ladder(round_, alone=alone) for round_, alone in self.rounds())

    def numbers(self, round_: int = 1, *, alone: bool = False) -> Mapping[StationId, Numbers]:
        """The form of each station as it stands after a round; for `alone` only those of the stations it names."""
        needed = self._needed(round_)
        stations = set(self.named(round_)) if alone else set(self.stations).union(*self.readings.values())
        return {one: self.readings.get(needed.get(one, 1), {}).get(one, UNKNOWN) for one in stations}

    def ladder(self, round_: int = 1, *, alone: bool = False, before: "Ladder | None" = None) -> "Ladder":
        """What the forms of a round add up: for `alone` the stations of that round only, else all of them as they
        stand after it. Of a region's forms that are fresh enough the latest counts, of equally late ones the last
        given. `before` is the same ladder as it was when less was known.
        """
        needed = self._needed(round_)
        held: dict[Place, int] = dict(needed.items())
        for station, one in needed.items():
            for region in over([station]):
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
        return Ladder(round_, self.numbers(round_, alone=alone), forms, held, before)

    def _needed(self, round_: int) -> dict[StationId, int]:
        """Of which round the form of a station must be after a round; 1 for those that are not in it."""
        return {station: one for one in range(2, round_ + 1) for station in self.named(one)}


class Ladder:
    """The numbers of the stations and the forms above them; `round` is the one whose forms are asked, `held` the
    round of the newest form that each place must have (places that no re-poll touched are not in it: 1).

    `touched` are the places of which another ladder, `before` (by default an empty one), says something else: its
    stations and forms that are others, and every region over these. Of all other places it says the same.
    """

    def __init__(
        self,
        round_: int,
        numbers: Mapping[StationId, Numbers],
        forms: Mapping[RegionCode, Recap],
        held: Mapping[Place, int],
        before: "Ladder | None" = None,
    ) -> None:
        self.round, self.numbers, self.forms, self.held = round_, numbers, forms, held
        self.tree: Tree = Tree.of(numbers, forms.values(), before.tree if before else None)
        self.touched = _differing(before, self) if before else frozenset()
        self._below: dict[Place, Numbers] = {
            place: said for place, said in (before._below if before else {}).items() if place not in self.touched
        }

    def inside(self, form: Recap, place: Place) -> Numbers:
        """The sum of what the form itself says of all that lies directly below a place."""
        return added([self.said(form, one) for one in self.tree.children[place]]) if place in form.regions else {}

    def said(self, form: Recap, place: Place) -> Numbers:
        """What a form says of a place: its column; where it has none, the sum of the columns inside it."""
        return {**self.inside(form, place), **form.stated(place)}

    def beneath(self, place: Place) -> Numbers:
        """The sum of what is known of all that lies directly below a region."""
        return added([self.below(one) for one in self.tree.children.get(place, ())])

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


def _differing(old: Ladder, new: Ladder) -> frozenset[Place]:
    """The places of which two ladders do not hold the very same form, and every region over these."""
    places: set[Place] = {
        one for one in {**old.numbers, **new.numbers} if old.numbers.get(one) is not new.numbers.get(one)
    }
    for region in {**old.forms, **new.forms}:
        pair = old.forms.get(region), new.forms.get(region)
        if pair[0] is not pair[1]:
            places.update(place for form in pair if form for place in (form.region, *form.columns))
    return frozenset(places | over(places))
