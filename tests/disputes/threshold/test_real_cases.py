"""Two real cases through a real node: a re-poll merged with the untouched rest, a ballot with a cancelled pair."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kawal.disputes.model import Indication
from kawal.disputes.rules.desk import RulesDesk
from kawal.disputes.threshold.queries import announcements
from kawal.election.ballots import read_ballots
from kawal.election.queries import load_registry
from kawal.jurisdiction.zones import WITA
from tests.support.realcase import RealCase, spread

MANTUIL, MURUNG_RAYA, BASIRIH_SELATAN = "63.71.01.1001", "63.71.01.1007", "63.71.01.1012"
REPOLLED = {MANTUIL: 29, MURUNG_RAYA: 23, BASIRIH_SELATAN: 28}
"""29 + 23 + 28 = 80 stations of three wards, by the ruling of 22 March 2021."""
REST = {"63.71.01.1002": 40, "63.71.03.1001": 40, "63.71.05.1001": 40}
"""The untouched part stands on fewer stations than it had: only its sums are known."""
FIRST = {"votes_1": 36_238, "votes_2": 90_980, "votes_3": 31_334, "votes_4": 74_154}
UNTOUCHED = {"votes_1": 34_448, "votes_2": 84_386, "votes_3": 29_343, "votes_4": 69_625}
AGAIN = {"votes_1": 427, "votes_2": 4_992, "votes_3": 582, "votes_4": 11_637}
"""The re-poll of 28 April 2021 as it was read at the Court."""
COURT = {"votes_2": 89_378, "votes_4": 81_262, "valid_total": 235_441}
PRESS = {"votes_1": 34_860, "votes_2": 89_404, "votes_3": 29_917, "votes_4": 81_359}


@pytest.fixture
def banjarmasin(tmp_path: Path) -> Iterator[RealCase]:
    made = RealCase(tmp_path / "case", "63.71", {**REPOLLED, **REST}, datetime(2021, 6, 1, 9, 0, tzinfo=WITA))
    made.contest("2020-12-09", *(f"{number},pair,active" for number in (1, 2, 3, 4)))
    replaced = {name: FIRST[name] - UNTOUCHED[name] for name in FIRST}
    made.count(spread(UNTOUCHED, [one for ward in REST for one in made.stations[ward]]))
    again = [one for ward in REPOLLED for one in made.stations[ward]]
    (made.folder / "round-1.csv").unlink()
    made.count(spread(replaced, again))
    people = {"region": "63.71", "people": "671.383", "source": "MK 27 Mei 2021", "as_of": "2020-06-30"}
    made.post("/sengketa/ambang/penduduk", people)
    yield made
    made.close()


def repolled(case: RealCase) -> None:
    """The Court's order is recorded for the three wards by their codes, and the new forms come in."""
    wards = " ".join(REPOLLED)
    order = {"contest": "mayor", "kind": "re_poll", "decree": "21/PHP.KOT-XIX/2021", "stations": wards}
    case.post("/hitung/putaran/perintah", order)
    case.count(spread(AGAIN, [one for ward in REPOLLED for one in case.stations[ward]]), round_=2)


def rows(page: str) -> dict[str, list[str]]:
    """The table of announced and counted numbers: by the name of a row its cells."""
    table = page[page.index("Announced and counted") :]
    found = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL)
    plain = {name: re.findall(r"<td[^>]*>(.*?)</td>", cells, re.DOTALL) for name, cells in found}
    return {name: [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells] for name, cells in plain.items()}


def announced_part(page: str) -> str:
    """What the page says of announcements, without the form below that records one."""
    return page.split("As announced")[1].split("<details", maxsplit=1)[0]


def test_the_first_round_of_banjarmasin_is_beyond_the_threshold_and_was_heard_all_the_same(
    banjarmasin: RealCase,
) -> None:
    """36,238 + 90,980 + 31,334 + 74,154 = 232,706; 1 % = 2,327; 90,980 - 74,154 = 16,826: half of it and one are
    8,414 moved votes. The page says what the Court did with 7.23 %."""
    page = banjarmasin.get("/sengketa/ambang")
    assert "First: number 02 with 90,980 votes. Valid votes 232,706." in page
    fourth = re.search(r'<tr><th scope="row">04</th>(.*?)</tr>', page, re.DOTALL)
    assert fourth is not None
    assert [cell for cell in ("16,826", "2,327", "beyond", "8,414", "16,827") if cell not in fourth[1]] == []
    assert "although 7.23% was more than 1%" in page
    assert "UU 10/2016 pasal 158 ayat (2)" in page


