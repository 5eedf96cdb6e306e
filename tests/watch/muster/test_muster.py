"""The muster through its routes: who is there, ten missing, ten posts covered in one click; sealed and erasable."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app, open_desk
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.queries import load_plan
from kawal.store.erase import erasure
from kawal.store.log import read_entries
from kawal.watch.muster.muster import missing_of
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An order node with a plan of 300 officers: ten of the 310 are its reserve; the commander is at the desk."""
    node = filled_node(tmp_path / "node", "order", morning)
    open_desk(node).freeze(300, "attached", "", actor="test")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        made = Desk(node, client)
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield made
    node.close()


def muster(desk: Desk) -> MusterDesk:
    """The desk of the muster."""
    found: MusterDesk = desk.client.app.state["muster"]
    return found


def mark(desk: Desk, presence: str, *people: str) -> int:
    """Mark people; returns the status."""
    data = {"unit": "", "presence": presence, "person": list(people)}
    return desk.client.post("/apel/tandai", data=data, headers=OWN, follow_redirects=False).status_code


def posted(desk: Desk, most: int) -> list[str]:
    """The first people of the plan that have a post at a station."""
    with desk.node.reading() as connection:
        return [duty.person for duty in load_plan(connection).duties if duty.station is not None][:most]


def test_ten_missing_people_end_in_ten_covered_posts_in_one_click(desk: Desk) -> None:
    """The reserve of ten takes all ten; one new version; nobody is missing any more; a stale version is refused."""
    away = posted(desk, 10)
    assert mark(desk, "absent", *away[:7]) == 303
    assert mark(desk, "sick", *away[7:]) == 303
    page = desk.page("/apel")
    assert "Tutup 10 pos" in page
    assert page.count("cadangan") >= 10
    assert "10 orang pindah pos; 0 di antaranya meninggalkan pos lain, 10 belum ada kabar hari ini" in page
    assert "Ya, tutup 10 pos" in page  # asked once more, and each who comes unheard is marked
    with desk.node.reading() as connection:
        old = {duty.person: (duty.station, duty.team) for duty in load_plan(connection).duties}
    assert desk.client.post("/apel/tutup", data={"version": "7"}, headers=OWN).status_code == 409
    answer = desk.client.post("/apel/tutup", data={"version": "1"}, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    with desk.node.reading() as connection:
        new = {duty.person: (duty.station, duty.team) for duty in load_plan(connection).duties}
        assert missing_of(muster(desk).units(connection)) == ()
    assert sorted(map(str, old.values())) == sorted(map(str, new.values()))  # every post as before
    assert set(old) - set(new) == set(away)
    desk.node.writer.rebuild()
    with desk.node.reading() as connection:
        assert {duty.person: (duty.station, duty.team) for duty in load_plan(connection).duties} == new
    assert "Pos kosong" not in desk.page("/apel").split("<main")[1]


def test_who_is_missing_is_sealed_erasable_and_of_today(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log names a unit, no person; erased, nothing is known of them; tomorrow everyone is unknown again."""
    (person,) = posted(desk, 1)
    assert mark(desk, "absent", person) == 303
    with desk.node.reading() as connection:
        entries = list(read_entries(connection))
        assert all(person.encode() not in body for _, body in entries if b"muster_marked" in body)
        marked = muster(desk).marks(connection)
    assert set(marked) == {person}
    from datetime import timedelta  # noqa: PLC0415

    watch = desk.client.app.state["watch"]
    with monkeypatch.context() as patched, desk.node.reading() as connection:
        patched.setattr(watch, "clock", lambda: morning() + timedelta(days=1))
        assert muster(desk).marks(connection) == {}
    desk.node.writer.commit(lambda _: erasure(marked[person].index, (), "test"), "test")
    with desk.node.reading() as connection:
        assert muster(desk).marks(connection) == {}


def test_a_unit_is_marked_at_once_and_the_last_word_counts(desk: Desk) -> None:
    """Everyone of a unit present, then one of them not."""
    people = posted(desk, 3)
    assert mark(desk, "present", *people) == 303
    assert mark(desk, "absent", people[1]) == 303
    with desk.node.reading() as connection:
        said = {person: one.presence for person, one in muster(desk).marks(connection).items()}
    assert said == {people[0]: "present", people[1]: "absent", people[2]: "present"}


def test_bad_input_and_other_districts_change_nothing(desk: Desk) -> None:
    """An unknown person, nobody, an unknown state; an operator of one district marks nobody of another; who may not
    plan covers nothing."""
    (person,) = posted(desk, 1)
    size = desk.size()
    assert mark(desk, "present", "LM-9999") == 400
    assert mark(desk, "present") == 400
    assert mark(desk, "asleep", person) == 400
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator", region="63.71.05"))
    size = desk.size()
    assert mark(desk, "absent", "LM-0001") in (400, 403)
    assert desk.client.post("/apel/tutup", data={"version": "1"}, headers=OWN).status_code == 403
    with desk.node.reading() as connection:
        assert not [body for _, body in read_entries(connection, size) if b"muster" in body]


def test_a_commander_of_a_district_covers_only_what_is_missing_there(desk: Desk) -> None:
    """One missing in each of two districts: the commander of the first covers one; the other stays missing."""
    with desk.node.reading() as connection:
        units = muster(desk).units(connection)
    away = [
        next(one.person.id for unit in units if unit.region.startswith(region) for one in unit.people if one.duty)
        for region in ("63.71.01", "63.71.05")
    ]
    assert mark(desk, "absent", *away) == 303
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "commander", region="63.71.01"))
    assert "Tutup 1 pos" in desk.page("/apel")
    answer = desk.client.post("/apel/tutup", data={"version": "1"}, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    with desk.node.reading() as connection:
        assert [one.person.id for one in missing_of(muster(desk).units(connection))] == [away[1]]


def test_what_is_hard_to_take_back_asks_once_more(desk: Desk) -> None:
    """Going home, being absent together, collapsing: each behind a second button; a refusal stays on the page."""
    (person,) = posted(desk, 1)
    assert mark(desk, "present", person) == 303
    with desk.node.reading() as connection:
        unit = next(one for one in muster(desk).units(connection) if any(p.person.id == person for p in one.people))
    page = desk.page(f"/apel?unit={unit.unit}").split("<main")[1]
    rest = len(unit.people) - 1
    for sure in ("Ya, 1 orang pulang", f"Ya, {rest} orang tidak hadir", "Ya, tumbang"):
        before = page.split(sure)[0]
        assert before.rfind("<details") > before.rfind("</details>"), sure
    forms = [one.split(">")[0] for one in page.split("<form")[1:] if "/apel/" in one.split(">")[0]]
    assert forms
    assert all("data-stay" in one for one in forms)


def test_a_unit_that_nobody_knows_is_not_another(desk: Desk) -> None:
    """404 in a sentence, never the page of the first unit."""
    answer = desk.client.get("/apel?unit=zz")
    assert answer.status_code == 404
    assert "satuan yang terdaftar" in answer.text
