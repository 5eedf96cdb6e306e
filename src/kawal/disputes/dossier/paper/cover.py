"""The frame of every page, the cover with room for a certified signature, how to read, who signed the checkpoint."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import SIDES
from kawal.disputes.dossier.paper.sheet import Sheet
from kawal.disputes.dossier.paper.tables import chronology
from kawal.disputes.dossier.paper.words import BLANKS
from kawal.kernel.language import msg
from kawal.outputs.qr import qr_svg
from kawal.record.timestamp import check_timestamp, checkpoint_digest

DRAFT = msg("draf, belum dikeluarkan")


def frame(sheet: Sheet) -> dict[str, Any]:
    """Title, header and footer."""
    told, dossier = sheet.told, sheet.dossier
    return {
        "institution": dossier.institution,
        "mark": told.text("Latihan, data contoh") if dossier.exercise else "",
        "draft": "" if dossier.release else told.say(DRAFT),
        "private": told.text("memuat bagian tertutup yang dibuka") if dossier.opened else "",
        "title": told.text("Berkas bukti: %(place)s", place=dossier.place[told.code]),
        "foot": f"{dossier.origin} · {told.text('%(n)s catatan', n=str(dossier.size))} · {dossier.root[:16]}",
        "page": told.text("Halaman %(page)s dari %(pages)s", page="@page", pages="@all"),
        "language": told.code,
    }


def cover(sheet: Sheet, note: str, fingerprint: str) -> dict[str, Any]:
    """The rows of the cover; `fingerprint` is the SHA-256 of `evidence.txt`."""
    told, dossier = sheet.told, sheet.dossier
    made = datetime.fromtimestamp(dossier.made_ms / 1000, sheet.zone)
    contests = dict.fromkeys([*(one.contest for one in dossier.forms), *(one.contest for one in dossier.recaps)])
    kinds = told.listing(told.say(CONTESTS[one]) for one in contests)
    return {
        "rows": [
            [told.text("Alat bukti"), f"{dossier.side}: {told.say(SIDES[dossier.side])}"],
            [told.text("Pemilihan"), kinds or told.text("tidak ada formulir hasil dalam cakupan ini")],
            [told.text("Dibuat"), f"{told.day(made.date())}, {told.time(made)} {made.tzname()}"],
            [told.text("Permohonan tertulis"), _letter(sheet) if dossier.release else told.say(DRAFT)],
            [told.text("Log"), dossier.origin],
            [told.text("Segel: jumlah catatan"), str(dossier.size)],
            [told.text("Segel: akar"), dossier.root],
            [told.text("Sidik daftar bukti (SHA-256 dari evidence.txt)"), fingerprint],
            [told.text("Memuat"), _amounts(sheet)],
            [told.text("Bagian tertutup"), _opened(sheet)],
        ],
        "qr": qr_svg(f"{note.partition(chr(10) * 2)[0]}\n{fingerprint}"),
        "qr_words": told.text("Segel dan sidik daftar bukti"),
        "legal": told.text("Legalisasi atau surat keterangan"),
        "legal_words": told.text(
            "Diisi pejabat yang berwenang: cetakan ini sesuai dengan berkas elektronik yang sidiknya tertulis di "
            "atas."
        ),
        "blanks": [told.say(one) for one in BLANKS],
    }


def how(sheet: Sheet, pictured: Sequence[str]) -> list[str]:
    """What a reader must know; `pictured` are the photos that are printed."""
    told = sheet.told
    photos = sum(one.file.startswith("photos/") for one in sheet.dossier.exhibits)
    said = [
        told.text(
            "Setiap baris menyebut kode alat bukti dan nomor catatannya dalam log. Log hanya dapat bertambah: "
            "catatan yang diubah, dihapus, atau disisipkan kemudian mengubah akar pada segel."
        ),
        told.text(
            "Alat bukti adalah catatan log, foto, dan berkas angka yang menunjukkan sesuatu, masing-masing dengan "
            "kodenya. Catatan pendirian simpul dan catatan kunci pengirim ikut tanpa kode."
        ),
        told.text(
            "Jaminan berkata seberapa pasti penulisnya: perangkat (ditandatangani pada ponsel), sesi (masuk "
            "dengan sandi), gerbang (SMS atau pesan), kertas, operator (dicatatkan orang lain), catatan simpul "
            "(dibuat sistem saat akun yang disebut bertindak)."
        ),
        told.text(
            "Temuan berarti periksa formulirnya, indikasi berarti periksa menurut pasalnya. Keduanya bukan putusan."
        ),
        told.text(
            "Waktu menurut %(zone)s, tahun %(years)s. Diam bukan nihil: yang tidak ada di sini disebut pada bagian "
            "terakhir.",
            zone=str(sheet.zone),
            years=told.listing(map(str, sheet.years)),
        ),
        told.text("Memeriksa tanpa internet: kawal verify BERKAS.zip --key KUNCI, atau verify.py di dalam ZIP itu."),
    ]
    if photos > len(pictured):
        said.append(
            told.text(
                "%(shown)s dari %(photos)s foto formulir dicetak di sini; semuanya ada sebagai berkas dalam ZIP.",
                shown=len(pictured),
                photos=photos,
            )
        )
    return said


def stamp(sheet: Sheet, note: str, reply: bytes | None) -> str:
    """What an authority outside says of the checkpoint."""
    if reply is None:
        return sheet.told.text("Tidak ada cap waktu (RFC 3161) atas segel ini.")
    found = check_timestamp(reply, checkpoint_digest(note))
    return sheet.told.text(
        "Cap waktu (RFC 3161): %(authority)s menyatakan segel ini sudah ada pada %(day)s pukul %(time)s UTC. "
        "Percaya atau tidak pada penerbit sertifikatnya adalah keputusan pembaca.",
        authority=found.authority,
        day=found.at.date(),
        time=found.at.time(),
    )


def _letter(sheet: Sheet) -> str:
    letter, _, day = sheet.dossier.release.rpartition(", ")
    return f"{letter}, {sheet.told.day(date.fromisoformat(day))}"


def _amounts(sheet: Sheet) -> str:
    told, dossier = sheet.told, sheet.dossier
    said = [
        told.text("%(n)s alat bukti", n=len(dossier.exhibits)),
        told.text("%(n)s catatan log dengan tanda terimanya", n=dossier.entries),
        told.text("%(n)s baris kronologi", n=len(chronology(sheet, {}))),
        told.text("%(n)s formulir TPS", n=len(dossier.forms)),
        told.text("%(n)s formulir rekapitulasi", n=len(dossier.recaps)),
    ]
    if dossier.stations:
        said.append(told.text("%(n)s TPS dalam daftar", n=len(dossier.stations)))
    return told.listing(said)


def _opened(sheet: Sheet) -> str:
    told, opened = sheet.told, sheet.dossier.opened
    if not opened:
        return told.text("tidak ada yang dibuka: kata-kata pribadi, nama, dan telepon tidak ikut")
    return told.text(
        "%(n)s laporan dibuka untuk penerima berkas ini, dengan hak dan alasan tercatat; ditandai di tempatnya",
        n=len(opened),
    )
