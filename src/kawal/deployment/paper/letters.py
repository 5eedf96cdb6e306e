"""Assignment letters (SPT): one page a person."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from kawal.deployment.model import FrozenPlan
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.paper.posts import Post, posts_of, qr_text
from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.pdf import render_pdf
from kawal.outputs.qr import qr_svg


def letters_pdf(
    registry: Registry,
    plan: FrozenPlan,
    letterhead: Letterhead,
    language: Language,
    printed_at: datetime,
    people: Collection[str] | None = None,
    link: Callable[[Post], str] | None = None,
) -> bytes:
    """The letters of a plan as one PDF, those of `people` only if given; numbers stay the same either way.

    `link` is the address that the QR code of a letter holds, by which its holder is noted as present; without one,
    where no address of the node is known, it says number, post and check code.
    """
    posts = posts_of(registry, plan, letterhead)
    leaders = {post.duty.team: post for post in posts if post.duty.leader}
    wanted = [post for post in posts if people is None or post.person.id in people]
    data = {
        "letters": [_letter(registry, plan, letterhead, language, post, leaders, link) for post in wanted],
        "lines": letterhead.lines,
        "address": letterhead.address,
        "mark": language.text("Latihan, data contoh. Tidak berlaku sebagai surat dinas.")
        if letterhead.exercise
        else "",
        "title": language.text("SURAT PERINTAH TUGAS"),
        "labels": {
            "number": language.text("Nomor"),
            "basis": language.text("Dasar"),
            "orders": language.text("MEMERINTAHKAN"),
            "to": language.text("Kepada"),
            "for": language.text("Untuk"),
            "copies": language.text("Tembusan"),
        },
        "signature": [
            language.text("Dikeluarkan di %(place)s", place=letterhead.place),
            language.text("pada tanggal %(day)s", day=_date(language, letterhead.local(plan.at))),
            letterhead.signatory_title,
            letterhead.signatory_name,
        ],
        "foot": [
            language.text("Kawal, rencana versi %(version)s", version=str(plan.version)),
            language.text(
                "dicetak %(day)s %(time)s",
                day=_date(language, letterhead.local(printed_at)),
                time=language.time(letterhead.local(printed_at)),
            ),
        ],
        "qr_note": language.text("QR dipindai danru atau posko saat apel untuk mencatat hadir; tanpa data pribadi.")
        if link
        else language.text("QR berisi nomor, pos, dan kode periksa; tanpa data pribadi."),
        "language": language.code,
    }
    return render_pdf("kawal.deployment.paper", "letters.typ", data, printed_at)


def _letter(
    registry: Registry,
    plan: FrozenPlan,
    letterhead: Letterhead,
    language: Language,
    post: Post,
    leaders: dict[int | None, Post],
    link: Callable[[Post], str] | None,
) -> dict[str, Any]:
    day = max((contest.day for contest in registry.contests), default=letterhead.local(plan.at).date())
    return {
        "number": letterhead.numbered(post.number, plan.at),
        "count": language.text("Surat %(number)s dari %(all)s", number=post.number, all=len(plan.duties)),
        "basis": language.text(
            "%(law)s; rencana penempatan versi %(version)s, %(day)s",
            law=letterhead.basis,
            version=str(plan.version),
            day=_date(language, letterhead.local(plan.at)),
        ),
        "to": [
            [language.text("Nama"), post.person.name],
            [language.text("Nomor anggota"), post.person.id],
            [language.text("Satuan asal"), post.unit.name],
            [language.text("Tugas"), _task(post, registry, language)],
        ],
        "orders": _orders(registry, letterhead, language, post, leaders, language.day(day)),
        "valid": language.text(
            "Surat ini berlaku untuk tanggal %(before)s dan %(day)s.",
            before=_date(language, datetime.combine(day - timedelta(days=1), datetime.min.time())),
            day=_date(language, datetime.combine(day, datetime.min.time())),
        ),
        "qr": qr_svg(link(post) if link else qr_text(post, plan.version, exercise=letterhead.exercise)),
        "check": language.text(
            "Periksa: nomor %(number)s, kode %(code)s.", number=f"{post.number:04d}", code=post.check
        ),
        "copies": language.listing(
            [
                *(
                    f"{copy} {registry.region_name(post.district if copy == 'Camat' else post.region)}"
                    if copy in ("Camat", "Lurah")
                    else copy
                    for copy in letterhead.copies
                )
            ]
        ),
    }


def _task(post: Post, registry: Registry, language: Language) -> str:
    if post.duty.station is not None:
        task = language.text("Linmas pos")
    elif post.duty.leader:
        task = language.text("Danru TRC %(team)s", team=str(post.duty.team))
    else:
        task = language.text("Anggota TRC %(team)s", team=str(post.duty.team))
    if post.duty.attached:
        return language.text("%(task)s, BKO di %(region)s", task=task, region=registry.region_name(post.region))
    return language.text("%(task)s, bukan BKO", task=task)


def _orders(
    registry: Registry,
    letterhead: Letterhead,
    language: Language,
    post: Post,
    leaders: dict[int | None, Post],
    day: str,
) -> list[str]:
    district = registry.region_name(post.district)
    if post.duty.station is not None:
        first = language.text(
            "Menjaga ketertiban di %(place)s, Kecamatan %(district)s, pada pemilihan %(day)s.",
            place=post.place,
            district=district,
            day=day,
        )
        inside = language.text("Di dalam TPS mengikuti perintah ketua KPPS; di luar TPS membantu Polri.")
    else:
        first = language.text(
            "Siap di %(place)s, Kecamatan %(district)s, dalam TRC %(team)s pada pemilihan %(day)s.",
            place=post.place,
            district=district,
            team=str(post.duty.team),
            day=day,
        )
        inside = language.text("Berangkat atas perintah posko; di dalam TPS hanya atas permintaan ketua KPPS.")
    leader = leaders.get(post.duty.team) if post.duty.team else None
    contact = leader.person.phone if leader and leader.person.phone else ""
    desk = letterhead.telephones[0] if letterhead.telephones else None
    channel = letterhead.radio_channels.get(post.district, letterhead.radio_backup)
    if contact and not post.duty.leader:
        report = language.text(
            "Melapor kepada danru lewat radio %(channel)s atau %(phone)s.", channel=channel, phone=contact
        )
    else:
        report = language.text(
            "Melapor kepada posko lewat radio %(channel)s atau %(phone)s.",
            channel=channel,
            phone=desk.number if desk else letterhead.radio_backup,
        )
    return [
        first,
        language.text(
            "Hadir pukul %(time)s %(zone)s dan bertugas sampai kotak suara diserahkan; istirahat diatur danru.",
            time=post.muster,
            zone=letterhead.zone_name,
        ),
        inside,
        report,
        language.text("Bersikap netral, tidak mencatat, memotret, atau menyebarkan perolehan suara."),
        language.text("Menggunakan hak pilih sendiri di TPS asal pada waktu yang diatur danru."),
    ]


def _date(language: Language, moment: datetime) -> str:
    """A date without its weekday: 21 November 2024."""
    return language.day(moment.date()).split(" ", 1)[1]
