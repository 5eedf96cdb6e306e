"""The map through its routes: what it is made of, who may see what, what is asked again."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from kawal.app import create_app, open_desk
from kawal.cli.exercise_city import GUARDS
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

SOUTH, EAST = "63.71.01", "63.71.02"
MANTUIL = "6371011001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of an order node with a frozen plan."""
    node = filled_node(tmp_path / "node", "order", morning)
    open_desk(node).freeze(GUARDS, "attached", "", actor="test")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def told(desk: Desk, path: str) -> Any:
    """The answer of a map's address."""
    answer = desk.client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_ground_has_every_station_once_and_the_rest_its_mark(desk: Desk) -> None:
    """965 stations at 965 points in 52 wards; 12 of Mantuil vote, one has a severe incident."""
    desk.save("Mantuil 1-12 buka")
    desk.save("TPS 3 Mantuil keributan berat")
    ground, live = told(desk, "/papan/peta/dasar"), told(desk, "/papan/peta/isi")
    ids = [one for point in ground["stations"]["features"] for one in point["properties"]["ids"]]
    assert sorted(ids) == sorted(live["marks"])
    assert (len(ids), len(ground["wards"]["features"])) == (965, 52)
    assert [live["marks"][f"{MANTUIL}{n:03}"] for n in (1, 3, 13)] == ["voting", "severe", "unknown"]
    assert (live["counts"]["voting"], live["counts"]["severe"]) == (12, 1)
    (incident,) = live["incidents"]["features"]
    assert re.fullmatch(r"/insiden/\d+\?place=6371011001003&what=disturbance", incident["properties"]["href"])
    assert len(live["teams"]["features"]) == len({one["properties"]["number"] for one in live["teams"]["features"]})


def test_what_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    """304 for the same log; 200 after a line. The ground stays as it is while the registry does."""
    for path, changes in (("/papan/peta/dasar", False), ("/papan/peta/isi", True)):
        tag = {"if-none-match": desk.client.get(path).headers["etag"]}
        assert desk.client.get(path, headers=tag).status_code == 304
        desk.save(f"TPS {3 + changes} Mantuil keributan berat")
        assert desk.client.get(path, headers=tag).status_code == (200 if changes else 304)


def test_the_list_says_the_same_without_script_and_filters(desk: Desk) -> None:
    """Each of 965 stations is a link; the legend leaves one mark, the field one ward; an unknown mark is refused."""
    desk.save("TPS 3 Mantuil keributan berat")
    page = desk.page("/papan/peta")
    assert len(re.findall(r'<a href="/papan/\d{13}"', page)) == 965
    assert 'name="mark" value="severe"' in page
    kept = re.findall(r'<li data-mark="(\w+)"><a href="/papan/', desk.page("/papan/peta?mark=severe"))
    assert kept == ["severe"]
    wards = re.findall(r'<details id="d-([\d.]+)"[^>]*?( hidden)?>', desk.page("/papan/peta?find=mantuil"))
    assert [ward for ward, hidden in wards if not hidden] == ["63.71.01.1001"]
    assert desk.client.get("/papan/peta?mark=nonsense").status_code == 400
    assert desk.client.get("/papan/peta?find=" + "x" * 81).status_code == 400


def test_an_account_of_one_district_gets_the_map_of_that_district(desk: Desk) -> None:
    """241 stations, 12 wards; an incident and the teams of the east are not in any answer, asked for or not."""
    registry = desk.client.app.state["watch"].field.registry()
    east = registry.region_name(f"{EAST}.1001")
    desk.save(f"TPS 1 {east} keributan berat")
    index = int(re.findall(r"/insiden/(\d+)", desk.page())[0])
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator", region=SOUTH))
    for path in ("/papan/peta", f"/papan/peta?district={EAST}", "/papan/peta/isi", "/papan/peta/dasar"):
        assert east not in desk.page(path), path
    assert len(told(desk, "/papan/peta/isi")["marks"]) == 241
    assert len(told(desk, "/papan/peta/dasar")["wards"]["features"]) == 12
    path = f"/insiden/{index}/peta?place=6371021001001&what=disturbance"
    assert desk.client.get(path).status_code in (403, 404)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "officer"))
    shut = ("/papan/peta", "/papan/peta/isi", "/papan/peta/dasar", path)
    assert {desk.client.get(one).status_code for one in shut} == {403}


def test_nobodys_name_is_on_a_map(desk: Desk) -> None:
    """Officers are named "Anggota Contoh" in the exercise: no answer has one, nor a telephone."""
    desk.save("TPS 3 Mantuil keributan berat")
    for path in ("/papan/peta", "/papan/peta/isi", "/papan/peta/dasar"):
        page = desk.page(path)
        assert "Anggota Contoh" not in page
        assert "0800-" not in page


def test_an_incident_says_where_it_is_and_its_map_has_who_was_sent(desk: Desk) -> None:
    """Guessed coordinates say so, the nearest office and jetty are named; team 1 on its way has a line."""
    desk.save("TPS 3 Mantuil keributan berat")
    index = int(re.findall(r"/insiden/(\d+)", desk.page())[0])
    page = desk.page(f"/insiden/{index}")
    assert "Letak TPS perkiraan untuk latihan." in page
    assert "dermaga terdekat: Dermaga Mantuil" in page
    path = f"/insiden/{index}/peta?place={MANTUIL}003&what=disturbance"
    assert path.replace("&", "&amp;") in page
    assert told(desk, path)["teams"]["features"] == []
    form = {"place": f"{MANTUIL}003", "what": "disturbance", "step": "sent", "team": "1"}
    desk.client.post(f"/insiden/{index}/langkah", data=form, headers=OWN)
    seen = told(desk, path)
    assert [one["properties"]["number"] for one in seen["teams"]["features"]] == [1]
    assert len(seen["ways"]["features"]) == 1
    assert {one[:10] for one in seen["marks"]} == {MANTUIL}
    assert desk.client.get(f"/insiden/{index}/peta").status_code == 404
