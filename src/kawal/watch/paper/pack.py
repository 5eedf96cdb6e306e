"""The paper pack as PDF: where things stand, every station, telephones, numbered blank sheets."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from kawal.kernel.codes import Level, number_of, parent_of
from kawal.kernel.language import Language
from kawal.kernel.numbers import written
from kawal.outputs.pdf import render_pdf
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.store.log import read_head
from kawal.watch.dutylog.calldown import contact
from kawal.watch.model import STATE_NAMES, STATES, WardCover
from kawal.watch.paper.handover import SIGNS, matter_detail
from kawal.watch.queries import Pack, last_calls
from kawal.watch.shifts.shiftdesk import ShiftDesk

LINES_ON_SHEET = 22


def pack_pdf(
    connection: Connection, desk: ShiftDesk, pack: Pack, institution: str, exercise: bool, language: Language
) -> bytes:
    """The pack as things stand now; its blank sheets carry the serial numbers that the log gave it."""
    watch = desk.watch
    registry, zone, now = watch.field.registry(), watch.lines.zone, watch.clock()
    sheet, covers, calls = desk.present(connection), watch.cover(connection), last_calls(connection)
    head, day = read_head(connection), language.day(now.astimezone(zone).date())
    root = Checkpoint.parse(Note.parse(head.note).text).root.hex() if head.note else ""

    def time(ms: int) -> str:
        return language.time(datetime.fromtimestamp(ms / 1000, zone))

    districts = [region for region in registry.regions if region.level is Level.DISTRICT]
    data = {
        "institution": institution,
        "mark": language.text("Latihan, data contoh") if exercise else "",
        "title": language.text("Paket kertas %(n)s", n=pack.number),
        "at": language.moment(now.astimezone(zone)),
        "seal": language.text(
            "Catatan sampai %(n)s, akar %(root)s", n=language.integer(head.size - 1), root=root[:16]
        ),
        "totals": [
            [language.say(STATE_NAMES[state]), language.integer(sum(one.counts[state] for one in covers))]
            for state in STATES
        ],
        "lists": [
            {
                "title": language.text("Masih terbuka"),
                "rows": [
                    [SIGNS[one.severity or one.kind], one.title, matter_detail(one, language, zone), ""]
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
        ],
        "stations_title": language.text("Semua TPS"),
        "districts": [
            {
                "name": district.name,
                "rows": [
                    [registry.region_name(cover.ward), str(len(cover.stations)), _states(cover, language)]
                    for cover in covers
                    if parent_of(cover.ward) == district.code
                ],
            }
            for district in districts
        ],
        "phones_title": language.text("Telepon"),
        "phones": [
            [registry.region_name(cover.ward), person.name, person.phone]
            for cover in covers
            if (person := contact(cover.ward, registry, calls.get(cover.ward, ()))) is not None
        ],
        "agencies": [
            [agency.name_id if language.code == "id" else agency.name_en, agency.phone]
            for agency in registry.agencies
            if agency.phone
        ],
        "sheets": [_blank(number, day, language) for number in range(pack.first_sheet, pack.last_sheet + 1)],
        "lines": LINES_ON_SHEET,
        "nothing": language.text("Tidak ada."),
        "page": language.text("Lembar"),
        "of": language.text("dari"),
        "language": language.code,
    }
    return render_pdf("kawal.watch.paper", "pack.typ", data, now)


def _states(cover: WardCover, language: Language) -> str:
    """ "memilih 1-12,14-19; belum buka 13", the numbers of each state."""
    parts = []
    for state in STATES:
        numbers = [number_of(station) for station, one in cover.stations if one == state]
        if numbers:
            parts.append(f"{language.say(STATE_NAMES[state])} {written(numbers)}")
    return "; ".join(parts)


def _blank(number: int, day: str, language: Language) -> dict[str, Any]:
    return {
        "day": language.text("Hari: %(day)s", day=day),
        "title": language.text("Lembar buku jaga %(n)s", n=number),
        "rule": language.text(
            "Tulis jam kejadian. Jangan menulis angka perolehan suara. Masukkan lagi ke buku jaga bila sistem hidup."
        ),
        "columns": [
            language.text("Jam"),
            language.text("Kelurahan, TPS"),
            language.text("Apa"),
            language.text("Dari siapa"),
            language.text("Paraf"),
            language.text("Nomor"),
        ],
    }
