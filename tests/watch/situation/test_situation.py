"""The situation report: figures that name their entries, frozen when it is made, never with a vote."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from kawal.kernel.numbers import read_written
from kawal.node import Node
from kawal.store.jobs import JobRunner
from kawal.watch.situation.situation import Situation
from kawal.watch.situation.situationdesk import DUE, SituationDesk
from tests.http.conftest import OWN
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import STATION, Hands, brawl, case, cases, desk, do, hands

__all__ = ["desk", "hands"]


def situation(desk: Desk) -> SituationDesk:
    """The desk of reports."""
    found: SituationDesk = desk.client.app.state["situation"]
    return found


def made(desk: Desk) -> Situation:
    """A report that is made now."""
    number = situation(desk).make("test")
    with desk.node.reading() as connection:
        return situation(desk).one(connection, number)[1]


def files(node: Node) -> bytes:
    """Everything in the node's folder."""
    return b"".join(path.read_bytes() for path in Path(node.folder).rglob("*") if path.is_file())


def test_every_figure_names_the_entries_it_was_counted_from(desk: Desk) -> None:
    """Mantuil 1-12 open (12), 13 not (1), one severe incident: 965 = 12 + 1 + 952; each names its entry."""
    desk.save("Mantuil buka 1-12")
    desk.save("TPS 13 Mantuil belum buka")
    index = brawl(desk)
    report = made(desk)
    assert (report.value("voting"), report.value("not_open"), report.value("unknown")) == (12, 1, 952)
    assert sum(report.value(name) for name in ("unknown", "not_open", "voting", "counting", "counted")) == 965
    named = {one.id: read_written(one.entries) for one in report.figures}
    assert len(named["voting"]) == len(named["not_open"]) == 1  # one line told of all twelve, one of the thirteenth
    assert named["severe"] == named["unhandled"] == named["new"] == (index,)
    assert report.incidents[0].owner == "POLRESTA"
    assert sum(one.counts[0] for one in report.districts) == 952
    for figure in named.values():
        assert all(0 <= entry <= report.until for entry in figure)


def test_a_report_stays_as_it_was_made_and_the_next_tells_what_changed(desk: Desk) -> None:
    """Closed between two reports: open in the first for ever, ended in the second; a rebuild changes neither."""
    index = brawl(desk)
    first = made(desk)
    closing = {"place": "6371011001012", "what": "disturbance", "result": "resolved", "note": ""}
    assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
    second = made(desk)
    assert (first.value("severe"), second.value("severe"), second.value("ended"), second.value("new")) == (1, 0, 1, 0)
    assert second.since == first.until
    desk.node.writer.rebuild()
    with desk.node.reading() as connection:
        assert situation(desk).one(connection, 1)[1] == first
    page = desk.page("/situasi/1?lang=en")
    assert "Disturbance" in page
    assert desk.client.get("/situasi/99").status_code == 404


def test_it_is_a_text_of_a_thousand_characters_and_a_pdf_with_its_checkpoint(desk: Desk) -> None:
    """Forty incidents: the text stays within 1,000 characters; the PDF has every one and the root."""
    for number in range(1, 41):
        desk.save(f"TPS {number} Teluk Dalam keributan berat")
    report = made(desk)
    for code in ("id", "en"):
        page = desk.page(f"/situasi?lang={code}")
        text = page.split('id="messenger"')[1].split(">", 1)[1].split("</textarea>")[0]
        assert len(text) <= 1000
        assert report.root[:16] in text
    answer = desk.client.get("/situasi/1/laporan.pdf?lang=id")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert report.root[:16] in words
    assert len(set(re.findall(r"TPS \d{3} Teluk Dalam", words))) == 40


def test_no_vote_figure_is_in_a_report_of_a_node_that_keeps_order(desk: Desk) -> None:
    """A line with votes is asked for nothing and counted nowhere; its figures are in no file of the folder."""
    desk.save("tps 3 Mawar paslon 01: 787361942, 02: 769815327")
    report = made(desk)
    assert "787361942" not in repr(report)
    assert b"787361942" not in files(desk.node)


def test_one_comes_every_hour_when_something_is_new(
    desk: Desk, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Due at the full hour: made once; the next hour without news none, with news another."""
    reports = situation(desk)
    monkeypatch.setattr(reports, "every_min", 60)
    reports.start()
    jobs = JobRunner(desk.node.engine, {**reports.handlers()}, desk.node.clock)
    numbers = []
    for news in (True, False, True):
        if news:
            desk.save("TPS 3 Mantuil buka")
        hands.now = hands.now.replace(hour=hands.now.hour + 1, minute=0)
        assert jobs.run_due() == 1
        with desk.node.reading() as connection:
            numbers.append(len(reports.all(connection)))
    assert numbers == [1, 1, 2]
    assert DUE in reports.handlers()


def test_a_team_that_is_out_is_counted_with_its_last_step(desk: Desk) -> None:
    """No plan, no team: sending one is refused, and the report counts none."""
    index = brawl(desk)
    assert do(desk, index, "sent", team="1") == 400
    assert case(desk, index).teams == ()
    with desk.node.reading() as connection:
        assert cases(desk).teams(connection) == ()
    assert made(desk).value("teams_out") == 0


def test_what_ended_says_who_had_it_which_team_went_and_from_when_to_when(desk: Desk) -> None:
    """Accepted by the police, then closed: the paper names them with both moments; what a mediation or an agency has
    in hand is not called unhandled; the muster's figures stand there too; nothing promises an entry for each."""
    index = brawl(desk)
    assert made(desk).value("unhandled") == 1
    assert do(desk, index, "accepted", "POLRESTA") == 303
    report = made(desk)
    assert report.value("unhandled") == 0
    assert report.value("people_unheard") + report.value("people_here") + report.value("people_away") >= 0
    closing = {"place": STATION, "what": "disturbance", "result": "resolved"}
    assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
    ended = made(desk)
    (told,) = ended.ended
    assert (told.owner, told.accepted, told.ended_ms > 0) == ("POLRESTA", True, True)
    answer = desk.client.get(f"/situasi/{ended.number}/laporan.pdf?lang=id")
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert "sudah tertangani; Polresta" in words
    assert "linmas hadir menurut apel" in words
    assert "Tiap angka" not in words
