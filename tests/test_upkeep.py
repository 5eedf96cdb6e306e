"""Forgetting is for good: in the database, in the blobs, in backups, after a restore; and no proof breaks."""

import hashlib
import json
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app, found_node, open_node
from kawal.cli import main
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import Receipt
from kawal.store.backup import SET_ASIDE
from kawal.store.engine import open_engine
from kawal.store.folder import DATABASE, Settings
from kawal.store.keys import load_keys
from kawal.store.sealed import is_erased, open_entry
from tests.conftest import exercise_clock, fill, new_node
from tests.http.conftest import BASE
from tests.support.phone import enrolled

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
    """What came after the backup has left the house: the command that would write says so and ends with 2."""
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(kept.folder)]) == 0
    assert erase(kept) == 0
    assert main(["restore", str(backup), "--data", str(kept.folder)]) == 0
    capsys.readouterr()
    assert main(["erase", "0", "--basis", "coba", "--data", str(kept.folder), "--lang", "en"]) == 2
    assert "not signing" in capsys.readouterr().err


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
