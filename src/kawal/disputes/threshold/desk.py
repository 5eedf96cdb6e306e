"""The desk of the threshold: what was announced, who lives where, and what follows beside the node's own count."""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from typing import Protocol

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.desk import CountDesk
from kawal.count.effects import Effects, effects
from kawal.count.exports.options import CANCELLED_VOTES
from kawal.count.model import Finding
from kawal.count.recap.diff import RecapDiff
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import open_findings
from kawal.count.rounddays import Round, rounds
from kawal.count.rounds import newest_round, sums_until
from kawal.count.sums import Total, totals
from kawal.disputes.threshold.compare import Cell, cells
from kawal.disputes.threshold.decide import (
    Announce,
    RecordPopulation,
    announce,
    record_population,
    result_fields,
    standing,
    withdraw,
)
from kawal.disputes.threshold.model import Announced, Population
from kawal.disputes.threshold.outcome import Outcome, outcome_of
from kawal.disputes.threshold.queries import announcements, populations
from kawal.disputes.threshold.weighing import Weighing, weighed
from kawal.election.ballots import Ballots, read_ballots
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import RegionCode, ward_of, within
from kawal.store.events import Decision

MOST_FINDINGS = 12


class Read(msgspec.Struct, frozen=True):
    """An announcement with the ballot that was in force when it was recorded, what its numbers say by that, and what
    the findings of now could do to it; `weighing` is None without a margin, and where a later round was ordered."""

    said: Announced
    ballot: Contest
    outcome: Outcome
    weighing: Weighing | None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What was announced for a region after a round, beside what the node added up then; `counted` of `stations` have
    a form, `is_here` is false where the node holds only a part of the region; `ballot` is that of the newest of
    them."""

    region: str
    round: int
    announced: tuple[Announced, ...]
    ballot: Contest
    is_here: bool
    counted: int
    stations: int
    cells: tuple[Cell, ...]


class ContestView(msgspec.Struct, frozen=True, kw_only=True):
    """A contest with all that the page of the threshold shows of it.

    `is_whole` is false where the node's region is only a part of the contest's, `is_complete` too while a station is
    missing: the margin of a part is none of the contest's. `weighing` is what the findings could do to the own count,
    None while that is not complete. `effects` are those of findings of forms; `recaps` are open differences of the
    recapitulation, which may be about the same votes, those that could move most first; `rounds` are those that were
    ordered in it.
    """

    contest: Contest
    is_whole: bool
    is_complete: bool
    population: Population | None
    rounds: tuple[Round, ...]
    total: Total
    own: Outcome
    weighing: Weighing | None
    announced: tuple[Read, ...]
    compared: tuple[Compared, ...]
    effects: Effects
    recaps: tuple[Finding, ...]

    @property
    def round(self) -> int:
        """The last round that was ordered; 1 while none was."""
        return max((one.round for one in self.rounds), default=1)


class Differences(Protocol):
    """What compares the forms of the recapitulation of a contest."""

    def compared(self, connection: Connection, contest: Contest) -> RecapDiff:
        """What differs now."""


class ThresholdDesk:
    """Results as announced and populations of one node."""

    def __init__(self, count: CountDesk, recap: RecapDesk, region: str, zone: tzinfo) -> None:
        self.count, self.recap, self.region, self.zone, self.store = count, recap, region, zone, count.store
        self._reading = ThresholdReading(self.registry, recap, region)

    def registry(self) -> Registry:
        """The fixed world."""
        return self.count.registry()

    def now_ms(self) -> int:
        """The civil clock."""
        return int(self.count.clock().timestamp() * 1000)

    def announce(self, command: Announce, actor: str) -> None:
        """Record a result as it was announced. Raises Missing or Rejected; see `decide.announce`."""
        event = announce(command, self.registry(), self.now_ms(), self.zone)
        self.store.writer.commit(lambda _rows: Decision((event,)), actor)

    def record_population(self, command: RecordPopulation, actor: str) -> None:
        """Record how many people a region has. Raises Missing or Rejected; see `decide.record_population`."""
        event = record_population(command, self.registry(), self.count.clock().astimezone(self.zone).date())
        self.store.writer.commit(lambda _rows: Decision((event,)), actor)

    def standing(self, connection: Connection, index: int) -> Announced | Population:
        """The result or population of an entry. Raises Missing for what does not stand."""
        return standing(index, announcements(connection), populations(connection).values())

    def withdraw(self, index: int, actor: str) -> None:
        """Withdraw a result or a population. Raises Missing for what does not stand."""
        self.store.writer.commit(lambda connection: Decision((withdraw(self.standing(connection, index)),)), actor)

    def views(self, connection: Connection, contests: Sequence[Contest]) -> tuple[ContestView, ...]:
        """What the page shows of these contests."""
        return self._reading.views(connection, contests)


class ThresholdReading:
    """Reads what the page shows, on a node in `region`."""

    def __init__(self, registry: Callable[[], Registry], recap: Differences, region: str) -> None:
        self.registry, self.recap, self.region = registry, recap, region

    def views(self, connection: Connection, contests: Sequence[Contest]) -> tuple[ContestView, ...]:
        """What the page shows of these contests."""
        people, ballots = populations(connection), read_ballots(connection)
        return tuple(self._view(connection, one, people.get(one.region), ballots) for one in contests)

    def _view(
        self, connection: Connection, contest: Contest, population: Population | None, ballots: Ballots
    ) -> ContestView:
        registry, people = self.registry(), population.people if population else None
        (total,) = totals(connection, registry, contest.kind, [contest.region])
        said = [one for one in announcements(connection, contest.kind) if _is_of(one, contest)]
        is_whole = self._is_here(contest.region)
        held = tuple(one for one in rounds(connection) if _is_in(one, contest))
        newest = max((one.round for one in held), default=1)
        found = effects(connection, contest.kind, contest.region, MOST_FINDINGS)
        recaps = _heaviest(open_findings(connection, contest.kind, self.recap.compared(connection, contest)))

        def read(one: Announced) -> Read:
            ballot = ballots.at(contest, one.index)
            outcome = outcome_of(ballot, one.numbers, people)
            return Read(one, ballot, outcome, weighed(outcome, found, recaps) if one.round >= newest else None)

        is_complete = is_whole and 0 < total.stations <= total.counted
        own = outcome_of(contest, total.numbers, people if is_complete else None)
        return ContestView(
            contest=contest,
            is_whole=is_whole,
            is_complete=is_complete,
            population=population,
            rounds=held,
            total=total,
            own=own,
            weighing=weighed(own, found, recaps) if is_complete else None,
            announced=tuple(read(one) for one in said if one.region == contest.region),
            compared=tuple(self._compared(connection, contest, group, ballots) for group in _groups(said)),
            effects=found,
            recaps=recaps,
        )

    def _compared(
        self, connection: Connection, contest: Contest, group: tuple[Announced, ...], ballots: Ballots
    ) -> Compared:
        region, number = group[0].region, group[0].round
        ballot = ballots.at(contest, max(one.index for one in group))
        (total,) = totals(connection, self.registry(), contest.kind, [region])
        counted, numbers = total.counted, total.numbers
        if number < newest_round(connection, contest.kind, region):
            counted, numbers = sums_until(connection, contest.kind, region, number)
        is_here, fields = self._is_here(region), result_fields(ballot)
        given = {name for one in group for name in one.numbers}
        more = tuple(name for name in (CANCELLED_VOTES, *sorted(given)) if name in given and name not in fields)
        return Compared(
            region=region,
            round=number,
            announced=group,
            ballot=ballot,
            is_here=is_here,
            counted=counted,
            stations=total.stations,
            cells=cells(
                (*fields, *dict.fromkeys(more)),
                numbers if is_here and counted else None,
                group,
                is_complete=counted >= total.stations,
            ),
        )

    def _is_here(self, region: str) -> bool:
        return within(RegionCode(region), RegionCode(self.region))


def _is_of(one: Announced, contest: Contest) -> bool:
    return one.contest == contest.kind and within(RegionCode(one.region), contest.region)


def _is_in(one: Round, contest: Contest) -> bool:
    return one.contest == contest.kind and within(ward_of(one.stations[0]), contest.region)


def _heaviest(found: Sequence[Finding]) -> tuple[Finding, ...]:
    moving = sorted(
        (one for one in found if one.effect), key=lambda one: (-one.effect, one.place, one.what, one.part)
    )
    return tuple(moving[:MOST_FINDINGS])


def _groups(said: list[Announced]) -> list[tuple[Announced, ...]]:
    keys = dict.fromkeys((one.region, one.round) for one in said)
    return [tuple(one for one in said if (one.region, one.round) == key) for key in keys]
