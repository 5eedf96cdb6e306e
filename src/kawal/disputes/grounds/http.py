"""Pages of grounds: what must be decided, one ground with its record, the form that opens one."""

from typing import Annotated, Any, Literal

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.access.people import account_names
from kawal.access.roles import ROLE_NAMES, roles_with
from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.rounddays import rounds
from kawal.disputes.grounds.decide import LONGEST
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.evidence import unreported
from kawal.disputes.grounds.filters import Filters
from kawal.disputes.grounds.limits import Limit
from kawal.disputes.grounds.model import (
    CORRECTIONS,
    DECIDING,
    HOLDERS,
    OUTCOME_NAMES,
    STANDING_MARKS,
    STANDING_NAMES,
    Ground,
    Step,
    may_step,
    outcomes_of,
)
from kawal.disputes.grounds.objections import AT
from kawal.disputes.grounds.queries import load_grounds, load_objections
from kawal.disputes.grounds.shown import decisions_of, record_of, round_link, stages_of
from kawal.disputes.rules.http import studying_roles
from kawal.disputes.rules.wanting import wanting
from kawal.field.notice import moment_text, short_moment
from kawal.field.queries import places_of_reports
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import Level, level_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/sengketa"
MOST_ROWS = 40
MOST_OFFERED = 40
Word = Annotated[str, QueryParameter(max_length=40)]


@get(PAGE, right="dispute.read", sync_to_thread=True)
def grounds_page(
    request: AnyRequest,
    state: State,
    kind: FromQuery[Literal["", "re_poll", "recount"]] = "",
    stage: FromQuery[Literal["", "station", "district", "city", "kpu"]] = "",
    rule: Word = "",
    place: Word = "",
    ended: FromQuery[Literal["", "1"]] = "",
    start: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
) -> Response[str]:
    """Grounds under study, the one whose time ends first on top: at which stage each is, what is still missing."""
    desk, who, language = ground_desk(state), who_of(request), reader_of(request).language
    registry = desk.field.registry()
    if place and place not in registry.region_by_code:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar"), place)
    if rule and desk.rules.of(rule) is None:
        raise Missing(msg("aturan"), msg("aturan yang membuka dasar"), rule)
    filters = Filters(kind=kind, stage=stage, rule=rule, place=place, ended=bool(ended))
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        reached = [one for one in load_grounds(connection) if who.may("dispute.read", one.station)]
        waiting = {one.index: kinds for one in reached if (kinds := desk.waiting(connection, one))}
        kept = (one for one in reached if filters.keeps(one, is_waiting=one.index in waiting))
        limit = desk.limits(connection)
        found = sorted(kept, key=lambda one: _order(one, limit(one)))
        unstudied = [one for one in desk.unstudied(connection) if who.may("dispute.read", one[0].place)]
        unplaced = [one for one in desk.unplaced(connection) if who.may("dispute.read", one.place)]
        rows = [_row(desk, connection, one, limit(one), language) for one in found[start : start + MOST_ROWS]]
    return renderer_of(state).page(
        request,
        "sengketa.html",
        rows=rows,
        waiting={
            one.index: [(kind, round_link(one, kind, language)) for kind in waiting[one.index]]
            for one in reached
            if one.index in waiting
        },
        deciders=[language.say(ROLE_NAMES[one]) for one in roles_with("count.decide")],
        start=start,
        most=MOST_ROWS,
        more_rows=len(found) > start + MOST_ROWS,
        filters=filters,
        counts={name: sum(one.stage == name for one in reached) for name in ("station", "district", "city", "kpu")},
        rules_used=[law for one in desk.rules.grounds if (law := rules().rule(one.rule)) is not None],
        districts=[
            one
            for one in registry.regions
            if level_of(one.code) is Level.DISTRICT and who.may("dispute.read", one.code)
        ],
        unstudied=[(one, rules().rule(one.rule), study) for one, study in unstudied[:MOST_OFFERED]],
        beyond=len(unstudied) - MOST_OFFERED,
        wanting=wanting(unplaced[:MOST_OFFERED], registry, reader_of(request).language),
        more_wanting=len(unplaced) - MOST_OFFERED,
        rule_of=rules().rule,
        may_open=who.may("dispute.study"),
        students=studying_roles(language),
        **common_words(desk, request),
    )


