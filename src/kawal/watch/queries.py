"""Named reads of what the desk did."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.watch.events import Outcome, Result, Step
from kawal.watch.muster.muster import Mark
from kawal.watch.tables import CALL, INCIDENT_END, INCIDENT_STEP, MUSTER, PACK, PROMISE, SHIFT, SITUATION, THING

IncidentKey = tuple[int, str, str]
"""The entry that told of an incident, its place, what happened there."""


class Call(msgspec.Struct, frozen=True):
    """A call: about which region, to whom, how it ended, when (ISO 8601, UTC)."""

    region: str
    person: str
    outcome: Outcome
    at: str

    @property
    def at_ms(self) -> int:
        """Its moment in milliseconds."""
        return int(datetime.fromisoformat(self.at).timestamp() * 1000)


def last_calls(connection: Connection) -> dict[str, tuple[Call, ...]]:
    """The calls about each region, newest first."""
    found: dict[str, list[Call]] = {}
    for row in connection.execute(select(CALL).order_by(CALL.c.position.desc())):
        found.setdefault(row.region, []).append(Call(row.region, row.person, row.outcome, row.at))
    return {region: tuple(calls) for region, calls in found.items()}


class Promise(msgspec.Struct, frozen=True):
    """Something that was promised: its entry, under which who and what are sealed, and until when (ms)."""

    id: str
    index: int
    due_ms: int


class Thing(msgspec.Struct, frozen=True):
    """Something the desk holds, as it was counted last."""

    name: str
    amount: str
    complete: bool


class Shift(msgspec.Struct, frozen=True):
    """A handover: who gave and took, when (ISO 8601, UTC); `taken` and `withdrawn` are entries, None until then."""

    number: int
    index: int
    sha256: str
    until: int
    given_by: str
    given_at: str
    taken_by: str
    taken_at: str
    taken: int | None
    withdrawn: int | None

    @property
    def waits(self) -> bool:
        """Whether it is offered and nobody signed for it yet."""
        return self.taken is None and self.withdrawn is None


def open_promises(connection: Connection) -> tuple[Promise, ...]:
    """What was promised and has not ended, the earliest first."""
    statement = select(PROMISE).where(PROMISE.c.ended.is_(None)).order_by(PROMISE.c.due_ms, PROMISE.c.position)
    return tuple(Promise(row.id, row.position, row.due_ms) for row in connection.execute(statement))


def things(connection: Connection) -> tuple[Thing, ...]:
    """What the desk holds, by name."""
    rows = connection.execute(select(THING).order_by(THING.c.name))
    return tuple(Thing(row.name, row.amount, row.complete) for row in rows)


def shifts(connection: Connection) -> tuple[Shift, ...]:
    """Every handover, newest first."""
    return tuple(
        Shift(
            row.number,
            row.position,
            row.sha256,
            row.until,
            row.given_by,
            row.given_at,
            row.taken_by,
            row.taken_at,
            row.taken,
            row.withdrawn,
        )
        for row in connection.execute(select(SHIFT).order_by(SHIFT.c.number.desc()))
    )


class IncidentEnd(msgspec.Struct, frozen=True):
    """How an incident was closed: the entry of it, by whom, when (ISO 8601, UTC); its note is sealed."""

    index: int
    result: Result
    actor: str
    at: str

    @property
    def at_ms(self) -> int:
        """Its moment in milliseconds."""
        return int(datetime.fromisoformat(self.at).timestamp() * 1000)


class Ends(msgspec.Struct, frozen=True):
    """How incidents were closed, by the entry that told of them, its place, and what happened there; `undone` are
    closings after which one was opened again, in the order of the log."""

    by_key: Mapping[IncidentKey, IncidentEnd]
    undone: Mapping[IncidentKey, Sequence[IncidentEnd]]

    def of(self, incident: int, place: str, what: str) -> IncidentEnd | None:
        """The end of an incident, None while it is open; older logs closed all that an entry told of a place."""
        return self.by_key.get((incident, place, what)) or self.by_key.get((incident, place, ""))

    def before(self, incident: int, place: str, what: str) -> tuple[IncidentEnd, ...]:
        """The earlier ends of an incident that was opened again."""
        return (*self.undone.get((incident, place, ""), ()), *self.undone.get((incident, place, what), ()))


def closed_incidents(connection: Connection) -> Ends:
    """How incidents were closed."""
    standing: dict[IncidentKey, IncidentEnd] = {}
    undone: dict[IncidentKey, list[IncidentEnd]] = {}
    for row in connection.execute(select(INCIDENT_END).order_by(INCIDENT_END.c.position)):
        key, end = (row.incident, row.place, row.what), IncidentEnd(row.position, row.result, row.actor, row.at)
        if row.reopened is None:
            standing[key] = end
        else:
            undone.setdefault(key, []).append(end)
    return Ends(standing, undone)


class StepRow(msgspec.Struct, frozen=True):
    """What was done about an incident: its entry, which incident where, the agency, by whom, when (ISO 8601, UTC)."""

    index: int
    incident: int
    place: str
    what: str
    step: Step
    agency: str
    other: int
    team: int
    actor: str
    at: str
    site: str = ""
    """Where the incident really is, of the step `placed`."""

    @property
    def at_ms(self) -> int:
        """Its moment in milliseconds."""
        return int(datetime.fromisoformat(self.at).timestamp() * 1000)


def incident_steps(connection: Connection, incident: int | None = None) -> dict[IncidentKey, list[StepRow]]:
    """The steps of each incident, or of one entry's, in the order of the log."""
    statement = select(INCIDENT_STEP).order_by(INCIDENT_STEP.c.position)
    if incident is not None:
        statement = statement.where(INCIDENT_STEP.c.incident == incident)
    found: dict[IncidentKey, list[StepRow]] = {}
    for row in connection.execute(statement):
        of = row.incident, row.place, row.what
        step = StepRow(row.position, *of, row.step, row.agency, row.other, row.team, row.actor, row.at, row.site)
        found.setdefault(of, []).append(step)
    return found


