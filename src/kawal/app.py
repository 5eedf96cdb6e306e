"""The only place where the desks and pages of a node are wired together."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from litestar import Litestar

from kawal.access.profiles import PARTS, PROFILE_NAMES, Part
from kawal.access.provider import Provider
from kawal.access.throttle import Throttle
from kawal.count import http_form, http_own, http_queue, http_read
from kawal.count.desk import CountDesk
from kawal.deployment import http, http_units
from kawal.deployment.desk import PlanDesk
from kawal.deployment.forces import http as forces_http
from kawal.deployment.model import Assumptions
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.queries import load_locks
from kawal.deployment.readiness import http as readiness_http
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.registry import City
from kawal.deployment.scancode import ScanCodes
from kawal.election.queries import load_registry
from kawal.exchange.cosign import Cosigner
from kawal.exchange.mail import MailDesk
from kawal.field import api as field_api
from kawal.field import http as field_http
from kawal.field import http_phone, http_quarantine
from kawal.field.channels import hooks as gate_hooks
from kawal.field.channels import pages as gate_pages
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.odk import api as odk_api
from kawal.field.channels.odk import pages as odk_pages
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.channels.telegram.desk import TelegramDesk
from kawal.field.channels.work import GateWork
from kawal.field.desk import PER_S, FieldDesk
from kawal.field.forms import http as forms_http
from kawal.field.forms.desk import FormDesk
from kawal.field.identity import new_identity
from kawal.field.lines import LineDesk
from kawal.jurisdiction.law import Law, LocalLaw
from kawal.jurisdiction.load import instrument
from kawal.jurisdiction.readiness import checklist
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import msg
from kawal.kernel.ticker import Ticker
from kawal.node import Node, refuse_older_log
from kawal.risk import http as risk_http
from kawal.risk import http_care
from kawal.risk.assess import assess, election_day
from kawal.risk.desk import RiskDesk
from kawal.store import erase
from kawal.store.backup import forget
from kawal.store.jobs import JobRunner
from kawal.store.publisher import Publisher
from kawal.store.wal import WalMover
from kawal.watch import http_overview
from kawal.watch.agencies import http_agencies
from kawal.watch.agencies.contactdesk import ContactDesk
from kawal.watch.agencies.noticedesk import NoticeDesk
from kawal.watch.board import http as watch_http
from kawal.watch.board import http_boardmap, http_live, http_wall
from kawal.watch.board.livedesk import LiveDesk
from kawal.watch.board.shown import BoardSettings
from kawal.watch.desk import DEFAULT_SETTINGS, WatchDesk
from kawal.watch.dutylog import http_drafts, http_log
from kawal.watch.dutylog.drafting import DraftDesk
from kawal.watch.incidents import http_case, http_cases, http_formal, http_link
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.letters import http_letters
from kawal.watch.letters.referrals import AGENCY_OF, Referrals
from kawal.watch.muster import http_hadir, http_muster, http_regu
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.watch.shifts import http_pack, http_shift
from kawal.watch.shifts.packs import FOLDER as PACKS
from kawal.watch.shifts.packs import PackDesk, PackSettings
from kawal.watch.shifts.shiftdesk import ShiftDesk
from kawal.watch.situation import http_situation
from kawal.watch.situation.situationdesk import SituationDesk
from kawal.web import recordpage
from kawal.web.application import application
from kawal.web.assets import built_assets
from kawal.web.render import NavItem, Renderer, Shell

DEFAULT_ASSUMPTIONS = Assumptions()
DENIALS_EVERY_S = 20.0


def load_city(node: Node) -> City:
    """All that a plan of this node's registry is made of, on one snapshot."""
    with node.reading() as connection:
        registry, locks = load_registry(connection), load_locks(connection)
    return City(registry=registry, assessment=assess(registry, instrument(), node.clock().date()), locks=locks)


def open_desk(node: Node, assumptions: Assumptions = DEFAULT_ASSUMPTIONS) -> PlanDesk:
    """The desk that answers questions about risk and plan of a node."""
    risk_desk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    return PlanDesk(node.engine, node.writer, risk_desk, node.clock, assumptions)


@contextmanager
def open_lines(node: Node) -> Iterator[LineDesk]:
    """The desk that takes lines of words in, for who needs no pages."""
    risk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    field = FieldDesk(node.store, node.access, risk, node.clock)
    try:
        yield LineDesk(field, RegionCode(node.founding.region), zone_of(node.founding.region))
    finally:
        field.close()
        risk.close()


