"""The page of keys, and what pages show of what came through ODK."""

import base64
import re
import zlib
from collections.abc import Iterator

import msgspec
import pytest

from kawal.field.channels.odk.keys import settings_code
from kawal.field.queries import latest_reports, quarantine_rows
from kawal.web.identity import SESSION_COOKIE
from tests.field.channels.odk.conftest import OPENING, House
from tests.http.conftest import OWN, session
from tests.support.openrosa import Collect, fill_in


@pytest.fixture
def desk(house: House) -> Iterator[House]:
    """The node, with its commander signed in."""
    house.client.cookies.set(SESSION_COOKIE, session(house.node, "commander"))
    yield house
    house.client.cookies.clear()


def test_a_key_is_made_shown_once_and_revoked(desk: House) -> None:
    """The page shows login, key and addresses; the next page shows none of them."""
    login = desk.phone().login
    account = desk.node.access.directory().by_login(login)
    assert account is not None
    page = desk.client.post("/kunci-odk/buat", data={"account": account.id}, headers=OWN).text
    (key,) = set(re.findall(r"\b(?:[a-z2-9]{4}-){4}[a-z2-9]{4}\b", page))
    assert f"http://127.0.0.1/odk/key/{key}" in page
    assert Collect(desk.client, "/odk", account.login, key).forms()
    assert key not in desk.client.get("/kunci-odk").text
    desk.client.post("/kunci-odk/cabut", data={"account": account.id}, headers=OWN)
    assert desk.client.get(f"/odk/key/{key}/formList").status_code == 401


def test_the_code_that_collect_scans() -> None:
    """Its settings as JSON, deflated, in base64, as the documentation of ODK Collect has it."""
    code = settings_code("https://posko.example/odk", "danru4", "abcd", "Pemkot")
    settings = msgspec.json.decode(zlib.decompress(base64.b64decode(code)))
    assert settings["general"]["server_url"] == "https://posko.example/odk"
    assert (settings["general"]["username"], settings["general"]["password"]) == ("danru4", "abcd")
    assert settings["admin"] == {}


def test_behind_a_proxy_that_ends_tls_addresses_are_https(house: House) -> None:
    """A client that came over https is never sent to http."""
    phone = house.phone(by_key=True)
    told = {"x-forwarded-proto": "https"}
    listed = phone.request("GET", f"{phone.server}/formList", headers=told).text
    assert "http://127.0.0.1" not in listed
    assert f"https://127.0.0.1{phone.server}/forms/opening/1/form.xml" in listed
    head = phone.request("HEAD", f"{phone.server}/submission", headers=told)
    assert head.headers["location"] == f"https://127.0.0.1{phone.server}/submission"


def test_pages_show_edits_and_who_sent_what_nobody_understood(desk: House) -> None:
    """A link from the edit to what it replaces and back; the sender's name and the XML in quarantine."""
    phone = desk.phone()
    form = phone.form(phone.forms()["opening"])
    old, new = "uuid:6c0a2d34-4444-4f6e-9a3c-0123456789ab", "uuid:6c0a2d34-5555-4f6e-9a3c-0123456789ab"
    edit = fill_in(form, OPENING | {"opened_at": "07:20:00.000+08:00"}, instance=new, replaces=old)
    assert phone.submit(fill_in(form, OPENING, instance=old)) + phone.submit(edit) == [201, 201]
    assert phone.submit(fill_in(form, OPENING | {"_place": "nowhere"})) == [202]
    with desk.node.reading() as connection:
        newest, older = latest_reports(connection)[:2]
        waiting = quarantine_rows(connection, only_open=True)[-1]
    assert f'href="/laporan/{older.index}"' in desk.client.get(f"/laporan/{newest.index}").text
    assert "Digantikan oleh laporan" in desk.client.get(f"/laporan/{older.index}").text
    page = desk.client.post(f"/karantina/{waiting.index}/buka", headers=OWN).text
    assert phone.login in page
    assert "nowhere" in page
