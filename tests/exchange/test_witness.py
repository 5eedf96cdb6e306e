"""Two institutions sign a third one's log over HTTP: the policy is met, growth is followed, a fork is refused."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kawal.app import Node
from kawal.exchange.cosign import Cosigner
from kawal.exchange.events import WitnessNamed
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.errors import RecordError
from kawal.record.policy import Group, cosignatures, lacking
from kawal.store.events import Decision
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
