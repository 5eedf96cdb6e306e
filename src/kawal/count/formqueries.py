"""Named reads of one form with all that is known of it."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.consensus import agree, in_force
from kawal.count.events import Because
from kawal.count.formrows import current_round, decisions_of, readings_of
from kawal.count.model import ContestKind, Decided, FieldState, Reading
from kawal.count.queue import Waiting, waiting_of
from kawal.count.tables import DECISION, ENDED, FINDING, READING, ROUND, ROUND_GONE
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import StationId


class Ruling(msgspec.Struct, frozen=True):
    """A decision as a page shows it."""

    index: int
    numbers: Mapping[str, int | None]
    because: Because
    actor: str
    at_ms: int


class FormView(msgspec.Struct, frozen=True):
    """One form with all that is known of it; `superseded` are readings that a newer copy of their source replaced."""

    station: StationId
    contest: ContestKind
    round: int
    current: bool
    states: tuple[FieldState, ...]
    readings: tuple[Reading, ...]
    superseded: tuple[Reading, ...]
    actors: Mapping[int, str]
    rulings: tuple[Ruling, ...]
    findings: tuple[Waiting, ...]

    @property
    def newest(self) -> int:
        """The newest entry about it."""
        return max(
            (*(one.index for one in (*self.readings, *self.superseded)), *(one.index for one in self.rulings)),
            default=0,
        )


def form_view(connection: Connection, station: StationId, kind: ContestKind, round_: int | None = None) -> FormView:
    """One form of a station, by default that of its current round; empty when nothing has come in."""
    current = current_round(connection, station, kind)
    wanted = current if round_ is None else round_
    every = readings_of(connection, station, kind, wanted)
    readings = in_force(every)
    kept = {(one.index, one.station) for one in readings}
    decided = decisions_of(connection, station, kind, wanted)
    here = (FINDING.c.station == station, FINDING.c.contest == kind, FINDING.c.round == wanted)
    order = (FINDING.c.severity, FINDING.c.effect.desc(), FINDING.c.what, FINDING.c.part)
    return FormView(
        station=station,
        contest=kind,
        round=wanted,
        current=wanted == current,
        states=in_form_order(agree(readings, decided)),
        readings=readings,
        superseded=tuple(one for one in every if (one.index, one.station) not in kept),
        actors=_actors(connection, station, kind),
        rulings=_rulings(connection, station, kind, wanted, decided),
        findings=tuple(waiting_of(row) for row in connection.execute(select(FINDING).where(*here).order_by(*order))),
    )


def rounds_of(connection: Connection, station: StationId, kind: ContestKind) -> tuple[int, ...]:
    """The rounds of a station, the first always."""
    ordered = select(ROUND.c.round).where(ROUND.c.station == station, ROUND.c.contest == kind)
    return tuple(sorted({1, *connection.scalars(ordered)}))


def round_kinds(connection: Connection, station: StationId, kind: ContestKind) -> Mapping[int, tuple[str, int]]:
    """What each later round of a station is, and the entry that ordered it."""
    statement = select(ROUND).where(ROUND.c.station == station, ROUND.c.contest == kind)
    return {row.round: (row.kind, row.position) for row in connection.execute(statement)}


def in_order(numbers: Mapping[str, int], options: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
    """The numbers of a reading in the order of the form; those that it does not have last."""
    names = [name for field in forms().form.fields for name in field.names(options)]
    known = dict.fromkeys([*(name for name in names if name in numbers), *numbers])
    return tuple((name, numbers[name]) for name in known)


def in_form_order(states: Sequence[FieldState]) -> tuple[FieldState, ...]:
    """The numbers in the order in which they stand on the form; unknown ones last."""
    options = tuple(range(1, 41))
    order = {
        name: at for at, name in enumerate(name for field in forms().form.fields for name in field.names(options))
    }
    return tuple(sorted(states, key=lambda one: order.get(one.name, len(order))))


def _actors(connection: Connection, station: str, kind: str) -> dict[int, str]:
    statement = select(READING.c.position, READING.c.actor).where(
        READING.c.station == station, READING.c.contest == kind
    )
    return {row.position: row.actor for row in connection.execute(statement)}


def _rulings(
    connection: Connection, station: str, kind: str, round_: int, decided: Sequence[Decided]
) -> tuple[Ruling, ...]:
    numbers = {one.index: one.numbers for one in decided}
    here = (DECISION.c.station == station, DECISION.c.contest == kind, DECISION.c.round == round_)
    return tuple(
        Ruling(row.position, numbers[row.position], row.because, row.actor, row.at_ms)
        for row in connection.execute(select(DECISION).where(*here).order_by(DECISION.c.position))
    )


def stations_since(connection: Connection, size: int) -> frozenset[str]:
    """The stations whose forms an entry from `size` on may have changed, with everything that follows from them."""
    asked = [
        select(table.c.station).where(table.c.position >= size)
        for table in (READING, DECISION, ENDED, ROUND, ROUND_GONE)
    ]
    return frozenset(one for statement in asked for one in connection.scalars(statement))


def assurances(connection: Connection, entries: Sequence[int], station: str = "") -> dict[int, str]:
    """How sure the author is of each of these entries that is a reading, at any station or at one."""
    found: dict[int, str] = {}
    statement = select(READING.c.position, READING.c.assurance).distinct()
    if station:
        statement = statement.where(READING.c.station == station)
    for start in range(0, len(entries), 500):
        rows = connection.execute(statement.where(READING.c.position.in_(entries[start : start + 500])))
        found |= {row.position: row.assurance for row in rows}
    return found


def endings_of(connection: Connection, station: str, kind: str) -> tuple[tuple[int, str, str, str, int], ...]:
    """What became of findings of a form: entry, what, outcome, actor, when (ms)."""
    statement = select(ENDED).where(ENDED.c.station == station, ENDED.c.contest == kind).order_by(ENDED.c.position)
    return tuple((row.position, row.what, row.outcome, row.actor, row.at_ms) for row in connection.execute(statement))
