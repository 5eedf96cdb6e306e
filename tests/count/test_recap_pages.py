"""Forms of the recapitulation on a node: from a file, read aloud, compared with the stations below, explained."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from kawal.cli import main
from kawal.count.tables import CORRECTION, RECAP
from kawal.node import open_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.count.test_ladder import Count
from tests.field.test_intake import House
from tests.http.conftest import OWN, session

WARD, DISTRICT = "63.71.05.1002", "63.71.05"
STATIONS = tuple(f"6371051002{number:03d}" for number in range(1, 5))
"""All four stations of the smallest ward."""
NAMES = ("votes_1", "votes_2", "votes_3", "valid_total", "invalid_total", "ballots_counted", "used_total")
FORM = dict(zip(NAMES, (61, 100, 39, 200, 5, 205, 205), strict=True))
"""What every station of the ward says."""


@pytest.fixture
def count(tmp_path: Path) -> Iterator[Count]:
    """The four stations of a ward have come in; nobody else's have."""
    made = Count(tmp_path / "node")
    for station in STATIONS:
        made.send(made.supervisor, station)
    made.house.client.cookies.set(SESSION_COOKIE, session(made.house.node, "clerk", "adjudicator"))
    yield made
    made.house.close()


def annex(**changes: int) -> str:
    """The annex of the ward: its stations, and the total of four times each number, but for what is changed there."""
    total = {name: 4 * number for name, number in FORM.items()} | changes
    rows = [",".join((name, *([str(FORM[name])] * 4), str(total[name]))) for name in NAMES]
    return "\n".join((",".join(("field", *STATIONS, "total")), *rows))


def upload(count: Count, body: str, region: str = WARD, **fields: str) -> tuple[int, str]:
    answer = count.house.client.post(
        "/hitung/rekap/berkas",
        data={"contest": "mayor", "region": region, "source": "official", "round": "1"} | fields,
        files={"file": ("rekap.csv", body.encode(), "text/csv")},
        headers=OWN,
        follow_redirects=False,
    )
    return answer.status_code, html.unescape(answer.text)


def page(count: Count, path: str = "/hitung/rekap?contest=mayor") -> str:
    answer = count.house.client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(answer.text)))


def test_a_form_that_says_what_its_stations_say_differs_nowhere(count: Count) -> None:
    assert upload(count, annex())[0] == 303
    assert "Tidak ada selisih pada formulir yang sudah masuk" in page(count)


def test_one_vote_more_is_shown_with_both_numbers_and_its_effect(count: Count) -> None:
    """4 x 61 = 244 became 245: the sum rose; number 2 leads with 400, a vote for number 1 moves its lead by one."""
    assert upload(count, annex(votes_1=245))[0] == 303
    shown = page(count)
    assert "244 → 245 (+1)" in shown
    assert "Jumlahnya bertambah" in shown
    assert "1 suara selisih" in shown
    whole = page(count, f"/hitung/rekap/{WARD}/mayor")
    assert "245 +1 bawahan 244" in whole


