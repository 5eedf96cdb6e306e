"""Polling stations: id (or ward and number), place, voters, official labels."""

import math

from kawal.election.importers.reading import FARTHEST_FROM_WARD_KM, RowReader
from kawal.election.model import Access, OfficialClass, Station
from kawal.kernel.codes import RegionCode, ward_of
from kawal.kernel.language import msg

ALIASES = {
    "station_id": ("kode_tps", "id_tps", "tps_id"),
    "ward": ("kelurahan", "desa", "kode_kelurahan"),
    "district": ("kecamatan",),
    "number": ("no_tps", "nomor_tps", "tps", "nomor"),
    "name": ("nama", "tempat", "lokasi"),
    "lat": ("lintang", "latitude"),
    "lon": ("bujur", "lng", "long", "longitude"),
    "registered_voters": ("dpt", "jumlah_dpt", "pemilih"),
    "class": ("kelas", "kelas_pengamanan"),
    "tps_rawan": ("rawan",),
    "access": ("akses",),
}
REQUIRED: tuple[str, ...] = ()
FIELDS = ("number", "name", "lat", "lon", "registered_voters", "class", "tps_rawan", "access")
CLASSES: tuple[OfficialClass, ...] = ("kurang_rawan", "rawan", "sangat_rawan", "khusus")
NO_CLASS: OfficialClass = ""
CLASS_ALIASES: dict[str, OfficialClass] = {
    "low": "kurang_rawan",
    "medium": "rawan",
    "high": "sangat_rawan",
    "special": "khusus",
}
ACCESSES: tuple[Access, ...] = ("land", "river", "both")
ACCESS_ALIASES: dict[str, Access] = {"darat": "land", "sungai": "river", "air": "river", "keduanya": "both"}
MOST_VOTERS = 5_000
"""Far above the legal 600 of a regional election: a larger figure is a wrong column, not a large station."""
KM_PER_DEGREE = 111.2


def read(row: RowReader) -> Station | None:
    """A station stands in a known ward and not far outside it."""
    station = row.station()
    if station is None:
        return None
    ward = ward_of(station)
    if not row.known(ward):
        row.fault(
            "station_id" if row.value("station_id") else "ward", msg("kelurahan yang terdaftar"), "unknown_region"
        )
    lat, lon = row.position()
    if lat is not None and lon is not None and _far_away(row, ward, lat, lon):
        row.fault("lat", msg("koordinat dalam %(km)s km dari pusat kelurahannya", km=int(FARTHEST_FROM_WARD_KM)))
    source, synthetic = row.provenance(FIELDS)
    return Station(
        id=station,
        name=row.value("name"),
        lat=lat,
        lon=lon,
        registered_voters=row.integer("registered_voters", 0, MOST_VOTERS),
        official_class=row.choice("class", CLASSES, CLASS_ALIASES, NO_CLASS),
        tps_rawan=row.yes("tps_rawan"),
        access=row.choice("access", ACCESSES, ACCESS_ALIASES, ACCESSES[0]),
        source=source,
        synthetic=synthetic,
    )


def _far_away(row: RowReader, ward: RegionCode, lat: float, lon: float) -> bool:
    known = row.world.region_by_code.get(ward)
    if known is None or known.lat is None or known.lon is None:
        return False
    east = (lon - known.lon) * math.cos(math.radians(lat))
    return KM_PER_DEGREE * math.hypot(lat - known.lat, east) > FARTHEST_FROM_WARD_KM
