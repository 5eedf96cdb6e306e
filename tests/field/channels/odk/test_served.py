"""A real server on a real socket: chunked requests, headers as OpenRosa asks for them, keys that last."""

from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.queries import latest_reports, stored_photos
from kawal.node import open_node
from tests.conftest import filled_node
from tests.field.channels.odk.conftest import END, START, STATION, jpeg
from tests.support.openrosa import Collect, fill_in
from tests.support.serving import serving

NAMES = {"_photo_1": "1.jpg", "_photo_2": "2.jpg"}


@pytest.mark.slow
def test_a_morning_with_a_real_client(tmp_path: Path) -> None:
    """Digest, list, form, places, then two photos that do not fit into one request, sent in chunks, then again."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    account = node.access.open_account("danru4", "Danru 4", (Grant("officer", "", "63.71"),), "test")
    desk: OdkDesk = create_app(node, load_letterhead()).state["odk"]
    _, key = desk.make_key(account.id, "test")
    desk.field.close()
    node.close()
    with serving(folder) as server, httpx.Client(timeout=60) as client:
        phone = Collect(client, f"{server.address}/odk", "danru4", key)
        entry = phone.forms()["incident"]
        assert STATION in phone.media(entry)["places.csv"].decode()
        answers = {"_start": START, "_end": END, "_place": STATION, "what": "hazard", "severity": "moderate"}
        xml = fill_in(phone.form(entry), answers | NAMES)
        files = {"1.jpg": jpeg(1, 2_900_000), "2.jpg": jpeg(2, 2_900_000)}
        answer = phone.request("HEAD", f"{phone.server}/submission")
        assert parsedate_to_datetime(answer.headers["date"]) is not None
        assert answer.headers.get_list("date") == [answer.headers["date"]]
        assert answer.headers["location"] == f"{server.address}/odk/submission"
        assert phone.submit(xml, files, chunked=True) == [201]
        phone.longest = 4_000_000
        phone._submit_to = f"{server.address}/odk/submission"
        xml = fill_in(phone.form(entry), answers | NAMES)
        assert phone.submit(xml, files, chunked=True) == [202, 201]
        assert phone.submit(xml, files) == [201, 201]
    node = open_node(folder)
    with node.reading() as connection:
        reports = latest_reports(connection)
        assert len(reports) == 2
        assert {len(stored_photos(connection, one.index)) for one in reports} == {2}
    node.close()
