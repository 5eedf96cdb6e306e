"""What may be asked of plans and posts."""

import msgspec

from kawal.deployment.model import Count, FrozenPlan
from kawal.kernel.codes import StationId


class FreezePlan(msgspec.Struct, frozen=True, kw_only=True):
    """Decide a plan as it stands; its version follows the newest."""

    plan: FrozenPlan


class SwapPeople(msgspec.Struct, frozen=True, kw_only=True):
    """Let two people of the plan `version` take each other's post."""

    version: int
    first: str
    second: str


class CoverPosts(msgspec.Struct, frozen=True, kw_only=True):
    """Let others take the posts of `whose` people in the plan `version`, as their share of one cover for all who are
    missing and all who are to be relieved later; see `absence.cover_absent`."""

    version: int
    whose: tuple[str, ...]
    missing: tuple[str, ...]
    later: tuple[str, ...] = ()
    came: tuple[str, ...] = ()


class LockPost(msgspec.Struct, frozen=True, kw_only=True):
    """Fix the officers at a station; 0 forbids the post."""

    station: StationId
    guards: Count
    reason: str = ""


class UnlockPost(msgspec.Struct, frozen=True, kw_only=True):
    """Leave a station to the planner again."""

    station: StationId
