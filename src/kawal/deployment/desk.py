"""The present plan of a node: problems, answers and the curve, kept until registry or locks change."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, TypeVar

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.deployment.absence import Cover, cover_absent, share_of
from kawal.deployment.commands import CoverPosts, FreezePlan, LockPost, SwapPeople, UnlockPost
from kawal.deployment.decide import cover, freeze, lock, swap, unlock
from kawal.deployment.explain import (
    CurvePoint,
    DistrictValue,
    Explanation,
    explain,
    one_more_by_district,
    risk_curve,
    teams_of,
)
from kawal.deployment.model import Assumptions, FrozenPlan, PlanResult
from kawal.deployment.problem import Problem
from kawal.deployment.queries import latest_version, load_locks, load_plan, load_plans
from kawal.deployment.registry import HOME_ATTACHMENTS, City, freeze_of, problem_of
from kawal.deployment.solve import solve
from kawal.deployment.standing import StandingPlan, standing_plan
from kawal.kernel.clock import Clock
from kawal.risk.desk import RiskDesk
from kawal.store.events import Decision
from kawal.store.writer import Writer

Arrangement = Literal["home", "attached", "free"]
ARRANGEMENTS: tuple[Arrangement, ...] = ("home", "attached", "free")
ATTACHMENTS: dict[Arrangement, int | None] = {"home": 0, "attached": HOME_ATTACHMENTS, "free": None}
KEPT_ANSWERS = 64
CURVE_POINTS = 26
T = TypeVar("T")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with its reasons."""

    guards: int
    arrangement: Arrangement
    result: PlanResult
    explanation: Explanation
    one_more: tuple[DistrictValue, ...]


class PlanDesk:
    """Answers the questions of the plan's pages. Solving holds no lock of the event loop: call it from a thread."""

    def __init__(
        self, engine: Engine, writer: Writer, risk: RiskDesk, clock: Clock, assumptions: Assumptions
    ) -> None:
        self._engine, self._writer, self._clock = engine, writer, clock
        self.risk, self.assumptions = risk, assumptions
        self._solving = threading.Lock()
        self._city: City | None = None
        self._kept: OrderedDict[object, object] = OrderedDict()

    def now(self) -> datetime:
        """The civil moment."""
        return self._clock()

    def city(self) -> City:
        """Registry, risk and locks as they stand; answers of an older one are forgotten."""
        registry, assessment = self.risk.present()
        with self._reading() as connection:
            locks = load_locks(connection)
        with self._solving:
            if self._city is None or self._city.registry is not registry or self._city.locks != locks:
                self._city = City(registry=registry, assessment=assessment, locks=locks)
                self._kept.clear()
            return self._city

    def problem(self, arrangement: Arrangement) -> Problem:
        """The registry as a problem under an arrangement."""
        city = self.city()
        return self._once(
            ("problem", arrangement),
            lambda: problem_of(city, self.assumptions, max_attachments=ATTACHMENTS[arrangement]),
        )

    def answer(self, guards: int, arrangement: Arrangement) -> Answer:
        """The plan for a number of officers, with its reasons. Raises Infeasible when there is none."""
        problem = self.problem(arrangement)

        def make() -> Answer:
            result = solve(problem, guards, with_bound=False)
            return Answer(
                guards=guards,
                arrangement=arrangement,
                result=result,
                explanation=explain(problem, result, guards),
                one_more=one_more_by_district(problem, result, guards),
            )

        return self._once(("answer", guards, arrangement), make)

    def standing(self) -> StandingPlan:
        """The standing plan under the same risk."""
        problem = self.problem("home")
        return self._once(("standing",), lambda: standing_plan(problem))

    def curve(self, arrangement: Arrangement) -> tuple[CurvePoint, ...]:
        """Risk against officers, from none to the strength of the units and half again."""
        problem, most = self.problem(arrangement), self.most_guards()
        counts = sorted({round(most * n / (CURVE_POINTS - 1)) for n in range(CURVE_POINTS)})
        return self._once(("curve", arrangement), lambda: risk_curve(problem, counts))

    def most_guards(self) -> int:
        """The end of the slider: the strength of the units and half again, rounded up to tens."""
        return max(10, -(-self.city().strength * 3 // 20) * 10)

    def proposed(self, guards: int, arrangement: Arrangement, title: str) -> FrozenPlan:
        """The plan as it would be frozen next, with its bound and people at their posts."""
        city, problem = self.city(), self.problem(arrangement)
        answer = self.answer(guards, arrangement)
        result = solve(problem, guards, start=teams_of(problem, answer.result))
        with self._reading() as connection:
            version = latest_version(connection) + 1
        return freeze_of(city, problem, result, guards=guards, version=version, at=self._clock(), title=title)

    def freeze(self, guards: int, arrangement: Arrangement, title: str, actor: str) -> FrozenPlan:
        """Decide a plan; returns it."""
        plan = self.proposed(guards, arrangement, title)

        def decide(connection: Connection) -> Decision:
            event, body = freeze(FreezePlan(plan=plan), latest_version(connection))
            return Decision((event,), (body,))

        self._writer.commit(decide, actor)
        return plan

    def swap(self, command: SwapPeople, actor: str) -> None:
        """Exchange two people of the newest plan."""
        registry = self.city().registry

        def decide(connection: Connection) -> Decision:
            plan = load_plan(connection, command.version)
            return Decision(swap(command, plan, latest_version(connection), registry))

        self._writer.commit(decide, actor)

    def covering(
        self,
        connection: Connection,
        missing: Collection[str],
        later: Sequence[str] = (),
        came: Collection[str] = (),
    ) -> Cover:
        """How the posts of missing people, then of those to relieve, would be taken in the newest plan, by those who
        came before others."""
        city = self.city()
        weights = {one.station: one.weight for one in city.assessment.stations}
        return cover_absent(load_plan(connection), city.registry, missing, weights, later, came)

    def cover(self, command: CoverPosts, actor: str) -> None:
        """Let others take the posts of some people; one new version of the plan."""

        def decide(connection: Connection) -> Decision:
            found = share_of(self.covering(connection, command.missing, command.later, command.came), command.whose)
            plan = load_plan(connection)
            return Decision(cover(command, found, plan, latest_version(connection)))

        self._writer.commit(decide, actor)

    def fix(self, command: LockPost | UnlockPost, actor: str) -> None:
        """Lock, forbid or free a post; the next answer is solved anew."""
        registry = self.city().registry

        def decide(connection: Connection) -> Decision:
            locks = load_locks(connection)
            if isinstance(command, LockPost):
                return Decision(lock(command, locks, registry))
            return Decision(unlock(command, locks))

        self._writer.commit(decide, actor)

    def plans(self) -> tuple[FrozenPlan, ...]:
        """All frozen versions, oldest first."""
        with self._reading() as connection:
            return load_plans(connection)

    def plan(self, version: int | None = None) -> FrozenPlan:
        """One frozen version, the newest by default."""
        with self._reading() as connection:
            return load_plan(connection, version)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(read_only=True)

    def _once(self, key: object, make: Callable[[], T]) -> T:
        """Compute once; one computation at a time, so that a moving slider does not pile up work."""
        with self._solving:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > KEPT_ANSWERS:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]  # type: ignore[return-value]  # the key names what `make` makes
