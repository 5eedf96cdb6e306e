"""Readiness of units: what was counted, what is lacking, who mends it by when, what changed since last time (pure).

An inspection of a unit is filled in item by item and then signed; the next one starts empty: what was not looked at
is unknown, never nil. A gap follows from the counts alone. Somebody may say that it is mended; when the item is
counted again and still lacks something, the gap is open again, with the same owner and date.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from kawal.election.model import Registry, Unit
from kawal.jurisdiction.readiness import Checklist, Item
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.codes import within
from kawal.kernel.language import Message, msg

Lack = Literal["absent", "unfit", "missing", "broken", "undone"]
LACKS: dict[Lack, Message] = {
    "absent": msg("tidak hadir"),
    "unfit": msg("tidak sehat"),
    "missing": msg("tidak ada"),
    "broken": msg("tidak berfungsi"),
    "undone": msg("belum"),
}
GapState = Literal["open", "overdue", "done"]
GAP_STATES: dict[GapState, Message] = {
    "open": msg("terbuka"),
    "overdue": msg("lewat tenggat"),
    "done": msg("diselesaikan"),
}


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What was counted of an item: required, found (came, are there, are done), and good of these (fit, working)."""

    item: str
    required: int
    found: int
    good: int


class Noted(msgspec.Struct, frozen=True):
    """A count with the entry of the log that told of it, its moment (ISO 8601, UTC) and who noted it."""

    count: Count
    index: int
    at: str
    actor: str


class Signature(msgspec.Struct, frozen=True):
    """Who answers for an inspection: the account, when, by which entry, over which counts (SHA-256)."""

    actor: str
    at: str
    index: int
    sha256: str


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection of a unit: its number (1..), what was noted by item, the signature once it is finished."""

    unit: str
    number: int
    noted: Mapping[str, Noted]
    signature: Signature | None = None

    def counts(self) -> tuple[Count, ...]:
        """The counts in the order of their items' names: what is signed."""
        return tuple(one.count for _, one in sorted(self.noted.items()))


class Asked(msgspec.Struct, frozen=True):
    """Somebody was asked to mend a gap: the office, by which day; `index` is the entry, whose private part may name
    a person."""

    owner: str
    due: date
    index: int


class Mend(msgspec.Struct, frozen=True):
    """Somebody said that a gap is mended, or that it is not after all; by which entry, when, who."""

    done: bool
    index: int
    at: str
    actor: str


