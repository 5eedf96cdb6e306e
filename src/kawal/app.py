"""The only place where the parts of a node are wired together."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.deployment import events as deployment_events
from kawal.deployment import project as deployment_project
from kawal.deployment.queries import load_locks
from kawal.deployment.registry import City
from kawal.election import events as election_events
from kawal.election import project as election_project
from kawal.election.queries import load_registry
from kawal.jurisdiction.load import instrument
from kawal.kernel.clock import Clock, system_clock
from kawal.risk import events as risk_events
from kawal.risk import project as risk_project
from kawal.risk.assess import assess
from kawal.store.engine import open_engine
from kawal.store.events import Event, Projection
from kawal.store.folder import DATABASE
from kawal.store.writer import Writer


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


def event_kinds() -> tuple[type[Event], ...]:
    """Every event type of every version that a record may hold."""
    return (*election_events.EVENTS, *risk_events.EVENTS, *deployment_events.EVENTS)


def projections() -> tuple[Projection, ...]:
    """The read tables of all folders, in the order in which they are folded."""
    return (election_project.PROJECTION, risk_project.PROJECTION, deployment_project.PROJECTION)
