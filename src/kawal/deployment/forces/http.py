"""The order of battle as a page: a district in one picture, from which lists, who commands, what is missing."""

from collections.abc import Mapping
from typing import Annotated, Any

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import QueryParameter

from kawal.access.people import masked_force, masked_registry
from kawal.deployment.desk import PlanDesk
from kawal.deployment.forces.forward import picture_text
from kawal.deployment.forces.model import GROUPS, PER_STATION, ROLE_NAMES, STANDINGS, Picture, group_of
from kawal.election.kinds import key_of
from kawal.election.model import Person, Registry
from kawal.election.queries import Origin, origins_of
from kawal.kernel.codes import Level, RegionCode, level_of, parent_of, within
from kawal.web.identity import who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/kekuatan"


@get(PAGE, right="plan.read", sync_to_thread=True)
def forces_page(
    request: AnyRequest, state: State, region: Annotated[str, QueryParameter(max_length=13)] = ""
) -> Response[str]:
    """All districts in reach, and one of them ward by ward."""
    desk: PlanDesk = state["desk"]
    who, words = who_of(request), reader_of(request).language
    registry, plans = desk.city().registry, desk.plans()
    plan = plans[-1] if plans else None
    picture = Picture(registry, plan)
    districts = [
        one.code
        for one in registry.regions
        if level_of(one.code) is Level.DISTRICT and who.may("plan.read", one.code)
    ]
    shown = next((one for one in districts if one == region), districts[0] if districts else None)
    areas = [picture.area(one) for one in districts]
    with state["store"].engine.connect().execution_options(read_only=True) as connection:
        origins = origins_of(connection, "forces")
    people = masked_registry(registry, who)
    city = parent_of(shown) if shown else None
    return renderer_of(state).page(
        request,
        "forces.html",
        picture=picture,
        areas=areas,
        whole=[picture.area(city)] if city and who.may("plan.read", city) else [],
        shown=next((one for one in areas if one.code == shown), None),
        wards=[picture.area(one) for one in _wards(registry, shown)],
        units=[(one, _leader(one.id, people)) for one in picture.units(shown)] if shown else [],
        formations=[masked_force(one, who) for one in picture.formations(shown)] if shown else [],
        above=[masked_force(one, who) for one in picture.formations(city) if one.place == city] if city else [],
        sources=_sources(registry, origins),
        plan=plan,
        groups=GROUPS,
        per_station=PER_STATION,
        role_names=ROLE_NAMES,
        standings=STANDINGS,
        group_of=group_of,
        registry=registry,
        text=picture_text([next(one for one in areas if one.code == shown)] if shown else [], registry, words),
    )


def _wards(registry: Registry, district: RegionCode | None) -> list[RegionCode]:
    return [
        one.code
        for one in registry.regions
        if district and level_of(one.code) is Level.WARD and within(one.code, district)
    ]


def _leader(unit: str, registry: Registry) -> Person | None:
    return next((one for one in registry.people if one.unit == unit and one.role == "leader"), None)


def _sources(registry: Registry, origins: Mapping[str, Origin]) -> list[tuple[str, list[Origin]]]:
    """By organisation, the files that its rows came from, the newest first."""
    found: dict[str, dict[int, Origin]] = {}
    for one in registry.forces:
        origin = origins.get(key_of(one))
        if origin is not None:
            found.setdefault(one.organisation, {})[origin.index] = origin
    return [(name, [files[index] for index in sorted(files, reverse=True)]) for name, files in sorted(found.items())]


ROUTES: list[Any] = [forces_page]
