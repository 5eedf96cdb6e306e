"""The stream of the board through a real server: what is said elsewhere is told, within one's reach, to the end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from kawal.field.identity import new_identity
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import session
from tests.support.serving import Served
from tests.watch.dutylog.test_dutylog import morning

SOUTH, EAST = "63.71.01", "63.71.02"
TPS_3 = "6371011001003"


class House:
    """A served node on the morning of the vote, with an operator of the city and one of the east."""

    def __init__(self, folder: Path) -> None:
        node = filled_node(folder, "order", morning)
        self.city = session(node, "operator")
        self.east = session(node, "operator", region=EAST)
        self.officer = session(node, "officer")
        node.close()
        self.server = Served(folder, 0, "--clock", "2024-11-27T07:13+08:00")
        self.client = httpx.Client(base_url=self.server.address, timeout=30)

    def say(self, text: str) -> None:
        """A line of the duty log."""
        form = {"text": text, "channel": "radio", "identity": new_identity()}
        headers = {"origin": self.server.address, "cookie": f"{SESSION_COOKIE}={self.city}"}
        answer = self.client.post("/buku-jaga/baris", data=form, headers=headers)
        assert answer.status_code == 303, answer.text

    @contextmanager
    def following(self, token: str, query: str = "", last: str = "") -> Iterator[Iterator[tuple[str, Any]]]:
        """(id, data) of each message as it comes."""
        headers = {"cookie": f"{SESSION_COOKIE}={token}", **({"last-event-id": last} if last else {})}
        with self.client.stream("GET", f"/langsung{query}", headers=headers) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            yield messages(answer)


def messages(answer: httpx.Response) -> Iterator[tuple[str, Any]]:
    """(id, data) of each message."""
    identity = ""
    for line in answer.iter_lines():
        if line.startswith("id: "):
            identity = line[4:]
        elif line.startswith("data: "):
            yield identity, json.loads(line[6:])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for this module."""
    made = House(tmp_path_factory.mktemp("live") / "node")
    yield made
    made.client.close()
    made.server.stop()


def test_the_whole_comes_first_then_each_change_with_the_numbers(house: House) -> None:
    """965 unknown stations; a line about TPS 3 changes one cell and the totals; who comes back reads only that."""
    with house.following(house.city) as told:
        first, whole = next(told)
        assert len(whole["cells"]) == 965
        assert whole["totals"]["unknown"] == 965
        house.say("TPS 3 Mantuil buka")
        changes: dict[str, str] = {}
        while TPS_3 not in changes:
            _, change = next(told)
            changes |= change["cells"]
    assert changes == {TPS_3: "voting"}
    assert (change["totals"]["voting"], change["totals"]["unknown"]) == (1, 964)
    assert change["head"] > whole["head"]
    with house.following(house.city, last=first) as told:
        _, again = next(told)
        assert again["cells"] in ({TPS_3: "voting"}, {})  # {}: the entry that marks the time came first


def test_who_reads_one_district_is_told_of_that_district_only(house: House) -> None:
    """The east has 188 stations; what happens in the south is not told, whatever the address asks for."""
    registered = len(self_whole(house, house.city, f"?district={EAST}")["cells"])
    assert registered == 188
    for query in ("", f"?district={SOUTH}", f"?district={EAST}"):
        with house.following(house.east, query) as told:
            _, whole = next(told)
            expected = 0 if SOUTH in query else registered
            assert len(whole["cells"]) == expected
            assert all(station.startswith("637102") for station in whole["cells"])
            house.say("TPS 4 Mantuil buka")
            _, change = next(told)
            assert change["cells"] == {}


def self_whole(house: House, token: str, query: str) -> Any:
    """What is told first."""
    with house.following(token, query) as told:
        return next(told)[1]


def test_strangers_and_officers_follow_nothing(house: House) -> None:
    """401 without a session, 403 without the right; odd districts are an empty reach, no fault."""
    assert house.client.get("/langsung").status_code == 401
    headers = {"cookie": f"{SESSION_COOKIE}={house.officer}"}
    assert house.client.get("/langsung", headers=headers).status_code == 403
    for odd in ("x", "63.71.01.1001.5", "%00", "9" * 200):
        assert self_whole(house, house.city, f"?district={odd}")["cells"] == {}


def test_a_server_that_is_told_to_stop_ends_though_pages_follow(tmp_path: Path) -> None:
    """The stream ends, and so does the process."""
    made = House(tmp_path / "node")
    with made.following(made.city) as told:
        next(told)
        made.server.stop()
        assert list(told) == []
    made.client.close()
