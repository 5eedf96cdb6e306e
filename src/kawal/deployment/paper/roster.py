"""The roster of a plan: who stands where, for spreadsheets."""

from datetime import datetime

from kawal.deployment.model import FrozenPlan
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.paper.posts import Post, posts_of
from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.tables import Value, csv_bytes, xlsx_bytes


def roster_header(language: Language) -> list[str]:
    """The titles of the columns."""
    return [
        language.text("Nomor"),
        language.text("Nomor anggota"),
        language.text("Nama"),
        language.text("Telepon"),
        language.text("Satuan asal"),
        language.text("Pos"),
        language.text("Kode TPS"),
        language.text("TRC"),
        language.text("Peran"),
        language.text("Kelurahan"),
        language.text("Kecamatan"),
        language.text("BKO"),
        language.text("Hadir"),
        language.text("Kode periksa"),
    ]


def roster_rows(
    registry: Registry, plan: FrozenPlan, letterhead: Letterhead, language: Language
) -> list[list[Value]]:
    """One row a person, in the order of the letters."""
    return [_row(registry, post, language) for post in posts_of(registry, plan, letterhead)]


def roster_csv(registry: Registry, plan: FrozenPlan, letterhead: Letterhead, language: Language) -> bytes:
    """The roster as CSV for spreadsheets."""
    return csv_bytes(roster_header(language), roster_rows(registry, plan, letterhead, language))


def roster_xlsx(
    registry: Registry, plan: FrozenPlan, letterhead: Letterhead, language: Language, printed_at: datetime
) -> bytes:
    """The roster as a workbook."""
    sheet = language.text("Rencana %(version)s", version=str(plan.version))
    return xlsx_bytes(sheet, roster_header(language), roster_rows(registry, plan, letterhead, language), printed_at)


def role_name(post: Post, language: Language) -> str:
    """What a person does: guard of a post, leader or member of a team."""
    if post.duty.station is not None:
        return language.text("Linmas pos")
    return language.text("Danru") if post.duty.leader else language.text("Anggota")


def _row(registry: Registry, post: Post, language: Language) -> list[Value]:
    ward = registry.region_name(post.region) if post.region != post.district else ""
    return [
        post.number,
        post.person.id,
        post.person.name,
        post.person.phone,
        post.unit.name,
        post.place,
        post.duty.station or "",
        post.duty.team,
        role_name(post, language),
        ward,
        registry.region_name(post.district),
        language.text("ya") if post.duty.attached else "",
        post.muster,
        post.check,
    ]
