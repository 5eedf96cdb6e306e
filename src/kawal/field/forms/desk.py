"""The desk of forms: publishes, retires and offers again."""

from sqlalchemy.engine import Connection

from kawal.field.desk import FieldDesk
from kawal.field.events import KindOffered, KindPublished, KindRetired
from kawal.field.forms.check import Fault, check_draft
from kawal.field.forms.draft import Draft
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.queries import load_book
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision, Event


class Faulty(Rejected):
    """A draft that may not be published, with everything that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(msg("formulir"), msg("formulir yang lengkap"), faults[0].said)
        self.faults = faults


class FormDesk:
    """What is done with report kinds on one node."""

    def __init__(self, field: FieldDesk) -> None:
        self.field = field

    def check(self, draft: Draft) -> tuple[ReportKind | None, tuple[Fault, ...]]:
        """What a draft would become now."""
        return check_draft(draft, self.field.book())

    def publish(self, draft: Draft, actor: str) -> ReportKind:
        """Ask a kind from now on. Raises Faulty with everything that is wrong."""

        def decide(connection: Connection) -> Decision:
            kind, faults = check_draft(draft, self._book(connection))
            if kind is None:
                raise Faulty(faults)
            return Decision((KindPublished(kind=kind),))

        (recorded,) = self.field.store.writer.commit(decide, actor)
        event = recorded.event
        if not isinstance(event, KindPublished):
            raise TypeError(event)
        return event.kind

    def retire(self, kind: str, actor: str) -> None:
        """A kind is not offered any more. Raises Conflict when it is not offered now."""
        self._change(kind, KindRetired(kind=kind), actor, offered=True)

    def offer(self, kind: str, actor: str) -> None:
        """A retired kind is offered again. Raises Conflict when it is not retired."""
        self._change(kind, KindOffered(kind=kind), actor, offered=False)

    def _change(self, kind: str, event: Event, actor: str, *, offered: bool) -> None:
        def decide(connection: Connection) -> Decision:
            book = self._book(connection)
            newest = book.newest(kind)
            if newest is None or newest.group == "line" or not book.takes(newest):
                raise Rejected("kind", msg("jenis laporan yang dikenal"), kind)
            if (kind not in book.retired) is not offered:
                raise Conflict(msg("formulir %(kind)s sudah begitu", kind=kind))
            return Decision((event,))

        self.field.store.writer.commit(decide, actor)

    def _book(self, connection: Connection) -> KindBook:
        return load_book(connection, self.field.access.founding.profile)
