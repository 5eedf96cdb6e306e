"""Bases of quick-response teams: ward and district offices, jetties."""

from typing import Literal

from kawal.election.importers.reading import RowReader
from kawal.election.model import Base
from kawal.kernel.codes import Level
from kawal.kernel.language import msg

ALIASES = {
    "base_id": ("kode_pangkalan", "id_pangkalan"),
    "name": ("nama",),
    "region": ("wilayah", "kode_wilayah", "kelurahan", "kecamatan"),
    "lat": ("lintang", "latitude"),
    "lon": ("bujur", "lng", "long", "longitude"),
    "capacity": ("kapasitas", "daya_tampung"),
    "mode": ("jalan",),
}
REQUIRED = ("base_id", "name", "region", "lat", "lon")
FIELDS = ("name", "lat", "lon", "capacity", "mode")
MODES: tuple[Literal["land", "river"], ...] = ("land", "river")
MODE_ALIASES: dict[str, Literal["land", "river"]] = {"darat": "land", "sungai": "river", "air": "river"}


def read(row: RowReader) -> Base | None:
    """A base stands inside a registered ward or district."""
    region = row.region("region", (Level.WARD, Level.DISTRICT))
    lat, lon = row.position()
    if lat is None and not row.value("lat"):
        row.fault("lat", msg("lintang dan bujur"), "empty")
    capacity = row.integer("capacity", 0, 100)
    source, synthetic = row.provenance(FIELDS)
    if region is None or lat is None or lon is None:
        return None
    return Base(
        id=row.required("base_id"),
        name=row.required("name"),
        region=region,
        lat=lat,
        lon=lon,
        capacity=1 if capacity is None else capacity,
        mode=row.choice("mode", MODES, MODE_ALIASES, MODES[0]),
        source=source,
        synthetic=synthetic,
    )
