"""What has happened to plans and posts. Every version of an event keeps its decoder for ever."""

from kawal.deployment.model import Duty
from kawal.kernel.codes import StationId
from kawal.store.events import Event


class PlanFrozen(Event, frozen=True, tag="plan_frozen/1", kw_only=True):
    """A plan was decided. The whole plan is the blob `sha256`: canonical JSON of a `FrozenPlan`."""

    version: int
    parent: int | None
    title: str
    guards: int
    sha256: str


class PeopleSwapped(Event, frozen=True, tag="people_swapped/1", kw_only=True):
    """Two people took each other's post: version `version` is `parent` with these duties for the two."""

    version: int
    parent: int
    first: Duty
    second: Duty


class PostsCovered(Event, frozen=True, tag="posts_covered/1", kw_only=True):
    """Posts of missing people were taken by others: version `version` is `parent` with the duties `taken`; whoever
    has one of them had it instead of an earlier one, and the people of `ended` have none any more."""

    version: int
    parent: int
    taken: tuple[Duty, ...]
    ended: tuple[str, ...]


class PostLocked(Event, frozen=True, tag="post_locked/1", kw_only=True):
    """The number of officers at a station was fixed by hand; 0 forbids the post. The reason is the private part."""

    station: StationId
    guards: int


class PostUnlocked(Event, frozen=True, tag="post_unlocked/1", kw_only=True):
    """The planner is free again at a station."""

    station: StationId


EVENTS: tuple[type[Event], ...] = (PlanFrozen, PeopleSwapped, PostsCovered, PostLocked, PostUnlocked)
