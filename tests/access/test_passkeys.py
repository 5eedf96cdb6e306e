"""A passkey lets in where it was made, for a challenge that is given out once, by who was checked."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from kawal.access.desk import AccessDesk
from kawal.access.model import Account, Grant
from kawal.access.passkeydesk import MOST_PASSKEYS, PasskeyDesk
from kawal.access.passkeys import PasskeyRefused, Site, created_passkey
from kawal.access.waiting import Waiting
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.node import Node
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import session
from tests.support.passkey import PRESENT, Authenticator

HERE = Site("localhost", "http://localhost")
ELSEWHERE = Site("posko.example.go.id", "https://posko.example.go.id")
ADDRESS = "10.0.0.1"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A new node."""
    made = new_node(tmp_path / "node")
    yield made
    made.close()


@pytest.fixture
def account(node: Node) -> Account:
    """Someone who wants a passkey."""
    return node.access.open_account("orang", "Orang", (Grant("clerk"),), "test")


def made(desk: PasskeyDesk, account: Account, key: Authenticator, name: str = "ponsel") -> None:
    """Make a passkey here."""
    ticket, options = desk.offer_new(account, HERE)
    desk.add(account.id, HERE, ticket, name, key.create(options))


def come(desk: AccessDesk, key: Authenticator) -> str:
    """The session token of a sign-in here."""
    ticket, options = desk.passkeys.offer_sign_in(HERE, ADDRESS)
    return desk.entrance.sign_in_by_passkey(HERE, ticket, key.get(options), ADDRESS)


def test_each_of_several_passkeys_lets_in_until_it_is_removed(node: Node, account: Account) -> None:
    """Two with names; one is removed, and only that one does not work any more; the log tells of it without keys."""
    desk, first, second = node.access, Authenticator(), Authenticator()
    made(desk.passkeys, account, first)
    made(desk.passkeys, account, second, " kunci  meja ")
    assert [one.name for one in desk.passkeys.of(account.id)] == ["ponsel", "kunci meja"]
    for key in (first, second):
        token = come(desk, key)
        assert desk.who(token).account == account
        assert desk.own.present(token).way == "passkey"
    other = desk.open_account("lain", "Lain", (Grant("clerk"),), "test")
    held = desk.passkeys.of(account.id)
    desk.passkeys.remove(other.id, held[0].id, other.id)
    assert len(desk.passkeys.of(account.id)) == 2
    desk.passkeys.remove(account.id, held[0].id, account.id)
    with pytest.raises(PasskeyRefused):
        come(desk, first)
    assert come(desk, second)
    with node.reading() as connection:
        told = [body for _, body in read_entries(connection) if b"passkey" in body]
    assert [b"removed" in one for one in told] == [False, False, True]
    assert not any(held[0].id.encode() in one for one in told)


def test_an_answer_works_once(node: Node, account: Account) -> None:
    """Replayed it is refused, when it is made and when it signs in: its challenge is used up."""
    desk, key = node.access, Authenticator()
    ticket, options = desk.passkeys.offer_new(account, HERE)
    answer = key.create(options)
    desk.passkeys.add(account.id, HERE, ticket, "ponsel", answer)
    with pytest.raises(PasskeyRefused):
        desk.passkeys.add(account.id, HERE, ticket, "ponsel", answer)
    ticket, options = desk.passkeys.offer_sign_in(HERE, ADDRESS)
    answer = key.get(options)
    assert desk.entrance.sign_in_by_passkey(HERE, ticket, answer, ADDRESS)
    with pytest.raises(PasskeyRefused):
        desk.entrance.sign_in_by_passkey(HERE, ticket, answer, ADDRESS)
    fresh, _ = desk.passkeys.offer_sign_in(HERE, ADDRESS)
    with pytest.raises(PasskeyRefused):
        desk.entrance.sign_in_by_passkey(HERE, fresh, answer, ADDRESS)


def test_a_challenge_waits_five_minutes() -> None:
    """At 300 s it is there, after 300 s it is not; the oldest go when ten thousand wait."""
    now = [0.0]
    waiting: Waiting[int] = Waiting(300.0, lambda: now[0])
    ticket = waiting.keep(7)
    now[0] = 300.0
    assert waiting.look(ticket) == 7
    now[0] = 300.1
    assert waiting.look(ticket) is None
    assert waiting.take(ticket) is None
    many = [waiting.keep(number) for number in range(10_001)]
    assert [waiting.take(one) for one in (many[0], many[1], many[-1], many[-1])] == [None, 1, 10_000, None]


def test_a_passkey_of_another_place_or_person_is_refused(node: Node, account: Account) -> None:
    """Another origin, another host, another account's challenge, one made with a sign-in's challenge."""
    desk = node.access.passkeys
    other = node.access.open_account("lain", "Lain", (Grant("clerk"),), "test")
    ticket, options = desk.offer_new(account, HERE)
    with pytest.raises(PasskeyRefused):
        desk.add(account.id, HERE, ticket, "x", Authenticator().create(options, "http://localhost.evil.example"))
    ticket, options = desk.offer_new(account, ELSEWHERE)
    with pytest.raises(PasskeyRefused):
        desk.add(account.id, HERE, ticket, "x", Authenticator().create(options))
    ticket, options = desk.offer_new(account, HERE)
    with pytest.raises(PasskeyRefused):
        desk.add(other.id, HERE, ticket, "x", Authenticator().create(options))
    ticket, options = desk.offer_new(account, HERE)
    for_other_host = json.loads(options) | {"rp": {"id": ELSEWHERE.host}}
    with pytest.raises(PasskeyRefused):
        desk.add(account.id, HERE, ticket, "x", Authenticator().create(json.dumps(for_other_host)))
    assert desk.of(account.id) == []
    key = Authenticator()
    made(desk, account, key)
    ticket, options = desk.offer_sign_in(HERE, ADDRESS)
    with pytest.raises(PasskeyRefused):
        node.access.entrance.sign_in_by_passkey(HERE, ticket, key.get(options, "https://evil.example"), ADDRESS)
    with pytest.raises(PasskeyRefused):
        come(node.access, Authenticator())
    node.access.close_account(account.id, "test")
    with pytest.raises(PasskeyRefused):
        come(node.access, key)


