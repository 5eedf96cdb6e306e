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

HOUR_MS = 3_600_000
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
    """Stations that counted past the limit of the day, and boxes that waited longer than the law's parameter."""
    places: dict[str, dict[str, list[Moment]]] = defaultdict(lambda: defaultdict(list))
    for one in moments:
        places[one.place][one.name].append(one)
    limit = next((due.at_ms for due in day.dues if due.milestone.id == LIMIT), None) if day else None
    for place, told in places.items():
        counted = told[COUNTED]
        for one in counted:
            if limit is not None and day is not None and day.covers(one.at_ms) and one.at_ms > limit:
                yield _telling("late_counting", place, one)
        if not counted:
            continue
        first = min(counted, key=lambda one: (one.at_ms, one.entry))
        handed = [one for one in told[HANDED] if one.at_ms >= first.at_ms]
        taken = min(handed, key=lambda one: (one.at_ms, one.entry), default=None)
        if taken is not None and taken.at_ms - first.at_ms > _longest_wait_ms():
            yield _telling("custody_gaps", place, first, taken)


def boxes(convoys: Sequence[Convoy]) -> Iterator[Telling]:
    """Lots that came back after the count with another number of boxes than was packed, at each of their stations."""
    for convoy in convoys:
        if convoy.plan.leg != "back":
            continue
        for lot, handed in convoy.differing:
            for station in lot.stations:
                yield Telling(name="custody_gaps", place=station, entries=(handed.index,), assurance=SIGNED_IN)


def _longest_wait_ms() -> int:
    rule = rules().rule("BOX-CUSTODY")
    return rule.limits["longest_wait"] * HOUR_MS if rule else 0


def _telling(name: str, place: str, *moments: Moment) -> Telling:
    return Telling(
        name=name,
        place=place,
        entries=tuple(sorted(one.entry for one in moments)),
        assurance=tuple(dict.fromkeys(one.assurance for one in moments)),
    )
