"""Reports and lines of words -> what they tell that a rule can ask for."""

from collections.abc import Sequence

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.count.formqueries import round_kinds
from kawal.count.sources import CONTEST_KINDS
from kawal.disputes.rules.said import IRREGULARITY, OBJECTION, Answers, told_by
from kawal.disputes.rules.tables import METADATA, TOLD
from kawal.field.channels.odk.events import ReportReplaced
from kawal.field.lineproject import LINE_KIND
from kawal.field.model import PublicPart, read_public
from kawal.field.queries import is_first
from kawal.kernel.codes import StationId, is_station
from kawal.record.jws import Jws
from kawal.store.events import Bodies, Projection, Recorded, RecordedReport
from kawal.watch.board.board import places_of


def _reports(connection: Connection, reports: Sequence[RecordedReport], _bodies: Bodies) -> None:
    for one in reports:
        jws = Jws.parse(one.jws.decode())
        public = read_public(jws.payload)
        if public.kind == LINE_KIND:
            if public.data.get("corrects"):
                _void(connection, str(public.data.get("re", "")), one.index)
            for fact in public.facts:
                for place in places_of(fact):
                    _keep(connection, one.index, public, place, fact.kind, fact.data, fact.at or public.at)
        elif is_first(connection, public.key, jws.header.kid, one.index):
            _keep(connection, one.index, public, public.place, public.kind, public.data, public.at)


def _keep(
    connection: Connection, index: int, public: PublicPart, place: str, kind: str, data: Answers, at_ms: int
) -> None:
    for told in told_by(kind, data):
        same = (TOLD.c.position == index, TOLD.c.place == place, TOLD.c.name == told.name)
        again = TOLD.update().where(*same).values(number=TOLD.c.number + told.number)
        if connection.execute(again).rowcount:  # one line may say the same thing of a place twice
            continue
        row: dict[str, object] = {"position": index, "place": place, "name": told.name, "contest": told.contest}
        row |= {"round": _round(connection, index, place, told.contest, kind), "number": told.number}
        row |= {"report": public.id, "at_ms": at_ms, "assurance": public.assurance or "device"}
        connection.execute(insert(TOLD).values(**row))


def _round(connection: Connection, index: int, place: str, contest: str, kind: str) -> int:
    """The round that a report is about: the last that was ordered for its station in an entry before it."""
    if kind not in {IRREGULARITY, OBJECTION} or not is_station(place):
        return 1
    asked = [one for one in CONTEST_KINDS if contest in {"", one}]
    ordered = [found for one in asked for found in round_kinds(connection, StationId(place), one).items()]
    return max((number for number, (_, position) in ordered if position < index), default=1)


def _replaced(connection: Connection, entry: Recorded[ReportReplaced], _bodies: Bodies) -> None:
    _void(connection, entry.event.replaces, entry.index)


def _void(connection: Connection, report: str, index: int) -> None:
    standing = (TOLD.c.report == report, TOLD.c.voided.is_(None))
    connection.execute(TOLD.update().where(*standing).values(voided=index))


PROJECTION = Projection(name="rules", version=4, tables=METADATA, folds={ReportReplaced: _replaced}, reports=_reports)
