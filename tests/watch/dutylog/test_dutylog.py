"""The duty log through its routes: one line in, once, in the log, on the board, corrected, answered, set aside."""

import base64
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.profiles import Profile
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.field.line_queries import log_rows
from kawal.node import Node
from kawal.store.erase import erasure
from kawal.store.events import Recorded
from kawal.store.log import read_entries
from kawal.store.sealed import open_entry
from kawal.watch.desk import WatchDesk
from kawal.watch.events import CallMade
from kawal.watch.model import State
from kawal.watch.queries import last_calls
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.support.phone import enrolled


def morning() -> datetime:
    """07:13 WITA on the day of the vote."""
    return datetime(2024, 11, 27, 7, 13, tzinfo=timezone(timedelta(hours=8)))


class Desk:
    """An operator at the desk of a node."""

    def __init__(self, node: Node, client: TestClient[Litestar]) -> None:
        self.node, self.client = node, client
        client.cookies.set(SESSION_COOKIE, session(node, "operator"))

    def save(self, text: str, identity: str = "", **more: str) -> str:
        """Save a line; returns its id."""
        name = identity or new_identity()
        given = {"text": text, "identity": name, "channel": "radio", **more}
        answer = self.client.post("/buku-jaga/baris", data=given, headers=OWN, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return name

    def states(self, ward: str) -> list[State]:
        """The state of each station of a ward."""
        watch: WatchDesk = self.client.app.state["watch"]
        with self.node.reading() as connection:
            return next([state for _, state in one.stations] for one in watch.cover(connection) if one.ward == ward)

    def page(self, path: str = "/buku-jaga") -> str:
        """A page's text."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def size(self) -> int:
        """How many entries the log has."""
        with self.node.reading() as connection:
            return sum(1 for _ in read_entries(connection))


def rows_of(page: str) -> list[str]:
    """The rows of the log on a page, without the fresh ids of their forms."""
    table = page.split('id="log"')[1].split("</section>", maxsplit=1)[0]
    return [re.sub(r'name="identity" value="[^"]+"', "", row) for row in table.split("<tr")]


def desk_of(folder: Path, profile: Profile) -> Iterator[Desk]:
    """The exercise on a node of this profile."""
    node = filled_node(folder, profile, morning)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A training node on the morning of the vote."""
    yield from desk_of(tmp_path / "node", "training")


@pytest.fixture
def order_desk(tmp_path: Path) -> Iterator[Desk]:
    """The city's own node, which never sees a vote."""
    yield from desk_of(tmp_path / "node", "order")


def test_one_line_counts_for_the_whole_ward(desk: Desk) -> None:
    """Mantuil has 23 stations: 1-12 and 14-19 open, 13 not yet, 20-23 unknown."""
    desk.save("Mantuil buka 1-12,14-19")
    desk.save("0712 TPS 13 Mantuil belum buka, surat suara kurang, Danru 4")
    states = desk.states("63.71.01.1001")
    assert [states.count(one) for one in ("voting", "not_open", "unknown")] == [18, 1, 4]
    page = desk.page()
    assert "TPS 13 Mantuil belum buka. TPS 13 Mantuil insiden (logistik)" in page
    assert "DANRU 4" in page


def test_what_it_would_change_is_shown_before_and_nothing_is_kept(desk: Desk) -> None:
    """The marks of the ward, now and after saving."""
    before = desk.size()
    page = desk.page("/buku-jaga/baca?text=Mantuil+buka+1-12&channel=radio")
    assert "TPS 1-12" in page
    assert page.count('<svg class="marks"') == 2
    assert desk.size() == before


def test_a_second_press_changes_nothing(desk: Desk) -> None:
    """The same id is the same line, however often it comes."""
    name = desk.save("Mantuil buka 1-3")
    size = desk.size()
    for _ in range(5):
        desk.save("Mantuil buka 1-3", name)
    assert desk.size() == size


def test_a_correction_leaves_the_first_readable_and_uncounted(desk: Desk) -> None:
    """The wrong ward falls back to no word; the log says what corrected it."""
    wrong = desk.save("Mantuil buka 1-3")
    desk.save("Mawar buka 1-3", re=wrong, corrects="1")
    assert set(desk.states("63.71.01.1001")) == {"unknown"}
    assert desk.states("63.71.05.1003")[:3] == ["voting"] * 3
    page = desk.page()
    assert "dibetulkan oleh nomor" in page
    assert "“Mantuil buka 1-3”" in page


def test_two_clerks_do_not_correct_or_answer_the_same_line(desk: Desk) -> None:
    """The second is told who was first, with 409; only the first counts. Pressed again, one's own is harmless."""
    wrong = desk.save("Mantuil buka 1-3")
    first = desk.save("Mawar buka 1", re=wrong, corrects="1")
    size = desk.size()
    other = {"text": "Mawar buka 2", "identity": new_identity(), "channel": "radio", "re": wrong, "corrects": "1"}
    answer = desk.client.post("/buku-jaga/baris", data=other, headers=OWN, follow_redirects=False)
    assert answer.status_code == 409
    dropped = {"re": wrong, "identity": new_identity()}
    assert (
        desk.client.post("/buku-jaga/sisihkan", data=dropped, headers=OWN, follow_redirects=False).status_code == 409
    )
    desk.save("Mawar buka 1", first, re=wrong, corrects="1")
    assert desk.size() == size
    assert desk.states("63.71.05.1003")[:2] == ["voting", "unknown"]


def test_other_words_under_the_id_of_a_form_are_not_dropped_silently(desk: Desk) -> None:
    """The page was kept open and used for a second line: 409, and the operator still has the words."""
    name = desk.save("Mantuil buka 1")
    size = desk.size()
    desk.save("Mantuil buka 1", name)
    given = {"text": "Mantuil buka 2", "identity": name, "channel": "radio"}
    assert desk.client.post("/buku-jaga/baris", data=given, headers=OWN, follow_redirects=False).status_code == 409
    assert desk.size() == size


def test_what_must_be_asked_waits_until_it_is_answered_or_set_aside(desk: Desk) -> None:
    """Kelayan alone is asked; the answer counts, and the question is closed."""
    asked = desk.save("Kelayan tps 4 sudah buka")
    other = desk.save("tps 6 sudah buka")
    assert "perlu ditanyakan" in desk.page("/buku-jaga?only=open")
    desk.save("Kelayan Barat tps 4 buka", re=asked)
    dropped = {"re": other, "identity": new_identity()}
    assert (
        desk.client.post("/buku-jaga/sisihkan", data=dropped, headers=OWN, follow_redirects=False).status_code == 303
    )
    assert "Jawab" not in desk.page("/buku-jaga?only=open")
    assert desk.states("63.71.01.1004")[3] == "voting"


def test_the_words_are_sealed_and_found_by_a_search(desk: Desk) -> None:
    """The log holds what was understood, never the words; a search finds them for who may read them."""
    desk.save("tps 4 Mawar ribut, kata Pak Zulkarnain")
    with desk.node.reading() as connection:
        assert not any(b"Zulkarnain" in body for _, body in read_entries(connection))
    assert "Zulkarnain" in desk.page("/buku-jaga?search=zulkarnain")
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "auditor"))
    page = desk.page("/buku-jaga")
    assert "TPS 4 Mawar insiden (keributan)" in page
    assert "Zulkarnain" not in page


