"""Agencies with their local telephone."""

import re

from kawal.election.importers.reading import RowReader
from kawal.election.model import Agency
from kawal.kernel.language import msg

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
LEVELS = ("national", "regional", "province", "city", "kecamatan", "kelurahan", "tps", "site")
"""At which levels an agency works; as in the list of agencies that Kawal ships (`jurisdiction/id/agencies.yaml`)."""
LEVEL_ALIASES = {
    "nasional": "national",
    "provinsi": "province",
    "kota": "city",
    "kabupaten": "city",
    "district": "kecamatan",
    "desa": "kelurahan",
    "ward": "kelurahan",
    "lokasi": "site",
}
LEAST_DIGITS = 3
PHONE = re.compile(r"\+?[\d\s\-().]{3,24}")
"""Agencies also have short numbers, 112 or 119, and those of exchanges."""


def read(row: RowReader) -> Agency | None:
    """An agency; without an English name its Indonesian one is used. `level` and `handles` are parted by spaces."""
    levels = [LEVEL_ALIASES.get(word, word) for word in row.value("level").lower().split()]
    if not set(levels) <= set(LEVELS):
        row.fault("level", msg("satu atau beberapa dari: %(choices)s", choices=", ".join(LEVELS)), "choice")
    phone = row.value("phone")
    if phone and not (PHONE.fullmatch(phone) and sum(one.isdigit() for one in phone) >= LEAST_DIGITS):
        row.fault("phone", msg("nomor telepon seperti 112 atau 0511-335-0001"))
    source, synthetic = row.provenance(FIELDS)
    return Agency(
        id=row.required("agency_id"),
        name_id=row.required("name_id"),
        name_en=row.value("name_en") or row.value("name_id"),
        level=" ".join(levels),
        handles=tuple(row.value("handles").split()),
        phone=phone,
        source=source,
        synthetic=synthetic,
    )