GapKey = tuple[str, Lack]
"""An item and how it lacks; of one unit."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """What a unit lacks: how many of which item, since which entry; who mends it by when; whether it is done."""

    unit: str
    item: str
    lack: Lack
    number: int
    index: int
    asked: Asked | None
    mend: Mend | None

    def state(self, today: date) -> GapState:
        """How it stands on a civil day; it is overdue from the day after its date."""
        if self.mend is not None and self.mend.done:
            return "done"
        return "overdue" if self.asked is not None and self.asked.due < today else "open"


class Change(msgspec.Struct, frozen=True):
    """How an item differs from the inspection before; `before` is None for one that was not looked at then."""

    item: str
    before: Count | None
    now: Count


class UnitReadiness(msgspec.Struct, frozen=True, kw_only=True):
    """A unit as the log has it: its inspections, oldest first; the newest count of each item, whichever inspection it
    is of; what these lack."""

    unit: Unit
    strength: int
    items: tuple[Item, ...]
    inspections: tuple[Inspection, ...]
    current: Mapping[str, Noted]
    gaps: tuple[Gap, ...]

    @property
    def inspection(self) -> Inspection | None:
        """The newest inspection, signed or not."""
        return self.inspections[-1] if self.inspections else None

    @property
    def begun(self) -> Inspection | None:
        """The inspection that is filled in and not signed; None before anything of it was noted."""
        newest = self.inspection
        return newest if newest is not None and newest.signature is None else None

    @property
    def signed(self) -> tuple[Inspection, ...]:
        """The signed inspections, newest first."""
        return tuple(one for one in reversed(self.inspections) if one.signature is not None)

    @property
    def unchecked(self) -> tuple[Item, ...]:
        """What the inspection that is filled in has not looked at; everything before it begins."""
        noted = self.begun.noted if self.begun is not None else {}
        return tuple(one for one in self.items if one.id not in noted)

    @property
    def next_number(self) -> int:
        """The inspection that is filled in: the open one, else a new one."""
        if self.inspection is None:
            return 1
        return self.inspection.number + (self.inspection.signature is not None)

    def open_gaps(self, today: date) -> tuple[Gap, ...]:
        """What is not done, what is overdue first."""
        waiting = [one for one in self.gaps if one.state(today) != "done"]
        return tuple(sorted(waiting, key=lambda one: (one.state(today) != "overdue", one.index)))

    def counted(self, of: str) -> tuple[int, int] | None:
        """(good, required) over the items of a kind, or of one item; None before any of them was looked at."""
        rows = [self.current[one.id].count for one in self.items if of in (one.of, one.id) and one.id in self.current]
        return (sum(one.good for one in rows), sum(one.required for one in rows)) if rows else None


def strength_of(unit: Unit, registry: Registry) -> int:
    """How many officers are registered: the strength of the unit, or its people where more are listed."""
    listed = sum(1 for one in registry.people if one.unit == unit.id and one.roster == "linmas")
    return max(unit.strength, listed)


def items_of(unit: Unit, registry: Registry, checklist: Checklist) -> tuple[Item, ...]:
    """What is looked at in a unit: boats only where a station of its region is reached by water."""
    river = any(one.access != "land" and within(one.ward, unit.region) for one in registry.stations)
    return tuple(one for one in checklist.items if one.only == "" or river)


def lacks_of(item: Item, count: Count) -> dict[Lack, int]:
    """What a count lacks, each more than 0: first what is not there, then what is there and is not good.

    With more found than required, only the required ones must be good.
    """
    gone = max(0, count.required - count.found)
    bad = max(0, count.required - count.good) - gone
    names: tuple[Lack, Lack] = ("absent", "unfit") if item.of == "people" else ("missing", "broken")
    found: dict[Lack, int] = {"undone": gone} if item.of == "tick" else {names[0]: gone, names[1]: bad}
    return {lack: number for lack, number in found.items() if number}


def current_of(inspections: Sequence[Inspection]) -> dict[str, Noted]:
    """The newest count of each item over inspections in their order."""
    return {item: noted for one in inspections for item, noted in one.noted.items()}


def gaps_of(
    unit: str,
    current: Mapping[str, Noted],
    items: Sequence[Item],
    asked: Mapping[GapKey, Asked],
    mends: Mapping[GapKey, Mend],
) -> tuple[Gap, ...]:
    """What the newest counts of a unit lack, in the order of the items. A word that it is mended counts until the
    item is counted again."""
    gaps = []
    for item in items:
        if item.id not in current:
            continue
        noted = current[item.id]
        for lack, number in lacks_of(item, noted.count).items():
            key = (item.id, lack)
            mend = mends.get(key)
            gaps.append(
                Gap(
                    unit=unit,
                    item=item.id,
                    lack=lack,
                    number=number,
                    index=noted.index,
                    asked=asked.get(key),
                    mend=mend if mend is not None and mend.index > noted.index else None,
                )
            )
    return tuple(gaps)


def changes(before: Inspection, now: Inspection) -> tuple[Change, ...]:
    """What an inspection found other than the one before, in the order of the items' names."""
    found = []
    for item, noted in sorted(now.noted.items()):
        old = before.noted.get(item)
        if old is None or old.count != noted.count:
            found.append(Change(item, old.count if old else None, noted.count))
    return tuple(found)


def fingerprint(inspection: Inspection) -> str:
    """The SHA-256 of what is signed: unit, number and counts in canonical JSON."""
    return sha256_hex(
        canonical({"unit": inspection.unit, "number": inspection.number, "counts": inspection.counts()})
    )


def lacking_first(units: Sequence[UnitReadiness], today: date) -> tuple[UnitReadiness, ...]:
    """Overdue gaps first, then open ones, the most first; then what was not looked at; then what is in order."""

    def rank(one: UnitReadiness) -> tuple[int, int, int, str]:
        waiting = one.open_gaps(today)
        overdue = sum(gap.state(today) == "overdue" for gap in waiting)
        unknown = any(item.id not in one.current for item in one.items)
        return (-overdue, -len(waiting), -unknown, one.unit.region)

    return tuple(sorted(units, key=rank))
