"""Which contest of which region a page of the count shows, and whether its reader may see it."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar.datastructures import State
from litestar.params import QueryParameter

from kawal.access.profiles import PARTS
from kawal.access.roles import Right
from kawal.count.desk import CountDesk
from kawal.count.model import ContestKind
from kawal.count.sums import contests_at
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import Level, RegionCode, level_of, parent_of, within
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.web.identity import require, who_of
from kawal.web.render import AnyRequest

AskedContest = Annotated[str, QueryParameter(name="contest", max_length=20)]
AskedPlace = Annotated[str, QueryParameter(name="place", max_length=20)]
LIVE = "/langsung"
RIGHT: Right = "count.read"


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A contest of a kind in a region; `contest` is None above its region, where several are added up."""

    registry: Registry
    kinds: tuple[ContestKind, ...]
    kind: ContestKind
    contest: Contest | None
    place: str
    trail: tuple[RegionCode, ...]
    """The regions above that the reader may open too, from the highest."""

    @property
    def is_ward(self) -> bool:
        """Whether stations stand right below."""
        return bool(self.place) and level_of(RegionCode(self.place)) is Level.WARD


def shown(request: AnyRequest, state: State, contest: str, place: str) -> Shown | None:
    """What is asked for: by default the first contest and the highest region within reach; None while no contest is
    registered. Raises Missing for what is not registered, NotPermitted for a region out of reach."""
    registry, desk = count_of(state).registry(), state["access"]
    if not registry.contests:
        return None
    wanted = place or _home(request, registry, desk.founding.region)
    if wanted not in registry.region_by_code:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar"), wanted)
    require(request, RIGHT, place=wanted)
    found = contests_at(registry, wanted)
    kinds: tuple[ContestKind, ...] = tuple(dict.fromkeys(one.kind for one in found))
    kind = next((one for one in kinds if one == contest), None) if contest else kinds[0] if kinds else None
    if kind is None:
        raise Missing(msg("pemilihan"), msg("pemilihan yang berlangsung di sini"), contest or wanted)
    whole = [one for one in found if one.kind == kind and within(RegionCode(wanted), one.region)]
    return Shown(
        registry=registry,
        kinds=kinds,
        kind=kind,
        contest=whole[0] if whole else None,
        place=wanted,
        trail=_trail(request, registry, wanted),
    )


def count_of(state: State) -> CountDesk:
    """The desk of the count of an application."""
    desk: CountDesk = state["count"]
    return desk


def common_values(state: State, one: Shown) -> dict[str, Any]:
    """What every page about a contest needs."""
    parts = PARTS[state["access"].founding.profile]
    return {
        "shown": one,
        "registry": one.registry,
        "live": LIVE if "watch" in parts else "",
        "now_ms": int(count_of(state).clock().timestamp() * 1000),
    }


def below(one: Shown) -> Sequence[RegionCode]:
    """The regions right below in which this contest is held."""
    level = level_of(RegionCode(one.place)) + 1
    regions = [contest.region for contest in one.registry.contests if contest.kind == one.kind]
    return sorted(
        region.code
        for region in one.registry.regions
        if region.level == level
        and within(region.code, RegionCode(one.place))
        and any(within(region.code, held) or within(held, region.code) for held in regions)
    )


def _home(request: AnyRequest, registry: Registry, region: str) -> str:
    who = who_of(request)
    if region in registry.region_by_code and who.may(RIGHT, region):
        return region
    reached = [one.code for one in registry.regions if who.may(RIGHT, one.code)]
    return min(reached, key=lambda code: (level_of(code), code), default=RegionCode(region))


def _trail(request: AnyRequest, registry: Registry, place: str) -> tuple[RegionCode, ...]:
    found, above = [], parent_of(RegionCode(place))
    while above is not None:
        if above in registry.region_by_code and who_of(request).may(RIGHT, above):
            found.append(above)
        above = parent_of(above)
    return tuple(reversed(found))
