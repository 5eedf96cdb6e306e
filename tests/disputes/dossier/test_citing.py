"""Indications in a dossier: those of its places and contests, with article and entries, unread articles marked."""

from io import BytesIO

from pypdf import PdfReader

from kawal.disputes.dossier.citing import Article, cite
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Scope
from kawal.disputes.model import Fact, Indication
from tests.disputes.dossier.conftest import Told
from tests.disputes.dossier.test_pack import faults
from tests.support.phone import STATION

RULE = Article(
    {"id": "PSU karena dua orang", "en": "Re-poll for two people"}, "Pasal 112 (2) e", "peraturan.go.id", False
)


def indication(place: str, *entries: int, contest: str | None = None, together: bool = False) -> Indication:
    fact = Fact(name="no_right", place=place, value=2, together=2, entries=entries, assurance=("device",))
    strength = "only_together" if together else "one_source"
    return Indication(rule="R-1", place=place, contest=contest, strength=strength, facts=(fact,))  # type: ignore[arg-type]


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
    text = " ".join("".join(one.extract_text() for one in PdfReader(BytesIO(built.documents["id"])).pages).split())
    assert "Pasal 112 (2) e belum diverifikasi" in text
    assert "Tidak dihitung oleh simpul ini" not in text
