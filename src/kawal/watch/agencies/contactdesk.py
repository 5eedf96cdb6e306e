"""The desk of contacts: whom to reach in an agency, as edited on the page; and how the last try ended."""

import secrets
from collections.abc import Mapping

import msgspec
from sqlalchemy.engine import Connection

from kawal.election.decide import compare, imported
from kawal.election.importers import contacts as reader
from kawal.election.importers.reading import read_rows
from kawal.election.kinds import DECODERS
from kawal.election.model import Contact
from kawal.election.queries import bodies_of, load_registry
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.errors import Missing
from kawal.kernel.language import Message, msg
from kawal.kernel.tabletext import Table, TableRow
from kawal.store.events import Decision, Sealed
from kawal.watch.agencies.contactevents import ContactTried, Tried, TryOutcome
from kawal.watch.desk import WatchDesk

LABELS: dict[str, Message] = {
    "contact_id": msg("Kontak"),
    "agency": msg("Instansi"),
    "region": msg("Wilayah"),
    "name": msg("Nama"),
    "role": msg("Peran"),
    "rank": msg("Urutan"),
    "phone": msg("Telepon"),
    "radio": msg("Panggilan radio"),
    "messenger": msg("Pesan instan"),
    "account": msg("Akun penghubung"),
    "duty": msg("Jaga"),
}
"""The columns of the file, by what the form on the page calls them."""
COLUMNS = tuple(LABELS)
FORM = "formulir"


class ContactDesk:
    """Contacts of one node. An edit is an import of one row: the log says that something changed, never whom."""

    def __init__(self, watch: WatchDesk) -> None:
        self._watch = watch

    def one(self, identity: str) -> Contact:
        """A contact; raises Missing for an unknown one."""
        found = next((one for one in self._watch.field.registry().contacts if one.id == identity), None)
        if found is None:
            raise Missing(msg("kontak"), msg("kontak yang terdaftar"), identity[:40])
        return found

    def read(self, cells: Mapping[str, str]) -> Contact:
        """A contact of a form, by the rules of the file. Raises Rejected with the first thing that is wrong, by the
        label of its field."""
        world = self._watch.field.registry()
        kept = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
        if not kept["contact_id"]:
            taken = {one.id for one in world.contacts}
            numbers = range(1, len(taken) + 2)
            kept["contact_id"] = next(
                f"K-{kept['agency']}-{n}" for n in numbers if f"K-{kept['agency']}-{n}" not in taken
            )
        table = Table("", COLUMNS, (TableRow(1, kept),), titles=tuple(LABELS.values()))
        good, faults = read_rows(table, world, reader.read)
        if faults:
            raise faults[0]
        return next(row for _, row in good if isinstance(row, Contact))

    def save(self, contact: Contact, actor: str) -> None:
        """Keep a contact, new or in the place of the one of its id.

        The log has the hash of what changed: with a random word in it nobody finds a number by trying all.
        """
        kept = msgspec.structs.replace(contact, source=f"{FORM} {secrets.token_hex(16)}")

        def decide(connection: Connection) -> Decision:
            present = bodies_of(connection, "contacts")
            old = DECODERS["contacts"].decode(present[contact.id]) if contact.id in present else None
            if old is not None and msgspec.structs.replace(contact, source=old.source) == old:
                return Decision()
            difference = compare([kept], present, replace=False)
            event, body = imported("contacts", [kept], difference, FORM, sha256_hex(canonical(kept)))
            return Decision((event,), (body,))

        self._watch.field.store.writer.commit(decide, actor)

    def remove(self, contact: Contact, actor: str) -> None:
        """Let a contact go; one that is gone stays gone."""

        def decide(connection: Connection) -> Decision:
            rows = [one for one in load_registry(connection).contacts if one.id != contact.id]
            difference = compare(rows, bodies_of(connection, "contacts"), replace=True)
            if difference.empty:
                return Decision()
            event, body = imported("contacts", rows, difference, FORM, sha256_hex(b""))
            return Decision((event,), (body,))

        self._watch.field.store.writer.commit(decide, actor)

    def tried(self, contact: Contact, outcome: TryOutcome, actor: str) -> None:
        """Note how a try to reach a contact ended; whom it was is sealed."""
        event = ContactTried(agency=contact.agency, region=contact.region)
        private = msgspec.json.encode(Tried(contact.id, outcome))
        self._watch.field.store.writer.commit(lambda _: Decision((Sealed(event, private),)), actor)