def test_a_correction_record_explains_it_and_it_stays_visible(count: Count) -> None:
    upload(count, annex(votes_1=245))
    told = {"contest": "mayor", "region": WARD, "place": WARD, "round": "1", "numbers": "1", "note": "Salah jumlah"}
    answer = count.house.client.post("/hitung/rekap/pembetulan", data=told, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    shown = page(count)
    assert "0 kolom berbeda tanpa catatan pembetulan" in shown
    assert "dijelaskan catatan pembetulan" in shown
    with count.house.node.reading() as rows:
        assert rows.execute(select(CORRECTION.c.place, CORRECTION.c.changes)).all() == [(WARD, b'{"votes_1":1}')]
    assert b"Salah jumlah" not in b"".join(path.read_bytes() for path in count.house.node.folder.glob("kawal.db*"))


def test_a_plenary_is_typed_in_ward_by_ward_as_it_is_read_aloud(count: Count) -> None:
    """First the votes, then the invalid ones of the same ward; what was not read is not zero."""
    client = count.house.client
    common = {"contest": "mayor", "region": DISTRICT, "place": WARD}
    first = {**common, "n.votes_1": "244", "n.votes_2": "4.00", "n.votes_3": "", "n.valid_total": "800"}
    assert client.post("/hitung/rekap/dibacakan", data=first, headers=OWN, follow_redirects=False).status_code == 303
    shown = page(count, f"/hitung/rekap/{DISTRICT}/mayor")
    assert "dibacakan di pleno" in shown
    assert "Suara sah 800" in shown
    assert client.post("/hitung/rekap/dibacakan", data=common, headers=OWN).status_code == 400
    wrong = {**common, "n.votes_1": "-1"}
    assert client.post("/hitung/rekap/dibacakan", data=wrong, headers=OWN).status_code == 400
    outside = {**common, "place": "63.72.01.1001", "n.votes_1": "1"}
    assert client.post("/hitung/rekap/dibacakan", data=outside, headers=OWN).status_code == 400
    with count.house.node.reading() as rows:
        assert len(rows.execute(select(RECAP)).all()) == 1


@pytest.mark.parametrize(
    ("body", "region", "fields", "status", "sentence"),
    [
        (annex().replace("244", "x44"), WARD, {}, 400, "rekap.csv, baris 2, kolom total"),
        (annex().replace("votes_3", "suara_3"), WARD, {}, 400, "suara_3"),
        (annex(), "63.71.02", {}, 400, STATIONS[0]),
        ("", WARD, {}, 400, "rekap.csv"),
        ("\x00\x01", WARD, {}, 400, "rekap.csv"),
        (annex(), "63.99", {}, 404, "63.99"),
        (annex(), "' or 1", {}, 404, "' or 1"),
        (annex(), WARD, {"contest": "president"}, 400, "president"),
        (annex(), WARD, {"contest": "regent"}, 404, "regent"),
        (annex(), WARD, {"source": "heard"}, 400, "heard"),
        (annex(), WARD, {"round": "x"}, 400, "x"),
    ],
)
def test_a_form_that_is_none_is_refused_whole_with_one_sentence(
    count: Count, body: str, region: str, fields: dict[str, str], status: int, sentence: str
) -> None:
    answer = upload(count, body, region, **fields)
    assert answer[0] == status, answer
    assert sentence in answer[1]
    with count.house.node.reading() as rows:
        assert rows.execute(select(RECAP)).all() == []


def test_who_may_only_read_brings_nothing_and_an_order_node_has_no_such_page(count: Count, tmp_path: Path) -> None:
    client = count.house.client
    client.cookies.set(SESSION_COOKIE, session(count.house.node, "analyst"))
    assert upload(count, annex())[0] == 403
    assert "Masukkan formulir" not in page(count)
    client.cookies.set(SESSION_COOKIE, session(count.house.node, "clerk", region="63.71.02"))
    assert upload(count, annex())[0] == 403
    client.cookies.set(SESSION_COOKIE, session(count.house.node, "officer"))
    assert client.get("/hitung/rekap").status_code == 403
    order = House(tmp_path / "order", "order")
    order.client.cookies.set(SESSION_COOKIE, session(order.node, "commander"))
    assert order.client.get("/hitung/rekap").status_code == 404
    order.close()


def test_the_command_takes_a_form_in_or_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four columns and the total of seven numbers each: 35; a dry run keeps nothing; an order node has no count."""
    filled_node(tmp_path / "node", "supervision").close()
    file = tmp_path / "rekap.csv"
    file.write_text(annex())
    words = ["import", "recap", str(file), "--contest", "mayor", "--region", WARD, "--data", str(tmp_path / "node")]
    assert main([*words, "--dry-run"]) == 0
    assert main([*words, "--json"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert json.loads(told[-1]) == {"imported": True, "region": WARD, "contest": "mayor", "columns": 4, "numbers": 35}
    node = open_node(tmp_path / "node")
    with node.reading() as rows:
        assert [row.region for row in rows.execute(select(RECAP))] == [WARD]
    node.close()
    assert main([*words, "--source", "hearsay"]) == 2
    assert main(words[:5]) == 2
    filled_node(tmp_path / "order", "order").close()
    assert main([*words[:-1], str(tmp_path / "order")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3
