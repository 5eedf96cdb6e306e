"""The page of one ground: its facts and exhibits, the path with its deadline, its record."""

from typing import Any

from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from kawal.access.model import Account
from kawal.access.people import account_names
from kawal.access.roles import ROLE_NAMES, roles_with
from kawal.disputes.grounds.checks import LONGEST
from kawal.disputes.grounds.evidence import unreported
from kawal.disputes.grounds.http import PAGE, common_words, ground_desk
from kawal.disputes.grounds.model import (
    CORRECTIONS,
    DECIDING,
    HOLDERS,
    OUTCOME_NAMES,
    Ground,
    Step,
    may_step,
    outcomes_of,
)
from kawal.disputes.grounds.objections import stands
from kawal.disputes.grounds.queries import load_objections
from kawal.disputes.grounds.shown import decisions_of, record_of, round_link, stages_of
from kawal.disputes.rules.http import studying_roles
from kawal.field.queries import places_of_reports
from kawal.jurisdiction.rules import rules
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of


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


def _page(request: AnyRequest, state: State, index: int, opened: dict[int, str]) -> Response[str]:
    desk, who, language = ground_desk(state), who_of(request), reader_of(request).language
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        ground = desk.one(connection, index)
        require(request, "dispute.read", place=ground.station)
        known = desk.knowing(connection)(ground)
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
        again = desk.later_rounds(connection, ground)
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
        stands=stands,
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


ROUTES: list[Any] = [ground_page, exhibits_opened]
