"""A second factor: each code works once, in its window; recovery codes once; no secret anywhere but sealed."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.access.codes import new_secret, setup_address, step_of
from kawal.access.desk import AccessDesk
from kawal.access.entrance import CodeNeeded
from kawal.access.model import Account, Grant
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.node import Node
from kawal.store.log import read_entries
from tests.access.test_access import GOOD, Wall
from tests.conftest import new_node

RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105  "12345678901234567890" of RFC 6238, appendix B


class House:
    """A node, its desk on a clock that moves, and an account with a password and an app."""

    def __init__(self, node: Node) -> None:
        self.node, self.wall = node, Wall()
        self.desk = AccessDesk(node.engine, node.writer, node.store.blobs.sealer, node.clock, self.wall)
        self.account: Account = self.desk.open_account("ajudikator", "Ajudikator", (Grant("adjudicator"),), "test")
        self.desk.choose_password(self.desk.link(self.account.id, "password"), GOOD)
        ticket, self.secret = self.desk.factors.offer(self.account.id)
        self.recovery = self.desk.factors.confirm(self.account.id, ticket, self.code())

    def code(self, steps: int = 0) -> str:
        """What the app shows, `steps` time steps from now."""
        return pyotp.TOTP(self.secret).at(self.wall.now, counter_offset=steps)

    def ticket(self, address: str = "10.0.0.1") -> str:
        """What the right password gives."""
        with pytest.raises(CodeNeeded) as needed:
            self.desk.entrance.sign_in("ajudikator", GOOD, address)
        return needed.value.ticket


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A new node."""
    node = new_node(tmp_path / "node")
    yield House(node)
    node.close()


