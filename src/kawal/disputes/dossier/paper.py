"""A dossier on paper: A4, PDF/A, numbered pages, a cover with room for a certified signature, one section for each
part of the contents, in one language."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kawal.count.names import CONTESTS, SEVERITIES, STATES
from kawal.disputes.dossier.model import SIDES, Copy, Custody, Dossier, Form, Photo
from kawal.disputes.dossier.paperwords import BLANKS, HEADS, WORDS
from kawal.disputes.dossier.where import spans, where
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.language import Language, Message, msg
from kawal.outputs.pdf import is_drawable, render_pdf
from kawal.outputs.qr import qr_svg
from kawal.record.note import Note
from kawal.record.timestamp import check_timestamp, checkpoint_digest

COLUMNS = 5
"""As many copies stand side by side on a page's width."""
MOST_PICTURES = 24
SOURCES: Mapping[str, Message] = {
    "device": msg("perangkat"),
    "session": msg("sesi"),
    "gateway": msg("gerbang"),
    "clerk": msg("operator"),
    "paper": msg("kertas"),
    "node": msg("simpul"),
}
DRAFT = msg("draf, belum dikeluarkan")


def dossier_pdf(
    dossier: Dossier,
    note: str,
    fingerprint: str,
    photos: Mapping[str, bytes],
    region: str,
    told: Language,
    stamp: bytes | None = None,
) -> bytes:
    """The document; `fingerprint` is the SHA-256 of `evidence.txt`, `photos` are files of the ZIP by name."""
    sheet = _Sheet(dossier, region, told)
    images = dict(list(_drawable(photos).items())[:MOST_PICTURES])
    data = {
        **sheet.frame(),
        "cover": sheet.cover(note, fingerprint),
        "how": sheet.how(),
        "chronology": sheet.chronology(),
        "forms": [sheet.form(one) for one in dossier.forms],
        "pictures": sheet.pictures(images),
        "found": sheet.found(),
        "cited": sheet.cited(),
        "custody": [sheet.custody(one) for one in dossier.custody],
        "gaps": sheet.gaps(),
        "facts": [one[told.code] for one in dossier.facts],
        "witnesses": sheet.witnesses(),
        "seal": note.partition("\n\n")[0],
        "signers": [[name, key.hex()] for name, key, _ in Note.parse(note).signatures],
        "exhibits": [
            [one.code, one.shows[told.code], str(one.entry), one.file, one.sha256] for one in dossier.exhibits
        ],
        "missing": [one[told.code] for one in (*dossier.missing, *dossier.left_out)],
        "words": {name: told.say(text) for name, text in WORDS.items()},
        **{name: [told.say(one) for one in head] for name, head in HEADS.items()},
        "indicated": dossier.indicated,
        "stamp": sheet.stamp(note, stamp),
    }
    made = datetime.fromtimestamp(dossier.made_ms / 1000, zone_of(region))
    return render_pdf("kawal.disputes.dossier", "dossier.typ", data, made, images)


def _drawable(photos: Mapping[str, bytes]) -> dict[str, bytes]:
    """Photos by a name without a folder, of those that can be shown; a damaged one stays evidence as a file."""
    named = {name.rpartition("/")[2]: body for name, body in photos.items()}
    return {name: body for name, body in named.items() if is_drawable(body, name)}


