"""The same on PostgreSQL: keys, parts, repeats, edits."""

from pathlib import Path

from kawal.field.channels.odk.queries import edits_of
from kawal.field.queries import latest_reports, stored_photos
from kawal.node import found_node
from kawal.store.folder import Settings
from tests.conftest import exercise_clock, fill
from tests.field.channels.odk.conftest import END, START, STATION, House, jpeg
from tests.support.openrosa import fill_in, multipart


def test_submissions_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    """Two photos in two requests, all three times over, then an edit."""
    settings = Settings(database=postgresql)
    node = fill(found_node(tmp_path / "node", "training", "Uji", "63.71", clock=exercise_clock, settings=settings))
    house = House(tmp_path, node=node)
    phone = house.phone()
    form = phone.form(phone.forms()["incident"])
    said = {"_start": START, "_end": END, "_place": STATION, "what": "hazard", "severity": "minor"}
    photos = {"1.jpg": jpeg(1), "2.jpg": jpeg(2)}
    xml = fill_in(form, said | {"_photo_1": "1.jpg", "_photo_2": "2.jpg"}, instance="uuid:one")
    bodies = [multipart(xml, {name: photo}) for name, photo in photos.items()]
    assert [phone.post(body).status_code for body in bodies * 3] == [202, *[201] * 5]
    edit = fill_in(form, said | {"severity": "severe"}, instance="uuid:two", replaces="uuid:one")
    assert phone.submit(edit) + phone.submit(edit) == [201, 201]
    with node.reading() as connection:
        newest, older = latest_reports(connection)
        assert edits_of(connection, newest.id).replaces == (older.index,)
        assert stored_photos(connection, older.index) == frozenset(older.photos)
    house.close()
