"""Forms of the recapitulation in a dossier: columns beside their sums, numbers as proven files, what was said."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.count.recap.diff import Difference
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import end_difference, seen_of
from kawal.disputes.dossier.desk import DossierDesk
from kawal.disputes.dossier.model import Recap, Scope
from kawal.disputes.dossier.pack import Built
from kawal.record.dossier import open_dossier
from kawal.upkeep import erase_body
from kawal.web.identity import SESSION_COOKIE
from tests.count.test_ladder import Count
from tests.count.test_recap_pages import DISTRICT, FORM, NAMES, STATIONS, WARD, annex, upload
from tests.disputes.dossier.test_pack import faults
from tests.http.conftest import session

CONTEST, OF_WARD, OF_STATION = Scope("contest", "mayor"), Scope("ward", WARD), Scope("station", STATIONS[0])


class Plenary(Count):
    """Four stations of a ward, whose annex says 245 where 4 x 61 = 244; what their agent's copy says is right."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for station in STATIONS:
            self.send(self.supervisor, station)
        self.house.client.cookies.set(SESSION_COOKIE, session(self.house.node, "clerk"))
        assert upload(self, annex(votes_1=245))[0] == 303
        assert upload(self, annex(), source="agent")[0] == 303

    @property
    def recap(self) -> RecapDesk:
        desk: RecapDesk = self.house.client.app.state["recap"]
        return desk

    def draft(self, scope: Scope, *, all_of: bool = True) -> Built:
        desk: DossierDesk = self.house.client.app.state["dossiers"]
        return desk.draft(scope, "PK", "test", sees=lambda _region: all_of)


@pytest.fixture
def plenary(tmp_path: Path) -> Iterator[Plenary]:
    made = Plenary(tmp_path / "node")
    yield made
    made.house.close()


def column(recap: Recap, place: str, field: str = "votes_1") -> tuple[int | None, int | None]:
    """What stands in a column, and what it should be."""
    at = [row.name for row in recap.rows].index(field)
    [found] = [one for one in recap.columns if one.place == place]
    return found.stated[at], found.below[at]


def words(built: Built, code: str = "en") -> str:
    pages = PdfReader(BytesIO(built.documents[code])).pages  # type: ignore[index]
    return " ".join(" ".join(one.extract_text() for one in pages).split())


def test_a_form_stands_column_by_column_beside_what_it_adds_up_and_its_numbers_are_proven(plenary: Plenary) -> None:
    """The stated total 245 beside 244, each station 61 beside 61; the followed copy first; both files hold."""
    for scope in (OF_WARD, CONTEST):
        built = plenary.draft(scope)
        assert faults(built.body) == ([], [])
        official, agents = built.dossier.recaps
        assert (official.followed, agents.followed) == (True, False)
        assert (official.source["en"], official.by["en"][:15], official.complete) == (
            "D.Hasil form",
            "clerk, account ",
            True,
        )
        assert column(official, WARD) == (245, 244)
        assert {column(official, one) for one in STATIONS} == {(61, 61)}
        assert column(agents, WARD) == (244, 244)
        assert [one.place for one in official.columns if one.differs] == [WARD]
        files, _ = open_dossier(built.body)
        for one in (official, agents):
            body = json.loads(files[f"blobs/{one.sha256}.json"])
            assert body["total"]["votes_1"] == column(one, WARD)[0]
            assert json.loads(files[f"entries/{one.index:08d}.json"])["event"]["sha256"] == one.sha256
        assert {f"blobs/{one.sha256}.json" for one in (official, agents)} <= {
            one.file for one in built.dossier.exhibits
        }
        said = words(built)
        assert "≠ 245 244" in said
        assert "Column Total of the form differs: pair of candidates number 01 +1." in said
        assert "4 columns of other stations are not printed" in said  # of the agent's copy, which differs nowhere


def test_what_differs_is_a_finding_of_the_places_that_it_is_about(plenary: Plenary) -> None:
    """4 x 61 = 244 became 245: for the ward and the whole contest, not for one station of it."""
    for scope, seen in ((OF_WARD, 1), (CONTEST, 1), (OF_STATION, 0)):
        found = plenary.draft(scope).dossier
        differing = [one for one in found.found if one.place == WARD]
        assert [(one.expected, one.got) for one in differing] == [(244, 245)] * seen, scope
        assert {index for one in differing for index in one.entries} <= {one.entry for one in found.exhibits}
        named = {one.place for one in found.found} | {one.place for one in found.cited}
        assert named <= found.places.keys()  # a ward by its name, not by its code


def test_a_station_has_its_own_column_of_the_forms_above_it(plenary: Plenary) -> None:
    """Of the ward's annex its column; of a district's form without one, that of its ward: 4 x 61 = 244 there too."""
    plenary.recap.hear("mayor", DISTRICT, WARD, {"votes_1": 244}, "test")
    built = plenary.draft(OF_STATION)
    assert faults(built.body) == ([], [])
    district, official, agents = built.dossier.recaps
    assert [[one.place for one in form.columns] for form in (district, official, agents)] == [
        [WARD],
        [STATIONS[0]],
        [STATIONS[0]],
    ]
    assert column(district, WARD) == (244, 245)  # the form below, as it is followed, says 245
    assert column(official, STATIONS[0]) == (61, 61)
    assert not official.complete
    assert "only the columns of this scope" in words(built)


