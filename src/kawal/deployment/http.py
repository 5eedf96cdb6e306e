"""Routes of the plan: map, slider, locks, stations, ranking. Thin: read, ask the desk, render."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from kawal.deployment.commands import LockPost, UnlockPost
from kawal.deployment.desk import ARRANGEMENTS, Arrangement, PlanDesk
from kawal.deployment.forward import plan_text, ranking_text, station_text
from kawal.deployment.mapdata import class_name, place_data, plan_data
from kawal.deployment.planpage import Panel, panel_of, why
from kawal.kernel.codes import StationId, station_id
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Language, msg
from kawal.risk.model import StationRisk
from kawal.web.identity import actor_of, require
from kawal.web.render import AnyRequest, Renderer, reader_of

Guards = Annotated[int | None, QueryParameter(ge=0, le=1_000_000)]
PAGE_ROWS = 50
TOP_ROWS = 15


class LockForm(msgspec.Struct, frozen=True):
    """A lock by click: a number fixes, 0 forbids, empty frees."""

    station: str
    guards: str
    back: str = "/rencana"
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


@get("/rencana", right="plan.read", sync_to_thread=True)
def plan_page(
    request: AnyRequest,
    state: State,
    guards: Guards = None,
    arrangement: FromQuery[Arrangement] = "attached",
    tps: FromQuery[str | None] = None,
    trc: FromQuery[str] = "",
) -> Response[str]:
    """Map and plan."""
    desk: PlanDesk = state["desk"]
    renderer: Renderer = state["renderer"]
    city = desk.city()
    if not city.registry.stations:
        return renderer.page(request, "empty.html")
    wanted = city.strength if guards is None else min(guards, desk.most_guards())
    panel = panel_of(desk, wanted, arrangement)
    selected = known_station(desk, tps) if tps else None
    reader = reader_of(request)
    return renderer.page(
        request,
        "plan.html",
        **panel_values(desk, panel, reader.language, trc),
        top=top_rows(desk, selected),
        selected=why(desk, panel.answer, selected) if selected else None,
        most=desk.most_guards(),
        plan_json=plan_data(panel.answer.result, wanted),
        schematic=any(shape.schematic and shape.code.count(".") == 3 for shape in city.registry.boundaries),
        any_class=any(station.official_class for station in city.registry.stations),
        synthetic_positions=any("lat" in station.synthetic for station in city.registry.stations),
    )


@get("/rencana/hitung", right="plan.read", sync_to_thread=True)
def solve_plan(
    request: AnyRequest, state: State, guards: Guards = None, arrangement: FromQuery[Arrangement] = "attached"
) -> dict[str, Any]:
    """The plan of another number of officers: data for the map, and the panel beside it."""
    desk: PlanDesk = state["desk"]
    renderer: Renderer = state["renderer"]
    wanted = desk.city().strength if guards is None else min(guards, desk.most_guards())
    panel = panel_of(desk, wanted, arrangement)
    reader = reader_of(request)
    html = renderer.part(reader, "panel.html", **panel_values(desk, panel, reader.language), path="/rencana")
    return {"plan": plan_data(panel.answer.result, wanted), "panel": html}


@get("/rencana/peta", right="plan.read", sync_to_thread=True)
def place(request: AnyRequest, state: State) -> dict[str, Any]:
    """The place for the map."""
    desk: PlanDesk = state["desk"]
    return place_data(desk.city(), desk.assumptions, reader_of(request).language)


@post("/rencana/kunci", right="plan.write", sync_to_thread=True, status_code=303)
def fix_post(
    request: AnyRequest,
    state: State,
    data: Annotated[LockForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Redirect:
    """Lock, forbid or free a post."""
    desk: PlanDesk = state["desk"]
    station = known_station(desk, data.station)
    require(request, "plan.write", place=station)
    if data.guards == "":
        desk.fix(UnlockPost(station=station), actor_of(request))
    else:
        try:
            desk.fix(
                msgspec.convert({"station": station, "guards": int(data.guards), "reason": data.reason}, LockPost),
                actor_of(request),
            )
        except ValueError:
            raise Rejected(
                msg("jumlah petugas"), msg("jumlah petugas, 0 melarang, kosong membebaskan"), data.guards
            ) from None
    return Redirect(
        data.back if data.back.startswith("/") and not data.back.startswith("//") else "/rencana", status_code=303
    )


@get("/peringkat", right="risk.read", sync_to_thread=True)
def ranking_page(
    request: AnyRequest,
    state: State,
    q: FromQuery[str] = "",
    district: FromQuery[str] = "",
    priority: FromQuery[Literal["", "1", "2", "3", "4"]] = "",
    page: Annotated[int, QueryParameter(ge=1, le=100_000)] = 1,
) -> Response[str]:
    """All stations with their reasons, filtered and in pages."""
    desk: PlanDesk = state["desk"]
    city = desk.city()
    text = q.strip().lower()
    found = [
        (place, risk)
        for place, risk in enumerate(city.assessment.ranking, start=1)
        if (not district or city.registry.station_by_id[risk.station].ward.startswith(district + "."))
        and (not priority or risk.priority == int(priority))
        and (not text or text in city.registry.place_name(risk.station).lower() or text in risk.station)
    ]
    start_row = (page - 1) * PAGE_ROWS
    rows, language = found[start_row : start_row + PAGE_ROWS], reader_of(request).language
    return renderer_of(state).page(
        request,
        "ranking.html",
        rows=rows,
        text=ranking_text(rows, city.registry, language),
        found=len(found),
        page=page,
        pages=max(1, -(-len(found) // PAGE_ROWS)),
        q=q,
        district=district,
        priority=priority,
        **common_values(desk, language),
    )


@get("/tps/{station:str}", right="risk.read", sync_to_thread=True)
def station_page(request: AnyRequest, state: State, station: FromPath[str]) -> Response[str]:
    """One station: its index by indicator, its officers and why, its measures."""
    desk: PlanDesk = state["desk"]
    city = desk.city()
    found = StationId(station)
    if found not in city.registry.station_by_id:
        raise Missing("station", msg("TPS yang terdaftar"), station)
    answer = desk.answer(city.strength, "attached")
    measures = [
        row
        for row in desk.risk.measures()
        if row.place == found or city.registry.station_by_id[found].ward == row.place
    ]
    guards = next((post.guards for post in answer.result.posts if post.station_id == found), 0)
    told, language = why(desk, answer, found), reader_of(request).language
    values = common_values(desk, language)
    return renderer_of(state).page(
        request,
        "station.html",
        station=city.registry.station_by_id[found],
        why=told,
        guards=guards,
        measures=measures,
        cut_off=answer.explanation.cut_off,
        today=desk.risk.today(),
        text=station_text(told.risk, guards, values["indicator"], city.registry, language),
        **values,
    )


def known_station(desk: PlanDesk, text: str) -> StationId:
    """A registered station by its id; raises Rejected."""
    found = station_id(text)
    if found not in desk.city().registry.station_by_id:
        raise Rejected(msg("TPS"), msg("TPS yang terdaftar"), text)
    return found


def renderer_of(state: State) -> Renderer:
    """The renderer of this application."""
    renderer: Renderer = state["renderer"]
    return renderer


def top_rows(desk: PlanDesk, selected: StationId | None) -> list[tuple[int, StationRisk]]:
    """The first stations of the ranking, and the selected one with its place in it."""
    ranked = list(enumerate(desk.city().assessment.ranking, start=1))
    rows = ranked[:TOP_ROWS]
    if selected is not None and all(risk.station != selected for _, risk in rows):
        rows += [(place, risk) for place, risk in ranked if risk.station == selected]
    return rows


def common_values(desk: PlanDesk, language: Language) -> dict[str, Any]:
    """What every template of a plan needs: names and words."""
    registry, instrument = desk.city().registry, desk.city().assessment.instrument
    return {
        "registry": registry,
        "assessment": desk.city().assessment,
        "indicator": {one.id: one.name.say(language) for one in instrument.indicators},
        "mitigation": instrument.mitigation_of,
        "class_name": lambda official: class_name(official, language),
        "unit_name": {unit.id: unit.name for unit in registry.units},
        "agency_name": {one.id: one.name_en if language.code == "en" else one.name_id for one in registry.agencies},
        "districts": [region for region in registry.regions if region.level == 3],
        "posts_of": lambda result: {post.station_id: post.guards for post in result.posts},
        "base_name": {base.id: base.name for base in registry.bases},
    }


def panel_values(desk: PlanDesk, panel: Panel, language: Language, shown_base: str = "") -> dict[str, Any]:
    """What the panel beside the map needs; `shown_base` is the base whose reach the map shows."""
    locks = desk.city().locks
    return {
        "shown_base": shown_base,
        "panel": panel,
        "text": plan_text(panel, desk.city().registry, desk.assumptions.reach_minutes, language),
        "locks": locks,
        "strength": desk.city().strength,
        "assumptions": desk.assumptions,
        "arrangements": ARRANGEMENTS,
        **common_values(desk, language),
    }


ROUTES = [plan_page, solve_plan, place, fix_post, ranking_page, station_page]
