"""Whose copy of a form a report brings: known from the sender's role, and from where the copy was seen (pure)."""

from collections.abc import Iterable
from typing import get_args

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.count.model import AGENT, ContestKind, Source
from kawal.election.pairs import pair_of

OWN, POSTED, OFFICIAL = "own", "posted", "official"
"""What a report says of the copy that it was read from."""
CONTEST_KINDS: tuple[ContestKind, ...] = get_args(ContestKind)
PAPER = "supervisor"
"""A clerk types in a copy that came on paper: the supervisor's, unless the report says that it was another."""
_ROLES: tuple[tuple[Role, Source], ...] = (("station_supervisor", "supervisor"), ("observer", "observer"))


def source_of(grants: Iterable[Grant], contest: ContestKind, copy: str) -> Source:
    """Whose copy it is. An agent brings the own pair's copy, or, when bound to no pair of this contest, "agent_0";
    a form that was seen at the ward office or is the official one is that, whoever photographed it."""
    if copy in {POSTED, OFFICIAL}:
        return copy
    held = tuple(grants)
    roles = {grant.role for grant in held}
    if "pair_agent" in roles:  # before all others: who acts for a pair acts for nobody else
        return f"{AGENT}{next((pair for kind, pair in pairs_of(held) if kind == contest), 0)}"
    return next((source for role, source in _ROLES if role in roles), PAPER)


def pairs_of(grants: Iterable[Grant]) -> tuple[tuple[ContestKind, int], ...]:
    """The pairs whose agent an account is: the contest and the ballot number."""
    found = [pair_of(grant.agency) for grant in grants if grant.role == "pair_agent"]
    kinds = {kind: kind for kind in CONTEST_KINDS}
    return tuple((kinds[one[0]], one[1]) for one in found if one is not None and one[0] in kinds)
