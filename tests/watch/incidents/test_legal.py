"""Legal clocks and the way to a formal report: what a breach shows, the draft of form B.1, who reads what in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.jurisdiction.incidents import incident_rules
from kawal.jurisdiction.law import Desk as BawasluDesk
from kawal.jurisdiction.law import Law, LocalLaw
from kawal.jurisdiction.zones import WITA
from kawal.kernel.language import language
from kawal.store.log import read_entries
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.casesteps import case_of
from kawal.watch.incidents.legal import known_at, legal_clocks, legal_rows, report_clock
from kawal.watch.model import Heard, Source
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

VOTING = date(2024, 11, 27)
MONEY = "TPS 12 Mantuil bagi uang berat, dua orang di gang, Danru 4"
STATION = "6371011001012"


def breach(what: str = "procedure", at: datetime = datetime(2024, 11, 27, 2, 0, tzinfo=UTC), late_h: int = 0) -> Case:
    """A breach at a station that was told then and came in that many hours later."""
    source, received = Source("radio", "clerk", "a-1"), (at + timedelta(hours=late_h)).isoformat()
    heard = Heard(10, "r", "incident", int(at.timestamp() * 1000), received, source, {"what": what})
    return case_of(STATION, heard, (), None, incident_rules())


def test_a_breach_of_procedure_has_its_report_recount_and_re_poll_and_the_rest_waits() -> None:
    """Told on Wed 27 Nov at 10.00 WITA: recount to 24.00, report safe to Tue 3 Dec 16.00, re-poll to 6 Dec; the
    follow-up of Bawaslu starts with a formal report, which is not in the log."""
    clocks = legal_clocks(breach(), Law(), WITA, VOTING)
    assert [one.deadline.id for one in clocks] == ["recount", "report", "repoll", "follow_up"]
    told = {row.clock.deadline.id: (row.safe, row.arguable) for row in legal_rows(clocks, WITA, language("id"))}
    assert told["recount"] == ("Rabu 27 November 2024 24.00 WITA", "Kamis 28 November 2024 12.00 WITA")
    assert told["report"] == ("Selasa 3 Desember 2024 16.00 WITA", "Rabu 4 Desember 2024 24.00 WITA")
    assert told["repoll"][0] == "Jumat 6 Desember 2024 24.00 WITA"
    assert told["follow_up"] == ("", "")


def test_no_breach_no_legal_clock_and_without_a_voting_day_none_that_runs_from_it() -> None:
    """A brawl has none; before a contest is registered recount and re-poll wait."""
    assert legal_clocks(breach("disturbance"), Law(), WITA, VOTING) == ()
    clocks = legal_clocks(breach(), Law(), WITA, None)
    assert [one.deadline.id for one in clocks if one.span] == ["report"]


def test_the_seven_days_run_from_the_earlier_of_told_and_received_and_leave_lists_when_past() -> None:
    """Told at 10.00 and received the day after: from 10.00. A clock of the author that is ahead does not help: from
    when it came in. In a list until the arguable moment, 5 Dec 00.00."""
    at = datetime(2024, 11, 27, 2, 0, tzinfo=UTC)
    assert known_at(breach(late_h=24)) == at
    assert known_at(breach(late_h=-24)) == at - timedelta(hours=24)
    clocks = legal_clocks(breach(), Law(), WITA, VOTING)
    end = int(datetime(2024, 12, 5, tzinfo=WITA).timestamp() * 1000)
    assert report_clock(clocks, end - 1) is not None
    assert report_clock(clocks, end) is None


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An operator of an order node whose file names the desk of Bawaslu."""
    node = filled_node(tmp_path / "node", "order", morning)
    local = LocalLaw(BawasluDesk("Senin-Jumat 08.00-16.00", "Jalan Contoh 1", "0800-1"))
    with TestClient(create_app(node, load_letterhead(), local_law=local), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def entry(desk: Desk, words: str = MONEY) -> int:
    """Save a line that tells of a breach; its entry."""
    desk.save(words)
    with desk.node.reading() as connection:
        (index,) = desk.client.app.state["cases"].open_entries(connection)
    return int(index)


def draft(desk: Desk, index: int, **changed: str) -> tuple[int, str]:
    """Ask for the draft: the status, and the text of its pages."""
    data = {"place": STATION, "what": "money", **changed}
    answer = desk.client.post(f"/insiden/{index}/b1", data=data, headers=OWN)
    if answer.status_code != 200:
        return answer.status_code, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return 200, "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def opened(desk: Desk) -> int:
    """How many times a sealed part was opened, by the log."""
    with desk.node.reading() as connection:
        return sum(b'"private_opened/' in body for _, body in read_entries(connection))


def test_the_case_its_list_and_the_overview_show_the_seven_days_and_the_desk(desk: Desk) -> None:
    """Morning of 27 Nov: safe to 3 Dec 16.00; the page says that it is no formal report, and where one is made."""
    index = entry(desk)
    page = desk.page(f"/insiden/{index}")
    assert "Ini bukan laporan resmi kepada Bawaslu" in page
    assert "Selasa 3 Desember 2024 16.00 WITA" in page
    assert "Senin-Jumat 08.00-16.00, Jalan Contoh 1" in page
    assert "Diteruskan kepada Gakkumdu" in page
    assert "belum berjalan" in page
    for path in ("/insiden", "/ikhtisar"):
        assert "Laporan resmi ke Bawaslu: aman sampai 3 Des 16.00" in desk.page(path)


def test_an_incident_that_is_no_breach_shows_nothing_of_it_and_has_no_draft(desk: Desk) -> None:
    """A brawl: no legal clock, no notice; its draft is refused in a sentence."""
    index = entry(desk, "TPS 12 Mantuil keributan berat, Danru 4")
    page = desk.page(f"/insiden/{index}")
    assert "Tenggat hukum" not in page
    assert "laporan resmi" not in page
    status, said = draft(desk, index, what="disturbance")
    assert status == 400
    assert "dugaan pelanggaran pemilihan" in said


def test_where_the_desk_is_unknown_the_page_says_so_and_gives_a_telephone_only_if_there_is_one(
    tmp_path: Path,
) -> None:
    """No file, and the registry's telephone of Bawaslu if it has one."""
    node = filled_node(tmp_path / "node", "order", morning)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        made = Desk(node, client)
        page = made.page(f"/insiden/{entry(made)}")
        assert "Jam loket Bawaslu setempat belum dicatat di simpul ini" in page
    node.close()


def test_the_draft_holds_what_is_known_and_leaves_the_reporter_blank(desk: Desk) -> None:
    """Place, time, evidence with its entry and hash; no name of the sender; it says that it was not submitted. Its
    sealed words were opened for it, which is recorded once."""
    index, before = entry(desk), opened(desk)
    status, said = draft(desk, index)
    flat = " ".join(said.split())
    assert status == 200
    assert "Belum disampaikan kepada siapa pun" in flat
    assert "bukan formulir resmi" in flat
    assert "TPS 012 Mantuil" in flat
    assert "Selasa 3 Desember 2024 16.00 WITA" in flat
    assert "dua orang di gang" in flat
    assert "SHA-256" in flat
    assert opened(desk) == before + 1


def test_who_may_not_read_sealed_words_gets_a_draft_without_them_and_nothing_is_opened(desk: Desk) -> None:
    """The liaison of Bawaslu: the account of the event is blank lines; nothing is written in the log."""
    index, before = entry(desk), opened(desk)
    account = desk.node.access.open_account("bawaslu", "Penghubung", (Grant("liaison", "BAWASLU", ""),), "test")
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(account.id, "session")))
    status, said = draft(desk, index)
    assert status == 200
    assert "dua orang di gang" not in said
    assert "TPS 012 Mantuil" in said
    assert opened(desk) == before


def test_odd_requests_for_a_draft_are_refused(desk: Desk) -> None:
    """No such entry, another place, no place, a phone's officer."""
    index = entry(desk)
    assert draft(desk, 10**9)[0] == 404
    assert draft(desk, index, place="6371011001013")[0] == 404
    assert draft(desk, index, place="")[0] == 400
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "officer"))
    assert draft(desk, index)[0] == 403


def test_the_draft_leaves_to_the_reporter_what_only_they_know_and_weighs_nothing(desk: Desk) -> None:
    """When it was known is a legal fact of the reporter, by hand; how severe the desk called it is no part of the
    event's line."""
    index = entry(desk, f"{MONEY} berat")
    status, text = draft(desk, index)
    assert status == 200
    assert "diketahui pelapor (diisi tangan)" in " ".join(text.split())
    line = text.split("Peristiwa\n")[-1].split("Tempat kejadian")[0]
    assert "Berat" not in line
