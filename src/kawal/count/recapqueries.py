"""Reads of the recapitulation: forms that came in, what they are compared with, what differs now."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.count.events import RecapSource
from kawal.count.model import Entered
from kawal.count.recap.diff import Correction, RecapDiff, recap_diff
from kawal.count.recap.forms import Recap
from kawal.count.recap.ladder import Count
from kawal.count.sums import options_of
from kawal.count.tables import CORRECTION, FORM, RECAP, ROUND
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import RegionCode, StationId, within

FOLLOWED: tuple[RecapSource, ...] = ("official", "heard", "agent")
"""Of several copies of one form the first of these is compared, of equal ones the newest."""


class KnownRecap(msgspec.Struct, frozen=True):
    """A form of the recapitulation as it came in."""

    recap: Recap
    source: RecapSource
    actor: str
    at_ms: int


def recap_differences(connection: Connection, registry: Registry, contest: Contest) -> RecapDiff:
    """What differs now between the forms of a contest and what they add up; nothing while none came."""
    count = counted(connection, registry, contest) if known_recaps(connection, contest) else _nothing(contest)
    return recap_diff(count, corrections(connection, contest))


def known_recaps(connection: Connection, contest: Contest) -> tuple[KnownRecap, ...]:
    """Every form of a contest that came in, of each region, round and source the newest; by region."""
    newest: dict[tuple[str, int, bool, str], KnownRecap] = {}
    statement = select(RECAP).where(RECAP.c.contest == contest.kind).order_by(RECAP.c.position)
    for row in connection.execute(statement):
        if not within(RegionCode(row.region), contest.region):
            continue  # another city's contest of the same kind
        if not row.body:
            continue  # its numbers were erased
        recap = replace(msgspec.json.decode(row.body, type=Recap), index=row.position)
        newest[row.region, recap.round, recap.alone, row.source] = KnownRecap(recap, row.source, row.actor, row.at_ms)
    return tuple(newest[key] for key in sorted(newest))


def first_recaps(connection: Connection) -> tuple[Entered, ...]:
    """When the first form of each plenary after the first polls came in, whoever brought it."""
    first = func.min(RECAP.c.position)
    statement = select(RECAP.c.region, RECAP.c.contest, first, func.min(RECAP.c.at_ms)).where(RECAP.c.round == 1)
    rows = connection.execute(statement.group_by(RECAP.c.region, RECAP.c.contest).order_by(first))
    return tuple(Entered(entry, contest, RegionCode(region), at_ms) for region, contest, entry, at_ms in rows)


def counted(connection: Connection, registry: Registry, contest: Contest) -> Count:
    """The forms of the stations in all rounds, and the forms above them that are followed."""
    readings: dict[int, dict[StationId, Mapping[str, int | None]]] = {}
    decode = msgspec.json.Decoder(dict[str, int | None]).decode
    for row in connection.execute(select(FORM).where(FORM.c.contest == contest.kind)):
        readings.setdefault(row.round, {})[StationId(row.station)] = decode(row.numbers)
    repolls: dict[int, set[StationId]] = {}
    for row in connection.execute(select(ROUND).where(ROUND.c.contest == contest.kind)):
        repolls.setdefault(row.round, set()).add(StationId(row.station))
    followed: dict[tuple[str, int, bool], KnownRecap] = {}
    for one in known_recaps(connection, contest):
        key = (one.recap.region, one.recap.round, one.recap.alone)
        held = followed.get(key)
        if held is None or FOLLOWED.index(one.source) < FOLLOWED.index(held.source):
            followed[key] = one
    return Count(
        contest=contest.kind,
        options=options_of(contest),
        readings=readings,
        recaps=tuple(one.recap for one in followed.values()),
        stations=tuple(station.id for station in registry.stations_in(contest.region)),
        repolls=repolls,
    )


def corrections(connection: Connection, contest: Contest) -> tuple[Correction, ...]:
    """The records that correct numbers, in the order of the log."""
    statement = select(CORRECTION).where(CORRECTION.c.contest == contest.kind).order_by(CORRECTION.c.position)
    return tuple(
        Correction(
            entry=row.position,
            place=row.place,
            contest=row.contest,
            round=row.round,
            changes=msgspec.json.decode(row.changes, type=dict[str, int]),
        )
        for row in connection.execute(statement)
    )


def _nothing(contest: Contest) -> Count:
    return Count(contest=contest.kind, options=options_of(contest), readings={})
