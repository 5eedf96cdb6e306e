"""The institution's identity provider, a real one on a port: who is bound comes in, what does not hold does not."""

import html
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from joserfc.jwk import ECKey
from litestar import Litestar
from litestar.testing import TestClient

from kawal import cli
from kawal.access.model import Grant
from kawal.access.provider import ProviderRefused, read_provider
from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.kernel.clock import system_clock
from kawal.kernel.errors import Rejected
from kawal.node import Node, open_node
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN
from tests.support.provider import IdentityProvider, identity_provider, sent_back

Client = TestClient[Litestar]
House = tuple[Node, Client, IdentityProvider]
JOURNEY = "kawal_journey"


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    """An identity provider."""
    with identity_provider() as made:
        yield made


@pytest.fixture
def house(tmp_path: Path, provider: IdentityProvider) -> Iterator[House]:
    """A new node that believes this provider's word about a second factor, and a browser."""
    node = new_node(tmp_path / "node")
    application = create_app(node, load_letterhead(), provider=provider.client(second_factor=True))
    with TestClient(application, base_url=BASE) as client:
        yield node, client, provider
    node.close()


def opened(node: Node, role: Role = "clerk", login: str = "orang") -> str:
    """The id of a new account."""
    return node.access.open_account(login, "Orang", (Grant(role),), "test").id


def signed_in(node: Node, client: Client, account: str) -> None:
    """This browser holds a fresh session of the account."""
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(account, "session")))


def journey(client: Client, start: str = "/masuk/penyedia?to=/laporan") -> str:
    """The address under which the provider sends the browser back."""
    went = client.get(start, follow_redirects=False)
    assert went.status_code == 303, went.text
    marks = went.headers["set-cookie"].lower()
    assert "httponly" in marks
    assert "samesite=lax" in marks
    return sent_back(went.headers["location"])


def back(client: Client, address: str) -> tuple[int, str]:
    """(status, where to or the page) of coming back."""
    answer = client.get(address, follow_redirects=False)
    return answer.status_code, answer.headers.get("location", answer.text)


def bound(house: House, account: str) -> None:
    """The account is bound by its owner, who then signs out."""
    node, client, _ = house
    signed_in(node, client, account)
    page = client.get("/saya").text
    (link,) = re.findall(r'href="(/saya/penyedia\?tawaran=[^"]+)"', page)
    assert back(client, journey(client, link)) == (303, "/saya")
    assert "Putuskan penyedia identitas" in client.get("/saya").text
    client.cookies.clear()


def came_in(client: Client) -> bool:
    """Whether a page opens."""
    return client.get("/saya").status_code == 200


def test_who_is_bound_comes_in_where_they_were_going(house: House) -> None:
    """The button leads there and back; the log holds a hash, neither issuer nor subject; the session says how."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    assert "Masuk dengan Portal Kota" in client.get("/masuk").text
    assert back(client, journey(client)) == (303, "/laporan")
    assert "penyedia identitas" in client.get("/saya").text
    assert client.get("/laporan").status_code == 200
    with node.reading() as connection:
        (entry,) = [body for _, body in read_entries(connection) if b"provider_bound" in body]
        everything = b"".join(body for _, body in read_entries(connection))
    assert provider.subject.encode() not in everything
    assert provider.issuer.encode() not in everything
    assert re.search(rb'"subject":"[0-9a-f]{64}"', entry.replace(b"\\", b"").replace(b'": "', b'":"'))


def leave(client: Client) -> str:
    """Sign out; the address at the provider to which the browser goes on, empty for none."""
    answer = client.post("/keluar", headers=OWN, follow_redirects=False)
    assert 'kawal_session=""' in answer.headers["set-cookie"] or "max-age=0" in answer.headers["set-cookie"].lower()
    if answer.status_code == 303:
        assert answer.headers["location"] == "/masuk"
        return ""
    there = answer.headers["refresh"].removeprefix("0; url=")
    assert there in html.unescape(answer.text)
    assert "Akun saya" not in answer.text  # nobody is signed in on this page
    return there


def test_who_came_by_the_provider_is_signed_out_there_too(house: House) -> None:
    """By a page that goes on to its door with the token that says who leaves, and back to our sign-in page; the
    door's own query stays. A session that came by a link ends here only."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    signed_in(node, client, account)
    assert leave(client) == ""
    client.cookies.clear()
    assert back(client, journey(client))[0] == 303
    session = client.cookies[SESSION_COOKIE]
    assert sent_back(leave(client)) == f"{BASE}/masuk"
    (said,) = provider.left
    assert said["id_token_hint"].count(".") == 2
    assert node.access.who(session).account is None
    client.cookies.clear()
    client.cookies.set(SESSION_COOKIE, session)
    assert leave(client) == ""  # once


