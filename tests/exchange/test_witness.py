"""Two institutions sign a third one's log over HTTP: the policy is met, growth is followed, a fork is refused."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from kawal.cli import BAD_INPUT, DONE, main
from kawal.exchange.cosign import Cosigner
from kawal.exchange.events import WitnessNamed
from kawal.exchange.witness import LOGS, WitnessDesk, witness_key
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.errors import RecordError
from kawal.node import Node, open_node, refuse_older_log
from kawal.record.note import COSIGNATURE, PLAIN, Note, SigningKey, VerifierKey
from kawal.record.policy import Group, cosignatures, lacking
from kawal.record.tiles import tile_path
from kawal.store.cosigned import best_note
from kawal.store.events import Decision
from kawal.store.log import read_head
from kawal.store.publish import publish, published_note
from tests.conftest import new_node


class Running:
    """`kawal witness serve` of another institution."""

    def __init__(self, folder: Path, name: str, log: str = "") -> None:
        command = [sys.executable, "-m", "kawal", "witness", "serve", "--folder", str(folder), "--name", name]
        given = ["--log", log] if log else []
        self.process = subprocess.Popen(
            [*command, *given, "--port", "0", "--lang", "en"], stderr=subprocess.PIPE, text=True
        )
        assert self.process.stderr is not None
        words = self.process.stderr.readline().split()
        self.key, self.url = words[1], words[3].rstrip("/")
        self.logs = self.process.stderr.readline()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)
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


def test_a_witness_that_starts_again_keeps_its_logs(node: Node, tmp_path: Path) -> None:
    """Without --log it says which logs it witnesses, and signs their checkpoints."""
    log = node.store.keys.log.verifier
    Running(tmp_path / "w", "saksi/a", str(log)).stop()
    again = Running(tmp_path / "w", "saksi/a")
    assert again.logs == f"Witnessing: {log.name}\n"
    name_witness(node, "saksi/a", again, "supervisor")
    with node.reading() as connection:
        witnesses = load_witnesses(connection)
    with closing(Cosigner(node.store)) as cosigner:
        cosigner.published(publish(node.engine, node.store.published))
    assert [one.witness.name for one in cosignatures(published_note(node.store.published), witnesses)] == ["saksi/a"]
    again.stop()


def test_a_witness_refuses_what_contradicts_its_folder(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another key of a log that it knows, the key of a witness as a log, another name of its own: exit code 2."""
    log, folder = node.store.keys.log.verifier, tmp_path / "w"
    running = Running(folder, "saksi/a", str(log))
    running.stop()
    before = (folder / LOGS).read_text()
    serve = ["witness", "serve", "--folder", str(folder), "--lang", "en"]
    for more, sentence in (
        (["--log", str(VerifierKey(log.name, PLAIN, bytes(32)))], f"--log: expected {log} as in"),
        (["--log", running.key], "--log: expected the log's verifier key"),
        (["--name", "saksi/b"], "--name: expected saksi/a, got saksi/b"),
    ):
        assert main([*serve, *more]) == BAD_INPUT
        assert sentence in capsys.readouterr().err
    assert (folder / LOGS).read_text() == before


def test_naming_and_dropping_a_witness_is_told_and_the_list_says_when_it_signed(
    node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Named: never signed. After a checkpoint: its time and size, also when it is silent later. Dropped: gone."""
    running = Running(tmp_path / "w", "saksi/a", str(node.store.keys.log.verifier))
    node.close()

    def told(*words: str) -> str:
        assert main(["witness", *words, "--data", str(node.folder), "--lang", "en"]) == DONE
        return capsys.readouterr().out.strip()

    assert told("list") == "no witnesses yet"
    named = told("add", "saksi/a", "--key", running.key, "--group", "supervisor", "--url", running.url)
    assert named == f"witness saksi/a is recorded and asked at {running.url}"
    assert told("list") == f"saksi/a  supervisor  {running.url}  has never signed"
    opened = open_node(node.folder)
    with closing(Cosigner(opened.store)) as cosigner:
        cosigner.published(publish(opened.engine, opened.store.published))
        running.stop()
        with opened.reading() as connection:
            size = read_head(connection).size
        opened.access.open_account("akun-lagi", "Nama", (), "test")
        cosigner.published(publish(opened.engine, opened.store.published))
    opened.close()
    assert re.search(rf"last signed \d+ \w+ \d\d:\d\d:\d\d WITA, {size} entries$", told("list"))
    (row,) = json.loads(told("list", "--json"))
    assert (row["name"], row["size"], row["last_signed"][-6:]) == ("saksi/a", size, "+08:00")
    assert told("drop", "saksi/a") == "witness saksi/a is not asked any more"
    assert told("list") == "no witnesses yet"


@pytest.mark.parametrize("url", ["ftp://x", "saksi.example", "https://", "http://[", "http://x:99999"])
def test_a_witness_answers_at_a_web_address_only(
    url: str, node: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another address is refused in one sentence, and nothing is recorded."""
    key = SigningKey("saksi/a", bytes(32), COSIGNATURE).verifier
    words = ["witness", "add", "saksi/a", "--key", str(key), "--url", url, "--data", str(node.folder), "--lang", "en"]
    assert main(words) == BAD_INPUT
    assert f"--url: expected an http:// or https:// address, got {url}" in capsys.readouterr().err
    with node.reading() as connection:
        assert load_witnesses(connection) == ()


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


def test_a_line_of_the_servers_log_begins_with_its_moment(node: Node, tmp_path: Path) -> None:
    """A witness that is silent when the node starts is the first thing that is said: when, how grave, which part."""
    running = Running(tmp_path / "w", "saksi/a", str(node.store.keys.log.verifier))
    name_witness(node, "saksi/a", running, "supervisor")
    running.stop()
    node.close()
    command = [sys.executable, "-m", "kawal", "serve", "--data", str(node.folder), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
        assert served.stderr is not None
        line = served.stderr.readline()
        served.terminate()
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING kawal\.witness: saksi/a: ", line), line
