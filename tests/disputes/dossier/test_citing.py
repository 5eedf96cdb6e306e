"""Indications in a dossier: those of its places and contests, with article and entries, unread articles marked."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.cli import main
from kawal.disputes.dossier.citing import Article, cite
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from kawal.disputes.model import Fact, Indication
from kawal.record.dossier import open_dossier
from tests.disputes.dossier.conftest import Told
from tests.disputes.dossier.test_pack import faults
from tests.disputes.rules.test_facts import Rules
from tests.support.phone import STATION

RULE = Article(
    title={"id": "PSU karena dua orang", "en": "Re-poll for two people"},
    article={"id": "Pasal 112 (2) e (menurut pers)", "en": "Pasal 112 (2) e (as the press reports it)"},
    source={"id": "peraturan.go.id", "en": "peraturan.go.id"},
    verified=False,
    caution={"id": "Belum dibaca.", "en": "Not read yet."},
)


def indication(place: str, *entries: int, contest: str | None = None, together: bool = False) -> Indication:
    fact = Fact(name="no_right", place=place, value=2, together=2, entries=entries, assurance=("device",))
    strength = "only_together" if together else "one_source"
    return Indication(rule="R-1", place=place, contest=contest, strength=strength, facts=(fact,))  # type: ignore[arg-type]


def printed(pdf: bytes) -> str:
    return " ".join("".join(one.extract_text() for one in PdfReader(BytesIO(pdf)).pages).split())


def test_only_what_concerns_the_places_and_contests_is_cited() -> None:
    """Of four one is elsewhere and one of another contest; one without a contest concerns every contest."""
    given = [
        indication("a", 3, contest="mayor"),
        indication("a", 4, contest="governor"),
        indication("b", 5),
        indication("a", 6, 7, together=True),
    ]
    found = cite(given, lambda _rule: RULE, ["a"], ["mayor"])
    assert [(one.entries, one.note is None, one.verified) for one in found] == [
        ((3,), True, False),
        ((6, 7), False, False),
    ]


def test_an_indication_stands_in_the_dossier_with_its_article_and_its_mark(told: Told) -> None:
    """Its entries are among the entries, on paper it is marked as not verified, and the dossier holds."""
    house = told.house
    desk = DossierDesk(
        house.desk,
        house.node.clock,
        may_release=True,
        indicated=lambda _rows, places, contests: cite(
            [indication(STATION, told.incident)], lambda _rule: RULE, places, contests
        ),
    )
    built = desk.draft(Scope("station", STATION), "PK", "test")
    assert faults(built.body) == ([], [])
    assert [one.rule for one in built.dossier.cited] == ["R-1"]
    text, english = (printed(built.documents[code]) for code in ("id", "en"))
    assert "Pasal 112 (2) e (menurut pers) belum diverifikasi" in text
    assert "Pasal 112 (2) e (as the press reports it) not verified" in english
    assert "Tidak dihitung oleh simpul ini" not in text


def test_what_the_rules_say_of_a_node_stands_in_its_dossier_also_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two persons without the right at one station: PSU-112-2E with its article, in the desk's dossier and in the one
    that the command writes from the folder alone."""
    node = Rules(tmp_path / "node")
    node.tell(node.supervisor, "voted_without_right", 2)
    desk: DossierDesk = node.house.client.app.state["dossiers"]
    built = desk.draft(Scope("station", STATION), "PK", "test")
    assert [(one.rule, one.verified) for one in built.dossier.cited] == [("PSU-112-2E", True)]
    node.house.close()
    out = tmp_path / "berkas.zip"
    asked = ["dispute", "dossier", str(tmp_path / "node"), "--station", STATION, "--out", str(out)]
    assert main([*asked, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(out)
    files, faulty = open_dossier(out.read_bytes())
    assert not faulty
    cited = json.loads(files["dossier.json"])["cited"]
    assert [(one["rule"], one["entries"]) for one in cited] == [("PSU-112-2E", list(built.dossier.cited[0].entries))]