def test_after_a_code_of_the_app_the_session_is_the_providers_still(house: House) -> None:
    """The code is the second half: leaving ends both."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    ticket, secret = node.access.factors.offer(account)
    node.access.factors.confirm(account, ticket, pyotp.TOTP(secret).now())
    client.cookies.clear()
    _, page = back(client, journey(client))
    (asked,) = re.findall(r'name="ticket" value="([^"]+)"', page)
    code = pyotp.TOTP(secret).at(system_clock(), counter_offset=1)
    form = {"ticket": asked, "code": code, "to": ""}
    assert client.post("/masuk/kode", data=form, headers=OWN, follow_redirects=False).status_code == 303
    assert sent_back(leave(client)) == f"{BASE}/masuk"
    assert len(provider.left) == 1


@pytest.mark.parametrize(
    ("described", "stopped", "door"),
    [
        ({}, False, True),
        ({"end_session_endpoint": "http://10.0.0.9/out"}, False, False),
        ({"end_session_endpoint": "https://id.example/out\r\nset-cookie: a=b"}, False, False),
        ({}, True, False),
    ],
)
def test_a_session_of_a_node_that_was_started_again_leaves_as_far_as_it_can(
    house: House, tmp_path: Path, described: dict[str, str], *, stopped: bool, door: bool
) -> None:
    """Only its way is known: the provider is asked for its door and asks who leaves. Without a safe door, or when it
    is down, the session ends here."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    assert back(client, journey(client))[0] == 303
    session = client.cookies[SESSION_COOKIE]
    node.close()
    provider.described = described
    if stopped:
        provider.stop()
    again = open_node(tmp_path / "node")
    with TestClient(create_app(again, load_letterhead(), provider=provider.client()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session)
        there = leave(client)
        assert bool(there) is door
        assert again.access.who(session).account is None
        assert "id_token_hint" not in there
        if door:
            assert sent_back(there) == f"{BASE}/masuk"
    again.close()


def test_a_binding_ends_by_its_owner_and_by_the_administrator(house: House) -> None:
    """After it the person is unknown; when the administrator ends it, the sessions end too."""
    node, client, _ = house
    account, boss = opened(node), opened(node, "administrator", "bos")
    bound(house, account)
    signed_in(node, client, account)
    assert client.post("/saya/penyedia/lepas", headers=OWN, follow_redirects=False).status_code == 303
    client.cookies.clear()
    status, page = back(client, journey(client))
    assert (status, "belum terhubung" in page) == (403, True)
    bound(house, account)
    assert back(client, journey(client))[0] == 303
    theirs = client.cookies[SESSION_COOKIE]
    signed_in(node, client, boss)
    assert "Putuskan identitas" in client.get("/akun").text
    client.post("/akun/penyedia/lepas", data={"account": account}, headers=OWN)
    assert node.access.who(theirs).account is None
    assert node.access.provider.holders() == frozenset()


def test_an_unknown_person_is_told_so_and_an_email_binds_nobody(house: House) -> None:
    """The provider says the login as e-mail and name: no account is opened or entered by that."""
    node, client, provider = house
    opened(node)
    provider.claims = {"email": "orang@example.go.id", "preferred_username": "orang", "email_verified": True}
    status, page = back(client, journey(client))
    assert status == 403
    assert "identitas Anda di Portal Kota belum terhubung" in page
    assert not came_in(client)


FALSE = {
    "issuer": {"iss": "https://lain.example"},
    "audience": {"aud": "orang-lain"},
    "audience with our name beside it": {"aud": "orang-lain", "azp": "kawal"},
    "party": {"aud": ["kawal", "lain"], "azp": "lain"},
    "expired": {"exp": int(time.time()) - 3600},
    "nonce": {"nonce": "lain"},
    "subject": {"sub": 7},
}


@pytest.mark.parametrize("said", FALSE.values(), ids=FALSE)
def test_a_token_that_does_not_hold_lets_nobody_in(house: House, said: dict[str, Any]) -> None:
    """Another issuer, audience or nonce, an old one, a subject that is no text."""
    node, client, provider = house
    bound(house, opened(node))
    provider.claims = said
    status, page = back(client, journey(client))
    assert status == 403
    assert "jawaban penyedia identitas tidak diterima" in page
    assert not came_in(client)


def test_a_signature_by_another_key_lets_nobody_in(house: House) -> None:
    """The key has the right name and is not the published one."""
    node, client, provider = house
    bound(house, opened(node))
    provider.signing = ECKey.generate_key("P-256", {"kid": "one"})
    assert back(client, journey(client))[0] == 403
    assert not came_in(client)


def test_a_journey_ends_once_in_the_browser_that_began_it(house: House) -> None:
    """Neither twice, nor with another state, nor in a browser without the cookie, nor after a refusal there."""
    node, client, _ = house
    bound(house, opened(node))
    address = journey(client)
    ticket = client.cookies[JOURNEY]
    assert back(client, address)[0] == 303
    with pytest.raises(ProviderRefused):  # by the node itself, whatever the provider says of a used code
        node.access.provider.ended(ticket, parse_qs(urlsplit(address).query)["state"][0])
    client.cookies.clear()
    client.cookies.set(JOURNEY, ticket)
    assert back(client, address)[0] == 403
    client.cookies.clear()
    address = journey(client)
    assert back(client, re.sub(r"state=[^&]+", "state=lain", address))[0] == 403
    address = journey(client)
    client.cookies.clear()
    assert back(client, address)[0] == 403
    state = parse_qs(urlsplit(journey(client)).query)["state"][0]
    assert back(client, f"/masuk/penyedia/kembali?error=access_denied&state={state}")[0] == 403
    assert not came_in(client)


def test_a_closed_account_stays_closed_and_its_person_may_be_bound_anew(house: House) -> None:
    """As unknown; then another account of the same person takes the binding over."""
    node, client, _ = house
    account = opened(node)
    bound(house, account)
    node.access.close_account(account, "test")
    status, page = back(client, journey(client))
    assert (status, "belum terhubung" in page) == (403, True)
    again = opened(node)
    bound(house, again)
    assert back(client, journey(client))[0] == 303
    assert node.access.provider.holders() == {again}


def test_one_person_is_one_account_and_one_account_one_person(house: House) -> None:
    """A second account of the same person, and a second person of the same account, are refused."""
    node, client, provider = house
    first, second = opened(node), opened(node, "clerk", "lain")
    bound(house, first)
    signed_in(node, client, second)
    (link,) = re.findall(r'href="(/saya/penyedia\?tawaran=[^"]+)"', client.get("/saya").text)
    assert back(client, journey(client, link))[0] == 409
    signed_in(node, client, first)
    provider.subject = "person-2"
    offer = node.access.provider.offer(first)
    assert back(client, journey(client, f"/saya/penyedia?tawaran={offer}"))[0] == 409
    assert node.access.provider.holders() == {first}


def test_a_binding_needs_the_own_page_and_the_session_that_set_out(house: House) -> None:
    """A link from elsewhere starts nothing; coming back as someone else, or as nobody, binds nothing."""
    node, client, _ = house
    first, second = opened(node), opened(node, "clerk", "lain")
    signed_in(node, client, first)
    assert client.get("/saya/penyedia", follow_redirects=False).status_code == 400
    foreign = node.access.provider.offer(second)
    assert client.get(f"/saya/penyedia?tawaran={foreign}", follow_redirects=False).status_code == 400
    offer = node.access.provider.offer(first)
    for someone in (second, ""):
        signed_in(node, client, first)
        address = journey(client, f"/saya/penyedia?tawaran={offer}")
        token = node.access.come_in(node.access.link(someone, "session")) if someone else "nothing"
        ticket = client.cookies[JOURNEY]
        client.cookies.clear()
        client.cookies.set(SESSION_COOKIE, token)
        client.cookies.set(JOURNEY, ticket)
        assert back(client, address)[0] == 403
    assert node.access.provider.holders() == frozenset()


def test_a_provider_that_is_down_or_another_is_said_in_one_sentence(house: House) -> None:
    """The sign-in page with 503, and the password beside it; before the journey and after it."""
    node, client, provider = house
    bound(house, opened(node))
    provider.described = {"issuer": "https://lain.example"}
    assert back(client, "/masuk/penyedia")[0] == 503
    provider.described = {"token_endpoint": "http://10.0.0.9/token"}
    assert back(client, "/masuk/penyedia")[0] == 503
    provider.described = {}
    address = journey(client)
    provider.stop()
    for where in (address, "/masuk/penyedia"):
        status, page = back(client, where)
        assert status == 503
        assert "Portal Kota tidak menjawab sebagaimana mestinya" in page
        assert 'name="password"' in page


@pytest.mark.parametrize(
    ("believed", "amr", "let_in"),
    [
        (True, ["pwd", "mfa"], True),
        (True, ["otp"], True),
        (True, ["hwk"], True),
        (True, ["pwd"], False),
        (True, None, False),
        (False, ["mfa"], False),
    ],
)
def test_the_rule_of_second_factor_holds(
    house: House, *, believed: bool, amr: list[str] | None, let_in: bool
) -> None:
    """Needed of a role: the provider's counts only where the operator believes it, and only of these methods."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    node.access.want_factor("clerk", "required", "test")
    node.access.provider.provider = provider.client(second_factor=believed)
    provider.claims = {} if amr is None else {"amr": amr}
    assert back(client, journey(client)) == (303, "/laporan" if let_in else "/saya?to=%2Flaporan")
    assert client.get("/laporan").status_code == (200 if let_in else 403)
    node.access.provider.provider = provider.client()  # served again without that belief
    assert client.get("/laporan").status_code == 403


def test_an_authenticator_app_is_asked_for_unless_the_provider_saw_a_second_factor(house: House) -> None:
    """The code comes after the provider as it comes after a password."""
    node, client, provider = house
    account = opened(node)
    bound(house, account)
    ticket, secret = node.access.factors.offer(account)
    node.access.factors.confirm(account, ticket, pyotp.TOTP(secret).now())
    client.cookies.clear()
    status, page = back(client, journey(client))
    assert (status, SESSION_COOKIE in client.cookies) == (200, False)
    (asked,) = re.findall(r'name="ticket" value="([^"]+)"', page)
    code = pyotp.TOTP(secret).at(system_clock(), counter_offset=1)
    form = {"ticket": asked, "code": code, "to": "/laporan"}
    assert client.post("/masuk/kode", data=form, headers=OWN, follow_redirects=False).status_code == 303
    client.cookies.clear()
    provider.claims = {"amr": ["mfa"]}
    assert back(client, journey(client)) == (303, "/laporan")


def test_without_the_option_there_is_no_button_and_no_door(tmp_path: Path) -> None:
    """Nothing of it on the pages, 404 behind them."""
    node = new_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        assert "penyedia" not in client.get("/masuk").text
        assert client.get("/masuk/penyedia").status_code == 404
        assert client.get("/masuk/penyedia/kembali?state=x&code=y").status_code == 404
    node.close()


def test_bindings_are_folded_from_the_log_again(house: House, tmp_path: Path) -> None:
    """Opened anew, the node knows who is bound."""
    node, _, _ = house
    account = opened(node)
    bound(house, account)
    node.close()
    again = open_node(tmp_path / "node")
    assert again.access.provider.holders() == {account}
    again.close()


def test_the_file_of_the_option_is_checked_before_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A good one is read, with the secret from the file beside it; a bad one ends with one sentence and 2."""
    given = {"issuer": "https://id.example.go.id", "client_id": "kawal", "client_secret_file": "secret", "name": "ID"}
    file = tmp_path / "oidc.yaml"
    (tmp_path / "secret").write_text("rahasia\n")
    file.write_text(json.dumps(given))
    assert (read_provider(file).secret, read_provider(file).second_factor) == ("rahasia", False)
    for wrong in ({"issuer": "http://id.example.go.id"}, {"issuer": "ftp://["}, {"name": ""}, {"scope": "email"}):
        file.write_text(json.dumps(given | wrong))
        with pytest.raises(Rejected):
            read_provider(file)
    (tmp_path / "secret").write_bytes(b"\xff")
    file.write_text(json.dumps(given))
    assert cli.main(["serve", "--data", str(tmp_path / "node"), "--oidc", str(file)]) == 2
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert cli.main(["serve", "--data", str(tmp_path / "node"), "--oidc", str(file)]) == 2
    assert "pip install 'kawal[oidc]'" in capsys.readouterr().err
