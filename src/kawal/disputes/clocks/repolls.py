"""By when a later poll that was ordered has to be held: the time for a re-poll, from the vote before it (pure)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, tzinfo

from kawal.count.rounddays import Round, polled_on
from kawal.count.sums import contest_of
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.running import Due, Running, Start
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import deadline, span_of
from kawal.kernel.codes import RegionCode, common_place, within


def polls_due(
    held: Sequence[Round], rulings: Sequence[Moment], registry: Registry, local: tzinfo, calendar: Calendar
) -> Iterator[tuple[Due, Running]]:
    """Each later poll, held or not, with the time in which it has to be held. None for a contest about which a ruling
    of the Court is on record, which gives a time of its own, and where the day of the vote before is unknown."""
    law = deadline("repoll")
    for one in held:
        contest = contest_of(registry, one.stations[0], one.contest)
        if contest is None or not one.is_poll or any(_about(ruling, contest) for ruling in rulings):
            continue
        before = polled_on(held, one.stations[0], (one.contest,), one.round - 1, contest.day)
        if before is None or not law.readings_from(before):
            continue
        start = Start(
            event="voting_day",
            at=_midnight(before, local),
            contest=one.contest,
            place=common_place(one.stations),
            reference=one.decree,
            index=one.index,
        )
        day_ms = int(_midnight(one.day, local).timestamp() * 1000) if one.day else None
        due = Due(poll=one, region=contest.region, day_ms=day_ms)
        yield due, Running(law, start, span_of(law, start.at, local, calendar), due)


def _midnight(day: date, local: tzinfo) -> datetime:
    return datetime.combine(day, time(), local)


def _about(ruling: Moment, contest: Contest) -> bool:
    there = RegionCode(ruling.region)
    is_near = within(contest.region, there) or within(there, contest.region)
    return ruling.contest in (None, contest.kind) and is_near
