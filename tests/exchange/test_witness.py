"""Two institutions sign a third one's log over HTTP: the policy is met, growth is followed, a fork is refused."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from kawal.app import Node, open_node, refuse_older_log
from kawal.exchange.cosign import Cosigner
from kawal.exchange.events import WitnessNamed
from kawal.exchange.witness import WitnessDesk, witness_key
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.errors import RecordError
from kawal.record.note import COSIGNATURE, Note, SigningKey
from kawal.record.policy import Group, cosignatures, lacking
from kawal.record.tiles import tile_path
from kawal.store.cosigned import best_note
from kawal.store.events import Decision
from kawal.store.log import read_head
from kawal.store.publish import publish, published_note
from tests.conftest import new_node


class Running:
    """`kawal witness serve` of another institution."""

    def __init__(self, folder: Path, name: str, log: str) -> None:
        command = [sys.executable, "-m", "kawal", "witness", "serve", "--folder", str(folder), "--name", name]
        self.process = subprocess.Popen(
            [*command, "--log", log, "--port", "0", "--lang", "en"], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        words = self.process.stderr.readline().split()
        self.key, self.url = words[1], words[3].rstrip("/")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A node whose log is witnessed."""
    made = new_node(tmp_path / "node", "supervision")
    yield made
    made.close()


def name_witness(node: Node, name: str, running: Running, group: Group) -> None:
    """As `kawal witness add` does."""
    event = WitnessNamed(name=name, key=running.key, group=group, url=running.url)
    node.writer.commit(lambda _: Decision((event,)), "test")


def test_two_witnesses_meet_the_policy_and_follow_the_log(node: Node, tmp_path: Path) -> None:
    """Both sign what is published; after growth, and after a witness's restart, they sign again."""
    log = str(node.store.keys.log.verifier)
    running = {
        "saksi/provinsi": Running(tmp_path / "w1", "saksi/provinsi", log),
        "saksi/pemantau": Running(tmp_path / "w2", "saksi/pemantau", log),
    }
    name_witness(node, "saksi/provinsi", running["saksi/provinsi"], "supervisor")
    name_witness(node, "saksi/pemantau", running["saksi/pemantau"], "non_government")
    with node.reading() as connection:
        witnesses = load_witnesses(connection)
    for _ in range(2):
        with closing(Cosigner(node.store)) as cosigner:
            cosigner.published(publish(node.engine, node.store.published))
        signed = cosignatures(published_note(node.store.published), witnesses)
        assert lacking(signed) == ()
        node.access.open_account(f"akun-{len(node.access.directory().accounts)}", "Nama", (), "test")
        running["saksi/pemantau"].stop()
        running["saksi/pemantau"] = Running(tmp_path / "w2", "saksi/pemantau", log)
        name_witness(node, "saksi/pemantau", running["saksi/pemantau"], "non_government")
        with node.reading() as connection:
            witnesses = load_witnesses(connection)
    for one in running.values():
        one.stop()


def test_an_older_log_is_refused_by_what_the_witness_has_seen(node: Node, tmp_path: Path) -> None:
    """The witness has signed more than the database now holds: the node must not go on."""
    running = Running(tmp_path / "w", "saksi/a", str(node.store.keys.log.verifier))
    name_witness(node, "saksi/a", running, "supervisor")
    older = publish(node.engine, node.store.published)
    node.access.open_account("akun-lagi", "Nama", (), "test")
    with closing(Cosigner(node.store)) as newer:
        newer.published(publish(node.engine, node.store.published))
    with node.reading() as connection:
        (witness,) = load_witnesses(connection)
    with closing(Cosigner(node.store)) as late, pytest.raises(RecordError, match="lebih tua"):
        late.ask(witness, older)
    running.stop()


def test_a_witness_that_is_silent_is_not_waited_for(node: Node, tmp_path: Path) -> None:
    """The checkpoint is published without it."""
    running = Running(tmp_path / "w", "saksi/a", str(node.store.keys.log.verifier))
    name_witness(node, "saksi/a", running, "supervisor")
    running.stop()
    note = publish(node.engine, node.store.published)
    with closing(Cosigner(node.store)) as cosigner:
        cosigner.published(note)
    assert published_note(node.store.published) == note


