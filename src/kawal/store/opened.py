"""The store of a node, opened: engine, secrets, blobs and writer of one data folder."""

from pathlib import Path

import msgspec
from sqlalchemy import Engine, inspect
from sqlalchemy.engine import Connection

from kawal.kernel.clock import Clock
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.store.blobs import Blobs, open_blobs
from kawal.store.engine import open_engine
from kawal.store.events import Event, Projection
from kawal.store.folder import BLOBS, DATABASE, HEAD_FILE, PUBLISHED, read_settings
from kawal.store.folding import Folding, outdated
from kawal.store.keys import NodeKeys, load_keys
from kawal.store.log import read_head
from kawal.store.migrations import is_newest, migrate
from kawal.store.newer import refuse_newer, versions_of
from kawal.store.publish import refuse_to_shrink
from kawal.store.sealing import Sealer
from kawal.store.tables import HEAD
from kawal.store.transaction import Transactions
from kawal.store.writer import Writer


class Store(msgspec.Struct, frozen=True):
    """Everything that a data folder holds. Only who holds its lock may write."""

    folder: Path
    engine: Engine
    keys: NodeKeys
    blobs: Blobs
    writer: Writer

    @property
    def published(self) -> Path:
        """The folder of the published log."""
        return self.folder / PUBLISHED

    @property
    def database(self) -> Path:
        """The file of an SQLite database."""
        return self.folder / DATABASE

    def refuse_older_log(self) -> None:
        """Raise RecordError unless the log contains every tree that ever left it; for everything that writes, signs
        or publishes."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            refuse_to_shrink(connection, self.published, self.keys.log.verifier)

    def close(self) -> None:
        """Stop the writer and let the database go."""
        self.writer.close()
        self.engine.dispose()


def open_store(
    folder: Path, kinds: tuple[type[Event], ...], projections: tuple[Projection, ...], clock: Clock
) -> Store:
    """Open the folder of a node that `kawal init` made.

    Raises Rejected for what a newer Kawal wrote. The first write checks that the log contains every tree that ever
    left it (RecordError otherwise).
    """
    settings = read_settings(folder)
    keys = load_keys(folder)
    engine = open_engine(settings.database or folder / DATABASE)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            refuse_newer(connection, folder, versions_of(kinds, projections))
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    blobs = Blobs(open_blobs(settings.blobs or folder / BLOBS), Sealer(keys.folder))
    published = folder / PUBLISHED
    published.mkdir(exist_ok=True)
    folding = Folding(kinds, projections, blobs)
    writer = Writer(
        engine,
        folding,
        Transactions(engine, folding, blobs, clock, keys.log),
        lambda connection: refuse_to_shrink(connection, published, keys.log.verifier),
        published / HEAD_FILE,
    )
    return Store(folder, engine, keys, blobs, writer)


def is_current(connection: Connection, projections: tuple[Projection, ...]) -> bool:
    """Whether a database has the tables of this version: no newer Kawal than the one that wrote it reads it now."""
    return is_newest(connection) and not outdated(connection, projections)


def unused_database(database: Path | str, where: Message | str) -> Engine:
    """An engine on a database that holds no log; raises Rejected for one that does, Unavailable for a silent one."""
    engine = open_engine(database)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            if inspect(connection).has_table(HEAD.name):
                refuse_used(connection, where)
    except BaseException:
        engine.dispose()
        raise
    return engine


def refuse_used(connection: Connection, where: Message | str) -> None:
    """Raise Rejected when the database holds a log: two foundings in one log would be nobody's."""
    size = read_head(connection).size
    if size:
        raise Rejected(where, msg("basis data kosong"), msg("sudah berisi %(n)s catatan", n=size))
