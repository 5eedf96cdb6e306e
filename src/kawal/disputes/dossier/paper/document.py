"""A dossier on paper: A4, PDF/A, numbered pages, a cover with room for a certified signature, one section for each
part of the contents, in one language."""

from collections.abc import Mapping
from datetime import datetime

from kawal.disputes.dossier.model import Dossier
from kawal.disputes.dossier.opened import Parts
from kawal.disputes.dossier.paper import cover, tables
from kawal.disputes.dossier.paper.forms import form, pictures
from kawal.disputes.dossier.paper.recaps import recap
from kawal.disputes.dossier.paper.sheet import Sheet
from kawal.disputes.dossier.paper.stations import stations
from kawal.disputes.dossier.paper.words import HEADS, WORDS
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.record.note import Note


def dossier_pdf(
    dossier: Dossier,
    note: str,
    fingerprint: str,
    images: Mapping[str, bytes],
    parts: Parts,
    region: str,
    told: Language,
    stamp: bytes | None = None,
) -> bytes:
    """The document; `fingerprint` is the SHA-256 of `evidence.txt`, `images` are the photos that are printed,
    `parts` the sealed answers that were opened."""
    sheet = Sheet(dossier, region, told)
    data = {
        **cover.frame(sheet),
        "cover": cover.cover(sheet, note, fingerprint),
        "how": cover.how(sheet, list(images)),
        "chronology": tables.chronology(sheet, parts),
        "apart": tables.opened_apart(sheet, parts),
        "forms": [form(sheet, one) for one in dossier.forms],
        "pictures": pictures(sheet, images),
        "recaps": [recap(sheet, one) for one in dossier.recaps],
        "stations": stations(sheet) if dossier.stations else None,
        "found": tables.found(sheet),
        "cited": tables.cited(sheet),
        "margins": tables.margins(sheet),
        "custody": tables.custody(sheet),
        "gaps": tables.gaps(sheet),
        "facts": [one[told.code] for one in dossier.facts],
        "witnesses": tables.witnesses(sheet),
        "seal": note.partition("\n\n")[0],
        "signers": [[name, key.hex()] for name, key, _ in Note.parse(note).signatures],
        "exhibits": [
            [one.code, one.shows[told.code], str(one.entry), one.file, one.sha256] for one in dossier.exhibits
        ],
        "missing": [one[told.code] for one in (*dossier.missing, *dossier.left_out)],
        "words": {name: told.say(text) for name, text in WORDS.items()},
        **{name: [told.say(one) for one in head] for name, head in HEADS.items()},
        "indicated": dossier.indicated,
        "stamp": cover.stamp(sheet, note, stamp),
    }
    made = datetime.fromtimestamp(dossier.made_ms / 1000, sheet.zone)
    return render_pdf("kawal.disputes.dossier.paper", "dossier.typ", data, made, images)
