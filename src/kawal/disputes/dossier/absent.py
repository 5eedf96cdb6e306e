"""What is not in a dossier, said so that silence is not read as nil (pure)."""

from collections.abc import Sequence

from kawal.disputes.dossier.model import Both, Form, said
from kawal.disputes.dossier.scope import Reach
from kawal.kernel.language import msg

NEVER = (
    msg(
        "alasan dan keterangan tertutup pada kajian, insiden, dan putusan; di sini hanya bagian terbukanya, dan "
        "tanpa sidik dalam log isinya tidak dapat dibuktikan"
    ),
    msg(
        "bagian tertutup laporan (kata-kata pribadi, nama, telepon, posisi tepat); sidiknya ada dalam catatannya, "
        "dan hanya isi yang dibuka dengan hak dan alasan ikut sebagai berkas"
    ),
    msg("formulir rekapitulasi di atas TPS"),
    msg("siapa hadir di pos mana, istirahat, dan keadaan petugas"),
    msg("foto selain foto formulir hasil"),
    msg("ambang selisih, tenggat, dan surat yang disusun darinya"),
)
"""What no dossier holds, said so that nobody looks for it in vain."""


def missing_of(reach: Reach, forms: Sequence[Form], *, indicated: bool) -> list[Both]:
    """What one might look for here, said so that silence is not read as nil."""
    told: list[Both] = []
    known = {(one.station, one.contest) for one in forms}
    lacking = sum((station, kind) not in known for station in reach.stations for kind in reach.contests)
    if lacking:
        told.append(said(msg("%(n)s formulir TPS dalam cakupan ini belum masuk ke simpul", n=lacking)))
    photos = [photo for form in forms for copy in form.copies for photo in copy.photos]
    if erased := sum(one.state == "erased" for one in photos):
        told.append(said(msg("%(n)s foto formulir sudah dihapus dengan dasar hukum; sidiknya tetap", n=erased)))
    if absent := sum(one.state == "missing" for one in photos):
        told.append(said(msg("%(n)s foto formulir disebut laporan tetapi tidak pernah masuk", n=absent)))
    if reach.left_out:
        told.append(
            said(msg("%(n)s TPS lain tanpa temuan, selisih, atau putusan tidak disertakan utuh", n=reach.left_out))
        )
    if not indicated:
        told.append(said(msg("indikasi menurut pasal tidak dihitung oleh simpul ini")))
    return told