def incident_sites(connection: Connection) -> dict[IncidentKey, str]:
    """Where incidents really are of which that was said: the newest word about each."""
    placed = select(INCIDENT_STEP).where(INCIDENT_STEP.c.step == "placed").order_by(INCIDENT_STEP.c.position)
    return {(row.incident, row.place, row.what): row.site for row in connection.execute(placed)}


class Pack(msgspec.Struct, frozen=True):
    """A paper pack: when it was ordered (ISO 8601, UTC), what it knows, its blank sheets; no hash while it waits."""

    number: int
    index: int
    until: int
    first_sheet: int
    last_sheet: int
    at: str
    sha256: str
    printer: str


def packs(connection: Connection) -> tuple[Pack, ...]:
    """Every paper pack, newest first."""
    return tuple(
        Pack(row.number, row.position, row.until, row.first_sheet, row.last_sheet, row.at, row.sha256, row.printer)
        for row in connection.execute(select(PACK).order_by(PACK.c.number.desc()))
    )


class SituationRow(msgspec.Struct, frozen=True):
    """A situation report: its entry, the last entry it knows, its content, by whom and when (ISO 8601, UTC)."""

    number: int
    index: int
    until: int
    sha256: str
    actor: str
    at: str


def situations(connection: Connection) -> tuple[SituationRow, ...]:
    """Every situation report, newest first."""
    rows = connection.execute(select(SITUATION).order_by(SITUATION.c.number.desc()))
    return tuple(SituationRow(row.number, row.position, row.until, row.sha256, row.actor, row.at) for row in rows)


def muster_marks(connection: Connection) -> tuple[tuple[str, Mark], ...]:
    """(person, what was said) of every mark, in the order of the log."""
    rows = connection.execute(select(MUSTER).order_by(MUSTER.c.position))
    return tuple(
        (row.person, Mark(presence=row.presence, index=row.position, at=row.at, via=row.via)) for row in rows
    )


def newest_deed(connection: Connection) -> int:
    """The last entry of the desk that a pack shows: a call, a promise, what was done about incidents; -1 for none."""
    columns = (CALL.c.position, PROMISE.c.changed, INCIDENT_END.c.position, INCIDENT_STEP.c.position)
    return max(-1 if (last := connection.scalar(select(func.max(one)))) is None else last for one in columns)


def sheet_was_printed(connection: Connection, sheet: str) -> bool:
    """Whether a serial number of a blank sheet is one that a pack had."""
    if not (sheet.isascii() and sheet.isdigit() and len(sheet) < 7):
        return False
    statement = select(PACK.c.number).where(PACK.c.first_sheet <= int(sheet), PACK.c.last_sheet >= int(sheet))
    return connection.execute(statement).first() is not None
