"""Indications judged on from what is kept are those of all facts judged anew, whatever entries came in what order."""

import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kawal.count.events import CorrectionRecorded, FindingEnded, NumbersDecided, RecapFindingEnded, RoundOrdered
from kawal.count.queue import queue
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import cells_of
from kawal.disputes.clocks.events import MomentRecorded, MomentWithdrawn
from kawal.disputes.clocks.queries import moments
from kawal.disputes.rules.judge import Judged
from kawal.disputes.rules.kept import judged_anew, judged_on
from kawal.disputes.rules.reading import read_judged
from kawal.disputes.threshold.events import PopulationRecorded, ResultAnnounced
from kawal.election.importers.run import Options, import_file
from kawal.election.queries import load_registry
from kawal.field.channels.odk.events import ReportReplaced
from kawal.store.log import read_head
from tests.count.test_ladder import CITY, DISTRICT, WARD
from tests.disputes.rules.test_facts import OTHER, Rules
from tests.support.phone import STATION, enrolled
from tests.watch.dutylog.test_dutylog import Desk

PLACES = (STATION, OTHER, "6371031003007", WARD, DISTRICT)
STATIONS = PLACES[:3]
TOLD = ("voted_without_right", "box_opened", "count_dark", "recap_closed", "added_on_day")
SPOKEN = ("count_dark", "recap_closed")
"""What is told without a number."""
CONTESTS = "contest_id,kind,region,day,option_number,option_kind,option_status"