def test_the_citys_node_keeps_no_figure_of_a_line_with_votes(order_desk: Desk) -> None:
    """The line is there, its figures are nowhere: not in the log, not among the sealed words, not on the page."""
    order_desk.save("tps 3 Mawar 01: 873, 02: 698")
    assert "angka suara, tidak disimpan" in order_desk.page()
    watch: WatchDesk = order_desk.client.app.state["watch"]
    with order_desk.node.reading() as connection:
        (row,) = log_rows(connection)
        assert watch.field.private_part(connection, row.index) == {"text": "tps • Mawar ••: •••, ••: •••"}
        assert row.facts == ()
    words = b"873, 02: 698"  # as a row or a page in the clear would hold them
    assert not any(words in path.read_bytes() for path in order_desk.node.folder.rglob("*") if path.is_file())


def test_only_the_own_region_can_be_written_about(desk: Desk) -> None:
    """What an operator of Selatan says of Tengah is asked, not counted."""
    from kawal.access.model import Grant  # noqa: PLC0415

    account = desk.node.access.open_account(
        "selatan", "Operator Selatan", (Grant("operator", "", "63.71.01"),), "test"
    )
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(account.id, "session")))
    desk.save("Mawar buka 1-3")
    desk.save("Mantuil buka 1-3")
    assert set(desk.states("63.71.05.1003")) == {"unknown"}
    assert desk.states("63.71.01.1001")[:3] == ["voting"] * 3


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"text": "x" * 2001, "identity": "01936a2e-0000-7000-8000-000000000001"}, 400),
        ({"text": "Mantuil buka 1-3", "identity": "not an id, but thirty-six characters"}, 400),
        (
            {"text": "Mantuil buka 1-3", "identity": "01936a2e-0000-7000-8000-000000000001", "ward": "63.71.99.1001"},
            400,
        ),
        (
            {
                "text": "x",
                "identity": "01936a2e-0000-7000-8000-000000000001",
                "re": "01936a2e-0000-7000-8000-0000000000ff",
            },
            400,
        ),
        ({"text": "x", "identity": "01936a2e-0000-7000-8000-000000000001", "channel": "pigeon"}, 400),
        ({"text": "x", "identity": "01936a2e-0000-7000-8000-000000000001", "channel": "paper"}, 400),
        ({"text": "x", "identity": "01936a2e-0000-7000-8000-000000000001", "channel": "paper", "sheet": "abc"}, 400),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_kept(desk: Desk, given: dict[str, str], status: int) -> None:
    """Too long, an unfit id, an unknown ward, line or door, paper without the number of its sheet or with another."""
    before = desk.size()
    answer = desk.client.post("/buku-jaga/baris", data=given, headers=OWN, follow_redirects=False)
    assert answer.status_code == status
    assert desk.size() == before


