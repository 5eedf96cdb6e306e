"""One institution's node: founded, opened, and all that its log and tables are made of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from kawal.access import bindings
from kawal.access import events as access_events
from kawal.access import project as access_project
from kawal.access.decide import open_account
from kawal.access.desk import AccessDesk, new_account
from kawal.access.events import DeviceEnrolled, NodeFounded
from kawal.access.model import Directory, Founding, Grant
from kawal.access.profiles import Profile
from kawal.access.project import Identity
from kawal.count import events as count_events
from kawal.count import project as count_project
from kawal.deployment import events as deployment_events
from kawal.deployment import project as deployment_project
from kawal.deployment.readiness import events as readiness_events
from kawal.deployment.readiness import project as readiness_project
from kawal.disputes.clocks import events as clock_events
from kawal.disputes.clocks import project as clock_project
from kawal.disputes.dossier import events as dossier_events
from kawal.disputes.dossier import project as dossier_project
from kawal.disputes.grounds import events as ground_events
from kawal.disputes.grounds import project as ground_project
from kawal.disputes.rules import project as rules_project
from kawal.disputes.threshold import events as threshold_events
from kawal.disputes.threshold import project as threshold_project
from kawal.election import events as election_events
from kawal.election import project as election_project
from kawal.election.regions.indonesia import known_region
from kawal.exchange import events as exchange_events
from kawal.exchange import growth, letters, witnesses
from kawal.exchange.cosign import Cosigner
from kawal.field import events as field_events
from kawal.field import project as field_project
from kawal.field.channels import events as gate_events
from kawal.field.channels import project as gate_project
from kawal.field.channels.odk import events as odk_events
from kawal.field.channels.odk import project as odk_project
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.jws import b64url
from kawal.risk import events as risk_events
from kawal.risk import project as risk_project
from kawal.store import erase
from kawal.store.blobs import open_blobs
from kawal.store.events import Decision, Event, Projection
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
from kawal.store.opened import Store, is_current, open_store, refuse_used, unused_database
from kawal.store.reading import reading
from kawal.store.transaction import NODE
from kawal.store.writer import Writer
from kawal.watch import events as watch_events
from kawal.watch import project as watch_project
from kawal.watch.agencies import contactevents, contacttables
from kawal.watch.convoys import events as convoy_events
from kawal.watch.convoys import project as convoy_project
from kawal.watch.formchecks import events as formcheck_events
from kawal.watch.formchecks import project as formcheck_project

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
            store = open_store(folder, event_kinds(), projections(), clock)
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
    store = open_store(folder, event_kinds(), projections(), clock)
    return Node(store, AccessDesk(store.engine, store.writer, store.blobs.sealer, clock), clock)


@contextmanager
def reading_folder(folder: Path) -> Iterator[Connection]:
    """One read-only transaction on a data folder that someone else may keep; what an older Kawal left is first
    brought to the tables of this one.

    Raises Rejected for what is no node, and for a backup of an older version; Unavailable while an older server
    holds the folder.
    """
    database = database_of(folder)
    with reading(database) as connection:
        current = is_current(connection, projections())
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


def event_kinds() -> tuple[type[Event], ...]:
    """Every event type of every version that a record may hold."""
    return (
        *access_events.EVENTS,
        *bindings.EVENTS,
        *erase.EVENTS,
        *exchange_events.EVENTS,
        *election_events.EVENTS,
        *risk_events.EVENTS,
        *deployment_events.EVENTS,
        *readiness_events.EVENTS,
        *field_events.EVENTS,
        *gate_events.EVENTS,
        *odk_events.EVENTS,
        *count_events.EVENTS,
        *watch_events.EVENTS,
        *contactevents.EVENTS,
        *convoy_events.EVENTS,
        *ground_events.EVENTS,
        *threshold_events.EVENTS,
        *clock_events.EVENTS,
        *dossier_events.EVENTS,
        *formcheck_events.EVENTS,
    )


def projections() -> tuple[Projection, ...]:
    """The read tables of all folders, in the order in which they are folded."""
    return (
        erase.PROJECTION,
        access_project.PROJECTION,
        bindings.PROJECTION,
        witnesses.PROJECTION,
        letters.PROJECTION,
        growth.PROJECTION,
        election_project.PROJECTION,
        risk_project.PROJECTION,
        deployment_project.PROJECTION,
        readiness_project.PROJECTION,
        field_project.PROJECTION,
        gate_project.PROJECTION,
        odk_project.PROJECTION,
        count_project.PROJECTION,
        watch_project.PROJECTION,
        contacttables.PROJECTION,
        convoy_project.PROJECTION,
        rules_project.PROJECTION,
        ground_project.PROJECTION,
        threshold_project.PROJECTION,
        clock_project.PROJECTION,
        dossier_project.PROJECTION,
        formcheck_project.PROJECTION,
    )
