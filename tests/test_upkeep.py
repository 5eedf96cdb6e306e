"""Forgetting is for good: in the database, in the blobs, in backups, after a restore; and no proof breaks."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import select, text

from kawal.app import create_app
from kawal.cli import main
from kawal.cli.exercise_city import pack_folder
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.importers.run import Options, import_file
from kawal.election.queries import load_registry
from kawal.election.tables import REGISTRY_IMPORT
from kawal.field.queries import stored_photos
from kawal.kernel.errors import RecordError, Rejected
from kawal.node import found_node, open_node
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import Receipt
from kawal.store.backup import SET_ASIDE, forget
from kawal.store.blobs import Erased
from kawal.store.engine import open_engine
from kawal.store.erase import Forgotten
from kawal.store.events import Decision, Job
from kawal.store.events import Sealed as SealedEvent
from kawal.store.folder import DATABASE, PUBLISHED, Settings
from kawal.store.keys import load_keys
from kawal.store.opened import Store
from kawal.store.publish import publish, published_note
from kawal.store.sealed import erase_entry, is_erased, open_entry
from kawal.store.tables import SEALED
from kawal.upkeep import erase_body
from tests.conftest import exercise_clock, fill, filled_node, new_node
from tests.http.conftest import BASE
from tests.store.test_writer import Counted, store
from tests.support.phone import Phone, enrolled

__all__ = ["store"]

HIDDEN = "nama saksi 0811-4711-4711"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 30


class Kept:
    """A node with one report that has a private note and a photo."""

    def __init__(self, folder: Path, settings: Settings = Settings()) -> None:  # noqa: B008  frozen
        self.folder = folder
        node = fill(found_node(folder, "training", "Uji", "63.71", clock=exercise_clock, settings=settings))
        phone = enrolled(node)
        self.photo = hashlib.sha256(PHOTO).hexdigest()
        said = {"what": "disturbance", "severity": "severe"}
        self.token = phone.report({"note": HIDDEN}, kind="incident", data=said, photos=[self.photo])
        with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
            answer = client.post("/api/reports", json={"report": str(self.token)}).json()
            headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
            length = {"upload-length": str(len(PHOTO))}
            sent = client.patch(f"/api/photos/{self.photo}", content=PHOTO, headers=headers | length)
            assert sent.status_code == 204
        self.index, self.receipt = answer["index"], answer["receipt"]
        self.key = node.store.keys.log.verifier
        node.close()

    def content(self, folder: Path) -> tuple[bytes | None, bytes | None, bool]:
        """(private part, photo, erased) as a node in `folder` has them."""
        node = open_node(folder)
        with node.reading() as connection:
            private = open_entry(connection, node.store.blobs.sealer, self.index)
            photo = node.store.blobs.get(connection, self.photo)
            erased = is_erased(connection, self.index)
        node.close()
        return private, photo, erased


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A node to forget something on."""
    return Kept(tmp_path / "node")


def erase(kept: Kept) -> int:
    """By the command."""
    return main(["erase", str(kept.index), "--basis", "UU 27/2022", "--data", str(kept.folder)])


def test_an_erased_note_is_gone_everywhere_and_every_proof_holds(kept: Kept, tmp_path: Path) -> None:
    """Database, blobs, a backup from before, that backup restored: nowhere; the receipt still holds."""
    private, photo, _ = kept.content(kept.folder)
    assert private is not None
    assert photo == PHOTO
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    assert erase(kept) == 0
    assert kept.content(kept.folder) == (None, None, True)
    assert not list(kept.folder.rglob(kept.photo))
    assert not list(backup.rglob(kept.photo))
    assert main(["rebuild", "--data", str(kept.folder)]) == 0
    assert kept.content(kept.folder) == (None, None, True)
    for folder in (kept.folder, backup):
        assert main(["verify", str(folder), "--signatures", "--key", str(kept.key)]) == 0
    Receipt.parse(kept.receipt).verify(hash_leaf(kept.token.jws.encode()), kept.key)
    assert main(["restore", str(backup), "--data", str(kept.folder)]) == 0
    assert kept.content(kept.folder) == (None, None, True)


def test_a_backup_out_of_reach_forgets_when_it_is_restored(kept: Kept, tmp_path: Path) -> None:
    """The backup medium was away; restored over the node it learns of the erasure from the database it replaces."""
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    away = backup.rename(tmp_path / "away")
    assert erase(kept) == 0
    assert main(["restore", str(away), "--data", str(kept.folder)]) == 0
    assert kept.content(kept.folder) == (None, None, True)


