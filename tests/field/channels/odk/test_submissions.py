"""What is sent is one report, however it comes: in parts, again, shuffled, cut off, edited."""

import itertools
import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from kawal.field.channels.odk.queries import edits_of
from kawal.field.channels.odk.tables import ODK_PART
from kawal.field.identity import new_identity
from kawal.field.queries import latest_reports, quarantine_rows, stored_photos
from kawal.store.log import read_entries
from kawal.upkeep import erase_body
from kawal.web.identity import SESSION_COOKIE
from tests.field.channels.odk.conftest import END, OPENING, START, STATION, House, jpeg
from tests.http.conftest import OWN, session
from tests.support.openrosa import Collect, fill_in, multipart, requests_of, told
from tests.support.rows import all_rows

INCIDENT = {"_start": START, "_end": END, "_place": STATION, "what": "disturbance", "severity": "minor"}
FIRST, SECOND = jpeg(1), jpeg(2)
PHOTOS = {"1732662000001.jpg": FIRST, "1732662000002.jpg": SECOND}
NAMED = dict(zip(("_photo_1", "_photo_2"), PHOTOS, strict=True))


def incident(phone: Collect, **more: str) -> bytes:
    """An incident with two photos."""
    return fill_in(phone.form(phone.forms()["incident"]), INCIDENT | NAMED | more)


def test_photos_in_several_requests_are_one_report(fresh: House) -> None:
    """202 while one is missing, then 201; the photos are there, and nothing is left that waits."""
    phone = fresh.phone()
    xml = incident(phone, note="ribut di pintu masuk")
    first, second = requests_of(xml, PHOTOS, longest=len(xml) + len(FIRST))
    assert [phone.post(first).status_code, phone.post(second).status_code] == [202, 201]
    with fresh.node.reading() as connection:
        (report,) = latest_reports(connection)
        assert stored_photos(connection, report.index) == frozenset(report.photos)
        assert len(report.photos) == 2
        assert connection.execute(select(ODK_PART)).first() is None
        assert fresh.node.store.blobs.get(connection, report.photos[0]) == FIRST
        assert all(b"pintu masuk" not in body for _, body in read_entries(connection))
        assert fresh.field.private_part(connection, report.index) == {"note": "ribut di pintu masuk"}


def test_a_hundred_times_in_every_order_is_one_report(fresh: House) -> None:
    """Whole and in parts, shuffled: one report, one row each, and the tables fold from the log alone."""
    phone = fresh.phone()
    xml = incident(phone)
    parts = [*requests_of(xml, PHOTOS, longest=len(xml) + len(FIRST)), multipart(xml, PHOTOS)]
    sent = [parts[n % 3] for n in range(102)]
    random.Random(4).shuffle(sent)  # noqa: S311  an order, no secret
    statuses = [phone.post(body).status_code for body in sent]
    assert set(statuses) <= {201, 202}
    assert statuses.count(202) <= 2
    with fresh.node.reading() as connection:
        assert len(latest_reports(connection)) == 1
        before = all_rows(connection)
    fresh.node.writer.rebuild()
    with fresh.node.reading() as connection:
        assert all_rows(connection) == before


def test_every_order_gives_the_same_report(fresh: House) -> None:
    """Three photos in three requests, in all six orders: the same content each time."""
    phone = fresh.phone()
    photos = PHOTOS | {"1732662000003.jpg": jpeg(3)}
    contents = []
    for order in itertools.permutations(range(3)):
        xml = incident(phone, _photo_3="1732662000003.jpg")
        bodies = list(requests_of(xml, photos, longest=len(xml) + len(FIRST)))
        assert [phone.post(bodies[n]).status_code for n in order] == [202, 202, 201]
        with fresh.node.reading() as connection:
            newest = latest_reports(connection)[0]
        contents.append((newest.data, newest.photos, newest.place, newest.at_ms))
    assert contents == [contents[0]] * 6


def test_a_photo_that_does_not_come_holds_its_report_for_ten_minutes(fresh: House) -> None:
    """Then the report is made without it; when it comes at last, a new report with it replaces that one."""
    phone = fresh.phone()
    xml = incident(phone)
    first, second = requests_of(xml, PHOTOS, longest=len(xml) + len(FIRST))
    assert phone.post(first).status_code == 202
    fresh.run_jobs(timedelta(minutes=9))
    with fresh.node.reading() as connection:
        assert latest_reports(connection) == ()
    fresh.run_jobs(timedelta(minutes=11))
    with fresh.node.reading() as connection:
        (report,) = latest_reports(connection)
        assert len(report.photos) == 1
        assert stored_photos(connection, report.index) == frozenset(report.photos)
    assert [phone.post(second).status_code for _ in range(3)] == [201] * 3
    with fresh.node.reading() as connection:
        newest, older = latest_reports(connection)
        assert edits_of(connection, newest.id).replaces == (older.index,)
        assert len(newest.photos) == 2
        assert stored_photos(connection, newest.index) == frozenset(newest.photos)