def create_app(
    node: Node,
    letterhead: Letterhead,
    assumptions: Assumptions = DEFAULT_ASSUMPTIONS,
    names: frozenset[str] = frozenset(),
    report_rate: float = PER_S,
    paper: PackSettings | None = None,
    situation_every_min: int = 0,
    board: BoardSettings = DEFAULT_SETTINGS,
    local_law: LocalLaw | None = None,
    provider: Provider | None = None,
) -> Litestar:
    """The pages of a node as an ASGI application.

    `names` are the host names under which it is reached, `report_rate` how many reports a second one key may send,
    `paper` how its desk prints (only when asked, into the data folder, if that is not given),
    `situation_every_min` how often a situation report is made by itself (0: only when asked), `board` when a station
    is silent and how many alarms an hour the board raises, `local_law` the desk of Bawaslu here and local days off,
    `provider` by whom people may come in beside the node's own doors.
    """
    founding = node.founding
    node.access.provider.provider = provider
    parts = PARTS[founding.profile]
    desk = open_desk(node, assumptions)
    risk_desk = desk.risk
    shell = Shell(
        institution=founding.institution,
        profile=PROFILE_NAMES[founding.profile],
        exercise=founding.is_exercise,
        pages=tuple(page for part, page in PAGES if part is None or part in parts),
        home="/lapangan",
        event_day=lambda: election_day(risk_desk.present()[0]),
        now=node.clock,
        zone=zone_of(founding.region),
    )
    assets = built_assets()
    renderer = Renderer(
        shell, assets, ("kawal.risk", "kawal.deployment", "kawal.field", "kawal.count", "kawal.watch")
    )
    field_desk = FieldDesk(node.store, node.access, risk_desk, node.clock, Throttle(60 * report_rate, report_rate))
    line_desk = LineDesk(field_desk, RegionCode(founding.region), zone_of(founding.region))
    routes = [
        *([*risk_http.ROUTES, *http_care.ROUTES] if "risk" in parts else ()),
        *(
            [*http.ROUTES, *http_units.ROUTES, *readiness_http.ROUTES, *forces_http.ROUTES]
            if "deployment" in parts
            else ()
        ),
        *field_api.ROUTES,
        *http_phone.ROUTES,
        *field_http.ROUTES,
        *http_quarantine.ROUTES,
        *gate_hooks.ROUTES,
        *forms_http.ROUTES,
        *odk_api.ROUTES,
        *odk_pages.ROUTES,
        *gate_pages.ROUTES,
        *(
            [
                *watch_http.ROUTES,
                *http_wall.ROUTES,
                *http_live.ROUTES,
                *http_boardmap.ROUTES,
                *http_log.ROUTES,
                *http_drafts.ROUTES,
                *http_cases.ROUTES,
                *http_case.ROUTES,
                *http_agencies.ROUTES,
                *http_link.ROUTES,
                *http_formal.ROUTES,
                *http_letters.ROUTES,
                *http_shift.ROUTES,
                *http_pack.ROUTES,
                *http_situation.ROUTES,
                *http_overview.ROUTES,
                *([*http_muster.ROUTES, *http_regu.ROUTES, *http_hadir.ROUTES] if "deployment" in parts else ()),
            ]
            if "watch" in parts
            else ()
        ),
        *(
            [*http_queue.ROUTES, *http_form.ROUTES, *http_read.ROUTES, *http_own.ROUTES] if "count" in parts else ()
        ),
        *recordpage.ROUTES,
    ]
    watch_desk = WatchDesk(field_desk, line_desk, node.clock, board)
    shift_desk = ShiftDesk(watch_desk, node.clock)
    printing = paper or PackSettings(every_min=0, folder=node.folder / PACKS)
    told = {"institution": founding.institution, "exercise": shell.exercise}
    pack_desk = PackDesk(shift_desk, msgspec.structs.replace(printing, **told))
    law = Law(local_law)
    muster_desk = MusterDesk(watch_desk, desk)
    case_desk = CaseDesk(watch_desk, risk_desk, muster_desk, law=law)
    notice_desk = NoticeDesk(case_desk, exercise=shell.exercise)
    situation_desk = SituationDesk(case_desk, situation_every_min)
    referrals = Referrals(case_desk, AGENCY_OF.get(founding.profile, ""))
    mail_desk = referrals.mail = MailDesk(
        node.store, referrals.refuse, referrals.react, node.clock, new_identity, exercise=shell.exercise
    )
    case_desk.ending = referrals.ended
    odk_desk = OdkDesk(field_desk, node.clock)
    gate_desk = GateDesk(field_desk, line_desk, node.clock)
    gate_work = GateWork(field_desk, line_desk, node.clock, ending=notice_desk.ending)
    state = {
        "access": node.access,
        "desk": desk,
        "risk_desk": risk_desk,
        "readiness": ReadinessDesk(node.store, risk_desk, checklist(), node.clock, zone_of(founding.region)),
        "letterhead": letterhead,
        "field": field_desk,
        "law": law,
        "lines": line_desk,
        "live": LiveDesk(watch_desk),
        "watch": watch_desk,
        "drafts": DraftDesk(watch_desk),
        "cases": case_desk,
        "situation": situation_desk,
        "notices": notice_desk,
        "contacts": ContactDesk(watch_desk),
        "count": CountDesk(field_desk, node.clock),
        "muster": muster_desk,
        "scan_codes": ScanCodes(node.store.keys.folder),
        "mail": mail_desk,
        "referrals": referrals,
        "shift": shift_desk,
        "packs": pack_desk,
        "jobs": {
            **pack_desk.handlers(),
            **situation_desk.handlers(),
            **notice_desk.handlers(),
            **mail_desk.handlers(),
            **gate_work.handlers(),
            **odk_desk.handlers(),
        },
        "gates": gate_desk,
        "odk": odk_desk,
        "forms": FormDesk(field_desk),
        "telegram": TelegramDesk(gate_desk),
        "gate_work": gate_work,
        "store": node.store,
    }
    return application(routes, renderer, assets, state, names)


