"""Facts of one line that are the same fact, told twice or told narrower (pure)."""

from collections.abc import Sequence

import msgspec

from kawal.field.grammar.model import Fact

JOINED = frozenset({"check_in", "check_out", "welfare"})


def joined(facts: Sequence[Fact]) -> list[Fact]:
    """Each fact once: what is said twice of the same people is one, trouble at a station is not also the ward's, and
    an orderly crowd is no quiet."""
    found: list[Fact] = []
    for fact in facts:
        same = [n for n, one in enumerate(found) if one.kind == fact.kind and _where(one) == _where(fact)]
        same = [n for n in same if fact.kind != "incident" or found[n].data.get("what") == fact.data.get("what")]
        if same and (fact.kind in JOINED or fact.kind == "incident"):
            earlier = found[same[0]]
            found[same[0]] = msgspec.structs.replace(earlier, data={**earlier.data, **fact.data})
        elif fact.kind == "check_out" and not fact.data and _is_ill(fact, found):
            found.append(msgspec.structs.replace(fact, data={"reason": "unwell"}))
        elif fact not in found:
            found.append(fact)
    found = [fact for fact in found if fact.stations or not _is_narrowed(fact, found)]
    crowds = {_where(fact) for fact in found if fact.kind == "assembly"}
    return [fact for fact in found if fact.kind != "nil" or _where(fact) not in crowds]


def _is_ill(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether one of ours was said to be sick there: then who leaves, leaves for that."""
    return any(
        one.kind == "welfare" and one.data.get("who") == "linmas" and _where(one) == _where(fact) for one in facts
    )


def _where(fact: Fact) -> tuple[object, ...]:
    return fact.place, fact.stations


def _is_narrowed(fact: Fact, facts: Sequence[Fact]) -> bool:
    """Whether the same trouble, or the same people's leaving, is told of stations of this place."""
    if fact.kind != "incident" and fact.kind not in JOINED:
        return False
    return any(
        one.stations
        and one.kind == fact.kind
        and one.place == fact.place
        and one.data.get("what") == fact.data.get("what")
        for one in facts
    )
