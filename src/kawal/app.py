"""The only place where the parts of a node are wired together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from litestar import Litestar
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.deployment import events as deployment_events
from kawal.deployment import http, http_units
from kawal.deployment import project as deployment_project
from kawal.deployment.desk import PlanDesk
from kawal.deployment.model import Assumptions
from kawal.deployment.paper.letterhead import Letterhead
from kawal.deployment.queries import load_locks
from kawal.deployment.registry import City
from kawal.election import events as election_events
from kawal.election import project as election_project
from kawal.election.queries import load_registry
from kawal.jurisdiction.load import instrument
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.language import msg
from kawal.risk import events as risk_events
from kawal.risk import http as risk_http
from kawal.risk import project as risk_project
from kawal.risk.assess import assess, election_day
from kawal.risk.desk import RiskDesk
from kawal.store.engine import open_engine
from kawal.store.events import Event, Projection
from kawal.store.folder import DATABASE
from kawal.store.writer import Writer
from kawal.web.application import application
from kawal.web.assets import built_assets
from kawal.web.render import NavItem, Renderer, Shell

DEFAULT_ASSUMPTIONS = Assumptions()


class Node(msgspec.Struct, frozen=True):
    """One institution's node, opened: its folder, database, writer and civil clock."""

    folder: Path
    engine: Engine
    writer: Writer
    clock: Clock

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads, on one snapshot."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            yield connection


def open_node(folder: Path, clock: Clock = system_clock) -> Node:
    """Open the node of a data folder, which must exist and be held by `store.folder.exclusive` by who writes."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(folder / DATABASE)
    return Node(folder, engine, Writer(engine, event_kinds(), projections(), clock), clock)


def load_city(node: Node) -> City:
    """All that a plan of this node's registry is made of, on one snapshot."""
    with node.reading() as connection:
        registry, locks = load_registry(connection), load_locks(connection)
    return City(registry=registry, assessment=assess(registry, instrument(), node.clock().date()), locks=locks)


def open_desk(node: Node, assumptions: Assumptions = DEFAULT_ASSUMPTIONS) -> PlanDesk:
    """The desk that answers questions about risk and plan of a node."""
    risk_desk = RiskDesk(node.engine, node.writer, instrument(), node.clock)
    return PlanDesk(node.engine, node.writer, risk_desk, node.clock, assumptions)


def create_app(node: Node, letterhead: Letterhead, assumptions: Assumptions = DEFAULT_ASSUMPTIONS) -> Litestar:
    """The pages of a node as an ASGI application."""
    desk = open_desk(node, assumptions)
    risk_desk = desk.risk
    shell = Shell(
        institution=letterhead.institution,
        profile=msg("Pelatihan") if letterhead.exercise else msg("Ketertiban"),
        exercise=letterhead.exercise,
        pages=(
            NavItem("/rencana", msg("Rencana")),
            NavItem("/peringkat", msg("Peringkat")),
            NavItem("/mitigasi", msg("Mitigasi")),
            NavItem("/satuan", msg("Satuan")),
            NavItem("/cetak", msg("Cetak")),
        ),
        event_day=lambda: election_day(risk_desk.present()[0]),
        now=node.clock,
    )
    assets = built_assets()
    renderer = Renderer(shell, assets, ("kawal.risk", "kawal.deployment"))
    return application(
        [*http.ROUTES, *http_units.ROUTES, *risk_http.ROUTES],
        renderer,
        assets,
        {"desk": desk, "risk_desk": risk_desk, "letterhead": letterhead},
    )


def event_kinds() -> tuple[type[Event], ...]:
    """Every event type of every version that a record may hold."""
    return (*election_events.EVENTS, *risk_events.EVENTS, *deployment_events.EVENTS)


def projections() -> tuple[Projection, ...]:
    """The read tables of all folders, in the order in which they are folded."""
    return (election_project.PROJECTION, risk_project.PROJECTION, deployment_project.PROJECTION)
