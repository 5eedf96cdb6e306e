"""Two versions of a plan side by side (pure)."""

import msgspec

from kawal.deployment.model import Duty, FrozenPlan
from kawal.kernel.codes import StationId


class PostChange(msgspec.Struct, frozen=True):
    """A station whose officers differ."""

    station: StationId
    before: int
    after: int


class DutyChange(msgspec.Struct, frozen=True):
    """A person whose post differs; None where this person had or has none."""

    person: str
    before: Duty | None
    after: Duty | None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two versions."""

    before: FrozenPlan
    after: FrozenPlan
    posts: tuple[PostChange, ...]
    duties: tuple[DutyChange, ...]
    teams_before: int
    teams_after: int


def compare_plans(before: FrozenPlan, after: FrozenPlan) -> Comparison:
    """Stations and people whose posts differ, in the order of their keys."""
    old = {post.station_id: post.guards for post in before.result.posts}
    new = {post.station_id: post.guards for post in after.result.posts}
    was, now = ({duty.person: duty for duty in plan.duties} for plan in (before, after))
    return Comparison(
        before=before,
        after=after,
        posts=tuple(
            PostChange(station, old.get(station, 0), new.get(station, 0))
            for station in sorted(old.keys() | new.keys())
            if old.get(station, 0) != new.get(station, 0)
        ),
        duties=tuple(
            DutyChange(person, was.get(person), now.get(person))
            for person in sorted(was.keys() | now.keys())
            if was.get(person) != now.get(person)
        ),
        teams_before=sum(team.count for team in before.result.teams),
        teams_after=sum(team.count for team in after.result.teams),
    )
