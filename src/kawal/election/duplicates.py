"""The same person in two rosters: found by telephone, name, home station; shown with the reason, never certain.

A linmas officer who is also a pair's agent, or a poll worker who is also an order officer, is a matter for people to
settle before the day.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Literal

import msgspec

from kawal.election.model import Person

Evidence = Literal["phone", "name_and_station", "name_only"]
_TITLES = re.compile(
    r"\b(h|hj|haji|hajah|dr|drs|dra|ir|prof|kh|ust|st|sh|se|sip|sag|spd|skom|sos|mm|mt|msi|map|mpd|amd|bin|binti)\b\.?"
)
_DIGITS = re.compile(r"\D+")
_SPELLINGS = (("dj", "j"), ("tj", "c"), ("oe", "u"), ("ch", "h"), ("ph", "f"), ("sy", "s"), ("y", "i"), ("v", "f"))
_MOHAMMAD = re.compile(r"\b(muhamm?ad|mohamm?ad|mochamm?ad|moch|muh|moh|muhamad|mohd|md)\b")


class Duplicate(msgspec.Struct, frozen=True):
    """Two entries that may be one person, and what they share."""

    first: Person
    second: Person
    evidence: tuple[Evidence, ...]

    @property
    def likely(self) -> bool:
        """Whether more than a name is shared."""
        return self.evidence != ("name_only",)


def same_person_in_two_rosters(people: Iterable[Person]) -> tuple[Duplicate, ...]:
    """Pairs of entries of different rosters that share a telephone, or a name; the likely ones first."""
    found: dict[tuple[str, str], Duplicate] = {}
    for group in _groups(people):
        for first, second in combinations(sorted(group, key=lambda person: person.id), 2):
            if first.roster != second.roster:
                found[(first.id, second.id)] = Duplicate(first, second, _evidence(first, second))
    return tuple(sorted(found.values(), key=lambda pair: (not pair.likely, pair.first.id, pair.second.id)))


def plain_name(name: str) -> str:
    """A name for comparison: no titles, one spelling for the common variants, parts in the order of the alphabet."""
    text = _MOHAMMAD.sub("muhammad", name.lower().replace(",", " ").replace(".", ""))
    text = _TITLES.sub(" ", text)
    for old, new in _SPELLINGS:
        text = text.replace(old, new)
    text = re.sub(r"([a-z])\1", r"\1", re.sub(r"[^a-z0-9 ]+", "", text))
    return " ".join(sorted(text.split()))


def _groups(people: Iterable[Person]) -> Iterator[list[Person]]:
    by_phone: dict[str, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        if digits := _DIGITS.sub("", person.phone):
            by_phone[digits].append(person)
        if name := plain_name(person.name):
            by_name[name].append(person)
    yield from by_phone.values()
    yield from by_name.values()


def _evidence(first: Person, second: Person) -> tuple[Evidence, ...]:
    evidence: list[Evidence] = []
    if first.phone and _DIGITS.sub("", first.phone) == _DIGITS.sub("", second.phone):
        evidence.append("phone")
    if plain_name(first.name) == plain_name(second.name):
        same_place = first.home_station is not None and first.home_station == second.home_station
        evidence.append("name_and_station" if same_place else "name_only")
    return tuple(evidence)
