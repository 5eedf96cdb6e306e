"""What comes in through gateways is kept once, whatever the network does to it; strangers leave nothing."""

import itertools
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy import text as sql

from kawal.field.channels.intake import clean, moment
from kawal.field.channels.model import AdapterName, Hook
from kawal.field.channels.tables import TEXT_PART
from kawal.field.tables import LINE
from kawal.store.log import read_head
from kawal.store.tables import METADATA
from tests.conftest import exercise_clock
from tests.field.channels.providers import ELSEWHERE, PHONE, SMS, House, Request, message

TEXTS = (
    "07.02 TPS 3 Mantuil sudah buka",
    "07.10 TPS 1-2 buka",
    "07.15 TPS 7 belum buka, surat suara kurang",
    "07.20 TPS 99 buka",
)
STRANGER = "+6281299990000"


def cut(request: Request, random: Random) -> Request:
    """The same request, with its end lost on the way."""
    if "data" in request:
        from urllib.parse import urlencode  # noqa: PLC0415

        body = urlencode(request["data"])
        lost = body[: random.randrange(len(body) - 1)].encode()
        headers = {"content-type": "application/x-www-form-urlencoded"} | request.get("headers", {})
        return {"method": "POST", "url": request["url"], "content": lost, "headers": headers}
    if "content" in request:
        return request | {"content": request["content"][: random.randrange(len(request["content"]))]}
    path, _, query = request["url"].partition("?")
    return request | {"url": f"{path}?{query[: random.randrange(len(query) - 1)]}"}


def test_every_message_a_hundred_times_shuffled_and_truncated_is_one_record(tmp_path: Path) -> None:
    """Four providers, four messages: once in order, or a hundred times in any order among truncated ones."""
    random = Random(7)  # noqa: S311
    houses = [House(tmp_path / name) for name in ("once", "often")]
    gates = {name: house.open(name) for house in houses for name in SMS}
    sent = [
        message(gate, text, key=f"M{number}", at=1732665600)
        for gate in gates.values()
        for number, text in enumerate(TEXTS)
    ]
    for request in sent:
        assert houses[0].send(request).status_code == 200
    often = sent * 100
    random.shuffle(often)
    for request in often:
        assert houses[1].send(request).status_code == 200
        if random.random() < 0.1:
            assert houses[1].send(cut(request, random)).status_code in (400, 403)
    lines = [house.lines() for house in houses]
    for house in houses:
        house.close()
    assert len(lines[0]) == len(SMS) * len(TEXTS)
    assert lines[0] == lines[1]


def test_a_message_without_a_name_is_known_by_sender_moment_and_words(house: House) -> None:
    """Kannel without %I: the same again is one record, another minute or other words are another."""
    gate = house.open("kannel")
    for text, at in (("TPS 3 buka", 1732665600), ("TPS 3 buka", 1732665660), ("TPS 4 buka", 1732665600)):
        for _ in range(3):
            assert house.send(message(gate, text, key="", at=at)).status_code == 200
    assert len(house.lines()) == 3


@pytest.mark.parametrize("name", ["kannel", "generic"])
def test_parts_in_any_order_any_number_of_times_are_one_message(house: House, name: AdapterName) -> None:
    """Three parts in each of their six orders, each twice, then all of them again: one line each, in its order."""
    gate = house.open(name)
    pieces = {1: "TPS 3 Mantuil sud", 2: "ah buka 07.02, TP", 3: "S 4 belum"}
    orders = list(itertools.permutations((1, 2, 3)))
    for ref, order in enumerate(orders):
        for number in (*order, *order, *reversed(order)):
            key = f"P{ref}-{number}"
            request = message(gate, pieces[number], key=key, at=1732665600, part=(ref, number, 3))
            assert house.send(request).status_code == 200
    assert house.words() == ["TPS 3 Mantuil sudah buka 07.02, TPS 4 belum"] * len(orders)
    assert held(house) == 0


def test_the_reference_of_parts_may_come_again(house: House) -> None:
    """A phone counts to 255 and begins anew: two messages under one reference, their parts mixed."""
    gate = house.open("generic")
    for key, text, number in (
        ("A1", "TPS 1 ", 1),
        ("B1", "TPS 2 ", 1),
        ("B2", "tutup 13.00", 2),
        ("A2", "buka 07.00", 2),
    ):
        house.send(message(gate, text, key=key, part=(9, number, 2)))
    assert len(house.words()) == 2
    assert held(house) == 0
    house.send(message(gate, "TPS 5 ", key="C1", part=(9, 1, 2)))
    house.send(message(gate, "buka 07.30", key="C2", part=(9, 2, 2)))
    assert house.words()[-1] == "TPS 5 buka 07.30"


