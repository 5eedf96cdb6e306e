"""The recapitulation of a contest against what it adds up: what differs, its class, its effect, its reason.

Pure: a `Count` in, a `RecapDiff` out. A difference of one vote is shown. A correction that was written down
(C.KEJADIAN KHUSUS, D.KEJADIAN KHUSUS) is linked to what it explains and stays visible.
"""

from collections.abc import Iterable, Mapping

import msgspec

from kawal.count.model import FindingKey
from kawal.count.recap.compare import Cell, Check, Column, Coverage, compare
from kawal.count.recap.forms import INVALID, Numbers, Place, lies_in
from kawal.count.recap.ladder import Count, Key, Ladder
from kawal.count.recap.outcome import Effect, Standing, effect, standing
from kawal.count.recap.shifts import Shift, change
from kawal.jurisdiction.forms import votes_of
from kawal.kernel.codes import RegionCode


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A record of C/D.KEJADIAN KHUSUS that corrects the numbers of a place: `entry` is its entry of the log.

    `changes` are votes by field, the corrected number less the one before. A record without numbers explains whatever
    differs in the column of its place, and is only linked to the columns that this place is added up in.
    """

    entry: int
    place: Place
    contest: str
    round: int = 1
    changes: Mapping[str, int] = {}


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A column that is not the sum of what it adds up.

    `form` is the region whose form it stands on, `place` its column, equal to `form` for the total. `kind` is ""
    where no class can be told: not all votes and invalid votes are known on both sides, or several other rows
    differ and no vote does. `deltas` are by field, of votes and invalid votes that are known on both sides, in
    their order; `moved` as in `shifts.Change`. `explained_by` are the corrections linked to it, `open` what they
    leave of the cells' deltas; `effect` is that of `open`. `entries` are the compared forms in the log.
    """

    what: Check
    form: RegionCode
    place: Place
    contest: str
    round: int
    cells: tuple[Cell, ...]
    kind: Shift | str
    deltas: Mapping[str, int]
    moved: int
    effect: Effect
    explained_by: tuple[int, ...]
    open: Mapping[str, int]
    entries: tuple[int, ...]

    @property
    def key(self) -> FindingKey:
        """Which column of which form it is, whatever its numbers."""
        return FindingKey(place=self.place, contest=self.contest, round=self.round, form=self.form)

    @property
    def explained(self) -> bool:
        """Whether corrections account for every vote of it."""
        return not self.open


class RecapDiff(msgspec.Struct, frozen=True, kw_only=True):
    """The differences of a contest, those that could change the outcome most first, explained ones last.

    `asked` is how many numbers were compared, `coverage` the columns in which some could not be; `stands` is the
    standing that the effects are measured by, None while too little is known. `compared` is every column that was, by
    its round, form and place.
    """

    contest: str
    options: tuple[int, ...]
    stands: Standing | None
    differences: tuple[Difference, ...]
    coverage: tuple[Coverage, ...]
    asked: int
    compared: tuple[tuple[int, RegionCode, Place], ...]


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison with all that it follows from: the next one goes on from it. `steps` are the ladders with their
    columns."""

    count: Count
    corrections: tuple[Correction, ...]
    steps: Mapping[Key, tuple[Ladder, tuple[Column, ...]]]
    diff: RecapDiff


def recap_diff(count: Count, corrections: Iterable[Correction] = ()) -> RecapDiff:
    """Compare every form of the recapitulation, of every round, with what it adds up.

    Numbers that are missing on either side are said in `coverage`, never taken as zero.
    """
    return compared(count, corrections).diff


def compared(count: Count, corrections: Iterable[Correction] = (), before: Compared | None = None) -> Compared:
    """The same, going on from another comparison of the contest: what is said of the places whose forms are still the
    very same values is kept, whatever else has changed."""
    records = tuple(one for one in corrections if one.contest == count.contest)
    if before is not None and (count, records) == (before.count, before.corrections):
        return before
    steps = {}
    for round_, alone in count.rounds():
        old, columns = before.steps.get((round_, alone), (None, ())) if before else (None, ())
        ladder = count.ladder(round_, alone=alone, before=old)
        steps[round_, alone] = ladder, compare(ladder, columns)
    return Compared(count=count, corrections=records, steps=steps, diff=_diff(count, records, steps.values()))


def _diff(
    count: Count, records: tuple[Correction, ...], steps: Iterable[tuple[Ladder, tuple[Column, ...]]]
) -> RecapDiff:
    stands = standing_of(count)
    differences: list[Difference] = []
    coverage: list[Coverage] = []
    asked, places = 0, []
    for ladder, columns in steps:
        for column in columns:
            asked += len(column.got) - len(column.coverage.unasked)
            places.append((ladder.round, column.form.region, column.place))
            if not column.coverage.complete:
                coverage.append(column.coverage)
            if column.cells:
                differences.append(_difference(column, count.options, stands, records, ladder))
    return RecapDiff(
        contest=count.contest,
        options=count.options,
        stands=stands,
        differences=tuple(sorted(differences, key=_urgency)),
        coverage=tuple(coverage),
        asked=asked,
        compared=tuple(places),
    )


def standing_of(count: Count) -> Standing | None:
    """The standing by the stations' forms after the last round; None while an option has no votes anywhere."""
    numbers = count.numbers(max([1, *count.readings, *count.repolls])).values()
    votes = {
        option: sum(given)
        for option in count.options
        for name in [votes_of(option)]
        if (given := [one[name] for one in numbers if name in one])
    }
    return standing(votes) if len(votes) == len(count.options) else None


