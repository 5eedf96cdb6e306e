"""Files of a submission that comes in several requests: held, sealed, until all that it names are there."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.tables import ODK_PART
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg
from kawal.store.dialect import put
from kawal.store.sealing import Sealer

XML = ""
"""The name under which the XML itself is held; no file has it."""
LONGEST_WAIT = timedelta(minutes=10)
MOST_HELD = 120
"""Files that one account may have waiting."""


class TooManyHeld(Unavailable):
    """An account begins submissions and never ends them."""

    status = 429


def submission_key(account: str, instance: str) -> str:
    """The name of a submission among those that wait."""
    return sha256_hex(canonical((account, instance)))


def hold(
    connection: Connection, sealer: Sealer, account: str, key: str, files: Mapping[str, bytes], now: datetime
) -> None:
    """Keep files, each once by its name. Raises TooManyHeld."""
    waiting = connection.scalar(select(func.count()).select_from(ODK_PART).where(ODK_PART.c.account == account)) or 0
    if waiting + len(files) > MOST_HELD:
        raise TooManyHeld(msg("terlalu banyak kiriman yang belum lengkap"), permanent=False)
    for name, content in files.items():
        identity = _identity(key, name)
        wrapped, body = sealer.seal(f"odk {identity}", content)
        row = put(connection, ODK_PART).values(
            id=identity, instance=key, account=account, received=now.isoformat(), key=wrapped, body=body
        )
        connection.execute(row.on_conflict_do_nothing(index_elements=["id"]))


def held(connection: Connection, sealer: Sealer, key: str, names: tuple[str, ...]) -> dict[str, bytes]:
    """Of the files with these names, those that wait."""
    identities = {_identity(key, name): name for name in names}
    rows = connection.execute(select(ODK_PART).where(ODK_PART.c.id.in_(list(identities))))
    return {identities[row.id]: sealer.open(f"odk {row.id}", bytes(row.key), bytes(row.body)) for row in rows}


def holder(connection: Connection, key: str) -> str:
    """The account of a submission that waits; empty when it does not."""
    return connection.scalar(select(ODK_PART.c.account).where(ODK_PART.c.instance == key).limit(1)) or ""


def forget(connection: Connection, key: str) -> None:
    """The report was made, or set aside."""
    connection.execute(delete(ODK_PART).where(ODK_PART.c.instance == key))


def _identity(key: str, name: str) -> str:
    return sha256_hex(canonical((key, name)))