def test_what_could_not_be_saved_is_told_while_it_is_typed(desk: Desk) -> None:
    """A sheet without a number, a day to come, more letters than a line has: the sentence stands under the line."""
    day = {"channel": "paper", "sheet": "7", "day": "2024-11-28"}
    for given, told in (
        ({"text": "Mantuil buka", "channel": "paper"}, "lembar: diharapkan nomor yang tercetak"),
        ({"text": "Mantuil buka", **day}, "hari: diharapkan hari ini"),
        ({"text": "x" * 2001}, "1 sampai 2.000 huruf, didapat 2.001 huruf"),
    ):
        answer = desk.client.get("/buku-jaga/baca", params=given)
        assert answer.status_code == 200
        assert told in answer.text


def test_what_is_left_to_ask_stands_beside_what_was_saved(desk: Desk) -> None:
    """5,000 voters are more than a station has; votes go on the form; a time that is none does not count."""
    for text, told in (
        ("TPS 3 Mantuil pemilih 5000", "berapa yang benar?"),
        ("TPS 3 Mantuil 01: 87, 02: 69", "isi formulir hasil"),
        ("2555 TPS 3 Mantuil buka", "jam berapa?"),
        ("TPS 3 Mantuil buka jam 25", "jam berapa?"),
    ):
        name = desk.save(text)
        assert f"Masih perlu ditanyakan: {told}" in desk.page(f"/buku-jaga?saved={name}")
    assert desk.states("63.71.01.1001")[2] == "unknown"
    read = desk.client.get("/buku-jaga/baca", params={"text": "TPS 3 Mantuil pemilih 5000"}).text
    assert "pemilih hadir 5000: tidak mungkin. Berapa yang benar?" in read


def test_who_was_sick_at_a_call_is_not_called_again(desk: Desk) -> None:
    """The next of the unit takes the place; the outcome stands in the list."""
    page = desk.page()
    assert "Anggota Contoh 236" in page  # leads the unit of Sungai Andai, the ward with most silent stations
    call = {"ward": "63.71.04.1010", "person": "LM-0236", "outcome": "sick"}
    assert desk.client.post("/buku-jaga/telepon", data=call, headers=OWN, follow_redirects=False).status_code == 303
    page = desk.page("/buku-jaga?called=63.71.04.1010")
    calls = page.split('id="calls"')[1]
    assert "Tercatat sakit. Berikutnya di Sungai Andai: Anggota Contoh" in calls
    assert calls.index("Sungai Andai<br>") < calls.index("<br>", calls.index("<tbody>")) + 20  # its row is the first
    assert "0800-0001-236" not in page
    with desk.node.reading() as connection:
        entry = list(desk.node.writer.entries(connection))[-1]
        assert isinstance(entry, Recorded)
        assert isinstance(entry.event, CallMade)
        assert last_calls(connection)["63.71.04.1010"][0].outcome == "sick"
    assert "LM-0236" not in repr(entry)  # the log says that someone was called, not who was sick
    desk.node.writer.commit(lambda _: erasure(entry.index, (), "test"), "test")
    for again in (False, True):
        if again:
            desk.node.writer.rebuild()
        with desk.node.reading() as connection:
            assert last_calls(connection) == {}
    call["outcome"] = "answered"
    answer = desk.client.post("/buku-jaga/telepon", data=call, headers=OWN, follow_redirects=False)
    assert answer.headers["location"].startswith("/buku-jaga?by=telephone&called=63.71.04.1010&start=Sungai")


