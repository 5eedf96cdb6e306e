"""Readiness on paper, A4: a summary of all units, and a sheet for each, with lines to sign; blank where nothing was
counted yet, so that it can be filled in by hand in the yard. Counts only: no name but the inspector's."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.readiness.forward import asked_words, gap_words, item_name
from kawal.deployment.readiness.model import Change, UnitReadiness, changes, lacking_first
from kawal.jurisdiction.readiness import Item
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf

Names = Mapping[str, str]
"""What accounts are called, by their id."""


def summary_pdf(
    units: Sequence[UnitReadiness], desk: ReadinessDesk, letterhead: Letterhead, names: Names, language: Language
) -> bytes:
    """Every open gap with its owner and date; then all units in one table, what is lacking first."""
    today, checklist = desk.today(), desk.checklist
    ordered = lacking_first(units, today)
    ticks = [one for one in checklist.items if one.of == "tick"]
    signed = sum(bool(one.signed) for one in units)
    gaps = [(one, gap) for one in ordered for gap in one.open_gaps(today)]
    data = _frame(desk, letterhead, language) | {
        "title": language.text("Kesiapan satuan"),
        "summary": language.text(
            "%(signed)s dari %(all)s satuan diperiksa dan ditandatangani, %(gaps)s kekurangan terbuka, "
            "%(overdue)s lewat tenggat. Tanda ? berarti belum diperiksa, bukan nihil.",
            signed=signed,
            all=len(units),
            gaps=len(gaps),
            overdue=sum(gap.state(today) == "overdue" for _, gap in gaps),
        ),
        "head": [
            language.text("Satuan"),
            language.text("Personel"),
            language.text("Alat"),
            *(one.name.say(language) for one in ticks),
            language.text("Pemeriksaan"),
        ],
        "rows": [
            [
                one.unit.name,
                *(_pair(one, of, language) for of in ("people", "equipment", *(tick.id for tick in ticks))),
                _signed_by(one, desk, names, language),
            ]
            for one in ordered
        ],
        "gaps_title": language.text("Kekurangan, penanggung dan tenggat"),
        "gaps": [
            [
                one.unit.name,
                gap_words(gap.item, gap.lack, gap.number, checklist, language),
                asked_words(gap, checklist, language, today),
            ]
            for one, gap in gaps
        ],
        "nothing": language.text("Tidak ada."),
        "sheets": [],
    }
    return render_pdf("kawal.deployment.readiness", "sheet.typ", data, desk.now())


def unit_sheets_pdf(
    units: Sequence[UnitReadiness], desk: ReadinessDesk, letterhead: Letterhead, names: Names, language: Language
) -> bytes:
    """A page for each unit, in the order given."""
    data = _frame(desk, letterhead, language) | {
        "title": language.text("Lembar pemeriksaan kesiapan"),
        "sheets": [_sheet(one, desk, letterhead, names, language) for one in units],
        "columns": [
            language.text("Yang diperiksa"),
            language.text("Perlu"),
            language.text("Ada"),
            language.text("Baik"),
            language.text("Kurang"),
            language.text("Periksa ulang"),
        ],
        "gaps_title": language.text("Kekurangan, penanggung dan tenggat"),
        "gap_columns": [
            language.text("Kekurangan"),
            language.text("Penanggung dan tenggat"),
            language.text("Paraf selesai"),
        ],
        "changes_title": language.text("Berubah sejak pemeriksaan sebelumnya"),
        "signs": [language.text("Pemeriksa,"), language.text("Mengetahui, danru satuan,")],
        "note": language.text(
            "Ada: hadir, tersedia, sudah. Baik: sehat, berfungsi. Kosong: belum diperiksa, bukan nihil. "
            "Jangan menulis nama orang sakit di lembar ini."
        ),
    }
    return render_pdf("kawal.deployment.readiness", "sheet.typ", data, desk.now())


def _frame(desk: ReadinessDesk, letterhead: Letterhead, language: Language) -> dict[str, Any]:
    printed = desk.now().astimezone(desk.zone)
    return {
        "institution": letterhead.institution,
        "mark": language.text("Latihan, data contoh") if letterhead.exercise else "",
        "foot": language.text(
            "Dicetak %(day)s %(time)s", day=language.short_day(printed.date()), time=language.time(printed)
        ),
        "page": language.text("Lembar"),
        "of": language.text("dari"),
        "language": language.code,
    }


def _sheet(
    unit: UnitReadiness, desk: ReadinessDesk, letterhead: Letterhead, names: Names, language: Language
) -> dict[str, Any]:
    today, checklist = desk.today(), desk.checklist
    newest, signed = unit.inspection, unit.signed
    changed = changes(signed[1], signed[0]) if len(signed) > 1 else ()
    signature = newest.signature if newest else None
    state = language.text("belum diperiksa")
    if newest is not None:
        state = language.text(
            "pemeriksaan %(number)s, %(state)s",
            number=newest.number,
            state=_signed_by(unit, desk, names, language) if signature else language.text("belum ditandatangani"),
        )
    return {
        "title": unit.unit.name,
        "summary": language.text("%(n)s anggota terdaftar; %(state)s.", n=unit.strength, state=state),
        "rows": [_row(unit, item, language) for item in unit.items],
        "gaps": [
            [
                gap_words(gap.item, gap.lack, gap.number, checklist, language),
                asked_words(gap, checklist, language, today),
            ]
            for gap in unit.gaps
        ],
        "changes": [f"{item_name(one.item, checklist, language)}: {_change(one, language)}" for one in changed],
        "seal": language.text(
            "Catatan %(n)s, sidik %(sha256)s.", n=language.integer(signature.index), sha256=signature.sha256[:16]
        )
        if signature
        else "",
        "signed": [names.get(signature.actor, signature.actor) if signature else "", ""],
        "place": letterhead.place,
    }


def _row(unit: UnitReadiness, item: Item, language: Language) -> list[str]:
    noted = unit.current.get(item.id)
    name = item.name.say(language)
    if item.is_assumed:
        name = language.text("%(item)s (kebutuhan asumsi)", item=name)
    required = language.integer(item.required(unit.strength))
    if noted is None:
        return [name, required, "", "–" if item.of == "tick" else "", ""]
    count = noted.count
    lacking = sum(gap.number for gap in unit.gaps if gap.item == item.id)
    good = "–" if item.of == "tick" else language.integer(count.good)
    return [
        name,
        language.integer(count.required),
        language.integer(count.found),
        good,
        language.integer(lacking) if lacking else "–",
    ]


def _change(change: Change, language: Language) -> str:
    """ "4/3 dari 5 → 5/5 dari 5": there and good, before and now."""

    def short(found: int, good: int, required: int) -> str:
        return language.text("%(found)s/%(good)s dari %(required)s", found=found, good=good, required=required)

    now = short(change.now.found, change.now.good, change.now.required)
    if change.before is None:
        return now
    return f"{short(change.before.found, change.before.good, change.before.required)} → {now}"


def _pair(unit: UnitReadiness, of: str, language: Language) -> str:
    pair = unit.counted(of)
    if pair is None:
        return "?"
    text = f"{language.integer(pair[0])}/{language.integer(pair[1])}"
    return f"▲ {text}" if pair[0] < pair[1] else text


def _signed_by(unit: UnitReadiness, desk: ReadinessDesk, names: Names, language: Language) -> str:
    newest = unit.inspection
    if newest is None:
        return language.text("belum diperiksa")
    if newest.signature is None:
        return language.text("berjalan")
    at = datetime.fromisoformat(newest.signature.at).astimezone(desk.zone)
    who = names.get(newest.signature.actor, newest.signature.actor)
    return f"{language.short_day(at.date())}, {who}"
