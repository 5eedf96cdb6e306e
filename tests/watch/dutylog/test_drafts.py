"""Pasted chats and uploaded files: read, answered, merged, saved once; and bodies that are none."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kawal.field.incoming import Author, Incoming, Understood
from kawal.field.lines import LineDesk
from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg
from kawal.store.log import read_entries
from tests.http.conftest import OWN
from tests.watch.dutylog.test_dutylog import Desk, desk_of

PASTE = """07.09 Danru 4: Mantuil buka 1-12,14-19
07.11 Danru 4: tps 13 blm bk ssuara krg
07.12 Anggota: 20 sm 21 aman bos
07.12 Lurah: nihil
07.13 Anggota: siap ndan 👍
"""
MANTUIL = "63.71.01.1001"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A training node on the morning of the vote."""
    yield from desk_of(tmp_path / "node", "training")


@pytest.fixture
def order_desk(tmp_path: Path) -> Iterator[Desk]:
    """The city's own node."""
    yield from desk_of(tmp_path / "node", "order")


def paste(desk: Desk, text: str = "", title: str = "Linmas Mantuil", file: tuple[str, bytes] | None = None) -> str:
    """Paste a chat or upload a file; returns the draft's path."""
    files = {"file": file} if file else None
    answer = desk.client.post(
        "/buku-jaga/tempelan/baru",
        data={"text": text, "title": title},
        files=files,
        headers=OWN,
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def press(desk: Desk, path: str, **data: str) -> None:
    """Press a button of a draft."""
    answer = desk.client.post(path, data=data, headers=OWN, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def test_a_pasted_group_is_read_line_by_line_and_nothing_counts_before_it_is_saved(desk: Desk) -> None:
    """The group's name places lines without a ward; 18 + 1 stations change, two are asked."""
    before = desk.size()
    path = paste(desk, PASTE)
    page = desk.page(path)
    for shown in (
        "TPS 1-12,14-19 Mantuil buka",
        "TPS 13 Mantuil belum buka",
        "sudah buka?",
        "Mantuil nihil kejadian",
    ):
        assert shown in page
    assert "Simpan 5 pesan, 19 TPS berubah" in page
    assert desk.size() == before
    press(desk, f"{path}/simpan")
    states = desk.states(MANTUIL)
    assert [states.count(one) for one in ("voting", "not_open", "unknown")] == [18, 1, 4]
    assert "perlu ditanyakan" in desk.page("/buku-jaga?only=open")


def test_an_answer_counts_and_closes_the_question(desk: Desk) -> None:
    """Buka for 20 and 21: 20 stations open, nothing left to ask."""
    path = paste(desk, PASTE)
    press(desk, f"{path}/jawab", line="2", words="TPS 20-21 Mantuil buka")
    assert "Simpan 5 pesan, 21 TPS berubah" in desk.page(path)
    press(desk, f"{path}/simpan")
    assert desk.states(MANTUIL).count("voting") == 20
    assert "Jawab" not in desk.page("/buku-jaga?only=open").split('id="log"')[1].split("</section>")[0]


def test_a_question_that_needs_no_answer_is_closed(desk: Desk) -> None:
    """Only safe: the two stations stay unknown, nothing waits."""
    path = paste(desk, PASTE)
    press(desk, f"{path}/jawab", line="2", words="")
    press(desk, f"{path}/simpan")
    assert desk.states(MANTUIL)[19:21] == ["unknown", "unknown"]
    assert "Jawab" not in desk.page("/buku-jaga?only=open").split('id="log"')[1].split("</section>")[0]


def test_the_same_message_in_two_groups_and_pastes_is_one_record(desk: Desk) -> None:
    """A second paste of the same, shuffled, with more lines, adds only what is new; a hundred times nothing."""
    press(desk, f"{paste(desk, PASTE)}/simpan")
    size, lines = desk.size(), PASTE.splitlines()
    random.Random(7).shuffle(lines)  # noqa: S311
    path = paste(desk, "\n".join([*lines, "07.20 Danru 4: tps 22-23 buka"]), title="Posko Selatan, Mantuil")
    assert "5 sudah tercatat" in desk.page(path)
    press(desk, f"{path}/simpan")
    after = desk.size()
    assert after - size <= 3  # the new line, and the moments that the log notes
    for _ in range(100):
        press(desk, f"{paste(desk, PASTE)}/simpan")
    assert desk.size() - after <= 100  # nothing but moments; each line stands once
    with desk.node.reading() as connection:
        from kawal.field.line_queries import log_rows  # noqa: PLC0415

        assert len(log_rows(connection, channel="whatsapp", most=500)) == 6


def test_the_same_words_of_two_wards_are_two_messages(desk: Desk) -> None:
    """ "1-5 sudah buka semua", copied without its head from the group of each ward, counts in both; so does a table
    whose rows differ only in their ward. Equal rows of one ward are one."""
    for title in ("Linmas Mantuil", "Linmas Basirih Selatan"):
        press(desk, f"{paste(desk, '1-5 sudah buka semua', title)}/simpan")
    for ward in ("63.71.01.1001", "63.71.01.1012"):
        assert desk.states(ward)[:5] == ["voting"] * 5
    size = desk.size()
    table = b"text,ward\nTPS 3 buka,63.71.05.1003\nTPS 3 buka,63.71.05.1006\nTPS 3 buka,63.71.05.1006\n"
    press(desk, f"{paste(desk, file=('lines.csv', table))}/simpan")
    assert [desk.states(ward)[2] for ward in ("63.71.05.1003", "63.71.05.1006")] == ["voting", "voting"]
    with desk.node.reading() as connection:
        reports = [body for _, body in read_entries(connection, size) if body.startswith(b"e")]
    assert len(reports) == 2


def test_what_the_group_of_a_ward_gave_is_not_asked_again_under_another_name(desk: Desk) -> None:
    """The same chat pasted as "Lain", of no ward: "8 blm bk" of 07.11 is there already from the ward's own group, so
    nothing is asked and nothing is saved twice; with its sender and minute it is the same in another ward's group."""
    press(desk, f"{paste(desk, '07.11 Danru 4: 8 blm bk', title='Linmas Mantuil')}/simpan")
    size = desk.size()
    path = paste(desk, "07.11 Danru 4: 8 blm bk", title="Lain")
    assert "0 perlu dijawab, 1 sudah tercatat" in desk.page(path)
    press(desk, f"{path}/simpan")
    with desk.node.reading() as connection:
        assert not [body for _, body in read_entries(connection, size) if body.startswith(b"e")]
    assert "1 sudah tercatat" in desk.page(paste(desk, "07.11 Danru 4: 8 blm bk", title="Linmas Basirih Selatan"))


def test_an_answer_that_names_a_time_times_the_words_it_answers(desk: Desk) -> None:
    """12.30 is to come at 07.13: answered with "jam 7.05" station 7 of Mantuil opened then, and nothing is left."""
    path = paste(desk, "[27/11/24, 12.30.00] Danru 8: tps 7 buka\n[27/11/24, 07.10.00] Danru 9: 2575 tps 9 buka")
    assert "2 perlu dijawab" in desk.page(path)
    press(desk, f"{path}/jawab", line="0", words="jam 7.05")
    press(desk, f"{path}/jawab", line="1", words="jam 7.06")
    assert "0 perlu dijawab" in desk.page(path)
    press(desk, f"{path}/simpan")
    assert [desk.states(MANTUIL)[one] for one in (6, 8)] == ["voting", "voting"]
    page = desk.page("/buku-jaga?search=TPS 7 Mantuil").split('id="log"')[1]
    assert "TPS 7 Mantuil buka" in page
    assert "07.05" in page


def test_names_of_attached_files_are_no_stations_and_older_messages_are_counted(desk: Desk) -> None:
    """A photo's name says nothing; of three messages one is of last week: it is told that it was not read."""
    path = paste(
        desk,
        "20/11/24 07.00 - A: tps 1 buka\n27/11/24 07.01 - A: IMG-1.jpg (file terlampir)\ntps 4 blm buka\n"
        "27/11/24 07.02 - A: <attached: 00000012-PHOTO-2024-11-21-08-52-10.jpg>",
    )
    page = desk.page(path)
    assert "1 pesan, 0 perlu dijawab" in page
    assert "1 pesan dari hari sebelumnya tidak dibaca" in page
    assert "TPS 4 Mantuil belum buka" in page


def test_a_truncated_export_and_the_whole_one_give_the_same_table(desk: Desk) -> None:
    """Half of the file first, then all of it: every message once."""
    whole = "\n".join(f"27/11/24 07.{n:02d} - Danru {n % 5}: Mantuil tps {n + 1} buka" for n in range(20))
    press(desk, f"{paste(desk, file=('a.txt', whole[: len(whole) // 2].encode()))}/simpan")
    press(desk, f"{paste(desk, file=('b.txt', whole.encode()))}/simpan")
    assert desk.states(MANTUIL)[:20] == ["voting"] * 20


def test_tables_of_lines_come_in_too(desk: Desk) -> None:
    """CSV with a semicolon, JSON, a chat in an archive."""
    table = b"time;sender;text;ward\n07:12;Danru 4;1-3 buka;63.71.01.1001\n"
    press(desk, f"{paste(desk, file=('lines.csv', table), title='')}/simpan")
    body = json.dumps([{"text": "Mantuil 4 buka", "time": "2024-11-27T07:10:00", "id": "m-1"}]).encode()
    press(desk, f"{paste(desk, file=('lines.json', body), title='')}/simpan")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("_chat.txt", "[27/11/24, 07.05.00] Danru 4: Mantuil 5 buka")
    press(desk, f"{paste(desk, file=('chat.zip', archive.getvalue()), title='')}/simpan")
    assert desk.states(MANTUIL)[:5] == ["voting"] * 5


def test_an_export_may_bring_its_photos(desk: Desk) -> None:
    """Fifteen million bytes of photos beside the chat: the chat is read, the photos are not."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("_chat.txt", "[27/11/24, 07.05.00] Danru 4: Mantuil 5 buka")
        for number in range(5):
            file.writestr(f"IMG-{number}.jpg", random.Random(number).randbytes(3_000_000))  # noqa: S311
    press(desk, f"{paste(desk, file=('chat.zip', archive.getvalue()), title='')}/simpan")
    assert desk.states(MANTUIL)[4] == "voting"


def test_a_long_chat_is_saved_in_pieces_and_a_break_between_them_loses_and_doubles_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """600 messages in pieces of 250: the second fails once; the draft is still there; once more gives 600."""
    said = "\n".join(f"27/11/24 07.{n // 60:02d} - Danru {n}: Mantuil tps {n % 20 + 1} buka" for n in range(600))
    before, path = desk.size(), paste(desk, file=("long.txt", said.encode()))
    lines: LineDesk = desk.client.app.state["lines"]
    take, pieces = lines.take, iter(range(9))

    def breaking(*args: Any) -> Any:
        if next(pieces) == 1:
            raise Unavailable(msg("disk penuh"), permanent=False)
        return take(*args)

    monkeypatch.setattr(lines, "take", breaking)
    assert desk.client.post(f"{path}/simpan", headers=OWN, follow_redirects=False).status_code == 503
    assert desk.size() == before + 250
    assert "Simpan 350 pesan" in desk.page(path)
    press(desk, f"{path}/simpan")
    assert desk.size() == before + 600
    assert desk.states(MANTUIL)[:20] == ["voting"] * 20


def test_an_answer_reads_only_its_own_line_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five lines are read for the page; after an answer only that line and its answer."""
    path = paste(desk, PASTE)
    desk.page(path)
    lines: LineDesk = desk.client.app.state["lines"]
    read: list[str] = []
    real = lines.looking

    def counting(author: Author) -> Any:
        look = real(author)

        def counted(line: Incoming) -> Understood:
            read.append(line.text)
            return look(line)

        return counted

    monkeypatch.setattr(lines, "looking", counting)
    press(desk, f"{path}/jawab", line="2", words="TPS 20-21 Mantuil buka")
    assert "21 TPS berubah" in desk.page(path)
    assert read == ["20 sm 21 aman bos", "TPS 20-21 Mantuil buka"]


def bomb() -> bytes:
    """A small archive of a text of thirty million characters."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("_chat.txt", b"a" * 30_000_000)
    return archive.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("a.txt", b"", "kosong"),
        ("a.txt", b"\xff\x00\x81" * 9, "bukan teks"),
        ("a.csv", b"a,b\n1,2\n", "text, time"),
        ("a.json", b'[{"text": "x"', "JSON yang utuh"),
        ("a.json", b'[{"text": "x"}, 3]', "pada [1]"),
        ("a.zip", b"PK\x03\x04 broken", "ZIP"),
        ("a.zip", bomb(), "huruf"),
        ("a.csv", b"time,text\n07:12,\n", "1 sampai"),
        ("a.csv", b"time,text\n25:99,Mantuil 1 buka\n", "07:12"),
        ("a.csv", b"time,text,colour\n07:12,x,red\n", "colour"),
        ("a.json", b'[{"words": "x"}]', "text"),
        ("a.txt", b"20/10/24 07.00 - A: Mantuil 1 buka", "hari ini"),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_kept(desk: Desk, name: str, body: bytes, told: str) -> None:
    """Empty, no text, broken or swollen archive, bad rows, unknown columns, another day."""
    answer = desk.client.post(
        "/buku-jaga/tempelan/baru",
        data={"text": "", "title": ""},
        files={"file": (name, body)},
        headers=OWN | {"accept": "application/json"},
        follow_redirects=False,
    )
    assert answer.status_code == 400
    assert told in json.dumps(answer.json(), ensure_ascii=False)
    assert "Belum disimpan" not in desk.page("/buku-jaga/tempelan")


def test_the_citys_node_keeps_no_votes_in_a_draft_either(order_desk: Desk) -> None:
    """The figures are gone before the draft is sealed."""
    page = order_desk.page(paste(order_desk, "07.09 A: tps 3 Mawar 01: 873, 02: 698"))
    assert "873" not in page
    assert "tps • Mawar ••: •••" in page


def test_a_draft_is_its_authors_alone(desk: Desk) -> None:
    """Another operator finds nothing under its address."""
    from kawal.web.identity import SESSION_COOKIE  # noqa: PLC0415
    from tests.http.conftest import session  # noqa: PLC0415

    path = paste(desk, PASTE)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator"))
    assert desk.client.get(path).status_code == 404


def test_a_body_that_is_no_form_is_refused_in_a_sentence(desk: Desk) -> None:
    """Field names and texts that are no UTF-8, and no body at all: 400, never an error of the server."""
    head = {**OWN, "content-type": "multipart/form-data; boundary=x"}
    odd = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n\xff\xfe\r\n--x--\r\n'
    for body in (odd, b"--x\r\n", b""):
        answer = desk.client.post("/buku-jaga/tempelan/baru", content=body, headers=head, follow_redirects=False)
        assert answer.status_code == 400, answer.text
