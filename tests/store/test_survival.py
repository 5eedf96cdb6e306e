"""What must survive: power cuts under load, a full disk, torn bytes, a publisher that dies, a lost reply."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from kawal.cli import main
from kawal.field.queries import latest_reports
from kawal.kernel.errors import RecordError
from kawal.node import open_node
from kawal.outputs import files
from kawal.record.checkpoint import Checkpoint, open_checkpoint
from kawal.record.merkle import hash_leaf
from kawal.record.note import Note
from kawal.record.receipt import Receipt
from kawal.store import publish as publishing
from kawal.store.events import Decision
from kawal.store.folder import DATABASE, PUBLISHED
from kawal.store.log import read_head
from kawal.store.publish import publish, published_note
from tests.conftest import filled_node, new_node
from tests.store.test_writer import count, opened
from tests.support.phone import Phone, enrolled
from tests.support.serving import Served

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
ACKNOWLEDGED = 200_000 if SOAK else 5_000
ROUND = 1_250
BATCH = 25
FAST = ("--report-rate", "100000")


def send_until_answered(port: Callable[[], int], phone: Phone, reports: int) -> list[tuple[str, int, str]]:
    """(JWS, index, receipt) of every report that was acknowledged; each is sent again until it is."""
    done: list[tuple[str, int, str]] = []
    for start in range(0, reports, BATCH):
        tokens = [phone.report() for _ in range(min(BATCH, reports - start))]
        waiting = [str(token) for token in tokens]
        while True:
            try:
                address = f"http://127.0.0.1:{port()}/api/reports"
                answer = httpx.post(address, json={"reports": waiting}, timeout=20)
            except httpx.HTTPError:
                continue
            if answer.status_code == 200:
                break
        for token, result in zip(tokens, answer.json()["results"], strict=True):
            assert result["status"] in (200, 201), result
            done.append((token.jws, result["index"], result["receipt"]))
    return done


@pytest.mark.slow
def test_killed_again_and_again_under_load_nothing_is_lost_or_doubled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """kill -9 in every round while four phones send with retries: every acknowledged report is there once, at the
    index of its receipt; the receipts hold; the root recomputes from the entries; every signature holds."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    key = node.store.keys.log.verifier
    phones = [enrolled(node) for _ in range(4)]
    node.close()
    served = Served(folder, 0, *FAST)
    port = served.port
    acknowledged: list[tuple[str, int, str]] = []
    rounds = ACKNOWLEDGED // (ROUND * len(phones))
    with ThreadPoolExecutor(len(phones)) as pool:
        for _ in range(max(1, rounds)):
            sending = [pool.submit(send_until_answered, lambda: port, phone, ROUND) for phone in phones]
            for _ in range(2):
                while not served_something(folder, served):
                    pass
                served.kill()
                served = Served(folder, port, *FAST)
            acknowledged += [one for future in sending for one in future.result(timeout=600)]
    served.stop()
    assert len(acknowledged) == max(1, rounds) * ROUND * len(phones)
    assert (
        len({jws for jws, _, _ in acknowledged}) == len({index for _, index, _ in acknowledged}) == len(acknowledged)
    )
    for jws, index, receipt in acknowledged[:: max(1, len(acknowledged) // 500)]:
        parsed = Receipt.parse(receipt)
        assert parsed.index == index
        parsed.verify(hash_leaf(jws.encode()), key)
    node = open_node(folder)
    with node.reading() as connection:
        kept = {one.index for one in latest_reports(connection, most=10**9)}
    node.close()
    assert kept == {index for _, index, _ in acknowledged}
    capsys.readouterr()
    assert main(["verify", str(folder), "--signatures", "--json", "--key", str(key)]) == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []


def served_something(folder: Path, served: Served) -> bool:
    """Whether the log has grown since the server began; a moment in which a kill hurts."""
    head = folder / PUBLISHED / "head"
    before = head.read_bytes() if head.exists() else b""
    while served.process.is_alive():
        if head.exists() and head.read_bytes() not in (before, b""):
            return True
        try:
            httpx.get(f"http://127.0.0.1:{served.port}/api/kinds", timeout=5)
        except httpx.HTTPError:
            return False
    return False


def test_a_commit_whose_reply_was_lost_is_found_again(tmp_path: Path) -> None:
    """The client goes away after sending; sent again, the report is the one that was recorded."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    phone = enrolled(node)
    node.close()
    served = Served(folder, 0)
    token = phone.report()
    body = json.dumps({"report": str(token)}).encode()
    import socket  # noqa: PLC0415

    with socket.create_connection(("127.0.0.1", served.port)) as raw:
        raw.sendall(
            b"POST /api/reports HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            + f"content-length: {len(body)}\r\n\r\n".encode()
            + body
        )
    statuses = set()
    for _ in range(3):
        answer = httpx.post(f"{served.address}/api/reports", content=body, timeout=60)
        statuses.add((answer.json()["status"], answer.json()["index"]))
    served.stop()
    assert len({index for _, index in statuses}) == 1
    node = open_node(folder)
    with node.reading() as connection:
        assert len(latest_reports(connection)) == 1
    node.close()


def test_a_full_disk_stops_writing_and_loses_nothing(tmp_path: Path) -> None:
    """With no room to grow a commit fails with an error; what was there before is there after, and goes on."""
    program = (
        "import resource, sys; from pathlib import Path\n"
        "from tests.store.test_writer import opened, count\n"
        "store = opened(Path(sys.argv[1]))\n"
        "store.writer.commit(lambda _: count(*range(50)), 'test')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "size = (Path(sys.argv[1]) / 'kawal.sqlite3-wal').stat().st_size\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, size + 20_000))\n"
        "try:\n    store.writer.commit(lambda _: count(*range(5000)), 'test')\n"
        "except Exception as error:\n    print('refused', type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert "refused" in done.stdout, done.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    store = opened(tmp_path)
    with store.engine.connect() as connection:
        assert read_head(connection).size == 50
    assert store.writer.commit(lambda _: count(1), "test")[0].index == 50
    store.close()


@pytest.mark.parametrize("tear", ["cut", "flip"])
def test_a_damaged_write_ahead_log_is_noticed(tmp_path: Path, tear: str) -> None:
    """The end of the WAL is lost or flipped before it was moved: the database is older than the last receipt, and the
    node refuses to sign another history; what is whole can be read."""
    program = (
        "import os, sys; from pathlib import Path\n"
        "from tests.store.test_writer import opened, count\n"
        "store = opened(Path(sys.argv[1]))\n"
        "for n in range(20): store.writer.commit(lambda _: count(n), 'test')\n"
        "os._exit(0)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, cwd=Path(__file__).parents[2])
    wal = tmp_path / f"{DATABASE}-wal"
    body = bytearray(wal.read_bytes())
    if tear == "cut":
        del body[-3000:]
    else:
        body[-2000] ^= 0x10
    wal.write_bytes(bytes(body))
    store = opened(tmp_path)
    with store.engine.connect() as connection:
        size = read_head(connection).size
    assert 0 < size < 20
    with pytest.raises(RecordError, match="20"):
        store.writer.commit(lambda _: count(99), "test")
    store.close()


def test_a_damaged_tile_is_found_and_written_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flipped bit and a cut in a published tile: `verify` names the tile, `rebuild` heals it."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    publish(node.engine, node.store.published)
    node.close()
    (tile,) = [path for path in (folder / PUBLISHED / "tile" / "0").rglob("*") if path.is_file()]
    whole = tile.read_bytes()
    for damaged in (bytes([whole[0] ^ 1]) + whole[1:], whole[:-7]):
        tile.write_bytes(damaged)
        assert main(["verify", str(folder)]) == 1
        assert "0/0" in capsys.readouterr().out
    assert main(["rebuild", "--data", str(folder)]) == 0
    assert main(["verify", str(folder)]) == 0


def test_a_damaged_checkpoint_stops_the_node(tmp_path: Path) -> None:
    """A published checkpoint that does not verify is a fault that a person must look at."""
    store = opened(tmp_path)
    store.writer.commit(lambda _: count(1), "test")
    publish(store.engine, store.published)
    store.close()
    path = store.published / "checkpoint"
    path.write_text(path.read_text().replace("\n1\n", "\n7\n"))
    again = opened(tmp_path)
    with pytest.raises(RecordError):
        again.writer.commit(lambda _: count(2), "test")
    again.close()


def test_a_publisher_killed_between_any_two_renames_leaves_a_log_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each number of files: the checkpoint that is there verifies with the tiles that are there."""
    store = opened(tmp_path / "node")
    store.writer.commit(lambda _: count(*range(300)), "test")
    publish(store.engine, store.published)
    store.writer.commit(lambda _: count(*range(300, 700)), "test")

    class Killed(Exception):
        """The process is gone."""

    for allowed in range(6):
        copy = tmp_path / f"published-{allowed}"
        shutil.copytree(store.published, copy)
        left = allowed

        def write(path: Path, body: bytes) -> None:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1
            files.write_atomic(path, body)

        monkeypatch.setattr(publishing, "write_atomic", write)
        try:
            publish(store.engine, copy)
        except Killed:
            assert open_checkpoint(published_note(copy), store.keys.log.verifier).size == 300
        monkeypatch.undo()
        assert main(["verify", str(copy), "--key", str(store.keys.log.verifier)]) == 0
        publish(store.engine, copy)
        assert Checkpoint.parse(Note.parse(published_note(copy)).text).size == 700
        assert main(["verify", str(copy), "--key", str(store.keys.log.verifier)]) == 0
    store.close()


def test_two_servers_on_one_folder_are_one_server(tmp_path: Path) -> None:
    """The second is told who holds the folder and ends with 2."""
    folder = tmp_path / "node"
    new_node(folder).close()
    served = Served(folder, 0)
    command = [sys.executable, "-m", "kawal", "serve", "--data", str(folder), "--port", "0", "--lang", "en"]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    served.stop()
    assert second.returncode == 2
    assert str(served.pid) in second.stderr


def test_rebuilding_gives_identical_rows(tmp_path: Path) -> None:
    """Every read table, row by row, after a fold of the whole log."""
    from kawal.known import PROJECTIONS  # noqa: PLC0415

    node = filled_node(tmp_path / "node")
    phone = enrolled(node)
    private = {"note": "isi"}
    said = {"what": "medical", "severity": "minor"}
    from kawal.store.events import Report  # noqa: PLC0415

    token = phone.report(private, kind="incident", data=said)
    decision = Decision((Report(token.jws.encode(), json.dumps(token.disclosures).encode()),))
    node.writer.commit(lambda _: decision, "test")

    def tables() -> dict[str, list[tuple[object, ...]]]:
        with node.reading() as connection:
            return {
                table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
                for projection in PROJECTIONS
                for table in projection.tables.sorted_tables
            }

    before = tables()
    node.writer.rebuild()
    assert tables() == before
    assert before["report"]
    node.close()
