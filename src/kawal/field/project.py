"""Reports and what happens to them -> rows."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from kawal.field.events import (
    KindOffered,
    KindPublished,
    KindRetired,
    PhotoStored,
    QuarantinePhotosCame,
    QuarantineResolved,
    QuarantineResolvedOnce,
    ReportQuarantined,
    ReportQuarantinedOnce,
    TextDelivered,
    TextFailed,
    TextQueued,
    TextSent,
)
from kawal.field.lineproject import LINE_KIND, fold_lines
from kawal.field.model import read_public
from kawal.field.tables import CONFLICT, KIND, METADATA, OUTGOING, PHOTO, QUARANTINE, REPORT, RETIRED_KIND
from kawal.field.withheld import Reason
from kawal.kernel.canonical import sha256_hex
from kawal.record.jws import Jws
from kawal.store.erase import BodyErased
from kawal.store.events import Bodies, Projection, Recorded, RecordedReport

Key = tuple[bytes, str]


class Body(msgspec.Struct, frozen=True):
    """What a report says publicly, as its row keeps it."""

    data: dict[str, str | int | bool]
    photos: tuple[str, ...]


def known_reports(connection: Connection, keys: Sequence[Key]) -> dict[Key, tuple[str, int]]:
    """(digest, index) of the reports among these keys that are recorded."""
    found: dict[Key, tuple[str, int]] = {}
    statement = select(REPORT.c.id, REPORT.c.source, REPORT.c.digest, REPORT.c.position)
    ids = list({key for key, _ in keys})
    for start in range(0, len(ids), 500):
        for row in connection.execute(statement.where(REPORT.c.id.in_(ids[start : start + 500]))):
            found[bytes(row.id), row.source] = (row.digest, row.position)
    return found


def _reports(connection: Connection, reports: Sequence[RecordedReport], _bodies: Bodies) -> None:
    read = []
    for one in reports:
        jws = Jws.parse(one.jws.decode())
        read.append((one, jws.header.kid, read_public(jws.payload)))
    known = known_reports(connection, [(public.key, source) for _, source, public in read])
    rows, conflicts, photos, fresh = [], [], [], []
    for one, source, public in read:
        key = (public.key, source)
        digest = sha256_hex(one.jws)
        if key in known:
            conflicts.append(
                {
                    "id": public.key,
                    "source": source,
                    "digest": digest,
                    "position": one.index,
                    "first": known[key][1],
                }
            )
            continue
        known[key] = (digest, one.index)
        fresh.append((one, public))
        rows.append(
            {
                "id": public.key,
                "source": source,
                "position": one.index,
                "digest": digest,
                "kind": public.kind,
                "version": public.v,
                "place": public.place,
                "seq": public.seq,
                "at_ms": public.at,
                "received": one.at.isoformat(),
                "assurance": public.assurance or "device",
                "account": public.by,
                "channel": str(public.data["channel"]) if public.kind == LINE_KIND else public.channel,
                "body": msgspec.json.encode(Body(public.data, public.photos)),
            }
        )
        photos += [{"sha256": photo, "report": one.index, "stored": False} for photo in dict.fromkeys(public.photos)]
    if rows:
        connection.execute(insert(REPORT), rows)
        fold_lines(connection, fresh)
    if conflicts:
        connection.execute(insert(CONFLICT), conflicts)
    if photos:
        stored = set(
            connection.scalars(
                select(PHOTO.c.sha256).where(PHOTO.c.stored, PHOTO.c.sha256.in_([one["sha256"] for one in photos]))
            )
        )
        connection.execute(insert(PHOTO), [one | {"stored": one["sha256"] in stored} for one in photos])


def _quarantined(
    connection: Connection, entry: "Recorded[ReportQuarantined] | Recorded[ReportQuarantinedOnce]", _bodies: Bodies
) -> None:
    event = entry.event
    reason = Reason(event.reason) if isinstance(event, ReportQuarantinedOnce) else event.reason
    connection.execute(
        insert(QUARANTINE).values(
            position=entry.index,
            source=event.source,
            sha256=event.sha256,
            reason=msgspec.json.encode(reason).decode(),
            received=entry.at.isoformat(),
            resolved=None,
            report="",
            why="",
            words="",
            photos="",
        )
    )


def _photos_came(connection: Connection, entry: Recorded[QuarantinePhotosCame], _bodies: Bodies) -> None:
    at = QUARANTINE.c.position == entry.event.index
    known = (connection.scalar(select(QUARANTINE.c.photos).where(at)) or "").split()
    joined = " ".join(dict.fromkeys((*known, *entry.event.photos)))
    connection.execute(QUARANTINE.update().where(at).values(photos=joined))


def _resolved(connection: Connection, entry: Recorded[QuarantineResolved], _bodies: Bodies) -> None:
    event = entry.event
    statement = QUARANTINE.update().where(QUARANTINE.c.position == event.index)
    connection.execute(statement.values(resolved=entry.index, report=event.report, why=event.why or ""))


def _resolved_once(connection: Connection, entry: Recorded[QuarantineResolvedOnce], _bodies: Bodies) -> None:
    event = entry.event
    statement = QUARANTINE.update().where(QUARANTINE.c.position == event.index)
    connection.execute(statement.values(resolved=entry.index, report=event.report, words=event.reason))


def _photo(connection: Connection, entry: Recorded[PhotoStored], _bodies: Bodies) -> None:
    connection.execute(PHOTO.update().where(PHOTO.c.sha256 == entry.event.sha256).values(stored=True))


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    connection.execute(PHOTO.update().where(PHOTO.c.sha256.in_(entry.event.blobs)).values(stored=False))


def _published(connection: Connection, entry: Recorded[KindPublished], _bodies: Bodies) -> None:
    kind = entry.event.kind
    row = {"id": kind.id, "version": kind.version, "position": entry.index, "body": msgspec.json.encode(kind)}
    connection.execute(insert(KIND).values(**row))
    connection.execute(delete(RETIRED_KIND).where(RETIRED_KIND.c.id == kind.id))


def _retired(connection: Connection, entry: Recorded[KindRetired], _bodies: Bodies) -> None:
    connection.execute(delete(RETIRED_KIND).where(RETIRED_KIND.c.id == entry.event.kind))
    connection.execute(insert(RETIRED_KIND).values(id=entry.event.kind))


def _offered(connection: Connection, entry: Recorded[KindOffered], _bodies: Bodies) -> None:
    connection.execute(delete(RETIRED_KIND).where(RETIRED_KIND.c.id == entry.event.kind))


def _queued(connection: Connection, entry: Recorded[TextQueued], _bodies: Bodies) -> None:
    event = entry.event
    row = {"id": event.id, "position": entry.index, "gate": event.gate, "re": event.re}
    connection.execute(
        insert(OUTGOING).values(**row, queued=entry.at.isoformat(), state="queued", name="", reason="")
    )


def _sent(connection: Connection, entry: Recorded[TextSent], _bodies: Bodies) -> None:
    _moved(connection, entry.event.id, state="sent", name=entry.event.name)


def _failed(connection: Connection, entry: Recorded[TextFailed], _bodies: Bodies) -> None:
    _moved(connection, entry.event.id, state="failed", reason=entry.event.reason)


def _delivered(connection: Connection, entry: Recorded[TextDelivered], _bodies: Bodies) -> None:
    _moved(connection, entry.event.id, state="delivered")


def _moved(connection: Connection, identity: str, **values: str) -> None:
    connection.execute(OUTGOING.update().where(OUTGOING.c.id == identity).values(**values))


PROJECTION = Projection(
    name="field",
    version=5,
    tables=METADATA,
    folds={
        ReportQuarantinedOnce: _quarantined,
        ReportQuarantined: _quarantined,
        QuarantinePhotosCame: _photos_came,
        QuarantineResolvedOnce: _resolved_once,
        QuarantineResolved: _resolved,
        PhotoStored: _photo,
        BodyErased: _erased,
        KindPublished: _published,
        KindRetired: _retired,
        KindOffered: _offered,
        TextQueued: _queued,
        TextSent: _sent,
        TextFailed: _failed,
        TextDelivered: _delivered,
    },
    reports=_reports,
)
