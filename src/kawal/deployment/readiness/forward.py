"""Readiness in words: gaps, counts, and texts to pass on. Counts only, no names."""

from collections.abc import Sequence
from datetime import date

from kawal.deployment.readiness.model import LACKS, Count, Gap, Lack, UnitReadiness, lacking_first
from kawal.jurisdiction.readiness import Checklist
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text


def gap_words(item: str, lack: Lack, number: int, checklist: Checklist, language: Language) -> str:
    """A gap in a few words: "Radio HT: 1 tidak berfungsi"."""
    return language.text(
        "%(item)s: %(n)s %(lack)s", item=item_name(item, checklist, language), n=number, lack=LACKS[lack]
    )


def item_name(item: str, checklist: Checklist, language: Language) -> str:
    """What an item is called; its id where the list no longer has it."""
    known = checklist.item(item)
    return known.name.say(language) if known else item


def owner_name(owner: str, checklist: Checklist, language: Language) -> str:
    """What an office is called; its id where the list no longer has it."""
    known = checklist.owner(owner)
    return known.name.say(language) if known else owner


def count_words(count: Count | None, of: str, language: Language) -> str:
    """A count in a few words: "4 hadir, 3 sehat, dari 5"; of one that was not made, that it was not."""
    if count is None:
        return language.text("belum diperiksa")
    if of == "tick":
        return language.text("%(found)s dari %(required)s", found=count.found, required=count.required)
    said = {"found": count.found, "good": count.good, "required": count.required}
    if of == "people":
        return language.text("%(found)s hadir, %(good)s sehat, dari %(required)s", **said)
    return language.text("%(found)s ada, %(good)s berfungsi, dari %(required)s", **said)


def asked_words(gap: Gap, checklist: Checklist, language: Language, today: date) -> str:
    """Who mends it by when: "lurah, sampai 24 Nov"; that nobody was asked; that it is done."""
    if gap.state(today) == "done":
        return language.text("diselesaikan")
    if gap.asked is None:
        return language.text("belum ada penanggung")
    words = language.text(
        "%(owner)s, sampai %(day)s",
        owner=owner_name(gap.asked.owner, checklist, language),
        day=language.short_day(gap.asked.due),
    )
    return language.text("%(words)s, lewat tenggat", words=words) if gap.state(today) == "overdue" else words


def units_text(units: Sequence[UnitReadiness], checklist: Checklist, today: date, language: Language) -> str:
    """All units: how many were inspected, then what is lacking, what is overdue first."""
    signed = sum(bool(one.signed) for one in units)
    lines = [
        language.text("%(signed)s dari %(all)s satuan diperiksa dan ditandatangani", signed=signed, all=len(units))
    ]
    for one in lacking_first(units, today):
        lines += [f"{one.unit.name}: {_line(gap, checklist, today, language)}" for gap in one.open_gaps(today)]
    return page_text(language.text("Kesiapan satuan"), lines, language)


def unit_text(unit: UnitReadiness, checklist: Checklist, today: date, language: Language) -> str:
    """One unit: every item as it was last counted, then what is lacking."""
    lines = [
        f"{one.name.say(language)}: "
        f"{count_words(unit.current[one.id].count if one.id in unit.current else None, one.of, language)}"
        for one in unit.items
    ]
    lines += [_line(gap, checklist, today, language) for gap in unit.open_gaps(today)]
    return page_text(language.text("Kesiapan %(unit)s", unit=unit.unit.name), lines, language)


def _line(gap: Gap, checklist: Checklist, today: date, language: Language) -> str:
    what = gap_words(gap.item, gap.lack, gap.number, checklist, language)
    return f"{what} ({asked_words(gap, checklist, language, today)})"