def test_the_re_poll_of_80_stations_is_merged_and_the_one_open_vote_is_shown(banjarmasin: RealCase) -> None:
    """34,448 + 427 = 34,875; 84,386 + 4,992 = 89,378; 29,343 + 582 = 29,925; 69,625 + 11,637 = 81,262: together
    235,440. The Court's valid total is 235,441: one vote is open."""
    repolled(banjarmasin)
    banjarmasin.announce(COURT, source="court", reference="MK 27 Mei 2021", round=2, at="2021-05-27T15:00")
    page = banjarmasin.get("/sengketa/ambang")
    table = rows(page)
    assert table["01"][0] == "34,875"
    assert table["02"][:3] == ["89,378", "89,378", "0"]
    assert table["03"][0] == "29,925"
    assert table["04"][:3] == ["81,262", "81,262", "0"]
    assert table["Valid"][:3] == ["235,440", "235,441", "+1"]
    assert "First: number 02 with 89,378 votes. Valid votes 235,441." in page
    assert "No figure for number 01, 03." in page
    fourth = re.findall(r'<tr><th scope="row">04</th>(.*?)</tr>', page, re.DOTALL)[1]
    assert [cell for cell in ("8,116", "2,354", "beyond", "4,059", "8,117") if cell not in fourth] == []


def test_sources_that_contradict_each_other_are_both_kept_and_shown(banjarmasin: RealCase) -> None:
    """Pair 4: 81,359 in the provisional count, 81,262 at the Court, 97 apart; pair 2: 89,404 and 89,378, 26 apart."""
    repolled(banjarmasin)
    banjarmasin.announce(COURT, source="court", reference="MK 27 Mei 2021", round=2, at="2021-05-27T15:00")
    banjarmasin.announce(PRESS, source="press", reference="hitungan sementara", round=2, at="2021-04-29T10:00")
    table = rows(banjarmasin.get("/sengketa/ambang"))
    assert table["04"] == ["81,262", "81,262", "0", "81,359", "+97", "sources contradict, 97 votes apart"]
    assert table["02"] == ["89,378", "89,378", "0", "89,404", "+26", "sources contradict, 26 votes apart"]
    assert table["01"] == ["34,875", "–", "–", "34,860", "−15", "–"]
    with banjarmasin.node.reading() as connection:
        assert [one.source for one in announcements(connection)] == ["court", "press"]


def test_what_was_announced_after_the_first_round_is_compared_with_the_sums_of_then(banjarmasin: RealCase) -> None:
    """After the re-poll the node adds up 235,440; the decree of the first round said 232,706, as it then did."""
    repolled(banjarmasin)
    banjarmasin.announce({**FIRST, "valid_total": 232_706})
    table = rows(banjarmasin.get("/sengketa/ambang"))
    assert table["Valid"][:3] == ["232,706", "232,706", "0"]
    assert {name: cells[2] for name, cells in table.items() if name in ("01", "02", "03", "04")} == dict.fromkeys(
        ("01", "02", "03", "04"), "0"
    )


def test_a_newer_announcement_of_the_same_source_corrects_the_older_which_stays_in_the_log(
    banjarmasin: RealCase,
) -> None:
    """Pair 1 typed as 36,328, then as 36,238; only the second is shown, and both are entries."""
    before = banjarmasin.size()
    banjarmasin.announce({**FIRST, "votes_1": 36_328})
    banjarmasin.announce(FIRST)
    page = banjarmasin.get("/sengketa/ambang")
    assert "36,328" not in page
    assert rows(page)["01"][:3] == ["36,238", "36,238", "0"]
    assert banjarmasin.size() == before + 2


