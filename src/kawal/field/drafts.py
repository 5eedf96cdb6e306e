"""What was pasted or uploaded and does not count yet: kept sealed, for one account, until it is saved or dropped."""

from datetime import UTC, datetime

import msgspec
from sqlalchemy import Column, LargeBinary, String, Table, delete, select
from sqlalchemy.engine import Connection

from kawal.field.incoming import Channel, Incoming
from kawal.field.withheld import without_figures
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.store.dialect import put
from kawal.store.sealing import Sealer
from kawal.store.tables import METADATA as KEPT

DRAFT = Table(
    "draft",
    KEPT,
    Column("id", String(36), primary_key=True),
    Column("account", String, nullable=False),
    Column("created", String, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Drafts are in no log and are not rebuilt; they are gone once they were saved."""


class DraftLine(msgspec.Struct, frozen=True):
    """One line: who wrote it when (ms, 0 where that is unknown), its words, its key for merging.

    `answer` are words that answer what it asks; `accepted` is true when it needs no answer.
    """

    sender: str
    at_ms: int
    text: str
    key: str
    ward: str = ""
    base: str = ""
    """Its key without its ward, where that made it another."""
    answer: str = ""
    accepted: bool = False

    def incoming(self, channel: Channel, text: str, now: datetime) -> Incoming:
        """This line, or its answer, on its way into the log."""
        return Incoming(
            channel=channel,
            text=text,
            at=datetime.fromtimestamp(self.at_ms / 1000, UTC) if self.at_ms else now,
            key=self.key,
            sender=self.sender[:120],
            ward=RegionCode(self.ward) if self.ward else None,
        )

    def of_ward(self, ward: str) -> "DraftLine":
        """The line as one of a ward: the same words of another ward are other news."""
        return (
            msgspec.structs.replace(self, ward=ward, base=self.key, key=sha256_hex(f"{self.key}\n{ward}".encode()))
            if ward
            else self
        )

    def without_votes(self) -> "DraftLine":
        """A line that gives votes, without their figures: for a node that takes no results."""
        masked = without_figures(self.text)
        key = sha256_hex(f"{self.sender}\n{self.at_ms}\n{masked}".encode())  # from which no figure can be guessed
        return msgspec.structs.replace(self, text=masked, key=key)


class Draft(msgspec.Struct, frozen=True):
    """A pasted text or a file: its title, through which door it came, its lines in their order."""

    id: str
    title: str
    channel: Channel
    lines: tuple[DraftLine, ...]
    older: int = 0
    """Messages that were left out because they are of an earlier day."""


class DraftHead(msgspec.Struct, frozen=True):
    """A draft in a list."""

    id: str
    title: str
    created: str
    lines: int


def keep_draft(connection: Connection, sealer: Sealer, account: str, created: str, draft: Draft) -> None:
    """Keep a draft, in the place of its earlier state."""
    key, body = sealer.seal(f"draft {draft.id}", msgspec.json.encode(draft))
    values = {"account": account, "created": created, "key": key, "body": body}
    row = put(connection, DRAFT).values(id=draft.id, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_={"key": key, "body": body}))


def load_draft(connection: Connection, sealer: Sealer, account: str, identity: str) -> Draft:
    """A draft of this account; raises Missing when there is none."""
    row = connection.execute(select(DRAFT).where(DRAFT.c.id == identity, DRAFT.c.account == account)).first()
    if row is None:
        raise Missing(msg("tempelan"), msg("tempelan yang belum disimpan"), identity)
    return msgspec.json.decode(sealer.open(f"draft {identity}", bytes(row.key), bytes(row.body)), type=Draft)


def drafts_of(connection: Connection, sealer: Sealer, account: str) -> tuple[DraftHead, ...]:
    """The drafts of an account, newest first."""
    rows = connection.execute(select(DRAFT).where(DRAFT.c.account == account).order_by(DRAFT.c.created.desc()))
    found = []
    for row in rows:
        draft = msgspec.json.decode(sealer.open(f"draft {row.id}", bytes(row.key), bytes(row.body)), type=Draft)
        found.append(DraftHead(draft.id, draft.title, row.created, len(draft.lines)))
    return tuple(found)


def drop_draft(connection: Connection, account: str, identity: str) -> None:
    """Throw a draft away."""
    connection.execute(delete(DRAFT).where(DRAFT.c.id == identity, DRAFT.c.account == account))