def kind_of(expected: Numbers, got: Numbers, options: tuple[int, ...], stations: int) -> tuple[Shift | str, int]:
    """The class of a column's difference and the votes moved; ("", 0) where it cannot be told.

    `expected` is what was added up of this many stations, `got` what stands there; of the rows known on both sides at
    least one differs.
    """
    fields = [*(votes_of(option) for option in options), INVALID]
    differing = [field for field in got if field in expected and expected[field] != got[field]]
    if not any(field in fields for field in differing):
        fields = differing  # one other row is classed by itself; several of them have no common sum
        if len(fields) > 1:
            return "", 0
    elif not all(field in expected and field in got for field in fields):
        return "", 0
    found = change([expected[field] for field in fields], [got[field] for field in fields], stations)
    return found.kind, found.moved


def _difference(
    column: Column, options: tuple[int, ...], stands: Standing | None, records: tuple[Correction, ...], ladder: Ladder
) -> Difference:
    form, place = column.form, column.place
    fields = (*(votes_of(option) for option in options), INVALID)
    known = [field for field in fields if field in column.expected and field in column.got]
    kind, moved = kind_of(column.expected, column.got, options, column.stations)
    lower = ladder.forms.get(RegionCode(place)) if place != form.region else None
    from_stations = lower is None and all(cell.what == "RECAP_CHAIN" for cell in column.cells)
    linked = [
        one
        for one in records
        if (lies_in(one.place, place) if from_stations else one.place == place)
        and ladder.held.get(one.place, 1) <= one.round <= form.round
    ]
    open_ = _unexplained(column, linked)
    return Difference(
        what=column.cells[0].what,
        form=form.region,
        place=place,
        contest=form.contest,
        round=form.round,
        cells=column.cells,
        kind=kind,
        deltas={field: column.got[field] - column.expected[field] for field in known},
        moved=moved,
        effect=effect({option: open_.get(votes_of(option), 0) for option in options}, stands),
        explained_by=tuple(one.entry for one in linked),
        open=open_,
        entries=tuple(one.index for one in (form, lower) if one is not None and one.index),
    )


def _unexplained(column: Column, linked: Iterable[Correction]) -> Mapping[str, int]:
    """What the corrections leave of each cell's delta."""
    left = {cell.field: cell.delta for cell in column.cells}
    for one in linked:
        if not one.changes and one.place == column.place:
            return {}
        left = {field: delta - one.changes.get(field, 0) for field, delta in left.items()}
    return {field: delta for field, delta in left.items() if delta}


def _urgency(found: Difference) -> tuple[object, ...]:
    decides, share, votes = found.effect.rank
    size = sum(abs(delta) for delta in found.open.values())
    return found.explained, not decides, -share, -votes, -size, found.round, found.form, found.place