def test_banjarbaru_with_a_cancelled_pair_has_no_threshold_on_a_void_column(tmp_path: Path) -> None:
    """36,135 valid and 78,736 invalid of 114,871: 68.5 % invalid, more than the valid votes; how many of them were
    for the cancelled pair was not published, and the rule holds without it. Then the re-poll with the blank column:
    56,043 and 51,415 of 107,458: more than half (53,730); 1.5 % of 107,458 are 1,611 against a margin of 4,628."""
    wards = {"63.72.02.1005": 40, "63.72.03.1001": 40}
    case = RealCase(tmp_path / "case", "63.72", wards, datetime(2025, 5, 1, 9, 0, tzinfo=WITA))
    try:
        case.contest("2024-11-27", "1,pair,active", "2,pair,cancelled")
        stations = [one for held in case.stations.values() for one in held]
        case.count(spread({"votes_1": 36_135, "invalid_total": 78_736}, stations))
        counted = case.size() - 1
        [by_forms] = cancelled_pair(case)
        assert by_forms.facts[0].forms == 80
        assert counted in by_forms.entries, "the last form of the sum"
        people = {"region": "63.72", "people": "285546", "source": "MK 2025", "as_of": "2024-06-30"}
        case.post("/sengketa/ambang/penduduk", people)
        case.announce({"votes_1": 36_135, "invalid_total": 78_736, "ballots_counted": 114_871}, at="2024-12-03T20:00")
        decree = case.size() - 1
        [found] = cancelled_pair(case)
        assert (found.place, found.contest, found.entries) == ("63.72", "mayor", (*by_forms.entries, decree))
        page = case.get("/sengketa/ambang")
        assert "A cancelled pair is still printed: its column has no threshold." in page
        assert "Invalid 78,736 of 114,871 (68.5%), for the cancelled pair not stated" in page
        assert "mk-alarm" in page
        assert '<th scope="row">02</th>' not in page.split("Announced and counted")[0], "no margin over a void column"
        assert rows(page)["Invalid"][:3] == ["78,736", "78,736", "0"]

        order = {"contest": "mayor", "kind": "re_poll", "decree": "05/PHPU.WAKO-XXIII/2025"}
        case.post("/hitung/putaran/perintah", order | {"stations": "63.72"})
        case.contest("2024-11-27", "1,pair,active", "2,blank,active")
        case.count(spread({"votes_1": 56_043, "votes_2": 51_415, "invalid_total": 3_358}, stations), round_=2)
        page = case.get("/sengketa/ambang")
        own, announced = page.split("As announced")[0], announced_part(page)
        assert "First: number 01 with 56,043 votes. Valid votes 107,458." in own
        blank = re.search(r'<tr><th scope="row">02, blank column</th>(.*?)</tr>', own, re.DOTALL)
        assert blank is not None
        assert [cell for cell in ("51,415", "4,628", "1,611", "beyond", "2,315") if cell not in blank[1]] == []
        assert "56,043 of 107,458 valid votes, more than half (at least 53,730)." in page
        assert "blank column" not in announced, "what was announced is read by the ballot of then"
        assert "read by the ballot of when it was recorded: 01, 02 (cancelled)" in announced
        assert "A cancelled pair is still printed: its column has no threshold." in announced
        assert "Invalid 78,736 of 114,871 (68.5%), for the cancelled pair" in announced
        assert rows(page)["Invalid"][:3] == ["78,736", "78,736", "0"]
        assert "68.5%" in case.get("/hitung")
        [found] = cancelled_pair(case)
        assert found.entries == (decree,), "the re-poll replaced the forms, the decree was of the old ballot"
    finally:
        case.close()


def test_the_decree_alone_tells_of_a_cancelled_pair(tmp_path: Path) -> None:
    """Banjarbaru without one form."""
    case = RealCase(tmp_path / "case", "63.72", {"63.72.02.1005": 2}, datetime(2025, 5, 1, 9, 0, tzinfo=WITA))
    try:
        case.contest("2024-11-27", "1,pair,active", "2,pair,cancelled")
        numbers = {"votes_1": 36_135, "invalid_total": 78_736, "ballots_counted": 114_871}
        case.announce(numbers, at="2024-12-03T20:00", source="press")
        assert cancelled_pair(case) == [], "the press decides nothing"
        case.announce(numbers, at="2024-12-03T20:00")
        [found] = cancelled_pair(case)
        assert (found.place, found.entries) == ("63.72", (case.size() - 1,))
        assert "Votes for a cancelled pair" in case.get("/sengketa/indikasi")
    finally:
        case.close()


