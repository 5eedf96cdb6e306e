"""The overview: what must be decided, the severest first, and nothing that is not."""

from html import unescape

from kawal.web.identity import SESSION_COOKIE
from tests.http.conftest import session
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import Hands, brawl, desk, do, hands

__all__ = ["Hands", "desk", "hands"]


def decisions(desk: Desk) -> str:
    """The right half of the page."""
    return unescape(desk.page("/ikhtisar")).split('id="putus"')[1].split("</ol>")[0]


def test_an_incident_stands_first_and_lines_to_ask_below(desk: Desk) -> None:
    """Severe before supplies, both before a line without its ward; handled, it says by whom; ended, it is gone."""
    index = brawl(desk)
    desk.save("TPS 5 Telaga Biru surat suara kurang")
    desk.save("tps 3 buka")
    told = decisions(desk)
    assert told.index("TPS 012 Mantuil") < told.index("TPS 005 Telaga Biru") < told.index("1 kabar perlu ditanyakan")
    assert do(desk, index, "taken") == 303
    assert "ditangani test-" in decisions(desk)
    closing = {"place": "6371011001012", "what": "disturbance", "result": "resolved", "note": ""}
    desk.client.post(f"/insiden/{index}/tutup", data=closing, headers={"origin": "http://127.0.0.1"})
    assert "TPS 012 Mantuil" not in decisions(desk)


def test_a_quiet_desk_shows_nothing_to_decide_and_an_operator_only_the_own_district(desk: Desk) -> None:
    """Before anything was heard only calls; an incident of another district is not there."""
    assert "/insiden/" not in decisions(desk)
    brawl(desk)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator", region="63.71.05"))
    assert "TPS 012 Mantuil" not in decisions(desk)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "liaison", agency="POLRESTA"))
    assert desk.client.get("/ikhtisar").status_code == 403
