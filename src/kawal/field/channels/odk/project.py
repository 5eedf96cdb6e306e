"""Events of ODK clients -> rows."""

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.events import OdkKeyMade, OdkKeyRevoked, ReportReplaced
from kawal.field.channels.odk.tables import HOLDER, METADATA, REPLACED
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _made(connection: Connection, entry: Recorded[OdkKeyMade], _bodies: Bodies) -> None:
    account = entry.event.account
    connection.execute(delete(HOLDER).where(HOLDER.c.account == account))
    connection.execute(insert(HOLDER).values(account=account, position=entry.index, made=entry.at.isoformat()))


def _revoked(connection: Connection, entry: Recorded[OdkKeyRevoked], _bodies: Bodies) -> None:
    connection.execute(delete(HOLDER).where(HOLDER.c.account == entry.event.account))


def _replaced(connection: Connection, entry: Recorded[ReportReplaced], _bodies: Bodies) -> None:
    event = entry.event
    row = put(connection, REPLACED).values(report=event.report, replaces=event.replaces, position=entry.index)
    connection.execute(row.on_conflict_do_nothing(index_elements=["report"]))


PROJECTION = Projection(
    name="odk",
    version=1,
    tables=METADATA,
    folds={OdkKeyMade: _made, OdkKeyRevoked: _revoked, ReportReplaced: _replaced},
)
