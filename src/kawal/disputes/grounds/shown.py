"""A ground as its page shows it: the path with who spoke, the record in the order of the log, the facts behind it."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

import msgspec

from kawal.count.model import ContestKind
from kawal.disputes.grounds.decide import MOST_ENTRIES
from kawal.disputes.grounds.model import OUTCOME_NAMES, Ground, Step
from kawal.disputes.model import Indication
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.queries import ReportRow
from kawal.jurisdiction.grounds import Grounds, Stage
from kawal.kernel.language import Language


class StageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of the path: whose it is, what it said, whether its turn has come."""

    id: Stage
    who: str
    step: Step | None
    is_next: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the record: its entry, moment (ISO 8601), account, what was done, the words (empty if not shown)."""

    index: int
    at: str
    actor: str
    what: str
    words: str = ""


class FactLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that the ground was opened from: its report with what it answers, None for an entry of the count."""

    index: int
    title: str
    answers: tuple[str, ...] = ()
    report: ReportRow | None = None


def stages_of(ground: Ground, law: Grounds, language: Language) -> tuple[StageRow, ...]:
    """The path of a ground."""
    said = {one.stage: one for one in ground.steps}
    return tuple(
        StageRow(id=one.id, who=one.who.say(language), step=said.get(one.id), is_next=one.id == ground.stage)
        for one in law.path.stages
    )


def _said(step: Step, ground: Ground, who: str, language: Language) -> str:
    """What a step says in the record; a second word of KPU corrects its first."""
    first = next(one for one in ground.steps if one.stage == step.stage)
    parts = [f"{who}: {language.say(OUTCOME_NAMES[step.outcome])}"]
    if step.decree:
        parts += [step.decree, language.day(date.fromisoformat(step.decided_on))]
    return ", ".join([*([] if first is step else [language.text("pembetulan")]), *parts])


def record_of(ground: Ground, law: Grounds, words: Mapping[int, str], language: Language) -> tuple[Line, ...]:
    """Everything that was done about it; `words` are the sealed reasons as far as this reader may see them."""
    who = {one.id: one.who.say(language) for one in law.path.stages}
    opened = Line(
        index=ground.index,
        at=ground.at,
        actor=ground.actor,
        what=language.text("membuka kajian"),
        words=words.get(ground.index, ""),
    )
    steps = [
        Line(
            index=one.index,
            at=one.at,
            actor=one.actor,
            what=_said(one, ground, who[one.stage], language),
            words=words.get(one.index, ""),
        )
        for one in ground.steps
    ]
    marks = [
        Line(
            index=one.index,
            at=one.at,
            actor=one.actor,
            what=(language.text("menandai ada") if one.present else language.text("mencabut tanda"))
            + f": {law.exhibit(one.exhibit).title.say(language)}",
        )
        for one in ground.marks
    ]
    return tuple(sorted((opened, *steps, *marks), key=lambda line: line.index))


def facts_of(
    entries: Sequence[int], reports: Mapping[int, ReportRow], book: KindBook, language: Language
) -> tuple[FactLine, ...]:
    """The entries of a ground in words; nothing that is private."""
    lines = []
    for index in entries:
        report = reports.get(index)
        kind = book.get(report.kind, report.version) if report else None
        if report is None or kind is None:
            lines.append(FactLine(index=index, title=language.text("angka formulir TPS ini")))
            continue
        answers = answers_of(report, kind, language)
        lines.append(FactLine(index=index, title=kind.title.of(language.code), answers=answers, report=report))
    return tuple(lines)


def answers_of(report: ReportRow, kind: ReportKind, language: Language) -> tuple[str, ...]:
    """What a report answers in public, question by question."""
    return tuple(
        f"{field.title.of(language.code)}: {field.told(report.data[field.id], language)}"
        for field in kind.fields
        if field.id in report.data and not field.private
    )


def open_link(one: Indication) -> str:
    """The form that opens a ground, filled in from an indication."""
    asked = {"rule": one.rule, "station": one.place, "contest": one.contest or "", "round": one.round}
    return f"/sengketa/dasar/baru?{urlencode(asked | {'entries': ' '.join(map(str, one.entries[:MOST_ENTRIES]))})}"


def round_link(ground: Ground, contest: ContestKind, language: Language) -> str:
    """The form of a re-poll or a recount of the count, filled in from the decree of a ground, with its date."""
    decree = ground.decree
    told = f"{decree.decree}, {language.day(date.fromisoformat(decree.decided_on))}" if decree else ""
    asked = {
        "contest": contest,
        "kind": ground.kind,
        "decree": told,
        "stations": ground.station,
    }
    return f"/hitung/putaran?{urlencode(asked)}"
