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
from kawal.store.log import read_entries
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


def test_what_differs_stands_in_the_queue_before_the_forms_of_stations(count: Count) -> None:
    upload(count, annex(votes_1=245))
    shown = page(count, "/hitung/antrean")
    assert "Jumlahnya bertambah: Suara nomor 1" in shown
    assert "245 lawan 244" in shown
    assert "Jumlahnya bertambah" not in page(count, "/hitung/antrean?what=VALID_SUM")
    assert "Jumlahnya bertambah" in page(count, f"/hitung/antrean?what=RECAP_SUM&place={DISTRICT}")
    assert "Jumlahnya bertambah" not in page(count, "/hitung/antrean?place=63.71.02")


def test_a_correction_record_explains_it_and_it_stays_visible(count: Count) -> None:
    upload(count, annex(votes_1=245))
    told = {"contest": "mayor", "region": WARD, "place": WARD, "round": "1", "numbers": "1", "note": "Salah jumlah"}
    answer = count.house.client.post("/hitung/rekap/pembetulan", data=told, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303
    shown = page(count)
    assert "0 kolom berbeda yang belum diperiksa atau dijelaskan" in shown
    assert "dijelaskan catatan pembetulan" in shown
    with count.house.node.reading() as rows:
        assert rows.execute(select(CORRECTION.c.place, CORRECTION.c.changes)).all() == [(WARD, b'{"votes_1":1}')]
    assert b"Salah jumlah" not in b"".join(path.read_bytes() for path in count.house.node.folder.glob("kawal.db*"))


def test_the_page_of_a_form_says_which_printed_sums_its_own_columns_do_not_make(count: Count) -> None:
    """Four stations of 61 + 100 + 39 = 200 make 800, not the 801 of the total; 801 + 20 = 821, not 820 counted."""
    upload(count, annex())
    assert "Di setiap kolom jumlah yang tertulis cocok" in page(count, f"/hitung/rekap/{WARD}/mayor")
    upload(count, annex(valid_total=801))
    shown = page(count, f"/hitung/rekap/{WARD}/mayor").partition("Jumlah di dalam kolom")[2]
    assert "Jumlah : Suara semua pilihan tidak sama dengan suara sah 800 lawan 801" in shown.replace(
        "Jumlah: ", "Jumlah : "
    )
    assert "Sah dan tidak sah tidak sama dengan jumlahnya 821 lawan 820" in shown


def seen(count: Count) -> str:
    found = re.search(r'name="seen" value="(\w+)"', count.house.client.get("/hitung/rekap?contest=mayor").text)
    assert found is not None
    return found[1]


def end(count: Count, **other: str) -> int:
    told = {"contest": "mayor", "region": WARD, "place": WARD, "round": "1", "outcome": "on_paper"}
    told |= {"note": "Rahasia: begitulah di kertas"} | other
    return count.house.client.post("/hitung/rekap/akhiri", data=told, headers=OWN, follow_redirects=False).status_code


def test_an_adjudicator_ends_a_difference_with_a_reason_and_it_comes_back_when_a_number_changes(count: Count) -> None:
    """245 for 244 is what the paper says; then a newer form says 246: another number, and nobody looked at it."""
    upload(count, annex(votes_1=245))
    before = seen(count)
    assert end(count, seen=before) == 303
    shown = page(count)
    assert "0 kolom berbeda yang belum diperiksa" in shown
    assert "begitulah di kertas" in shown
    assert "244 → 245" in shown
    assert "245 lawan 244" not in page(count, "/hitung/antrean")
    assert "245 lawan 244" in page(count, "/hitung/antrean?ended=1")
    upload(count, annex(votes_1=246))
    shown = page(count)
    assert "1 kolom berbeda yang belum diperiksa" in shown
    assert "246 lawan 244" in page(count, "/hitung/antrean")
    assert end(count, seen=before) == 409
    assert end(count, seen=seen(count), outcome="passed_on") == 303
    upload(count, annex(votes_1=245))
    assert "0 kolom berbeda yang belum diperiksa" in page(count), "what was looked at before stays looked at"
    with count.house.node.reading() as rows:
        logged = b"".join(body for _, body in read_entries(rows))
    assert logged.count(b"recap_finding_ended/1") == 2
    assert b"Rahasia" not in logged


def test_ending_a_difference_needs_the_right_a_reason_and_a_difference(count: Count) -> None:
    upload(count, annex(votes_1=245))
    good = seen(count)
    assert end(count, seen=good, note=" ") == 400
    assert end(count, seen=good, outcome="fraud") == 400
    assert end(count, seen=good, place=STATIONS[0]) == 404
    assert end(count, seen=good, region="63.99", place="63.99") in (403, 404)
    for role in ("analyst", "clerk", "commander"):
        count.house.client.cookies.set(SESSION_COOKIE, session(count.house.node, role))
        assert end(count, seen=good) == 403
    count.house.client.cookies.set(SESSION_COOKIE, session(count.house.node, "adjudicator", region="63.71.02"))
    assert end(count, seen=good) == 403


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