def test_what_a_restore_set_aside_forgets_too(kept: Kept, tmp_path: Path) -> None:
    """The key of the note is in no file of the folder, the replaced database included."""
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    assert main(["restore", str(backup), "--data", str(kept.folder)]) == 0
    assert erase(kept) == 0
    engine = open_engine(kept.folder / SET_ASIDE)
    with engine.connect().execution_options(read_only=True) as connection:
        assert is_erased(connection, kept.index)
    engine.dispose()


def send(client: TestClient[Any], phone: Phone, photo: bytes, *, whole: bool = True) -> int:
    """A report with nothing but a photo; returns its entry. Without `whole` the last byte stays away."""
    digest = hashlib.sha256(photo).hexdigest()
    said = {"what": "disturbance", "severity": "minor"}
    token = phone.report(kind="incident", data=said, photos=[digest])
    index: int = client.post("/api/reports", json={"report": str(token)}).json()["index"]
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    headers["upload-length"] = str(len(photo))
    if client.head(f"/api/photos/{digest}").headers.get("upload-complete") == "?0":
        sent = client.patch(f"/api/photos/{digest}", content=photo if whole else photo[:-1], headers=headers)
        assert sent.status_code == 204
    return index


def test_a_photo_of_two_reports_goes_with_the_second(tmp_path: Path) -> None:
    """Named by two reports without a note: erasing one leaves it to the other, erasing both destroys it, and a third
    report cannot bring it back: the upload is told 410."""
    node = filled_node(tmp_path / "node")
    phone, digest = enrolled(node), hashlib.sha256(PHOTO).hexdigest()
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        first, second = send(client, phone, PHOTO), send(client, phone, PHOTO)
        for index, left in ((first, PHOTO), (second, None)):
            erase_body(node, index, "UU 27/2022", "test")
            with node.reading() as connection:
                assert node.store.blobs.get(connection, digest) == left
        with pytest.raises(Rejected):
            erase_body(node, second, "UU 27/2022", "test")
        third = send(client, phone, PHOTO)
        assert client.head(f"/api/photos/{digest}").status_code == 410
    node.writer.rebuild()
    with node.reading() as connection:
        assert node.store.blobs.get(connection, digest) is None
        assert stored_photos(connection, third) == frozenset()
    assert not list(node.folder.rglob(f"{digest}*"))
    node.close()


def test_pieces_of_a_photo_are_forgotten_with_its_report(tmp_path: Path) -> None:
    """The last byte never came: the pieces go, and the rest is not taken any more."""
    node = filled_node(tmp_path / "node")
    digest = hashlib.sha256(PHOTO).hexdigest()
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        index = send(client, enrolled(node), PHOTO, whole=False)
        assert list(node.folder.rglob(f"{digest}.part"))
        erase_body(node, index, "UU 27/2022", "test")
        assert not list(node.folder.rglob(f"{digest}.part"))
        headers = {"content-type": "application/offset+octet-stream", "upload-offset": str(len(PHOTO) - 1)}
        headers["upload-length"] = str(len(PHOTO))
        assert client.patch(f"/api/photos/{digest}", content=PHOTO[-1:], headers=headers).status_code == 410
    node.close()


def test_a_roster_is_forgotten_with_its_names(tmp_path: Path) -> None:
    """The imports of people are erased: no row and no file of the node says a name of them; it is refused again."""
    node = filled_node(tmp_path / "node")
    with node.reading() as connection:
        imports = connection.scalars(select(REGISTRY_IMPORT.c.position).where(REGISTRY_IMPORT.c.kind == "people"))
        indices = list(imports)
        name = load_registry(connection).people[0].name
    assert indices
    for index in indices:
        erase_body(node, index, "UU 27/2022", "test")
    with node.reading() as connection:
        assert not load_registry(connection).people
    with pytest.raises(Erased):
        import_file(node.writer, "people", pack_folder() / "people.csv", Options(), actor="test")
    node.close()
    for path in node.folder.rglob("*"):
        assert not path.is_file() or name.encode() not in path.read_bytes(), path


def test_jobs_of_others_do_not_stop_an_erasure(kept: Kept) -> None:
    """A text message waits to be sent when the command runs: the erasure does its own work and leaves that alone."""
    node = open_node(kept.folder)
    node.writer.commit(lambda _: Decision(jobs=(Job("sms", "1"),)), "test")
    node.close()
    assert erase(kept) == 0
    assert kept.content(kept.folder) == (None, None, True)


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_on_postgresql_what_was_erased_is_in_no_file_of_the_table(store: Store) -> None:
    """The wrapped key of a private part stands in the table's file before, and in none after."""
    happened = SealedEvent(Counted(amount=1), b"77001177")
    index = store.writer.run(lambda _: Decision((happened,)), "test").entries[0].index
    with store.engine.connect() as connection:
        key = bytes(connection.execute(select(SEALED.c.key).where(SEALED.c.position == index)).scalar_one())
        data = Path(connection.execute(text("show data_directory")).scalar_one())

    def found() -> bool:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("checkpoint"))
        return any(key in path.read_bytes() for path in (data / "base").rglob("*") if path.is_file())

    assert found()
    with store.engine.begin() as connection:
        erase_entry(connection, index)
    forget(store, msgspec.json.encode(Forgotten(index, ())))
    assert not found()


