"""A ground as its page shows it: the path with who spoke, what KPU decided, the record in the order of the log."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

import msgspec

from kawal.count.desk import Study
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, ROUNDS
from kawal.disputes.grounds.decide import MOST_ENTRIES
from kawal.disputes.grounds.model import OUTCOME_NAMES, STANDING_MARKS, STANDING_NAMES, Ground, Step
from kawal.disputes.model import Indication
from kawal.jurisdiction.grounds import Grounds, Stage
from kawal.jurisdiction.rules import rules
from kawal.kernel.language import Language, Message


class StageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A stage of the path: whose it is, what it said and when (ISO 8601; both empty: nothing), whether its turn has
    come."""

    id: Stage
    who: str
    said: str
    at: str
    is_next: bool


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the record: its entry, moment (ISO 8601), account, what was done, the words (empty if not shown)."""

    index: int
    at: str
    actor: str
    what: str
    words: str = ""


def study_of(ground: Ground, law: Grounds, language: Language) -> Study:
    """A ground as the page of a form shows it."""
    rule = rules().rule(ground.rule)
    turn = next((one.who.say(language) for one in law.path.stages if one.id == ground.stage), "")
    stands = language.say(STANDING_NAMES[ground.standing])
    return Study(
        path=f"/sengketa/dasar/{ground.index}",
        mark=STANDING_MARKS[ground.standing],
        title=f"{language.say(ROUNDS[ground.kind])}: {rule.title.say(language) if rule else ground.rule}",
        stands=f"{stands}; {language.text('giliran %(who)s', who=turn)}" if turn else stands,
    )


def stages_of(ground: Ground, law: Grounds, language: Language) -> tuple[StageRow, ...]:
    """The path of a ground."""
    last = {one.stage: one for one in ground.steps}
    turn = ground.stage
    if turn and not (turn == "kpu" and ground.decisions):
        last.pop(turn, None)  # what it had said is taken back
    return tuple(
        StageRow(
            id=one.id,
            who=one.who.say(language),
            said=language.say(_word(ground, last[one.id])) if one.id in last else "",
            at=last[one.id].at if one.id in last else "",
            is_next=one.id == ground.stage,
        )
        for one in law.path.stages
    )


def _word(ground: Ground, step: Step) -> Message:
    return STANDING_NAMES[ground.standing] if step.stage == "kpu" else OUTCOME_NAMES[step.outcome]


def decisions_of(ground: Ground, contests: Sequence[ContestKind], language: Language) -> tuple[str, ...]:
    """What KPU decided for each contest of a ground, once it decided for any of them."""
    if not ground.decisions:
        return ()
    return tuple(
        f"{language.say(CONTESTS[kind])}: "
        + (step_text(step, language, with_contests=False) if step else language.text("menunggu KPU"))
        for kind in contests
        for step in [ground.decision(kind)]
    )


def step_text(step: Step, language: Language, *, with_contests: bool = True) -> str:
    """What a step says: "diputuskan dilaksanakan (Wali Kota), 712/2024, 28 November 2024"."""
    said = language.say(OUTCOME_NAMES[step.outcome])
    kinds = ", ".join(language.say(CONTESTS[one]) for one in step.contests) if with_contests else ""
    decree = (step.decree, language.day(date.fromisoformat(step.decided_on))) if step.decree else ()
    return ", ".join((f"{said} ({kinds})" if kinds else said, *decree))


def _said(step: Step, who: str, language: Language) -> str:
    """What a step says in the record."""
    parts = (f"{who}: {step_text(step, language)}",)
    return ", ".join((language.text("pembetulan"), *parts) if step.corrects >= 0 else parts)


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
            what=_said(one, who[one.stage], language),
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


def open_link(one: Indication, also: Sequence[int] = (), *, contest: ContestKind | None = None) -> str:
    """The form that opens a ground, filled in from an indication, and from other entries; for one `contest` alone of
    those that it is about."""
    entries = sorted({*also, *one.entries})[:MOST_ENTRIES]
    asked = {"rule": one.rule, "station": one.place, "contest": contest or one.contest or "", "round": one.round}
    return f"/sengketa/dasar/baru?{urlencode(asked | {'entries': ' '.join(map(str, entries))})}"


def round_link(ground: Ground, contest: ContestKind, language: Language) -> str:
    """The form of a re-poll or a recount of the count, filled in from the decree of a ground, with its date."""
    decree = ground.decision(contest)
    told = f"{decree.decree}, {language.day(date.fromisoformat(decree.decided_on))}" if decree else ""
    asked = {
        "contest": contest,
        "kind": ground.kind,
        "decree": told,
        "stations": ground.station,
    }
    return f"/hitung/putaran?{urlencode(asked)}"
