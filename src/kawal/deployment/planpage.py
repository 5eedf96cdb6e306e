"""What the page of the plan shows (pure): numbers, arrangements, orders, reasons of one station."""

import msgspec

from kawal.deployment.curve import Drawing, draw
from kawal.deployment.desk import ARRANGEMENTS, Answer, Arrangement, PlanDesk
from kawal.deployment.explain import PostReason, TeamReason
from kawal.deployment.model import Attachment, Lock
from kawal.kernel.codes import StationId
from kawal.risk.model import StationRisk


class ArrangementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table of arrangements."""

    name: Arrangement | None
    """None is the standing plan."""
    risk: float
    at_posts: int
    teams: int
    attached: int


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """Everything beside the map that changes with the number of officers."""

    answer: Answer
    drawing: Drawing
    rows: tuple[ArrangementRow, ...]
    orders: tuple[Attachment, ...]
    other_officers: int
    other_gain: float
    standing_risk: float
    unguarded: float
    team_officers: int
    guarded_stations: int
    covered_top: tuple[int, int]
    """Stations of priority 1 and 2 within reach of a team, and all of them."""


class StationWhy(msgspec.Struct, frozen=True, kw_only=True):
    """Why a station has the officers it has."""

    risk: StationRisk
    posts: tuple[PostReason, ...]
    teams: tuple[tuple[int, TeamReason], ...]
    """Teams that reach it, with their numbers."""
    lock: Lock | None


SHOWN_ORDERS = 5


def panel_of(desk: PlanDesk, guards: int, arrangement: Arrangement) -> Panel:
    """Solve and lay out; raises Infeasible."""
    answer = desk.answer(guards, arrangement)
    standing = desk.standing()
    rows = [
        ArrangementRow(
            name=None,
            risk=standing.objective,
            at_posts=sum(post.guards for post in standing.posts),
            teams=sum(team.count for team in standing.teams),
            attached=0,
        )
    ]
    for name in ARRANGEMENTS:
        result = desk.answer(guards, name).result
        rows.append(
            ArrangementRow(
                name=name,
                risk=result.objective,
                at_posts=result.static_guards,
                teams=sum(team.count for team in result.teams),
                attached=sum(order.officers for order in result.attachments),
            )
        )
    orders = tuple(sorted(answer.result.attachments, key=lambda order: (-order.gain, order.unit, order.region)))
    reached = {station for team in answer.explanation.teams for station in team.stations}
    top = [risk.station for risk in desk.city().assessment.stations if risk.priority <= 2]
    return Panel(
        answer=answer,
        drawing=draw(
            desk.curve(arrangement), guards, answer.result.objective, (standing.guards_used, standing.objective)
        ),
        rows=tuple(rows),
        orders=orders[:SHOWN_ORDERS],
        other_officers=sum(order.officers for order in orders[SHOWN_ORDERS:]),
        other_gain=sum(order.gain for order in orders[SHOWN_ORDERS:]),
        standing_risk=standing.objective,
        unguarded=answer.explanation.unguarded,
        team_officers=answer.result.guards_used - answer.result.static_guards,
        guarded_stations=len(answer.result.posts),
        covered_top=(sum(station in reached for station in top), len(top)),
    )


def why(desk: PlanDesk, answer: Answer, station: StationId) -> StationWhy:
    """The reasons of one station under an answer."""
    city = desk.city()
    numbers = answer.result.team_numbers()
    return StationWhy(
        risk=city.assessment.by_station[station],
        posts=tuple(post for post in answer.explanation.posts if post.station_id == station),
        teams=tuple(
            (numbers[team.base_id][0], team) for team in answer.explanation.teams if station in team.stations
        ),
        lock=next((lock for lock in city.locks if lock.station == station), None),
    )