def test_erasures_of_nowhere_or_of_another_node_are_refused(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 before anything is replaced: otherwise what was erased would silently be back."""
    backup, other = tmp_path / "backup", tmp_path / "other"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    new_node(other).close()
    for wrong in (tmp_path / "nowhere", other):
        arguments = ["restore", str(backup), "--data", str(kept.folder), "--erasures", str(wrong)]
        assert main(arguments) == 2
        assert "--erasures" in capsys.readouterr().err
    assert not (kept.folder / SET_ASIDE).exists()


def test_a_restored_older_log_is_read_and_never_signed_on(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What came after the backup has left the house: whatever would write, publish or serve says so and ends with 2,
    and the published checkpoint stays the longer one."""
    backup, published = tmp_path / "backup", kept.folder / PUBLISHED
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    assert erase(kept) == 0
    node = open_node(kept.folder)
    note = publish(node.engine, node.store.published)
    node.close()
    assert main(["restore", str(backup), "--data", str(kept.folder)]) == 0
    for words in (["erase", "0", "--basis", "coba"], ["rebuild"], ["serve", "--port", "0"]):
        capsys.readouterr()
        assert main([*words, "--data", str(kept.folder), "--lang", "en"]) == 2
        assert "not signing" in capsys.readouterr().err
    node = open_node(kept.folder)
    with pytest.raises(RecordError, match="tidak menandatangani"):
        publish(node.engine, node.store.published)
    node.close()
    assert published_note(published) == note


def test_a_backup_holds_no_key_and_cannot_be_read_without_them(kept: Kept, tmp_path: Path) -> None:
    """None of the node's secrets is in any file of a backup."""
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    keys = load_keys(kept.folder)
    secrets = [keys.folder, keys.log.secret_text().encode(), HIDDEN.encode(), PHOTO[:64]]
    for path in backup.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            assert not any(secret in body for secret in secrets), path
    assert (backup / DATABASE).is_file()


def test_bad_requests_are_one_sentence_and_change_nothing(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing private there, erased twice, no basis, a backup into a full folder, no backup to restore."""
    data = ["--data", str(kept.folder), "--lang", "en"]
    assert main(["erase", "0", "--basis", "UU 27/2022", *data]) == 2
    assert main(["erase", str(kept.index), "--basis", "", *data]) == 2
    assert erase(kept) == 0
    assert erase(kept) == 2
    assert main(["backup", str(kept.folder), *data]) == 2
    assert main(["restore", str(tmp_path / "nothing"), *data]) == 2
    assert main(["verify", str(tmp_path), "--lang", "en"]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 6
    assert all(line.startswith("kawal ") for line in lines)


def test_a_changed_entry_is_named(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    """One byte of one body: verify ends with 1 and says what was expected."""
    node = open_node(kept.folder)
    from kawal.store.tables import ENTRY  # noqa: PLC0415

    with node.engine.begin() as connection:
        body = connection.execute(ENTRY.select().where(ENTRY.c.position == 3)).one().body
        changed = bytes([body[0]]) + bytes([body[1] ^ 1]) + body[2:]
        connection.execute(ENTRY.update().where(ENTRY.c.position == 3).values(body=changed))
    node.close()
    assert main(["verify", str(kept.folder), "--json", "--key", str(kept.key)]) == 1
    assert len(json.loads(capsys.readouterr().out)["faults"]) == 1


def test_a_receipt_is_verified_from_files_alone(kept: Kept, tmp_path: Path) -> None:
    """The receipt, the report and the announced key; another report does not fit."""
    receipt, entry = tmp_path / "r.tlog-proof", tmp_path / "report.jwt"
    receipt.write_text(kept.receipt)
    entry.write_text(str(kept.token))
    words = ["verify", str(receipt), "--key", str(kept.key), "--entry"]
    assert main([*words, str(entry)]) == 0
    entry.write_text(str(kept.token).replace("~", "A~", 1))
    assert main([*words, str(entry)]) == 1
    assert main(["verify", str(receipt)]) == 2
