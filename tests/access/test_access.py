"""Links work once, passwords are hashed, tries are bounded, sessions end; and a closed account stays out."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.desk import AccessDesk
from kawal.access.model import Grant
from kawal.access.throttle import Throttle
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.node import Node
from kawal.record.jws import b64url
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN
from tests.support.phone import Phone

GOOD = "kata yang cukup panjang"


class Wall:
    """A real clock that a test can move."""

    def __init__(self) -> None:
        self.now = datetime(2024, 11, 20, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """A new node."""
    made = new_node(tmp_path / "node")
    yield made
    made.close()


def test_a_link_works_once_and_not_for_another_purpose(node: Node) -> None:
    """A password link is no sign-in link; used up it is refused; a second link replaces the first."""
    account = node.access.open_account("satu", "Satu", (Grant("clerk"),), "test")
    first = node.access.link(account.id, "password")
    second = node.access.link(account.id, "password")
    with pytest.raises(NotPermitted):
        node.access.look_at_link(first)
    with pytest.raises(NotPermitted):
        node.access.come_in(second)
    session = node.access.choose_password(second, GOOD)
    assert node.access.who(session).account == account
    with pytest.raises(NotPermitted):
        node.access.choose_password(second, GOOD)


def test_a_refused_password_leaves_the_link_usable(node: Node) -> None:
    """Too short is said, and the link still works."""
    account = node.access.open_account("dua", "Dua", (Grant("clerk"),), "test")
    link = node.access.link(account.id, "password")
    with pytest.raises(Rejected):
        node.access.choose_password(link, "pendek")
    assert node.access.choose_password(link, GOOD)


def test_links_and_sessions_end(node: Node) -> None:
    """A link after its 72 hours, a session after its 14."""
    wall = Wall()
    desk = AccessDesk(node.engine, node.writer, node.store.blobs.sealer, node.clock, wall)
    account = desk.open_account("tiga", "Tiga", (Grant("clerk"),), "test")
    link = desk.link(account.id, "password")
    session = desk.choose_password(link, GOOD)
    wall.now += timedelta(hours=13, minutes=59)
    assert desk.who(session).account is not None
    wall.now += timedelta(minutes=2)
    assert desk.who(session).account is None
    late = desk.link(account.id, "password")
    wall.now += timedelta(hours=73)
    with pytest.raises(NotPermitted):
        desk.choose_password(late, GOOD)


def test_wrong_passwords_are_bounded_and_say_nothing(node: Node) -> None:
    """Unknown login and wrong password are one sentence; after eight tries even the right one waits."""
    account = node.access.open_account("empat", "Empat", (Grant("clerk"),), "test")
    node.access.choose_password(node.access.link(account.id, "password"), GOOD)
    said = set()
    for login in ("empat", "tidak-ada"):
        with pytest.raises(NotPermitted) as refused:
            node.access.entrance.sign_in(login, "salah sekali", "10.0.0.1")
        said.add(str(refused.value))
    assert len(said) == 1
    for number in range(8):
        with pytest.raises(NotPermitted):
            node.access.entrance.sign_in("empat", "salah sekali", f"10.0.1.{number}")
    with pytest.raises(NotPermitted, match="terlalu banyak"):
        node.access.entrance.sign_in("empat", GOOD, "10.0.2.1")


def test_a_bucket_fills_with_time() -> None:
    """Two at once, then one each ten seconds; keys do not share."""
    now = [0.0]
    throttle = Throttle(2, 0.1, lambda: now[0])
    assert [throttle.allow("a") for _ in range(3)] == [True, True, False]
    assert throttle.allow("b")
    now[0] = 10.0
    assert [throttle.allow("a") for _ in range(2)] == [True, False]


def test_no_secret_is_in_the_database(node: Node) -> None:
    """Neither password nor token nor session stands in the file; the log holds no name."""
    account = node.access.open_account("lima", "Nama Rahasia Lima", (Grant("clerk"),), "test")
    link = node.access.link(account.id, "password")
    session = node.access.choose_password(link, GOOD)
    with node.reading() as connection:
        from kawal.store.log import read_entries  # noqa: PLC0415

        assert all(b"Rahasia" not in body for _, body in read_entries(connection))
    node.store.writer.close()
    for path in node.folder.glob("kawal.sqlite3*"):
        body = path.read_bytes()
        for secret in (GOOD, link, session):
            assert secret.encode() not in body


def test_a_closed_account_is_out_at_once(node: Node) -> None:
    """Session, sign-in and its phone's key end; the last administrator cannot be closed."""
    account = node.access.open_account("enam", "Enam", (Grant("officer"),), "test")
    phone = Phone()
    kid, session = node.access.enrol(node.access.link(account.id, "device"), b64url(phone.public))
    assert kid == phone.kid
    assert node.access.who(session).may("report.send")
    node.access.close_account(account.id, "test")
    assert not node.access.who(session).may("report.send")
    (admin,) = [one for one in node.access.directory().accounts.values() if one.login == "admin"]
    with pytest.raises(Conflict):
        node.access.close_account(admin.id, "test")


