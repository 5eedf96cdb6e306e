"""Headings and column heads of a dossier on paper."""

from collections.abc import Mapping

from kawal.kernel.language import Message, msg

WORDS: Mapping[str, Message] = {
    "contents": msg("Daftar isi"),
    "how": msg("Cara membaca berkas ini"),
    "chronology": msg("Kronologi"),
    "forms": msg("Formulir hasil, salinan berdampingan"),
    "pictures": msg("Foto formulir"),
    "recaps": msg("Formulir rekapitulasi di atas TPS"),
    "recaps_note": msg(
        "Setiap kolom berdampingan dengan jumlah yang seharusnya: kolom di dalam formulir itu sendiri, formulir di "
        "bawahnya, atau formulir TPS. Yang berbeda ditandai ≠; – berarti tidak tertulis atau tanpa pembanding."
    ),
    "stated": msg("tertulis"),
    "below": msg("seharusnya"),
    "field": msg("Isian"),
    "files": msg("Berkas hasil, sumber angka di sini"),
    "files_note": msg(
        "Satu berkas membawa angka banyak formulir dalam satu catatan. Angkanya utuh dalam ZIP sebagai "
        "blobs/SHA-256, dan catatannya menyebut sidik itu."
    ),
    "stations": msg("Semua TPS dalam pemilihan ini"),
    "opened": msg("Bagian tertutup, dibuka untuk penerima berkas ini"),
    "apart": msg("Laporan lain yang dibuka"),
    "found": msg("Temuan"),
    "cited": msg("Indikasi menurut pasal"),
    "results": msg("Hasil yang diumumkan dan hitungan simpul ini"),
    "margins": msg("Ambang selisih suara"),
    "margins_note": msg(
        "Menurut hitungan simpul ini, yang bukan hasil resmi, dan menurut setiap hasil yang diumumkan. Ambang "
        "menginformasikan dan tidak memutuskan apa pun."
    ),
    "custody": msg("Penguasaan kotak suara"),
    "gaps": msg("Celah dalam penguasaan kotak: kelemahan bukti, bukan alasan hukum dengan sendirinya"),
    "witnesses": msg("Saksi yang dapat didengar"),
    "witnesses_note": msg(
        "Orang yang paling sedikit untuk fakta yang paling banyak. Nama ada pada lembaga yang mengangkatnya, tidak "
        "di sini; akun dikenal dari nomor catatan yang membukanya."
    ),
    "facts": msg("Fakta"),
    "seal": msg("Segel, tanda tangan, dan cap waktu"),
    "signers": msg("Tanda tangan pada segel: log sendiri dan saksi catatan, dengan sidik kuncinya"),
    "proofs": msg("Setiap catatan punya tanda terima (proofs/*.tlog-proof) terhadap segel ini."),
    "exhibits": msg("Daftar alat bukti"),
    "missing": msg("Yang tidak ada di sini"),
    "nothing": msg("Tidak ada."),
    "not_looked": msg("Tidak dihitung oleh simpul ini."),
    "entries": msg("Bukti"),
}
PROOF, PLACE, WHAT, ENTRY = msg("Bukti"), msg("Tempat"), msg("Apa"), msg("Nomor catatan")
HEADS: Mapping[str, tuple[Message, ...]] = {
    "chronology_head": (PROOF, msg("Terjadi"), msg("Dicatat"), PLACE, WHAT, msg("Sumber, jaminan")),
    "found_head": (PLACE, WHAT, msg("Pembanding"), msg("Tertulis"), msg("Suara"), PROOF),
    "files_head": (PROOF, WHAT, msg("Jumlah formulir"), msg("Angka")),
    "custody_head": (PROOF, msg("Pukul"), PLACE, WHAT),
    "witness_head": (msg("Siapa"), PLACE, msg("Fakta"), msg("Menambah"), msg("Jaminan")),
    "exhibit_head": (msg("Kode"), msg("Menunjukkan"), ENTRY, msg("Berkas dan SHA-256")),
}
BLANKS: tuple[Message, ...] = (
    msg("Nomor"),
    msg("Tempat, tanggal"),
    msg("Jabatan"),
    msg("Tanda tangan dan cap"),
)
