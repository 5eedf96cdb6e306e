"""What findings could do to a margin: whether they reach to change the order, or to come within the threshold (pure).

A finding is weighed against a margin that is known for the whole contest: one that was announced for it, or the own
count's once every station is in. What a part of the stations adds up to says nothing of it.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

from kawal.count.effects import Effects
from kawal.count.model import Finding
from kawal.disputes.threshold.limit import to_lead
from kawal.disputes.threshold.outcome import Outcome

Reach = Literal["order", "threshold", ""]
"""As far as votes reach: the order changes, the margin comes within the threshold, or neither."""


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """What counts against the smallest margin, that of `option`: `to_lead` votes taken away change the order,
    `to_enter` bring it within the threshold (0: it is within, or its limit is not known). `together` is as far as
    all findings of forms reach, `alone` are single findings, those of recapitulations too, that reach somewhere."""

    option: int
    to_lead: int
    to_enter: int
    together: Reach = ""
    alone: tuple[Finding, ...] = ()

    def reach(self, votes: int) -> Reach:
        """As far as so many votes of the margin reach."""
        if votes >= self.to_lead:
            return "order"
        return "threshold" if 0 < self.to_enter <= votes else ""


def weighed(outcome: Outcome, found: Effects, recaps: Iterable[Finding]) -> Weighing | None:
    """Findings against what numbers say of a whole contest; None where these leave no margin."""
    near = min(outcome.against, key=lambda one: one.margin, default=None)
    if near is None:
        return None
    bare = Weighing(
        option=near.option,
        to_lead=to_lead(near.margin).removed,
        to_enter=near.near.removed if near.near else 0,
    )
    alone = tuple(one for one in (*found.heaviest, *recaps) if bare.reach(one.effect))
    return msgspec.structs.replace(bare, together=bare.reach(found.votes), alone=alone)
