"""One's own account: a second factor set up and used in the browser's way, sessions ended, the role that is asked."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.access.queries import load_directory
from kawal.access.roles import Role
from kawal.access.tries import LOGIN_BURST
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.kernel.clock import system_clock
from kawal.kernel.errors import NotPermitted
from kawal.node import Node
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN

PASSWORD = "kata yang cukup panjang"  # noqa: S105
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Client = TestClient[Litestar]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Node, Client]]:
    """A new node and a browser that nobody has signed in with."""
    node = new_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.headers["user-agent"] = FIREFOX
        yield node, client
    node.close()


def opened(node: Node, role: Role, login: str = "orang") -> str:
    """The id of a new account with a password."""
    account = node.access.open_account(login, "Orang", (Grant(role),), "test")
    node.access.choose_password(node.access.link(account.id, "password"), PASSWORD)
    return account.id


def come(client: Client, login: str = "orang", to: str = "") -> tuple[int, str]:
    """(status, where to) of a sign-in."""
    form = {"login": login, "password": PASSWORD, "to": to}
    answer = client.post("/masuk/periksa", data=form, headers=OWN, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", "")


def set_up(client: Client) -> tuple[str, list[str]]:
    """(secret, recovery codes) of an app that is set up through the pages."""
    offered = client.post("/saya/kode/mulai", headers=OWN).text
    (secret,) = re.findall(r'readonly value="([A-Z2-7]{32})"', offered)
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', offered)
    wrong = client.post("/saya/kode/pasang", data={"ticket": ticket, "code": "x"}, headers=OWN)
    assert wrong.status_code == 400
    assert secret not in wrong.text
    form = {"ticket": ticket, "code": pyotp.TOTP(secret).now()}
    done = client.post("/saya/kode/pasang", data=form, headers=OWN)
    return secret, re.findall(r"<li>([a-z2-9]{6}-[a-z2-9]{6})</li>", done.text)


def test_a_second_factor_is_set_up_and_asked_for(house: tuple[Node, Client]) -> None:
    """QR and secret once, ten recovery codes once; then the door asks for a code and takes it."""
    node, client = house
    opened(node, "clerk")
    assert come(client) == (303, "/")
    secret, recovery = set_up(client)
    assert len(recovery) == 10
    page = client.get("/saya").text
    assert "10 kode cadangan tersisa" in page
    assert not any(one in page for one in (secret, *recovery))
    client.cookies.clear()
    form = {"login": "orang", "password": PASSWORD, "to": "/laporan"}
    asked = client.post("/masuk/periksa", data=form, headers=OWN, follow_redirects=False)
    assert (asked.status_code, SESSION_COOKIE in asked.cookies) == (200, False)
    (ticket,) = re.findall(r'name="ticket" value="([^"]+)"', asked.text)
    wrong = client.post("/masuk/kode", data={"ticket": ticket, "code": "000", "to": "/laporan"}, headers=OWN)
    assert wrong.status_code == 403
    code = pyotp.TOTP(secret).at(system_clock(), counter_offset=1)  # that of the setting up is used
    form = {"ticket": ticket, "code": code, "to": "/laporan"}
    answer = client.post("/masuk/kode", data=form, headers=OWN, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/laporan")
    assert client.get("/laporan").status_code == 200


@pytest.mark.parametrize(("role", "asked"), [("administrator", True), ("adjudicator", True), ("clerk", False)])
def test_some_roles_are_asked_for_a_second_factor_and_not_locked_out(
    house: tuple[Node, Client], role: Role, asked: bool
) -> None:
    """They land on their own page with "later", which leads where they were going; with an app nobody asks."""
    node, client = house
    opened(node, role)
    assert come(client, to="/catatan") == (303, "/saya?to=%2Fcatatan" if asked else "/catatan")
    page = client.get("/saya?to=/catatan").text
    assert ('href="/catatan">Nanti saja' in page) is asked
    assert client.get("/catatan").status_code == 200
    assert 'href="/">Nanti saja' in client.get("/saya?to=//evil.example").text or not asked
    set_up(client)
    assert "diminta memasang" not in client.get("/saya").text


def test_a_role_may_be_made_to_need_a_second_factor(house: tuple[Node, Client]) -> None:
    """By an entry of the log: then its people reach their own page only, until an app or a passkey is there; asking
    less again lets them in. No role of the field can be made to."""
    node, client = house
    opened(node, "administrator", "pengelola")
    come(client, "pengelola")
    rule = {"role": "clerk", "wanted": "required"}
    assert client.post("/akun/verifikasi", data=rule, headers=OWN, follow_redirects=False).status_code == 303
    assert client.post("/akun/verifikasi", data=rule | {"role": "officer"}, headers=OWN).status_code == 400
    assert "wajib" in client.get("/akun").text
    client.cookies.clear()
    opened(node, "clerk")
    assert come(client, to="/laporan") == (303, "/saya?to=%2Flaporan")
    page = client.get("/laporan", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/saya?to=%2Flaporan")
    refused = client.get("/laporan", headers={"accept": "application/json"})
    assert (refused.status_code, "wajib" in refused.json()["detail"]) == (403, True)
    assert "Nanti saja" not in client.get("/saya?to=/laporan").text
    set_up(client)
    assert client.get("/laporan").status_code == 200
    opened(node, "clerk", "lain")
    client.cookies.clear()
    come(client, "lain")
    assert client.get("/laporan").status_code == 403
    node.access.want_factor("clerk", "none", "test")
    assert client.get("/laporan").status_code == 200
    node.writer.rebuild()
    with node.reading() as connection:
        assert load_directory(connection).factors["clerk"] == "none"
        told = [body for _, body in read_entries(connection) if b"second_factor_wanted" in body]
    assert len(told) == 2


def test_an_administrator_takes_a_lost_app_off(house: tuple[Node, Client]) -> None:
    """The button is there for who has one only; afterwards the password lets in alone."""
    node, client = house
    account = opened(node, "clerk")
    come(client)
    set_up(client)
    client.cookies.clear()
    opened(node, "administrator", "pengelola")
    come(client, "pengelola")
    assert client.get("/akun").text.count("/akun/verifikasi/lepas") == 1
    gone = client.post("/akun/verifikasi/lepas", data={"account": account}, headers=OWN, follow_redirects=False)
    assert gone.status_code == 303
    assert client.post("/akun/verifikasi/lepas", data={"account": "a-0"}, headers=OWN).status_code == 400
    assert "/akun/verifikasi/lepas" not in client.get("/akun").text
    client.cookies.clear()
    assert come(client) == (303, "/")


def test_sessions_are_listed_and_ended(house: tuple[Node, Client]) -> None:
    """Way and browser of each; one that was stolen is ended from another; all at once ends this one too."""
    node, client = house
    account = opened(node, "clerk")
    stolen = node.access.come_in(node.access.link(account, "session"))
    other = node.access.come_in(node.access.link(opened(node, "clerk", "lain"), "session"))
    come(client)
    page = client.get("/saya").text
    assert "Firefox, Linux" in page
    assert "tautan masuk" in page
    digests = re.findall(r'name="session" value="([0-9a-f]{64})"', page)
    assert len(digests) == 2  # the link, and the choosing of the password
    theirs = node.access.own.present(other).digest
    for digest in (*digests, theirs):
        client.post("/saya/sesi", data={"session": digest}, headers=OWN)
    assert node.access.who(stolen).account is None
    assert node.access.who(other).account is not None
    assert client.get("/saya").status_code == 200
    client.post("/saya/sesi", data={"session": "all"}, headers=OWN)
    assert client.get("/saya", follow_redirects=False).status_code == 401


def test_a_new_password_ends_every_other_session(house: tuple[Node, Client]) -> None:
    """A thief's goes, this one goes on under another token; unlike or short ones change nothing."""
    node, client = house
    account = opened(node, "clerk")
    stolen = node.access.come_in(node.access.link(account, "session"))
    come(client)
    before = client.cookies[SESSION_COOKIE]
    for password, again in (("lain sama sekali", "lain sekali sama"), ("pendek", "pendek")):
        form = {"password": password, "again": again}
        assert client.post("/saya/sandi", data=form, headers=OWN).status_code == 400
    assert node.access.who(stolen).account is not None
    form = {"password": "lain sama sekali", "again": "lain sama sekali"}
    assert client.post("/saya/sandi", data=form, headers=OWN).status_code == 200
    assert client.cookies[SESSION_COOKIE] != before
    assert node.access.who(stolen).account is None
    assert node.access.who(before).account is None
    assert node.access.entrance.sign_in("orang", "lain sama sekali", "10.0.0.9")