def test_lines_survive_a_rebuild_with_equal_tables(desk: Desk) -> None:
    """The board and the log's rows are folded from the entries alone."""
    wrong = desk.save("Mantuil buka 1-3")
    desk.save("Mantuil buka 4-6", re=wrong, corrects="1")
    desk.save("Kelayan tps 4 sudah buka")
    before = desk.page()
    desk.node.writer.rebuild()
    after = desk.page()
    assert rows_of(after) == rows_of(before)


def test_figures_of_votes_are_in_no_file_of_an_order_node(order_desk: Desk) -> None:
    """Sent through every door of free words: what is public is refused, what is sealed is kept without its figures.

    577318862 and 488627731 are in nothing else that the node holds.
    """
    votes = "paslon 1 577318862 paslon 2 488627731"
    client, node = order_desk.client, order_desk.node

    def post(path: str, **data: str) -> int:
        status: int = client.post(path, data=data, headers=OWN, follow_redirects=False).status_code
        return status

    order_desk.save(votes)
    refused = {"text": "TPS 3 Mantuil buka", "identity": new_identity(), "channel": "paper", "sheet": "01:577318862"}
    assert post("/buku-jaga/baris", **refused) == 400
    assert post("/serah-jaga/barang", name=votes, amount="1", complete="1") == 400
    assert post("/serah-jaga/barang", name="Radio", amount=votes, complete="1") == 400
    assert post("/serah-jaga/janji", who="KPU", what=votes, due="08:40") == 303
    assert post("/serah-jaga/serahkan", message=votes, uncounted="1") == 303
    head = {**OWN, "content-type": "application/x-www-form-urlencoded"}
    given = {"title": votes, "channel": "whatsapp", "text": "tps 3 buka", "ward": ""}
    answer = client.post("/buku-jaga/tempelan/baru", data=given, headers=head, follow_redirects=False)
    assert answer.status_code == 303
    assert post(f"{answer.headers['location']}/jawab", line="0", words=votes) == 303
    client.cookies.set(SESSION_COOKIE, session(node, "officer", region="63.71"))
    form = {"kind": "incident", "version": "2", "id": new_identity(), "place": "6371011012007"}
    assert post("/lapangan/lapor", **form, **{"a-what": "hazard", "a-severity": "minor", "a-note": votes}) == 303
    phone = enrolled(node)
    token = phone.report({"note": votes}, kind="incident", data={"what": "hazard", "severity": "minor"})
    assert client.post("/api/reports", json={"report": str(token)}).json()["status"] == 201
    with node.reading() as connection:
        sealer = node.store.blobs.sealer
        size = order_desk.size()
        opened = b"".join(open_entry(connection, sealer, index) or b"" for index in range(size))
        opened += b"".join(body for _, body in read_entries(connection))
    assert opened
    parts = [one for one in re.findall(r"[A-Za-z0-9_-]{20,}", opened.decode("utf-8", "replace")) if len(one) % 4 != 1]
    disclosed = b"".join(base64.urlsafe_b64decode(f"{one}==") for one in parts)
    files = b"".join(path.read_bytes() for path in node.folder.rglob("*") if path.is_file())
    for figures in (b"577318862", b"488627731"):
        assert figures not in opened
        assert figures not in disclosed
        assert figures not in files


