"""By when a later poll that was ordered has to be held: the time that a ruling of the Court gives, else that for a
re-poll from the vote before it (pure)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, tzinfo

from kawal.count.rounddays import Round, polled_on
from kawal.count.sums import contest_of
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.running import Due, Running, Start, start_of
from kawal.election.model import Registry
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import deadline, span_of
from kawal.kernel.codes import RegionCode, common_place, ward_of, within


def polls_due(
    held: Sequence[Round], known: Iterable[Moment], registry: Registry, local: tzinfo, calendar: Calendar
) -> Iterator[Running]:
    """The time in which each later poll, held or not, has to be held; `known` are moments, of which rulings count.
    None where the day of the vote before is unknown."""
    rulings = [one for one in known if one.event == "court_orders"]
    for one in held:
        contest = contest_of(registry, one.stations[0], one.contest)
        if contest is None or not one.is_poll:
            continue
        before = polled_on(held, one.stations[0], (one.contest,), one.round - 1, contest.day)
        if before is None:
            continue
        ruling = _ruling_for(one, before, rulings, local)
        if ruling is not None:
            law = deadline("repoll_court").lasting(ruling.length, ruling.unit)
            start = start_of(ruling, place=common_place(one.stations))
        else:
            law = deadline("repoll")
            start = Start(
                event="voting_day",
                at=datetime.combine(before, time(), local),
                contest=one.contest,
                place=common_place(one.stations),
                reference=one.decree,
                index=one.index,
            )
        if law.readings_from(start.at.astimezone(local).date()):
            due = Due(poll=one, region=contest.region, day_ms=_midnight_ms(one.day, local))
            yield Running(law, start, span_of(law, start.at, local, calendar), due)


def _ruling_for(poll: Round, before: date, rulings: Sequence[Moment], local: tzinfo) -> Moment | None:
    """The newest ruling that a poll can follow: of its contest and of all its stations, later than the vote before
    the poll, and earlier than its day and than the entry that ordered it."""

    def leads_to(ruling: Moment) -> bool:
        day = datetime.fromtimestamp(ruling.at_ms / 1000, local).date()
        return (
            ruling.contest in (None, poll.contest)
            and all(within(ward_of(one), RegionCode(ruling.region)) for one in poll.stations)
            and before < day
            and (poll.day is None or day < poll.day)
            and ruling.at_ms <= poll.at_ms
        )

    return max(filter(leads_to, rulings), key=lambda one: (one.at_ms, one.index), default=None)


def _midnight_ms(day: date | None, local: tzinfo) -> int | None:
    return int(datetime.combine(day, time(), local).timestamp() * 1000) if day else None
