"""What the form that opens a ground is filled in with: by what an address names, and what the log knows of that."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind
from kawal.disputes.grounds.decide import MOST_ENTRIES
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.model import Ground
from kawal.disputes.grounds.queries import load_grounds
from kawal.disputes.model import Indication
from kawal.field.queries import report_at
from kawal.kernel.codes import StationId, is_station
from kawal.watch.formchecks.queries import findings_of_incident


class Prefill(msgspec.Struct, frozen=True, kw_only=True):
    """The form as it is shown; `station` as it was named, `offers` the indications of which one may be chosen,
    `under` the grounds that study the same there now."""

    rule: str = ""
    station: str = ""
    contest: ContestKind | None = None
    round: int = 1
    entries: tuple[int, ...] = ()
    offers: tuple[Indication, ...] = ()
    under: tuple[Ground, ...] = ()


def prefill(connection: Connection, desk: GroundDesk, asked: Prefill) -> Prefill:
    """The form as `_filled` says; for every contest, of which some are under study, narrowed to one that is not."""
    filled = _filled(connection, desk, asked)
    present = load_grounds(connection, filled.station) if filled.station else ()
    under = tuple(
        one for one in present if one.is_open and one.overlaps(filled.rule, one.station, filled.round, None)
    )
    if not under:
        return filled
    contests = desk.contests_at(StationId(filled.station))
    free = [kind for kind in contests if not any(one.concerns(kind) for one in under)]
    return msgspec.structs.replace(filled, contest=filled.contest or next(iter(free), None), under=under)


def _filled(connection: Connection, desk: GroundDesk, asked: Prefill) -> Prefill:
    """What was asked, filled in: the station of its entries, the contest that they name, and the rule with all of its
    entries, when one indication alone rests on them. Several are offered; so are those of a station without
    entries."""
    reports = [row for one in asked.entries if (row := report_at(connection, one)) is not None]
    places = (row.place for row in reports if is_station(row.place))
    station = asked.station or next(places, "")
    if not is_station(station) or StationId(station) not in desk.field.registry().station_by_id:
        return msgspec.structs.replace(asked, station=station)
    checks = [
        one for entry in asked.entries for one in findings_of_incident(connection, entry) if one.key.place == station
    ]
    told = {one.key.contest for one in checks} | {str(row.data.get("which_contest", "")) for row in reports}
    named = _only(desk.contests_at(StationId(station)), told - {""})
    filled = msgspec.structs.replace(asked, station=station, contest=asked.contest or named)
    if asked.rule:
        return filled
    causes = {*asked.entries, *(entry for one in checks for entry in one.entries)}
    found = tuple(
        one
        for one in desk.opening(connection, StationId(station))
        if (not causes.isdisjoint(one.entries) if causes else asked.contest in (None, one.contest) or not one.contest)
    )
    if len(found) != 1 or not causes:
        return msgspec.structs.replace(filled, offers=found)
    only = found[0]
    return msgspec.structs.replace(
        filled,
        rule=only.rule,
        contest=filled.contest or only.contest,
        round=only.round,
        entries=tuple(sorted({*asked.entries, *only.entries}))[:MOST_ENTRIES],
    )


def _only(known: Sequence[ContestKind], told: Collection[str]) -> ContestKind | None:
    """The contest that is told, when it is one alone; where none is told, the only one that there is."""
    fitting = [one for one in known if one in told] if told else known
    return fitting[0] if len(fitting) == 1 else None
