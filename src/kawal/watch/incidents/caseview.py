"""An incident as a page or text shows it: its record in the order of the log, its agencies, what they may do next."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

import msgspec

from kawal.field.kinds import KindBook
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.watch.board.forward import told_value
from kawal.watch.events import Step
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import AgencyPart, Case
from kawal.watch.incidents.casewords import AGENCY_WORDS, RESULTS, STEP_NAMES
from kawal.watch.incidents.clocks import Clock, clocks_of
from kawal.watch.model import Heard
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import source_name

AFTER_ACCEPTING: tuple[Step, ...] = ("arrived", "settled")
"""What an agency that accepted says then, in this order."""


class Line(msgspec.Struct, frozen=True):
    """A line of the record: its entry, its moment (ISO 8601), who, what was done, the words (empty if not shown)."""

    index: int
    at: str
    who: str
    what: str
    words: str


class AgencyRow(msgspec.Struct, frozen=True):
    """An agency of a case: its part, mark, the last word about it, what it may say next, what the desk may do."""

    agency: str
    name: str
    phone: str
    part: AgencyPart
    mark: tuple[str, str]
    last: str
    last_at: str
    next: Step | None
    may_be_told: bool


def record_of(
    case: Case,
    merged: Sequence[Case],
    desk: CaseDesk,
    names: Mapping[str, str],
    words: Mapping[int, str],
    language: Language,
) -> tuple[Line, ...]:
    """The record: the report, those that were merged, every step and end. `words` are the sealed words by entry, as
    far as this reader may see them."""
    book = desk.watch.field.book()
    lines = []
    for one in (case, *merged):
        who = source_name(one.heard.source, names, language)
        told = ". ".join([titled(book, one.heard, language), *answers_of(book, one.heard, language)])
        lines.append(Line(one.heard.index, one.heard.received, who, told, words.get(one.heard.index, "")))
    for step in case.steps:
        fill = {"agency": desk.agency_name(step.agency, language), "other": step.other, "team": step.team}
        fill["site"] = desk.watch.field.registry().place_name(step.site) if step.site else ""
        what = language.text(STEP_NAMES[step.step].msgid, **fill)
        who = names.get(step.actor, step.actor)
        said = words.get(step.index, "")
        lines.append(Line(step.index, step.at, who, what, _once(said, who) if step.step == "noted" else said))
    for end in case.ends:
        what = language.text("menutup: %(result)s", result=language.say(RESULTS[end.result]))
        lines.append(Line(end.index, end.at, names.get(end.actor, end.actor), what, words.get(end.index, "")))
    return tuple(sorted(lines, key=lambda one: one.index))


def answers_of(book: KindBook, heard: Heard, language: Language) -> list[str]:
    """What a report answers beside the choices of its title: "Perkiraan jumlah orang: 40"."""
    kind = book.newest(heard.kind)
    fields = [one for one in kind.fields if not one.choices and one.id in heard.data] if kind else []
    return [
        f"{one.title.of(language.code)}: {told_value(heard.kind, one.id, heard.data[one.id], book, language)}"
        for one in fields
    ]


def _once(words: str, who: str) -> str:
    """The words of a note without what the line says already: in older entries, which nobody can change, the words of
    an answer to a letter began with the step's own name ("mencatat, kepada ...", "Bawaslu mencatat: ...")."""
    noted = STEP_NAMES["noted"].msgid  # the language of the log
    return words.removeprefix(f"{noted}, ").removeprefix(f"{who} {noted}: ")


def agencies_shown(case: Case, desk: CaseDesk, language: Language) -> tuple[AgencyRow, ...]:
    """The agencies of a case in the order of its way, each with what comes next."""
    rows = []
    for part in case.agencies:
        last = max(part.steps.values(), key=lambda one: one.index, default=None)
        said = language.say(AGENCY_WORDS[last.step]) if last else ""
        active = case.is_open and part.part in ("owner", "assist", "on_request")
        told = bool(part.steps)
        nothing_yet = part.part == "on_request" and not told
        following = None if not active or nothing_yet else next_of(part)
        mark = ("full", "") if "settled" in part.steps else ("half", "us") if part.has_accepted else ("ring", "")
        if part.part == "inform" and told:
            mark = ("full", "")
        rows.append(
            AgencyRow(
                part.agency,
                desk.agency_name(part.agency, language),
                desk.agency_phone(part.agency),
                part,
                mark,
                said,
                last.at if last else "",
                following,
                case.is_open and not told,
            )
        )
    return tuple(rows)


def next_of(part: AgencyPart) -> Step | None:
    """What an agency that must act says next: that it accepts, arrives, has settled it; None when all is said."""
    if not part.has_accepted:
        return "accepted"
    return next((step for step in AFTER_ACCEPTING if step not in part.steps), None)


def clock_shown(case: Case, desk: CaseDesk) -> Clock | None:
    """What falls due first."""
    return next(iter(clocks_of(case, desk.rules)), None)


def incident_text(cases: Sequence[Case], desk: CaseDesk, language: Language) -> str:
    """What an entry tells of, place by place, whose it is and how it ended; words and names stay behind."""
    zone, registry = desk.watch.lines.zone, desk.watch.field.registry()
    lines = []
    for one in cases:
        end = language.say(RESULTS[one.end.result]) if one.end else language.text("Masih terbuka")
        moment = language.time(datetime.fromtimestamp(one.heard.at_ms / 1000, zone))
        what = titled(desk.watch.field.book(), one.heard, language)
        owner = desk.agency_name(one.owner, language) if one.owner else language.text("posko")
        lines.append(f"{moment} {registry.place_name(one.site)}: {what}; {owner}; {end}")
    return page_text(language.text("Insiden %(n)s", n=cases[0].heard.index), lines, language)


def case_path(index: int, place: str, what: str, part: str = "") -> str:
    """Where the page of an incident is, or a part of it."""
    return f"/insiden/{index}{part}?{urlencode({'place': place, 'what': what})}"
