"""One form as its page shows it: a column for each reading, a row for each number, every identity with its arithmetic
(pure)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from kawal.count.arithmetic import FAILS, RELATIONS, written
from kawal.count.consensus import by_source
from kawal.count.formqueries import FormView, Ruling
from kawal.count.model import FieldState, Reading, Source
from kawal.count.names import field_name, finding_title, identity_title
from kawal.count.oneform import Check, check_form
from kawal.jurisdiction.forms import SEVERITIES, TALLY, WORDS, Identity, Severity, forms
from kawal.kernel.codes import is_special
from kawal.kernel.language import Language

FEW = 14
"""With more rows than this, parts of the form on which all agree are folded."""
ALWAYS = ("votes", "totals")
Ending = tuple[int, str, str, str, int]
"""As `queries.endings_of` gives it: entry, what, outcome, actor, when (ms)."""


class Cell(msgspec.Struct, frozen=True):
    """What one reading says of one number; `off` is how far that is from what holds, None where there is nothing to
    compare."""

    value: int | None
    off: int | None


class Row(msgspec.Struct, frozen=True):
    """One number of the form; `asked` when it is to be decided."""

    field: FieldState
    title: str
    cells: tuple[Cell, ...]
    asked: bool


class Part(msgspec.Struct, frozen=True):
    """A part of the form; `folded` when all agree in it and the page is long."""

    title: str
    rows: tuple[Row, ...]
    folded: bool


class Sum(msgspec.Struct, frozen=True):
    """An identity on this form: what it says with the numbers in it, whether it holds (None: cannot be asked), and
    the sources whose own copy fails it."""

    title: str
    severity: Severity
    text: str
    holds: bool | None
    difference: int
    failing: tuple[Source, ...]
    hook: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to the form: a reading, a decision, or the ending of a finding."""

    index: int
    kind: Literal["reading", "ruling", "ending"]
    reading: Reading | None = None
    replaced: bool = False
    ruling: Ruling | None = None
    ending: Ending | None = None


def history_of(view: FormView, endings: Iterable[Ending]) -> tuple[Step, ...]:
    """All that happened to the form, in the order of the log."""
    steps = [
        *(Step(index=one.index, kind="reading", reading=one) for one in view.readings),
        *(Step(index=one.index, kind="reading", reading=one, replaced=True) for one in view.superseded),
        *(Step(index=one.index, kind="ruling", ruling=one) for one in view.rulings),
        *(Step(index=one[0], kind="ending", ending=one) for one in endings),
    ]
    return tuple(sorted(steps, key=lambda one: one.index))


def parts_of(
    view: FormView, options: tuple[int, ...], told: Language, *, every: bool = False, unfold: bool = False
) -> tuple[Part, ...]:
    """The parts of the form that somebody has read, in the order of the paper; `every` number is asked, or only those
    that need it."""
    asked = {one.name for one in view.states} if every else to_decide(view, options)
    rows: dict[str, list[Row]] = {}
    for state in view.states:
        rows.setdefault(_part_of(state.name, options), []).append(
            _row(state, view.readings, told, state.name in asked)
        )
    titles = {group.id: f"{group.part} {group.title.say(told)}" for group in forms().form.groups}
    is_long = len(view.states) > FEW and not unfold and not every
    return tuple(
        Part(title, tuple(rows[code]), is_long and code not in ALWAYS and not any(map(_needs_a_look, rows[code])))
        for code, title in (*titles.items(), ("", told.text("Lainnya")))
        if code in rows
    )


def to_decide(view: FormView, options: tuple[int, ...]) -> frozenset[str]:
    """The numbers on which readings differ; where none do, those of the identities that fail and that nobody has
    looked at."""
    differing = frozenset(one.name for one in view.states if one.state == "differing")
    waiting = {(one.finding.what, one.finding.part) for one in view.findings if not one.ended}
    if differing or not waiting:
        return differing
    known = {one.name for one in view.states}
    named: set[str] = set()
    for identity in forms().of_form():
        for part, compared in identity.parts(options):
            if (identity.id, part) in waiting:
                named |= set(compared.fields)
    if "votes" in named:
        named |= {name for name in known if name.startswith("votes_") and not name.endswith((WORDS, TALLY))}
    return frozenset(known & named)


def sums_of(view: FormView, options: tuple[int, ...], told: Language) -> tuple[Sum, ...]:
    """Every identity on the numbers that hold: first those that fail, the gravest first, then those that hold, then
    those that cannot be asked."""
    special = is_special(view.station)
    identities = forms().of_form()
    held = {one.name: one.value for one in view.states}
    failing: dict[tuple[str, str], list[Source]] = {}
    for source, numbers in by_source(view.readings).items():
        for check in check_form(numbers, options, identities, special=special, round_=view.round):
            if check.holds is False:
                failing.setdefault((check.identity, check.part), []).append(source)
    sums = [
        _sum(check, identity, held, options, tuple(failing.get((check.identity, check.part), ())), told)
        for check in check_form(held, options, identities, special=special, round_=view.round)
        for identity in (forms().identity(check.identity),)
    ]
    order = {False: 0, True: 1, None: 2}
    return tuple(sorted(sums, key=lambda one: (order[one.holds], SEVERITIES.index(one.severity))))


def held_before(views: Iterable[FormView]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """What earlier rounds gave for each number, as the round and the figure: a later round replaced it."""
    held: dict[str, tuple[tuple[int, int], ...]] = {}
    for view in views:
        for one in view.states:
            if one.value is not None:
                held[one.name] = (*held.get(one.name, ()), (view.round, one.value))
    return held


def _row(state: FieldState, readings: Sequence[Reading], told: Language, asked: bool) -> Row:
    cells = [_cell(one.numbers.get(state.name), state.value) for one in readings]
    return Row(state, field_name(state.name, told), tuple(cells), asked)


def _cell(value: int | None, held: int | None) -> Cell:
    return Cell(value, None if value is None or held is None or value == held else value - held)


def _needs_a_look(row: Row) -> bool:
    return row.asked or row.field.state in ("differing", "decided") or any(cell.off for cell in row.cells)


def _part_of(name: str, options: tuple[int, ...]) -> str:
    base = name.removesuffix(WORDS).removesuffix(TALLY)
    for group in forms().form.groups:
        if any(base in field.names(options) for field in group.fields):
            return group.id
    return ""


def _sum(
    check: Check,
    identity: Identity,
    held: dict[str, int | None],
    options: tuple[int, ...],
    failing: tuple[Source, ...],
    told: Language,
) -> Sum:
    compared = next(compared for part, compared in identity.parts(options) if part == check.part)
    left, right = (written(one, held, options, told.integer) for one in (compared.left, compared.right))
    sign = (FAILS if check.holds is False else RELATIONS)[compared.relation]
    return Sum(
        (finding_title if check.holds is False else identity_title)(check.identity, check.part, told),
        identity.severity,
        f"{left} {sign} {right}",
        check.holds,
        check.difference,
        failing,
        identity.hook,
    )
