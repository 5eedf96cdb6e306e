"""The contact directory: whom to reach in an agency, and who is on duty when. Least data, no identity number."""

from typing import Literal

from kawal.election.duty import read_duty
from kawal.election.importers import people
from kawal.election.importers.agencies import LEAST_DIGITS, PHONE
from kawal.election.importers.reading import RowReader
from kawal.election.model import Contact, Registry
from kawal.jurisdiction.load import agencies
from kawal.kernel.codes import Level
from kawal.kernel.language import msg

FORBIDDEN = people.FORBIDDEN
ALIASES = {
    "contact_id": ("id", "nomor_kontak", "kode_kontak"),
    "agency": ("instansi", "kode_instansi", "agency_id"),
    "region": ("wilayah", "kode_wilayah"),
    "name": ("nama", "nama_lengkap"),
    "role": ("peran", "jabatan"),
    "rank": ("urutan",),
    "phone": ("telepon", "hp", "no_hp", "nomor_hp"),
    "radio": ("panggilan_radio", "call_sign"),
    "messenger": ("pesan", "telegram", "whatsapp"),
    "account": ("akun",),
    "duty": ("jaga", "jadwal_jaga", "piket"),
}
REQUIRED = ("contact_id", "agency", "region", "name")
FIELDS = ("name", "phone", "radio", "messenger", "account", "duty")
MOST_LETTERS = {"contact_id": 40, "name": 80, "radio": 40, "messenger": 80, "account": 40}
MOST_DUTY = 2_000
ROLES: tuple[Literal["head", "deputy"], ...] = ("head", "deputy")
ROLE_ALIASES: dict[str, Literal["head", "deputy"]] = {"kepala": "head", "ketua": "head", "wakil": "deputy"}
DUTY = msg('giliran jaga seperti "18.00-06.00" atau "2024-11-27 18.00/2024-11-28 06.00", dipisah titik koma')


def is_agency(agency: str, world: Registry) -> bool:
    """Whether an agency is registered here, or one that practice knows."""
    return agency in agencies() or any(one.id == agency for one in world.agencies)


def read(row: RowReader) -> Contact | None:
    """A contact of a known agency in a registered region; without a rank a deputy is the first."""
    agency, duty = row.required("agency"), read_duty(row.value("duty")[:MOST_DUTY])
    if agency and not is_agency(agency, row.world):
        row.fault("agency", msg("instansi yang dikenal"), "unknown_agency")
    if duty is None or len(row.value("duty")) > MOST_DUTY:
        row.fault("duty", DUTY)
    phone = row.value("phone")
    if phone and not (PHONE.fullmatch(phone) and sum(one.isdigit() for one in phone) >= LEAST_DIGITS):
        row.fault("phone", msg("nomor telepon seperti 112 atau 0511-335-0001"))
    for column, most in MOST_LETTERS.items():
        if len(row.value(column)) > most:
            row.fault(column, msg("paling banyak %(n)s huruf", n=most))
    source, synthetic = row.provenance(FIELDS)
    identity, name, region = row.required("contact_id"), row.required("name"), row.region("region", tuple(Level))
    role, rank = row.choice("role", ROLES, ROLE_ALIASES, "deputy"), row.integer("rank", 1, 99)
    if region is None:
        return None
    return Contact(
        id=identity,
        agency=agency,
        region=region,
        name=name,
        role=role,
        rank=rank or 1,
        phone=phone,
        radio=row.value("radio"),
        messenger=row.value("messenger"),
        account=row.value("account"),
        duty=duty or (),
        source=source,
        synthetic=synthetic,
    )