def test_a_fork_of_the_same_length_is_refused_before_anything_is_written(node: Node, tmp_path: Path) -> None:
    """A copy of the folder goes another way by one entry: both are as long, the witness signed the other one."""
    running = Running(tmp_path / "w", "saksi/a", str(node.store.keys.log.verifier))
    name_witness(node, "saksi/a", running, "supervisor")
    node.writer.close()
    shutil.copytree(node.folder, tmp_path / "copy")
    node.access.open_account("akun-satu", "Nama", (), "test")
    with closing(Cosigner(node.store)) as cosigner:
        cosigner.published(publish(node.engine, node.store.published))
    fork = open_node(tmp_path / "copy")
    fork.access.open_account("akun-dua", "Nama", (), "test")
    with pytest.raises(RecordError, match="cabang lain"):
        refuse_older_log(fork)
    refuse_older_log(fork, ask_witnesses=False)
    fork.close()
    refuse_older_log(node)
    running.stop()


class Answering(httpx.BaseTransport):
    """Witnesses within this process, by the host of their address; some of them lie."""

    def __init__(self, desks: dict[str, Callable[[str], tuple[int, str]]]) -> None:
        self.desks = desks

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        status, body = self.desks[request.url.host](request.read().decode())
        return httpx.Response(status, text=body)


def honest(node: Node, folder: Path, name: str) -> tuple[str, Callable[[str], tuple[int, str]]]:
    """(verifier key, desk) of a witness that does as it should."""
    desk = WitnessDesk(folder, witness_key(folder, name), (node.store.keys.log.verifier,))
    return str(desk.key.verifier), lambda request: desk.add_checkpoint(request)[:2]


def test_a_witness_that_lies_keeps_no_other_from_signing(node: Node, tmp_path: Path) -> None:
    """The first says that it saw 999999 entries, the second adds a line of a stranger beside its own: the checkpoint
    carries the second's line and nothing else."""
    key_a, _ = honest(node, tmp_path / "a", "saksi/a")
    key_b, desk_b = honest(node, tmp_path / "b", "saksi/b")
    stranger = SigningKey("saksi/c", bytes(32), COSIGNATURE)

    def chatty(request: str) -> tuple[int, str]:
        status, body = desk_b(request)
        return status, stranger.sign(request.rpartition("\n\n")[0], 1) + body

    for name, key in (("saksi/a", key_a), ("saksi/b", key_b)):
        event = WitnessNamed(name=name, key=key, group="supervisor", url=f"http://{name[-1]}/")
        node.writer.commit(lambda _, event=event: Decision((event,)), "test")  # type: ignore[misc]
    client = httpx.Client(transport=Answering({"a": lambda _: (409, "999999\n"), "b": chatty}))
    with closing(Cosigner(node.store, client)) as cosigner:
        cosigner.published(publish(node.engine, node.store.published))
    names = [name for name, _, _ in Note.parse(published_note(node.store.published)).signatures]
    assert names == [node.store.keys.log.verifier.name, "saksi/b"]


def test_a_receipt_keeps_its_witness_when_the_log_grows_without_it(node: Node, tmp_path: Path) -> None:
    """Entry 0 was witnessed; the witness goes silent, the log is published further: the receipt of entry 0 still
    carries the signature, that of a later entry comes without."""
    key, desk = honest(node, tmp_path / "a", "saksi/a")
    event = WitnessNamed(name="saksi/a", key=key, group="supervisor", url="http://a/")
    node.writer.commit(lambda _: Decision((event,)), "test")
    with closing(Cosigner(node.store, httpx.Client(transport=Answering({"a": desk})))) as cosigner:
        cosigner.published(publish(node.engine, node.store.published))
    node.access.open_account("akun-lagi", "Nama", (), "test")
    publish(node.engine, node.store.published)
    with node.reading() as connection:
        head = read_head(connection)
        (witness,) = load_witnesses(connection)
        for index, signed in ((0, 1), (head.size - 1, 0)):
            note = best_note(node.store.published, index, head.note, head.size)
            assert len(cosignatures(note, (witness,))) == signed


def test_a_damaged_tile_is_no_fork_to_a_witness(node: Node, tmp_path: Path) -> None:
    """The proof of growth from a damaged tile is refused by the witness; the one from the rows is accepted."""
    key, desk = honest(node, tmp_path / "a", "saksi/a")
    event = WitnessNamed(name="saksi/a", key=key, group="supervisor", url="http://a/")
    node.writer.commit(lambda _: Decision((event,)), "test")
    with closing(Cosigner(node.store, httpx.Client(transport=Answering({"a": desk})))) as cosigner:
        cosigner.published(publish(node.engine, node.store.published))
        for number in range(300):
            node.access.open_account(f"akun-{number}", "Nama", (), "test")
        note = publish(node.engine, node.store.published)
        tile = node.store.published / tile_path(0, 0)
        tile.write_bytes(bytes(32) + tile.read_bytes()[32:])
        cosigner.published(note)
    with node.reading() as connection:
        assert len(cosignatures(published_note(node.store.published), load_witnesses(connection))) == 1
