"""The board as a map: the page, what stands still on it, what changes; and where one incident is."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, within
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import Language, msg
from kawal.watch.board.board import ward_of_place
from kawal.watch.board.boardmap import (
    GRAVITY,
    board_path,
    case_bounds,
    ground,
    incident_path,
    incident_points,
    spot_of,
    station_marks,
    team_points,
)
from kawal.watch.board.http import LONGEST_FIND, is_found, searched, state_values
from kawal.watch.board.http_wall import NOT_MODIFIED, tag_of
from kawal.watch.board.look import Look, look
from kawal.watch.board.shown import Mark, OpenIncident
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.teams import TEAM_PRESENCE, not_here
from kawal.watch.shifts.handover import titled
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

Marks = Annotated[list[Mark] | None, QueryParameter(name="mark", max_items=40)]
Find = Annotated[str, QueryParameter(max_length=LONGEST_FIND)]


@get("/papan/peta", right="report.read", sync_to_thread=True)
def map_page(
    request: AnyRequest, state: State, district: FromQuery[str] = "", find: Find = "", marks: Marks = None
) -> Response[str]:
    """The map, its legend that filters, and beside it the same in words; the list needs no script."""
    desk = _desk(state)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        values = list_values(request, desk, connection, district)
    registry, who = desk.watch.field.registry(), who_of(request)
    chosen = frozenset(marks or ())
    found = [one for one in values["seen"].wards if is_found(values["searched"][one.ward], find)]
    return renderer_of(state).page(
        request,
        "boardmap.html",
        find=find,
        district=district,
        chosen=chosen,
        found=frozenset(one.ward for one in found),
        districts=[
            region
            for region in registry.regions
            if region.level is Level.DISTRICT and who.may("report.read", region.code)
        ],
        **values,
        **accuracy(registry),
    )


@get("/papan/peta/dasar", right="report.read", sync_to_thread=True)
def map_ground(request: AnyRequest, state: State, district: FromQuery[str] = "") -> Response[Any]:
    """What stands still, for the wards that may be read; 304 while the registry is the same."""
    registry, who, words = _desk(state).watch.field.registry(), who_of(request), reader_of(request).language
    seen = (registry.version, who.actor, words.code, district)
    headers = {"etag": f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=NOT_MODIFIED, headers=headers)

    def may_see(place: RegionCode) -> bool:
        return who.may("report.read", place) and (not district or within(place, RegionCode(district)))

    return _json(ground(registry, may_see, words), headers)


@get("/papan/peta/isi", right="report.read", sync_to_thread=True)
def map_live(
    request: AnyRequest, state: State, district: FromQuery[str] = "", listed: FromQuery[bool] = True
) -> Response[Any]:
    """What changes: each station's mark, open incidents, teams, and if `listed` the list anew; 304 while nothing
    did."""
    desk = _desk(state)
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        headers = {"etag": f'"{tag_of(connection, request, desk.watch, district)}"'}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(None, status_code=NOT_MODIFIED, headers=headers)
        values = list_values(request, desk, connection, district)
    seen: Look = values["seen"]
    body = {
        "marks": station_marks(seen.wards),
        "counts": seen.totals | seen.severities,
        **values["drawn"],
    }
    if listed:
        body["list"] = renderer_of(state).part(reader_of(request), "_boardmap.html", who=who_of(request), **values)
    return _json(body, headers)


@get("/insiden/{index:int}/peta", right="incident.read", sync_to_thread=True)
def case_map(
    request: AnyRequest,
    state: State,
    index: FromPath[int],
    place: Annotated[str, QueryParameter(max_length=13)] = "",
    what: Annotated[str, QueryParameter(max_length=40)] = "",
) -> Response[Any]:
    """Where one incident is: its ward's stations, itself, the teams that are out for it; 304 if nothing changed."""
    desk, account, words = _desk(state), account_of(request), reader_of(request).language
    registry = desk.watch.field.registry()
    with desk.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        headers = {"etag": f'"{tag_of(connection, request, desk.watch, f"{index} {place} {what}")}"'}
        if headers["etag"] in request.headers.get("if-none-match", ""):
            return Response(None, status_code=NOT_MODIFIED, headers=headers)
        case = desk.one(connection, index, place, what)
        if not desk.reaches(account, case):
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        seen = look(connection, desk.watch, lambda one: account.may("report.read", one), ward_of_place(case.site))
        teams = [one for one in desk.teams(connection) if account.may("plan.read", one.base.region)]
        tasks = desk.tasks(connection)
    here = OpenIncident(case.place, case.heard, case.site)
    shown = [one for one in teams if one.number in case.teams]
    drawn = team_points(shown, tasks, registry, words, lambda one: one == case.site)
    body = {
        "marks": station_marks(seen.wards),
        "incidents": incident_points([here], registry, lambda one: _title(desk, one, words), incident_path),
        "bounds": case_bounds(case, registry, teams),
        "picked": case.site,
        **drawn,
    }
    return _json(body, headers)


def list_values(request: AnyRequest, desk: CaseDesk, connection: Connection, district: str) -> Mapping[str, Any]:
    """What the list needs, and what is drawn of it."""
    who, words, registry = who_of(request), reader_of(request).language, desk.watch.field.registry()
    region = RegionCode(district) if district else None
    seen = look(connection, desk.watch, lambda place: who.may("report.read", place), region)
    teams = [
        one
        for one in desk.teams(connection)
        if who.may("plan.read", one.base.region) and (region is None or within(one.base.region, region))
    ]
    tasks, presence = desk.tasks(connection), desk.presence(connection)
    absent = not_here(presence)

    def path(one: OpenIncident) -> str:
        reads = who.may("incident.read", one.at) and who.may("log.read", one.at)
        return incident_path(one) if reads else board_path(one.at)

    def title(one: OpenIncident) -> str:
        return _title(desk, one, words)

    return {
        "seen": seen,
        "incidents": sorted(seen.incidents, key=lambda one: GRAVITY.index(one.severity), reverse=True),
        "teams": teams,
        "tasks": tasks,
        "absent": absent,
        "here": [team for team, one in presence.items() if one == "here"],
        "team_presence": TEAM_PRESENCE,
        "registry": registry,
        "incident_title": title,
        "incident_path": path,
        "spot_of": lambda place: spot_of(registry, place),
        "searched": {one.ward: searched(one, registry, words) for one in seen.wards},
        "ward_of": ward_of_place,
        "drawn": {
            "incidents": incident_points((*seen.incidents, *seen.gatherings), registry, title, path),
            **team_points(teams, tasks, registry, words, lambda place: who.may("report.read", place), absent),
        },
        **state_values(),
    }


def accuracy(registry: Registry) -> dict[str, Any]:
    """What a map must say about itself: drawn boundaries, guessed stations, stations without coordinates."""
    return {
        "schematic": any(shape.schematic and shape.code.count(".") == 3 for shape in registry.boundaries),
        "synthetic_positions": any("lat" in one.synthetic for one in registry.stations),
        "unplaced": sum(one.lat is None or one.lon is None for one in registry.stations),
    }


def _title(desk: CaseDesk, one: OpenIncident, words: Language) -> str:
    return titled(desk.watch.field.book(), one.heard, words)


def _json(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response[Any]:
    return Response(msgspec.json.encode(body), media_type="application/json", headers=dict(headers))


def _desk(state: State) -> CaseDesk:
    desk: CaseDesk = state["cases"]
    return desk


ROUTES = [map_page, map_ground, map_live, case_map]
