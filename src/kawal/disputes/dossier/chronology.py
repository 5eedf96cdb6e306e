"""The chronology of a dossier: reports, steps on incidents, decisions, by when they happened."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.names import BECAUSE, CONTESTS
from kawal.count.tables import DECISION
from kawal.disputes.dossier.model import Line
from kawal.disputes.dossier.scope import Reach, is_trouble
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import Both, both, said
from kawal.election.model import Registry
from kawal.field.kinds import KindBook
from kawal.field.line_queries import HeardRow
from kawal.jurisdiction.load import agencies
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.language import Language, msg
from kawal.watch.board.board import heard_of
from kawal.watch.incidents.casewords import RESULTS, STEP_NAMES
from kawal.watch.model import Heard
from kawal.watch.queries import StepRow, closed_incidents, incident_steps

LEFT_OUT = frozenset({"check_in", "check_out", "rest_break", "welfare"})
"""Who stood at which post and who fell ill proves nothing about a vote."""
LATER = said(msg("dibetulkan kemudian"))
CHAIN = "node"
CLOCK, MORNING = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), 6
Told = tuple[HeardRow, str, Heard]


def told_of(rows: Sequence[HeardRow], reach: Reach) -> Iterator[Told]:
    """What was heard of the places in reach and belongs into a dossier; of an incident that is about no station only
    what is trouble."""
    for row in rows:
        for place, heard in heard_of(row):
            if place not in reach.places or heard.kind in LEFT_OUT:
                continue
            if any(heard.data.get(name, "") not in ("", *reach.contests) for name in ("contest", "which_contest")):
                continue  # about a contest that was not asked for
            if reach.incident is None or place in reach.stations or is_trouble(heard):
                yield row, place, heard


def chronology_of(
    connection: Connection, told: Sequence[Told], reach: Reach, senders: Senders, book: KindBook, registry: Registry
) -> tuple[Line, ...]:
    """What was heard, done about incidents and decided about numbers."""
    return (
        *_heard(told, senders, book),
        *_incidents(connection, told, registry, senders),
        *_decided(connection, reach, senders),
    )


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """By when it happened; what happened at the same moment by entry."""
    return tuple(sorted(lines, key=lambda one: (one.at_ms, one.index, one.place)))


def happened_ms(heard: Heard, place: str, book: KindBook) -> int:
    """When it happened (ms): the clock time that a report states, on the day on which it was sent; else the moment of
    sending. Before six in the morning a later hour is that of the evening before."""
    kind = book.newest(heard.kind)
    field = next((one.id for one in kind.fields if one.kind == "time" and not one.private), "") if kind else ""
    hour = str(heard.data.get(field, ""))
    if not CLOCK.fullmatch(hour):
        return heard.at_ms
    sent = datetime.fromtimestamp(heard.at_ms / 1000, zone_of(place))
    at = sent.replace(hour=int(hour[:2]), minute=int(hour[3:]), second=0, microsecond=0)
    if at > sent and sent.hour < MORNING:
        at -= timedelta(days=1)
    return int(at.timestamp() * 1000)


def _heard(told: Sequence[Told], senders: Senders, book: KindBook) -> Iterator[Line]:
    for row, place, heard in told:
        yield Line(
            index=row.index,
            at_ms=happened_ms(heard, place, book),
            entered=row.received,
            place=place,
            what=marked(both(partial(said_in, heard, book)), LATER if row.void else None),
            source=senders.source(row),
            assurance=row.assurance,
        )


def said_in(heard: Heard, book: KindBook, words: Language) -> str:
    """A report's public answers in words; of a form of results only which, its numbers stand side by side."""
    kind = book.newest(heard.kind)
    if kind is None:
        return heard.kind
    answers = []
    for field in kind.fields:
        value = heard.data.get(field.id)
        if value is None or field.private or (kind.group == "result" and field.kind == "count"):
            continue
        text = field.told(value, words)
        answers.append(text if field.choices else f"{field.title.of(words.code)} {text}")
    return f"{kind.title.of(words.code)}{': ' if answers else ''}{', '.join(answers)}"


def _incidents(connection: Connection, told: Sequence[Told], registry: Registry, senders: Senders) -> Iterator[Line]:
    keys = {
        (row.index, place, str(heard.data.get("what", heard.kind))) for row, place, heard in told if is_trouble(heard)
    }
    known = {(index, place) for index, place, _ in keys}
    for (index, place, _), steps in incident_steps(connection).items():
        if (index, place) in known:
            yield from (_step(step, place, registry, senders) for step in steps)
    ends = closed_incidents(connection)
    for index, place, what in sorted(keys):
        for end in (*ends.before(index, place, what), *([one] if (one := ends.of(index, place, what)) else [])):
            yield node_line(
                end.index,
                end.at,
                place,
                said(msg("insiden %(n)s ditutup: %(result)s", n=str(index), result=RESULTS[end.result])),
                senders.recorder(end.actor),
            )


def _step(step: StepRow, place: str, registry: Registry, senders: Senders) -> Line:
    named = {one.id: (one.name_id, one.name_en) for one in registry.agencies}
    shipped = {one.id: (one.name.id, one.name.en) for one in agencies().values()}

    def words(told: Language) -> str:
        pair = (shipped | named).get(step.agency, (step.agency, step.agency))
        text = told.text(
            STEP_NAMES[step.step].msgid,
            agency=pair[told.code == "en"],
            team=str(step.team),
            other=str(step.other),
            site=registry.place_name(step.site) if step.site else "",
        )
        return told.text("insiden %(n)s: %(step)s", n=str(step.incident), step=text)

    return node_line(step.index, step.at, place, both(words), senders.recorder(step.actor))


def _decided(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    """Decisions about numbers."""
    statement = select(DECISION).where(DECISION.c.station.in_(reach.stations), DECISION.c.contest.in_(reach.contests))
    for row in connection.execute(statement.order_by(DECISION.c.position)):
        what = msg(
            "angka formulir %(contest)s diputus: %(why)s", contest=CONTESTS[row.contest], why=BECAUSE[row.because]
        )
        yield node_line(row.position, iso(row.at_ms), row.station, said(what), senders.recorder(row.actor))


def marked(what: Both, ended: Both | None) -> Both:
    """Words with what became of them behind, if anything did."""
    return what if ended is None else {code: f"{text} ({ended[code]})" for code, text in what.items()}


def iso(at_ms: int) -> str:
    """A moment (ms) in ISO 8601, UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat()


def node_line(index: int, at: str, place: str, what: Both, by: Both, names: tuple[int, ...] = ()) -> Line:
    """A line about an event of the node itself, at its moment (ISO 8601); `by` says who recorded it."""
    at_ms = int(datetime.fromisoformat(at).timestamp() * 1000)
    return Line(index=index, at_ms=at_ms, entered=at, place=place, what=what, source=by, assurance=CHAIN, names=names)
