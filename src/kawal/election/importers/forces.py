"""Formations of police, army and others, order officers and supervisors, as their institutions list them."""

from collections.abc import Iterable, Mapping

from kawal.election.importers import people
from kawal.election.importers.reading import RowReader
from kawal.election.importers.stations import CLASS_ALIASES, CLASSES, NO_CLASS
from kawal.election.model import Force, ForceRole, Organisation, Row
from kawal.kernel.codes import Level, is_station
from kawal.kernel.language import msg

ALIASES = {
    "organisation": ("organization", "organisasi", "instansi"),
    "unit": ("satuan", "kesatuan", "nama_satuan"),
    "place": ("station_id", "kode_tps", "tempat", "wilayah", "region", "kelurahan", "kecamatan"),
    "role": ("peran", "tugas"),
    "strength": ("kekuatan", "jumlah", "personel"),
    "post": ("pos", "sektor"),
    "commander": ("komandan", "pimpinan", "penanggung_jawab", "perwira"),
    "phone": ("telepon", "hp", "no_hp", "nomor_hp"),
    "class": ("kelas", "kelas_pengamanan"),
}
REQUIRED = ("organisation", "unit", "place")
FIELDS = ("unit", "place", "role", "strength", "post", "commander", "phone", "class")
FORBIDDEN = (*people.FORBIDDEN, "nrp", "nip")
"""Service numbers of police, army and civil servants are identity numbers too."""
ORGANISATIONS: tuple[Organisation, ...] = (
    "POLRI",
    "TNI",
    "BAWASLU",
    "KPU",
    "SATPOL_PP",
    "BPBD",
    "DAMKAR",
    "DINKES",
    "DISHUB",
)
ORGANISATION_ALIASES: dict[str, Organisation] = {one.lower(): one for one in ORGANISATIONS} | {
    "polisi": "POLRI",
    "polresta": "POLRI",
    "polres": "POLRI",
    "polsek": "POLRI",
    "polda": "POLRI",
    "brimob": "POLRI",
    "kodim": "TNI",
    "koramil": "TNI",
    "panwascam": "BAWASLU",
    "kpu_kota": "KPU",
    "pps": "KPU",
    "satpol": "SATPOL_PP",
}
ROLES: tuple[ForceRole, ...] = (
    "station_guard",
    "patrol",
    "escort",
    "reserve",
    "command",
    "order_officer",
    "supervisor",
    "support",
)
ROLE_ALIASES: dict[str, ForceRole] = {
    "pam_tps": "station_guard",
    "pengamanan_tps": "station_guard",
    "patroli": "patrol",
    "pengawalan": "escort",
    "kawal": "escort",
    "cadangan": "reserve",
    "pimpinan": "command",
    "komando": "command",
    "petugas_ketertiban": "order_officer",
    "pengawas": "supervisor",
    "ptps": "supervisor",
    "pengawas_tps": "supervisor",
    "pendukung": "support",
    "bantuan": "support",
}
NO_ROLE: ForceRole = ""
LEVELS = (Level.WARD, Level.DISTRICT, Level.CITY)
STATION_DIGITS = 13
MOST_PERSONNEL = 100_000


def read(row: RowReader) -> Force | None:
    """A formation of a known organisation at a registered station or region; an empty strength is not known."""
    organisation = row.chosen("organisation", ORGANISATIONS, ORGANISATION_ALIASES)
    place = _place(row)
    official_class = row.choice("class", CLASSES, CLASS_ALIASES, NO_CLASS)
    if official_class and place is not None and not is_station(place):
        row.fault("class", msg("kosong; kelas pengamanan hanya untuk satu TPS"))
    strength, phone = row.integer("strength", 0, MOST_PERSONNEL), row.phone()
    role = row.choice("role", ROLES, ROLE_ALIASES, NO_ROLE)
    source, synthetic = row.provenance(FIELDS)
    unit = row.required("unit")
    if organisation is None or place is None:
        return None
    return Force(
        organisation=organisation,
        unit=unit,
        place=place,
        role=role,
        strength=strength,
        post=row.value("post"),
        commander=row.value("commander"),
        phone=phone,
        official_class=official_class,
        source=source,
        synthetic=synthetic,
    )


def present_of(rows: Iterable[Row], present: Mapping[str, bytes]) -> dict[str, bytes]:
    """The registered rows of the organisations that a file names: a list of the army never removes the police's."""
    named = {row.organisation for row in rows if isinstance(row, Force)}
    return {key: body for key, body in present.items() if key.partition(" ")[0] in named}


def _place(row: RowReader) -> str | None:
    if sum(character.isdigit() for character in row.value("place")) < STATION_DIGITS:
        return row.region("place", LEVELS)
    station = row.station("place")
    if station is not None and station not in row.world.station_by_id:
        row.fault("place", msg("TPS yang terdaftar"), "unknown_station")
    return station