PAGES: tuple[tuple[Part | None, NavItem], ...] = (
    ("watch", NavItem("/ikhtisar", msg("Ikhtisar"), "log.read")),
    ("watch", NavItem("/papan", msg("Papan TPS"), "report.read")),
    ("watch", NavItem("/buku-jaga", msg("Buku jaga"), "log.read")),
    ("watch", NavItem("/insiden", msg("Insiden"), "incident.read")),
    ("watch", NavItem("/instansi", msg("Daftar instansi"), "incident.read", rare=True)),
    ("watch", NavItem("/serah-jaga", msg("Serah jaga"), "report.private", rare=True)),
    ("watch", NavItem("/surat", msg("Surat antarsimpul"), "log.read", rare=True)),
    ("watch", NavItem("/surat/simpul/daftar", msg("Simpul lain"), "gate.manage", rare=True)),
    ("watch", NavItem("/situasi", msg("Laporan situasi"), "log.read", rare=True)),
    ("deployment", NavItem("/rencana", msg("Rencana"), "plan.read")),
    ("deployment", NavItem("/apel", msg("Apel"), "log.read")),
    ("deployment", NavItem("/kesiapan", msg("Kesiapan"), "readiness.read", rare=True)),
    ("deployment", NavItem("/kekuatan", msg("Susunan kekuatan"), "plan.read", rare=True)),
    ("deployment", NavItem("/peringkat", msg("Peringkat"), "risk.read")),
    ("risk", NavItem("/mitigasi", msg("Mitigasi"), "risk.read")),
    ("deployment", NavItem("/satuan", msg("Satuan"), "plan.read", rare=True)),
    ("deployment", NavItem("/cetak", msg("Cetak"), "paper.print", rare=True)),
    ("count", NavItem("/hitung/antrean", msg("Antrean angka"), "count.read", rare=True)),
    ("count", NavItem("/hitung/baca", msg("Baca formulir"), "count.enter", rare=True)),
    ("count", NavItem("/hitung/milik-saya", msg("Salinan kami"), "copies.own", rare=True)),
    (None, NavItem("/lapangan", msg("Lapangan"), "report.send", rare=True)),
    (None, NavItem("/laporan", msg("Laporan"), "report.read")),
    (None, NavItem("/karantina", msg("Karantina"), "quarantine.read", rare=True)),
    (None, NavItem("/catatan", msg("Catatan log"), "record.read")),
    (None, NavItem("/formulir", msg("Formulir laporan"), "kind.edit", rare=True)),
    (None, NavItem("/gerbang", msg("Gerbang"), "gate.manage", rare=True)),
    (None, NavItem("/gerbang/keluar", msg("Pesan keluar"), "log.read", rare=True)),
    (None, NavItem("/kunci-odk", msg("Kunci ODK"), "device.manage", rare=True)),
    (None, NavItem("/perangkat", msg("Perangkat"), "device.manage", rare=True)),
    (None, NavItem("/akun", msg("Akun"), "account.manage", rare=True)),
)
"""The pages of the bar, each with the part that a profile must have for it; None is in every node."""


@contextmanager
def background(node: Node, application: Litestar) -> Iterator[None]:
    """What runs while a node is served: jobs, the published log, pages moved out of SQLite's write-ahead log."""
    store = node.store
    handlers = {erase.FORGET: lambda body: forget(store, body), **application.state["jobs"]}
    jobs = JobRunner(store.engine, handlers, node.clock)
    refuse_older_log(node)
    cosigner = Cosigner(store)
    publisher = Publisher(store.engine, store.published, cosigner.published)
    mover = WalMover(store.engine, store.database)
    denials = Ticker(DENIALS_EVERY_S, node.access.record_denials)
    store.writer.listeners.append(lambda _entries: publisher.wake())
    store.writer.job_listeners.append(jobs.wake)
    application.state["packs"].start()
    application.state["situation"].start()
    application.state["mail"].start()
    if "watch" in PARTS[node.founding.profile]:
        application.state["notices"].start()
    live: LiveDesk = application.state["live"]
    for part in (jobs, publisher, mover, denials, live):
        part.start()
    try:
        yield
    finally:
        for part in (live, denials, jobs, publisher, mover):
            part.stop()
        cosigner.close()
        application.state["gate_work"].close()
        application.state["mail"].close()
