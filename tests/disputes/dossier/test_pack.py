"""What a dossier holds, and that whatever is changed in a real one is named by both verifiers."""

import hashlib
import json
import random
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from kawal.cli import main
from kawal.disputes.dossier.model import Scope
from kawal.disputes.dossier.pack import Built
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Message
from kawal.record.dossier import named_key, open_dossier
from kawal.record.dossiercheck import check_dossier
from kawal.record.note import VerifierKey
from tests.conftest import filled_node
from tests.disputes.dossier.conftest import PRIVATE_WORDS, Told
from tests.support.dossiers import script
from tests.support.phone import STATION

SCRIPT = script()
WARD = "63.71.01.1012"


def drafted(told: Told, scope: Scope | None = None, **more: Any) -> Built:
    desk = told.house.client.app.state["dossiers"]
    built: Built = desk.draft(scope or Scope("station", STATION), "PK", "test", **more)
    return built


def faults(data: bytes) -> tuple[list[str], list[str]]:
    """What the product and the script inside find wrong."""
    files, outer = open_dossier(data)
    inner: list[Message] = []
    try:
        inner = check_dossier(files, VerifierKey.parse(named_key(files))).faults if files else []
    except Rejected as error:
        inner = [error.message]  # entry 0 names no key, as `kawal verify` says
    return [str(one) for one in (*outer, *inner)], SCRIPT.check(data)[0]


@pytest.fixture(scope="module")
def built(told: Told) -> Built:
    return drafted(told)


def test_a_dossier_of_a_station_holds_its_day_and_holds_for_both_verifiers(told: Told, built: Built) -> None:
    """Five reports of a station by when it happened, two copies side by side, both photos, both hold."""
    assert faults(built.body) == ([], [])
    found = built.dossier
    entries = [told.opening, told.incident, told.first, told.second, told.box]
    assert [one.index for one in found.chronology] == entries
    [form] = found.forms
    assert [one.copy for one in form.copies] == [told.first, told.second]
    votes = next(one for one in form.rows if one.name == "votes_1")
    assert (votes.values, votes.state, votes.title["en"]) == ((61, 62), "differing", "pair of candidates number 01")
    assert {photo.state for copy in form.copies for photo in copy.photos} == {"here"}
    assert found.exhibits[0].code == "PK-1"
    assert len({one.file for one in found.exhibits}) == len(found.exhibits) == 7  # five reports, two photos
    assert [one.seal for one in found.custody] == ["A-1"]
    assert found.gaps[0].what["en"].startswith("no report of supplies arriving")


def test_a_few_people_are_named_by_role_and_number_for_most_facts(built: Built) -> None:
    """The supervisor saw opening, incident, form, differences and box; the agent adds nothing."""
    [one] = built.dossier.witnesses
    assert (one.role["en"], one.assurance, one.adds) == ("station supervisor", ("device",), len(built.dossier.facts))
    assert one.number.isdigit()


def test_nothing_private_and_no_name_is_in_it(told: Told, built: Built) -> None:
    """Neither the words of the incident nor the login or name of a sender is anywhere in the files."""
    assert PRIVATE_WORDS.encode() not in built.body
    names = [one.login for one in told.house.node.access.directory().accounts.values()]
    text = built.body.decode("latin-1")
    assert [one for one in names if one.startswith("phone-") and one in text] == []


def test_opened_parts_are_in_it_by_right_with_a_reason_in_the_log(told: Told) -> None:
    """One report has words behind its signature: they are in, they fit the signature, and the log says so."""
    made = drafted(told, reason="permintaan majelis", may=lambda _place: True)
    assert made.dossier.opened == (told.incident,)
    files, _ = open_dossier(made.body)
    assert f"opened/{told.incident:08d}.sdjwt" in files
    assert faults(made.body) == ([], [])
    with told.house.node.reading() as connection:
        entries = list(told.house.node.writer.entries(connection))
    assert f"opened=({told.incident},)" in repr(entries[-1])
    assert "majelis" not in repr(entries[-1])


