"""What was said becomes facts, and questions about what cannot be one."""

from collections.abc import Mapping, Sequence

from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.joining import joined
from kawal.field.grammar.meaning import NOTHING
from kawal.field.grammar.model import Answer, Ask, Fact
from kawal.field.grammar.targets import STAGES, TROUBLE, Target, resolve
from kawal.kernel.codes import RegionCode

NIL = "nil"


class Utterance:
    """Something that is said of a target, with the time said beside it."""

    __slots__ = ("bare", "data", "kind", "target", "time")

    def __init__(self, kind: str, data: Mapping[str, Answer], target: Target, time: str) -> None:
        self.kind, self.data, self.target, self.time = kind, dict(data), target, time
        self.bare = False


def adopt(
    said: Sequence[Utterance], orphans: Sequence[Utterance], targets: Sequence[Target], ward: RegionCode | None
) -> None:
    """What was said before any place was named belongs to the first that was; quiet, to it as a whole. Changes `said`
    and its targets in place."""
    first = next((target for target in targets if target.places), None)
    named = {id(target) for target in targets if target.ranges}
    for orphan in orphans:
        if id(orphan.target) in named:
            continue
        if first is not None and not orphan.target.places:
            every = orphan.target.every
            orphan.target = Target(first.places, (), first.words) if orphan.kind == NIL else first
            orphan.target.every = orphan.target.every or every
            first.bound = True
    for target in (*targets, *(one.target for one in said)):
        if ward and not target.places and not target.words:
            target.places = (ward,)


def facts_of(
    said: Sequence[Utterance], asked: Sequence[Ask], time: str, gazetteer: Gazetteer
) -> tuple[tuple[Fact, ...], tuple[Ask, ...]]:
    """The facts of a line of this `time`, and all that must be asked about it, what is `asked` already first."""
    facts: list[Fact] = []
    asks = list(asked)
    staged: set[tuple[RegionCode, int]] = set()
    quiet: list[tuple[Target, RegionCode, tuple[int, ...]]] = []
    whole_staged = {id(one.target) for one in said if one.kind in STAGES}
    kinds = {one.kind for one in said if not one.bare}
    opens = bool(kinds & {"opening", "not_open"})
    for one in said:
        if one.kind == NOTHING:
            continue
        target, nothing_named = one.target, one.target.is_whole
        spoken, wrong = resolve(target, gazetteer)
        if one.kind == NIL and target.every and id(target) not in whole_staged:
            spoken = [(place, ()) for place in target.places]
        asks += wrong
        if one.kind not in TROUBLE and any(ask.code == "station" for ask in wrong):
            continue  # a range with a slip in it may mean others: asked as a whole; trouble does not wait for it
        if one.kind in STAGES and nothing_named:
            asks += [Ask(code="station", words=target.words, place=place) for place, _ in spoken]
            continue
        if one.bare and not opens and kinds & STAGES:
            continue  # "5 sudah tutup, 6 belum": of 6 nothing is to report
        if one.bare and not opens:
            asks += [_asked_state(target, place, numbers, "not_open") for place, numbers in spoken]
            continue
        own = one.time if one.time != time else ""
        for place, numbers in spoken:
            facts.append(Fact(kind=one.kind, place=place, stations=numbers, time=own, data=one.data))
            if one.kind in STAGES:
                staged |= {(place, number) for number in numbers}
            elif one.kind == NIL and numbers:
                quiet.append((target, place, numbers))
    asks += [
        _asked_state(target, place, numbers, "opening")
        for target, place, numbers in quiet
        if not {(place, number) for number in numbers} <= staged
    ]
    return tuple(joined(facts)), tuple(dict.fromkeys(asks))


def _asked_state(target: Target, place: RegionCode, numbers: tuple[int, ...], kind: str) -> Ask:
    return Ask(code="state", words=target.words, place=place, stations=numbers, kinds=(kind,))