def test_every_silent_ward_can_be_called_and_who_was_called_moves_down(desk: Desk) -> None:
    """52 wards have stations; Mantuil lacks 21-23 after "buka 1-20" and says so; called, it is the last of all."""
    desk.save("Mantuil buka 1-20")
    page = desk.page()
    assert page.count('name="ward" value=') == 52
    assert "3 dari 23 TPS: 21-23" in page
    first = re.findall(r'name="ward" value="([^"]+)"', page)[0]
    person = re.findall(r'name="person" value="([^"]+)"', page)[0]
    call = {"ward": first, "person": person, "outcome": "no_answer"}
    assert desk.client.post("/buku-jaga/telepon", data=call, headers=OWN, follow_redirects=False).status_code == 303
    assert re.findall(r'name="ward" value="([^"]+)"', desk.page())[-1] == first


def test_unnamed_callers_are_not_one_source(desk: Desk) -> None:
    """One says open, another, whom nobody named either, says not open yet: both stand side by side."""
    desk.save("TPS 3 Mantuil sudah buka jam 7")
    desk.save("TPS 3 Mantuil belum buka")
    assert desk.states("63.71.01.1001")[2] == "voting"
    watch: WatchDesk = desk.client.app.state["watch"]
    with desk.node.reading() as connection:
        cover = next(one for one in watch.cover(connection) if one.ward == "63.71.01.1001")
    assert len(cover.disputed) == 1


def test_a_form_that_was_sent_by_mistake_is_corrected_at_the_desk(desk: Desk) -> None:
    """The phone's "closing" of station 7 is corrected to an opening: it stays in the log, unheard."""
    phone = enrolled(desk.node)
    token = phone.report(kind="closing", data={"closed_at": "07:05"})
    index = desk.client.post("/api/reports", json={"report": str(token)}).json()["index"]
    assert desk.states("63.71.01.1012")[6] == "counting"
    with desk.node.reading() as connection:
        identity = next(row.identity for row in log_rows(connection) if row.index == index)
    assert f"/buku-jaga?re={identity}" in desk.page()
    desk.save("TPS 7 Basirih Selatan buka 07.05", re=identity, corrects="1")
    assert desk.states("63.71.01.1012")[6] == "voting"


def test_a_correction_keeps_the_moment_of_what_it_corrects_and_an_answer_its_day(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heard at 07.13 without a time, corrected an hour later: it is still of 07.13. A time that the correction names
    is taken as it is; a sheet of yesterday stays of yesterday, with its number in the form."""
    name = desk.save("kpps tps 4 Telawang pingsan")
    watch: WatchDesk = desk.client.app.state["watch"]
    later = morning() + timedelta(hours=1)
    for one in (watch, watch.field):
        monkeypatch.setattr(one, "clock" if one is watch else "_clock", lambda: later)
    desk.save("kpps tps 5 Telawang pingsan", re=name, corrects="1")
    other = desk.save("TPS 5 Mantuil belum buka")
    desk.save("0720 TPS 5 Mantuil buka", re=other, corrects="1")
    sheet = {"channel": "paper", "sheet": "3", "day": "2024-11-26"}
    paper = desk.save("0600 Melayu 1-3 logistik tiba", **sheet)
    page = desk.page(f"/buku-jaga?re={paper}&by=paper")
    assert 'name="sheet" maxlength="20" inputmode="numeric" value="3"' in page
    assert 'value="2024-11-26"' in page
    desk.save("0605 Melayu 1-3 logistik tiba", re=paper, corrects="1", **sheet)
    with desk.node.reading() as connection:
        rows = {row.index: datetime.fromtimestamp(row.at_ms / 1000, morning().tzinfo) for row in log_rows(connection)}
    corrected = [f"{moment:%d %H:%M}" for _, moment in sorted(rows.items())]
    assert corrected[-6:] == ["27 07:13", "27 07:13", "27 08:13", "27 07:20", "26 06:00", "26 06:05"]


def test_a_search_finds_stations_inside_ranges_and_senders(desk: Desk) -> None:
    """ "TPS 5 Mantuil" finds "TPS 1-12 Mantuil", not "TPS 14-20"; a call sign finds what it said."""
    desk.save("Mantuil buka 1-12, Danru 4")
    desk.save("Mantuil buka 14-20")
    found = desk.page("/buku-jaga?search=TPS 5 Mantuil").split('id="log"')[1].split("</section>")[0]
    assert "TPS 1-12 Mantuil" in found
    assert "TPS 14-20" not in found
    assert "TPS 1-12 Mantuil" in desk.page("/buku-jaga?search=danru 4").split('id="log"')[1].split("</section>")[0]