def test_the_documents_are_pdf_a_with_numbered_pages_in_both_languages(built: Built) -> None:
    """The metadata says PDF/A-2b; the last page says "Halaman n dari n"; a broken photo stops nothing."""
    for code, page, draft in (("id", "Halaman", "draf, belum dikeluarkan"), ("en", "Page", "draft, not released")):
        reader = PdfReader(BytesIO(built.documents[code]))  # type: ignore[index]
        xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()  # type: ignore[index]
        assert "<pdfaid:part>2</pdfaid:part>" in xmp
        assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
        count = len(reader.pages)
        last = reader.pages[-1].extract_text()
        word = "dari" if code == "id" else "of"
        assert f"{page} {count} {word} {count}" in " ".join(last.split())
        assert draft in reader.pages[0].extract_text()
        assert "PK-1" in "".join(one.extract_text() for one in reader.pages)


def test_the_cover_names_the_hash_of_the_list_of_evidence(built: Built) -> None:
    """What is certified on paper fixes every file of the ZIP but the documents themselves."""
    files, _ = open_dossier(built.body)
    digest = hashlib.sha256(files["evidence.txt"]).hexdigest()
    assert digest in PdfReader(BytesIO(built.documents["id"])).pages[0].extract_text()
    assert not any(name.endswith(".pdf") for name in files["evidence.txt"].decode().split())


def test_the_same_log_and_question_give_the_same_bytes(told: Told) -> None:
    """Twice from one node, without the entry that each draft is; the clock of the exercise stands still."""
    desk = told.house.client.app.state["dossiers"]
    first, second = (desk._built(desk._asked(Scope("station", STATION), "PK"), ()) for _ in range(2))
    assert first.body == second.body


def test_changed_bytes_of_a_real_dossier_are_named_by_both(built: Built) -> None:
    """Three hundred random positions, twenty cuts, and each file taken out of the lists."""
    chance, data = random.Random(11), built.body  # noqa: S311  repeatable
    for _ in range(300):
        at = chance.randrange(len(data))
        broken = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        assert all(faults(broken)), at
    for _ in range(20):
        assert all(faults(data[: chance.randrange(len(data))]))


def test_other_scopes_hold_what_belongs_to_them(told: Told) -> None:
    """A ward holds its stations, an incident its place, a contest the stations with something to look at."""
    ward = drafted(told, Scope("ward", WARD, "mayor")).dossier
    assert [one.station for one in ward.forms] == [STATION]
    assert any("forms of stations" in one["en"] for one in ward.missing)
    incident = drafted(told, Scope("incident", str(told.incident))).dossier
    assert told.incident in {one.index for one in incident.chronology}
    contest = drafted(told, Scope("contest", "mayor")).dossier
    assert [one.station for one in contest.forms] == [STATION]
    assert any("964" in one["en"] for one in contest.missing)


@pytest.mark.parametrize(
    "scope",
    [
        Scope("station", "6371011012999"),
        Scope("station", ""),
        Scope("ward", "63.71.01"),
        Scope("incident", "999999"),
        Scope("incident", "x"),
        Scope("contest", "president"),
        Scope("station", STATION, "regent"),
        Scope("station", "6371031003007"),
    ],
)
def test_a_scope_that_is_not_here_or_holds_nothing_is_missing(told: Told, scope: Scope) -> None:
    """The last one is a station of which nothing was ever heard."""
    with pytest.raises(Missing):
        drafted(told, scope)


def test_the_command_writes_a_draft_beside_a_running_server(
    told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder's lock is held by this very test; the ZIP verifies with the key of the log."""
    out = tmp_path / "berkas.zip"
    words = ["dispute", "dossier", str(told.house.node.folder), "--station", STATION, "--out", str(out), "--json"]
    assert main([*words, "--side", "P"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["exhibits"], said["lines"], said["forms"]) == (7, 5, 1)
    key = str(told.house.node.store.keys.log.verifier)
    assert main(["verify", str(out), "--key", key, "--json"]) == 0
    files, _ = open_dossier(out.read_bytes())
    assert json.loads(files["dossier.json"])["exhibits"][0]["code"] == "P-1"


def test_the_command_refuses_what_is_not_there_in_one_sentence(tmp_path: Path) -> None:
    """No such folder, an order node, no scope: exit code 2, nothing is written."""
    out = tmp_path / "x.zip"
    order = filled_node(tmp_path / "node", "order")
    order.close()
    for folder in (tmp_path / "nowhere", tmp_path / "node"):
        assert main(["dispute", "dossier", str(folder), "--station", STATION, "--out", str(out)]) == 2
    shutil.rmtree(tmp_path / "node")
    assert not out.exists()