def cancelled_pair(case: RealCase) -> list[Indication]:
    """What the rule about a cancelled pair says now."""
    desk: RulesDesk = case.client.app.state["rules"]
    with case.node.reading() as connection:
        return [one for one in desk.indications(connection) if one.rule == "BALLOT-CANCELLED-PAIR"]


def test_the_sub_tally_of_a_cancelled_pair_stays_readable_when_its_round_is_replaced(tmp_path: Path) -> None:
    """Made up: 40 valid, 60 invalid, 57 of these for the cancelled pair, at each of two stations."""
    case = RealCase(tmp_path / "case", "63.72", {"63.72.02.1005": 2}, datetime(2025, 5, 1, 9, 0, tzinfo=WITA))
    try:
        case.contest("2024-11-27", "1,pair,active", "2,pair,cancelled")
        [stations] = case.stations.values()
        case.count(spread({"votes_1": 80, "invalid_total": 120, "invalid_cancelled": 114}, stations))
        case.announce({"votes_1": 80, "invalid_total": 120}, at="2024-12-03T20:00")
        assert "Invalid 120 of 200 (60.0%), for the cancelled pair <b>114</b>." in case.get("/sengketa/ambang")
        [found] = cancelled_pair(case)
        assert {one.name for one in found.facts} == {"cancelled_votes", "valid_votes", "void_results"}
        order = {"contest": "mayor", "kind": "re_poll", "decree": "05/PHPU.WAKO-XXIII/2025"}
        case.post("/hitung/putaran/perintah", order | {"stations": "63.72"})
        case.contest("2024-11-27", "1,pair,active", "2,blank,active")
        case.count(spread({"votes_1": 90, "votes_2": 70, "invalid_total": 4}, stations), round_=2)
        assert "114" in case.get("/hitung")
    finally:
        case.close()


def test_a_pair_that_was_cancelled_later_is_still_in_the_running_of_what_was_announced_before(tmp_path: Path) -> None:
    """Announced with both pairs: 60 against 40, 20 apart; the pair was cancelled in a newer import, and what is
    announced from then on has no second column. Read anew from the log, both are as they were."""
    case = RealCase(tmp_path / "case", "63.72", {"63.72.02.1005": 2}, datetime(2025, 5, 1, 9, 0, tzinfo=WITA))
    try:
        case.contest("2024-11-27", "1,pair,active", "2,pair,active")
        case.announce({"votes_1": 60, "votes_2": 40, "valid_total": 100}, at="2024-12-03T20:00")
        before = announced_part(case.get("/sengketa/ambang"))
        case.contest("2024-11-27", "1,pair,active", "2,pair,cancelled")
        case.announce({"votes_1": 60, "valid_total": 60}, at="2024-12-04T20:00", source="court", reference="MK 1")
        for _ in range(2):
            after = announced_part(case.get("/sengketa/ambang"))
            decree, court = after.index("KPU decree"), after.index("read or written by the Court")
            first, second = after[decree:court], after[court:]
            assert "First: number 01 with 60 votes. Valid votes 100." in first
            assert re.search(r'<tr><th scope="row">02</th><td class="num">40</td><td class="num"><b>20</b>', first)
            assert "cancelled" not in first
            assert "A cancelled pair is still printed" in second.split("Announced and counted")[0]
            case.node.writer.rebuild()
        assert "A cancelled pair is still printed" not in before
        with case.node.reading() as connection:
            ballots = read_ballots(connection)
            [contest] = load_registry(connection).contests
            told = [ballots.at(contest, one.index) for one in announcements(connection)]
            assert [one.options[1].status for one in told] == ["active", "cancelled"]
            assert ballots.at(contest, 0) == contest, "before every import the contest as it is"
    finally:
        case.close()
