"""The exercise stays apart from the nodes of institutions, and runs two nodes that know each other."""

import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest
from litestar.testing import TestClient

from kawal.app import create_app, open_desk
from kawal.cli import main
from kawal.cli.exercise import enrol_crew
from kawal.cli.exercise_city import GUARDS
from kawal.cli.exercise_people import accounts, print_links
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.queries import load_registry
from kawal.kernel.language import language
from kawal.node import open_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node
from tests.http.conftest import BASE

WAIT_S = 240


@pytest.mark.parametrize("more", [[], ["--profile", "training"]])
def test_the_demo_leaves_the_node_of_an_institution_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    """Exit code 2 and one sentence; nothing was imported."""
    folder = tmp_path / "node"
    new_node(folder, "order").close()
    assert main(["demo", "--headless", "--data", str(folder), *more]) == 2
    assert "Pemkot Banjarmasin (order)" in capsys.readouterr().err
    node = open_node(folder)
    with node.reading() as connection:
        assert not load_registry(connection).stations
    node.close()


def test_the_demo_leaves_a_real_node_under_the_name_of_a_house_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An order node of that institution that is no exercise: exit code 2, nothing was imported."""
    new_node(tmp_path / "kota", "order").close()
    assert main(["demo", "--headless", "--data", str(tmp_path)]) == 2
    assert "Pemkot Banjarmasin (order)" in capsys.readouterr().err
    with_nothing = open_node(tmp_path / "kota")
    with with_nothing.reading() as connection:
        assert not load_registry(connection).stations
    with_nothing.close()


def test_every_leader_of_the_exercise_leads_a_team_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each login of a leader is a registered leader of the region: the whole team is on the own page, with its
    buttons; no two lead one team; the list of accounts says who they are and how many they lead."""
    node = filled_node(tmp_path / "node")
    plan = open_desk(node).freeze(GUARDS, "attached", "", actor="demo")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        enrol_crew(node, client)
        known, directory = accounts(node), node.access.directory()
        logins = ("ketua-regu", "danru-selatan", "danru-barat")
        teams = []
        for login, region in zip(logins, ("63.71.01", "63.71.01", "63.71.03"), strict=True):
            account = directory.accounts[known[login]]
            mine = next(one for one in plan.duties if one.person == account.person)
            assert mine.leader
            assert mine.unit.startswith(f"LM-{region}")
            team = {one.person for one in plan.duties if one.team == mine.team}
            client.cookies.set(SESSION_COOKIE, node.access.come_in(node.access.link(account.id, "session")))
            page = client.get("/apel/regu").text
            assert "tidak memimpin" not in page
            assert {account.person} < team
            assert all(f'name="person" value="{one}"' in page for one in team)
            teams.append((login, mine.team, len(team)))
    assert len({team for _, team, _ in teams}) == 3
    print_links(node, 80, language("id"))
    told = capsys.readouterr().err
    for login, number, people in teams:
        assert re.search(rf"{login}, [^,]+, memimpin TRC {number}, {people} orang", told)
    node.close()


@pytest.mark.slow
def test_two_nodes_are_served_side_by_side_and_end_together(tmp_path: Path) -> None:
    """Both addresses answer, a link lets in at each, both pages are marked as an exercise, the letters arrive by the
    network, the city's board has the peer's word; a signal ends both with exit code 0."""
    command = [sys.executable, "-m", "kawal", "demo", "--port", "0", "--lang", "en", "--data", str(tmp_path / "demo")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=os.environ)
    killer = threading.Timer(WAIT_S, process.kill)
    killer.start()
    links: dict[str, str] = {}
    addresses: list[str] = []
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"as (\S.*?) \(once\): (\S+)", line):
            links[found[1]] = found[2]
        if found := re.match(r"Kawal .*?(http://\S+)/", line):
            addresses.append(found[1])
        if len(addresses) == 2:
            break
    try:
        assert len(addresses) == 2
        for login, own in (("operator", addresses[0]), ("operator (Bawaslu)", addresses[1])):
            with httpx.Client(base_url=own, timeout=60, headers={"origin": own}, follow_redirects=True) as client:
                link = links[login]
                assert link.startswith(own)
                assert client.post(f"{link}/masuk").status_code == 200
                page = client.get("/surat", params={"lang": "en"}).text
                while "waiting since" in page:  # the test ends by its timer if a letter never arrives
                    page = client.get("/surat", params={"lang": "en"}).text
                assert "Exercise" in page
                assert page.count("received, acknowledgement") + page.count("arrived") >= 1
                if login == "operator":
                    while "another node" not in client.get("/papan/6371011001001").text:
                        pass  # the milestone is on its way; see above
    finally:
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        process.stderr.close()
        assert process.wait() == 0
        killer.cancel()
