"""A folder: every entry, every blob; a served one raises no alarm, a damaged one is one sentence."""

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from kawal.cli import main
from kawal.node import open_node
from kawal.store.folder import BLOBS, DATABASE
from kawal.store.log import read_head
from kawal.store.publish import publish
from kawal.store.tables import BLOB, ENTRY
from kawal.store.wal import move_pages
from tests.cli.verifying.conftest import Told
from tests.test_upkeep import PHOTO, Kept


def blob_file(kept: Kept) -> Path:
    """Where the photo lies."""
    return kept.folder / BLOBS / kept.photo[:2] / kept.photo


def count_blobs(kept: Kept) -> int:
    """How many blobs the node keeps."""
    return sum(path.is_file() for path in (kept.folder / BLOBS).rglob("*"))


def test_every_blob_is_opened_and_hashed(kept: Kept, verify: Told) -> None:
    """All of them; the photo changed, cut to nothing, or gone is a fault that names it."""
    code, said = verify(kept.folder)
    assert code == 0
    assert f"{count_blobs(kept)} blobs were opened" in " ".join(said["checked"])
    whole, file = blob_file(kept).read_bytes(), blob_file(kept)
    for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), b"", b"short", PHOTO):
        file.write_bytes(damaged)
        code, said = verify(kept.folder)
        assert (code, len(said["faults"])) == (1, 1)
        assert kept.photo in said["faults"][0]
    file.unlink()
    code, said = verify(kept.folder)
    assert code == 1
    assert f"1 blob is missing: {kept.photo}" in said["faults"][0]


def test_a_blob_that_only_the_log_still_knows_is_missing(kept: Kept, verify: Told) -> None:
    """Whoever removes a blob with its row leaves the entry that names it. Every row is named by an entry."""
    node = open_node(kept.folder)
    with node.engine.begin() as connection:
        names = list(connection.scalars(BLOB.select().with_only_columns(BLOB.c.sha256)))
        connection.execute(BLOB.delete())
    node.close()
    code, said = verify(kept.folder)
    assert code == 1
    assert f"{len(names)} blobs are missing" in said["faults"][0]


def test_an_erased_blob_is_counted_and_is_no_fault(kept: Kept, verify: Told) -> None:
    """One photo, its key destroyed."""
    assert main(["erase", str(kept.index), "--basis", "UU 27/2022", "--data", str(kept.folder)]) == 0
    code, said = verify(kept.folder)
    assert (code, said["faults"]) == (0, [])
    assert "1 were erased" in " ".join(said["checked"])


def test_without_the_keys_blobs_are_only_looked_for(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """A backup: that they were not opened is said; one that is gone is a fault all the same."""
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    code, said = verify(backup)
    assert code == 0
    assert f"{count_blobs(kept)} blobs are there and were not opened" in said["unchecked"][0]
    (backup / BLOBS / kept.photo[:2] / kept.photo).unlink()
    assert verify(backup)[0] == 1


def test_a_backup_of_a_damaged_blob_does_not_count(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says which, and leaves no backup."""
    blob_file(kept).write_bytes(b"damaged" * 9)
    assert main(["backup", str(tmp_path / "backup"), "--data", str(kept.folder), "--lang", "en"]) == 2
    assert kept.photo in capsys.readouterr().err
    assert not (tmp_path / "backup").exists()


def test_a_node_that_goes_on_publishing_raises_no_alarm(kept: Kept, verify: Told) -> None:
    """After the snapshot is taken the node commits and publishes: the checkpoint was read before."""
    node = open_node(kept.folder)
    went_on: list[str] = []

    @event.listens_for(Engine, "after_cursor_execute")
    def go_on(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "head" in statement and not went_on:
            went_on.append(statement)
            thread = threading.Thread(target=grow)
            thread.start()
            thread.join()

    def grow() -> None:
        node.access.open_account("meanwhile", "Nama", (), "test")
        publish(node.engine, node.store.published)

    try:
        code, said = verify(kept.folder)
    finally:
        event.remove(Engine, "after_cursor_execute", go_on)
        node.close()
    assert went_on
    assert (code, said["faults"]) == (0, [])
    again, later = verify(kept.folder)
    assert again == 0
    assert later["size"] > said["size"]


def test_an_entry_that_is_gone_is_a_fault(kept: Kept, verify: Told) -> None:
    """A row deleted in the middle of the log."""
    node = open_node(kept.folder)
    with node.engine.begin() as connection:
        connection.execute(ENTRY.delete().where(ENTRY.c.position == 3))
    node.close()
    code, said = verify(kept.folder)
    assert code == 1
    assert "entry 3 is missing" in said["faults"][0]


def test_an_entry_of_another_type_is_a_fault(kept: Kept, verify: Told) -> None:
    """SQLite keeps text where bytes belong, if someone puts it there."""
    with sqlite3.connect(kept.folder / DATABASE) as connection:
        connection.execute("update entry set body = 'text' where position = 0")
    connection.close()
    assert verify(kept.folder)[0] == 1


@contextmanager
def media(*files: Path) -> Iterator[Path]:
    """A folder with copies on which nobody may write; who is root and always may becomes nobody meanwhile."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder, root = Path(name), os.geteuid() == 0
        for file in files:
            (shutil.copytree if file.is_dir() else shutil.copy)(file, folder / file.name)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("beside", [(), ("-wal",), ("-wal", "-shm")])
def test_a_folder_on_read_only_media_is_read(kept: Kept, verify: Told, beside: tuple[str, ...]) -> None:
    """A backup; a copy of a served node with pages in its log, with or without the log's index: all entries count."""
    assert verify(kept.folder)[0] == 0  # what is imported meanwhile nobody may read either
    node = open_node(kept.folder)
    node.access.open_account("late", "Nama", (), "test")
    with node.reading() as connection:
        size = read_head(connection).size
    if not beside:
        move_pages(node.engine, "TRUNCATE")
    files = [kept.folder / f"{DATABASE}{end}" for end in ("", *beside)]
    with media(*files, kept.folder / BLOBS) as folder:
        before = sorted(path.name for path in folder.iterdir())
        code, said = verify(folder)
        assert (code, said["size"]) == (0, size)
        assert sorted(path.name for path in folder.iterdir()) == before
    node.close()


def test_a_database_that_is_none_is_one_sentence(kept: Kept, verify: Told) -> None:
    """Other bytes, cut in the middle, an empty file, another program's database, none: exit code 2."""
    database = kept.folder / DATABASE
    whole = database.read_bytes()
    for body in (b"no database at all" * 400, whole[: len(whole) // 2], whole[:100], b""):
        database.write_bytes(body)
        code, _ = verify(kept.folder, "--key", str(kept.key))
        assert code == 2, body[:20]
        for more in ("-wal", "-shm"):
            database.with_name(database.name + more).unlink(missing_ok=True)
    database.unlink()
    assert verify(kept.folder)[0] == 2
    assert not database.exists()