def test_the_file_of_a_form_above_stays_out_where_its_maker_may_not_see_all_of_it(plenary: Plenary) -> None:
    """The column of the station is here, the numbers of its neighbours are not, and that is said."""
    built = plenary.draft(OF_STATION, all_of=False)
    assert faults(built.body) == ([], [])
    assert {one.numbers for one in built.dossier.recaps} == {"apart"}
    assert not [name for name in open_dossier(built.body)[0] if name.startswith("blobs/")]
    assert any("hold more than whoever made this draft may see" in one["en"] for one in built.dossier.missing)
    own = plenary.draft(OF_WARD, all_of=False).dossier
    assert {one.numbers for one in own.recaps} == {"here"}  # of a region in the scope all may be seen


def test_what_was_said_of_a_difference_stands_at_its_column_and_in_the_chronology(plenary: Plenary) -> None:
    """Ended by an adjudicator, then explained by a record that takes one vote off again: each an entry with proof."""
    [difference] = _differences(plenary)
    where = (difference.form, difference.place, difference.round)
    end_difference(plenary.recap, "mayor", where, seen_of(difference), "passed_on", "rahasia: ke Bawaslu", "test")
    found = plenary.draft(OF_WARD).dossier
    official = found.recaps[0]
    [ended] = [one for one in official.columns if one.differs]
    assert ended.ended is not None
    assert ended.ended["en"] == "passed on"
    assert [one.ended["en"] for one in found.found if one.ended] == ["passed on"]
    plenary.recap.correct("mayor", WARD, 1, {"votes_1": 1}, "rahasia: satu suara", "test")
    built = plenary.draft(OF_WARD)
    assert faults(built.body) == ([], [])
    [explained] = [one for one in built.dossier.recaps[0].columns if one.differs]
    lines = {one.index: one.what["en"] for one in built.dossier.chronology}
    assert lines[explained.explained[0]] == (
        "a record of a special event corrects the numbers of Mayor: pair of candidates number 01 +1"
    )
    assert lines[explained.ended_by].startswith("difference on the recapitulation form of")
    assert "D.Hasil form" in lines[built.dossier.recaps[0].index]
    assert b"rahasia" not in built.body
    [said] = [one.ended for one in built.dossier.found if one.place == WARD]
    assert said is not None
    assert said["en"] == "explained by a correction record"


def _differences(plenary: Plenary) -> tuple[Difference, ...]:
    with plenary.house.node.reading() as connection:
        contest = plenary.recap.contest("mayor", WARD)
        return plenary.recap.compared(connection, contest).differences


def test_a_changed_byte_of_the_numbers_is_named_and_so_are_numbers_that_no_entry_names(plenary: Plenary) -> None:
    """One digit in the file of the official form; both verifiers say which file."""
    built = plenary.draft(OF_WARD)
    sha256 = built.dossier.recaps[0].sha256
    at = built.body.index(b'{"region"')
    broken = built.body[:at] + b"[" + built.body[at + 1 :]
    for found in faults(broken):
        assert any("blobs/" in one for one in found), found
    assert any(sha256 in one for one in faults(built.body.replace(b'"votes_1":245', b'"votes_1":246'))[0])


def test_numbers_that_were_erased_are_said_as_erased(plenary: Plenary) -> None:
    """Their entry stays with its proof; the file is gone from here on."""
    index = plenary.draft(OF_WARD).dossier.recaps[0].index
    erase_body(plenary.house.node, index, "UU 27/2022", "test")
    built = plenary.draft(OF_WARD)
    assert faults(built.body) == ([], [])
    assert [(one.numbers, len(one.columns)) for one in built.dossier.recaps] == [("here", 5), ("erased", 0)]
    assert "the file of its numbers was erased" in words(built)


def test_every_station_of_a_contest_has_a_row_and_those_with_something_claimed_are_held_in_full(
    plenary: Plenary,
) -> None:
    """965 rows: four with the numbers of their form, one in full for its finding, 961 named together by number."""
    assert plenary.draft(OF_WARD).dossier.stations == ()
    plenary.send(plenary.agent, STATIONS[2], option_1=62, valid=201, counted=206, voters=206)
    built = plenary.draft(CONTEST)
    rows = {one.station: one for one in built.dossier.stations}
    assert len(rows) == 965
    assert [station for station, one in rows.items() if one.full] == [STATIONS[2]]
    differing = rows[STATIONS[2]]
    assert (differing.sources, differing.differing > 0, differing.findings > 0) == (2, True, True)
    plain = rows[STATIONS[0]]
    assert plain.numbers == {name: FORM[name] for name in NAMES[:5]}
    assert (plain.sources, plain.noted) == (1, 0)
    said = words(built)
    assert "001 – 61 100 39 200 5 1 – – – –" in said
    assert "no form, finding, indication or study yet" in said
    assert any("964 other stations" in one["en"] for one in built.dossier.missing)
    assert set(STATIONS) <= built.dossier.places.keys()


def test_a_number_without_its_sum_is_not_taken_as_equal(plenary: Plenary) -> None:
    """A district's column of a ward from which nothing came: nothing to compare it with, and no difference."""
    plenary.recap.hear("mayor", DISTRICT, "63.71.05.1001", {"votes_1": 7}, "test")
    found = plenary.draft(Scope("ward", "63.71.05.1001")).dossier
    [heard] = found.recaps
    assert column(heard, "63.71.05.1001") == (7, None)
    assert (heard.columns[0].whole, heard.columns[0].differs) == (False, False)
