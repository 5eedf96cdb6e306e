"""Quarantine: opened by a recorded act, told in the reader's language; nothing private in the log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kawal.field.events import QuarantineResolvedOnce, ReportQuarantinedOnce
from kawal.field.identity import new_identity
from kawal.field.quarantine import read_sent
from kawal.field.queries import latest_reports, quarantine_at, quarantine_rows, report_at, report_of
from kawal.kernel.language import Message
from kawal.store.events import Decision
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import exercise_clock
from tests.field.test_intake import House
from tests.http.conftest import OWN, session
from tests.support.phone import STATION, enrolled


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A node with a clerk at its desk."""
    made = House(tmp_path_factory.mktemp("quarantine") / "node")
    made.client.cookies.set(SESSION_COOKIE, session(made.node, "clerk"))
    yield made
    made.close()


@pytest.fixture
def waiting(house: House) -> int:
    """The number of an incident that lacks its severity, with words of its own and a field nobody knows."""
    told = {"what": "injury", "budi_santoso": "kalah"}
    sent = enrolled(house.node).report({"note": "Bu Sari jatuh"}, kind="incident", v=2, data=told)
    (result,) = house.send(sent)
    assert result["status"] == 202
    return int(result["index"])


def log(house: House) -> bytes:
    """All entries."""
    with house.node.reading() as connection:
        return b"".join(body for _, body in read_entries(connection))


def test_reading_what_was_sent_is_an_act_and_looking_is_none(house: House, waiting: int) -> None:
    """A GET shows why it waits and records nothing; the POST opens it and is recorded once."""
    before = log(house).count(b"private_opened")
    closed = house.client.get(f"/karantina/{waiting}")
    assert closed.status_code == 200
    assert "Bu Sari" not in closed.text
    assert log(house).count(b"private_opened") == before
    assert "Bu Sari" in house.client.post(f"/karantina/{waiting}/buka", headers=OWN).text
    assert log(house).count(b"private_opened") == before + 1


def test_the_form_begins_with_what_was_sent(house: House, waiting: int) -> None:
    """The form of its kind is open, its place and its answers, private ones too, are filled in."""
    page = house.client.post(f"/karantina/{waiting}/buka", headers=OWN).text
    assert '<details class="card" open><summary>Laporkan insiden</summary>' in page
    form = page.partition('data-kind="incident"')[2].partition("</form>")[0]
    assert 'value="TPS 007' in form
    assert 'value="injury" data-field="what" data-type="choice" required checked' in form
    assert ">Bu Sari jatuh</textarea>" in form


def test_the_reason_is_told_in_the_readers_language_and_quotes_nobody(house: House, waiting: int) -> None:
    """Indonesian and English; the name of the field that nobody knows is the sender's word and not in the log."""
    assert "isian: diharapkan isian jenis incident, didapat …" in house.client.get(f"/karantina/{waiting}").text
    english = house.client.get(f"/karantina/{waiting}?lang=en").text
    assert "answer: expected" in english
    house.client.cookies.delete("kawal_lang")
    assert b"budi_santoso" not in log(house)


