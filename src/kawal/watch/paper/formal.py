"""The draft of a formal report on paper: A4, PDF/A, Kawal's own layout with the fields of Bawaslu's report form.

It is for an Indonesian authority, so it is in Indonesian whatever its reader's language.
"""

from datetime import datetime, tzinfo

import msgspec

from kawal.field.notice import Notice, moment_text
from kawal.kernel.language import language
from kawal.outputs.pdf import render_pdf
from kawal.watch.incidents.formal import FormalDraft
from kawal.watch.incidents.legal import LegalClock

WORDS = language("id")
REPORTED = ("Nama", "Alamat", "Telepon")
REPORTER = (
    *("Nama", "Tempat, tanggal lahir", "Jenis kelamin", "Pekerjaan", "Kewarganegaraan", "Alamat", "Telepon"),
    "Surel (bila ada)",
)
LAYOUT = (
    "Tata letak Kawal, bukan formulir resmi. Isian menurut lampiran Perbawaslu 9/2024 (perubahan Perbawaslu 8/2020), "
    "dibaca dari salinan pihak ketiga; nama Model B.1 belum diverifikasi untuk Pilkada."
)


class Sheet(msgspec.Struct, frozen=True):
    """Who makes it: the institution, whether it is an exercise, when, up to which entry of the log, its root."""

    institution: str
    exercise: bool
    made: datetime
    until: int
    root: str


def formal_pdf(
    draft: FormalDraft,
    clocks: tuple[LegalClock, ...],
    notice: Notice | None,
    sheet: Sheet,
    zone: tzinfo,
) -> bytes:
    """The draft; what the reporter must write stays as blank lines."""
    reference = draft.reference or f"Insiden {draft.index}"
    report = next((one for one in clocks if one.deadline.id == "report"), None)
    data = {
        "institution": sheet.institution,
        "mark": "Latihan, data contoh" if sheet.exercise else "",
        "title": "Formulir laporan (Model B.1), draf",
        "warning": (
            f"Draf yang disusun {sheet.institution} dari catatannya. Belum disampaikan kepada siapa pun dan bukan "
            "laporan resmi: pelapor melengkapi dengan tangan, menandatangani, dan menyerahkannya sendiri di loket "
            "Bawaslu atau pengawas kecamatan dengan fotokopi kartu identitas."
        ),
        "layout": LAYOUT,
        "limits": _limits(report, notice, zone),
        "sections": [
            {
                "title": "1. Identitas pelapor (diisi tangan)",
                "rows": [[name, ""] for name in REPORTER],
            },
            {"title": "2. Identitas terlapor (diisi tangan)", "rows": [[name, ""] for name in REPORTED]},
            {
                "title": "3. Peristiwa yang dilaporkan",
                "rows": [
                    ["Peristiwa", draft.what],
                    ["Tempat kejadian", draft.place],
                    ["Hari, tanggal, jam kejadian", _moment(draft.happened) if draft.happened else ""],
                    ["Hari, tanggal diketahui pelapor (diisi tangan)", ""],
                ],
            },
            {
                "title": "4. Saksi (diisi tangan)",
                "rows": [["Nama, alamat, telepon", ""], ["Nama, alamat, telepon", ""]],
            },
        ],
        "proofs_title": "5. Bukti yang tercatat di simpul",
        "proofs_head": ["Nomor", "Apa", "SHA-256"],
        "proofs": [[WORDS.integer(one.index), one.what, one.sha256] for one in draft.proofs],
        "proofs_none": "Tidak ada bukti yang tercatat.",
        "account_title": "6. Uraian kejadian",
        "account_more": "Uraian pelapor",
        "account": list(draft.account),
        "account_blank": "diuraikan pelapor: apa, di mana, kapan, dan bagaimana terjadinya",
        "signing": [
            ["Dilaporkan di", ""],
            ["Hari, tanggal, jam", ""],
            ["Tanda tangan pelapor", ""],
            ["Penerima laporan", ""],
        ],
        "foot": f"{reference}. Dari catatan sampai {sheet.until}, akar {sheet.root[:16]}",
        "page": "Lembar",
        "of": "dari",
        "language": WORDS.code,
    }
    return render_pdf("kawal.watch.paper", "formal.typ", data, sheet.made)


def _limits(report: LegalClock | None, notice: Notice | None, zone: tzinfo) -> list[str]:
    """The seven days with both readings, and the desk."""
    lines = []
    if report is not None and report.span is not None:
        safe, arguable = report.span.safe, report.span.arguable
        lines = [
            f"Aman sampai {moment_text(safe, zone, WORDS)}: {safe.reading.because.id}.",
            f"Masih dapat diperdebatkan sampai {moment_text(arguable, zone, WORDS)}: {arguable.reading.because.id} "
            f"({report.deadline.cite(WORDS)}).",
        ]
    desk = notice.desk if notice else None
    lines.append(
        f"Loket: {desk.hours}, {desk.place}." if desk else "Jam loket Bawaslu setempat belum dicatat di simpul ini."
    )
    if notice is not None and notice.phone:
        lines.append(f"Telepon Bawaslu: {notice.phone}.")
    return lines


def _moment(at: datetime) -> str:
    return f"{WORDS.day(at.date())}, {WORDS.time(at)} {at.tzname()}"
