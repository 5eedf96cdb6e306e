"""What follows from moments: counting past its limit, a box that waited, boxes that are not as many (pure).

Nothing follows from silence: a hand-over that nobody reported is no gap, only unknown.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from kawal.disputes.rules.said import COUNTED, HANDED
from kawal.disputes.rules.telling import SIGNED_IN, Telling
from kawal.jurisdiction.rules import rules
from kawal.watch.board.day import VotingDay
from kawal.watch.convoys.model import Convoy

DAY_MS = 86_400_000
LIMIT = "counting_limit"
"""The milestone at which counting must have ended (`jurisdiction/id/milestones.yaml`)."""


class Moment(msgspec.Struct, frozen=True):
    """When one entry says that a station was counted, or its box handed over (ms)."""

    name: str
    place: str
    at_ms: int
    entry: int
    assurance: str


def custody(moments: Iterable[Moment], day: VotingDay | None) -> Iterator[Telling]:
    """Stations that counted past the limit of the day, and every hand-over that came on a later day than the law
    lets a box wait. What another report says excuses neither: reports of one box may contradict each other, and it
    passes through several hands."""
    if day is None:
        return
    limit = next((due.at_ms for due in day.dues if due.milestone.id == LIMIT), None)
    places: dict[str, dict[str, list[Moment]]] = defaultdict(lambda: defaultdict(list))
    for one in moments:
        places[one.place][one.name].append(one)
    for place, told in places.items():
        for one in told[COUNTED]:
            if limit is not None and day.covers(one.at_ms) and one.at_ms > limit:
                yield _telling("late_counting", place, one)
        for handed in told[HANDED]:
            counted = _count_of(handed, told[COUNTED], day)
            if counted is not None and _day(handed, day) - _day(counted, day) >= _longest_days():
                yield _telling("custody_gaps", place, counted, handed)


def _count_of(handed: Moment, counted: Iterable[Moment], day: VotingDay) -> Moment | None:
    """The earliest report of the count before a hand-over; a count ends on the day of its vote or on the next, so
    what was told of earlier days is of another vote."""
    before = [one for one in counted if one.at_ms <= handed.at_ms]
    last = max((_day(one, day) for one in before), default=0)
    own = [one for one in before if _day(one, day) >= last - 1]
    return min(own, key=lambda one: (one.at_ms, one.entry), default=None)


def boxes(convoys: Sequence[Convoy]) -> Iterator[Telling]:
    """Lots that came back after the count with another number of boxes than was packed, at each of their stations."""
    for convoy in convoys:
        if convoy.plan.leg != "back":
            continue
        for lot, handed in convoy.differing:
            for station in lot.stations:
                yield Telling(name="custody_gaps", place=station, entries=(handed.index,), assurance=SIGNED_IN)


def _day(one: Moment, day: VotingDay) -> int:
    """How many days after that of the vote a moment is, by the clocks of the region."""
    return (one.at_ms - day.start_ms) // DAY_MS


def _longest_days() -> int:
    """In how many days the box has to be handed over, that of the count being the first."""
    rule = rules().rule("BOX-CUSTODY")
    return rule.limits["limit"] if rule else 1


def _telling(name: str, place: str, *moments: Moment) -> Telling:
    return Telling(
        name=name,
        place=place,
        entries=tuple(sorted(one.entry for one in moments)),
        assurance=tuple(dict.fromkeys(one.assurance for one in moments)),
    )
