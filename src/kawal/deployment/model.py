"""What is asked of the planner and what it answers (frozen values, no arrays).

The model: minimise R = sum_i w_i (1-a)^n_i [1 - b (1 - q^k_i)], where n_i are extra officers at station i (0..H),
k_i the teams that reach it within N minutes, a the deterrence, b the effect of a response, q the busy fraction of a
team. None of a, b, q has ever been measured: they are assumptions and are called so wherever they show.
"""

from collections import Counter
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.kernel.codes import RegionCode, StationId

PlanLevel = Literal["city", "district", "ward", "station"]
Mode = Literal["land", "river"]
Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, Meta(gt=0.0)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class Assumptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The numbers of the model that nobody has measured, and the travel model."""

    deterrence: Share = 0.35
    response_effect: Share = 0.45
    busy_fraction: Share = 0.30
    team_size: Annotated[int, Meta(ge=1, le=100)] = 4
    reach_minutes: Positive = 10.0
    max_guards_per_station: Annotated[int, Meta(ge=0, le=50)] = 3
    require_reach: tuple[Literal["kurang_rawan", "rawan", "sangat_rawan", "khusus"], ...] = ()
    detour: Annotated[float, Meta(ge=1.0)] = 1.3
    speed_kmh: Positive = 20.0
    river_speed_kmh: Positive = 15.0


class PlanStation(msgspec.Struct, frozen=True, kw_only=True):
    """A station as the planner sees it; `weight` is the risk that an officer can reduce (>= 0, never rescaled)."""

    id: StationId
    lat: float
    lon: float
    weight: float
    official_class: str = ""
    ward: RegionCode
    access: Literal["land", "river", "both"] = "land"


class PlanBase(msgspec.Struct, frozen=True, kw_only=True):
    """A place where up to `capacity` teams may wait; `region` is the ward or district whose unit staffs it."""

    id: str
    lat: float
    lon: float
    capacity: int
    region: RegionCode | None = None
    mode: Mode = "land"


class Quota(msgspec.Struct, frozen=True, kw_only=True):
    """Least and most officers inside a region, or at one station.

    Counted are the posts of its stations and the teams at bases whose own region lies in it; the teams of a base
    without a region count for the budget only.
    """

    level: PlanLevel
    id: str
    min: int = 0
    max: int | None = None


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly `guards` officers at a station; 0 forbids the post."""

    station: StationId
    guards: Count
    reason: str = ""


class PlanUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit whose officers stay in their region unless they are attached elsewhere."""

    id: str
    level: Literal["district", "ward"]
    region: RegionCode
    strength: Count


class TeamPlacement(msgspec.Struct, frozen=True):
    """`count` teams wait at a base."""

    base_id: str
    count: int


class StationPost(msgspec.Struct, frozen=True):
    """`guards` officers (>= 1) stand at a station."""

    station_id: StationId
    guards: int


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment order (BKO): `officers` of a unit serve in another region; `gain` is the risk it removes."""

    unit: str
    region: RegionCode
    officers: int
    gain: float


class PlanResult(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the planner; the JSON of `kawal plan`.

    `objective` is R, `gap` = (objective - lower_bound) / objective (0 when the objective is 0), `value_of_one_more`
    is R(G) - R(G+1). `unreached` are required stations that no base reaches at all.
    """

    objective: float
    lower_bound: float
    gap: float
    guards_used: int
    static_guards: int
    teams: tuple[TeamPlacement, ...]
    posts: tuple[StationPost, ...]
    unreached: tuple[StationId, ...]
    value_of_one_more: float
    solve_ms: float
    bound_ms: float
    assumptions: Assumptions
    attachments: tuple[Attachment, ...] = ()

    def team_numbers(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the teams at each base: 1.. in the order of `teams`."""
        numbers, last = {}, 0
        for placement in self.teams:
            numbers[placement.base_id] = tuple(range(last + 1, last + placement.count + 1))
            last += placement.count
        return numbers


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One person's post: at a station, or in team `team` (1..) at a base; `attached` when away from home."""

    person: str
    unit: str
    station: StationId | None = None
    base: str | None = None
    team: int | None = None
    leader: bool = False
    attached: bool = False


class FrozenPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan as it was decided: never changed, only followed by a later version (`parent` names its origin)."""

    version: int
    parent: int | None
    at: datetime
    title: str
    guards: int
    registry_version: int
    baseline_objective: float
    """R of the standing plan (every officer in the home unit, spread evenly)."""
    unguarded_objective: float
    """R without any officer."""
    result: PlanResult
    duties: tuple[Duty, ...]

    @property
    def is_as_solved(self) -> bool:
        """Whether as many stand at each station as the result was computed for; not after posts were covered."""
        standing = Counter(duty.station for duty in self.duties if duty.station is not None)
        return not self.duties or standing == {post.station_id: post.guards for post in self.result.posts}
