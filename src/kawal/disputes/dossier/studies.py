"""The study of grounds in a dossier: opened, exhibits marked, what each stage said, answers to objections. Their
reasons, and whatever names people, are sealed and stay out."""

from collections.abc import Collection, Iterator, Sequence
from functools import partial

from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, ROUNDS
from kawal.disputes.dossier.chronology import Told, node_line
from kawal.disputes.dossier.model import Line
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import both
from kawal.disputes.grounds.model import HOLDERS, Ground, Mark, Step
from kawal.disputes.grounds.objections import KIND, Answered, answer_text
from kawal.disputes.grounds.queries import load_grounds, objection_at
from kawal.disputes.grounds.shown import step_text
from kawal.field.line_queries import HeardRow
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.rules import rules
from kawal.kernel.language import Language, msg


def studies_of(
    connection: Connection, reach: Reach, rows: Sequence[HeardRow], told: Sequence[Told], senders: Senders
) -> tuple[Line, ...]:
    """A line for each event; each names the entries that it rests on, but no report that is not told here. None for a
    dossier of one incident, and for what KPU decided of contests that are not asked for."""
    if reach.incident is not None:
        return ()
    apart = {row.index for row in rows} - {row.index for row, _, _ in told}
    stations = frozenset(reach.stations)
    lines: list[Line] = []
    for ground in load_grounds(connection):
        if ground.station in stations and (ground.contest is None or ground.contest in reach.contests):
            lines += _of(ground, apart, reach, senders)
    asked = {row.index: row for row, _, heard in told if heard.kind == KIND}.values()
    return (*lines, *(line for row in asked for line in _answers(connection, row, senders)))


def _of(ground: Ground, apart: Collection[int], reach: Reach, senders: Senders) -> Iterator[Line]:
    named, who = tuple(one for one in ground.entries if one not in apart), senders.recorder(ground.actor)
    yield node_line(ground.index, ground.at, ground.station, both(partial(_opened, ground)), who, named)
    for step in ground.steps:
        about = _about(ground, step)
        if not about or not about.isdisjoint(reach.contests):
            what = both(partial(_said, ground, step))
            yield node_line(step.index, step.at, ground.station, what, senders.recorder(step.actor))
    for mark in ground.marks:
        named = (mark.entry,) if mark.entry >= 0 and mark.entry not in apart else ()
        what = both(partial(_marked, ground, mark))
        yield node_line(mark.index, mark.at, ground.station, what, senders.recorder(mark.actor), named)


def _about(ground: Ground, step: Step) -> frozenset[ContestKind]:
    """The contests that a step is about; those of the decision that it corrects where it names none, none for all."""
    corrected = next((one for one in ground.steps if one.index == step.corrects), None)
    if corrected is None or step.contests:
        return frozenset(step.contests)
    return _about(ground, corrected)


def _opened(ground: Ground, told: Language) -> str:
    rule = rules().rule(ground.rule)
    contest = CONTESTS[ground.contest] if ground.contest else msg("semua pemilihan")
    unread = rule is None or not rule.is_verified
    return told.text(
        "kajian %(n)s dibuka untuk %(kind)s, %(contest)s: %(title)s, %(article)s",
        n=str(ground.index),
        kind=ROUNDS[ground.kind],
        contest=contest,
        title=rule.title.say(told) if rule else ground.rule,
        article=rule.cite(told) if rule else "–",
    ) + (f" ({told.text('belum diverifikasi')})" if unread else "")


def _said(ground: Ground, step: Step, told: Language) -> str:
    who = next(one.who.say(told) for one in grounds().path.stages if one.id == step.stage)
    what = step_text(step, told)
    if step.corrects >= 0:
        return told.text("kajian %(n)s: pembetulan, %(who)s, %(outcome)s", n=str(ground.index), who=who, outcome=what)
    return told.text("kajian %(n)s: %(who)s, %(outcome)s", n=str(ground.index), who=who, outcome=what)


def _marked(ground: Ground, mark: Mark, told: Language) -> str:
    title = grounds().exhibit(mark.exhibit).title.say(told)
    number = str(ground.index)
    parts = [
        told.text("kajian %(n)s: bukti ditandai ada: %(title)s", n=number, title=title)
        if mark.present
        else told.text("kajian %(n)s: tanda bukti dicabut: %(title)s", n=number, title=title)
    ]
    if mark.holder:
        parts.append(told.text("dipegang %(holder)s", holder=HOLDERS[mark.holder]))
    if mark.pages:
        parts.append(told.text("%(n)s lembar", n=mark.pages))
    if mark.seal:
        parts.append(told.text("segel %(seal)s", seal=mark.seal))
    return ", ".join(parts)


def _answers(connection: Connection, row: HeardRow, senders: Senders) -> Iterator[Line]:
    objection = objection_at(connection, row.index)
    for one in objection.said if objection else ():
        words = both(partial(_answered, row.index, one))
        yield node_line(one.index, one.at, row.place, words, senders.recorder(one.actor), (row.index,))


def _answered(index: int, one: Answered, told: Language) -> str:
    about = {"n": str(index), "answer": answer_text(one, told)}
    if one.corrects < 0:
        return told.text("keberatan %(n)s, %(answer)s", **about)
    return told.text("keberatan %(n)s, pembetulan, %(answer)s", **about)