def test_who_was_not_checked_by_the_device_is_refused(node: Node, account: Account) -> None:
    """Presence alone is no second factor: neither made nor used without finger, face or PIN."""
    key = Authenticator(flags=PRESENT)
    with pytest.raises(PasskeyRefused):
        made(node.access.passkeys, account, key)
    key = Authenticator()
    made(node.access.passkeys, account, key)
    key.flags = PRESENT
    with pytest.raises(PasskeyRefused):
        come(node.access, key)


def test_a_copy_that_counts_less_is_refused(node: Node, account: Account) -> None:
    """After a use at count 2, one at count 2 is a copy's."""
    key = Authenticator()
    made(node.access.passkeys, account, key)
    key.count = 1
    assert come(node.access, key)
    key.count = 1
    with pytest.raises(PasskeyRefused):
        come(node.access, key)


def test_a_name_and_a_bounded_number(node: Node, account: Account) -> None:
    """Ten at most, each with a name of 1 to 40 letters."""
    desk = node.access.passkeys
    ticket, options = desk.offer_new(account, HERE)
    for name in ("", "  ", "x" * 41):
        with pytest.raises(Rejected):
            desk.add(account.id, HERE, ticket, name, Authenticator().create(options))
    for _ in range(MOST_PASSKEYS):
        made(desk, account, Authenticator())
    with pytest.raises(Conflict):
        desk.offer_new(account, HERE)
    for _ in range(30):
        desk.offer_sign_in(HERE, "10.9.9.9")
    with pytest.raises(NotPermitted, match="terlalu banyak"):
        desk.offer_sign_in(HERE, "10.9.9.9")


@given(
    st.one_of(
        st.text(), st.dictionaries(st.sampled_from(["id", "rawId", "type", "response"]), st.text()).map(json.dumps)
    )
)
def test_whatever_a_browser_brings_is_refused_and_never_a_fault(answer: str) -> None:
    """Any text, any object."""
    with pytest.raises(PasskeyRefused):
        created_passkey(HERE, b"c" * 32, answer, "a-1", "x", datetime(2024, 11, 20, tzinfo=UTC))


def test_the_pages_speak_of_passkeys_where_they_can_work(node: Node, account: Account) -> None:
    """By name they are offered, by address not; made and used through the interface, refused in one sentence."""
    key = Authenticator("http://posko.example")
    named = create_app(node, load_letterhead(), names=frozenset({"posko.example"}))
    with TestClient(named, base_url="http://posko.example") as client:
        own = {"origin": "http://posko.example"}
        assert "data-passkey" in client.get("/masuk").text
        assert "data-passkey" not in client.get("/masuk", headers={"host": "127.0.0.1"}).text
        client.cookies.set(SESSION_COOKIE, session(node, "clerk"))
        offer = client.post("/saya/kunci/tawaran", headers=own).json()
        body = {"ticket": offer["ticket"], "name": "ponsel", "credential": key.create(offer["options"])}
        assert client.post("/saya/kunci", json=body, headers=own).json() == {"to": "/saya"}
        refused = client.post("/saya/kunci", json=body, headers=own)
        assert (refused.status_code, refused.json()["detail"]) == (403, "kunci sandi ini tidak diterima; coba lagi")
        assert "ponsel" in client.get("/saya").text
        client.cookies.clear()
        offer = client.post("/masuk/kunci/tawaran", headers=own).json()
        body = {"ticket": offer["ticket"], "credential": key.get(offer["options"]), "to": "//evil.example"}
        come_in = client.post("/masuk/kunci", json=body, headers=own)
        assert come_in.json() == {"to": "/"}
        assert client.get("/saya").status_code == 200
        (kept,) = node.access.passkeys.of(node.access.own.present(client.cookies[SESSION_COOKIE]).account)
        client.post("/saya/kunci/lepas", data={"id": kept.id}, headers=own)
        assert "/saya/kunci/lepas" not in client.get("/saya").text
        by_address = client.post("/masuk/kunci/tawaran", headers={"host": "127.0.0.1", "origin": "http://127.0.0.1"})
        assert by_address.status_code == 400


def test_lost_passkeys_are_taken_off_by_the_administrator(node: Node, account: Account) -> None:
    """All at once, and the sessions end."""
    desk, key = node.access, Authenticator()
    made(desk.passkeys, account, key)
    token = come(desk, key)
    assert account.id in desk.passkeys.holders()
    desk.passkeys.remove_all(account.id, "a-admin")
    assert desk.who(token).account is None
    assert desk.passkeys.holders() == frozenset()
