"""Linmas units: one for each ward or district."""

from kawal.election.importers.reading import RowReader
from kawal.election.model import Unit
from kawal.kernel.codes import Level
from kawal.kernel.language import msg

ALIASES = {
    "unit_id": ("kode_satuan", "id_satuan"),
    "region": ("wilayah", "kode_wilayah", "kelurahan", "kecamatan"),
    "name": ("nama", "nama_satuan", "satuan"),
    "strength": ("kekuatan", "jumlah", "anggota"),
}
REQUIRED = ("unit_id", "region", "name", "strength")
FIELDS = ("name", "strength")
MOST_OFFICERS = 10_000


def read(row: RowReader) -> Unit | None:
    """A unit belongs to a registered ward or district."""
    region = row.region("region", (Level.WARD, Level.DISTRICT))
    strength = row.integer("strength", 0, MOST_OFFICERS)
    if strength is None and not row.value("strength"):
        row.fault("strength", msg("jumlah anggota"), "empty")
    source, synthetic = row.provenance(FIELDS)
    if region is None:
        return None
    return Unit(
        id=row.required("unit_id"),
        region=region,
        name=row.required("name"),
        strength=strength or 0,
        source=source,
        synthetic=synthetic,
    )
