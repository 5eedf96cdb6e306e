"""Numbers, times and words that a rule of law sets: a parameter's own, or what stands where Kawal counts with it.

A value stands in one place. What a clock, a milestone or an identity of the forms works with is read from there, by
an address, so that the page of a rule shows what is really done:

    deadlines/ID/length      of its shortest reading, in that one's unit
                 longest     of its longest reading
                 extra       by how much the longest is longer than the shortest
                 last_day    of the schedule that was announced
                 ends        the earliest hour at which its last day ends
    milestones/ID/when       its time of the day
                  late_after its time and its grace, after which it is late
                  extension  how far it lies past the end of the day of the vote
    forms/IDENTITY/limit     the number on the right of what must hold
                   share     the share that what must hold rounds up
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import Deadline, Reading, deadline, moment_of
from kawal.jurisdiction.expression import Arithmetic, CeilDivision, Number, terms_of
from kawal.jurisdiction.forms import Identity, forms
from kawal.jurisdiction.load import Named, Text
from kawal.jurisdiction.milestones import Milestone, milestones
from kawal.jurisdiction.zones import WIB

Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Address = Annotated[str, Meta(pattern=r"^(deadlines|milestones|forms)/[A-Za-z0-9_]+/[a-z_]+$")]
Count = Literal["persons", "ballots", "boxes", "forms", "events"]
Unit = Literal[
    Count, "share", "days", "working_days", "calendar_days", "hours", "months", "time", "date", "flag", "words"
]
Value = int | bool | Text | Named
COUNTS: frozenset[Unit] = frozenset({"persons", "ballots", "boxes", "forms", "events"})
_WHOLE = COUNTS | {"days", "working_days", "calendar_days", "hours", "months"}
_SHARE = re.compile(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")
_DAY_MIN = 24 * 60
Standing = tuple[Unit | None, Value]
"""What stands somewhere: its unit, None for a bare number, and its value."""


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A number, time or word that the law sets: with a value of its own, or with the address at which it `stands`.
    A share is a decimal number in quotes."""

    id: Word
    name: Named
    own_unit: Unit | None = msgspec.field(default=None, name="unit")
    own_value: Value | None = msgspec.field(default=None, name="value")
    stands: Address | None = None

    @property
    def unit(self) -> Unit:
        """What it is a number of; raises LookupError where nothing says so."""
        unit = self.own_unit if self.stands is None else standing(self.stands)[0] or self.own_unit
        if unit is None:
            raise LookupError(self.id)
        return unit

    @property
    def value(self) -> Value:
        """What the law sets; raises LookupError where it stands nowhere."""
        value = self.own_value if self.stands is None else standing(self.stands)[1]
        if value is None:
            raise LookupError(self.id)
        return value

    def is_said_once(self) -> bool:
        """Whether value and unit are its own or stand elsewhere, and neither both."""
        if self.stands is None:
            return self.own_value is not None and self.own_unit is not None
        return self.own_value is None and (self.own_unit is None) is (standing(self.stands)[0] is not None)

    def fits(self) -> bool:
        """Whether its value is one of its unit."""
        value, unit = self.value, self.unit
        if unit in _WHOLE:
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if unit == "flag":
            return isinstance(value, bool)
        if unit == "words":
            return isinstance(value, Named)
        if not isinstance(value, str):
            return False
        if unit == "share":
            return _SHARE.fullmatch(value) is not None
        return _TIME.fullmatch(value) is not None if unit == "time" else _is_date(value)


@cache
def standing(address: str) -> Standing:
    """What stands at an address; see the head of this module. Raises LookupError where nothing does."""
    file, name, what = address.split("/")
    match file:
        case "deadlines":
            return _OF_DEADLINE[what](deadline(name))
        case "milestones":
            return _OF_MILESTONE[what]({one.id: one for one in milestones()}[name])
        case _:
            return _OF_IDENTITY[what]({one.id: one for one in forms().identities}[name])


def _shortest(law: Deadline) -> Reading:
    return min(law.readings, key=lambda one: one.length)


def _longest(law: Deadline) -> Reading:
    return max(law.readings, key=lambda one: one.length)


def _last_day(law: Deadline) -> Standing:
    announced = {one.only_from: one for one in law.readings if one.only_from is not None}
    if len(announced) != 1:
        raise LookupError(law.id)
    [(day, reading)] = announced.items()
    return "date", str(moment_of(reading, datetime.combine(day, time(), WIB), WIB, Calendar()).last_day)


def _extension(stage: Milestone) -> Standing:
    hours, rest = divmod(stage.minute - _DAY_MIN, 60)
    if rest or hours < 0:
        raise LookupError(stage.id)
    return "hours", hours


def _limit(identity: Identity) -> Standing:
    numbers = [part.right for _, part in identity.parts((1,)) if isinstance(part.right, Number)]
    return None, numbers[0].value


def _share(identity: Identity) -> Standing:
    found = [
        (term.of, term.by)
        for _, part in identity.parts((1,))
        for term in (*terms_of(part.left), *terms_of(part.right))
        if isinstance(term, CeilDivision)
    ]
    of, by = found[0]
    if not (isinstance(of, Arithmetic) and of.operator == "*" and isinstance(of.right, Number)):
        raise LookupError(identity.id)
    return "share", str(Decimal(of.right.value) / by)


_OF_DEADLINE: Mapping[str, Callable[[Deadline], Standing]] = {
    "length": lambda law: (_shortest(law).unit, _shortest(law).length),
    "longest": lambda law: (_longest(law).unit, _longest(law).length),
    "extra": lambda law: (_longest(law).unit, _longest(law).length - _shortest(law).length),
    "last_day": _last_day,
    "ends": lambda law: ("time", min(one.ends for one in law.readings)),
}
_OF_MILESTONE: Mapping[str, Callable[[Milestone], Standing]] = {
    "when": lambda stage: ("time", stage.when),
    "late_after": lambda stage: ("time", _clock(stage.minute + stage.grace_minutes)),
    "extension": _extension,
}
_OF_IDENTITY: Mapping[str, Callable[[Identity], Standing]] = {"limit": _limit, "share": _share}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
