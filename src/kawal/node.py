"""One institution's node: founded and opened."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from kawal.access.decide import open_account
from kawal.access.desk import AccessDesk, new_account
from kawal.access.events import DeviceEnrolled, NodeFounded
from kawal.access.model import Directory, Founding, Grant
from kawal.access.profiles import Profile
from kawal.access.project import Identity
from kawal.election.regions.indonesia import known_region
from kawal.exchange.cosign import Cosigner
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.known import KINDS, PROJECTIONS, VERSIONS
from kawal.record.jws import b64url
from kawal.store.blobs import open_blobs
from kawal.store.events import Decision
from kawal.store.folder import (
    DATABASE,
    SETTINGS,
    Settings,
    database_of,
    emptied,
    exclusive,
    is_backup,
    read_settings,
    unmade,
    write_settings,
)
from kawal.store.keys import NodeKeys, create_keys
from kawal.store.newer import refuse_newer
from kawal.store.opened import Store, is_current, open_store, refuse_used, unused_database
from kawal.store.reading import reading
from kawal.store.transaction import NODE
from kawal.store.writer import Writer

MOST_INSTITUTION = 80


class Node(msgspec.Struct, frozen=True):
    """One institution's node, opened: its store, its accounts and its civil clock."""

    store: Store
    access: AccessDesk
    clock: Clock

    @property
    def folder(self) -> Path:
        return self.store.folder

    @property
    def engine(self) -> Engine:
        return self.store.engine

    @property
    def writer(self) -> Writer:
        return self.store.writer

    @property
    def founding(self) -> Founding:
        """Whose node this is and what it is for."""
        return self.access.founding

    def close(self) -> None:
        """Finish what is queued and let the folder go."""
        self.access.close()
        self.store.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads, on one snapshot."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            yield connection


def found_node(
    folder: Path,
    profile: Profile,
    institution: str,
    region: str,
    *,
    clock: Clock = system_clock,
    settings: Settings = Settings(),  # noqa: B008  frozen
    exercise: bool = False,
) -> Node:
    """Make a node: its secrets, its settings, and entry 0 of its log, the founding with the first administrator.

    An `exercise` is marked as one for good; a training node always is.

    Raises Rejected when the folder or the database holds a node already, or for an unfit institution or region;
    nothing that was made is left then.
    """
    if (folder / SETTINGS).exists():
        raise Rejected(str(folder), msg("folder tanpa simpul"), msg("sudah berisi simpul"))
    if not 2 <= len(institution.strip()) <= MOST_INSTITUTION:
        raise Rejected("--institution", msg("2 sampai 80 huruf"), institution)
    known_region(region, "--region")
    if settings.database:
        unused_database(settings.database, "--database").dispose()
    elif (folder / DATABASE).exists():
        raise Rejected(str(folder / DATABASE), msg("folder tanpa simpul"), msg("sudah berisi basis data"))
    if settings.blobs:
        open_blobs(settings.blobs)
    with unmade(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with emptied(folder):
            folder.chmod(0o700)
            keys = create_keys(folder, f"kawal/{slug(institution)}")
            write_settings(folder, settings)
            store = open_store(folder, KINDS, PROJECTIONS, clock)
            try:
                founded = NodeFounded(
                    profile=profile,
                    institution=institution.strip(),
                    origin=keys.log.verifier.name,
                    region=region,
                    log_key=str(keys.log.verifier),
                    report_key=b64url(keys.report_public),
                    exercise=exercise or profile == "training",
                )
                store.writer.commit(lambda rows: _founding(rows, founded, keys), "init")
            except IntegrityError:  # another founded a node here in the same moment
                store.close()
                raise Rejected("--database", msg("basis data kosong"), msg("sudah berisi simpul")) from None
            except BaseException:
                store.close()
                raise
    return Node(store, AccessDesk(store.engine, store.writer, store.blobs.sealer, clock), clock)


def _founding(connection: Connection, founded: NodeFounded, keys: NodeKeys) -> Decision:
    """Entry 0, the key under which the node signs reports for others, and who lets everyone else in."""
    refuse_used(connection, "--database")  # another may have founded a node here since it was looked at
    node_key = DeviceEnrolled(kid=keys.report_kid, account=NODE, public_key=b64url(keys.report_public))
    nobody = Directory(accounts={}, devices={})
    first = open_account(nobody, new_account(), Identity(login="admin", name="Admin"), (Grant("administrator"),))
    return Decision((founded, node_key, *first.events))


def slug(name: str) -> str:
    """A name as it stands in a log's origin: small letters, digits and hyphens."""
    return "-".join(part for part in re.split(r"[^a-z0-9]+", name.lower()) if part) or "simpul"


def open_node(folder: Path, clock: Clock = system_clock) -> Node:
    """Open the node of a data folder, which must be held by `store.folder.exclusive` by who writes."""
    store = open_store(folder, KINDS, PROJECTIONS, clock)
    return Node(store, AccessDesk(store.engine, store.writer, store.blobs.sealer, clock), clock)


@contextmanager
def reading_folder(folder: Path) -> Iterator[Connection]:
    """One read-only transaction on a data folder that someone else may keep; what an older Kawal left is first
    brought to the tables of this one.

    Raises Rejected for what is no node, for a backup of an older version and for what a newer one wrote; Unavailable
    while an older server holds the folder.
    """
    database = database_of(folder)
    with reading(database) as connection:
        refuse_newer(connection, folder, VERSIONS)
        current = is_current(connection, PROJECTIONS)
    if not current:
        _bring_up_to_date(folder)
    with reading(database) as connection:
        yield connection


def _bring_up_to_date(folder: Path) -> None:
    if is_backup(folder):
        raise Rejected(str(folder), msg("cadangan dari versi ini"), msg("dari versi lain: kawal restore dahulu"))
    read_settings(folder)
    try:
        with exclusive(folder):
            open_node(folder).close()
    except Unavailable as error:
        raise Unavailable(
            msg(
                "%(held)s, dan tabelnya dari versi lain: hentikan server itu, lalu jalankan kawal serve versi ini",
                held=error.message,
            ),
            permanent=False,
        ) from None


def refuse_older_log(node: Node, *, ask_witnesses: bool = True) -> None:
    """Raise RecordError unless this log contains all that was published or witnessed; before anything is written."""
    node.store.refuse_older_log()
    if ask_witnesses:
        cosigner = Cosigner(node.store)
        try:
            cosigner.refuse_when_behind()
        finally:
            cosigner.close()
