"""What a report says that a rule can ask for (pure).

Not every fact stands in one report: that counting ran too long, or that the box waited, follows from moments. Such
reports are kept as the moments that they tell (`COUNTED`, `HANDED`); `custody` makes facts of them.
"""

from collections.abc import Iterator, Mapping
from typing import cast

import msgspec

from kawal.count.sources import CONTEST_KINDS
from kawal.jurisdiction.milestones import milestones
from kawal.jurisdiction.rules import rules

IRREGULARITY, OBJECTION = "irregularity", "objection"
COUNTED, HANDED = "counted_at", "handed_at"
MOMENTS = (COUNTED, HANDED)
Answers = Mapping[str, str | int | bool]


class Told(msgspec.Struct, frozen=True):
    """A fact, or a moment, that one report tells of a place; `contest` is "" for all of them."""

    name: str
    number: int = 1
    contest: str = ""


def told_by(kind: str, data: Answers) -> tuple[Told, ...]:
    """What a report of this kind with these public answers tells; nothing for most of them."""
    return tuple(_told(kind, data))


def _told(kind: str, data: Answers) -> Iterator[Told]:
    match kind:
        case "irregularity":
            what = str(data.get("what", ""))
            if rules().fact(what) is not None:
                yield Told(what, cast("int", data.get("how_many", 1)), _contest(data))
        case "objection" if data.get("objector") != "event":  # a special event at which nobody objects
            yield Told("objections", contest=_contest(data))
        case "opening":
            if _minute(str(data.get("opened_at", ""))) > _latest_opening():
                yield Told("late_opening")
            if "committee_present" in data:
                yield Told("committee_present", cast("int", data["committee_present"]))
        case "counting_ends":
            yield Told(COUNTED)
            if data.get("copies_given") is False:
                yield Told("copies_withheld")
        case "box_handed_over":
            yield Told(HANDED)
        case "incident" if data.get("what") == "custody":
            yield Told("custody_gaps")
        case "incident" if data.get("what") == "box_opened":
            yield Told("box_opened")


def _contest(data: Answers) -> str:
    """The one contest that a report names; "" for all."""
    named = str(data.get("which_contest", ""))
    return named if named in CONTEST_KINDS else ""


def _minute(clock: str) -> int:
    """Minutes since midnight of "07:30"; -1 for what names no time."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute) if hour.isdecimal() and minute.isdecimal() else -1


def _latest_opening() -> int:
    opening = next(one for one in milestones() if one.id == "opening")
    return opening.minute + opening.grace_minutes
