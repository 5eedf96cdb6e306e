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
    """Stations that counted past the limit of the day, and boxes handed over later than the law lets them
    wait."""
    places: dict[str, dict[str, list[Moment]]] = defaultdict(lambda: defaultdict(list))
    for one in moments:
        places[one.place][one.name].append(one)
    limit = next((due.at_ms for due in day.dues if due.milestone.id == LIMIT), None) if day else None
    for place, told in places.items():
        counted = told[COUNTED]
        for one in counted:
            if limit is not None and day is not None and day.covers(one.at_ms) and one.at_ms > limit:
                yield _telling("late_counting", place, one)
        if not counted or day is None:
            continue
        first = min(counted, key=lambda one: (one.at_ms, one.entry))
        handed = [one for one in told[HANDED] if one.at_ms >= first.at_ms]
        taken = min(handed, key=lambda one: (one.at_ms, one.entry), default=None)
        if taken is not None and taken.at_ms >= _due_ms(first, day):
            yield _telling("custody_gaps", place, first, taken)


def boxes(convoys: Sequence[Convoy]) -> Iterator[Telling]:
    """Lots that came back after the count with another number of boxes than was packed, at each of their stations."""
    for convoy in convoys:
        if convoy.plan.leg != "back":
            continue
        for lot, handed in convoy.differing:
            for station in lot.stations:
                yield Telling(name="custody_gaps", place=station, entries=(handed.index,), assurance=SIGNED_IN)


def _due_ms(counted: Moment, day: VotingDay) -> int:
    """The midnight that ends the time for the box: the law counts in days, that of the count as the first."""
    rule = rules().rule("BOX-CUSTODY")
    days = (counted.at_ms - day.start_ms) // DAY_MS + (rule.limits["limit"] if rule else 1)
    return day.start_ms + days * DAY_MS


def _telling(name: str, place: str, *moments: Moment) -> Telling:
    return Telling(
        name=name,
        place=place,
        entries=tuple(sorted(one.entry for one in moments)),
        assurance=tuple(dict.fromkeys(one.assurance for one in moments)),
    )
