"""People with a post: least data, no identity number."""

from typing import Literal

from kawal.election.importers.reading import RowReader
from kawal.election.model import Person, Roster
from kawal.kernel.language import msg

ALIASES = {
    "person_id": ("id", "nomor_anggota", "no_anggota"),
    "name": ("nama", "nama_lengkap"),
    "roster": ("daftar", "jenis"),
    "unit": ("satuan", "kode_satuan", "unit_id"),
    "role": ("peran", "jabatan"),
    "phone": ("telepon", "hp", "no_hp", "nomor_hp"),
    "home_station": ("tps_asal", "tps_memilih"),
}
REQUIRED = ("person_id", "name", "roster")
FIELDS = ("name", "unit", "role", "phone", "home_station")
ROSTERS: tuple[Roster, ...] = ("linmas", "order_officer", "poll_worker", "supervisor", "agent")
ROSTER_ALIASES: dict[str, Roster] = {
    "satlinmas": "linmas",
    "petugas_ketertiban": "order_officer",
    "pam_tps": "order_officer",
    "kpps": "poll_worker",
    "pengawas": "supervisor",
    "ptps": "supervisor",
    "saksi": "agent",
}
ROLES: tuple[Literal["member", "leader"], ...] = ("member", "leader")
ROLE_ALIASES: dict[str, Literal["member", "leader"]] = {
    "anggota": "member",
    "danru": "leader",
    "ketua": "leader",
    "komandan_regu": "leader",
}
FORBIDDEN = ("nik", "no_ktp", "ktp", "nkk", "no_kk", "tanggal_lahir", "agama")


def read(row: RowReader) -> Person | None:
    """A person of a known unit; a linmas officer must have one."""
    unit = row.value("unit")
    roster = row.chosen("roster", ROSTERS, ROSTER_ALIASES)
    if unit and unit not in {known.id for known in row.world.units}:
        row.fault("unit", msg("satuan yang terdaftar"), "unknown_unit")
    if roster == "linmas" and not unit:
        row.fault("unit", msg("satuan yang terdaftar"), "empty")
    home = row.station("home_station")
    if home is not None and row.world.stations and home not in row.world.station_by_id:
        row.fault("home_station", msg("TPS yang terdaftar"), "unknown_station")
    source, synthetic = row.provenance(FIELDS)
    identity, name, phone = row.required("person_id"), row.required("name"), row.phone()
    role = row.choice("role", ROLES, ROLE_ALIASES, ROLES[0])
    if roster is None:
        return None
    return Person(
        id=identity,
        name=name,
        roster=roster,
        unit=unit,
        role=role,
        phone=phone,
        home_station=home,
        source=source,
        synthetic=synthetic,
    )
