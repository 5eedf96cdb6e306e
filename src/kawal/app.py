"""The only place where the desks and pages of a node are wired together."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from litestar import Litestar

from kawal.access.profiles import PARTS, PROFILE_NAMES
from kawal.access.provider import Provider
from kawal.access.throttle import Throttle
from kawal.count.desk import CountDesk
from kawal.count.files.profiles import profiles
from kawal.count.importing import ImportDesk
from kawal.count.recapdesk import RecapDesk
from kawal.deployment.desk import PlanDesk
from kawal.deployment.model import Assumptions
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.queries import load_locks
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.registry import City
from kawal.deployment.scancode import ScanCodes
from kawal.disputes.clocks.desk import ClockDesk
from kawal.disputes.dossier.citing import cited_of
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.rules.desk import RulesDesk
from kawal.disputes.threshold.desk import ThresholdDesk
from kawal.election.queries import load_registry
from kawal.exchange.intake import Intake
from kawal.exchange.mail import MailDesk
from kawal.field.channels.desk import GateDesk
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.channels.telegram.desk import TelegramDesk
from kawal.field.channels.work import GateWork
from kawal.field.desk import PER_S, FieldDesk
from kawal.field.forms.desk import FormDesk
from kawal.field.grammar.lexicon import lexicon
from kawal.field.identity import new_identity
from kawal.field.kinds import rule_cards, shipped_kinds
from kawal.field.lines import LineDesk
from kawal.jurisdiction.law import Law, LocalLaw
from kawal.jurisdiction.load import instrument
from kawal.jurisdiction.readiness import checklist
from kawal.jurisdiction.whole import read_whole
from kawal.jurisdiction.zones import zone_of
from kawal.kernel.codes import RegionCode
from kawal.node import Node
from kawal.risk.assess import assess, election_day
from kawal.risk.desk import RiskDesk
from kawal.routes import PAGES, STARTS, routes_of
from kawal.watch.agencies.contactdesk import ContactDesk
from kawal.watch.agencies.noticedesk import NoticeDesk
from kawal.watch.board.livedesk import LiveDesk
from kawal.watch.board.shown import BoardSettings
from kawal.watch.convoys.convoydesk import ConvoyDesk
from kawal.watch.desk import DEFAULT_SETTINGS, WatchDesk
from kawal.watch.dutylog.drafting import DraftDesk
from kawal.watch.formchecks.desk import FormCheckDesk
from kawal.watch.formchecks.queries import incidents_of
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.letters.milestones import Milestones
from kawal.watch.letters.referrals import AGENCY_OF, Referrals
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.watch.shifts.packs import FOLDER as PACKS
from kawal.watch.shifts.packs import PackDesk, PackSettings
from kawal.watch.shifts.shiftdesk import ShiftDesk
from kawal.watch.situation.situationdesk import SituationDesk
from kawal.web.application import application
from kawal.web.assets import built_assets
from kawal.web.render import Renderer, Shell

DEFAULT_ASSUMPTIONS = Assumptions()


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
def open_field(node: Node) -> Iterator[FieldDesk]:
    """The desk of reports, for who needs no pages."""
    risk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    field = FieldDesk(node.store, node.access, risk, node.clock)
    try:
        yield field
    finally:
        field.close()
        risk.close()


@contextmanager
def open_lines(node: Node) -> Iterator[LineDesk]:
    """The desk that takes lines of words in, for who needs no pages."""
    with open_field(node) as field:
        yield LineDesk(field, RegionCode(node.founding.region), zone_of(node.founding.region))


@contextmanager
def open_results(node: Node) -> Iterator[ImportDesk]:
    """The desk that takes files of results in, for who needs no pages."""
    with open_field(node) as field:
        yield ImportDesk(field, node.clock)


@contextmanager
def open_recaps(node: Node) -> Iterator[RecapDesk]:
    """The desk that takes forms of the recapitulation in, for who needs no pages."""
    with open_field(node) as field:
        yield RecapDesk(CountDesk(field, node.clock))


@contextmanager
def open_dossiers(node: Node) -> Iterator[DossierDesk]:
    """The desk of dossiers, for who needs no pages."""
    with open_field(node) as field:
        rules = RulesDesk(RecapDesk(CountDesk(field, node.clock)), node.founding.region, Law())
        yield _dossiers(node, field, rules)


def _dossiers(node: Node, field: FieldDesk, rules: RulesDesk) -> DossierDesk:
    may_release = "watch" in PARTS[node.founding.profile]
    return DossierDesk(field, node.clock, may_release=may_release, indicated=cited_of(rules.indications))


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
    Raises Rejected with the first thing that is wrong in a file of the law.
    """
    read_whole()
    for read in (shipped_kinds, rule_cards, lexicon, profiles):
        read()
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
        starts=STARTS,
        event_day=lambda: election_day(risk_desk.registry()),
        now=node.clock,
        zone=zone_of(founding.region),
    )
    assets = built_assets()
    renderer = Renderer(
        shell,
        assets,
        ("kawal.risk", "kawal.deployment", "kawal.field", "kawal.count", "kawal.watch", "kawal.disputes"),
    )
    field_desk = FieldDesk(node.store, node.access, risk_desk, node.clock, Throttle(60 * report_rate, report_rate))
    line_desk = LineDesk(field_desk, RegionCode(founding.region), zone_of(founding.region))
    count_desk = CountDesk(field_desk, node.clock)
    recap_desk = RecapDesk(count_desk)
    threshold_desk = ThresholdDesk(count_desk, recap_desk, founding.region, zone_of(founding.region))
    form_checks = FormCheckDesk(field_desk, recap_desk)
    count_desk.incidents = incidents_of
    law = Law(local_law)
    clock_desk = ClockDesk(threshold_desk, law)
    rules_desk = RulesDesk(recap_desk, founding.region, law)
    ground_desk = GroundDesk(rules_desk, line_desk, law, zone_of(founding.region), node.clock)
    if "disputes" in parts:
        count_desk.studies, rules_desk.studies = ground_desk.studies, ground_desk.studying
        count_desk.rounds.lateness = clock_desk.late_day
    watch_desk = WatchDesk(field_desk, line_desk, node.clock, board)
    shift_desk = ShiftDesk(watch_desk, node.clock)
    printing = paper or PackSettings(every_min=0, folder=node.folder / PACKS)
    told = {"institution": founding.institution, "exercise": shell.exercise}
    pack_desk = PackDesk(shift_desk, msgspec.structs.replace(printing, **told))
    muster_desk = MusterDesk(watch_desk, desk)
    case_desk = CaseDesk(watch_desk, risk_desk, muster_desk, law=law)
    notice_desk = NoticeDesk(case_desk, exercise=shell.exercise)
    situation_desk = SituationDesk(case_desk, situation_every_min)
    mail_desk = MailDesk(node.store, node.clock, new_identity, exercise=shell.exercise)
    referrals = Referrals(case_desk, mail_desk, AGENCY_OF.get(founding.profile, ""))
    case_desk.ending = referrals.ended
    if "disputes" in parts:
        case_desk.studies = ground_desk.resting
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
        "count": count_desk,
        "recap": recap_desk,
        "threshold": threshold_desk,
        "clocks": clock_desk,
        "rules": rules_desk,
        "convoys": ConvoyDesk(watch_desk),
        "dossiers": _dossiers(node, field_desk, rules_desk),
        "form_checks": form_checks,
        "count_files": ImportDesk(field_desk, node.clock),
        "muster": muster_desk,
        "scan_codes": ScanCodes(node.store.keys.folder),
        "mail": mail_desk,
        "intake": Intake(mail_desk, referrals.refuse, referrals.react),
        "referrals": referrals,
        "milestones": Milestones(watch_desk, mail_desk),
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
        "grounds": ground_desk,
        "gates": gate_desk,
        "odk": odk_desk,
        "forms": FormDesk(field_desk),
        "telegram": TelegramDesk(gate_desk),
        "gate_work": gate_work,
        "store": node.store,
    }
    return application(routes_of(parts), renderer, assets, state, names)
