"""Whom a court hears, when it hears few: the fewest people whose reports cover most of the facts (pure).

Greedy cover: each time the one who adds most facts; it covers at least 1 - 1/e of what the best choice of as many
people would (Nemhauser, Wolsey and Fisher 1978).
"""

from collections.abc import Mapping, Sequence

from kawal.disputes.dossier.model import Witness
from kawal.disputes.dossier.texts import Both

SUREST = ("device", "session", "gateway", "paper", "clerk")
"""From a report that was signed on a phone to words that somebody else wrote down."""
MOST = 12


class Account:
    """Someone whose reports are in the dossier: who, in which role and where, which entries with which assurance."""

    def __init__(self, number: str, role: Both, place: str) -> None:
        self.number, self.role, self.place = number, role, place
        self.entries: dict[int, str] = {}

    @property
    def doubt(self) -> int:
        """How far from the surest their reports are, at best."""
        return min((rank(one) for one in self.entries.values()), default=len(SUREST))


def rank(assurance: str) -> int:
    """The place of an assurance from the surest on."""
    return SUREST.index(assurance) if assurance in SUREST else len(SUREST)


def to_hear(
    accounts: Mapping[str, Account], facts: Sequence[frozenset[int]], most: int = MOST
) -> tuple[Witness, ...]:
    """The people in the order in which they add most; `facts` are the entries that show each fact.

    Of two who add as much the one whose reports are surer comes first, then by number.
    """
    covers = {
        key: frozenset(at for at, entries in enumerate(facts) if entries & one.entries.keys())
        for key, one in accounts.items()
    }
    left, seen, chosen = dict(covers), frozenset[int](), list[Witness]()
    while left and len(chosen) < most:
        key = min(left, key=lambda one: (-len(left[one] - seen), accounts[one].doubt, accounts[one].number))
        adds = len(left.pop(key) - seen)
        if not adds:
            break
        seen |= covers[key]
        one = accounts[key]
        shown = {assurance for index, assurance in one.entries.items() if any(index in fact for fact in facts)}
        chosen.append(
            Witness(
                number=one.number,
                role=one.role,
                place=one.place,
                covers=tuple(at + 1 for at in sorted(covers[key])),
                adds=adds,
                assurance=tuple(sorted(shown, key=rank)),
            )
        )
    return tuple(chosen)
