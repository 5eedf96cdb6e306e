"""How far an account reaches with a right, as the queries of the count ask for it (pure)."""

from kawal.access.model import Account
from kawal.access.roles import TABLE, Right


def reach_of(account: Account, right: Right) -> tuple[str, ...]:
    """The regions in which an account has a right; none for everywhere. Ask only for a right that it has."""
    regions = [grant.region for grant in account.grants if right in TABLE[grant.role]]
    return () if "" in regions else tuple(dict.fromkeys(regions))
