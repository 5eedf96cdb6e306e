"""The draft of a formal report on paper: A4, PDF/A, Kawal's own layout with the fields of Bawaslu's report form."""

from datetime import datetime, tzinfo

import msgspec

from kawal.field.notice import Notice, moment_text
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.watch.formal import FormalDraft
from kawal.watch.legal import LegalClock


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
    language: Language,
) -> bytes:
    """The draft; what the reporter must write stays as blank lines."""
    people = [language.text("Nama"), language.text("Alamat"), language.text("Telepon")]
    report = next((one for one in clocks if one.deadline.id == "report"), None)
    data = {
        "institution": sheet.institution,
        "mark": language.text("Latihan, data contoh") if sheet.exercise else "",
        "title": language.text("Formulir laporan (Model B.1), draf"),
        "warning": language.text(
            "Draf yang disusun %(institution)s dari catatannya. Belum disampaikan kepada siapa pun dan bukan laporan "
            "resmi: pelapor melengkapi dengan tangan, menandatangani, dan menyerahkannya sendiri di loket Bawaslu "
            "atau pengawas kecamatan dengan fotokopi kartu identitas.",
            institution=sheet.institution,
        ),
        "layout": language.text(
            "Tata letak Kawal, bukan formulir resmi. Isian menurut lampiran Perbawaslu 9/2024 (perubahan Perbawaslu "
            "8/2020), dibaca dari salinan pihak ketiga; nama Model B.1 belum diverifikasi untuk Pilkada."
        ),
        "limits": _limits(report, notice, zone, language),
        "sections": [
            {
                "title": language.text("1. Identitas pelapor (diisi tangan)"),
                "rows": [
                    [name, ""]
                    for name in (
                        language.text("Nama"),
                        language.text("Tempat, tanggal lahir"),
                        language.text("Jenis kelamin"),
                        language.text("Pekerjaan"),
                        language.text("Kewarganegaraan"),
                        language.text("Alamat"),
                        language.text("Telepon"),
                        language.text("Surel (bila ada)"),
                    )
                ],
            },
            {"title": language.text("2. Identitas terlapor (diisi tangan)"), "rows": [[name, ""] for name in people]},
            {
                "title": language.text("3. Peristiwa yang dilaporkan"),
                "rows": [
                    [language.text("Peristiwa"), draft.what],
                    [language.text("Tempat kejadian"), draft.place],
                    [language.text("Hari, tanggal, jam kejadian"), _moment(draft.happened, language)],
                    [language.text("Hari, tanggal diketahui"), _moment(draft.known, language)],
                ],
            },
            {
                "title": language.text("4. Saksi (diisi tangan)"),
                "rows": [[language.text("Nama, alamat, telepon"), ""], [language.text("Nama, alamat, telepon"), ""]],
            },
        ],
        "proofs_title": language.text("5. Bukti yang tercatat di simpul"),
        "proofs_head": [language.text("Nomor"), language.text("Apa"), "SHA-256"],
        "proofs": [[language.integer(one.index), one.what, one.sha256] for one in draft.proofs],
        "account_title": language.text("6. Uraian kejadian"),
        "account": list(draft.account),
        "account_blank": language.text("diuraikan pelapor: apa, di mana, kapan, dan bagaimana terjadinya"),
        "signing": [
            [language.text("Dilaporkan di"), ""],
            [language.text("Hari, tanggal, jam"), ""],
            [language.text("Tanda tangan pelapor"), ""],
            [language.text("Penerima laporan"), ""],
        ],
        "foot": language.text(
            "Insiden %(n)s. Dari catatan sampai %(until)s, akar %(root)s",
            n=draft.index,
            until=sheet.until,
            root=sheet.root[:16],
        ),
        "page": language.text("Lembar"),
        "of": language.text("dari"),
        "language": language.code,
    }
    return render_pdf("kawal.watch.paper", "formal.typ", data, sheet.made)


def _limits(report: LegalClock | None, notice: Notice | None, zone: tzinfo, language: Language) -> list[str]:
    """The seven days with both readings and the desk."""
    lines = []
    if report is not None and report.span is not None:
        safe, arguable = report.span.safe, report.span.arguable
        lines.append(
            language.text(
                "Aman sampai %(safe)s: %(why)s.",
                safe=moment_text(safe, zone, language),
                why=safe.reading.because.say(language),
            )
        )
        lines.append(
            language.text(
                "Masih dapat diperdebatkan sampai %(arguable)s: %(why)s (%(article)s).",
                arguable=moment_text(arguable, zone, language),
                why=arguable.reading.because.say(language),
                article=report.deadline.article,
            )
        )
    if notice is not None and notice.desk is not None:
        lines.append(
            language.text("Loket: %(hours)s, %(place)s", hours=notice.desk.hours, place=notice.desk.place) + "."
        )
    else:
        lines.append(language.text("Jam loket Bawaslu setempat belum dicatat di simpul ini") + ".")
    if notice is not None and notice.phone:
        lines.append(language.text("Telepon Bawaslu: %(phone)s", phone=notice.phone) + ".")
    return lines


def _moment(at: datetime, language: Language) -> str:
    return f"{language.day(at.date())}, {language.time(at)} {at.tzname()}"
