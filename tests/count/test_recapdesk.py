"""What the desk of the recapitulation keeps is what everything says anew, whatever entries came in what order."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from kawal.count.events import CorrectionRecorded, NumbersDecided
from kawal.count.recap.diff import RecapDiff
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapqueries import recap_differences
from kawal.count.tables import DECISION, FORM, RECAP
from kawal.election.queries import load_registry
from kawal.election.regions.indonesia import indonesia
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.store.log import read_head
from kawal.store.sealed import is_erased
from kawal.upkeep import erase_body
from tests.count.test_ladder import CITY, DISTRICT, WARD, Count
from tests.support.phone import STATION
from tests.support.realcase import RealCase

OTHER = STATION[:-3] + "008"
STATIONS = (STATION, OTHER, "6371031003007")


class Plenary(Count):
    """A node at which a recapitulation is held while forms still come in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "node")
        self.folder = folder
        self.chance = random.Random(0)  # noqa: S311  repeatable
        self.orders: list[int] = []
        self.desk: RecapDesk = self.house.client.app.state["recap"]
        self.acts: tuple[Callable[[], None], ...] = (
            self.copy,
            self.decided,
            self.ordered,
            self.withdrawn,
            self.heard,
            self.filed,
            self.corrected,
            self.aborted,
            self.erased,
        )

    def copy(self) -> None:
        self.send(self.supervisor, self.chance.choice(STATIONS), option_1=self.chance.randint(0, 99))

    def decided(self) -> None:
        numbers: dict[str, int | None] = {"votes_1": self.chance.choice([None, 61, 62])}
        station = self.chance.choice(STATIONS)
        self.happen(NumbersDecided(station=station, contest="mayor", round=1, numbers=numbers, because="photo"))

    def ordered(self) -> None:
        stations = self.chance.sample(STATIONS, 2)
        if len(self.orders) < 3:
            self.desk.count.rounds.order("mayor", stations, "re_poll", "SK 1", "clerk-1")
            self.orders.append(self.size() - 1)

    def withdrawn(self) -> None:
        if self.orders:
            try:
                self.desk.count.rounds.withdraw(self.orders[-1], "salah catat", "clerk-1")
            except Conflict:
                return  # a form of it has come in
            self.orders.pop()

    def heard(self) -> None:
        column = self.chance.choice([WARD, STATION, OTHER, DISTRICT])
        number = self.chance.choice([1, 1, 2])
        self.desk.hear("mayor", DISTRICT, column, {"votes_1": self.chance.randint(0, 99)}, "clerk-1", number)

    def filed(self) -> None:
        path = self.folder / "form.csv"
        rows = [f"votes_{one},{self.chance.randint(0, 200)},{self.chance.randint(0, 200)}" for one in (1, 2, 3)]
        path.write_text("\n".join(["field,63.71.01,total", *rows]))
        self.desk.take_file(path, "mayor", CITY, self.chance.choice(["official", "agent"]), "clerk-1")

    def corrected(self) -> None:
        change = {"votes_1": self.chance.randint(-9, 9)}
        self.happen(CorrectionRecorded(place=WARD, contest="mayor", changes=change))

    def aborted(self) -> None:
        """In a transaction that fails the desk is asked after its numbers changed, as in a group of commits."""

        def decide(connection: Connection) -> Decision:
            decided: dict[str, object] = {
                "station": STATION,
                "contest": "mayor",
                "round": 1,
                "numbers": b"{}",
                "because": "photo",
            }
            decided |= {"position": read_head(connection).size, "actor": "clerk-1", "at_ms": 0}
            connection.execute(insert(DECISION).values(**decided))
            connection.execute(update(FORM).values(numbers=b'{"votes_1":777}'))
            self.desk.compared(connection, self.desk.contest("mayor", DISTRICT))
            raise Conflict(msg("angka temuan ini sudah berubah; lihat dulu"))

        with pytest.raises(Conflict):
            self.house.node.writer.commit(decide, "clerk-1")

    def erased(self) -> None:
        """Numbers of a form are erased: no server runs then, and the next one has kept nothing."""
        with self.house.node.reading() as connection:
            known = connection.scalars(select(RECAP.c.position).where(RECAP.c.body != b"")).all()
            known = [one for one in known if not is_erased(connection, one)]
        if known:
            try:
                erase_body(self.house.node, self.chance.choice(known), "UU 27/2022", "test")
            except Rejected:
                return  # the very same form came in twice, and the other entry keeps it
            self.desk = RecapDesk(self.desk.count)

    def size(self) -> int:
        with self.house.node.reading() as connection:
            return read_head(connection).size

    def kept(self) -> RecapDiff:
        with self.house.node.reading() as connection:
            return self.desk.compared(connection, self.desk.contest("mayor", DISTRICT))

    def anew(self) -> RecapDiff:
        with self.house.node.reading() as connection:
            registry = load_registry(connection)
            contest = next(one for one in registry.contests if one.kind == "mayor")
            return recap_differences(connection, registry, contest)


