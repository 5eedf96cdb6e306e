"""What is not in a dossier, said so that silence is not read as nil (pure)."""

from collections.abc import Iterator, Sequence

from kawal.disputes.dossier.model import Form, Recap, StationRow
from kawal.disputes.dossier.notable import MOST_STATIONS
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.texts import Both, said
from kawal.kernel.language import Message, msg

NEVER = (
    msg(
        "alasan dan keterangan tertutup pada kajian, insiden, dan putusan; di sini hanya bagian terbukanya, dan "
        "tanpa sidik dalam log isinya tidak dapat dibuktikan"
    ),
    msg(
        "bagian tertutup laporan (kata-kata pribadi, nama, telepon, posisi tepat); sidiknya ada dalam catatannya, "
        "dan hanya isi yang dibuka dengan hak dan alasan ikut, dengan tanda"
    ),
    msg("gambar formulir rekapitulasi; dari formulir di atas TPS hanya angkanya, seperti masuk ke simpul"),
    msg("siapa hadir di pos mana, istirahat, dan keadaan petugas"),
    msg("foto selain foto formulir hasil"),
    msg("tenggat, dan surat yang disusun dari isi berkas ini"),
)
"""What no dossier holds, said so that nobody looks for it in vain."""
OF_CONTEST = msg(
    "pengumuman hasil, jumlah penduduk, momen perkara, dan ambang selisih: hanya dalam berkas satu pemilihan"
)


def never_in(reach: Reach) -> tuple[Message, ...]:
    """What a dossier of this reach does not hold, whatever the node has."""
    return NEVER if reach.regions else (*NEVER, OF_CONTEST)


def missing_of(
    reach: Reach, forms: Sequence[Form], recaps: Sequence[Recap], stations: Sequence[StationRow], *, indicated: bool
) -> list[Both]:
    """What one might look for here, said so that silence is not read as nil."""
    told: list[Both] = []
    known = {(one.station, one.contest) for one in forms}
    lacking = sum((station, kind) not in known for station in reach.stations for kind in reach.contests)
    if lacking:
        told.append(said(msg("%(n)s formulir TPS dalam cakupan ini belum masuk ke simpul", n=lacking)))
    photos = [photo for form in forms for photo in form.photos]
    if erased := sum(one.state == "erased" for one in photos):
        told.append(said(msg("%(n)s foto formulir sudah dihapus dengan dasar hukum; sidiknya tetap", n=erased)))
    if absent := sum(one.state == "missing" for one in photos):
        told.append(said(msg("%(n)s foto formulir disebut laporan tetapi tidak pernah masuk", n=absent)))
    told += [said(one) for one in (*_of_recaps(recaps), *_of_rest(stations))]
    if not indicated:
        told.append(said(msg("indikasi menurut pasal tidak dihitung oleh simpul ini")))
    return told


def _of_recaps(recaps: Sequence[Recap]) -> Iterator[Message]:
    if not recaps:
        yield msg("belum ada formulir rekapitulasi dengan kolom untuk cakupan ini")
    if apart := sum(one.numbers == "apart" for one in recaps):
        yield msg("berkas angka %(n)s formulir rekapitulasi: memuat lebih dari jangkauan pembuat draf ini", n=apart)
    if erased := sum(one.numbers == "erased" for one in recaps):
        yield msg("berkas angka %(n)s formulir rekapitulasi sudah dihapus dengan dasar hukum", n=erased)


def _of_rest(stations: Sequence[StationRow]) -> Iterator[Message]:
    rest = [one for one in stations if not one.full]
    if rest:
        yield msg("%(n)s TPS lain tidak dimuat utuh; masing-masing punya baris dalam daftar semua TPS", n=len(rest))
    if noted := sum(one.noted > 0 for one in rest):
        yield msg(
            "%(n)s di antaranya punya temuan, indikasi, atau kajian, di luar batas %(most)s TPS",
            n=noted,
            most=MOST_STATIONS,
        )
