"""What facts follow from beside entries: the registry, the clock of the region, the calendar of the law (values)."""

from datetime import datetime, time, tzinfo

import msgspec

from kawal.count.model import ContestKind
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import deadline, span_of
from kawal.kernel.codes import RegionCode, within
from kawal.watch.board.day import VotingDay, day_of


class World(msgspec.Struct, frozen=True):
    """The fixed world of one node as the rules see it."""

    registry: Registry
    zone: tzinfo
    calendar: Calendar

    @property
    def day(self) -> VotingDay | None:
        """The day of the vote with its milestones; None while no contest is registered."""
        return day_of(self.registry, self.zone)

    def contest_over(self, place: RegionCode, kind: ContestKind) -> Contest | None:
        """The contest of a kind in which a region votes."""
        return next((one for one in self.registry.contests if one.kind == kind and within(place, one.region)), None)

    def ended_ms(self, name: str, contest: Contest) -> int | None:
        """When a deadline that runs from the day of a contest's vote ends by its latest reading (ms); None where
        that contest has no such deadline, or no reading is known for that day."""
        found, day = deadline(name), contest.day
        if (found.contests and contest.kind not in found.contests) or not found.readings_from(day):
            return None
        start = datetime.combine(day, time(), self.zone)
        return int(span_of(found, start, self.zone, self.calendar).arguable.at.timestamp() * 1000)