@pytest.mark.parametrize(("second", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_the_rfc(second: int, code: str) -> None:
    """RFC 6238, appendix B, SHA-1: the last six of its eight digits; step = second // 30."""
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(second, UTC)) == second // 30


@given(st.integers(-200, 200))
def test_a_code_is_taken_one_step_early_or_late(seconds: int) -> None:
    """Made at the begin of a step: taken from 30 s before it to 60 s after it."""
    now = datetime(2024, 11, 20, tzinfo=UTC)
    secret = RFC_SECRET
    taken = step_of(secret, pyotp.TOTP(secret).at(now), now + timedelta(seconds=seconds)) is not None
    assert taken is (-30 <= seconds < 60)


@pytest.mark.parametrize("code", ["", "000000x", "abcdef", "١٢٣٤٥٦", "12345", "1234567"])
def test_what_is_no_code_is_refused(code: str) -> None:
    """Nothing, letters, other digits, too short, too long."""
    assert step_of(RFC_SECRET, code, datetime.fromtimestamp(59, UTC)) is None


def test_an_app_reads_name_and_house_from_the_address() -> None:
    """Label and issuer; the secret is of 160 bits: 32 letters of base32."""
    secret = new_secret()
    assert len(secret) == 32
    assert (
        setup_address(secret, "admin", "Kawal Pemkot")
        == f"otpauth://totp/Kawal%20Pemkot:admin?secret={secret}&issuer=Kawal%20Pemkot"
    )


def test_the_password_alone_does_not_let_in_any_more(house: House) -> None:
    """Password, then code; the code of the setting up is used already, the next one works, once."""
    with pytest.raises(NotPermitted, match="sudah dipakai"):
        house.desk.entrance.give_code(house.ticket(), house.code(), "10.0.0.1")
    house.wall.now += timedelta(seconds=30)
    ticket, code = house.ticket(), house.code()
    token = house.desk.entrance.give_code(ticket, f"{code[:3]} {code[3:]}", "10.0.0.1")
    assert house.desk.who(token).account == house.account
    assert house.desk.own.present(token).way == "code"
    with pytest.raises(NotPermitted, match="kata sandi"):
        house.desk.entrance.give_code(ticket, code, "10.0.0.1")
    with pytest.raises(NotPermitted, match="sudah dipakai"):
        house.desk.entrance.give_code(house.ticket(), code, "10.0.0.1")
    with pytest.raises(NotPermitted, match="sudah dipakai"):
        house.desk.entrance.give_code(house.ticket(), house.code(-1), "10.0.0.1")


def test_codes_are_bounded_as_passwords_are(house: House) -> None:
    """Eight wrong ones from wherever, then even the right one waits."""
    house.wall.now += timedelta(seconds=30)
    for number in range(8):
        with pytest.raises(NotPermitted, match="salah"):
            house.desk.entrance.give_code(
                house.ticket(), "000000" if house.code() != "000000" else "000001", f"10.1.0.{number}"
            )
    with pytest.raises(NotPermitted, match="terlalu banyak"):
        house.desk.entrance.give_code(house.ticket(), house.code(), "10.2.0.1")


def test_a_recovery_code_works_once(house: House) -> None:
    """Ten; as typed from paper, without its hyphen; new ones replace the old."""
    assert len(set(house.recovery)) == 10
    first, second = house.recovery[:2]
    assert house.desk.entrance.give_code(house.ticket(), first.replace("-", " ").upper(), "10.0.0.1")
    assert house.desk.factors.left(house.account.id) == 9
    with pytest.raises(NotPermitted):
        house.desk.entrance.give_code(house.ticket(), first, "10.0.0.1")
    made = house.desk.factors.renew(house.account.id)
    with pytest.raises(NotPermitted):
        house.desk.entrance.give_code(house.ticket(), second, "10.0.0.1")
    assert house.desk.entrance.give_code(house.ticket(), made[0], "10.0.0.1")


def test_a_wrong_first_code_sets_nothing_up(house: House) -> None:
    """The offer stays open; an offer is for its own account, and only once."""
    other = house.desk.open_account("lain", "Lain", (Grant("clerk"),), "test")
    ticket, secret = house.desk.factors.offer(other.id)
    with pytest.raises(Rejected):
        house.desk.factors.confirm(other.id, ticket, "bukan")
    with pytest.raises(NotPermitted):
        house.desk.factors.confirm(house.account.id, ticket, pyotp.TOTP(secret).at(house.wall.now))
    assert other.id not in house.desk.factors.holders()
    with pytest.raises(Conflict):
        house.desk.factors.renew(other.id)
    house.desk.factors.confirm(other.id, ticket, pyotp.TOTP(secret).at(house.wall.now))
    with pytest.raises(NotPermitted):
        house.desk.factors.confirm(other.id, ticket, pyotp.TOTP(secret).at(house.wall.now))


def test_a_new_password_by_link_still_asks_for_the_code(house: House) -> None:
    """Who has only the link has not the phone; the one-tap link of an exercise goes on as it was."""
    with pytest.raises(CodeNeeded):
        house.desk.choose_password(house.desk.link(house.account.id, "password"), GOOD)
    assert house.desk.come_in(house.desk.link(house.account.id, "session"))


def test_a_lost_app_is_taken_off_by_an_entry_and_ends_sessions(house: House) -> None:
    """Who did it to whom is in the log; the password lets in alone again."""
    token = house.desk.come_in(house.desk.link(house.account.id, "session"))
    house.desk.factors.take_off(house.account.id, "a-admin")
    assert house.desk.who(token).account is None
    assert house.desk.entrance.sign_in("ajudikator", GOOD, "10.0.0.1")
    assert house.desk.factors.left(house.account.id) == 0
    house.desk.factors.take_off(house.account.id, "a-admin")
    with house.node.reading() as connection:
        told = [body for _, body in read_entries(connection) if b"second_factor" in body]
    assert [b"second_factor_set/1" in one for one in told] == [True, False]
    assert b'"actor":"a-admin"' in told[1]
    assert house.account.id.encode() in told[1]


def test_no_secret_of_a_second_factor_is_in_the_database(house: House) -> None:
    """Sealed: neither the secret nor a recovery code stands in the file."""
    house.node.writer.close()
    for path in house.node.folder.glob("kawal.sqlite3*"):
        body = path.read_bytes()
        for secret in (house.secret, *house.recovery, house.recovery[0].replace("-", "")):
            assert secret.encode() not in body