def test_the_way_in_is_changed_only_soon_after_coming_in(tmp_path: Path) -> None:
    """Sixteen minutes after the sign-in the page offers none of it, and the server refuses it."""
    real = [system_clock()]
    node = new_node(tmp_path / "node")
    moved = type(node.access)(node.engine, node.writer, node.store.blobs.sealer, node.clock, lambda: real[0])
    node = Node(node.store, moved, node.clock)
    opened(node, "clerk")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        come(client)
        assert "/saya/kode/mulai" in client.get("/saya").text
        real[0] += timedelta(minutes=16)
        page = client.get("/saya").text
        assert "/saya/kode/mulai" not in page
        assert "/saya/sandi" not in page
        for path in ("/saya/kode/mulai", "/saya/kode/cadangan", "/saya/kode/lepas"):
            assert client.post(path, headers=OWN).status_code == 403
        form = {"password": "lain sama sekali", "again": "lain sama sekali"}
        assert client.post("/saya/sandi", data=form, headers=OWN).status_code == 403
        come(client)
        assert client.post("/saya/kode/mulai", headers=OWN).status_code == 200
    node.close()


def test_coming_in_again_ends_the_session_before(house: tuple[Node, Client]) -> None:
    """A browser has one session: whoever left a cookie in it gains nothing."""
    node, client = house
    opened(node, "clerk")
    come(client)
    before = client.cookies[SESSION_COOKIE]
    come(client)
    assert node.access.who(before).account is None


def test_a_browser_is_known_again_at_the_door_only(house: tuple[Node, Client]) -> None:
    """It comes in while strangers have used up the tries for its login; its mark goes to no other page."""
    node, client = house
    opened(node, "clerk")
    first = client.post("/masuk/periksa", data={"login": "orang", "password": PASSWORD}, headers=OWN)
    assert any(
        "kawal_known" in one and "Path=/masuk" in one and "HttpOnly" in one
        for answer in first.history
        for one in answer.headers.get_list("set-cookie")
    )
    for number in range(LOGIN_BURST):
        with pytest.raises(NotPermitted):
            node.access.entrance.sign_in("orang", "tebakan", f"10.0.0.{number}")
    assert come(client) == (303, "/")
    client.cookies.clear()
    assert come(client)[0] == 403
