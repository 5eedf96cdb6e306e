"""Read tables of measures; rebuilt from events."""

from sqlalchemy import Column, Integer, MetaData, String, Table

METADATA = MetaData()

MEASURE = Table(
    "measure",
    METADATA,
    Column("place", String, primary_key=True),
    Column("indicator", String, primary_key=True),
    Column("agency", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("day", String, nullable=False),
    Column("position", Integer, nullable=False),
)
"""What was said of a measure last; a note is sealed under the entry."""

TAKEN = Table(
    "measure_taken",
    METADATA,
    Column("place", String, primary_key=True),
    Column("indicator", String, primary_key=True),
    Column("agency", String, primary_key=True),
    Column("due", String, nullable=False),
    Column("position", Integer, nullable=False),
)
"""Who took a measure last and until when; the words are sealed under the entry."""

VISIT = Table(
    "place_visit",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("place", String, nullable=False),
    Column("day", String, nullable=False),
    Column("actor", String, nullable=False),
)
