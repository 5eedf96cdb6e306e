"""Named reads of grounds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Row, Select, Table, select
from sqlalchemy.engine import Connection

from kawal.access.reach import ALL, Reach
from kawal.count.model import ContestKind
from kawal.disputes.grounds.model import Ground, Mark, Step
from kawal.disputes.grounds.objections import KIND, Answered, Objection
from kawal.disputes.grounds.tables import GROUND, GROUND_MARK, GROUND_STEP, OBJECTION_ANSWER
from kawal.field.channels.odk.queries import replaced_since
from kawal.field.line_queries import corrected_by_lines
from kawal.field.queries import MOST_INDEX, ReportRow, latest_reports, report_at
from kawal.kernel.codes import StationId

_entries = msgspec.json.Decoder(tuple[int, ...]).decode
_contests = msgspec.json.Decoder(tuple[ContestKind, ...]).decode


def load_grounds(connection: Connection, station: str = "") -> tuple[Ground, ...]:
    """Every ground, or those of a station, in the order in which they were opened."""
    asked = select(GROUND).order_by(GROUND.c.position)
    return _grounds(connection, asked.where(GROUND.c.station == station) if station else asked)


def ground_at(connection: Connection, index: int) -> Ground | None:
    """The ground that an entry opened, None when it opened none."""
    if not 0 <= index <= MOST_INDEX:
        return None
    return next(iter(_grounds(connection, select(GROUND).where(GROUND.c.position == index))), None)


def voided(connection: Connection) -> Mapping[str, int]:
    """The reports that no longer hold, by their ids, with the entry that corrected or replaced each. It reads through
    all lines: once for a page."""
    return dict(replaced_since(connection, -1)) | corrected_by_lines(connection)


def load_objections(connection: Connection, places: Reach = ALL, most: int = 500) -> tuple[Objection, ...]:
    """The objections of places in a reach, the newest first."""
    return _with_answers(connection, latest_reports(connection, kind=KIND, places=places, most=most))


def objection_at(connection: Connection, index: int) -> Objection | None:
    """The objection of an entry, None when it is none."""
    report = report_at(connection, index)
    if report is None or report.kind != KIND:
        return None
    return _with_answers(connection, (report,))[0]


def _with_answers(connection: Connection, reports: Sequence[ReportRow]) -> tuple[Objection, ...]:
    said: dict[int, list[Answered]] = defaultdict(list)
    for row in connection.execute(select(OBJECTION_ANSWER).order_by(OBJECTION_ANSWER.c.position)):
        said[row.objection].append(
            Answered(
                index=row.position,
                level=row.level,
                answer=row.answer,
                actor=row.actor,
                at=row.at,
                held_on=row.held_on,
                minutes=row.minutes,
                corrects=row.corrects,
            )
        )
    void = voided(connection)
    return tuple(Objection(report=one, said=tuple(said[one.index]), voided=void.get(one.id)) for one in reports)


def _grounds(connection: Connection, asked: Select[tuple[object, ...]]) -> tuple[Ground, ...]:
    rows = connection.execute(asked).all()
    known = [row.position for row in rows]
    steps: dict[int, list[Step]] = defaultdict(list)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for row in connection.execute(_said(GROUND_STEP, known)):
        steps[row.ground].append(_step(row))
    for row in connection.execute(_said(GROUND_MARK, known)):
        marks[row.ground].append(_mark(row))
    return tuple(
        Ground(
            index=row.position,
            rule=row.rule,
            kind=row.kind,
            station=StationId(row.station),
            contest=row.contest,
            round=row.round,
            entries=_entries(row.entries),
            actor=row.actor,
            at=row.at,
            steps=tuple(steps[row.position]),
            marks=tuple(marks[row.position]),
        )
        for row in rows
    )


def _said(table: Table, grounds: Sequence[int]) -> Select[tuple[object, ...]]:
    """What was said of grounds, in the order of the log; of one alone nothing of others."""
    found = select(table).order_by(table.c.position)
    return found.where(table.c.ground == grounds[0]) if len(grounds) == 1 else found


def _step(row: Row[tuple[object, ...]]) -> Step:
    return Step(
        index=row.position,
        stage=row.stage,
        outcome=row.outcome,
        decree=row.decree,
        decided_on=row.decided_on,
        actor=row.actor,
        at=row.at,
        contests=_contests(row.contests),
        left=_contests(row.left),
        corrects=row.corrects,
    )


def _mark(row: Row[tuple[object, ...]]) -> Mark:
    return Mark(
        index=row.position,
        exhibit=row.exhibit,
        present=row.present,
        entry=row.entry,
        holder=row.holder,
        pages=row.pages,
        seal=row.seal,
        actor=row.actor,
        at=row.at,
    )