def test_parts_that_never_come_are_not_waited_for(house: House) -> None:
    """After ten minutes what is there is kept and asked, none of it counts, and the sender is told; once."""
    gate = house.open("generic")
    parts = [message(gate, "TPS 1-9 sudah buka, ", key="P1", part=(5, 1, 3))]
    parts.append(message(gate, "segel 12", key="P3", part=(5, 3, 3)))
    for request in parts:
        house.send(request)
    assert house.run_jobs(lambda: exercise_clock() + timedelta(minutes=9)) == 0
    assert house.lines() == []
    assert house.run_jobs(lambda: exercise_clock() + timedelta(minutes=10)) >= 2
    assert house.words() == ["TPS 1-9 sudah buka,  ... segel 12"]
    ((_, _, state, asks, *_, facts),) = house.lines()
    assert (state, asks, facts) == ("asked", "words", b"[]")
    assert house.said() == ["Sebagian pesan Anda tidak sampai. Mohon kirim lagi, lebih singkat."]
    for request in parts * 3:
        house.send(request)
    assert house.run_jobs(lambda: exercise_clock() + timedelta(hours=1)) == 0
    assert len(house.lines()) == 1
    assert held(house) == 2
    house.run_jobs(lambda: exercise_clock() + timedelta(days=2, minutes=10))
    assert held(house) == 0


def test_a_part_that_comes_late_makes_the_message_whole(house: House) -> None:
    """Two of three parts are kept, cut, after ten minutes; the third comes after an hour: the whole message is a new
    line that corrects the cut one, and counts."""
    gate = house.open("generic")
    texts = ("TPS 1-9 sudah ", "buka semua, aman ", "terkendali")
    parts = [message(gate, text, key=f"P{n}", part=(5, n, 3)) for n, text in enumerate(texts, 1)]
    for request in (parts[0], parts[2]):
        house.send(request)
    house.run_jobs(lambda: exercise_clock() + timedelta(minutes=10))
    house.send(parts[1])
    assert house.words() == ["TPS 1-9 sudah  ... terkendali", "TPS 1-9 sudah buka semua, aman terkendali"]
    with house.node.reading() as connection:
        cut, whole = connection.execute(select(LINE).order_by(LINE.c.position)).all()
    assert (cut.state, whole.state) == ("asked", "read")
    assert cut.closed_by == whole.position
    assert held(house) == 0
    for request in parts * 2:
        house.send(request)
    assert len(house.lines()) == 2


def test_figures_of_votes_do_not_lie_in_parts(tmp_path: Path) -> None:
    """On a node that keeps order a part that gives votes is held without its figures."""
    house = House(tmp_path / "order", "order")
    gate = house.open("generic")
    house.send(message(gate, "01: 120, 02: 98 ", key="P1", part=(5, 1, 2)))
    house.send(message(gate, "sah semua", key="P2", part=(5, 2, 2)))
    assert house.words() == ["••: •••, ••: •• sah semua"]
    assert house.lines()[0][2] == "withheld"
    house.close()


def test_a_sender_who_floods_is_told_to_wait(house: House) -> None:
    """Sixty texts of one known number are taken, the next is 429 and leaves nothing; another number is not slowed."""
    gate = house.open("generic")
    answers = [house.send(message(gate, f"TPS {n} buka", key=f"K{n}")).status_code for n in range(1, 62)]
    assert answers == [200] * 60 + [429]
    assert len(house.lines()) == 60
    assert house.gates.counts.of(gate).hasty == 1
    assert house.send(message(gate, "TPS 3 buka", key="S", sender=STRANGER)).status_code == 200


def test_words_of_parts_lie_sealed(house: House) -> None:
    """Neither the database nor its log of writes shows what a waiting part says."""
    gate = house.open("generic")
    house.send(message(gate, "rahasia-bagian-pertama ", key="P1", part=(5, 1, 2)))
    stored = b"".join(path.read_bytes() for path in house.node.folder.glob("kawal.sqlite3*"))
    assert held(house) == 1
    assert b"rahasia-bagian" not in stored


def test_a_flood_of_strangers_costs_nothing_lasting(house: House) -> None:
    """Two thousand messages, and parts of messages, of unknown senders: a count, and not one row, page or entry."""
    gates = {name: house.open(name) for name in SMS}
    for gate in gates.values():  # whatever is made at the first use
        house.send(message(gate, "TPS 1 buka", sender=STRANGER))
    before, size = rows(house), pages(house)
    tracemalloc.start()
    base = tracemalloc.get_traced_memory()[0]
    for number in range(2_000):
        gate = gates[SMS[number % len(SMS)]]
        part = (number % 256, 1, 2) if number % 3 == 0 else None
        sender = f"+62813{number:08d}"
        house.gates.receive(
            gate, hook_of(message(gate, f"TPS {number} buka", key=f"F{number}", sender=sender, part=part))
        )
    grown = tracemalloc.get_traced_memory()[0] - base
    tracemalloc.stop()
    assert (rows(house), pages(house)) == (before, size)
    assert sum(house.gates.counts.of(gate).unknown for gate in gates.values()) == 2_000 + len(gates)
    assert grown < 80_000  # 23 kB were measured: of each message less than 30 bytes could be kept
    assert house.jobs() == []


