"""An alarm that was sent by mistake: its sender tells the desk, the desk decides, the log keeps both."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

STATION = "6371011001012"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A team leader of Mantuil who has just pressed "colleague down"."""
    node = filled_node(tmp_path / "node", "order", morning)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        made = Desk(node, client)
        client.cookies.set(SESSION_COOKIE, session(node, "team_leader", region="63.71.01"))
        yield made
    node.close()


def alarm(desk: Desk) -> int:
    """Send the alarm; returns its entry."""
    form = {"kind": "welfare", "version": "2", "id": new_identity(), "place": STATION}
    told = {"a-state": "collapsed", "a-who": "linmas", "a-whose": "other"}
    answer = desk.client.post("/lapangan/lapor", data={**form, **told}, headers=OWN, follow_redirects=False)
    return int(answer.headers["location"].split("sent=")[1])


def take_back(desk: Desk, index: int) -> int:
    """Tell that it was a mistake; returns the status."""
    return desk.client.post(f"/insiden/{index}/tarik", headers=OWN, follow_redirects=False).status_code


def test_the_page_asks_where_before_an_alarm_goes(desk: Desk) -> None:
    """The button leads to a screen; who has no post must choose a place."""
    page = desk.page("/lapangan")
    assert 'href="#tumbang"' in page
    screen = page.split('id="tumbang"')[1].split("</section>")[0]
    assert 'name="place"' in screen
    assert "required" in screen.split('name="place"')[1].split(">")[0]
    assert 'type="hidden" name="place"' not in screen


def test_an_alarm_that_was_a_slip_is_noted_and_stays_open(desk: Desk) -> None:
    """Its record says so once; the desk closes it, not the button; nothing is deleted."""
    index = alarm(desk)
    assert f"/insiden/{index}/tarik" in desk.page("/lapangan")
    assert take_back(desk, index) == 303
    assert take_back(desk, index) == 409
    cases: CaseDesk = desk.client.app.state["cases"]
    with desk.node.reading() as connection:
        (case,) = cases.of_entry(connection, index)
        assert case.is_open
        assert [step.step for step in case.steps] == ["noted"]
        assert any("salah kirim" in words for words in cases.notes(connection, [case]).values())


def test_only_ones_own_alarm_of_today_can_be_taken_back(desk: Desk) -> None:
    """Another leader cannot, nor anyone an entry that is none."""
    index = alarm(desk)
    assert take_back(desk, 1) == 404
    other = desk.node.access.open_account("lain", "Lain", (Grant("team_leader", "", "63.71.01"),), "test")
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(other.id, "session")))
    assert take_back(desk, index) == 403
