"""The page of deadlines on a real node: recorded by hand, in two zones, withdrawn, bounded by right."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kawal.disputes.clocks.queries import moments
from kawal.field.identity import new_identity
from kawal.jurisdiction.zones import WITA
from tests.support.realcase import RealCase
from tests.support.rows import all_rows

PAGE = "/sengketa/tenggat"
PETITION = {
    "event": "petition_registered",
    "contest": "mayor",
    "region": "63.71",
    "at": "2024-12-04T09:00",
    "reference": "9/PHPU.WAKO-XXII/2024",
}

ORDER = {"contest": "mayor", "kind": "re_poll", "decree": "SK 9", "stations": "63.71.01.1001"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[RealCase]:
    made = RealCase(tmp_path / "case", "63.71", {"63.71.01.1001": 3}, datetime(2024, 12, 4, 10, 0, tzinfo=WITA))
    made.contest("2024-11-27", "1,pair,active", "2,pair,active")
    yield made
    made.close()


def test_the_time_for_a_petition_of_banjarmasin_is_shown_in_both_zones(case: RealCase) -> None:
    """Announced on Mon 2 Dec 2024, 20:00 WITA: to 4 Dec 24:00 WIB = 5 Dec 01:00 WITA, in 15 hours."""
    case.announce({"votes_1": 1}, at="2024-12-02T20:00", reference="SK 1/2024")
    page = case.get(PAGE)
    assert "safe until Wednesday 4 December 2024 24:00 WIB (5 Dec 01:00 WITA)" in page
    assert "Thursday 5 December 2024 24:00 WIB (6 Dec 01:00 WITA)" in page
    row = re.search(r"Petition to the Constitutional Court.*?</li>", page, re.DOTALL)
    assert row is not None
    assert "Monday 2 December 2024 20:00 WITA" in row[0]
    assert "15 h 0 min" in row[0]


def test_a_deadline_of_the_region_is_shown_in_the_clocks_of_jakarta_too(case: RealCase) -> None:
    """The district recapitulation ends on 3 Dec 24:00 WITA, which is 23:00 WIB, and has passed."""
    page = case.get(PAGE)
    assert "Tuesday 3 December 2024 24:00 WITA (3 Dec 23:00 WIB)" in page
    assert (
        page.index("Recapitulation of the city") < page.index("Passed") < page.index("Recapitulation of the district")
    )


def test_a_petition_is_recorded_and_withdrawn_again(case: RealCase) -> None:
    """It starts the 45 days; withdrawn, its clock is gone and both entries stay."""
    assert "begins with: the petition is registered at the Court" in case.get(PAGE)
    before = case.size()
    case.post(f"{PAGE}/kejadian", PETITION)
    page = case.get(PAGE)
    assert "9/PHPU.WAKO-XXII/2024" in page
    assert "Ruling of the Constitutional Court" in page
    with case.node.reading() as connection:
        (found,) = moments(connection)
    case.post(f"{PAGE}/tarik", {"moment": found.index})
    assert "9/PHPU.WAKO-XXII/2024" not in case.get(PAGE)
    assert case.size() == before + 2
    case.post(f"{PAGE}/tarik", {"moment": found.index}, 404)


def test_the_same_number_again_corrects_the_moment(case: RealCase) -> None:
    """Registered on the 3rd, not on the 4th: one clock."""
    case.post(f"{PAGE}/kejadian", PETITION)
    case.post(f"{PAGE}/kejadian", (PETITION | {"at": "2024-12-03T09:00"}))
    with case.node.reading() as connection:
        (found,) = moments(connection)
    assert found.at_ms == int(datetime(2024, 12, 3, 9, 0, tzinfo=WITA).timestamp() * 1000)


def test_a_low_confidence_is_marked_unverified(case: RealCase) -> None:
    """The lengths of TSM cases are from memory; the page says so beside the deadline and the article."""
    case.post(f"{PAGE}/kejadian", (PETITION | {"event": "tsm_registered", "reference": "TSM 1"}))
    row = re.search(r"Decision on a structured.*?</li>", case.get(PAGE), re.DOTALL)
    assert row is not None
    assert row[0].count("not verified") == 2


@pytest.mark.parametrize(
    ("odd", "status"),
    [
        ({"at": "tomorrow"}, 400),
        ({"at": "2024-12-05T09:00"}, 400),
        ({"reference": " "}, 400),
        ({"reference": "x" * 170}, 400),
        ({"event": "voting_day"}, 400),
        ({"event": "nothing"}, 400),
        ({"event": "court_orders"}, 400),
        ({"event": "court_orders", "length": "401"}, 400),
        ({"event": "court_orders", "length": "-1"}, 400),
        ({"region": "99"}, 404),
        ({"contest": "governor"}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(case: RealCase, odd: dict[str, str], status: int) -> None:
    """Ahead of the clock, without a number, not recorded by hand, a ruling without its length, elsewhere."""
    before = case.size()
    case.post(f"{PAGE}/kejadian", (PETITION | odd), status)
    assert case.size() == before


def test_incidents_with_clocks_of_their_own_are_listed_by_link(case: RealCase) -> None:
    """Money offered at 09:00 on 4 Dec is a breach: its formal report is safe until the 10th, 16:00, on the page of
    the incident; a brawl has no such clock."""
    case.come_in("commander")
    for text in ("TPS 1 Mantuil bagi uang", "TPS 2 Mantuil keributan berat"):
        line = {"text": text, "channel": "radio", "identity": new_identity()}
        case.post("/buku-jaga/baris", line)
    page = case.get(PAGE)
    listed = re.findall(r'<a class="link" href="/insiden/(\d+)\?place=(\d+)&amp;what=(\w+)"', page)
    assert [(place, what) for _, place, what in listed] == [("6371011001001", "money")]
    assert "Formal report to Bawaslu: safe until Tuesday 10 December 2024 16:00 WITA (10 Dec 15:00 WIB)" in page


def test_who_may_only_read_sees_the_clocks_and_records_nothing(case: RealCase) -> None:
    """An auditor reads; a clerk has no dispute; an adjudicator of another city reaches nothing here."""
    case.come_in("auditor")
    assert 'action="/sengketa/tenggat/kejadian"' not in case.get(PAGE)
    case.post(f"{PAGE}/kejadian", PETITION, 403)
    case.come_in("clerk")
    case.get(PAGE, status=403)
    case.come_in("adjudicator", region="63.72")
    case.post(f"{PAGE}/kejadian", PETITION, 403)
    assert "Re-poll" not in case.get(PAGE).split("Record an event")[0].split("Not running yet")[0]


def test_the_tables_fold_again_to_the_same_rows(case: RealCase) -> None:
    """Announcement, population, moment and their withdrawals from the log alone."""
    case.announce({"votes_1": 1}, at="2024-12-02T20:00")
    people = {"region": "63.71", "people": "681693", "source": "Kemendagri", "as_of": "2024-06-30"}
    case.post("/sengketa/ambang/penduduk", people)
    for withdrawn in (case.size() - 1, case.size() - 2):
        case.post("/sengketa/ambang/tarik", {"entry": withdrawn})
    case.post(f"{PAGE}/kejadian", PETITION)
    with case.node.reading() as connection:
        (found,) = moments(connection)
    case.post(f"{PAGE}/tarik", {"moment": found.index})
    with case.node.reading() as connection:
        before = all_rows(connection)
    case.node.writer.rebuild()
    with case.node.reading() as connection:
        assert all_rows(connection) == before
    assert "True" in before["dispute_announced"][0]
    assert "True" in before["dispute_population"][0]
    assert "True" in before["dispute_moment"][0]


def test_a_petition_before_the_vote_is_refused_with_its_day_in_words_a_report_is_not(case: RealCase) -> None:
    """Voted on 27 Nov 2024: a petition of the 26th cannot be; a report of a breach of that day can."""
    before = case.size()
    told = case.post(f"{PAGE}/kejadian", PETITION | {"at": "2024-11-26T09:00"}, 400).text
    assert "waktu kejadian: diharapkan waktu sejak hari pemungutan, Rabu 27 November 2024, sampai sekarang" in told
    assert "didapat Selasa 26 November 2024 pukul 09.00" in told
    told = case.post(f"{PAGE}/kejadian", PETITION | {"event": "court_orders"}, 400).text
    assert "lamanya menurut putusan: diharapkan 1 sampai 400 hari, didapat kosong" in told
    assert case.size() == before
    case.post(f"{PAGE}/kejadian", PETITION | {"event": "formal_report", "at": "2024-11-26T09:00"})


def test_who_and_where_are_said_once_when_they_are_the_same(case: RealCase) -> None:
    """The Court rules at the Court."""
    case.post(f"{PAGE}/kejadian", PETITION)
    page = case.get(PAGE)
    assert "the Constitutional Court; the Constitutional Court" not in page
    assert "the Constitutional Court</dd>" in page


def test_a_round_is_listed_as_not_running_until_its_day_is_recorded(case: RealCase) -> None:
    """A re-poll at one station: first under "not running yet" with a way to its day, then two more deadlines."""
    station = case.stations["63.71.01.1001"][0]
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024", "stations": station}
    case.post("/hitung/putaran/perintah", order)
    page = case.get(PAGE)
    assert "its day is not recorded yet" in page
    link = re.search(r'href="/hitung/putaran#p(\d+)"', page)
    assert link is not None
    case.post("/hitung/putaran/pembetulan", {"order": link[1], "decree": "712/2024", "day": "2024-12-03"})
    page = case.get(PAGE)
    assert "its day is not recorded yet" not in page
    row = re.search(r"Re-poll \(PSU\)(?:(?!</li>).)*712/2024.*?</li>", page, re.DOTALL)
    assert row is not None
    assert "Tuesday 3 December 2024" in row[0]
    assert "round 2" in row[0]
    assert "Thursday 12 December 2024 24:00 WITA" in row[0]  # 3 December is day 1, the 12th day 10


def test_a_decree_is_withdrawn_at_its_clock(case: RealCase) -> None:
    """Both entries stay, its clock stops, and it is gone on the page of the threshold too."""
    case.announce({"votes_1": 1}, at="2024-12-02T20:00", reference="SK 1/2024")
    index = case.size() - 1
    assert f'name="moment" value="{index}"' in case.get(PAGE)
    case.come_in("adjudicator", region="63.72")
    case.post(f"{PAGE}/tarik", {"moment": index}, 403)
    case.come_in("adjudicator")
    before = case.size()
    case.post(f"{PAGE}/tarik", {"moment": index})
    assert "SK 1/2024" not in case.get(PAGE)
    assert "SK 1/2024" not in case.get("/sengketa/ambang")
    assert case.size() == before + 1
    case.post(f"{PAGE}/tarik", {"moment": index}, 404)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-12-06", "before the safe end"),
        ("2024-12-07", "after the safe end; in time by the widest reading only"),
        ("2024-12-08", "too late by every reading"),
        ("", "its day is not recorded yet"),
    ],
)
def test_a_poll_that_was_ordered_says_by_when_it_must_be_held(case: RealCase, day: str, told: str) -> None:
    """Voted on 27 November: day 10 is 6 December, or the 7th counted from the day after. What runs after the re-poll
    is worded as such, so that nobody takes it for the time of the re-poll itself."""
    station = case.stations["63.71.01.1001"][0]
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024", "stations": station, "day": day}
    case.post("/hitung/putaran/perintah", order)
    page = case.get(PAGE)
    row = re.search(r"<h3[^>]*>Last day to hold this re-poll \(PSU\)(?:(?!</li>).)*712/2024.*?</li>", page, re.DOTALL)
    assert row is not None
    assert "safe until Friday 6 December 2024 24:00 WITA" in row[0]
    assert "arguable until Saturday 7 December 2024 24:00 WITA" in row[0]
    assert told in row[0]
    assert page.count("If this re-poll (PSU) goes wrong itself: Re-poll (PSU) after it</h3>") <= 1
    assert ("If this re-poll (PSU) goes wrong itself: Re-poll (PSU) after it" in page) == bool(day)


def test_a_poll_that_was_held_has_passed_and_says_whether_it_was_in_time(case: RealCase) -> None:
    """Held yesterday, on the 3rd, before the 6th; on the 8th it would have been too late by every reading."""
    first, second, _ = case.stations["63.71.01.1001"]
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024"}
    case.post("/hitung/putaran/perintah", order | {"stations": first, "day": "2024-12-03"})
    case.post("/hitung/putaran/perintah", order | {"stations": second, "decree": "800/2024", "day": "2024-12-08"})
    case.now = datetime(2024, 12, 12, 10, 0, tzinfo=WITA)
    good, late = last_days(case.get(PAGE).split("Passed")[1])
    assert "712/2024" in good
    assert "before the safe end" in good
    assert "Held on Sunday 8 December 2024." in late
    assert "too late by every reading" in late


def test_a_ruling_gives_a_time_to_the_polls_that_follow_it_and_to_no_other(case: RealCase) -> None:
    """Ruled on 24 February: 60 days from that are to 24 April, or the 25th. KPU's re-poll of 18 December stays too
    late; that of 19 April is in time, and the ruling then has not passed unheard; one of 10 June is not in time.
    What follows a ruling is withdrawn with it."""
    first, second, other = case.stations["63.71.01.1001"]
    order = {"contest": "mayor", "kind": "re_poll"}
    case.now = datetime(2025, 3, 1, 10, 0, tzinfo=WITA)
    case.post("/hitung/putaran/perintah", order | {"stations": first, "decree": "SK 1", "day": "2024-12-18"})
    ruled = {"event": "court_orders", "length": "60", "at": "2025-02-24T12:00", "reference": "05/PHPU"}
    case.post(f"{PAGE}/kejadian", PETITION | ruled)
    case.post("/hitung/putaran/perintah", order | {"stations": second, "decree": "SK 2", "day": "2025-04-19"})
    case.now = datetime(2025, 6, 20, 10, 0, tzinfo=WITA)
    page = case.get(PAGE)
    court, own = last_days(page)
    assert "05/PHPU" in court
    assert "Held on Saturday 19 April 2025." in court
    assert "before the safe end" in court
    assert "Tidak terjadi" not in court
    assert "It did not happen: withdraw" in court
    assert "SK 1" in own
    assert "too late by every reading" in own
    assert "Re-poll ordered by the Court</h3>" not in page
    case.post("/hitung/putaran/perintah", order | {"stations": other, "decree": "SK 3", "day": "2025-06-10"})
    [late] = [one for one in last_days(case.get(PAGE)) if "Held on Tuesday 10 June 2025." in one]
    assert "05/PHPU" in late
    assert "too late by every reading" in late
    [ruling] = set(re.findall(r'name="moment" value="(\d+)"', late))
    case.post(f"{PAGE}/tarik", {"moment": ruling})
    assert "05/PHPU" not in case.get(PAGE)


def last_days(page: str) -> list[str]:
    """The rows about the last day for a poll."""
    return re.findall(r"<h3[^>]*>Last day to hold this re-poll.*?</li>", page, re.DOTALL)


def test_a_poll_whose_time_is_past_stays_on_top_until_it_is_held(case: RealCase) -> None:
    """No day by 9 December, after the 7th: first of what runs, not among what has passed."""
    order = {"contest": "mayor", "kind": "re_poll", "decree": "712/2024"}
    case.post("/hitung/putaran/perintah", order | {"stations": case.stations["63.71.01.1001"][0]})
    case.now = datetime(2024, 12, 9, 10, 0, tzinfo=WITA)
    page = case.get(PAGE)
    assert page.index("Under way") < page.index("Last day to hold this re-poll") < page.index("Passed")


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-12-06", ""),  # ten days, the day of the vote the first: the 6th is the last by every reading
        ("2024-12-07", "after the safe limit, Friday 6 December 2024 24:00 WITA (6 Dec 23:00 WIB)"),
        ("2024-12-08", "after the limit by every reading, Saturday 7 December 2024 24:00 WITA"),
        ("", ""),
    ],
)
def test_the_preview_of_a_re_poll_says_that_its_day_is_late_and_it_can_be_recorded(
    case: RealCase, day: str, said: str
) -> None:
    order = ORDER | {"day": day}
    before, page = case.size(), shown(case, order)
    assert case.size() == before
    assert "Recording it is not barred." in page if said else "Recording it is not barred." not in page
    assert said in page
    assert ("/sengketa/aturan/PSU-TIME" in page) == bool(said)
    assert "After the limit" not in shown(case, order | {"kind": "recount"}), "ballots are counted anew at any time"
    case.post("/hitung/putaran/perintah", order)
    assert case.size() == before + 1


def test_the_preview_of_a_re_poll_that_the_court_ordered_goes_by_its_limit(case: RealCase) -> None:
    """30 working days from 4 December 2024, the 4th the first: 18 to the 31st without the 25th and 26th, of January
    2025 the 2nd to the 17th, which is the 30th (the 1st is closed); counted from the 5th, to the 20th. A ruling for
    another district is none for this ward."""
    ruling = PETITION | {"event": "court_orders", "length": "30", "unit": "working_days"}
    case.post(f"{PAGE}/kejadian", ruling)
    assert "Recording it is not barred." not in shown(case, ORDER | {"day": "2024-12-20"})
    page = shown(case, ORDER | {"day": "2025-03-03"})
    assert "after the limit that ruling 9/PHPU.WAKO-XXII/2024 gives, by every reading" in page
    case.post(f"{PAGE}/tarik", {"moment": case.size() - 1})
    path = case.folder / "district.csv"
    path.write_text("code,name\n63.71.03,Banjarmasin Barat\n")
    case.take("regions", path, replace=False)
    case.post(f"{PAGE}/kejadian", ruling | {"region": "63.71.03"})
    assert "the ruling that orders this poll is not recorded here" in shown(case, ORDER | {"day": "2024-12-20"})


def test_the_preview_refuses_a_day_that_cannot_be(case: RealCase) -> None:
    """The vote was on 27 November: no later poll is held on that day. What was typed stays."""
    page = case.post("/hitung/putaran/lihat?lang=en", ORDER | {"day": "2024-11-27"}, 400).text
    assert "expected a day from Thursday 28 November 2024" in page
    assert 'value="SK 9"' in page
    assert ">63.71.01.1001</textarea>" in page


def shown(case: RealCase, order: dict[str, str]) -> str:
    """The preview of a round in English."""
    text: str = case.post("/hitung/putaran/lihat?lang=en", order, 200).text
    return text
