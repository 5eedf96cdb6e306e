"""Named reads of accounts, devices and the founding."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.access.model import Account, Device, Directory, Founding, Grant
from kawal.access.roles import SECOND_FACTOR
from kawal.access.tables import ACCOUNT, DEVICE, FACTOR_WANTED, FOUNDING, GRANT
from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.record.jws import public_key, unb64url


def load_founding(connection: Connection) -> Founding:
    """Entry 0; raises RecordError for a log that has none."""
    body = connection.scalar(select(FOUNDING.c.body))
    if body is None:
        raise RecordError(msg("catatan ini tidak dimulai dengan pendirian simpul"))
    return msgspec.json.decode(body, type=Founding)


def load_directory(connection: Connection) -> Directory:
    """All accounts with their grants, and all devices."""
    grants: dict[str, list[Grant]] = {}
    for row in connection.execute(select(GRANT).order_by(GRANT.c.account, GRANT.c.role, GRANT.c.agency)):
        grants.setdefault(row.account, []).append(Grant(row.role, row.agency, row.region))
    accounts = {
        row.id: Account(row.id, row.login, row.name, row.person, tuple(grants.get(row.id, [])), row.closed)
        for row in connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.position))
    }
    devices = {
        row.kid: Device(row.kid, row.account, public_key(unb64url(row.public_key)), row.enrolled_at, row.revoked)
        for row in connection.execute(select(DEVICE))
    }
    decided = {row.role: row.wanted for row in connection.execute(select(FACTOR_WANTED))}
    return Directory(accounts, devices, SECOND_FACTOR | decided)
