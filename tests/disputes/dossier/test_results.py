"""A dossier of a contest holds what the page of the threshold says of it: results beside sums, open votes, shares."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Margin, Scope
from kawal.disputes.dossier.pack import Built
from kawal.jurisdiction.zones import WITA
from tests.disputes.dossier.test_pack import faults
from tests.support.realcase import RealCase, spread

FIRST, SECOND = "63.71.01.1001", "63.71.03.1001"
WARDS = {FIRST: 2, SECOND: 2}


@pytest.fixture
def case(tmp_path: Path) -> RealCase:
    return RealCase(tmp_path / "case", "63.71", WARDS, datetime(2021, 6, 1, 9, 0, tzinfo=WITA))


def drafted(case: RealCase) -> Built:
    desk: DossierDesk = case.client.app.state["dossiers"]
    built = desk.draft(Scope("contest", "mayor"), "PK", "test")
    assert faults(built.body) == ([], [])
    return built


def lines(margin: Margin) -> str:
    return " ".join(one["en"] for one in margin.lines)


def test_a_re_poll_is_merged_with_the_rest_and_one_open_vote_stands_beside_it(case: RealCase) -> None:
    """Four stations say 100 and 50; two of them vote again, 100 and 110 together: 200 + 100 = 300, 100 + 110 = 210,
    510 valid. The Court says 511, the press that number 02 has 215: one vote is open, and sources are 5 apart. After
    the first round it was 400 and 200."""
    case.contest("2020-12-09", "1,pair,active", "2,pair,active")
    stations = [one for ward in WARDS for one in case.stations[ward]]
    case.count(spread({"votes_1": 400, "votes_2": 200}, stations))
    order = {"contest": "mayor", "kind": "re_poll", "decree": "21/PHP.KOT-XIX/2021", "stations": FIRST}
    case.post("/hitung/putaran/perintah", order)
    case.count(spread({"votes_1": 100, "votes_2": 110}, case.stations[FIRST]), round_=2)
    said = {"votes_1": 300, "votes_2": 210, "valid_total": 511}
    case.announce(said, source="court", reference="MK", round=2, at="2021-05-27T15:00")
    case.announce({"votes_2": 215}, source="press", reference="koran", round=2, at="2021-04-29T10:00")
    case.announce({"votes_1": 400, "votes_2": 200, "valid_total": 600})
    built = drafted(case)
    second, first = built.dossier.results
    rows = {one.name: one for one in second.rows}
    assert (second.round, second.counted, second.stations) == (2, 4, 4)
    assert (rows["valid_total"].own, rows["valid_total"].said, rows["valid_total"].off) == (
        510,
        (511, None),
        (1, None),
    )
    assert (rows["votes_2"].said, rows["votes_2"].off, rows["votes_2"].spread) == ((210, 215), (0, 5), 5)
    assert {one.name: (one.own, one.off) for one in first.rows}["valid_total"] == (600, (0,))
    own, court, press, decree = built.dossier.margins
    assert "This node's own count, 4 of 4 stations, up to round 2" in own.title["en"]
    assert "300 − 210 = 90 votes" in lines(own)
    assert "All options together 510, valid votes 511" in lines(court)
    assert "No figure for number 01" in lines(press)
    assert "400 − 200 = 200 votes" in lines(decree)
    pages = PdfReader(BytesIO(built.documents["en"])).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "sources contradict, 5 votes apart" in text
    case.close()


def test_the_invalid_votes_of_a_cancelled_pair_and_a_single_pair_are_told(case: RealCase) -> None:
    """78,736 of 36,135 + 78,736 = 114,871 are 68.5 %. Then the pair stands alone: 300 of 510 are more than half, of
    which 256 is the least."""
    stations = [one for ward in WARDS for one in case.stations[ward]]
    case.contest("2020-12-09", "1,pair,active", "2,pair,cancelled")
    case.count(spread({"votes_1": 36_135, "invalid_total": 78_736}, stations))
    assert "Invalid 78,736 of 114,871 (68.5%), for the cancelled pair not stated." in lines(
        drafted(case).dossier.margins[0]
    )
    case.contest("2020-12-09", "1,pair,active", "2,blank,active")
    case.announce({"votes_1": 300, "votes_2": 210, "valid_total": 510})
    *_, announced = drafted(case).dossier.margins
    assert "300 of 510 valid votes, more than half (at least 256)" in lines(announced)
    case.close()
