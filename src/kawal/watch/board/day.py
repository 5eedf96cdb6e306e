"""The day of the vote as the desk reads its clock: milestones as moments, and what a station has missed (pure)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

import msgspec

from kawal.election.model import Registry
from kawal.jurisdiction.milestones import Milestone, milestones
from kawal.risk.assess import election_day
from kawal.watch.model import STATES, State

MINUTE_MS = 60_000


class Due(msgspec.Struct, frozen=True):
    """A milestone of one day: its moment, and from when on a station that did not reach it is late (ms)."""

    milestone: Milestone
    at_ms: int
    late_ms: int

    def reached_by(self, state: State) -> bool:
        """Whether a station in this state has come that far; a milestone that asks no station is reached by each."""
        reaches = self.milestone.reaches
        return not reaches or STATES.index(state) >= STATES.index(reaches)


class VotingDay(msgspec.Struct, frozen=True):
    """The day of the vote with its night: from its midnight to the end of the day of its last milestone (ms), since
    counting may run past it. Only within it is anyone late or silent."""

    start_ms: int
    end_ms: int
    dues: tuple[Due, ...]

    def covers(self, now_ms: int) -> bool:
        """Whether a moment lies within it."""
        return self.start_ms <= now_ms < self.end_ms

    def missed(self, state: State, now_ms: int) -> Due | None:
        """The first milestone that a station in this state should have reached, its grace included; None for none."""
        if not self.covers(now_ms):
            return None
        return next((due for due in self.dues if now_ms >= due.late_ms and not due.reached_by(state)), None)

    def next(self, now_ms: int) -> Due | None:
        """The milestone that comes next."""
        return next((due for due in self.dues if due.at_ms > now_ms), None)


def day_of(registry: Registry, zone: tzinfo) -> VotingDay | None:
    """The day of the vote of a registry with its milestones; None while no contest is registered."""
    day = election_day(registry)
    return voting_day(day, zone, milestones()) if day else None


def voting_day(day: date, zone: tzinfo, stages: Sequence[Milestone]) -> VotingDay:
    """The day of a vote in the clock of its region."""
    midnight = datetime.combine(day, time(), zone)

    def moment(minutes: int) -> int:
        return int((midnight + timedelta(minutes=minutes)).timestamp() * 1000)

    dues = tuple(Due(one, moment(one.minute), moment(one.minute + one.grace_minutes)) for one in stages)
    days = 1 + max((one.minute for one in stages), default=0) // (24 * 60)
    return VotingDay(moment(0), moment(days * 24 * 60), dues)
