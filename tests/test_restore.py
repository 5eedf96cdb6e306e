"""A backup is enough: with the keys that were kept apart it becomes the node again, on a machine that has nothing."""

import copy
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy import select, text

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.background import background
from kawal.cli import main
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.exchange.events import WitnessNamed
from kawal.kernel.errors import RecordError
from kawal.node import open_node
from kawal.store.backup import KNOWN, SET_ASIDE, known_backups, verify_backup
from kawal.store.engine import open_engine
from kawal.store.events import Decision
from kawal.store.folder import BLOBS, CHECKPOINT, DATABASE, SETTINGS, Settings, read_settings
from kawal.store.keys import load_keys
from kawal.store.sums import SUMS
from kawal.store.tables import METADATA
from kawal.store.wal import move_pages
from tests.conftest import new_node
from tests.exchange.test_witness import Running
from tests.support.serving import serving
from tests.test_upkeep import PHOTO, Kept, erase


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A node in its folder, to be copied: filling one takes seconds."""
    return Kept(tmp_path_factory.mktemp("first") / "node")


@pytest.fixture
def kept(first: Kept, tmp_path: Path) -> Kept:
    """A copy of it for one test."""
    own = copy.copy(first)
    own.folder = tmp_path / "node"
    shutil.copytree(first.folder, own.folder)
    return own


KINDS = ("folder", "postgresql", "objects")


@pytest.fixture
def places(tmp_path: Path, postgresql_server: str) -> Callable[[str], Settings]:
    """Settings of a node of a kind, each time at a new and empty place."""

    def new(kind: str) -> Settings:
        if kind == "postgresql":
            name = f"t{uuid.uuid4().hex}"
            with psycopg.connect(postgresql_server, autocommit=True) as connection:
                connection.execute(f"create database {name}".encode())
            return Settings(database=postgresql_server.replace("/postgres?", f"/{name}?"))
        if kind == "objects":
            folder = tmp_path / f"objects-{len(list(tmp_path.iterdir()))}"
            folder.mkdir()
            return Settings(blobs=f"file://{folder}")
        return Settings()

    return new


def backed_up(kept: Kept, target: Path) -> Path:
    """By the command."""
    assert main(["backup", str(target), "--data", str(kept.folder)]) == 0
    return target


def lost(kept: Kept, tmp_path: Path) -> Path:
    """The machine is gone; what is left of it are the keys, kept apart. Returns where."""
    keys = tmp_path / "safe"
    shutil.copytree(kept.folder / "keys", keys)
    shutil.rmtree(kept.folder)
    return keys


@pytest.mark.parametrize("kind", KINDS)
def test_a_backup_and_the_keys_make_the_node_again_on_an_empty_machine(
    kind: str, places: Callable[[str], Settings], tmp_path: Path
) -> None:
    """Backup, machine lost, restore into a folder that is not there, verify, serve: the same log, note and photo; the
    node goes on where it stopped."""
    kept = Kept(tmp_path / "node", places(kind))
    backup, content = backed_up(kept, tmp_path / "backup"), kept.content(kept.folder)
    keys, folder, there = lost(kept, tmp_path), tmp_path / "machine" / "node", places(kind)
    assert main(["verify", str(backup), "--signatures", "--key", str(kept.key)]) == 0
    words = ["restore", str(backup), "--data", str(folder), "--keys", str(keys)]
    assert main([*words, "--database", there.database, "--blobs", there.blobs]) == 0
    assert kept.content(folder) == content
    assert content[1] == PHOTO
    assert read_settings(folder) == there
    assert main(["verify", str(folder), "--signatures", "--key", str(kept.key)]) == 0
    with serving(folder) as served:
        assert httpx.get(f"{served.address}/log/checkpoint", timeout=60).status_code == 200
    node = open_node(folder)
    node.access.open_account("sesudah", "Sesudah", (Grant("auditor"),), "test")
    node.close()
    assert main(["verify", str(folder), "--signatures", "--key", str(kept.key)]) == 0
    assert [one for one in folder.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_other_places_a_restored_node_is_where_its_backup_says(
    kind: str, places: Callable[[str], Settings], tmp_path: Path
) -> None:
    """`node.json` of the backup is that of the new folder: the database was emptied, the objects are still there."""
    there = places(kind)
    kept = Kept(tmp_path / "node", there)
    backup = backed_up(kept, tmp_path / "backup")
    keys, folder = lost(kept, tmp_path), tmp_path / "again"
    if there.database:
        with psycopg.connect(there.database, autocommit=True) as connection:
            connection.execute("drop schema public cascade")
            connection.execute("create schema public")
    assert main(["restore", str(backup), "--data", str(folder), "--keys", str(keys)]) == 0
    assert read_settings(folder) == there.without_secrets()
    assert kept.content(folder)[1] == PHOTO


def test_a_node_moves_from_postgresql_into_its_folder_and_back(
    places: Callable[[str], Settings], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A backup is the same for each kind of database; an erasure in the database that is left is learnt."""
    kept = Kept(tmp_path / "node", places("postgresql"))
    backup = backed_up(kept, tmp_path / "backup")
    away = backup.rename(tmp_path / "away")
    assert erase(kept) == 0
    data = ["--data", str(kept.folder), "--lang", "en"]
    assert main(["restore", str(away), *data, "--database", ""]) == 0
    assert "PostgreSQL" in capsys.readouterr().err
    assert (kept.folder / DATABASE).is_file()
    assert kept.content(kept.folder) == (None, None, True)
    assert main(["restore", str(away), *data, "--database", places("postgresql").database]) == 0
    assert not (kept.folder / DATABASE).exists()
    assert kept.content(kept.folder) == (None, None, True)


