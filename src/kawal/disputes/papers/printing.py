"""A form as a PDF: A4, PDF/A, by the same page as the draft of form B.1; what a hand must write stays as lines."""

from datetime import tzinfo

from kawal.disputes.papers.filling import Subject, filled
from kawal.election.model import Registry
from kawal.field.notice import notice_from
from kawal.jurisdiction.deadlines import deadline, span_of
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.papers import Paper
from kawal.outputs.pdf import render_pdf
from kawal.watch.incidents.formal import FormalDraft
from kawal.watch.incidents.legal import LegalClock
from kawal.watch.paper.formal import WORDS, Sheet, formal_pdf


def paper_pdf(paper: Paper, subject: Subject, registry: Registry, sheet: Sheet) -> bytes:
    """The form, in Indonesian. Sealed words stand in it only where `subject` has them."""
    data = {
        "institution": sheet.institution,
        "mark": "Latihan, data contoh" if sheet.exercise else "",
        "title": paper.title,
        "warning": (
            f"Draf yang disusun dari catatan {sheet.institution}. Belum ditandatangani dan belum disampaikan; nama, "
            "alamat, dan tanda tangan ditulis tangan."
        ),
        "layout": "",
        "limits": [line for line in (paper.number, subject.limit) if line],
        "sections": [
            {"title": section.title, "rows": [list(row) for row in section.rows]}
            for section in filled(paper, subject, registry, WORDS)
        ],
        "proofs_title": "Bukti yang tercatat di simpul",
        "proofs_head": ["Nomor", "Apa", "SHA-256"],
        "proofs": [[WORDS.integer(one.index), one.what, one.sha256] for one in subject.proofs],
        "proofs_none": "Tidak ada bukti yang tercatat.",
        "account_title": "Uraian",
        "account_more": "Uraian tambahan",
        "account": list(subject.words),
        "account_blank": "ditulis tangan",
        "signing": [[one, ""] for one in paper.signing],
        "foot": f"{subject.reference}. Dari catatan sampai {sheet.until}, akar {sheet.root[:16]}",
        "page": "Lembar",
        "of": "dari",
        "language": WORDS.code,
    }
    return render_pdf("kawal.watch.paper", "formal.typ", data, sheet.made)


def report_pdf(subject: Subject, registry: Registry, law: Law, zone: tzinfo, sheet: Sheet) -> bytes:
    """The draft of form B.1 of a subject, with the seven days since it was known; without them when no moment is."""
    happened = subject.happened
    draft = FormalDraft(
        index=subject.entry,
        what=subject.event,
        place=registry.place_name(subject.place),
        happened=happened,
        proofs=subject.proofs,
        account=(*subject.course, *subject.words),
        reference=subject.reference,
    )
    span = span_of(deadline("report"), happened, zone, law.calendar) if happened else None
    notice = notice_from(happened or sheet.made, zone, law, registry)  # for the desk of Bawaslu and its telephone
    return formal_pdf(draft, (LegalClock(deadline("report"), span),), notice, sheet, zone)
