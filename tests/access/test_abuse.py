"""What an attacker tries at the door: used and expired links at the same moment, other people's logins, floods."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from kawal.access import secrets
from kawal.access.desk import AccessDesk
from kawal.access.known import KnownBrowsers
from kawal.access.model import Account, Grant
from kawal.access.throttle import MOST_KEYS, Turnstile
from kawal.access.tries import LOGIN_BURST, Tries
from kawal.kernel.errors import KawalError, NotPermitted, Unavailable
from kawal.kernel.language import Message
from kawal.node import Node, found_node
from kawal.record.jws import b64url
from kawal.store.folder import Settings
from tests.access.test_access import GOOD, Wall
from tests.conftest import exercise_clock
from tests.support.phone import Phone

ATTACKERS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def node(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Node]:
    """A new node on each kind of database."""
    database = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    settings = Settings(database=database)
    made = found_node(tmp_path / "node", "training", "Pemkot", "63.71", clock=exercise_clock, settings=settings)
    yield made
    made.close()


def opened(node: Node, login: str = "orang") -> Account:
    """An account with a password."""
    account = node.access.open_account(login, "Orang", (Grant("clerk"),), "test")
    node.access.choose_password(node.access.link(account.id, "password"), GOOD)
    return account


def at_once(act: Callable[[int], object]) -> list[object]:
    """What the same act gives to eight who try it at the same moment; None for a refusal."""
    gate = threading.Barrier(ATTACKERS)

    def tried(number: int) -> object:
        gate.wait()
        try:
            return act(number)
        except KawalError:
            return None

    with ThreadPoolExecutor(ATTACKERS) as pool:
        return list(pool.map(tried, range(ATTACKERS)))


def test_a_link_that_eight_open_at_once_lets_one_in(node: Node) -> None:
    """One-tap, password and phone links: one of eight is let in, whatever the database."""
    account = opened(node)
    link = node.access.link(account.id, "session")
    assert sum(one is not None for one in at_once(lambda _: node.access.come_in(link))) == 1
    link = node.access.link(account.id, "password")
    assert sum(one is not None for one in at_once(lambda _: node.access.choose_password(link, GOOD))) == 1
    link = node.access.link(account.id, "device")
    phones = [Phone() for _ in range(ATTACKERS)]
    enrolled = at_once(lambda number: node.access.enrol(link, b64url(phones[number].public)))
    assert sum(one is not None for one in enrolled) == 1
    assert sum(device.account == account.id for device in node.access.directory().devices.values()) == 1


def test_a_code_that_eight_give_at_once_lets_one_in(node: Node) -> None:
    """A code of the app and a recovery code: one of eight, whatever the database."""
    account = opened(node)
    wall = Wall()
    desk = AccessDesk(node.engine, node.writer, node.store.blobs.sealer, node.clock, wall)
    ticket, secret = desk.factors.offer(account.id)
    recovery = desk.factors.confirm(account.id, ticket, pyotp.TOTP(secret).at(wall.now))
    code = pyotp.TOTP(secret).at(wall.now, counter_offset=1)
    assert sum(bool(one) for one in at_once(lambda _: desk.factors.prove(account.id, code))) == 1
    assert sum(bool(one) for one in at_once(lambda _: desk.factors.prove(account.id, recovery[0]))) == 1
    assert desk.factors.left(account.id) == 9


@pytest.mark.parametrize("purpose", list(secrets.LINK_HOURS))
def test_each_link_ends_with_its_hours(tmp_path: Path, purpose: secrets.Purpose) -> None:
    """At its last second it can be looked at, a second later it is refused in every use."""
    made = found_node(tmp_path / "node", "training", "Pemkot", "63.71", clock=exercise_clock)
    wall = Wall()
    desk = AccessDesk(made.engine, made.writer, made.store.blobs.sealer, made.clock, wall)
    account = desk.open_account("orang", "Orang", (Grant("officer"),), "test")
    link = desk.link(account.id, purpose)
    wall.now += timedelta(hours=secrets.LINK_HOURS[purpose])
    assert desk.look_at_link(link) == (account, purpose)
    wall.now += timedelta(seconds=1)
    phone = b64url(Phone().public)
    uses: tuple[Callable[[], object], ...] = (
        lambda: desk.look_at_link(link),
        lambda: desk.come_in(link),
        lambda: desk.choose_password(link, GOOD),
        lambda: desk.enrol(link, phone),
        lambda: desk.redeem(link, purpose),
    )
    for use in uses:
        with pytest.raises(NotPermitted):
            use()
    made.close()


def test_strangers_cannot_lock_an_owner_out_of_a_known_browser(node: Node) -> None:
    """Eight wrong passwords for a login keep every stranger waiting; the browser that came in before is counted for
    itself, from any address, and is no way round for another account."""
    account, other = opened(node), opened(node, "lain")
    mark = node.access.entrance.known.mark(account.id)
    for number in range(LOGIN_BURST):
        with pytest.raises(NotPermitted, match="salah"):
            node.access.entrance.sign_in("orang", "tebakan", f"10.0.0.{number}")
    with pytest.raises(NotPermitted, match="terlalu banyak"):
        node.access.entrance.sign_in("orang", GOOD, "10.0.1.1")
    assert node.access.entrance.sign_in("orang", GOOD, "10.0.1.1", "", mark)
    for _ in range(LOGIN_BURST):
        with pytest.raises(NotPermitted, match="salah"):
            node.access.entrance.sign_in("orang", "tebakan", "10.0.2.1", "", mark)
    with pytest.raises(NotPermitted, match="terlalu banyak"):
        node.access.entrance.sign_in("orang", GOOD, "10.0.2.1", "", mark)
    assert node.access.entrance.known.key(other.id, mark) == ""
    assert node.access.come_in(node.access.link(account.id, "session"))


@pytest.mark.parametrize("mark", ["", ".", "x.y", "x" * 400, "ü.ü"])
def test_what_is_no_mark_is_not_known(node: Node, mark: str) -> None:
    """Whatever a cookie holds."""
    assert KnownBrowsers(node.store.blobs.sealer).key("a-1", mark) == ""


def test_a_closed_account_has_no_way_in(node: Node) -> None:
    """Password, its links of before and its session: none works after the closing."""
    account = opened(node)
    session, link = node.access.entrance.sign_in("orang", GOOD, "10.0.0.1"), node.access.link(account.id, "session")
    node.access.close_account(account.id, "test")
    assert node.access.who(session).account is None
    with pytest.raises(NotPermitted, match="salah"):
        node.access.entrance.sign_in("orang", GOOD, "10.0.0.1")
    assert node.access.who(node.access.come_in(link)).account is None


def test_who_comes_when_the_line_is_full_is_told_at_once() -> None:
    """One is let through, two wait; the fourth is refused, and after them everyone is let through again."""
    turnstile, leave = Turnstile(2), threading.Event()
    outcomes: queue.SimpleQueue[str] = queue.SimpleQueue()

    def pass_through() -> None:
        try:
            with turnstile.passing():
                leave.wait(timeout=30)
            outcomes.put("through")
        except Unavailable:
            outcomes.put("refused")

    people = [threading.Thread(target=pass_through) for _ in range(4)]
    for one in people:
        one.start()
    assert outcomes.get(timeout=30) == "refused"  # whoever came last, at once
    with pytest.raises(Unavailable), turnstile.passing():
        pass
    leave.set()
    for one in people:
        one.join(timeout=30)
    assert [outcomes.get(timeout=30) for _ in range(3)] == ["through"] * 3
    with turnstile.passing():
        pass


def test_ten_thousand_tries_leave_no_lasting_memory() -> None:
    """From as many addresses with as many logins: the buckets stay under their bound, twice over."""
    tries = Tries(lambda *_: None)
    for number in range(2 * MOST_KEYS):
        with pytest.raises(NotPermitted), tries.counted(f"login {number}", f"10.0.{number}", ""):
            raise NotPermitted(Message("wrong"))
    assert len(tries._throttle._kept) == MOST_KEYS


def test_denied_sign_ins_of_a_minute_are_bounded_entries(node: Node) -> None:
    """Three thousand denials from as many addresses: at most a thousand counts wait for their minute to end."""
    for number in range(3_000):
        node.access.denied("", f"10.{number // 250}.{number % 250}.1", "sign_in")
    assert len(node.access._denials.rest().events) == 1_000
