"""What came after its time: forms of a recapitulation, announcements, re-polls (pure).

Compared is the latest reading of a deadline, so that what can be argued to be in time is not told. A form is known by
the moment at which it was recorded here, which may be later than what it tells of; a round by the day recorded with
it. What nobody recorded is unknown, never late.
"""

from collections.abc import Iterable, Iterator, Sequence

from kawal.count.model import ContestKind, Entered
from kawal.count.recap.forms import LEVELS
from kawal.count.rounddays import Round
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.repolls import polls_due
from kawal.disputes.rules.telling import SIGNED_IN, Telling
from kawal.disputes.rules.world import World
from kawal.disputes.threshold.model import Announced
from kawal.kernel.codes import RegionCode, level_of


def late_recaps(forms: Iterable[Entered], world: World) -> Iterator[Telling]:
    """The first form of a plenary of the first round, where it came after the schedule of its level."""
    for one in forms:
        contest = world.contest_over(one.region, one.contest)
        ended = world.ended_ms(f"recap_{LEVELS[level_of(one.region)]}", contest) if contest else None
        if ended is not None and one.at_ms >= ended:
            yield _telling("recaps_late", one.region, one.contest, one.entry)


def late_announcements(decrees: Iterable[Announced], world: World) -> Iterator[Telling]:
    """Decrees about the first round of a whole contest that were announced after their schedule."""
    for one in decrees:
        contest = world.contest_over(RegionCode(one.region), one.contest)
        if contest is None or contest.region != one.region or one.round > 1:
            continue
        ended = world.ended_ms("announce_province" if one.contest == "governor" else "announce_city", contest)
        if ended is not None and one.at_ms >= ended:
            yield _telling("announced_late", one.region, one.contest, one.index)


def late_repolls(held: Sequence[Round], known: Iterable[Moment], world: World) -> Iterator[Telling]:
    """Later polls that were held, or are to be, after the last day for them: that of the ruling which they follow, of
    which both entries tell, else that from the vote before."""
    for clock in polls_due(held, known, world.registry, world.zone, world.calendar):
        due = clock.due
        if due is not None and clock.planned == "passed":
            entries = {due.poll.index, clock.start.index or due.poll.index}
            yield _telling("repolls_late", due.region, due.poll.contest, *sorted(entries))


def _telling(name: str, place: str, contest: ContestKind, *entries: int) -> Telling:
    return Telling(name=name, place=place, contest=contest, entries=entries, assurance=SIGNED_IN)