def test_an_edit_is_a_new_report_that_says_what_it_replaces(fresh: House) -> None:
    """Both are kept; sent again it is told once."""
    phone = fresh.phone()
    form = phone.form(phone.forms()["opening"])
    old, new = "uuid:6c0a2d34-1111-4f6e-9a3c-0123456789ab", "uuid:6c0a2d34-2222-4f6e-9a3c-0123456789ab"
    edit = fill_in(form, OPENING | {"opened_at": "07:20:00.000+08:00"}, instance=new, replaces=old)
    assert phone.submit(fill_in(form, OPENING, instance=old)) == [201]
    assert [phone.submit(edit), phone.submit(edit)] == [[201], [201]]
    with fresh.node.reading() as connection:
        newest, older = latest_reports(connection)
        assert (newest.data["opened_at"], older.data["opened_at"]) == ("07:20", "07:02")
        assert edits_of(connection, newest.id).replaces == (older.index,)
        assert edits_of(connection, older.id).replaced_by == (newest.index,)
        told_once = [entry for entry in fresh.node.writer.entries(connection) if "ReportReplaced" in repr(entry)]
    assert len(told_once) == 1


def test_other_answers_under_one_number_are_kept_beside_the_report(fresh: House) -> None:
    """They go to quarantine: nothing is overwritten, nothing is lost, and the client does not send for ever."""
    phone = fresh.phone()
    form = phone.form(phone.forms()["opening"])
    name = "uuid:6c0a2d34-3333-4f6e-9a3c-0123456789ab"
    other = fill_in(form, OPENING | {"opened_at": "09:30:00.000+08:00"}, instance=name)
    assert phone.submit(fill_in(form, OPENING, instance=name)) == [201]
    assert [phone.submit(other), phone.submit(other)] == [[202], [202]]
    with fresh.node.reading() as connection:
        assert len(latest_reports(connection)) == 1
        assert len(quarantine_rows(connection, only_open=True)) == 1


@pytest.mark.parametrize(
    "answers",
    [
        {"opened_at": "soon"},
        {"opened_at": ""},
        {"opened_at": "07:02", "committee_present": "ten"},
        {"opened_at": "07:02", "_place": "9999999999999"},
        {"opened_at": "07:02", "_place": ""},
    ],
    ids=["no time", "missing", "no number", "no such place", "nowhere"],
)
def test_what_a_known_account_sends_and_nobody_understands_is_quarantined(
    house: House, answers: dict[str, str]
) -> None:
    """202, so that the client is content; a clerk finds the XML and the reason."""
    phone = house.phone()
    with house.node.reading() as connection:
        before = len(quarantine_rows(connection, only_open=True))
    answer = phone.post(multipart(fill_in(phone.form(phone.forms()["opening"]), OPENING | answers), {}))
    assert answer.status_code == 202
    assert "petugas akan menghubungi" in told(answer)
    with house.node.reading() as connection:
        assert len(quarantine_rows(connection, only_open=True)) == before + 1


def test_an_assembly_is_sent_by_form_and_a_picture_or_words_are_refused(house: House) -> None:
    """201 as the form asks it; 400 with a field or a picture more, and nothing in quarantine."""
    phone = house.phone()
    said = {"_start": START, "_end": END, "_place": STATION, "size": "from_50", "seen_at": "09:10", "water": "yes"}
    form = phone.form(phone.forms()["assembly"])
    assert phone.post(multipart(fill_in(form, said), {})).status_code == 201
    with house.node.reading() as connection:
        before = len(quarantine_rows(connection, only_open=False))
    for more in ("<note>Pak Ahmad</note>", "<_photo_1>a.jpg</_photo_1>"):
        xml = fill_in(form, said)
        end = xml.rindex(b"</")
        answer = phone.post(multipart(xml[:end] + more.encode() + xml[end:], {}))
        assert answer.status_code == 400
        assert "tanpa nama dan wajah" in told(answer)
        assert "Ahmad" not in told(answer)
    with house.node.reading() as connection:
        assert len(quarantine_rows(connection, only_open=False)) == before


