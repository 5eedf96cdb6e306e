"""Events of accounts and devices -> rows."""

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from kawal.access.events import (
    AccountClosed,
    AccountOpened,
    DeviceEnrolled,
    DeviceRevoked,
    NodeFounded,
    RoleGranted,
    RoleRevoked,
    SecondFactorWanted,
)
from kawal.access.model import Founding
from kawal.access.tables import ACCOUNT, DEVICE, FACTOR_WANTED, FOUNDING, GRANT, METADATA
from kawal.store.dialect import put
from kawal.store.erase import BodyErased
from kawal.store.events import Bodies, Projection, Recorded


class Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The private part of an account."""

    login: str
    name: str


def _founded(connection: Connection, entry: Recorded[NodeFounded], _bodies: Bodies) -> None:
    founding = msgspec.convert(msgspec.structs.asdict(entry.event), Founding)
    body = msgspec.json.encode(founding).decode()
    connection.execute(insert(FOUNDING).values(position=entry.index, body=body))


def _opened(connection: Connection, entry: Recorded[AccountOpened], bodies: Bodies) -> None:
    private = bodies.private(entry.index)
    identity = msgspec.json.decode(private, type=Identity) if private else Identity("", "")
    connection.execute(
        insert(ACCOUNT).values(
            id=entry.event.account,
            position=entry.index,
            login=identity.login,
            name=identity.name,
            person=entry.event.person,
            closed=False,
        )
    )


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    connection.execute(ACCOUNT.update().where(ACCOUNT.c.position == entry.event.index).values(login="", name=""))


def _closed(connection: Connection, entry: Recorded[AccountClosed], _bodies: Bodies) -> None:
    connection.execute(ACCOUNT.update().where(ACCOUNT.c.id == entry.event.account).values(closed=True))


def _granted(connection: Connection, entry: Recorded[RoleGranted], _bodies: Bodies) -> None:
    event = entry.event
    row = put(connection, GRANT).values(
        account=event.account, role=event.role, agency=event.agency, region=event.region
    )
    connection.execute(row.on_conflict_do_nothing())


def _revoked(connection: Connection, entry: Recorded[RoleRevoked], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(
        delete(GRANT).where(
            GRANT.c.account == event.account,
            GRANT.c.role == event.role,
            GRANT.c.agency == event.agency,
            GRANT.c.region == event.region,
        )
    )


def _wanted(connection: Connection, entry: Recorded[SecondFactorWanted], _bodies: Bodies) -> None:
    values = {"wanted": entry.event.wanted}
    row = put(connection, FACTOR_WANTED).values(role=entry.event.role, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["role"], set_=values))


def _enrolled(connection: Connection, entry: Recorded[DeviceEnrolled], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(
        insert(DEVICE).values(
            kid=event.kid,
            account=event.account,
            public_key=event.public_key,
            enrolled_at=entry.at.isoformat(),
            revoked=False,
        )
    )


def _device_revoked(connection: Connection, entry: Recorded[DeviceRevoked], _bodies: Bodies) -> None:
    connection.execute(DEVICE.update().where(DEVICE.c.kid == entry.event.kid).values(revoked=True))


PROJECTION = Projection(
    name="access",
    version=2,
    tables=METADATA,
    folds={
        NodeFounded: _founded,
        AccountOpened: _opened,
        AccountClosed: _closed,
        RoleGranted: _granted,
        RoleRevoked: _revoked,
        SecondFactorWanted: _wanted,
        DeviceEnrolled: _enrolled,
        DeviceRevoked: _device_revoked,
        BodyErased: _erased,
    },
)
