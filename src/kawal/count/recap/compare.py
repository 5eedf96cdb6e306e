"""Every number of the forms of a round against the sum of what it adds up: what differs, and what is missing.

A number of a column is asked against the columns of the same form that lie inside it (RECAP_SUM: the total against
its columns, a ward's column against its stations in the annex). Where the form has not all of these it is asked
against the nearest form below: the total of that region's own form, or the sum of the stations' forms
(RECAP_CHAIN). So a difference shows where it arises, and not again on each level above. What is missing is not
asked: silence is not nil.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from kawal.count.recap.forms import Numbers, Place, Recap
from kawal.count.recap.ladder import Ladder
from kawal.kernel.codes import RegionCode, is_station

Check = Literal["RECAP_SUM", "RECAP_CHAIN"]


class Cell(msgspec.Struct, frozen=True):
    """One number that is not the sum of what it adds up: its row `field` and column `place` on the form of `form`."""

    what: Check
    form: RegionCode
    place: Place
    field: str
    expected: int
    got: int

    @property
    def delta(self) -> int:
        """Votes on the form above what was added up; negative where it has fewer."""
        return self.got - self.expected


class Coverage(msgspec.Struct, frozen=True):
    """How much of what a column adds up is known: `known` of `of` places below; `unasked` are its rows that could not
    be compared, because some place below, of `missing` or with a form half read, does not have them.
    """

    form: RegionCode
    place: Place
    known: int
    of: int
    missing: tuple[Place, ...]
    unasked: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every row was compared."""
        return not self.unasked


class Column(msgspec.Struct, frozen=True):
    """A column of a form as compared: what was added up, where it is known, what stands there, and what differs."""

    form: Recap
    place: Place
    expected: Numbers
    got: Numbers
    cells: tuple[Cell, ...]
    coverage: Coverage
    stations: int


def compare(ladder: Ladder, before: Iterable[Column] = ()) -> tuple[Column, ...]:
    """Every column of the forms of the ladder's round, in the order of regions and places, the total last.

    `before` are the columns of the ladder that this one comes after: those of places that are not touched are kept.
    """
    kept = {(one.form.region, one.place): one for one in before if one.place not in ladder.touched}
    forms = [form for form in ladder.forms.values() if form.round == ladder.round]
    return tuple(
        kept.get((form.region, place)) or _column(ladder, form, place)
        for form in sorted(forms, key=lambda one: one.region)
        for place in form.places()
    )


def _column(ladder: Ladder, form: Recap, place: Place) -> Column:
    got = form.stated(place)
    inside: Numbers = ladder.inside(form, place)
    outside: Numbers = {}
    if place != form.region:
        outside = ladder.below(place)
    elif place not in form.regions:  # a total without any column of its form is asked against the forms below
        outside = ladder.beneath(place)
    expected = {**outside, **inside}
    cells = tuple(
        Cell("RECAP_SUM" if field in inside else "RECAP_CHAIN", form.region, place, field, expected[field], number)
        for field, number in got.items()
        if field in expected and expected[field] != number
    )
    unasked = tuple(field for field in got if field not in expected)
    stations = max(1, ladder.tree.stations_in[place])
    return Column(form, place, expected, got, cells, _coverage(ladder, form, place, unasked), stations)


def _coverage(ladder: Ladder, form: Recap, place: Place, unasked: tuple[str, ...]) -> Coverage:
    children = (place,) if is_station(place) else ladder.tree.children.get(place, ())
    missing: tuple[Place, ...] = ()
    if unasked and place in form.regions:
        missing = tuple(one for one in children if not ladder.said(form, one))
    elif unasked:
        missing = tuple(one for one in children if not ladder.below(one))
    return Coverage(form.region, place, len(children) - len(missing), len(children), missing, unasked)