def test_cut_off_bodies(fresh: House) -> None:
    """A frame that ends too early is refused, for the client still has it all; XML that ends too early in a whole
    frame is quarantined once; the whole thing then is one report."""
    phone = fresh.phone()
    xml = fill_in(phone.form(phone.forms()["opening"]), OPENING)
    body = multipart(xml, {})
    assert {phone.post(body[:at]).status_code for at in range(0, len(body) - 4, 41)} == {400}
    assert {phone.post(multipart(xml[:-20], {})).status_code for _ in range(5)} == {202}
    assert phone.post(body).status_code == 201
    with fresh.node.reading() as connection:
        assert len(quarantine_rows(connection, only_open=True)) == 1
        assert len(latest_reports(connection)) == 1


def test_a_place_outside_the_grant_is_refused(house: House) -> None:
    """403, in words that Collect shows."""
    phone = house.phone("officer", region="63.71.01.1012")
    form = phone.form(phone.forms()["opening"])
    answer = phone.post(multipart(fill_in(form, OPENING | {"_place": "6371031003007"}), {}))
    assert answer.status_code == 403
    assert "tidak berhak" in told(answer)


def test_a_photo_that_is_none_is_quarantined_with_its_report(fresh: House) -> None:
    """A clerk decides; the client is content."""
    phone = fresh.phone()
    assert phone.post(multipart(incident(phone), PHOTOS | {"1732662000002.jpg": b"GIF89a"})).status_code == 202
    with fresh.node.reading() as connection:
        assert latest_reports(connection) == ()
        assert connection.execute(select(ODK_PART)).first() is None
        assert len(quarantine_rows(connection, only_open=True)) == 1


def test_photos_of_what_is_quarantined_go_with_the_report_that_a_clerk_makes(fresh: House) -> None:
    """An unreadable answer with two photos, sent twice: both are kept once, shown to the clerk, and become those of
    the report; erased, they are gone."""
    phone = fresh.phone()
    body = multipart(incident(phone, what="nonsense"), PHOTOS)
    assert {phone.post(body).status_code for _ in range(2)} == {202}
    desk = fresh.field
    with fresh.node.reading() as connection:
        (row,) = quarantine_rows(connection, only_open=True)
    came = desk.quarantine.photos(row)
    assert sorted(came.values()) == sorted(PHOTOS.values())
    fresh.client.cookies.set(SESSION_COOKIE, session(fresh.node, "clerk"))
    shown = fresh.client.get(f"/karantina/{row.index}/foto/{row.photos[0]}")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    said = {"kind": "incident", "version": "2", "id": new_identity(), "place": "6371011012007"}
    said |= {"a-what": "hazard", "a-severity": "minor", "quarantine": str(row.index)}
    answer = fresh.client.post("/lapangan/lapor", data=said, headers=OWN, follow_redirects=False)
    assert answer.headers["location"] == "/karantina"
    with fresh.node.reading() as connection:
        (report,) = latest_reports(connection)
        assert stored_photos(connection, report.index) == set(row.photos) == set(report.photos)
    erase_body(fresh.node, report.index, "UU 27/2022", "test")
    assert desk.quarantine.photos(row) == {}


def test_an_edited_submission_is_heard_once(fresh: House) -> None:
    """TPS 007 by mistake, edited to 008: the board hears the second alone."""
    phone = fresh.phone()
    form = phone.form(phone.forms()["opening"])
    old, new = "uuid:6c0a2d34-1111-4f6e-9a3c-0123456789ab", "uuid:6c0a2d34-2222-4f6e-9a3c-0123456789ab"
    stations = (STATION, f"{STATION[:-1]}{(int(STATION[-1]) + 1) % 10}")
    assert phone.submit(fill_in(form, OPENING, instance=old)) == [201]
    edit = fill_in(form, OPENING | {"_place": stations[1]}, instance=new, replaces=old)
    assert phone.submit(edit) == [201]
    watch = fresh.client.app.state["watch"]
    with fresh.node.reading() as connection:
        board = watch.board(connection)
        assert [board.state(one) for one in stations] == ["unknown", "voting"]


def test_what_waits_is_sealed_and_bounded(fresh: House) -> None:
    """No byte of a photo lies open; an account that begins and never ends is told to wait."""
    phone = fresh.phone()
    form = phone.form(phone.forms()["incident"])
    statuses = []
    for _ in range(61):
        body = multipart(fill_in(form, INCIDENT | NAMED), {"1732662000001.jpg": FIRST}, incomplete=True)
        statuses.append(phone.post(body).status_code)
    assert statuses == [202] * 60 + [429]  # 120 files: XML and a photo of 60
    fresh.client.get("/odk/formList")
    assert all(FIRST[:64] not in path.read_bytes() for path in fresh.node.folder.rglob("*") if path.is_file())
