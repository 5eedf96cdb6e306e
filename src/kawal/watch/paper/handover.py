"""The handover sheet as PDF."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.watch.queries import Shift
from kawal.watch.shifts.handover import Matter, Sheet

SIGNS = {
    "severe": "◆",
    "moderate": "◈",
    "minor": "◇",
    "incident": "◈",
    "not_open": "•",
    "unknown": "○",
    "disputed": "▲",
    "asked": "○",
    "failed": "▲",
}
"""Marks that print in black; the word beside them says the same."""


def handover_pdf(
    sheet: Sheet,
    shift: Shift,
    message: str,
    names: Mapping[str, str],
    institution: str,
    zone: tzinfo,
    exercise: bool,
    language: Language,
    printed_at: datetime,
) -> bytes:
    """One A4 sheet, more when much is open: four lists, the message, both signatures with their entries."""

    def moment(text: str) -> str:
        return language.moment(datetime.fromisoformat(text).astimezone(zone)) if text else ""

    def time(ms: int) -> str:
        return language.time(datetime.fromtimestamp(ms / 1000, zone))

    made = datetime.fromtimestamp(sheet.made_ms / 1000, zone)
    signatures = [
        (
            language.text("Menyerahkan"),
            names.get(shift.given_by, shift.given_by),
            moment(shift.given_at),
            shift.index,
        ),
        (
            language.text("Menerima") if shift.withdrawn is None else language.text("ditarik oleh yang menyerahkan"),
            names.get(shift.taken_by, shift.taken_by),
            moment(shift.taken_at),
            shift.taken,
        ),
    ]
    data = {
        "institution": institution,
        "mark": language.text("Latihan, data contoh") if exercise else "",
        "title": language.text("Serah jaga, lembar %(n)s", n=sheet.number),
        "summary": language.text(
            "dibuat %(time)s dari catatan sampai %(until)s",
            time=f"{language.day(made.date())} {language.time(made)}",
            until=language.integer(sheet.until),
        ),
        "lists": [
            {
                "title": language.text("Masih terbuka"),
                "rows": [
                    [SIGNS[one.severity or one.kind], one.title, matter_detail(one, language, zone), "☐"]
                    for one in sheet.matters
                ],
            },
            {
                "title": language.text("Janji"),
                "rows": [["○", one.who, one.what, time(one.due_ms)] for one in sheet.promises],
            },
            {
                "title": language.text("Orang"),
                "rows": [[SIGNS[one.severity], one.place, one.said, time(one.at_ms)] for one in sheet.ill],
            },
            {
                "title": language.text("Kunci dan alat"),
                "rows": [
                    [
                        "●" if one.complete else "▲",
                        one.name,
                        one.amount,
                        language.text("lengkap") if one.complete else language.text("kurang"),
                    ]
                    for one in sheet.things
                ],
            },
        ],
        "nothing": language.text("Tidak ada."),
        "message_title": language.text("Pesan untuk jaga berikutnya"),
        "message": message,
        "signatures": [
            {
                "role": role,
                "name": name,
                "at": f"{at}, {language.text('catatan %(n)s', n=language.integer(index))}"
                if index is not None
                else "",
            }
            for role, name, at, index in signatures
        ],
        "foot": language.text("dicetak %(moment)s", moment=language.moment(printed_at.astimezone(zone))),
        "page": language.text("Lembar"),
        "of": language.text("dari"),
        "language": language.code,
    }
    return render_pdf("kawal.watch.paper", "handover.typ", data, printed_at)


def matter_detail(matter: Matter, language: Language, zone: tzinfo) -> str:
    """The detail of a matter on paper, with its moment and number, by which it is found again."""
    moment = language.time(datetime.fromtimestamp(matter.at_ms / 1000, zone)) if matter.at_ms else ""
    number = language.text("nomor %(n)s", n=language.integer(matter.index)) if matter.index >= 0 else ""
    return ", ".join(one for one in (matter.detail, moment, number) if one)
