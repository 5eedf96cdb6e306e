"""What a newer Kawal wrote, a data folder or a backup: refused whole with one sentence, and left as it was."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData, insert, text
from sqlalchemy.engine import Connection

from kawal.cli import main
from kawal.cli.exercise_city import pack_folder
from kawal.known import KINDS, PROJECTIONS
from kawal.node import Node, found_node
from kawal.store.backup import make_backup
from kawal.store.engine import open_engine
from kawal.store.events import Decision, Event
from kawal.store.folder import SETTINGS, Settings, database_of
from kawal.store.opened import open_store
from kawal.store.tables import PROJECTION_VERSION
from tests.conftest import exercise_clock, new_node


class Imported(Event, frozen=True, tag="registry_imported/2", kw_only=True):
    """The next version of an event that this Kawal knows."""

    more: str


def newer_shape(connection: Connection) -> str:
    """A migration of tomorrow."""
    connection.execute(text("update alembic_version set version_num = '0099'"))
    return "data of shape 0099"


def newer_rows(connection: Connection) -> str:
    """The count as a later version folds it."""
    connection.execute(text("update projection_version set version = 99 where name = 'count'"))
    return "read table count version 99"


def unknown_table(connection: Connection) -> str:
    """A read table that there is not yet."""
    connection.execute(insert(PROJECTION_VERSION).values(name="patrols", version=1))
    return "read table patrols version 1"


def by_newer(folder: Path) -> None:
    """A newer Kawal opens the folder and records an event of its own."""
    store = open_store(folder, (*KINDS, Imported), PROJECTIONS, exercise_clock)
    store.writer.commit(lambda _: Decision((Imported(more="x"),)), "test")
    store.close()


def in_database(change: Callable[[Connection], str]) -> Callable[[Path], str]:
    """What is done to a folder's database."""

    def done(folder: Path) -> str:
        engine = open_engine(database_of(folder))
        with engine.begin() as connection:
            said = change(connection)
        engine.dispose()
        return said

    return done


def newer_event(folder: Path) -> str:
    """An event of a version that is not known."""
    by_newer(folder)
    return "entry registry_imported/2"


def newer_settings(folder: Path) -> str:
    """A field of tomorrow in node.json."""
    file = folder / SETTINGS
    file.write_text(json.dumps({**json.loads(file.read_text()), "replica": "x"}))
    return "field replica"


CHANGES = [in_database(newer_shape), in_database(newer_rows), in_database(unknown_table), newer_event, newer_settings]
IDS = ["shape", "rows", "table", "event", "settings"]


def content(folder: Path, database: Path | str) -> object:
    """All rows of all tables, and the bytes of every other file."""
    engine, found = open_engine(database), MetaData()
    with engine.connect().execution_options(read_only=True) as connection:
        found.reflect(connection)
        rows = {name: sorted(map(repr, connection.execute(table.select()))) for name, table in found.tables.items()}
    engine.dispose()
    files = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file() and ".sqlite3" not in one.name}
    return rows, files


def refused(words: list[str], folder: Path, got: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one sentence with where, expected and got, nothing on standard output."""
    capsys.readouterr()
    assert main([*words, "--lang", "en"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1, told.err
    assert str(folder) in told.err
    assert f"expected data of this version of Kawal or an older one; update Kawal, got {got}" in told.err


@pytest.fixture(params=["sqlite", "postgresql"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Node:
    """A node on each kind of database, with a backup beside it; closed."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    place = Settings(database=url)
    made = found_node(
        tmp_path / "node", "training", "Kota", "63.71", clock=exercise_clock, settings=place, exercise=True
    )
    make_backup(made.store, tmp_path / "backup")
    made.close()
    return made


@pytest.mark.parametrize("change", CHANGES, ids=IDS)
def test_every_command_refuses_a_folder_of_a_newer_kawal(
    change: Callable[[Path], str], node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Serve, rebuild, verify, backup, restore over it, imports, plain questions: nothing is changed by any."""
    database = database_of(node.folder)
    got = change(node.folder)
    data, before = ["--data", str(node.folder)], content(node.folder, database)
    regions = pack_folder() / "regions.csv"
    for words in (
        ["serve", "--port", "0", *data],
        ["rebuild", *data],
        ["backup", str(tmp_path / "other"), *data],
        ["restore", str(tmp_path / "backup"), "--database", "", *data],  # which would leave PostgreSQL as it is
        ["import", "regions", str(regions), *data],
        ["risk", *data],
        ["witness", "list", *data],
        ["dispute", "indications", str(node.folder)],
        ["verify", str(node.folder)],
    ):
        refused(words, node.folder, got, capsys)
        assert content(node.folder, database) == before, words
    assert not (tmp_path / "other").exists()


def test_a_backup_of_a_newer_kawal_is_neither_verified_nor_restored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It holds no versions of read tables: its log says it, with the entry."""
    folder, backup = tmp_path / "node", tmp_path / "backup"
    new_node(folder).close()
    by_newer(folder)
    store = open_store(folder, (*KINDS, Imported), PROJECTIONS, exercise_clock)
    size = make_backup(store, backup).size
    store.close()
    said = f"entry {size - 1}: registry_imported/2"
    refused(["verify", str(backup)], backup, said, capsys)
    target = tmp_path / "machine"
    words = ["restore", str(backup), "--data", str(target), "--keys", str(folder / "keys")]
    refused(words, backup, said, capsys)
    assert not target.exists()


def test_a_newer_entry_that_no_version_tells_of_is_not_folded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a restore by hand: rebuild and verify read the whole log."""
    folder = tmp_path / "node"
    new_node(folder).close()
    by_newer(folder)
    in_database(lambda connection: str(connection.execute(text("delete from projection_version"))))(folder)
    assert main(["rebuild", "--data", str(folder), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "kind registry_imported/2 is not known to this version of Kawal; update Kawal" in told
    refused(["verify", str(folder)], folder, "entry 4: registry_imported/2", capsys)  # after four of the founding
