"""Read tables of the registry; rebuilt from events. A row is its kind, its key and its canonical JSON."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

REGISTRY_ROW = Table(
    "registry_row",
    METADATA,
    Column("kind", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("position", Integer, nullable=False),
)
"""`position` is the import that last changed the row."""

REGISTRY_BALLOT = Table(
    "registry_ballot",
    METADATA,
    Column("key", String, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
"""Every contest as each import made it: the ballot by which earlier entries are read."""

REGISTRY_IMPORT = Table(
    "registry_import",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("file", String, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
)
