"""What phones said about who is there: of oneself by a report, of someone sick by whoever has charge of them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account, Directory
from kawal.deployment.absence import place_of
from kawal.deployment.model import Duty, FrozenPlan
from kawal.election.model import Registry
from kawal.field.queries import ReportRow, latest_reports
from kawal.kernel.codes import RegionCode, is_station, within
from kawal.kernel.language import Message, msg
from kawal.watch.desk import WatchDesk
from kawal.watch.muster.charge import may_mark
from kawal.watch.muster.muster import Mark, Presence, Via
from kawal.watch.queries import closed_incidents

MOST = 20_000
LOOK_BACK = timedelta(hours=48)
"""No shift that still counts began before that."""
STAFF = frozenset({"linmas", "order_officer"})
SICK_WORDS: dict[str, Message] = {
    "sick": msg("sakit"),
    "collapsed": msg("pingsan"),
    "evacuated": msg("dibawa ke puskesmas"),
}


class Claim(msgspec.Struct, frozen=True):
    """Someone reported that an officer is unwell and had no charge of them: the entry, where, how it is, when (ISO
    8601, UTC), the member if named, and who reported."""

    index: int
    place: str
    state: str
    at: str
    member: str
    sender: str


def said_on_phones(
    watch: WatchDesk, connection: Connection, plan: FrozenPlan | None
) -> Iterator[tuple[str, Mark | Claim]]:
    """(person, word) of every report that tells of presence, and of those unwell; ("", claim) of one that only asks
    the desk to look."""
    registry, known = watch.field.registry(), watch.field.access.directory()
    duties = {duty.person: duty for duty in plan.duties} if plan else {}
    for kind in ("check_in", "check_out", "rest_break"):
        for row, account in _recent(watch, connection, kind, known):
            if account.person:
                presence = _presence(row, duties.get(account.person), registry)
                yield account.person, _mark(row, presence, "phone")
    unwell = [(row, one) for row, one in _recent(watch, connection, "welfare", known)]
    private = watch.field.private_parts(connection, [row.index for row, _ in unwell])
    ends = closed_incidents(connection)
    for row, account in unwell:
        told = private.get(row.index, {})
        member = registry.person_by_id.get(str(told.get("member", "")))
        if told.get("whose") == "self" and account.person:
            yield account.person, _mark(row, "sick", "phone", incident=True)
        elif member is not None and may_mark(account, member, registry, plan):
            office = account.may("log.write")
            yield member.id, _mark(row, "sick", "desk" if office else "leader", incident=True)
        elif row.data.get("who") in STAFF and ends.of(row.index, row.place, "welfare") is None:
            named = member.id if member else ""
            yield "", Claim(row.index, row.place, str(row.data.get("state")), row.received, named, account.person)


def _recent(
    watch: WatchDesk, connection: Connection, kind: str, known: Directory
) -> Iterator[tuple[ReportRow, Account]]:
    oldest = (watch.clock().astimezone(UTC) - LOOK_BACK).isoformat()
    for row in latest_reports(connection, kind=kind, most=MOST):
        if row.received < oldest:
            return
        device = known.devices.get(row.source)  # a phone's report names its key, one that the node signed its account
        account = known.accounts.get(row.account or (device.account if device else ""))
        if account is not None:
            yield row, account


def _presence(row: ReportRow, duty: Duty | None, registry: Registry) -> Presence:
    if row.kind == "rest_break":
        return "resting" if row.data.get("step") == "begins" else "at_post"
    if row.kind == "check_out":
        return "sick" if row.data.get("reason") == "unwell" else "off"
    return "at_post" if duty is not None and _is_post(row.place, duty, registry) else "present"


def _is_post(place: str, duty: Duty, registry: Registry) -> bool:
    if duty.station is not None:
        return place == duty.station
    base = place_of(duty, registry)
    return base is not None and not is_station(place) and within(RegionCode(place), base)


def _mark(row: ReportRow, presence: Presence, via: Via, *, incident: bool = False) -> Mark:
    """A phone without signal tells later: its own clock counts, but never one that is ahead or days behind."""
    received = datetime.fromisoformat(row.received)
    claimed = datetime.fromtimestamp(row.at_ms / 1000, UTC)
    at = claimed if received - LOOK_BACK < claimed < received else received
    return Mark(presence=presence, index=row.index, at=at.isoformat(), via=via, incident=incident)
