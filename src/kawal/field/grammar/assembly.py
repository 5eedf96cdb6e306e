"""Clauses become facts: which phrase speaks of which stations, at which time (pure).

What is said binds to the stations before it, else to those after it; stations without a word wait for the next one;
a clause without a place speaks of what the clause before it spoke of.
"""

from collections.abc import Sequence

from kawal.field.grammar.asking import ask_about, names_wards
from kawal.field.grammar.facts import NIL, Utterance, adopt, facts_of
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.items import Clause, Item, placed
from kawal.field.grammar.lexicon import Lexicon, Predicate
from kawal.field.grammar.meaning import BARE_COUNT, BARE_NOT, PRESENT, with_meaning
from kawal.field.grammar.model import Ask, Fact
from kawal.field.grammar.targets import STAGES, TROUBLE, Target
from kawal.kernel.codes import RegionCode

REASON = "reason"
COMPLETE = "lengkap"
"""All of the stations, where a stage is said; of people and supplies it says nothing about numbers."""
WARD_WORDS = frozenset({"wilayah", "kelurahan", "kel", "wil"})
"""With one of these "aman" speaks of the ward, not of the stations before it."""
HEARSAY = "katanya"
MOST_UNREAD = 2
"""A clause that says nothing known and has as many unknown words of four letters is asked."""