@get(f"{PAGE}/dasar/{{index:int}}", right="dispute.read", sync_to_thread=True)
def ground_page(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """One ground: its facts with their entries and assurance, path, deadline, what is missing, its record."""
    return _page(request, state, index, {})


@post(f"{PAGE}/dasar/{{index:int}}/buka", right="report.private", status_code=200, sync_to_thread=True)
def exhibits_opened(request: AnyRequest, state: State, index: FromPath[int]) -> Response[str]:
    """The same with what was written of its exhibits, each recorded under the reader's name."""
    desk, account = ground_desk(state), account_of(request)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        ground = desk.one(connection, index)
        require(request, "report.private", place=ground.station)
        require(request, "dispute.read", place=ground.station)
        words = desk.words(connection, [one.index for one in ground.marks])
    for entry in words:
        desk.field.note_opened(entry, account.id)
    return _page(request, state, index, words)


def ground_desk(state: State) -> GroundDesk:
    """The desk of grounds of an application."""
    desk: GroundDesk = state["grounds"]
    return desk


def _page(request: AnyRequest, state: State, index: int, opened: dict[int, str]) -> Response[str]:
    desk, who, language = ground_desk(state), who_of(request), reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        ground = desk.one(connection, index)
        require(request, "dispute.read", place=ground.station)
        known = desk.known(connection, ground)
        objections = load_objections(connection, (ground.station,))
        studies = who.may("dispute.study", ground.station)
        words = desk.reasons(connection, ground) if studies else {}
        gaps = desk.weaknesses(connection, ground, known)
        limit = desk.limits(connection)(ground)
        figures = who.may("count.read", ground.station)
        facts = desk.facts.read(
            connection, ground.entries, ground.station, language, account_of(request), figures=figures
        )
        needs = desk.needs(ground, known)
        marked = (need.mark.entry for need in needs if need.mark is not None)
        cited = {*ground.entries, *marked, *(entry for need in needs for entry in need.entries)}
        paths = desk.paths(connection, ground.station, cited, language)
        places = places_of_reports(connection, sorted(cited))
        again = [
            one
            for one in rounds(connection)
            if one.kind == ground.kind
            and one.round > ground.round
            and ground.station in one.stations
            and ground.contest in (None, one.contest)
        ]
        waiting = desk.waiting(connection, ground)
        may_private = who.may("report.private", ground.station)
        has_sealed = may_private and bool(desk.words(connection, [one.index for one in ground.marks]))
    contests, stage = desk.contests(ground), ground.stage
    return renderer_of(state).page(
        request,
        "ground.html",
        path=PAGE,
        ground=ground,
        law=rules().rule(ground.rule),
        limit=limit,
        needs=needs,
        paths=paths,
        readable={entry for entry, place in places.items() if who.may("report.read", place)},
        objections=objections,
        at_names=AT,
        unreported=unreported(known),
        gaps=[(one, rules().rule(one.what)) for one in gaps],
        facts=facts,
        stages=stages_of(ground, desk.rules, language),
        record=record_of(ground, desk.rules, words, language),
        path_law=desk.rules.path,
        path_assumed=(kept := desk.rules.of(ground.rule)) is not None and kept.assumed,
        outcomes=outcomes_of(ground) if stage and may_step(account_of(request), ground, stage) else (),
        corrections=CORRECTIONS,
        outcome_names=OUTCOME_NAMES,
        decisions=decisions_of(ground, contests, language),
        undecided=[one for one in contests if ground.decision(one) is None],
        may_correct=may_step(account_of(request), ground, "kpu"),
        retractable=_retractable(account_of(request), ground),
        students=studying_roles(language),
        speakers=[language.say(ROLE_NAMES[one]) for one in DECIDING],
        holders=HOLDERS,
        studies=studies,
        has_sealed=has_sealed,
        opened=opened,
        rounds=again,
        refused={one.index for one in again if (said := ground.decision(one.contest)) and said.outcome != "ordered"},
        contests=contests,
        authors={one.index: desk.author(one) for one in known.own},
        links=[(one, round_link(ground, one, language)) for one in waiting],
        may_order=who.may("count.decide", ground.station),
        deciders=[language.say(ROLE_NAMES[one]) for one in roles_with("count.decide")],
        names=account_names(state["access"].directory(), desk.field.registry(), who, language),
        most=LONGEST,
        **common_words(desk, request),
    )


def _retractable(account: Account, ground: Ground) -> Step | None:
    """The last step of a ground, if this account may take it back."""
    step = ground.retractable
    return step if step and may_step(account, ground, step.stage) else None


def _row(
    desk: GroundDesk, connection: Connection, ground: Ground, limit: Limit, language: Language
) -> dict[str, Any]:
    needs, contests = desk.needs(ground, desk.known(connection, ground)), desk.contests(ground)
    return {
        "decisions": decisions_of(ground, contests, language) if len(contests) > 1 else (),
        "ground": ground,
        "is_all": ground.contest is None,
        "law": rules().rule(ground.rule),
        "limit": limit,
        "missing": [one for one in needs if not one.is_there],
        "needs": len(needs),
    }


def _order(ground: Ground, limit: Limit) -> tuple[int, int, int]:
    """Open ones by their safe moment, those without one last; ended ones the newest first."""
    return (1 if limit.span is None else 0, limit.safe_ms, ground.index if ground.is_open else -ground.newest)


def common_words(desk: GroundDesk, request: AnyRequest) -> dict[str, Any]:
    """What every page of grounds says things with."""
    language = reader_of(request).language
    return {
        "registry": desk.field.registry(),
        "now_ms": desk.now_ms(),
        "moment": lambda one: moment_text(one, desk.zone, language),
        "moment_short": lambda one: short_moment(one, language),
        "kind_names": {"re_poll": ROUNDS["re_poll"], "recount": ROUNDS["recount"]},
        "contest_names": CONTESTS,
        "standing_names": STANDING_NAMES,
        "standing_marks": STANDING_MARKS,
        "stage_names": {one.id: one.who.say(language) for one in desk.rules.path.stages},
    }


ROUTES: list[Any] = [grounds_page, ground_page, exhibits_opened]