def test_a_postgresql_database_that_holds_a_log_is_never_written_over(
    places: Callable[[str], Settings], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In place, and on another machine: one sentence, exit code 2, and the log is as it was."""
    there = places("postgresql")
    kept = Kept(tmp_path / "node", there)
    backup = backed_up(kept, tmp_path / "backup")
    new = ["--data", str(tmp_path / "new"), "--keys", str(kept.folder / "keys"), "--database", there.database]
    capsys.readouterr()
    for words in (["--data", str(kept.folder)], new):
        assert main(["restore", str(backup), *words, "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert "--database" in told
        assert len(told.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert kept.content(kept.folder)[1] == PHOTO


def test_no_password_of_a_database_or_object_store_is_in_a_backup(
    places: Callable[[str], Settings], tmp_path: Path
) -> None:
    """`postgresql://postgres:rahasia@...` is kept as `postgresql://postgres@...`, in every file of the backup."""
    there = places("postgresql")
    secret = there.database.replace("postgres:@", "postgres:rahasia-4711@")
    assert secret != there.database
    kept = Kept(tmp_path / "node", Settings(database=secret))
    backup = backed_up(kept, tmp_path / "backup")
    assert all(b"rahasia-4711" not in path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert read_settings(backup).database.startswith("postgresql://postgres@")
    objects = Settings(blobs="s3://KEY:se/cret@bucket/prefix?token=x").without_secrets()
    assert objects.blobs == "s3://bucket/prefix"
    hidden = Settings(database="postgresql://u:p@h:5433/d?password=x&sslmode=require&sslpassword=y")
    assert hidden.without_secrets().database == "postgresql://u@h:5433/d?sslmode=require"


def test_a_backup_that_another_key_made_is_refused(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys of another node, no keys, keys given twice, a wrapping key of elsewhere: one sentence, and no folder."""
    backup = backed_up(kept, tmp_path / "backup")
    new_node(tmp_path / "other").close()
    mixed = tmp_path / "mixed"
    shutil.copytree(kept.folder / "keys", mixed)
    shutil.copy(tmp_path / "other" / "keys" / "folder.key", mixed)
    capsys.readouterr()
    folder = tmp_path / "new"
    for keys in (["--keys", str(tmp_path / "other" / "keys")], [], ["--keys", str(mixed)]):
        assert main(["restore", str(backup), "--data", str(folder), *keys]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not folder.exists()
    again = ["restore", str(backup), "--data", str(kept.folder), "--keys", str(kept.folder / "keys")]
    assert main(again) == 2


def flipped(path: Path, at: int) -> None:
    """One bit of a file is another."""
    body = bytearray(path.read_bytes())
    body[at] ^= 0x10
    path.write_bytes(bytes(body))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but what SQLite keeps while it reads and the lock."""
    passing = ("-wal", "-shm", ".lock")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(passing)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def damages(backup: Path, photo: str) -> dict[str, Callable[[], object]]:
    """Ways in which a backup comes back from its medium."""
    database, blob = backup / DATABASE, next((backup / BLOBS).rglob(photo))
    body = database.read_bytes()
    return {
        "cut database": lambda: os.truncate(database, len(body) // 2),
        "one page less": lambda: os.truncate(database, len(body) - 4096),
        "empty database": lambda: os.truncate(database, 0),
        "no database": database.unlink,
        "flip in the header": lambda: flipped(database, 3),
        "flip in the log": lambda: flipped(database, body.index(b"node_founded") + 5),
        "flip in a sealed part": lambda: _changed_row(database, "sealed", "body"),
        "flip in a wrapped key": lambda: _changed_row(database, "sealed", "key"),
        "flip in the edge of the tree": lambda: _changed_row(database, "head", "edge"),
        "flip in a leaf": lambda: _changed_row(database, "entry", "leaf"),
        "flip in a blob": lambda: flipped(blob, 40),
        "cut blob": lambda: os.truncate(blob, 40),
        "no blob": blob.unlink,
        "flip in the checkpoint": lambda: flipped(backup / CHECKPOINT, 30),
        "cut checkpoint": lambda: os.truncate(backup / CHECKPOINT, 60),
        "flip in the settings": lambda: flipped(backup / SETTINGS, 4),
        "no settings": (backup / SETTINGS).unlink,
        "no sums": (backup / SUMS).unlink,
        "cut sums": lambda: os.truncate(backup / SUMS, 70),
        "empty sums": lambda: os.truncate(backup / SUMS, 0),
    }


def _changed_row(database: Path, table: str, column: str) -> None:
    """As a flip inside a row that SQLite itself does not see."""
    found = METADATA.tables[table]
    (key,), value = found.primary_key.columns, found.c[column]
    engine = open_engine(database)
    with engine.begin() as connection:
        row = connection.execute(select(key, value).where(value.is_not(None)).limit(1)).one()
        changed = bytes([row[1][0] ^ 1]) + row[1][1:]
        connection.execute(found.update().where(key == row[0]).values({column: changed}))
    move_pages(engine, "TRUNCATE")
    engine.dispose()


def test_a_damaged_backup_is_refused_before_anything_is_replaced(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Flips, cuts and missing files: exit code 2 with one sentence, into the node's folder and into a new one; no
    file of the node has changed, and of the new folder nothing is there. `verify` sees it too."""
    whole = backed_up(kept, tmp_path / "backup")
    before = contents(kept.folder)
    assert before
    for name in damages(whole, kept.photo):
        backup = tmp_path / "damaged"
        shutil.copytree(whole, backup)
        damages(backup, kept.photo)[name]()
        capsys.readouterr()
        new = ["--data", str(tmp_path / "new"), "--keys", str(kept.folder / "keys")]
        for words in (["--data", str(kept.folder)], new):
            assert main(["restore", str(backup), *words]) == 2, name
            told = capsys.readouterr().err
            assert len(told.splitlines()) == 1, (name, told)
        assert not (tmp_path / "new").exists(), name
        assert contents(kept.folder) == before, name
        assert main(["verify", str(backup)]) != 0, name
        shutil.rmtree(backup)


def test_a_flip_anywhere_in_a_backup_is_refused(kept: Kept, tmp_path: Path) -> None:
    """One bit in each seventh of each file; whole again, it is taken again."""
    backup = backed_up(kept, tmp_path / "backup")
    for path in [path for path in backup.rglob("*") if path.is_file()]:
        body = path.read_bytes()
        for at in range(0, len(body), -(-len(body) // 7)):
            flipped(path, at)
            with pytest.raises(RecordError):
                verify_backup(backup, kept.key)
            path.write_bytes(body)
    verify_backup(backup, kept.key)


def test_a_backup_that_fails_its_own_verification_never_was(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A leaf hash of the node is damaged: no folder under the backup's name, none noted, exit code 2."""
    _changed_row(kept.folder / DATABASE, "entry", "leaf")
    assert main(["backup", str(tmp_path / "new" / "backup"), "--data", str(kept.folder)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert known_backups(kept.folder) == ()
    assert not (kept.folder / KNOWN).exists()


@pytest.mark.parametrize("most", [0, 30_000, 100_000])
def test_a_backup_to_a_full_disk_is_one_sentence_and_leaves_nothing(kept: Kept, most: int, tmp_path: Path) -> None:
    """No file may grow beyond `most` bytes: exit code 2, and no half-written file."""
    program = (
        "import resource, signal, sys; from kawal.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    words = ["backup", str(tmp_path / "full" / "backup"), "--data", str(kept.folder), "--lang", "en"]
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "backup" in done.stderr
    assert not (tmp_path / "full").exists()
    assert known_backups(kept.folder) == ()


@pytest.mark.parametrize("size", ["100k", "200k", "300k"])
def test_a_medium_that_fills_up_while_it_is_written_is_empty_afterwards(
    kept: Kept, size: str, tmp_path: Path
) -> None:
    """A file system of its own, too small at each stage: tables, pages moved into the database, blobs."""
    target = tmp_path / "medium"
    target.mkdir()
    program = (
        f"mount -t tmpfs -o size={size} tmpfs '{target}' || exit 99; \"$@\"; code=$?; ls -A '{target}'; exit $code"
    )
    words = ["-m", "kawal", "backup", str(target / "backup"), "--data", str(kept.folder), "--lang", "en"]
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", program, "sh", sys.executable, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode in (1, 99) and ("unshare" in done.stderr or "mount" in done.stderr):
        pytest.skip("this system lets nobody mount a file system of his own")
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stdout == ""


def test_a_backup_to_where_nothing_can_be_written_is_one_sentence(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below a file, and in a file system that takes no folders: exit code 2."""
    (tmp_path / "file").write_text("")
    capsys.readouterr()
    for target in (tmp_path / "file" / "backup", tmp_path / "file", Path("/proc/self/backup")):
        assert main(["backup", str(target), "--data", str(kept.folder), "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert len(told.splitlines()) == 1
        assert str(target) in told
    assert known_backups(kept.folder) == ()


def test_a_backup_is_read_without_a_trace(kept: Kept, tmp_path: Path) -> None:
    """Its medium may be read-only: verify and restore make no file beside the database, not even for a moment."""
    backup = backed_up(kept, tmp_path / "backup")
    before = backup.stat().st_mtime_ns
    assert main(["verify", str(backup), "--signatures"]) == 0
    assert main(["restore", str(backup), "--data", str(kept.folder)]) == 0
    assert backup.stat().st_mtime_ns == before


def test_an_erasure_reaches_the_backup_that_a_node_was_restored_from(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new machine knows it from the restore; a backup that is too damaged to forget is named, the others do."""
    backup, damaged = backed_up(kept, tmp_path / "backup"), backed_up(kept, tmp_path / "damaged")
    os.truncate(damaged / DATABASE, 20_000)
    folder, keys = tmp_path / "machine", ["--keys", str(kept.folder / "keys")]
    assert main(["restore", str(backup), "--data", str(folder), *keys]) == 0
    (folder / KNOWN).write_text(json.dumps([str(damaged), str(backup)]))
    assert main(["erase", str(kept.index), "--basis", "UU 27/2022", "--data", str(folder)]) == 0
    told = capsys.readouterr().err
    assert str(damaged) in told
    assert str(backup) not in told
    assert not list(backup.rglob(kept.photo))
    verify_backup(backup, kept.key)


def test_an_erased_backup_still_verifies_and_a_damaged_one_does_not_seem_whole(kept: Kept, tmp_path: Path) -> None:
    """Forgetting an entry changes rows and digests together; a row that was damaged before stays so."""
    first, second = backed_up(kept, tmp_path / "first"), backed_up(kept, tmp_path / "second")
    _changed_row(second / DATABASE, "sealed", "body")
    assert erase(kept) == 0
    blobs = len([path for path in (first / BLOBS).rglob("*") if path.is_file()])
    assert verify_backup(first, kept.key).blobs == blobs
    checked = subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=first, check=False)
    assert checked.returncode == 0
    with pytest.raises(RecordError):
        verify_backup(second, kept.key)


def test_a_restore_over_a_damaged_database_says_what_it_could_not_learn(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason to restore: the database is set aside, and that its erasures are unknown is said."""
    backup = backed_up(kept, tmp_path / "backup")
    for part in ("-wal", "-shm"):
        (kept.folder / f"{DATABASE}{part}").unlink(missing_ok=True)
    os.truncate(kept.folder / DATABASE, 10_000)
    capsys.readouterr()
    assert main(["restore", str(backup), "--data", str(kept.folder), "--lang", "en"]) == 0
    assert DATABASE in capsys.readouterr().err
    assert kept.content(kept.folder)[1] == PHOTO
    assert (kept.folder / SET_ASIDE).is_file()


def test_restored_again_and_again_what_was_erased_stays_erased(kept: Kept, tmp_path: Path) -> None:
    """The log that said so is set aside by the first restore and gone after the second: the rows still know."""
    away = backed_up(kept, tmp_path / "backup").rename(tmp_path / "away")
    assert erase(kept) == 0
    for _ in range(3):
        assert main(["restore", str(away), "--data", str(kept.folder)]) == 0
        assert kept.content(kept.folder) == (None, None, True)


def test_on_another_machine_a_node_never_signs_below_what_a_later_copy_shows(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The older of two backups, the newer given with --erasures: it is read, and not signed on."""
    old = backed_up(kept, tmp_path / "old")
    assert main(["erase", "3", "--basis", "UU 27/2022", "--data", str(kept.folder)]) in (0, 2)
    assert erase(kept) == 0
    new, keys, folder = backed_up(kept, tmp_path / "new"), lost(kept, tmp_path), tmp_path / "machine"
    words = ["restore", str(old), "--data", str(folder), "--keys", str(keys), "--erasures", str(new)]
    assert main(words) == 0
    assert kept.content(folder) == (None, None, True)
    assert main(["verify", str(folder)]) == 0
    capsys.readouterr()
    assert main(["erase", "1", "--basis", "coba", "--data", str(folder), "--lang", "en"]) == 2
    assert "not signing" in capsys.readouterr().err


def test_on_another_machine_a_node_never_signs_below_what_a_witness_has_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The witness signed more than the backup has: neither a command nor `serve` goes on with the shorter log."""
    node = new_node(tmp_path / "node")
    running = Running(tmp_path / "witness", "saksi/a", str(node.store.keys.log.verifier))
    named = WitnessNamed(name="saksi/a", key=running.key, group="non_government", url=running.url)
    node.writer.commit(lambda _: Decision((named,)), "test")
    node.close()
    assert main(["backup", str(tmp_path / "backup"), "--data", str(tmp_path / "node")]) == 0
    node = open_node(tmp_path / "node")
    node.access.open_account("sesudah", "Sesudah", (Grant("auditor"),), "test")
    with background(node, create_app(node, load_letterhead())):  # asks the witnesses before anything else
        pass
    node.close()
    folder, keys = tmp_path / "machine", tmp_path / "node" / "keys"
    assert main(["restore", str(tmp_path / "backup"), "--data", str(folder), "--keys", str(keys)]) == 0
    size = open_size(folder)
    capsys.readouterr()
    data = ["--data", str(folder), "--lang", "en"]
    assert main(["erase", "2", "--basis", "coba", *data]) == 2
    assert "saksi/a" in capsys.readouterr().err
    command = [sys.executable, "-m", "kawal", "serve", "--port", "0", *data]
    served = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert served.returncode == 2
    assert "saksi/a" in served.stderr
    running.stop()
    assert open_size(folder) == size


def open_size(folder: Path) -> int:
    """How many entries the log of a node has."""
    from kawal.store.log import read_head  # noqa: PLC0415

    node = open_node(folder)
    with node.reading() as connection:
        size = read_head(connection).size
    node.close()
    return size


def test_keys_that_lie_in_the_new_folder_already_are_enough(kept: Kept, tmp_path: Path) -> None:
    """Copied there by hand: no option is needed."""
    backup = backed_up(kept, tmp_path / "backup")
    shutil.copytree(kept.folder / "keys", tmp_path / "machine" / "keys")
    assert main(["restore", str(backup), "--data", str(tmp_path / "machine")]) == 0
    assert kept.content(tmp_path / "machine")[1] == PHOTO
    assert load_keys(tmp_path / "machine").folder == load_keys(kept.folder).folder


def test_a_backup_of_an_older_shape_is_brought_up(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Made before the tables of ODK clients and second factors were there, without sums and settings: restored, and
    left as it was; one of a newer shape than this Kawal knows is refused."""
    backup = backed_up(kept, tmp_path / "backup")
    engine = open_engine(backup / DATABASE)
    with engine.begin() as connection:
        for table in ("odk_key", "odk_part", "code_factor", "recovery_code", "passkey"):
            connection.execute(text(f"drop table {table}"))
        for column in ("way", "browser"):
            connection.execute(text(f"alter table session drop column {column}"))
        connection.execute(text("update alembic_version set version_num = '0012'"))
    move_pages(engine, "TRUNCATE")
    engine.dispose()
    for name in (SUMS, SETTINGS):
        (backup / name).unlink()
    before = contents(backup)
    folder = tmp_path / "machine"
    words = ["restore", str(backup), "--data", str(folder), "--keys", str(kept.folder / "keys")]
    assert main(words) == 0
    assert kept.content(folder) == kept.content(kept.folder)
    assert contents(backup) == before
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    engine.dispose()
    shutil.rmtree(folder)
    assert main(words) == 2
    assert "9999" in capsys.readouterr().err
    assert not folder.exists()
