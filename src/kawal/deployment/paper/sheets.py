"""Ward sheets: who stands where, map, radio and telephone, on one A4 page; a large ward flows to a second."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from kawal.deployment.model import FrozenPlan
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.paper.posts import Post, posts_of
from kawal.deployment.paper.wardmap import ward_map
from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, parent_of, ward_of
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.outputs.qr import qr_svg


def ward_sheets_pdf(
    registry: Registry,
    plan: FrozenPlan,
    letterhead: Letterhead,
    language: Language,
    printed_at: datetime,
    wards: Collection[RegionCode] | None = None,
) -> bytes:
    """A sheet for each ward and for each district whose office has teams, those of `wards` only if given."""
    by_region: dict[RegionCode, list[Post]] = defaultdict(list)
    for post in posts_of(registry, plan, letterhead):
        by_region[post.region].append(post)
    regions = [
        region.code
        for region in registry.regions
        if (region.level is Level.WARD or region.code in by_region) and (wards is None or region.code in wards)
    ]
    printed = letterhead.local(printed_at)
    data = {
        "sheets": [_sheet(registry, plan, letterhead, language, code, by_region[code]) for code in regions],
        "institution": letterhead.institution,
        "mark": language.text("Latihan, data contoh") if letterhead.exercise else "",
        "labels": {
            "who": language.text("Siapa di mana"),
            "columns": [
                language.text("Pos"),
                language.text("Nama"),
                language.text("Satuan"),
                language.text("Telepon"),
                language.text("Hadir"),
                language.text("Paraf"),
            ],
            "phones": language.text("Radio dan telepon"),
            "report": language.text("Lapor ke danru"),
            "changes": language.text("Perubahan dan kejadian"),
            "time": language.text("Jam"),
            "what": language.text("Apa"),
            "sign": language.text("Paraf"),
            "sheet": language.text("Lembar"),
            "of": language.text("dari"),
            "nobody": language.text("Tidak ada pos di sini dalam rencana ini."),
        },
        "say": [
            language.text(
                "07.00 buka. 13.00 tutup. Hitung mulai, selesai. Kotak berangkat. Sakit atau ribut: saat itu juga."
            ),
            language.text("Jangan mencatat, memotret, atau menyebut angka perolehan suara."),
        ],
        "foot": language.text(
            "Rencana versi %(version)s, dicetak %(day)s %(time)s",
            version=str(plan.version),
            day=language.short_day(printed.date()),
            time=language.time(printed),
        ),
        "language": language.code,
    }
    return render_pdf("kawal.deployment.paper", "sheets.typ", data, printed_at)


def _sheet(
    registry: Registry,
    plan: FrozenPlan,
    letterhead: Letterhead,
    language: Language,
    region: RegionCode,
    posts: list[Post],
) -> dict[str, Any]:
    guards = Counter(duty.station for duty in plan.duties if duty.station and ward_of(duty.station) == region)
    numbers = plan.result.team_numbers()
    stations = [station for station in registry.stations if station.ward == region]
    day = max((contest.day for contest in registry.contests), default=letterhead.local(plan.at).date())
    parent = parent_of(region)
    is_ward = bool(stations)
    district = parent if is_ward and parent else region
    leader = next((post for post in posts if post.duty.leader), None)
    channel = letterhead.radio_channels.get(district, letterhead.radio_backup)
    schematic = any(shape.schematic for shape in registry.boundaries if shape.code == region)
    ordered = sorted(posts, key=lambda post: (post.duty.team or 0, post.duty.station or "", not post.duty.leader))
    map_note = language.text("Bulat besar: TPS dijaga. Bulat kecil: TPS lain.")
    if schematic:
        map_note += " " + language.text("Batas skematis.")
    return {
        "title": language.text("Kelurahan %(name)s", name=registry.region_name(region))
        if is_ward
        else language.text("Kecamatan %(name)s", name=registry.region_name(region)),
        "summary": language.text(
            "%(district)s, %(code)s. %(stations)s TPS, %(guarded)s dijaga, %(people)s linmas. %(day)s.",
            district=registry.region_name(district),
            code=region,
            stations=len(stations),
            guarded=len(guards),
            people=len(posts),
            day=language.day(day),
        ),
        "qr": qr_svg(f"KAWAL:{'LATIHAN:' if letterhead.exercise else ''}P{plan.version}:{region}"),
        "qr_alt": f"P{plan.version} {region}",
        "rows": [
            [
                _place(post, language),
                post.person.name,
                language.text("BKO %(unit)s", unit=unit) if post.duty.attached else unit,
                post.person.phone,
                post.muster,
            ]
            for post, unit in ((post, registry.region_name(post.unit.region)) for post in ordered)
        ],
        "map": ward_map(registry, region, {k: v for k, v in guards.items() if k}, numbers) if is_ward else "",
        "map_alt": language.text("Peta Kelurahan %(name)s", name=registry.region_name(region)),
        "map_note": map_note,
        "phones": [
            [language.text("Radio"), channel],
            [language.text("Cadangan"), letterhead.radio_backup],
            *(
                [[language.text("Danru TRC %(team)s", team=str(leader.duty.team)), leader.person.phone]]
                if leader
                else []
            ),
            *([telephone.name, telephone.number] for telephone in letterhead.telephones),
        ],
    }


def _place(post: Post, language: Language) -> str:
    if post.duty.station is not None:
        return language.text("TPS %(number)s", number=post.duty.station[10:])
    if post.duty.leader:
        return language.text("TRC %(team)s, danru", team=str(post.duty.team))
    return language.text("TRC %(team)s", team=str(post.duty.team))
