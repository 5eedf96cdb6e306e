"""A timestamp over the checkpoint: asked for, taken in, and in the dossiers whose entries it covers."""

import json
from pathlib import Path

import pytest

from kawal.cli import main
from kawal.cli.remote import answering
from kawal.disputes.dossier.model import Scope
from kawal.record.dossier import named_key, open_dossier
from kawal.record.dossiercheck import check_dossier
from kawal.record.note import VerifierKey
from kawal.record.timestamp import timestamp_request
from tests.disputes.dossier.conftest import Told
from tests.support.authority import Authority
from tests.support.dossiers import script
from tests.support.phone import STATION


def test_a_timestamp_is_asked_for_taken_in_and_put_into_dossiers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The checkpoint of the dossier becomes the stamped one; entries that came later need a newer checkpoint."""
    told = Told(tmp_path / "node")
    node, folder = told.house.node, ["--data", str(tmp_path / "node")]
    asked = tmp_path / "q.tsq"
    assert main(["timestamp", "request", str(asked), "--json", *folder]) == 0
    beside = json.loads(capsys.readouterr().out)["checkpoint"]
    reply = tmp_path / "r.tsr"
    authority = Authority(tmp_path / "tsa")
    reply.write_bytes(authority.answer(asked.read_bytes()))
    wrong = tmp_path / "wrong.tsr"
    wrong.write_bytes(authority.answer(timestamp_request(bytes(32))))
    with answering(node):  # the folder is held by this process, as by a server
        assert main(["timestamp", "import", str(wrong), "--checkpoint", beside, *folder]) == 2
        assert main(["timestamp", "import", str(reply), "--checkpoint", str(reply), *folder]) == 2
        assert main(["timestamp", "import", str(reply), "--checkpoint", beside, *folder]) == 0
    desk = told.house.client.app.state["dossiers"]
    built = desk.draft(Scope("station", STATION), "PK", "test")
    files, faults = open_dossier(built.body)
    assert files["timestamp.tsr"] == reply.read_bytes()
    assert files["checkpoint"] == Path(beside).read_bytes()
    found = check_dossier(files, VerifierKey.parse(named_key(files)))
    assert (faults, found.faults) == ([], [])
    assert any("CN=uji" in str(one) for one in found.checked)
    assert any("keputusan pembaca" in str(one) for one in found.unchecked)
    assert script().check(built.body)[0] == []
    changed = {**files, "timestamp.tsr": wrong.read_bytes()}
    assert any("sidik lain" in str(one) for one in check_dossier(changed, VerifierKey.parse(named_key(files))).faults)
    told.one(kind="closing", data={"closed_at": "13:05"})
    later, _ = open_dossier(desk.draft(Scope("station", STATION), "PK", "test").body)
    assert "timestamp.tsr" not in later
    told.house.close()
