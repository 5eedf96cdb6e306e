"""Opened parts: by the right of an account, at the command line as on the page, printed where they belong."""

import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.cli import main
from kawal.disputes.dossier.opened import words_opened
from kawal.field.kinds import KindBook
from kawal.node import Node, open_node
from kawal.record.dossier import open_dossier
from kawal.store.events import Recorded
from tests.conftest import exercise_clock
from tests.disputes.dossier.conftest import PRIVATE_WORDS, Told
from tests.disputes.dossier.test_pack import drafted, faults
from tests.support.phone import STATION
from tests.support.serving import serving

PASSWORD = "rahasia-panjang-12"  # noqa: S105
WHY = "permintaan majelis"


def printed(document: bytes) -> str:
    return " ".join(" ".join(one.extract_text() for one in PdfReader(BytesIO(document)).pages).split())


def test_opened_words_are_printed_at_their_line_and_marked_as_opened(told: Told) -> None:
    """In both languages under the incident's line; header and cover say so; without opening none of it is there."""
    made = drafted(told, reason=WHY, may=lambda _place: True)
    mark = {
        "en": ("Sealed part, opened for the recipient of this dossier", "holds sealed parts that were opened"),
        "id": ("Bagian tertutup, dibuka untuk penerima berkas ini", "memuat bagian tertutup yang dibuka"),
    }
    for code, (at_line, in_header) in mark.items():
        text = printed(made.documents[code])  # type: ignore[index]
        assert f": {PRIVATE_WORDS}" in text.partition(at_line)[2][:80]
        assert text.count(PRIVATE_WORDS) == 1
        assert in_header in text
    plain = printed(drafted(told).documents["en"])
    assert PRIVATE_WORDS not in plain
    assert mark["en"][0] not in plain


def test_answers_are_told_with_their_questions_and_a_position_in_degrees(told: Told) -> None:
    """Micro-degrees -3,319,500 and 114,590,700 are -3.319500, 114.590700; an unknown question keeps its name."""
    where = {"lat_udeg": -3_319_500, "lon_udeg": 114_590_700, "accuracy_m": 12}
    token = told.supervisor.report({"position": where, "note": "kata", "seen": True}, kind="incident", v=2)
    book: KindBook = told.house.desk.book()
    answers = words_opened({"opened/00000007.sdjwt": str(token).encode()}, book)[7]
    assert [(asked["en"], said["en"]) for asked, said in answers] == [
        ("Tell it briefly", "kata"),
        ("Exact position", "-3.319500, 114.590700 (± 12 m)"),
        ("seen", "yes"),
    ]


def account(node: Node, login: str, *roles: Role, region: str = "") -> None:
    """Someone with a password."""
    made = node.access.open_account(login, login, tuple(Grant(role, "", region) for role in roles), "test")
    node.access.choose_password(node.access.link(made.id, "password"), PASSWORD)


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The folder of a node with an incident that has private words, and three people; nobody holds it."""
    told = Told(tmp_path / "node")
    account(told.house.node, "ajudikator", "adjudicator")
    account(told.house.node, "analis", "analyst")
    account(told.house.node, "tetangga", "adjudicator", region="63.71.03")
    told.house.close()
    return tmp_path / "node"


def asked(folder: Path, out: Path, login: str, *, why: str = WHY) -> int:
    words = ["dispute", "dossier", str(folder), "--station", STATION, "--out", str(out), "--lang", "en"]
    return main([*words, "--open", why, "--account", login, "--json"])


def typing(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{password}\n\n"))


def test_the_command_opens_by_the_right_of_an_account_and_the_log_says_who(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong password, role without the right, place out of reach, no reason: 2 and nothing written; then it opens."""
    out = tmp_path / "berkas.zip"
    for login, password, why in (
        ("ajudikator", "salah", WHY),
        ("nobody", PASSWORD, WHY),
        ("analis", PASSWORD, WHY),
        ("tetangga", PASSWORD, WHY),
        ("ajudikator", PASSWORD, " "),
    ):
        typing(monkeypatch, password)
        assert asked(closed, out, login, why=why) == 2, (login, password)
        assert not out.exists()
    assert main(["dispute", "dossier", str(closed), "--station", STATION, "--out", str(out), "--open", WHY]) == 2
    capsys.readouterr()
    typing(monkeypatch)
    assert asked(closed, out, "ajudikator") == 0
    assert json.loads(capsys.readouterr().out)["opened"] == 1
    assert faults(out.read_bytes()) == ([], [])
    assert PRIVATE_WORDS in printed(open_dossier(out.read_bytes())[0]["dossier-id.pdf"])
    node = open_node(closed, exercise_clock)
    with node.reading() as connection:
        last = list(node.writer.entries(connection))[-2:]
    who = node.access.directory().by_login("ajudikator")
    node.close()
    assert who is not None
    said = [(type(one.event).__name__, one.actor) for one in last if isinstance(one, Recorded)]
    assert said == [("DossierOpened", who.id), ("DossierDrafted", who.id)]


def test_beside_a_running_server_the_command_is_run_there_with_what_was_typed_here(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server holds the folder: a wrong password is refused by it, the right one opens."""
    out = tmp_path / "berkas.zip"
    with serving(closed):
        typing(monkeypatch, "salah")
        assert asked(closed, out, "ajudikator") == 2
        assert "wrong" in capsys.readouterr().err
        typing(monkeypatch)
        assert asked(closed, out, "ajudikator") == 0
        assert json.loads(capsys.readouterr().out)["opened"] == 1
    assert faults(out.read_bytes()) == ([], [])
