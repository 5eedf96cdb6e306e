"""Others accept what Kawal signs: Go's log packages the checkpoint and proof, a JOSE library the report."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from joserfc import jws as jose
from joserfc.jwk import ECKey
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.record.jws import b64url
from tests.conftest import filled_node
from tests.http.conftest import BASE
from tests.support.phone import enrolled

PROGRAM = Path(__file__).parent / "go" / "verify.go"
GO_PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
"""Where Debian's package golang-golang-x-mod-dev puts Go's own log packages."""


@pytest.mark.slow
def test_go_and_a_jose_library_accept_a_report_and_its_receipt(tmp_path: Path) -> None:
    """Signature of the report, signature of the checkpoint, inclusion; and Go refuses another entry."""
    node = filled_node(tmp_path / "node")
    phone = enrolled(node)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        tokens = [phone.report() for _ in range(9)]
        answers = client.post("/api/reports", json={"reports": [str(one) for one in tokens]}).json()["results"]
    key = str(node.store.keys.log.verifier)
    node.close()
    token, receipt = tokens[4].jws, answers[4]["receipt"]
    numbers: dict[str, str | list[str]] = {
        "kty": "EC",
        "crv": "P-256",
        "x": b64url(phone.public[1:33]),
        "y": b64url(phone.public[33:]),
    }
    assert b"opening" in jose.deserialize_compact(token, ECKey.import_key(numbers)).payload
    if shutil.which("go") is None or not GO_PACKAGES.is_dir():
        pytest.skip("Go's log packages are not here (Debian: golang-go golang-golang-x-mod-dev)")
    (tmp_path / "receipt").write_text(receipt)
    (tmp_path / "entry").write_text(token)
    (tmp_path / "other").write_text(tokens[5].jws)
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(tmp_path / "go")}

    def verified(entry: str) -> subprocess.CompletedProcess[str]:
        words = ["go", "run", str(PROGRAM), key, str(tmp_path / "receipt"), str(tmp_path / entry)]
        return subprocess.run(words, capture_output=True, text=True, check=False, env=environment)

    accepted = verified("entry")
    assert accepted.returncode == 0, accepted.stderr
    assert accepted.stdout.split()[1] == str(answers[4]["index"])
    assert verified("other").returncode == 1
