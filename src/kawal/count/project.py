"""Copies, readings and decisions -> rows; the sums follow in `ladder`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from kawal.access.events import DeviceEnrolled, RoleGranted, RoleRevoked
from kawal.access.model import Grant
from kawal.count.copyreport import copy_of
from kawal.count.events import (
    CorrectionRecorded,
    FindingEnded,
    FormEntered,
    NumbersDecided,
    ReadingsImported,
    RecapEntered,
    RecapFindingEnded,
    RoundCorrected,
    RoundOrdered,
    RoundWithdrawn,
)
from kawal.count.formrows import current_round
from kawal.count.ladder import recount
from kawal.count.model import ContestKind
from kawal.count.sources import source_of
from kawal.count.tables import (
    CORRECTION,
    DECISION,
    ENDED,
    IMPORTED,
    METADATA,
    READING,
    RECAP,
    RECAP_ENDED,
    ROUND,
    ROUND_GONE,
    SENDER,
    SENDER_GRANT,
)
from kawal.field.model import read_public
from kawal.field.queries import is_first
from kawal.kernel.codes import StationId
from kawal.record.jws import Jws
from kawal.store.events import Bodies, Projection, Recorded, RecordedReport

_encode = msgspec.json.encode


class ImportedReading(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """One form of a file of results."""

    station: str
    numbers: dict[str, int]


def _enrolled(connection: Connection, entry: Recorded[DeviceEnrolled], _bodies: Bodies) -> None:
    connection.execute(delete(SENDER).where(SENDER.c.kid == entry.event.kid))
    connection.execute(insert(SENDER).values(kid=entry.event.kid, account=entry.event.account))


def _granted(connection: Connection, entry: Recorded[RoleGranted], bodies: Bodies) -> None:
    _revoked(connection, entry, bodies)
    connection.execute(insert(SENDER_GRANT).values(**_grant(entry)))


def _revoked(connection: Connection, entry: "Recorded[RoleGranted] | Recorded[RoleRevoked]", _bodies: Bodies) -> None:
    held = (SENDER_GRANT.c[name] == value for name, value in _grant(entry).items())
    connection.execute(delete(SENDER_GRANT).where(*held))


def _grant(entry: "Recorded[RoleGranted] | Recorded[RoleRevoked]") -> dict[str, str]:
    event = entry.event
    return {"account": event.account, "role": event.role, "agency": event.agency, "region": event.region}


def _reports(connection: Connection, reports: Sequence[RecordedReport], _bodies: Bodies) -> None:
    touched: dict[tuple[StationId, ContestKind], None] = {}
    for one in reports:
        jws = Jws.parse(one.jws.decode())
        public = read_public(jws.payload)
        copy = copy_of(public)
        if copy is None or not is_first(connection, public.key, jws.header.kid, one.index):
            continue  # a second body under one id is kept as a conflict, and counts for nothing
        account = public.by or connection.scalar(select(SENDER.c.account).where(SENDER.c.kid == jws.header.kid)) or ""
        connection.execute(
            insert(READING).values(
                position=one.index,
                station=copy.station,
                contest=copy.contest,
                round=current_round(connection, copy.station, copy.contest),
                source=source_of(_grants_of(connection, account), copy.contest, copy.seen),
                reader="device",
                copy=one.index,
                actor=account,
                at_ms=public.at,
                assurance=public.assurance or "device",
                numbers=_encode(copy.numbers),
                photos=_encode(public.photos),
            )
        )
        touched[copy.station, copy.contest] = None
    recount(connection, touched)


def _grants_of(connection: Connection, account: str) -> tuple[Grant, ...]:
    rows = connection.execute(select(SENDER_GRANT).where(SENDER_GRANT.c.account == account))
    return tuple(Grant(row.role, row.agency, row.region) for row in rows)


def _entered(connection: Connection, entry: Recorded[FormEntered], _bodies: Bodies) -> None:
    event = entry.event
    first = connection.execute(
        select(READING).where(READING.c.copy == event.copy, READING.c.reader == "device")
    ).first()
    if first is None:
        return
    connection.execute(
        insert(READING).values(
            position=entry.index,
            station=first.station,
            contest=first.contest,
            round=first.round,
            source=first.source,
            reader=event.reader,
            copy=event.copy,
            actor=entry.actor,
            at_ms=_ms(entry.at),
            assurance="clerk",
            numbers=_encode(event.numbers),
            photos=first.photos,
        )
    )
    recount(connection, [(first.station, first.contest)])


def _imported(connection: Connection, entry: Recorded[ReadingsImported], bodies: Bodies) -> None:
    event = entry.event
    body = bodies.blob(event.sha256)
    rows = msgspec.json.decode(body, type=tuple[ImportedReading, ...]) if body is not None else ()
    common = {
        "position": entry.index,
        "contest": event.contest,
        "round": event.round,
        "source": event.source,
        "reader": event.reader,
        "copy": entry.index,
        "actor": entry.actor,
        "at_ms": _ms(entry.at),
        "assurance": "paper" if event.reader == "file" else "gateway",
        "photos": b"[]",
    }
    kept = ("contest", "source", "reader", "round", "file", "file_sha256", "rows", "as_of")
    values: Mapping[str, object] = {name: getattr(event, name) for name in kept}
    row = {**values, "position": entry.index, "actor": entry.actor, "at_ms": _ms(entry.at)}
    connection.execute(insert(IMPORTED).values(**row))
    if rows:
        connection.execute(
            insert(READING),
            [{**common, "station": one.station, "numbers": _encode(one.numbers)} for one in rows],
        )
    recount(connection, [(StationId(one.station), event.contest) for one in rows])


def _decided(connection: Connection, entry: Recorded[NumbersDecided], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(
        insert(DECISION).values(
            position=entry.index,
            station=event.station,
            contest=event.contest,
            round=event.round,
            numbers=_encode(event.numbers),
            because=event.because,
            actor=entry.actor,
            at_ms=_ms(entry.at),
        )
    )
    recount(connection, [(StationId(event.station), event.contest)])


def _ended(connection: Connection, entry: Recorded[FindingEnded], _bodies: Bodies) -> None:
    event = entry.event
    values: Mapping[str, object] = {
        name: getattr(event, name)
        for name in ("contest", "station", "round", "what", "part", "expected", "got", "outcome")
    }
    row = {**values, "position": entry.index, "actor": entry.actor, "at_ms": _ms(entry.at)}
    connection.execute(insert(ENDED).values(**row))
    recount(connection, [(StationId(event.station), event.contest)])


def _ordered(connection: Connection, entry: Recorded[RoundOrdered], _bodies: Bodies) -> None:
    event = entry.event
    common = {
        "contest": event.contest,
        "round": event.round,
        "kind": event.kind,
        "decree": event.decree,
        "day": event.day.isoformat() if event.day else None,
        "position": entry.index,
        "actor": entry.actor,
        "at_ms": _ms(entry.at),
    }
    connection.execute(insert(ROUND), [{**common, "station": station} for station in event.stations])
    recount(connection, [(StationId(station), event.contest) for station in event.stations])


def _round_corrected(connection: Connection, entry: Recorded[RoundCorrected], _bodies: Bodies) -> None:
    event = entry.event
    named = update(ROUND).where(ROUND.c.position == event.order)
    connection.execute(named.values(decree=event.decree, day=event.day.isoformat() if event.day else None))


def _round_withdrawn(connection: Connection, entry: Recorded[RoundWithdrawn], _bodies: Bodies) -> None:
    named = ROUND.c.position == entry.event.order
    rows = connection.execute(select(ROUND).where(named)).all()
    kept = ("station", "contest", "round", "kind", "decree", "day")
    by = {"position": entry.index, "ordered": entry.event.order, "actor": entry.actor, "at_ms": _ms(entry.at)}
    connection.execute(insert(ROUND_GONE), [{name: getattr(row, name) for name in kept} | by for row in rows])
    connection.execute(delete(ROUND).where(named))
    recount(connection, [(StationId(row.station), row.contest) for row in rows])


def _recap(connection: Connection, entry: Recorded[RecapEntered], bodies: Bodies) -> None:
    event = entry.event
    connection.execute(
        insert(RECAP).values(
            position=entry.index,
            region=event.region,
            contest=event.contest,
            round=event.round,
            source=event.source,
            body=bodies.blob(event.sha256) or b"",
            actor=entry.actor,
            at_ms=_ms(entry.at),
        )
    )


def _corrected(connection: Connection, entry: Recorded[CorrectionRecorded], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(
        insert(CORRECTION).values(
            position=entry.index,
            contest=event.contest,
            place=event.place,
            round=event.round,
            changes=_encode(event.changes),
            actor=entry.actor,
            at_ms=_ms(entry.at),
        )
    )


def _recap_ended(connection: Connection, entry: Recorded[RecapFindingEnded], _bodies: Bodies) -> None:
    event = entry.event
    row = {name: getattr(event, name) for name in ("contest", "form", "place", "round", "outcome")}
    made = {"actor": entry.actor, "at_ms": _ms(entry.at), "cells": _encode(event.cells)}
    connection.execute(insert(RECAP_ENDED).values(position=entry.index, **row, **made))


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


PROJECTION = Projection(
    name="count",
    version=6,
    tables=METADATA,
    folds={
        DeviceEnrolled: _enrolled,
        RoleGranted: _granted,
        RoleRevoked: _revoked,
        FormEntered: _entered,
        ReadingsImported: _imported,
        NumbersDecided: _decided,
        FindingEnded: _ended,
        RoundOrdered: _ordered,
        RoundCorrected: _round_corrected,
        RoundWithdrawn: _round_withdrawn,
        RecapEntered: _recap,
        CorrectionRecorded: _corrected,
        RecapFindingEnded: _recap_ended,
    },
    reports=_reports,
)
