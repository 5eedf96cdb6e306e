"""How far an account reaches with a right, and the same as a clause of a query."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, false, or_, true

from kawal.access.model import EVERYWHERE, Account
from kawal.access.roles import TABLE, Right

Reach = Sequence[str]
"""Regions with all that lies in them; one that is EVERYWHERE reaches every place, none reaches nothing."""
ALL: Reach = (EVERYWHERE,)


def reach_of(account: Account, right: Right) -> tuple[str, ...]:
    """The regions in which an account has a right."""
    return tuple(dict.fromkeys(grant.region for grant in account.grants if right in TABLE[grant.role]))


def inside(place: ColumnElement[str], reach: Reach) -> ColumnElement[bool]:
    """Whether a column of regions and stations lies in a reach. Every code is as long as its level says, so that what
    lies in a region begins like it; a station's number without the dots."""
    if EVERYWHERE in reach:
        return true()
    beginnings = dict.fromkeys(one for region in reach for one in (region, region.replace(".", "")))
    return or_(false(), *(place.startswith(one, autoescape=True) for one in beginnings))