class Assembly:
    """Goes through the clauses of one line."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, ward: RegionCode | None) -> None:
        self._gazetteer, self._lexicon, self._ward = gazetteer, lexicon, ward
        self._targets: list[Target] = []
        self._every_target: list[Target] = []
        self._carried = self._of_ward = False
        self._waiting: list[Predicate] = []
        self._said: list[Utterance] = []
        self._fresh = 0
        self._ahead = ""
        self._every = False
        self._excepting = False
        self._orphans: list[Utterance] = []
        self._asks: list[Ask] = []
        self.time = ""

    def run(self, clauses: Sequence[Clause]) -> tuple[tuple[Fact, ...], tuple[Ask, ...], str]:
        """Facts, questions, and the time of the line."""
        for clause in clauses:
            self._clause(clause)
        adopt(self._said, self._orphans, self._every_target, self._ward)
        left = ask_about(clauses, self._targets, self._said, self._gazetteer, self._lexicon)
        return *facts_of(self._said, [*self._asks, *left], self.time, self._gazetteer), self.time

    @property
    def spoke(self) -> bool:
        """Whether anything was said, be it nothing to report."""
        return bool(self._said)

    def _clause(self, clause: Clause) -> None:
        self._waiting, self._fresh, self._every, self._excepting = [], len(self._said), False, False
        self._carried = bool(self._targets)
        self._of_ward = bool(set(clause.words) & WARD_WORDS)
        items = with_meaning(clause, self._lexicon)
        has_target = any(item.mark in ("place", "stations") for item in items)
        if _is_doubtful(items):
            return
        for at, item in enumerate(items):
            match item.mark:
                case "place":
                    self._place(item, _follows(items[at + 1 :]) == "stations")
                case "stations":
                    self._numbers(item)
                case "all":
                    self._all(item)
                case "rest":
                    self._rest()
                case "except":
                    self._excepting = True
                case "time":
                    self._time(str(item.value))
                case "say":
                    self._say(item, items[at + 1 :], has_target)
                case "unknown_place":
                    self._targets = [Target((), (), item.words)]
                case _:
                    pass
        self._end(clause, items)

    def _numbers(self, item: Item) -> None:
        ranges: tuple[tuple[int, int], ...] = item.value  # type: ignore[assignment]
        last = self._targets[-1] if self._targets else None
        if self._excepting and any(target.every for target in self._targets):
            self._excepting = False
            numbers = {number for first, last in ranges for number in range(first, last + 1)}
            every = [target for target in self._targets if target.every]
            for target in every:
                target.left_out |= numbers
            if not all(target.bound for target in every):
                return
        elif len(several := [one for one in self._targets if one.is_whole and not one.bound and one.places]) > 1:
            places = tuple(code for one in several for code in one.places)
            self._targets = [one for one in self._targets if one not in several]
            self._add(Target(places, ranges, " ".join(one.words for one in several)))
            return
        elif last is not None and last.is_whole and self._names_wards(last) and (not last.bound or last.led):
            last.ranges = ranges
            if not last.bound:
                self._lead(last)
            return
        target = Target(last.places if last and self._names_wards(last) else (), ranges)
        if last is not None and not last.bound and not last.places and last.words:
            target.words = last.words
            self._targets.pop()
        self._add(target)

    def _names_wards(self, target: Target) -> bool:
        return names_wards(target, self._gazetteer)

    def _place(self, item: Item, has_own: bool) -> None:
        """A place behind stations without one is theirs, unless stations of its own follow."""
        last = self._targets[-1] if self._targets else None
        lacks = last is not None and last.ranges and not last.words and (not last.bound or not last.places)
        if lacks and not (has_own and last is not None and last.bound):
            for target in self._every_target:
                if not target.words and (not target.bound or not target.places):
                    target.places, target.words = placed(item), item.words
            return
        target = Target(placed(item), (), item.words)
        target.every, self._every = self._every, False
        self._add(target)

    def _add(self, target: Target) -> None:
        if self._targets and all(one.bound for one in self._targets):
            self._targets = []
            self._carried = False
        self._targets.append(target)
        self._every_target.append(target)
        self._lead(target)

    def _lead(self, target: Target) -> None:
        """What stood before a target in its clause is said of it."""
        for predicate in self._waiting:
            self._emit(predicate, target)
            target.led = True

    def _all(self, item: Item) -> None:
        whole = [target for target in self._targets if target.is_whole]
        if item.words == COMPLETE and not any(one.kind in STAGES for one in self._said):
            return
        if item.value is not None:  # "11 tps": a count of stations, not a number
            for target in whole:
                places = target.places or ((self._ward,) if self._ward else ())
                if len(places) == 1 and len(self._gazetteer.ordinary(places[0])) == item.value:
                    target.every = True
            return
        if whole:
            for target in whole:
                target.every = not any(one.target is target and one.kind == "not_open" for one in self._said)
        elif not self._targets:
            self._every = True

    def _rest(self) -> None:
        """ "yang lain": all stations of the place of which nothing was said so far."""
        spoken = [target for target in self._every_target if target.ranges]
        if not spoken:
            return
        target = Target(spoken[-1].places, (), spoken[-1].words)
        target.every = True
        numbers = {n for one in spoken for first, last in one.ranges for n in range(first, min(last, 999) + 1)}
        target.left_out |= numbers
        self._add(target)

    def _time(self, time: str) -> None:
        self.time = self.time or time
        after = [one for one in self._said[self._fresh :] if not one.time or one.time == self._ahead]
        if after:
            for one in after:
                one.time = time
            self._fresh = len(self._said)
        else:
            self._ahead = time

    def _say(self, item: Item, rest: Sequence[Item], has_target: bool) -> None:
        predicate: Predicate = item.value  # type: ignore[assignment]
        if predicate.kind == NIL and not has_target and self._of_ward and self._targets:
            places = self._targets[-1].places
            self._targets = [Target(places, (), self._targets[-1].words)]
        if predicate.kind == REASON:
            self._reason(predicate, item.words)
            return
        if item.words == BARE_COUNT and self._numbered(predicate):
            return
        if item.words == BARE_COUNT and self._said and self._said[-1].kind == PRESENT.kind:
            # "hadir: TPS 1 (2 org), TPS 2 (3 org)"
            predicate = Predicate(PRESENT.kind, {"present": next(iter(predicate.data.values()))})
        before = len(self._said)
        self._bind(predicate, rest, has_target)
        for one in self._said[before:]:
            one.bare = item.words == BARE_NOT

    def _bind(self, predicate: Predicate, rest: Sequence[Item], has_target: bool) -> None:
        """Say it of the stations before it, else hold it for those behind it."""
        following = _follows(rest)
        whole = all(target.is_whole for target in self._targets)
        in_clause = has_target and any(one.mark in ("place", "stations") for one in rest)
        waits = following == "stations" and whole and predicate.kind in STAGES
        carried = self._carried and (whole or all(target.bound for target in self._targets))
        if self._targets and not waits and not (in_clause and carried):
            narrow = any(target.ranges or self._names_wards(target) for target in self._targets)
            for target in self._targets:
                if not narrow or target.ranges or not target.places or self._names_wards(target):
                    self._emit(predicate, target)
        elif in_clause or waits:
            self._waiting.append(predicate)
            if waits and self._targets:
                self._targets = [Target(self._targets[-1].places, (), self._targets[-1].words)]
        else:
            self._emit(predicate, self._context())

    def _reason(self, predicate: Predicate, words: str) -> None:
        """A reason belongs to who has left; without anyone it must be asked what moved."""
        left = next((one for one in reversed(self._said) if one.kind == "check_out"), None)
        if left is None:
            self._asks.append(Ask(code="words", words=words))
        else:
            left.data.update(predicate.data)

    def _numbered(self, count: Predicate) -> bool:
        """A bare count behind those who are present, or a crowd, is theirs."""
        last = self._said[-1] if self._said else None
        field = {"check_in": "present", "assembly": "people"}.get(last.kind) if last else None
        if last is not None and last.kind == "incident" and last.data.get("what") == "crowd":
            field = "people"
        if last is None or field is None or field in last.data:
            return False
        last.data[field] = next(iter(count.data.values()))
        return True

    def _context(self) -> Target:
        target = Target()
        target.every, self._every = self._every, False
        if self._ward:
            self._targets = [target]
        return target

    def _emit(self, predicate: Predicate, target: Target) -> None:
        target.bound = True
        said = Utterance(predicate.kind, predicate.data, target, self._ahead)
        self._said.append(said)
        if not target.places and not target.words and not target.ranges:
            self._orphans.append(said)

    def _end(self, clause: Clause, items: Sequence[Item]) -> None:
        """What a clause leaves: predicates that wait for targets behind them, a count, a severity, unread words."""
        if self._waiting and any(not target.bound for target in self._targets):
            for target in self._targets:
                if not target.bound:
                    for predicate in self._waiting:
                        self._emit(predicate, target)
        self._elliptic(items)
        self._ahead = ""
        for target in self._targets:
            target.led = False
        for item in items:
            if item.mark == "severity":
                for one in reversed(self._said):
                    if one.kind == "incident":
                        one.data["severity"] = self._lexicon.data.severity[str(item.value)]
                        break
        unread = [word for word in clause.unknown if len(word) > 3]
        if not any(item.mark == "say" for item in items) and len(unread) >= MOST_UNREAD + bool(self._said):
            self._asks.append(Ask(code="words", words=" ".join(unread)))

    def _elliptic(self, items: Sequence[Item]) -> None:
        """ "1-9 buka 07.00, 10 jam 07.30": stations with nothing but a time have done what those before them did."""
        last = self._said[-1] if self._said else None
        if last is None or last.kind not in STAGES or not self._ahead or any(item.mark == "say" for item in items):
            return
        for target in self._targets:
            if not target.bound and target.ranges:
                self._emit(Predicate(last.kind, last.data), target)


def _follows(rest: Sequence[Item]) -> str:
    """The mark of the next item that is no time, count or degree."""
    return next((one.mark for one in rest if one.mark not in ("time", "count", "severity", "all")), "")


def _is_doubtful(items: Sequence[Item]) -> bool:
    """Whether a clause tells what will be, what is not true, or what people say; trouble is told by hearsay too."""
    doubts = [item.words for item in items if item.mark == "maybe"]
    trouble = any(isinstance(item.value, Predicate) and item.value.kind in TROUBLE for item in items)
    return bool(doubts) and not (trouble and set(doubts) == {HEARSAY})
