"""What the desk did -> rows."""

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from kawal.store.erase import BodyErased
from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.events import (
    Called,
    CallMade,
    CallMadeOnce,
    IncidentClosed,
    IncidentPlaced,
    IncidentStepped,
    Mustered,
    MusterMarked,
    PackNumbered,
    PackPrinted,
    PromiseEnded,
    PromiseNoted,
    ShiftOffered,
    ShiftTaken,
    ShiftWithdrawn,
    SituationReported,
    ThingCounted,
)
from kawal.watch.tables import (
    CALL,
    INCIDENT_END,
    INCIDENT_STEP,
    METADATA,
    MUSTER,
    PACK,
    PROMISE,
    SHIFT,
    SITUATION,
    THING,
)


def _called_once(connection: Connection, entry: Recorded[CallMadeOnce], _bodies: Bodies) -> None:
    _call(connection, entry, entry.event.region, entry.event.person, entry.event.outcome)


def _called(connection: Connection, entry: Recorded[CallMade], bodies: Bodies) -> None:
    sealed = bodies.private(entry.index)
    if sealed is not None:
        called = msgspec.json.decode(sealed, type=Called)
        _call(connection, entry, entry.event.region, called.person, called.outcome)


def _call(
    connection: Connection, entry: Recorded[CallMade] | Recorded[CallMadeOnce], region: str, person: str, outcome: str
) -> None:
    row = {"position": entry.index, "at": entry.at.isoformat(), "actor": entry.actor}
    connection.execute(insert(CALL).values(region=region, person=person, outcome=outcome, **row))


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    connection.execute(delete(CALL).where(CALL.c.position == entry.event.index))
    connection.execute(delete(MUSTER).where(MUSTER.c.position == entry.event.index))


def _promised(connection: Connection, entry: Recorded[PromiseNoted], _bodies: Bodies) -> None:
    row = {"id": entry.event.id, "position": entry.index, "due_ms": entry.event.due_ms, "ended": None}
    connection.execute(insert(PROMISE).values(changed=entry.index, **row))


def _promise_ended(connection: Connection, entry: Recorded[PromiseEnded], _bodies: Bodies) -> None:
    values = {"ended": entry.event.kept, "changed": entry.index}
    connection.execute(PROMISE.update().where(PROMISE.c.id == entry.event.id).values(**values))


def _counted(connection: Connection, entry: Recorded[ThingCounted], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(delete(THING).where(THING.c.name == event.name))
    row = {"name": event.name, "amount": event.amount, "complete": event.complete}
    connection.execute(insert(THING).values(position=entry.index, **row))


def _offered(connection: Connection, entry: Recorded[ShiftOffered], _bodies: Bodies) -> None:
    event = entry.event
    row = {"number": event.number, "sha256": event.sha256, "until": event.until}
    given = {"given_by": entry.actor, "given_at": entry.at.isoformat()}
    connection.execute(
        insert(SHIFT).values(
            position=entry.index, taken_by="", taken_at="", taken=None, withdrawn=None, **row, **given
        )
    )


def _withdrawn(connection: Connection, entry: Recorded[ShiftWithdrawn], _bodies: Bodies) -> None:
    connection.execute(SHIFT.update().where(SHIFT.c.number == entry.event.number).values(withdrawn=entry.index))


def _incident_closed(connection: Connection, entry: Recorded[IncidentClosed], _bodies: Bodies) -> None:
    event = entry.event
    row = {"incident": event.incident, "place": event.place, "what": event.what, "result": event.result}
    made = {"actor": entry.actor, "at": entry.at.isoformat()}
    connection.execute(insert(INCIDENT_END).values(position=entry.index, reopened=None, **row, **made))


def _stepped(connection: Connection, entry: Recorded[IncidentStepped], _bodies: Bodies) -> None:
    event = entry.event
    row = {"incident": event.incident, "place": event.place, "what": event.what, "step": event.step}
    more = {
        "agency": event.agency,
        "other": event.other,
        "team": event.team,
        "site": "",
        "actor": entry.actor,
        "at": entry.at.isoformat(),
    }
    connection.execute(insert(INCIDENT_STEP).values(position=entry.index, **row, **more))
    if event.step == "reopened":
        ended = (INCIDENT_END.c.incident == event.incident) & (INCIDENT_END.c.place == event.place)
        stands = INCIDENT_END.c.what.in_(("", event.what)) & INCIDENT_END.c.reopened.is_(None)
        connection.execute(INCIDENT_END.update().where(ended, stands).values(reopened=entry.index))


def _placed(connection: Connection, entry: Recorded[IncidentPlaced], _bodies: Bodies) -> None:
    event = entry.event
    row = {"incident": event.incident, "place": event.place, "what": event.what, "step": "placed", "site": event.site}
    more = {"agency": "", "other": -1, "team": 0, "actor": entry.actor, "at": entry.at.isoformat()}
    connection.execute(insert(INCIDENT_STEP).values(position=entry.index, **row, **more))


def _taken(connection: Connection, entry: Recorded[ShiftTaken], _bodies: Bodies) -> None:
    values = {"taken_by": entry.actor, "taken_at": entry.at.isoformat(), "taken": entry.index}
    connection.execute(SHIFT.update().where(SHIFT.c.number == entry.event.number).values(**values))


def _pack_numbered(connection: Connection, entry: Recorded[PackNumbered], _bodies: Bodies) -> None:
    event = entry.event
    row = {"number": event.number, "until": event.until}
    sheets = {"first_sheet": event.first_sheet, "last_sheet": event.last_sheet}
    connection.execute(
        insert(PACK).values(position=entry.index, at=entry.at.isoformat(), sha256="", printer="", **row, **sheets)
    )


def _pack_printed(connection: Connection, entry: Recorded[PackPrinted], _bodies: Bodies) -> None:
    values = {"sha256": entry.event.sha256, "printer": entry.event.printer}
    connection.execute(PACK.update().where(PACK.c.number == entry.event.number).values(**values))


def _situation(connection: Connection, entry: Recorded[SituationReported], _bodies: Bodies) -> None:
    event = entry.event
    row = {"number": event.number, "until": event.until, "sha256": event.sha256}
    made = {"actor": entry.actor, "at": entry.at.isoformat()}
    connection.execute(insert(SITUATION).values(position=entry.index, **row, **made))


def _mustered(connection: Connection, entry: Recorded[MusterMarked], bodies: Bodies) -> None:
    sealed = bodies.private(entry.index)
    if sealed is not None:
        marked = msgspec.json.decode(sealed, type=Mustered)
        row = {"person": marked.person, "presence": marked.presence, "via": marked.via}
        connection.execute(insert(MUSTER).values(position=entry.index, at=entry.at.isoformat(), **row))


PROJECTION = Projection(
    name="watch",
    version=9,
    tables=METADATA,
    folds={
        CallMadeOnce: _called_once,
        CallMade: _called,
        BodyErased: _erased,
        PromiseNoted: _promised,
        PromiseEnded: _promise_ended,
        ThingCounted: _counted,
        ShiftOffered: _offered,
        ShiftWithdrawn: _withdrawn,
        ShiftTaken: _taken,
        IncidentClosed: _incident_closed,
        IncidentStepped: _stepped,
        IncidentPlaced: _placed,
        PackNumbered: _pack_numbered,
        PackPrinted: _pack_printed,
        SituationReported: _situation,
        MusterMarked: _mustered,
    },
)