class _Sheet:
    """The parts of the contents as rows of words in one language."""

    def __init__(self, dossier: Dossier, region: str, told: Language) -> None:
        self.dossier, self.told, self.zone = dossier, told, zone_of(region)
        self.codes = {one.file.rpartition("/")[2]: one.code for one in dossier.exhibits}
        self.code_of_entry = {one.entry: one.code for one in dossier.exhibits if one.file.startswith("entries/")}

    def place(self, name: str) -> str:
        return self.dossier.places.get(name, name)

    def moment(self, at_ms: int) -> str:
        at = datetime.fromtimestamp(at_ms / 1000, self.zone)
        return f"{self.told.short_day(at.date())} {self.told.time(at)}"

    def frame(self) -> dict[str, Any]:
        told, dossier = self.told, self.dossier
        draft = "" if dossier.release else told.say(DRAFT)
        return {
            "institution": dossier.institution,
            "mark": told.text("Latihan, data contoh") if dossier.exercise else "",
            "draft": draft,
            "title": told.text("Berkas bukti: %(place)s", place=dossier.place[told.code]),
            "foot": f"{dossier.origin} · {told.text('%(n)s catatan', n=str(dossier.size))} · {dossier.root[:16]}",
            "page": told.text("Halaman %(page)s dari %(pages)s", page="@page", pages="@all"),
            "language": told.code,
        }

    def cover(self, note: str, fingerprint: str) -> dict[str, Any]:
        told, dossier = self.told, self.dossier
        made = datetime.fromtimestamp(dossier.made_ms / 1000, self.zone)
        contests = dict.fromkeys(one.contest for one in dossier.forms)
        kinds = told.listing(told.say(CONTESTS[one]) for one in contests)
        state = told.say(DRAFT) if not dossier.release else self._letter()
        text = note.partition("\n\n")[0]
        return {
            "rows": [
                [told.text("Alat bukti"), f"{dossier.side}: {told.say(SIDES[dossier.side])}"],
                [told.text("Pemilihan"), kinds or told.text("tidak ada formulir hasil dalam cakupan ini")],
                [told.text("Dibuat"), f"{told.day(made.date())}, {told.time(made)} {made.tzname()}"],
                [told.text("Permohonan tertulis"), state],
                [told.text("Log"), dossier.origin],
                [told.text("Segel: jumlah catatan"), str(dossier.size)],
                [told.text("Segel: akar"), dossier.root],
                [told.text("Sidik daftar bukti (SHA-256 dari evidence.txt)"), fingerprint],
                [
                    told.text("Memuat"),
                    told.text(
                        "%(exhibits)s alat bukti, %(lines)s baris kronologi, %(forms)s formulir",
                        exhibits=len(dossier.exhibits),
                        lines=len(dossier.chronology),
                        forms=len(dossier.forms),
                    ),
                ],
                [
                    told.text("Bagian tertutup"),
                    told.text("%(n)s laporan dibuka dengan hak dan alasan tercatat", n=len(dossier.opened))
                    if dossier.opened
                    else told.text("tidak ada yang dibuka: kata-kata pribadi, nama, dan telepon tidak ikut"),
                ],
            ],
            "qr": qr_svg(f"{text}\n{fingerprint}"),
            "qr_words": told.text("Segel dan sidik daftar bukti"),
            "legal": told.text("Legalisasi atau surat keterangan"),
            "legal_words": told.text(
                "Diisi pejabat yang berwenang: cetakan ini sesuai dengan berkas elektronik yang sidiknya tertulis di "
                "atas."
            ),
            "blanks": [told.say(one) for one in BLANKS],
        }

    def _letter(self) -> str:
        letter, _, day = self.dossier.release.rpartition(", ")
        return f"{letter}, {self.told.day(date.fromisoformat(day))}"

    def how(self) -> list[str]:
        told = self.told
        return [
            told.text(
                "Setiap baris menyebut kode alat bukti dan nomor catatannya dalam log. Log hanya dapat bertambah: "
                "catatan yang diubah, dihapus, atau disisipkan kemudian mengubah akar pada segel."
            ),
            told.text(
                "Jaminan berkata seberapa pasti penulisnya: perangkat (ditandatangani pada ponsel), sesi (masuk "
                "dengan sandi), gerbang (SMS atau pesan), kertas, operator (dicatatkan orang lain), simpul (catatan "
                "sistem)."
            ),
            told.text(
                "Temuan berarti periksa formulirnya, indikasi berarti periksa menurut pasalnya. Keduanya bukan "
                "putusan."
            ),
            told.text(
                "Waktu menurut %(zone)s. Diam bukan nihil: yang tidak ada di sini disebut pada bagian terakhir.",
                zone=str(self.zone),
            ),
            told.text(
                "Memeriksa tanpa internet: kawal verify BERKAS.zip --key KUNCI, atau verify.py di dalam ZIP itu."
            ),
        ]

    def chronology(self) -> list[list[str]]:
        """One row for what one entry says of many places."""
        code, sure = self.told.code, {key: self.told.say(name) for key, name in SOURCES.items()}
        rows: dict[tuple[str, ...], list[str]] = {}
        for one in self.dossier.chronology:
            entered = self.moment(int(datetime.fromisoformat(one.entered).timestamp() * 1000))
            source = f"{one.source[code]}, {sure.get(one.assurance, one.assurance)}"
            proof = self.code_of_entry.get(one.index, str(one.index))
            key = (proof, self.moment(one.at_ms), entered, one.what[code], source)
            rows.setdefault(key, []).append(one.place)
        return [[*key[:3], where(places, self.dossier.places), *key[3:]] for key, places in rows.items()]

    def gaps(self) -> list[list[str]]:
        """One row for each gap, with the places that have it."""
        rows: dict[str, list[str]] = {}
        for one in self.dossier.gaps:
            rows.setdefault(one.what[self.told.code], []).append(one.place)
        return [[where(places, self.dossier.places), what] for what, places in rows.items()]

    def form(self, form: Form) -> dict[str, Any]:
        told = self.told
        title = f"{self.place(form.station)}, {told.say(CONTESTS[form.contest])}"
        if form.round > 1 or not form.current:
            title += told.text(", putaran %(n)s", n=str(form.round))
        groups = [range(at, min(at + COLUMNS, len(form.copies))) for at in range(0, len(form.copies), COLUMNS)]
        return {
            "title": title,
            "tables": [
                {
                    "head": [
                        told.text("Isian"),
                        *(self._copy(form.copies[at]) for at in group),
                        told.text("Yang dipakai"),
                    ],
                    "rows": [
                        [
                            row.title[told.code],
                            *(_number(row.values[at], told) for at in group),
                            f"{_number(row.held, told)} ({told.say(STATES[row.state])})",
                        ]
                        for row in form.rows
                    ],
                }
                for group in groups
            ],
            "photos": [self._photo(one, copy) for copy in form.copies for one in copy.photos],
            "decided": told.text(
                "Putusan angka: %(entries)s", entries=told.listing(self._entry(one) for one in form.decided)
            )
            if form.decided
            else "",
        }

    def _copy(self, copy: Copy) -> str:
        sure = self.told.say(SOURCES[copy.assurance]) if copy.assurance in SOURCES else ""
        parts = [copy.source[self.told.code], copy.reader[self.told.code], sure, self._entry(copy.index)]
        if copy.superseded:
            parts.append(self.told.text("digantikan"))
        return "\n".join(one for one in parts if one)

    def _entry(self, index: int) -> str:
        return self.code_of_entry.get(index) or self.told.text("catatan %(n)s", n=str(index))

    def _photo(self, photo: Photo, copy: Copy) -> str:
        code = next((code for name, code in self.codes.items() if name.startswith(photo.sha256)), "")
        names = {
            "here": code or self.told.text("ada"),
            "erased": self.told.text("dihapus dengan dasar hukum"),
            "missing": self.told.text("tidak pernah masuk"),
        }
        return self.told.text(
            "Foto dari %(source)s: %(state)s, SHA-256 %(sha)s",
            source=copy.source[self.told.code],
            state=names[photo.state],
            sha=photo.sha256,
        )

    def pictures(self, images: Mapping[str, bytes]) -> list[dict[str, str]]:
        shows = {
            one.file.rpartition("/")[2]: f"{one.code}. {one.shows[self.told.code]}" for one in self.dossier.exhibits
        }
        return [{"file": name, "words": shows.get(name, name), "sha": name.partition(".")[0]} for name in images]

    def found(self) -> list[list[str]]:
        told = self.told
        return [
            [
                self.place(one.place),
                f"{one.what[told.code]} ({told.say(SEVERITIES[one.severity])})"
                + (f"; {one.ended[told.code]}" if one.ended else ""),
                _number(one.expected, told),
                _number(one.got, told),
                _number(one.effect, told),
                told.listing(self._entry(index) for index in one.entries),
            ]
            for one in self.dossier.found
        ]

    def cited(self) -> list[dict[str, str]]:
        told = self.told
        return [
            {
                "title": f"{self.place(one.place)}: {one.title[told.code]}",
                "article": one.article[told.code],
                "mark": "" if one.verified else told.text("belum diverifikasi"),
                "source": one.source[told.code],
                "note": one.note[told.code] if one.note else "",
                "entries": told.listing(self._entry(index) for index in one.entries),
            }
            for one in self.dossier.cited
        ]

    def stamp(self, note: str, reply: bytes | None) -> str:
        """What an authority outside says of the checkpoint."""
        if reply is None:
            return self.told.text("Tidak ada cap waktu (RFC 3161) atas segel ini.")
        found = check_timestamp(reply, checkpoint_digest(note))
        return self.told.text(
            "Cap waktu (RFC 3161): %(authority)s menyatakan segel ini sudah ada pada %(day)s pukul %(time)s UTC. "
            "Percaya atau tidak pada penerbit sertifikatnya adalah keputusan pembaca.",
            authority=found.authority,
            day=found.at.date(),
            time=found.at.time(),
        )

    def custody(self, one: Custody) -> list[str]:
        return [self._entry(one.index), self.moment(one.at_ms), self.place(one.place), one.what[self.told.code]]

    def witnesses(self) -> list[list[str]]:
        told = self.told
        return [
            [
                f"{one.role[told.code]}, {told.text('akun %(n)s', n=one.number)}",
                self.place(one.place) if one.place else told.text("semua tempat"),
                spans(one.covers),
                str(one.adds),
                told.listing(told.say(SOURCES[sure]) for sure in one.assurance if sure in SOURCES),
            ]
            for one in self.dossier.witnesses
        ]


def _number(value: int | None, told: Language) -> str:
    return "–" if value is None else told.integer(value)
