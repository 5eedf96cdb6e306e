"""A published log: what is not there is said, and a wrong address is no broken proof."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kawal.node import open_node
from kawal.record.tiles import bundle_path, write_bundle
from kawal.store.folder import BLOBS, PUBLISHED
from kawal.store.log import read_entries
from kawal.store.publish import publish
from tests.cli.verifying.conftest import Told
from tests.test_upkeep import Kept


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Always(BaseHTTPRequestHandler):
    status, kind, body = 200, "text/html", b"<!doctype html><title>welcome</title>"

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("content-type", self.kind)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def hosted(handler: Any) -> Iterator[str]:
    """The address of a host that answers with `handler`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def published_with_entries(kept: Kept, folder: Path, bundles: int | None = None) -> int:
    """Copy the published log and write its first entry bundles; returns the number of entries they hold."""
    shutil.copytree(kept.folder / PUBLISHED, folder)
    node = open_node(kept.folder)
    with node.reading() as connection:
        entries = [body for _, body in read_entries(connection)]
    node.close()
    parts = [entries[at : at + 256] for at in range(0, len(entries), 256)][:bundles]
    for index, part in enumerate(parts):
        path = folder / bundle_path(index, len(part))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_bundle(part))
    return sum(map(len, parts))


def test_signatures_that_cannot_be_looked_at_are_not_called_good(whole: Kept, verify: Told) -> None:
    """A node publishes hashes, not entries: root and tiles hold, and asking for signatures ends with 1."""
    with hosted(lambda *a: _Quiet(*a, directory=str(whole.folder / PUBLISHED))) as address:
        code, said = verify(address, "--key", str(whole.key))
        assert (code, len(said["unchecked"])) == (0, 1)
        assert f"{said['size']} entries is not published" in said["unchecked"][0]
        code, said = verify(address, "--key", str(whole.key), "--signatures")
        assert (code, len(said["faults"])) == (1, 1)
        assert f"the signatures in {said['size']} entries cannot be checked" in said["faults"][0]


def test_a_log_that_publishes_its_entries_is_checked_whole(whole: Kept, tmp_path: Path, verify: Told) -> None:
    """Signatures too, and the key is the one that entry 0 names; a changed entry is found."""
    size = published_with_entries(whole, tmp_path / "log")
    with hosted(lambda *a: _Quiet(*a, directory=str(tmp_path / "log"))) as address:
        code, said = verify(f"{address}/", "--signatures")
        assert (code, said["unchecked"], said["size"]) == (0, [], size)
        assert any(one.startswith("1 ") and "signature" in one for one in said["checked"])
    bundle = next(path for path in (tmp_path / "log" / "tile" / "entries").rglob("*") if path.is_file())
    body = bytearray(bundle.read_bytes())
    body[40] ^= 1
    bundle.write_bytes(bytes(body))
    assert verify(tmp_path / "log", "--key", str(whole.key))[0] == 1


def test_of_a_log_that_publishes_its_beginning_the_rest_is_named(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """More than 300 entries, and only the first bundle is there: 256 are checked, the others are not."""
    node = open_node(kept.folder)
    for number in range(300):
        node.access.open_account(f"more-{number}", "Nama", (), "test")
    publish(node.engine, node.store.published)
    node.close()
    assert published_with_entries(kept, tmp_path / "log", bundles=1) == 256
    code, said = verify(tmp_path / "log", "--signatures")
    rest = said["size"] - 256
    assert (code, len(said["faults"]), len(said["unchecked"])) == (1, 1, 1)
    assert f"{rest} entries" in said["faults"][0]
    assert any("first 256 entries" in one for one in said["checked"])


@pytest.mark.parametrize("target", ["", "/nowhere"])
def test_a_wrong_address_is_bad_input_and_no_broken_proof(whole: Kept, verify: Told, target: str) -> None:
    """404 and pages of HTML: exit code 2, one sentence about the address."""
    for handler in (lambda *a: _Quiet(*a, directory=str(whole.folder / BLOBS)), _Always):
        with hosted(handler) as address:
            code, said = verify(address + target, "--key", str(whole.key))
            assert code == 2
            assert address + target in said["err"]
            assert "no checkpoint" in said["err"]


def test_a_host_that_is_away_or_busy_is_bad_input_too(whole: Kept, verify: Told) -> None:
    """Nobody listens, 503, no address at all, no such path."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    busy = type("Busy", (_Always,), {"status": 503})
    with hosted(busy) as address:
        for target in (f"http://127.0.0.1:{port}", address, "http://[::1", "http://"):
            code, said = verify(target, "--key", str(whole.key))
            assert code == 2, target
    code, said = verify("nope")
    assert code == 2
    assert said["err"].strip().endswith("got none")


def test_the_key_of_a_published_log_has_to_be_given(whole: Kept, verify: Told) -> None:
    """Its entries are not there, so nothing names it: said in one sentence, with exit code 2."""
    code, said = verify(whole.folder / PUBLISHED)
    assert code == 2
    assert "--key" in said["err"]
