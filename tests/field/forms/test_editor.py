"""The editor without script: acts that change a draft, and what is said before it is published."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.forms.check import check_draft
from kawal.field.forms.draft import Draft, DraftQuestion, draft_of, edited, name_of, named
from kawal.field.forms.sheets import sheets_of
from kawal.field.forms.workbook import write_book
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.kernel.language import language
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node
from tests.http.conftest import BASE, OWN, session

BOOK = KindBook("training", shipped_kinds())
ORDER = KindBook("order", shipped_kinds())
NOTE = Draft(title_id="Air minum", title_en="Drinking water", roles=("officer",))


def asked(**said: str) -> DraftQuestion:
    """A question in both languages."""
    return msgspec.convert(
        {"title_id": "Berapa dus", "title_en": "How many boxes", "kind": "count"} | said, DraftQuestion
    )


def said_about(draft: Draft, book: KindBook = BOOK) -> list[str]:
    """What is wrong with a draft."""
    return [language("id").say(one.said) for one in check_draft(named(draft), book)[1]]


@pytest.mark.parametrize("book", [BOOK, ORDER], ids=["training", "order"])
def test_every_offered_kind_may_be_published_again(book: KindBook) -> None:
    """Unchanged, as its next version, for this node alone."""
    for kind in (newest for one in book.current if (newest := book.newest(one.id))):
        next_one, faults = check_draft(draft_of(kind, kind.version), book)
        assert not faults, kind.id
        assert next_one is not None
        same = msgspec.structs.replace(next_one, version=kind.version, profiles=kind.profiles, roles=kind.roles)
        assert same == kind
        assert next_one.profiles == (book.profile,)
        assert set(next_one.roles) == set(kind.roles)


@given(acts=st.lists(st.from_regex(r"(add|drop|up|down|more|less|x)(-[0-9]{1,2}){0,2}", fullmatch=True), max_size=30))
def test_no_act_breaks_a_draft(acts: list[str]) -> None:
    """Whatever buttons are pressed, in any order; ids stay unique."""
    draft = draft_of(shipped_kinds()["incident", 2], 2)
    for act in acts:
        draft = named(edited(draft, act))
    ids = [one.id for one in draft.questions if one.id]
    assert len(ids) == len(set(ids))
    assert len(draft.questions) <= 20


def test_acts() -> None:
    """Add, move, remove, an answer more, an answer less."""
    draft = draft_of(shipped_kinds()["check_out", 1], 1)
    draft = edited(draft, "add")
    assert [one.id for one in edited(draft, "up-1").questions] == ["", "reason"]
    assert [one.id for one in edited(draft, "down-0").questions] == ["", "reason"]
    assert [one.id for one in edited(draft, "drop-1").questions] == ["reason"]
    assert len(edited(draft, "more-0").questions[0].choices) == 5
    assert [one.id for one in edited(draft, "less-0-1").questions[0].choices] == ["done", "moved", "unwell"]
    assert edited(draft, "up-0") == edited(draft, "down-1") == edited(draft, "drop-9") == draft


def test_names_follow_from_titles_and_stay() -> None:
    """Letters without accents; a second one of the same title gets a number; a later title changes nothing."""
    assert name_of("Berapa kotak, yang réal?") == "berapa_kotak_yang_real"
    assert name_of("2 regu") == "i_2_regu"
    draft = named(msgspec.structs.replace(NOTE, questions=(asked(), asked())))
    assert [one.id for one in draft.questions] == ["berapa_dus", "berapa_dus_2"]
    other = msgspec.structs.replace(draft.questions[0], title_id="Lain")
    assert named(msgspec.structs.replace(draft, questions=(other,))).questions[0].id == "berapa_dus"


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (msgspec.structs.replace(NOTE, title_en=""), "judul formulir belum ada dalam bahasa Inggris"),
        (msgspec.structs.replace(NOTE, roles=()), "pilih siapa yang mengirim"),
        (msgspec.structs.replace(NOTE, title_id="Opening"), "sudah ada formulir opening versi 1; ubah yang itu"),
        (msgspec.structs.replace(NOTE, group="line"), "pilih golongan"),
        (msgspec.structs.replace(NOTE, group="stage", stage="9"), "tahap: bilangan dari 1 sampai 7"),
        (msgspec.structs.replace(NOTE, photos="form"), "foto formulir hanya pada golongan hasil"),
        (msgspec.structs.replace(NOTE, group="result"), "hasil tidak dikirim oleh petugas"),
        (msgspec.structs.replace(NOTE, questions=(asked(min="9", max="3"),)), "paling sedikit lebih besar"),
        (msgspec.structs.replace(NOTE, questions=(asked(max="banyak"),)), "paling banyak: bilangan dari 0"),
        (msgspec.structs.replace(NOTE, questions=(asked(kind="choice"),)), "sedikitnya dua jawaban"),
        (msgspec.structs.replace(NOTE, questions=(asked(kind="essay"),)), "pilih jenis jawaban"),
        (msgspec.structs.replace(NOTE, questions=(asked(when="nothing"),)), "syaratnya harus pertanyaan sebelumnya"),
        (msgspec.structs.replace(NOTE, questions=(asked(title_id="Isi ${x}"),)), "tanpa tanda ${"),
    ],
)
def test_what_is_wrong_is_said(draft: Draft, said: str) -> None:
    """A sentence for each thing, and nothing is published."""
    assert any(said in one for one in said_about(draft)), said_about(draft)


def test_a_condition_needs_an_answer_that_is_there() -> None:
    """The answer was removed, or none was chosen."""
    first = asked(kind="flag")
    none = msgspec.structs.replace(asked(title_id="Lalu"), when="berapa_dus")
    gone = msgspec.structs.replace(none, when_is=("perhaps",))
    good = msgspec.structs.replace(none, when_is=("yes",))
    drafts = [msgspec.structs.replace(NOTE, questions=(first, one)) for one in (none, gone, good)]
    assert [said_about(one) for one in drafts] == [
        ["pilih jawaban yang menjadi syarat"],
        ["jawaban yang menjadi syarat tidak ada lagi"],
        [],
    ]


def test_an_order_node_asks_for_no_votes() -> None:
    """Neither as results nor in other words; ballot papers and boxes may be counted."""
    result = msgspec.structs.replace(NOTE, group="result", roles=("clerk",))
    assert said_about(result) == []
    assert said_about(result, ORDER) == ["simpul ini tidak menanyakan perolehan suara"]
    votes = ("Suara nomor 1", "Perolehan paslon 2", "Suara sah", "Hasil nomor urut 1", "Pemilih nomor 1", "Angka 01")
    for title in votes:
        draft = msgspec.structs.replace(NOTE, questions=(asked(title_id=title),))
        assert said_about(draft, ORDER) == ["simpul ini tidak menanyakan perolehan suara"], title
        assert said_about(draft) == []
    for title in ("Surat suara kurang", "Kotak suara", "Pemilih antre"):
        assert said_about(msgspec.structs.replace(NOTE, questions=(asked(title_id=title),)), ORDER) == [], title


def test_what_the_board_reads_stays() -> None:
    """A built-in question or answer is not taken away; others may be added."""
    kind = shipped_kinds()["check_out", 1]
    draft = draft_of(kind, 1)
    assert "harus tetap ada" in said_about(edited(draft, "drop-0"))[0]
    assert "Sakit / Unwell" in said_about(edited(draft, "less-0-3"))[0]
    more = msgspec.structs.replace(draft, questions=(*draft.questions, asked()))
    assert said_about(more) == []


def test_free_words_are_always_private() -> None:
    """They never enter the log, whatever was ticked."""
    kind, _ = check_draft(named(msgspec.structs.replace(NOTE, questions=(asked(kind="text"),))), BOOK)
    assert kind is not None
    assert kind.fields[0].private


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, TestClient]]:  # type: ignore[type-arg]
    """A node and a client of its commander."""
    node = filled_node(tmp_path_factory.mktemp("forms") / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.headers.update(OWN)
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield node, client
    node.close()


def fields_of(page: str) -> dict[str, str | list[str]]:
    """What a browser would send of the editor's form."""
    form = page[page.index('<form class="editor"') : page.index("</form>", page.index('<form class="editor"'))]
    found: dict[str, str | list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        told = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if told.get("type") == "checkbox":
            if " checked" in tag:
                found.setdefault(told["name"], [])
                found[told["name"]] = [*found[told["name"]], told["value"]]
        elif "name" in told:
            found[told["name"]] = told.get("value", "")
    for name, options in re.findall(r'<select class="inp" name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(
            r'<option value="([^"]*)"', options
        )
        found[name] = chosen[1] if chosen else ""
    return found


def press(client: TestClient, page: str, act: str, **changes: str | list[str]) -> str:  # type: ignore[type-arg]
    """Press a button of the editor; the page that comes."""
    answer = client.post("/formulir/isi", data=fields_of(page) | changes | {"act": act})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_form_is_made_published_sent_retired_and_offered_again(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """The whole way by buttons alone: faults first, then a kind that phones are offered."""
    _, client = house
    page = press(client, client.get("/formulir/baru").text, "publish")
    assert "judul formulir belum ada" in page
    page = press(client, page, "show", title_id="Air minum", title_en="Drinking water", **{"q-0-kind": "flag"})
    page = press(client, page, "add", **{"q-0-title_id": "Air cukup", "q-0-title_en": "Enough water"})
    page = press(client, page, "show", **{"q-1-title_id": "Berapa dus kurang", "q-1-title_en": "Boxes missing"})
    page = press(client, page, "show", **{"q-1-kind": "count", "q-1-when": "air_cukup"})
    page = press(client, page, "show", **{"q-1-is": "no", "q-1-max": "40"})
    assert "data-preview" in page
    page = press(client, page, "publish")
    assert "Air minum versi 1 berlaku sekarang." in page
    (kind,) = [one for one in client.get("/api/kinds").json()["kinds"] if one["id"] == "air_minum"]
    assert kind["fields"][1]["when"] == {"field": "air_cukup", "is": [False]}
    assert (kind["fields"][1]["max"], kind["profiles"]) == (40, ["training"])
    sent = {"id": "01936a2e-0000-7000-8000-00000000000a", "kind": "air_minum", "version": "1", "place": "63.71.01"}
    answer = client.post("/lapangan/lapor", data=sent | {"a-berapa_dus_kurang": "3"}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    index = answer.headers["location"].partition("sent=")[2]
    client.post("/formulir/tarik", data={"kind": "air_minum"})
    assert "air_minum" not in client.get("/api/kinds").text
    assert "Berapa dus kurang" in client.get(f"/laporan/{index}").text  # what was sent stays readable
    client.post("/formulir/tawarkan", data={"kind": "air_minum"})
    assert "air_minum" in client.get("/api/kinds").text
    assert client.post("/formulir/tawarkan", data={"kind": "air_minum"}).status_code == 409


def test_old_versions_stay_readable_and_two_editors_do_not_overwrite_each_other(
    house: tuple[Node, TestClient],  # type: ignore[type-arg]
) -> None:
    """The second who publishes from the same version is told."""
    _, client = house
    mine = client.get("/formulir/ubah/welfare").text
    page = press(client, mine, "publish", title_id="Petugas sakit", title_en="Staff sick")
    assert "Petugas sakit versi 3 berlaku sekarang." in page
    assert "sudah ada formulir welfare versi 3" in press(client, mine, "publish")
    assert "Petugas sakit atau pingsan" in client.get("/formulir/lihat/welfare/1").text
    assert "versi 3" in client.get("/formulir/lihat/welfare/3").text
    old = client.get("/formulir/xlsform/welfare/1").content  # a workbook of version 1 does not take version 3 back
    page = client.post("/formulir/xlsform", files={"file": ("a.xlsx", old)}).text
    assert "sudah ada formulir welfare versi 3" in press(client, page, "publish")


def test_a_file_goes_out_and_comes_back_into_the_editor(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """And one that cannot be used is told cell by cell."""
    _, client = house
    file = client.get("/formulir/xlsform/logistics/1")
    assert file.headers["content-disposition"] == 'attachment; filename="logistics-1.xlsx"'
    assert file.content.startswith(b"PK")
    page = client.post("/formulir/xlsform", files={"file": ("a.xlsx", file.content)}).text
    assert 'value="Kotak suara tersegel"' in page
    assert "Terbitkan versi 2" in page
    sheets = sheets_of(shipped_kinds()["nil", 1])
    survey = tuple(row | {"type": "decimal"} if row["type"] == "integer" else row for row in sheets.survey)
    broken = write_book(msgspec.structs.replace(sheets, survey=survey))
    page = client.post("/formulir/xlsform", files={"file": ("a.xlsx", broken)}).text
    assert "lembar survey, baris 5, kolom type" in page
    assert "buku kerja .xlsx" in client.post("/formulir/xlsform", files={"file": ("a.xlsx", b"no")}).text


def test_results_are_not_in_the_list_of_an_order_node(tmp_path: Path) -> None:
    """Nor can they be looked at, changed or brought in."""
    node = new_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.headers.update(OWN)
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        assert "results_copy" not in client.get("/formulir").text
        assert client.get("/formulir/ubah/results_copy").status_code == 404
        file = write_book(sheets_of(shipped_kinds()["results_copy", 1]))
        page = client.post("/formulir/xlsform", files={"file": ("a.xlsx", file)}).text
        assert "menanyakan perolehan suara" in press(client, page, "publish")
        assert "results_copy" not in client.get("/api/kinds").text
    node.close()
