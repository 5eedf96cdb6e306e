"""Shapes of the tables that cannot be rebuilt, one revision after the other (Alembic)."""

from pathlib import Path

from sqlalchemy import Engine, inspect
from sqlalchemy import text as sql
from sqlalchemy.engine import Connection

SHAPES = ("0001", "0011", "0012", "0013", "0014")
"""All revisions, in their order."""
NEWEST = SHAPES[-1]


def shape_of(connection: Connection) -> str:
    """The shape of a database; empty for one that has no tables of Kawal yet."""
    known = inspect(connection).has_table("alembic_version")
    return str(connection.scalar(sql("select version_num from alembic_version")) or "") if known else ""


def is_newest(connection: Connection) -> bool:
    """Whether a database has the newest shape."""
    return shape_of(connection) == NEWEST


def migrate(engine: Engine) -> None:
    """Bring a database to the newest shape; a database that has it is left alone without loading Alembic."""
    with engine.connect().execution_options(read_only=True) as connection:
        if is_newest(connection):
            return
    from alembic import command  # noqa: PLC0415  a third of a second, paid when there is something to do
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, NEWEST)
