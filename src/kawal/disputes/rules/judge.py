"""The facts of a place and rules -> what they say of it: which conditions hold, by which facts, how strongly (pure).

A rule is judged by each entry itself: it holds if it does by the number that any of them gives (`choices`), and the
indication says if another contradicts it. Where none does, what it asks for more of is added up over all entries: the
same people may be meant twice then, and the indication says so. What nobody said
is unknown, never zero, so that silence triggers nothing and excuses nothing. What a place says follows from its own
facts alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from kawal.count.model import ContestKind
from kawal.disputes.model import Fact, Indication, Strength, Unplaced
from kawal.disputes.rules.choices import MORE, choices, ways_of
from kawal.jurisdiction.condition import evaluate
from kawal.jurisdiction.rules import OPENS, Rule, Rules, Where
from kawal.kernel.codes import Level, RegionCode, is_station, level_of

STRENGTHS: tuple[Strength, ...] = ("one_source", "only_together")


class Judged(msgspec.Struct, frozen=True):
    """What rules say: indications, and facts that want a station."""

    indications: tuple[Indication, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


def judge(facts: Iterable[Fact], book: Rules) -> Judged:
    """What the rules say of every place; see `in_order`."""
    places: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        places[fact.place].append(fact)
    return in_order([judge_place(here, book) for here in places.values()], book)


def judge_place(here: Sequence[Fact], book: Rules) -> Judged:
    """What the rules say of one place by its facts.

    A fact of no contest counts in every contest. What holds for all contests is said once, not for each of them.
    """
    if not here:
        return Judged()
    known, asked = {fact.name for fact in here}, asked_at(here[0].place)
    called = [rule for rule in book.rules if not known.isdisjoint(rule.asks)]
    found = [
        one
        for rule in called
        if rule.at in asked
        for number in dict.fromkeys(fact.round for fact in here)
        for one in _of_rule(rule, [fact for fact in here if fact.round == number and fact.name in rule.asks])
        if not rule.contests or one.contest in rule.contests
    ]
    return Judged(tuple(found), () if "station" in asked else tuple(_without_station(here, called)))


def in_order(places: Iterable[Judged], book: Rules) -> Judged:
    """What is said of many places as one: indications the gravest first, then the newest entry, then by place and
    rule; facts without a station the newest first."""
    opens = {rule.id: OPENS.index(rule.opens) for rule in book.rules}
    indications, unplaced = list[Indication](), list[Unplaced]()
    for one in places:
        indications += one.indications
        unplaced += one.unplaced
    indications.sort(key=lambda one: (opens[one.rule], -max(one.entries, default=0), one.place, one.rule))
    unplaced.sort(key=lambda one: (-max(one.fact.entries, default=0), one.place, one.fact.name))
    return Judged(tuple(indications), tuple(unplaced))


def _without_station(here: Sequence[Fact], called: Sequence[Rule]) -> Iterator[Unplaced]:
    for fact in here:
        rules = tuple(rule.id for rule in called if rule.at == "station" and fact.name in rule.asks)
        if rules:
            yield Unplaced(fact=fact, rules=rules)


def asked_at(place: str) -> frozenset[Where]:
    """What a place can be asked about: a station; a region, in its recapitulation and as that of a contest."""
    if is_station(place):
        return frozenset({"station", "recap"})  # a column of the recapitulation is a station
    return frozenset({"recap", "contest"} if level_of(RegionCode(place)) < Level.WARD else {"recap"})


def _of_rule(rule: Rule, here: Sequence[Fact]) -> list[Indication]:
    everywhere = {fact.name: fact for fact in here if fact.contest is None}
    whole = _indication(rule, everywhere, None)
    found = [whole] if whole else []
    for contest in dict.fromkeys(fact.contest for fact in here if fact.contest is not None):
        own = {fact.name: fact for fact in here if fact.contest == contest}
        names = dict.fromkeys((*everywhere, *own))
        merged = {name: _added(everywhere.get(name), own.get(name)) for name in names}
        one = _indication(rule, merged, contest)
        if one is not None and (whole is None or _says_more(one, whole)):
            found.append(one)
    return found


def _says_more(one: Indication, whole: Indication) -> bool:
    """Whether it holds by other facts than the one of all contests does, or more strongly."""
    stronger = STRENGTHS.index(one.strength) < STRENGTHS.index(whole.strength)
    return stronger or {fact.name for fact in one.facts} != {fact.name for fact in whole.facts}


def _indication(rule: Rule, known: Mapping[str, Fact], contest: ContestKind | None) -> Indication | None:
    tree = rule.tree
    if tree is None or not known:
        return None
    ways = ways_of(tree)
    for strength in STRENGTHS:
        for told in choices(known, ways):
            numbers = rule.limits | {
                name: fact.together if strength == "only_together" and ways[name] == MORE else fact.value
                for name, fact in told.items()
            }
            outcome = evaluate(tree, numbers)
            if not outcome.holds:
                continue
            facts = tuple(told[name] for name in outcome.because if name in told)
            return Indication(
                rule=rule.id,
                place=facts[0].place,
                contest=contest,
                round=facts[0].round,
                strength=strength,
                contradicted=any(
                    not evaluate(tree, numbers | {fact.name: other}).holds
                    for fact in facts
                    if ways[fact.name] != MORE
                    for other in fact.others
                ),
                facts=facts,
            )
    return None


def _added(one: Fact | None, other: Fact | None) -> Fact:
    """Two facts of one name as one, of the contest that either names."""
    known = [fact for fact in (one, other) if fact is not None]
    if len(known) == 1:
        return known[0]
    largest, *others = sorted({number for fact in known for number in fact.numbers}, reverse=True)
    return msgspec.structs.replace(
        known[1],
        value=largest,
        others=tuple(others),
        together=sum(fact.together for fact in known),
        forms=max(fact.forms for fact in known),
        entries=tuple(sorted({entry for fact in known for entry in fact.entries})),
        assurance=tuple(dict.fromkeys(name for fact in known for name in fact.assurance)),
    )
