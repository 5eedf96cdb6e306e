"""Agencies with their local telephone."""

from kawal.election.importers.reading import RowReader
from kawal.election.model import Agency

ALIASES = {
    "agency_id": ("kode_instansi", "id_instansi"),
    "name_id": ("nama",),
    "name_en": (),
    "level": ("tingkat",),
    "handles": ("urusan",),
    "phone": ("telepon",),
}
REQUIRED = ("agency_id", "name_id")
FIELDS = ("name_id", "name_en", "phone")


def read(row: RowReader) -> Agency | None:
    """An agency; without an English name its Indonesian one is used. `handles` is separated by spaces."""
    source, synthetic = row.provenance(FIELDS)
    return Agency(
        id=row.required("agency_id"),
        name_id=row.required("name_id"),
        name_en=row.value("name_en") or row.value("name_id"),
        level=row.value("level"),
        handles=tuple(row.value("handles").split()),
        phone=row.value("phone"),
        source=source,
        synthetic=synthetic,
    )
