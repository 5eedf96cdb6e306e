"""Regions: code, name, centroid, area."""

from kawal.election.importers.reading import RowReader, padded
from kawal.election.model import Region
from kawal.election.regions.indonesia import indonesia
from kawal.kernel.codes import region_code
from kawal.kernel.language import msg

ALIASES = {
    "code": ("kode", "kode_kemendagri", "kode_wilayah"),
    "name": ("nama", "nama_wilayah"),
    "lat": ("lintang", "latitude"),
    "lon": ("bujur", "lng", "long", "longitude"),
    "area_km2": ("luas_km2", "luas"),
}
REQUIRED = ("code", "name")
FIELDS = ("name", "lat", "lon", "area_km2")


def read(row: RowReader) -> Region | None:
    """A region must exist in Indonesia's list; its name may differ from it."""
    code = row.read(lambda: region_code(padded(row.value("code")), row.cell("code").where), None)
    if code is None:
        return None
    if code not in indonesia():
        row.fault("code", msg("kode wilayah Indonesia"), "unknown_region")
    lat, lon = row.position()
    source, synthetic = row.provenance(FIELDS)
    return Region(
        code=code,
        name=row.required("name"),
        lat=lat,
        lon=lon,
        area_km2=row.number("area_km2", 0.0, 2_000_000.0),
        source=source,
        synthetic=synthetic,
    )