def test_the_last_administrators_role_stays_until_there_is_another(node: Node) -> None:
    """Nobody could let anyone in again; with a second administrator the first may go."""
    (admin,) = [one for one in node.access.directory().accounts.values() if one.login == "admin"]
    (grant,) = [one for one in admin.grants if one.role == "administrator"]
    with pytest.raises(Conflict):
        node.access.revoke(admin.id, grant, "test")
    node.access.open_account("delapan", "Delapan", (Grant("administrator"),), "test")
    node.access.revoke(admin.id, grant, "test")
    assert "administrator" not in node.access.directory().accounts[admin.id].roles


def test_a_right_reaches_as_far_as_its_region_and_agency(node: Node) -> None:
    """A grant in a district holds in its wards and stations, and nowhere else."""
    account = node.access.open_account("tujuh", "Tujuh", (Grant("liaison", "SATPOL_PP", "63.71.01"),), "test")
    assert account.may("measure.mark", "63.71.01.1012", "SATPOL_PP")
    assert account.may("report.read", "6371011012007")
    assert not account.may("report.read", "6371031003007")
    assert not account.may("measure.mark", "63.71.01.1012", "KPU_KOTA")
    assert not account.may("plan.write")


@pytest.mark.parametrize("region", ["99.99", "6371", "63.71.01.9999", "kota"])
def test_a_role_reaches_a_region_that_exists_by_its_dotted_code(node: Node, region: str) -> None:
    """Another code, or one without its dots, would reach nothing: no account is opened, no role given."""
    with pytest.raises(Rejected, match="kode wilayah Indonesia bertitik"):
        node.access.open_account("enam", "Enam", (Grant("officer", "", region),), "test")
    assert node.access.directory().by_login("enam") is None


@pytest.mark.parametrize("login", ["", "ab", "a b c", "ada/garis", "x" * 81, "admin"])
def test_an_unfit_login_is_refused(node: Node, login: str) -> None:
    """Too short, with spaces, too long, taken."""
    with pytest.raises((Rejected, Conflict)):
        node.access.open_account(login, "Nama", (), "test")


def test_the_first_administrator_comes_in_by_the_link(node: Node) -> None:
    """No default password: until one is chosen the node asks for it; then the door opens with it."""
    admin = node.access.needs_first_password()
    assert admin is not None
    link = node.access.link(admin.id, "password")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        page = client.get(f"/undangan/{link}", headers={"accept": "text/html"})
        assert "admin" in page.text
        form = {"password": GOOD, "again": GOOD + "x"}
        assert client.post(f"/undangan/{link}/sandi", data=form, headers=OWN).status_code == 400
        form = {"password": GOOD, "again": GOOD}
        done = client.post(f"/undangan/{link}/sandi", data=form, headers=OWN, follow_redirects=False)
        assert done.status_code == 303
        client.cookies.clear()
        wrong = client.post("/masuk/periksa", data={"login": "admin", "password": "salah"}, headers=OWN)
        assert wrong.status_code == 403
        right = {"login": "admin", "password": GOOD, "to": "//evil.example"}
        come = client.post("/masuk/periksa", data=right, headers=OWN, follow_redirects=False)
        assert (come.status_code, come.headers["location"]) == (303, "/saya?to=")
        cookie = come.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
    assert node.access.needs_first_password() is None
