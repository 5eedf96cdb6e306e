"""What the migrations make is what the code expects, on each kind of database."""

from pathlib import Path

import pytest
from sqlalchemy import inspect

import kawal.access.tables
import kawal.node  # every table is known, whichever tests run
import kawal.store.migrations
from kawal.store.engine import open_engine
from kawal.store.migrations import SHAPES, migrate
from kawal.store.tables import METADATA, kept_tables


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrated_shape_is_the_declared_one(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Tables, columns, what may be empty, and primary keys; migrating again changes nothing."""
    place = request.getfixturevalue("postgresql") if kind == "postgresql" else tmp_path / "a.sqlite3"
    engine = open_engine(place)
    for _ in range(2):
        migrate(engine)
    found = inspect(engine)
    assert set(found.get_table_names()) == {table.name for table in METADATA.sorted_tables} | {"alembic_version"}
    for table in METADATA.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}
        keys = found.get_pk_constraint(table.name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key]
    assert {"entry", "head", "sealed", "blob", "credential"} <= {table.name for table in kept_tables()}
    files = Path(kawal.store.migrations.__file__).parent.glob("versions/0*.py")
    assert list(SHAPES) == sorted(path.name[:4] for path in files)
    engine.dispose()