def test_a_clerks_own_words_stay_out_of_the_log(house: House, waiting: int) -> None:
    """The log names one of the fixed reasons; the note is sealed, and shown to a clerk who opens it."""
    words = "ditelepon: Bu Sari, 0811-2222-3333"
    aside = {"why": "other", "note": words}
    answer = house.client.post(f"/karantina/{waiting}/sisihkan", data=aside, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    assert b'"why":"other"' in log(house)
    assert b"0811-2222-3333" not in log(house)
    with house.node.reading() as connection:
        assert quarantine_at(connection, waiting).why.msgid == "lain, lihat catatan tertutup"
    assert words not in house.client.get(f"/karantina/{waiting}").text
    assert words in house.client.post(f"/karantina/{waiting}/buka", headers=OWN).text


@pytest.mark.parametrize("aside", [{"reason": "Bu Sari"}, {"why": "Bu Sari"}, {"why": "other"}])
def test_a_reason_of_ones_own_is_refused(house: House, waiting: int, aside: dict[str, str]) -> None:
    """Only the fixed ones, and "other" only with a note."""
    assert house.client.post(f"/karantina/{waiting}/sisihkan", data=aside, headers=OWN).status_code == 400
    with house.node.reading() as connection:
        assert quarantine_at(connection, waiting).resolved is None


def test_a_converted_one_is_a_report_of_the_clerk(house: House, waiting: int) -> None:
    """What was missing is filled in; it keeps the author's moment; the number is resolved with its id."""
    identity = new_identity()
    form = {"kind": "incident", "version": "2", "id": identity, "place": STATION, "quarantine": str(waiting)}
    answers = {"a-what": "medical", "a-severity": "minor"}
    answer = house.client.post("/lapangan/lapor", data=form | answers, headers=OWN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/karantina")
    with house.node.reading() as connection:
        assert quarantine_at(connection, waiting).report == identity
        made = report_at(connection, next(one.index for one in latest_reports(connection) if one.id == identity))
    assert made is not None
    assert made.at_ms == house.desk.quarantine.written_at(waiting)
    assert made.at_ms > exercise_clock().timestamp() * 1000  # the phone's clock, which is not the node's here


def test_what_lies_outside_a_clerks_region_is_not_theirs(house: House) -> None:
    """Neither to see, nor to open, nor to set aside, nor to convert: 403."""
    (result,) = house.send(enrolled(house.node, region="63.71.02").report(kind="unheard_of"))
    index, client = result["index"], house.client
    mine = client.cookies[SESSION_COOKIE]
    client.cookies.set(SESSION_COOKIE, session(house.node, "clerk", region="63.71.01"))
    form = {"kind": "nil", "version": "1", "id": new_identity(), "place": STATION, "quarantine": str(index)}
    answers = [
        client.get(f"/karantina/{index}"),
        client.post(f"/karantina/{index}/buka", headers=OWN),
        client.post(f"/karantina/{index}/sisihkan", data={"why": "trial"}, headers=OWN),
        client.post("/lapangan/lapor", data=form, headers=OWN),
    ]
    client.cookies.set(SESSION_COOKIE, mine)
    assert [one.status_code for one in answers] == [403] * 4


def test_logs_of_the_first_version_are_still_read(tmp_path: Path) -> None:
    """A sentence for a reason, a clerk's own words for why: shown as they stand."""
    made = House(tmp_path / "node")
    writer = made.node.writer
    writer.commit(lambda _: Decision((ReportQuarantinedOnce(source="k", sha256="0" * 64, reason="lama"),)), "field")
    with made.node.reading() as connection:
        (row,) = quarantine_rows(connection, only_open=True)
    writer.commit(lambda _: Decision((QuarantineResolvedOnce(index=row.index, reason="sudah ditelepon"),)), "a-1")
    with made.node.reading() as connection:
        (row,) = quarantine_rows(connection, only_open=False)
        assert report_of(connection, bytes(16)) is None
    assert (row.reason, row.why) == (Message("lama"), Message("sudah ditelepon"))
    made.close()


def test_the_xml_of_a_client_fills_a_form_too() -> None:
    """The form's name, its place and its answers; a tick is 1."""
    sent = read_sent('<data id="welfare" version="1"><_place>x</_place><state>sick</state><told>yes</told></data>')
    assert (sent.kind, dict(sent.answers) | {"_place": ""}) == (
        "welfare",
        {"state": "sick", "told": "1", "_place": ""},
    )


@pytest.mark.parametrize("content", ["", "a.b.c~", "<", "<a><b>", "e30.e30.e30~", "\x00~~~"])
def test_what_cannot_be_read_stays_as_it_came(content: str) -> None:
    """No kind, no answers, no fault."""
    sent = read_sent(content)
    assert (sent.kind, dict(sent.answers)) == ("", {})