@pytest.fixture(scope="module")
def plenary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plenary]:
    made = Plenary(tmp_path_factory.mktemp("plenary"))
    yield made
    made.house.close()


@settings(
    max_examples=settings.default.max_examples // 3,  # type: ignore[union-attr]
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.integers(0, 8), min_size=1, max_size=8), seed=st.integers())
def test_what_is_kept_is_the_whole_comparison_after_any_entries(plenary: Plenary, acts: list[int], seed: int) -> None:
    """One node for all examples, so that its log grows long."""
    plenary.chance = random.Random(seed)  # noqa: S311  repeatable
    for number in acts:
        plenary.acts[number]()
        assert plenary.kept() == plenary.anew()


def test_a_column_is_read_aloud_after_those_before_it_were_erased(plenary: Plenary) -> None:
    """A reading of round 3 is the only one of it: nothing is left to go on from."""
    plenary.desk.hear("mayor", DISTRICT, WARD, {"votes_1": 1}, "clerk-1", 3)
    erase_body(plenary.house.node, plenary.size() - 1, "UU 27/2022", "test")
    plenary.desk = RecapDesk(plenary.desk.count)
    heard = plenary.desk.hear("mayor", DISTRICT, STATION, {"votes_1": 2}, "clerk-1", 3)
    assert heard.columns == {STATION: {"votes_1": 2}}
    assert plenary.kept() == plenary.anew()


def test_forms_of_another_city_are_no_part_of_the_contest_of_the_same_kind_in_this_one(tmp_path: Path) -> None:
    """Number 1 leads here by 60 - 40 = 20; in the other city number 2 has 500 more."""
    here, there = "6371011001001", "6372021003001"
    case = RealCase(tmp_path / "case", "63.71", {"63.71.01.1001": 1}, datetime(2024, 11, 28, 9, 0, tzinfo=WITA))
    try:
        path = case.folder / "more.csv"
        codes = (RegionCode(one) for one in ("63.72", "63.72.02", "63.72.02.1003"))
        path.write_text("\n".join(["code,name", *(f"{one},{indonesia().name(one)}" for one in codes)]))
        case.take("regions", path, replace=False)
        path.write_text(f"station_id\n{there}")
        case.take("stations", path, replace=False)
        path = case.folder / "contests.csv"
        rows = [
            f"mayor-{city},mayor,{city},2024-11-27,{one},pair,active" for city in ("63.71", "63.72") for one in (1, 2)
        ]
        path.write_text("\n".join(["contest_id,kind,region,day,option_number,option_kind,option_status", *rows]))
        case.take("contests", path)
        case.count({here: {"votes_1": 60, "votes_2": 40}, there: {"votes_1": 0, "votes_2": 500}})
        desk: RecapDesk = case.client.app.state["recap"]
        desk.hear("mayor", "63.71.01", "63.71.01.1001", {"votes_1": 61}, "clerk-1")
        with case.node.reading() as connection:
            diff = desk.compared(connection, desk.contest("mayor", "63.71.01"))
        assert diff.stands is not None
        assert (diff.stands.first, diff.stands.margin) == (1, 20)
        assert [one.effect.margin for one in diff.differences] == [20]
    finally:
        case.close()
