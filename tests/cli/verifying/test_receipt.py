"""A receipt lends its proof to what was signed, and to nothing beside it."""

import base64
import json
from pathlib import Path

from litestar.testing import TestClient

from kawal.app import create_app
from kawal.cli import main
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import open_node
from kawal.record.jws import b64url
from kawal.record.sdjwt import SdJwt
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.cli.verifying.conftest import Told, saved
from tests.http.conftest import BASE, session
from tests.test_upkeep import HIDDEN, Kept

FORGED = b64url(b'["c2FsdA","note","something else"]')


def test_a_disclosure_that_nobody_signed_is_refused(whole: Kept, tmp_path: Path, verify: Told) -> None:
    """The report with its own disclosure or with none holds; with one forged, added, twice or cut off it does not."""
    receipt, entry = tmp_path / "r.tlog-proof", tmp_path / "report.jwt"
    receipt.write_text(whole.receipt)
    jws, (own,) = whole.token.jws, whole.token.disclosures
    for text, code in [
        (jws, 0),
        (f"{jws}~", 0),
        (f"{jws}~{own}~\n", 0),
        (f"{jws}~{FORGED}~", 1),
        (f"{jws}~{own}~{FORGED}~", 1),
        (f"{jws}~{own}~{own}~", 1),
        (f"{jws}~{own}", 1),
        (f"{jws}~~", 1),
    ]:
        entry.write_text(text)
        got, said = verify(receipt, "--key", str(whole.key), "--entry", str(entry))
        assert (got, len(said["faults"])) == (code, code), text


def test_a_node_event_with_a_tilde_is_an_entry_like_others(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """Only a report has disclosures behind its tildes."""
    assert main(["erase", str(kept.index), "--basis", "UU 27/2022 ~ pasal 43", "--data", str(kept.folder)]) == 0
    node = open_node(kept.folder)
    with node.reading() as connection:
        index, body = next(one for one in read_entries(connection) if b"~ pasal" in one[1])
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        receipt = client.app.state["field"].receipt(index)
    node.close()
    (tmp_path / "entry").write_bytes(body)
    (tmp_path / "receipt").write_text(receipt)
    words = ["--key", str(kept.key), "--entry", str(tmp_path / "entry")]
    assert verify(tmp_path / "receipt", *words)[0] == 0


def test_a_saved_receipt_is_verified_alone(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """One file: report, proof, keys. Who may not read the private part gets a file without it, which holds too."""
    file = tmp_path / "saved.tlog-proof"
    answer = saved(kept, "auditor")
    assert f"kawal-{kept.index}.tlog-proof" in answer.headers["content-disposition"]
    file.write_text(answer.text)
    extra = base64.b64decode(answer.text.splitlines()[1].removeprefix("extra "))
    assert json.loads(extra)["report"] == f"{kept.token.jws}~"
    code, said = verify(file, "--key", str(kept.key), "--signatures")
    assert (code, said["faults"]) == (0, [])
    assert '"what": "disturbance"' in said["checked"][1]
    assert "0 private parts" in said["checked"][1]
    code, said = verify(file)
    assert code == 0
    assert "compare" in said["checked"][0]
    assert saved(kept, "auditor", opening=True).status_code == 403


def test_who_may_read_the_private_part_can_save_it_too(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """The file then proves the private note as well, and the log says who took it."""
    file = tmp_path / "saved.tlog-proof"
    answer = saved(kept, "adjudicator", opening=True)
    file.write_text(answer.text)
    code, said = verify(file, "--key", str(kept.key))
    assert code == 0
    assert HIDDEN in said["checked"][1]
    assert "1 private part" in said["checked"][1]
    node = open_node(kept.folder)
    with node.reading() as connection:
        assert any(b"private_opened/1" in body for _, body in read_entries(connection))
    node.close()


def test_a_saved_receipt_that_was_changed_is_refused(kept: Kept, tmp_path: Path, verify: Told) -> None:
    """Another report in it, another signer, another log, or an extra line that says something else."""
    file = tmp_path / "saved.tlog-proof"
    lines = saved(kept, "auditor").text.split("\n")
    good = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    other = SdJwt(kept.token.jws, (FORGED,))
    for changed in [
        good | {"report": str(other)},
        good | {"report": good["report"].replace(".", ".e", 1)},
        good | {"signer": b64url(bytes(65))},
        {"context": "of another program"},
    ]:
        extra = base64.b64encode(json.dumps(changed).encode()).decode()
        file.write_text("\n".join([lines[0], f"extra {extra}", *lines[2:]]))
        code, said = verify(file, "--key", str(kept.key))
        assert (code, len(said["faults"])) == (1, 1), changed


def test_a_receipt_pasted_on_the_page_brings_its_report(kept: Kept) -> None:
    """The page refuses a disclosure that nobody signed, as the command does."""
    text = saved(kept, "auditor").text
    node = open_node(kept.folder)
    forged = f"{kept.token.jws}~{FORGED}~"
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "auditor"))
        codes = [
            client.post("/catatan/periksa", data={"receipt": text} | more, headers={"origin": BASE}).status_code
            for more in ({}, {"entry": str(kept.token)}, {"entry": forged})
        ]
    node.close()
    assert codes == [200, 200, 400]