def test_strangers_are_answered_like_anyone_and_told_nothing(house: House) -> None:
    """The gateway gets the same 200, so that it neither asks again nor learns who is known; no reply is queued."""
    gate = house.open("twilio")
    known = house.send(message(gate, "TPS 3 buka", key="K"))
    stranger = house.send(message(gate, "TPS 3 buka", key="S", sender=STRANGER))
    assert (known.status_code, known.content) == (stranger.status_code, stranger.content)
    assert len(house.texts()) == 1


def test_a_sender_speaks_of_their_own_district_only(house: House) -> None:
    """A unit of district 01 about a ward of district 03: kept, asked, and nothing of it counts."""
    gate = house.open("generic")
    house.send(message(gate, "TPS 4 Pelambuan sudah buka", key="1"))
    ((_, _, state, _, _, person, _, facts),) = house.lines()
    assert (state, person, facts) == ("asked", "LM-0011", b"[]")
    assert house.said() == ["Nomor ini tidak terdaftar untuk Pelambuan; sampaikan lewat posko."]


def test_the_ward_of_a_unit_is_meant_when_none_is_named(house: House) -> None:
    """ "TPS 3" of a member of a ward unit is in that ward; the leader of a district unit is asked."""
    gate = house.open("generic")
    house.send(message(gate, "TPS 3 sudah buka", key="1", sender=PHONE))
    house.send(message(gate, "TPS 3 sudah buka", key="2", sender=ELSEWHERE))
    states = {person: (state, place) for _, _, state, _, _, person, place, _ in house.lines()}
    assert states["LM-0011"] == ("read", "63.71.01.1001")
    assert states["LM-0001"] == ("asked", "63.71.01")


def test_a_long_message_is_kept_whole(house: House) -> None:
    """5,000 letters are three lines of at most 2,000; again, they are the same three."""
    gate = house.open("generic")
    text = "TPS 3 buka. " * 417
    for _ in range(2):
        assert house.send(message(gate, text, key="L")).status_code == 200
    assert "".join(house.words()).replace(" ", "") == text.replace(" ", "")
    assert len(house.lines()) == 3


def test_an_order_node_keeps_no_figure_and_says_where_results_go(tmp_path: Path) -> None:
    """A line with votes: its figures are nowhere in the folder; the reply names the supervisor."""
    house = House(tmp_path / "order", "order")
    gate = house.open("generic")
    house.send(message(gate, "TPS 3 Mantuil paslon 1: 204170583 suara, paslon 2: 305830417 suara", key="V"))
    ((_, _, state, *_),) = house.lines()
    said = house.said()
    house.close()
    assert state == "withheld"
    assert said == ["Hasil suara disampaikan ke pengawas TPS, bukan ke sini. Angkanya tidak kami simpan."]
    stored = b"".join(path.read_bytes() for path in (tmp_path / "order").rglob("*") if path.is_file())
    assert b"204170583" not in stored
    assert b"305830417" not in stored


@pytest.mark.parametrize(
    ("sent", "civil", "expected"),
    [
        (0, 0, 0),
        (-3600, 0, -3600),
        (-3600, -7 * 86400, -7 * 86400 - 3600),
        (5, 0, 0),
        (-31 * 86400, 0, 0),
        (None, 0, 0),
    ],
)
def test_the_moment_of_a_message_by_the_civil_clock(sent: int | None, civil: int, expected: int) -> None:
    """An hour late is an hour ago, in a rehearsal too; a clock that is ahead, or a month behind, was never set."""
    real = datetime(2024, 11, 27, 1, tzinfo=UTC)
    given = None if sent is None else real + timedelta(seconds=sent)
    assert moment(given, real + timedelta(seconds=civil), real) == real + timedelta(seconds=expected)


def test_what_nobody_can_write_is_left_out_of_a_text() -> None:
    """Control characters, and halves of characters."""
    assert clean(" TPS\x00 3\r\nbuka\ud800\x1b ") == "TPS  3\nbuka?"


def hook_of(request: dict[str, Any]) -> Hook:
    """A provider's request as the desk of gateways gets it."""
    from urllib.parse import urlencode  # noqa: PLC0415

    body = request.get("content") or urlencode(request.get("data", {})).encode()
    query = request["url"].partition("?")[2].encode()
    return Hook(request["method"], "http://127.0.0.1" + request["url"], request.get("headers", {}), query, body)


def held(house: House) -> int:
    """How many parts wait, with their words."""
    with house.node.reading() as connection:
        statement = select(func.count()).select_from(TEXT_PART).where(TEXT_PART.c.body.is_not(None))
        return connection.scalar(statement) or 0


def rows(house: House) -> dict[str, int]:
    """How many rows each table has that is not rebuilt, and how many entries the log."""
    with house.node.reading() as connection:
        counts = {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }
        return counts | {"head": read_head(connection).size}


def pages(house: House) -> tuple[int, int]:
    """Pages of the database, and bytes of its log of writes."""
    with house.node.reading() as connection:
        count = connection.scalar(sql("pragma page_count")) or 0
    return count, (house.node.folder / "kawal.sqlite3-wal").stat().st_size
