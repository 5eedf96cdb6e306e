"""Ten thousand sign-ins a minute: pages are answered, a known browser comes in, strangers are told to wait."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from kawal.access.model import Grant
from kawal.web.identity import KNOWN_COOKIE, SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import session
from tests.support.serving import Served

PASSWORD = "kata yang cukup panjang"  # noqa: S105
TRIES, AT_ONCE = 400, 40


class House:
    """A served node behind a proxy that says where a request is from; a session, and a known browser's mark."""

    def __init__(self, folder: Path) -> None:
        node = new_node(folder)
        self.session = session(node, "commander")
        account = node.access.open_account("orang", "Orang", (Grant("clerk"),), "test")
        node.access.choose_password(node.access.link(account.id, "password"), PASSWORD)
        self.mark = node.access.entrance.known.mark(account.id)
        node.close()
        self.server = Served(folder, 0, "--behind-proxy", "127.0.0.1")

    def sign_in(self, client: httpx.Client, login: str, password: str, address: str, mark: str = "") -> int:
        """The status of a sign-in from an address."""
        headers = {"origin": self.server.address, "x-forwarded-for": address}
        headers |= {"cookie": f"{KNOWN_COOKIE}={mark}"} if mark else {}
        form = {"login": login, "password": password}
        return client.post("/masuk/periksa", data=form, headers=headers).status_code


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Served alone."""
    made = House(tmp_path / "node")
    yield made
    made.server.stop()


@pytest.mark.slow
def test_a_flood_of_sign_ins_keeps_nobody_from_the_pages(house: House) -> None:
    """Forty at once from as many addresses as there are tries, each with its own login: some are checked and wrong,
    most are told at once to come again; meanwhile every page is answered and the owner comes in each time."""
    told: Counter[int] = Counter()
    over = threading.Event()
    with httpx.Client(base_url=house.server.address, timeout=60, limits=httpx.Limits(max_connections=50)) as client:

        def attack(number: int) -> None:
            told[house.sign_in(client, f"orang{number}", "tebakan", f"10.0.{number // 250}.{number % 250}")] += 1

        def work() -> list[tuple[int, int]]:
            seen: list[tuple[int, int]] = []
            with httpx.Client(base_url=house.server.address, timeout=60) as own:
                while not over.is_set() or len(seen) < 3:
                    page = own.get("/catatan", headers={"cookie": f"{SESSION_COOKIE}={house.session}"})
                    door = house.sign_in(own, "orang", PASSWORD, "192.168.0.1", house.mark)
                    seen.append((page.status_code, door))
            return seen

        with ThreadPoolExecutor(AT_ONCE + 1) as pool:
            working = pool.submit(work)
            list(pool.map(attack, range(TRIES)))
            over.set()
            assert set(working.result()) == {(200, 303)}
    assert set(told) == {403, 503}
    assert told[503] > told[403]
    assert told.total() == TRIES
