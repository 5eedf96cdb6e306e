"""A situation report on paper: A4, figures with their entries, districts, incidents, the checkpoint it rests on."""

from datetime import datetime

from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.gatherings import SIZE_NAMES
from kawal.watch.model import STATE_NAMES, STATES
from kawal.watch.queries import SituationRow
from kawal.watch.situation.situation import Situation, Told, ended_as, figure_name

LONGEST_ENTRIES = 90
SIGNS = {"minor": "◇", "moderate": "◈", "severe": "◆"}


def situation_pdf(
    report: Situation, row: SituationRow, cases: CaseDesk, institution: str, exercise: bool, language: Language
) -> bytes:
    """The report as it was made, in the reader's language; long lists of entries are cut, the page has them whole."""
    watch = cases.watch
    zone, registry = watch.lines.zone, watch.field.registry()
    made = datetime.fromtimestamp(report.made_ms / 1000, zone)

    def moment(ms: int) -> str:
        return language.time(datetime.fromtimestamp(ms / 1000, zone))

    data = {
        "institution": institution,
        "mark": language.text("Latihan, data contoh") if exercise else "",
        "title": language.text("Laporan situasi %(n)s", n=report.number),
        "summary": f"{language.day(made.date())} {language.time(made)}",
        "seal": language.text(
            "Dari catatan sampai %(n)s, akar %(root)s. Angka dari laporan menyebut catatannya; daftar yang panjang "
            "dipotong (…), utuhnya di halaman Situasi. Angka suara tidak ada di dalamnya.",
            n=language.integer(report.until),
            root=report.root[:16],
        ),
        "figures_title": language.text("Apa: angka dan catatannya"),
        "figures": [
            [figure_name(one.id, language), language.integer(one.value), _cut(one.entries)] for one in report.figures
        ],
        "gatherings": [
            [
                f"{language.text('Kumpulan damai')}, {language.say(SIZE_NAMES[size])}",
                language.integer(count),
                _cut(entries),
            ]
            for size, count, entries in report.gathered
        ],
        "districts_title": language.text("Di mana: TPS menurut kecamatan"),
        "head": [language.text("Kecamatan"), *(language.say(STATE_NAMES[state]) for state in STATES)],
        "districts": [
            [registry.region_name(one.code), *map(language.integer, one.counts)]  # type: ignore[arg-type]
            for one in report.districts
        ],
        "lists": [
            {
                "title": language.text("Siapa dan bagaimana: insiden terbuka"),
                "rows": [
                    [
                        SIGNS[one.severity],
                        f"{one.what[language.code]}, {one.place}",
                        _doing(one, cases, language),
                        f"{moment(one.at_ms)}, {language.text('nomor %(n)s', n=language.integer(one.index))}",
                    ]
                    for one in report.incidents
                ],
            },
            {
                "title": language.text("Selesai sejak laporan sebelumnya"),
                "rows": [
                    [
                        "●",
                        f"{one.what[language.code]}, {one.place}",
                        f"{ended_as(one, language)}; {_doing(one, cases, language)}",
                        f"{moment(one.at_ms)}{f' – {moment(one.ended_ms)}' if one.ended_ms else ''}, "
                        + language.text("nomor %(n)s", n=language.integer(one.index)),
                    ]
                    for one in report.ended
                ],
            },
        ],
        "nothing": language.text("Tidak ada."),
        "foot": language.text("catatan %(n)s", n=language.integer(row.index)),
        "page": language.text("Lembar"),
        "of": language.text("dari"),
        "language": language.code,
    }
    return render_pdf("kawal.watch.paper", "situation.typ", data, made)


def _doing(told: Told, cases: CaseDesk, language: Language) -> str:
    parts = [cases.agency_name(told.owner, language) if told.owner else language.text("posko")]
    if told.accepted:
        parts.append(language.text("menerima"))
    if not told.handled and told.result is None:
        parts.append(language.text("belum ditangani"))
    parts += [language.text("TRC %(team)s", team=team) for team in told.teams]
    return ", ".join(parts)


def _cut(entries: str) -> str:
    if len(entries) <= LONGEST_ENTRIES:
        return entries.replace(",", ", ")
    return f"{entries[:LONGEST_ENTRIES].rpartition(',')[0].replace(',', ', ')}, …"
