"""The list of grounds: what is under study, the one whose time ends first on top; what is not studied yet."""

from typing import Annotated, Any, Literal

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter

from kawal.access.roles import ROLE_NAMES, roles_with
from kawal.count.names import CONTESTS, ROUNDS
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.evidence import Known
from kawal.disputes.grounds.filters import Filters
from kawal.disputes.grounds.limits import Limit
from kawal.disputes.grounds.model import STANDING_MARKS, STANDING_NAMES, Ground
from kawal.disputes.grounds.queries import load_grounds
from kawal.disputes.grounds.shown import decisions_of, round_link
from kawal.disputes.rules.http import studying_roles
from kawal.disputes.rules.wanting import wanting
from kawal.field.notice import moment_text, short_moment
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import Level, level_of
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.web.identity import who_of
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
        known = desk.knowing(connection)
        rows = [_row(desk, one, known(one), limit(one), language) for one in found[start : start + MOST_ROWS]]
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


def ground_desk(state: State) -> GroundDesk:
    """The desk of grounds of an application."""
    desk: GroundDesk = state["grounds"]
    return desk


def _row(desk: GroundDesk, ground: Ground, known: Known, limit: Limit, language: Language) -> dict[str, Any]:
    needs, contests = desk.needs(ground, known), desk.contests(ground)
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


ROUTES: list[Any] = [grounds_page]