class Busy(Rules):
    """A node at which all sorts of things happen by chance, through its doors and desks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "node")
        self.folder = folder
        self.chance = random.Random(0)  # noqa: S311  repeatable
        self.reports: list[str] = []
        self.round = dict.fromkeys(STATIONS, 1)
        self.officer = enrolled(self.house.node, "station_supervisor")
        self.operator = Desk(self.house.node, self.house.client)
        self.acts: tuple[Callable[[], None], ...] = (
            self.irregular,
            self.objection,
            self.usual,
            self.copy,
            self.replaced,
            self.corrected,
            self.decided,
            self.ended,
            self.ordered,
            self.heard,
            self.recap_corrected,
            self.recap_ended,
            self.announced,
            self.moment,
            self.withdrawn,
            self.ballot,
        )

    @property
    def recap(self) -> RecapDesk:
        return self.desk.recap

    def irregular(self) -> None:
        what = self.chance.choice(TOLD)
        many = None if what in SPOKEN else self.chance.randint(1, 3)
        self.reports.append(self.tell(self.supervisor, what, many, self.chance.choice(PLACES)))

    def objection(self) -> None:
        self.report(self.officer, "objection", self.chance.choice(STATIONS), accepted="refused")

    def usual(self) -> None:
        kind, data = self.chance.choice(
            [
                ("opening", {"opened_at": "07:31", "committee_present": 6}),
                ("counting_ends", {"copies_given": False}),
                ("box_handed_over", {"seal": "A", "receiver": "pps"}),
                ("turnout", {"arrived": 9}),
            ]
        )
        self.report(self.officer, kind, self.chance.choice(STATIONS), **data)  # type: ignore[arg-type]

    def copy(self) -> None:
        self.send(self.supervisor, self.chance.choice(STATIONS), voters=205 + self.chance.randint(0, 1))

    def replaced(self) -> None:
        if self.reports:
            newer = self.tell(self.supervisor, "box_opened", 1, self.chance.choice(STATIONS))
            self.happen(ReportReplaced(report=newer, replaces=self.chance.choice(self.reports)))

    def corrected(self) -> None:
        if self.reports:
            told = self.reports.pop(self.chance.randrange(len(self.reports)))
            self.operator.save("TPS 7 Basirih Selatan aman", re=told, corrects="1")

    def decided(self) -> None:
        station, voters = self.chance.choice(STATIONS), self.chance.choice([204, 205])
        numbers: dict[str, int | None] = {"voters_total": voters, "ballots_counted": 205}
        self.happen(
            NumbersDecided(
                station=station, contest="mayor", round=self.round[station], numbers=numbers, because="photo"
            )
        )

    def ended(self) -> None:
        with self.house.node.reading() as connection:
            waiting = queue(connection)
        if waiting:
            one = self.chance.choice(waiting).finding
            said = {name: getattr(one, name) for name in ("contest", "round", "what", "part", "expected", "got")}
            self.happen(FindingEnded(station=one.place, outcome="explained", **said))

    def ordered(self) -> None:
        station = self.chance.choice(STATIONS)
        if self.round[station] < 9:
            self.round[station] += 1
            said = {"contest": "mayor", "round": self.round[station], "decree": "SK 1", "stations": (station,)}
            self.happen(RoundOrdered(kind="re_poll", **said))  # type: ignore[arg-type]

    def heard(self) -> None:
        column = self.chance.choice([WARD, STATION])
        self.recap.hear("mayor", DISTRICT, column, {"votes_1": self.chance.randint(0, 99)}, "clerk-1")

    def recap_corrected(self) -> None:
        change = {"votes_1": self.chance.randint(-9, 9)}
        self.happen(CorrectionRecorded(place=WARD, contest="mayor", changes=change))

    def recap_ended(self) -> None:
        with self.house.node.reading() as connection:
            contest = self.recap.contest("mayor", DISTRICT)
            found = self.recap.compared(connection, contest).differences
        if found:
            one = self.chance.choice(found)
            said = {"form": one.form, "place": one.place, "contest": "mayor", "round": one.round}
            self.happen(RecapFindingEnded(cells=cells_of(one), outcome="explained", **said))  # type: ignore[arg-type]

    def announced(self) -> None:
        self.happen(PopulationRecorded(region=CITY, people=671_383, source="uji", as_of=date(2024, 6, 30)))
        votes = {"votes_1": 100_000, "votes_2": 100_000 - self.chance.choice([2_354, 2_355]), "valid_total": 235_441}
        self.happen(
            ResultAnnounced(contest="mayor", region=CITY, source="decree", at_ms=0, reference="SK 1", numbers=votes)
        )

    def moment(self) -> None:
        event = self.chance.choice(["petition_registered", "court_orders", "police_receive"])
        said = {"contest": None, "region": CITY, "at_ms": 0, "reference": str(self.chance.randint(1, 3))}
        self.happen(MomentRecorded(event=event, length=30, unit="working_days", **said))  # type: ignore[arg-type]

    def withdrawn(self) -> None:
        with self.house.node.reading() as connection:
            standing = moments(connection)
        if standing:
            self.happen(MomentWithdrawn(moment=self.chance.choice(standing).index))

    def ballot(self) -> None:
        status = self.chance.choice(["active", "cancelled"])
        path = self.folder / "contests.csv"
        rows = [f"mayor-63.71-2024,mayor,63.71,2024-11-27,{one},pair,active" for one in (1, 2)]
        path.write_text("\n".join([CONTESTS, *rows, f"mayor-63.71-2024,mayor,63.71,2024-11-27,3,pair,{status}"]))
        import_file(self.house.node.writer, "contests", path, Options(), actor="test")

    def anew(self) -> Judged:
        with self.house.node.reading() as connection:
            return read_judged(connection, load_registry(connection), CITY)

    def kept(self) -> Judged:
        with self.house.node.reading() as connection:
            return Judged(self.desk.indications(connection), self.desk.unplaced(connection))


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    made = Busy(tmp_path_factory.mktemp("busy"))
    yield made
    made.house.close()


@settings(
    max_examples=settings.default.max_examples // 3,  # type: ignore[union-attr]
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=st.lists(st.lists(st.integers(0, 15), min_size=1, max_size=3), min_size=1, max_size=4), seed=st.integers()
)
def test_what_is_kept_is_what_all_facts_say_after_any_entries_in_any_order(
    busy: Busy, acts: list[list[int]], seed: int
) -> None:
    """One node for all examples, so that its log grows long: what was kept goes through everything."""
    busy.chance = random.Random(seed)  # noqa: S311  repeatable
    for together in acts:
        for number in together:
            busy.acts[number]()
        assert busy.kept() == busy.anew()


def test_only_the_places_that_entries_touch_are_judged_again(busy: Busy) -> None:
    """What is said of another place is the very same value as before, also where nothing new is said at all."""
    busy.tell(busy.supervisor, "box_opened", 1, STATION)
    busy.tell(busy.supervisor, "box_opened", 1, OTHER)
    desk = busy.desk
    with busy.house.node.reading() as connection:
        world, size = desk.world(), read_head(connection).size
        before = judged_anew(connection, world, desk.few(connection, world), size)
    busy.tell(busy.supervisor, "ballots_marked", 1, OTHER)
    with busy.house.node.reading() as connection:
        after = judged_on(before, connection, desk.few(connection, world), size + 1)
        assert after.places[STATION] is before.places[STATION]
        assert after.places[OTHER] != before.places[OTHER]
    busy.report(busy.officer, "turnout", arrived=9)
    with busy.house.node.reading() as connection:
        again = judged_on(after, connection, desk.few(connection, world), size + 2)
    assert again.whole is after.whole


def test_a_reader_who_sees_less_of_the_log_is_told_what_is_kept(busy: Busy) -> None:
    """A page that began before an entry and asks after another asked does not turn the kept back."""
    with busy.house.node.reading() as earlier:
        size = read_head(earlier).size
        busy.tell(busy.supervisor, "count_dark", None, OTHER)
        now = busy.kept()
        assert read_head(earlier).size == size
        assert busy.desk.indications(earlier) == now.indications
    assert busy.kept() == busy.anew()
