"""Forms filled in from what the log knows: what stands in them, what is left to a hand, who may print what."""

import io
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

import msgspec
import pytest
from litestar.testing import TestClient
from pypdf import PdfReader
from sqlalchemy import select

from kawal.count.tables import READING
from kawal.disputes.grounds.facts import FactLine
from kawal.disputes.papers.filling import Subject, filled, fits
from kawal.disputes.papers.printing import paper_pdf, report_pdf
from kawal.disputes.papers.subjects import happened, told_of
from kawal.field.identity import new_identity
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.papers import decode_papers, papers
from kawal.jurisdiction.zones import WITA
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language
from kawal.store.log import read_entries, read_head
from kawal.watch.paper.formal import Sheet
from tests.count.test_recap_pages import annex
from tests.disputes.grounds.test_decide import objection
from tests.disputes.grounds.test_pages import DAY_AFTER, STATION, Client, Office, opened, sent
from tests.http.conftest import BASE, OWN

DOWNLOAD = "/sengketa/kertas/unduh"
ENTRY = {"what": "voted_without_right", "how_many": 2, "known_by": "seen", "happened_at": "10:42"}
HAND = {"Nama", "Alamat", "Jabatan", "Nama saksi atau pengawas", "Pelaku", "Alamat pelaku", "Analisis"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("papers") / "node")
    with TestClient(made.app, base_url=BASE):
        yield made
    made.node.close()


def text_of(body: bytes) -> str:
    """The words of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).split())


def printed(client: Client, **form: str) -> str:
    """The words of a form."""
    answer = sent(client, DOWNLOAD, **form)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return text_of(answer.content)


@pytest.fixture(scope="module")
def ground(office: Office) -> str:
    """The number of a ground that is opened from two reports."""
    entries = [office.told("irregularity", ENTRY, phone=phone) for phone in (0, 1)]
    return opened(office.client("commander"), *entries, contest="mayor").rpartition("/")[2]


def test_rows_for_people_are_never_filled_in(office: Office) -> None:
    """No row that asks for a name, an address or an office has a filling, in any form."""
    subject = Subject(of="ground", reference="Dasar 1", entry=1, place=STATION, event="x", facts=("y",), pair=2)
    for paper in papers():
        sections = filled(paper, subject, office.app.state["field"].registry(), language("id"))
        rows = dict(row for one in sections for row in one.rows)
        assert not [title for title, value in rows.items() if value and (title in HAND or "nama" in title.lower())]


def test_each_form_is_for_its_place() -> None:
    """C.KEJADIAN KHUSUS for a station, D for a plenary; Form A and B.2 for both."""
    station = Subject(of="objection", reference="", entry=1, place=STATION, event="")
    plenary = Subject(of="objection", reference="", entry=1, place="63.71.01", event="", level="district")
    assert [one.id for one in papers() if fits(one, station)] == ["form_a", "b2", "special_events_c"]
    assert [one.id for one in papers() if fits(one, plenary)] == ["form_a", "b2", "special_events_d"]


def test_a_form_without_a_source_or_with_an_unknown_filling_is_refused() -> None:
    """The loader says which file and what is wrong."""
    row = "sections: [{id: a, confidence: low, title: t, rows: [{title: r, fill: FILL}]}]"
    names = "name: {id: a, en: a}, used: {id: a, en: a}"
    form = f"papers: [{{id: x, {names}, title: t, source: SOURCE, of: [ground], signing: [s], {row}}}]"
    decode_papers(form.replace("SOURCE", "[{of: s}]").replace("FILL", "event").encode(), "x.yaml")
    for source, fill in (("[]", "event"), ("[{of: s}]", "reporter_name")):
        with pytest.raises(Rejected, match=r"x\.yaml"):
            decode_papers(form.replace("SOURCE", source).replace("FILL", fill).encode(), "x.yaml")


def test_entries_are_written_as_numbers_are() -> None:
    """Entry 17112 with its dot, in the sentence of a fact."""
    assert told_of(FactLine(index=17_112, title="Insiden", answers=("Apa: x",))) == "Insiden (catatan 17.112); Apa: x"


@pytest.mark.parametrize(
    ("sent_at", "stated", "day", "hour"),
    [
        ("2024-11-27T11:26", "11:40", 27, "11:40"),
        ("2024-11-27T11:26", "10:42", 27, "10:42"),
        ("2024-11-27T11:26", "23:26", 27, "23:26"),
        ("2024-11-27T11:26", "23:27", 26, "23:27"),
        ("2024-11-28T00:10", "23:50", 27, "23:50"),
        ("2024-11-27T11:26", "", 27, "11:26"),
    ],
)
def test_a_stated_hour_is_of_the_day_of_the_report_unless_it_lies_over_twelve_hours_after(
    sent_at: str, stated: str, day: int, hour: str
) -> None:
    """Sent 11:26: 11:40 is the same day, 23:26 just so, 23:27 (12 h 1 min later) the day before; told at 00:10 of
    23:50 (23 h 40 min later) the day before."""
    at_ms = int(datetime.fromisoformat(sent_at).replace(tzinfo=WITA).timestamp() * 1000)
    row = msgspec.structs.replace(objection().report, at_ms=at_ms, data={"happened_at": stated} if stated else {})
    assert happened(row, WITA).strftime("%d %H:%M") == f"{day} {hour}"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ("form_a", ("Formulir A", "LHP/PM.01.0", "TPS 012 Mantuil", "Pasal yang diduga dilanggar", "pasal 112")),
        (
            "b2",
            (
                "Model B.2",
                "Lebih dari satu orang tanpa hak pilih di sini",
                "10.42 WITA",
                "PSU): aman sampai Jumat 6 Desember 2024",
            ),
        ),
        ("special_events_c", ("MODEL C.KEJADIAN KHUSUS", "012", "Mantuil", "Banjarmasin Selatan", "Wali Kota")),
        ("b1", ("Model B.1", "Aman sampai", "Identitas pelapor")),
    ],
)
def test_a_ground_fills_in_its_forms(office: Office, ground: str, form: str, says: tuple[str, ...]) -> None:
    """Facts with their entries, the article, the place; every page with the number of the ground; no mark of an
    unverified layout, which is for the screen."""
    text = printed(office.client("commander"), of="ground", entry=ground, form=form)
    for words in (*says, f"Dasar {ground}", "catatan", "Memilih tanpa hak pilih di sini"):
        assert words in text
    assert "tata letak belum diverifikasi" not in text
    page = office.client("commander").get(f"/sengketa/kertas?of=ground&entry={ground}").text
    assert "tata letak belum diverifikasi" in page
    assert "ditulis tangan" in page


def test_an_objection_says_who_by_number_and_what_was_answered(office: Office) -> None:
    """At the station form C, at the plenary form D; the pair's number is filled in, the agent's name is not."""
    data = {"objector": "agent", "pair": 2, "which_contest": "mayor", "accepted": "noted"}
    at_station = office.told("objection", data | {"level": "station", "form": "c_hasil", "about": "votes"}, v=2)
    client = office.client("commander")
    text = printed(client, of="objection", entry=str(at_station), form="special_events_d")
    for words in ("MODEL D.KEJADIAN KHUSUS", "Diajukan di TPS", "012", "Mantuil", "nomor urut 2"):
        assert words in text
    assert "dibawa ke pleno kecamatan" in text
    own = printed(client, of="objection", entry=str(at_station), form="special_events_c")
    for words in ("MODEL C.KEJADIAN KHUSUS", "012", "Mantuil", "nomor urut 2", "dibawa ke pleno kecamatan"):
        assert words in own
    assert "PKPU 19/2020" not in printed(client, of="objection", entry=str(at_station), form="b2")


@pytest.mark.parametrize("form", ["form_a", "b2", "special_events_c", "special_events_d", "b1"])
def test_every_form_of_an_objection_says_once_what_a_plenary_answered_when_and_in_which_minutes(
    office: Office, form: str
) -> None:
    """Carried on by the district's plenary: its day, the number of its minutes and the entry, then who is next; a day
    and a number that nobody knows are left out."""
    client = office.client("commander")
    data = {"objector": "agent", "pair": 2, "which_contest": "mayor", "accepted": "noted", "level": "station"}
    entry = office.told("objection", data | {"form": "c_hasil", "about": "votes"}, v=2)
    said = {"answer": "carried", "reason": "Belum dapat dibuktikan.", "seen": str(entry)}
    held = {"held_on": "2024-11-28", "minutes": "12/BA/PPK/2024"} if form != "b2" else {}
    assert sent(client, f"/sengketa/keberatan/{entry}/jawaban", **said, **held).status_code == 303
    text = "".join(printed(client, of="objection", entry=str(entry), form=form).split())
    when = "Kamis 28 November 2024, berita acara 12/BA/PPK/2024"
    answer = f"pleno kecamatan{f', {when}' if held else ''}: tidak diterima, dibawa ke atas (catatan"
    assert text.count(answer.replace(" ", "")) == 1
    assert "dibawa ke pleno kabupaten/kota".replace(" ", "") in text


def test_an_incident_fills_in_a_finding(office: Office) -> None:
    """What happened and where, from the incident's page."""
    entry = office.incident()
    client = office.client("commander")
    query = {"of": "incident", "entry": str(entry), "place": STATION, "what": "procedure"}
    assert (
        urlencode(query).replace("&", "&amp;") in client.get(f"/insiden/{entry}?place={STATION}&what=procedure").text
    )
    text = printed(client, form="b2", **query)
    assert f"Insiden {entry}" in text
    assert "Tata cara dilanggar" in text


def test_a_finding_of_the_count_fills_in_a_form(office: Office) -> None:
    """Valid votes that are not the sum of the options: 60 + 40 + 10 = 110, the form says 111."""
    numbers = {"option_1": 60, "option_2": 40, "option_3": 10, "valid": 111, "invalid": 4}
    office.told("results_copy", {"contest": "mayor", "copy": "own"} | numbers, v=2)
    client = office.client("commander")
    page = client.get(f"/hitung/tps/{STATION}/mayor").text
    assert "/sengketa/kertas?of=finding" in page
    query = {"of": "finding", "place": STATION, "contest": "mayor", "what": "VALID_SUM"}
    text = printed(client, form="form_a", **query)
    assert "110" in text
    assert "111" in text
    assert sent(client, DOWNLOAD, form="form_a", **query | {"what": "NOTHING"}).status_code == 404
    assert sent(client, DOWNLOAD, form="form_a", **query | {"contest": ""}).status_code == 400


def test_a_difference_of_the_recapitulation_fills_in_the_plenarys_form(office: Office) -> None:
    """Each of the four stations of the smallest ward says 61 votes for number 1, the annex says 245 and not 244."""
    copy = {"contest": "mayor", "copy": "own", "option_1": 61, "option_2": 100, "option_3": 39, "valid": 200}
    for number in range(1, 5):
        place = f"6371051002{number:03d}"
        office.told("results_copy", copy | {"invalid": 5, "counted": 205, "voters": 205}, v=2, place=place)
    client = office.client("commander", "clerk", "adjudicator")
    client.post(
        "/hitung/rekap/berkas",
        data={"contest": "mayor", "region": "63.71.05.1002", "source": "official", "round": "1"},
        files={"file": ("rekap.csv", annex(votes_1=245).encode(), "text/csv")},
        headers=OWN,
        follow_redirects=False,
    )
    query = {"of": "recap", "place": "63.71.05.1002", "part": "63.71.05.1002", "contest": "mayor", "round": "1"}
    assert urlencode(query).replace("&", "&amp;") in client.get("/hitung/rekap?contest=mayor").text
    for told, words in (("id", "Selisih rekapitulasi"), ("en", "Difference of the recapitulation")):
        shown = client.get(f"/sengketa/kertas?{urlencode(query)}&lang={told}").text
        assert f'<a class="link" href="/hitung/rekap?contest=mayor">{words}</a>' in shown
    client.cookies.delete("kawal_lang")
    text = printed(client, form="special_events_d", **query)
    for words in ("MODEL D.KEJADIAN KHUSUS", "tertulis 245, jumlah di bawahnya 244", "Banjarmasin Tengah"):
        assert words in text
    for form in ("form_a", "b2"):
        cited = printed(client, form=form, **query)
        assert "Cara rekapitulasi: PKPU 19/2020 pasal 15A ayat (1)" in cited
        assert "(belum diverifikasi)" in cited
        assert "Keberatan saksi atau pengawas" not in cited


def test_sealed_words_are_printed_only_by_right_and_each_time_is_recorded(office: Office) -> None:
    """A lawyer gets the form without them; who may read them gets them, and the log has two more entries: what was
    opened, and that a file with personal data went out."""
    old = office.told("objection", {"accepted": "refused"})
    plain = printed(office.client("lawyer"), of="objection", entry=str(old), form="form_a")
    assert "isi" not in plain.split()
    wanted = {"of": "objection", "entry": str(old), "form": "form_a", "words": "1"}
    refused = sent(office.client("lawyer"), DOWNLOAD, **wanted)
    assert refused.status_code == 403
    with office.node.reading() as connection:
        before = read_head(connection).size
    told = printed(office.client("commander"), **wanted)
    assert "isi" in told.split()
    with office.node.reading() as connection:
        tail = b"".join(entry for _, entry in read_entries(connection, before, read_head(connection).size))
    assert b"private_opened" in tail
    assert b"dispute_form" in tail


def pages_of(body: bytes) -> list[str]:
    """The words of each page of a PDF, after the head of the page."""
    return [
        page.extract_text().partition("Latihan, data contoh")[2].strip() for page in PdfReader(io.BytesIO(body)).pages
    ]


def made_of(office: Office, **more: object) -> list[tuple[str, list[str]]]:
    """Every form of a subject of which the log knows little but this, by its id, page by page."""
    subject = Subject(of="ground", reference="Dasar 1", entry=1, place=STATION, event="x", **more)  # type: ignore[arg-type]
    registry = office.app.state["field"].registry()
    sheet = Sheet("Bawaslu", True, DAY_AFTER, 9, "ab" * 32)
    made = [(one.id, pages_of(paper_pdf(one, subject, registry, sheet))) for one in papers()]
    return [*made, ("b1", pages_of(report_pdf(subject, registry, Law(None), WITA, sheet)))]


def test_a_form_of_which_little_is_known_is_one_page_without_invented_moments(office: Office) -> None:
    """No hour, no seven days from one, no empty table: lines for a hand, with the signature on the same page."""
    for form, pages in made_of(office):
        assert len(pages) == 1, form
        assert "Tidak ada bukti yang tercatat." in pages[0]
        assert "SHA-256" not in pages[0]
        assert "00.00" not in pages[0], form
        assert "Aman sampai" not in pages[0], form


def test_no_page_of_a_long_form_begins_in_the_middle_of_what_a_hand_writes(office: Office) -> None:
    """Whatever the number of facts, the lines for a hand stand under their heading, with the signature."""
    for number in range(1, 24, 2):
        facts = tuple(f"Fakta {n}: " + "kata demi kata " * 12 for n in range(number))
        for form, pages in made_of(office, facts=facts, words=("isi",)):
            heading = "Uraian pelapor" if form == "b1" else "Uraian tambahan"
            assert [heading in one for one in pages] == [False] * (len(pages) - 1) + [True], (form, number)
            assert "ditulis tangan" in pages[-1] or "diuraikan pelapor" in pages[-1]


def test_a_word_longer_than_a_line_is_broken(office: Office) -> None:
    """144 letters without a space: on several lines, none of them lost."""
    word = "Pertanggungjawaban" * 8  # 144 letters; a line holds about 80
    for form, pages in made_of(office, facts=(word,)):
        assert word not in pages[0], form
        assert word in "".join(pages[0].replace("\u200b", "").split()), form


def test_what_is_out_of_reach_or_unknown_is_refused(office: Office, ground: str) -> None:
    """Another district's adjudicator; no such form, ground, incident."""
    other = office.client("adjudicator", region="63.71.02")
    assert sent(other, DOWNLOAD, of="ground", entry=ground, form="form_a").status_code == 403
    client = office.client("commander")
    for odd in (
        {"of": "ground", "entry": ground, "form": "nothing"},
        {"of": "ground", "entry": "0", "form": "form_a"},
        {"of": "incident", "entry": "0", "place": "x", "what": "y", "form": "form_a"},
        {"of": "recap", "place": "99", "contest": "mayor", "form": "form_a"},
        {"of": "finding", "place": "x", "contest": "mayor", "form": "form_a"},
    ):
        assert sent(client, DOWNLOAD, **odd).status_code == 404, odd


def test_without_a_thing_the_page_says_where_forms_are_offered(office: Office) -> None:
    """Five places; what is named and is not there is still not found."""
    client = office.client("commander")
    answer = client.get("/sengketa/kertas")
    assert answer.status_code == 200
    for link in ("/sengketa", "/insiden", "/hitung/antrean", "/hitung/rekap", "/sengketa/keberatan"):
        assert f'<span><a class="link" href="{link}">' in answer.text
        assert client.get(link).status_code == 200
    assert client.get("/sengketa/kertas?of=ground&entry=0").status_code == 404


def test_the_page_leads_back_to_what_its_forms_are_filled_in_from(office: Office, ground: str) -> None:
    """A ground, an incident, an objection that waits: each link answers."""
    client = office.client("commander")
    incident, objected = office.incident(), office.told("objection", {"accepted": "refused"})
    pages = {
        f"of=ground&entry={ground}": f"/sengketa/dasar/{ground}",
        f"of=incident&entry={incident}&place={STATION}&what=procedure": (
            f"/insiden/{incident}?place={STATION}&amp;what=procedure"
        ),
        f"of=objection&entry={objected}": f"/sengketa/keberatan#k{objected}",
    }
    for query, back in pages.items():
        assert f'<a class="link" href="{back}">' in client.get(f"/sengketa/kertas?{query}").text, query
        assert client.get(back.replace("&amp;", "&")).status_code == 200


WRONG = {"option_1": 61, "option_2": 100, "option_3": 39, "valid": 200, "invalid": 5, "counted": 205, "voters": 204}
"""61 + 100 + 39 = 200 valid, 200 + 5 = 205 counted, but 204 voted."""
FINDING = "Suara yang dihitung tidak sama dengan pengguna hak pilih"


def raised(office: Office, client: Client, place: str) -> tuple[int, int]:
    """A copy with a wrong sum and the incident that is made of its finding; the entries of both."""
    copy = office.told("results_copy", {"contest": "mayor", "copy": "own"} | WRONG, v=2, place=place)
    about = {"place": place, "contest": "mayor", "round": "1", "finding": "COUNTED_EQ_VOTERS"}
    form = about | {"id": new_identity(), "what": "procedure", "severity": "moderate", "words": "Periksa formulir."}
    answer = sent(client, "/insiden/temuan", **form)
    assert answer.status_code == 303, answer.text
    return copy, int(answer.headers["location"].rpartition("/")[2])


def test_the_forms_of_an_incident_that_was_made_of_a_finding_say_what_the_finding_says(office: Office) -> None:
    """Both numbers, the contest, the copy with its entry and moment, the article; in Form A, B.2, C and B.1."""
    place = "6371011001004"
    client = office.client("commander")
    copy, incident = raised(office, client, place)
    with office.node.reading() as rows:
        at_ms = rows.execute(select(READING.c.at_ms).where(READING.c.position == copy)).scalar_one()
    shown = f"{language('id').time(datetime.fromtimestamp(at_ms / 1000, WITA))} WITA"
    query = {"of": "incident", "entry": str(incident), "place": place, "what": "procedure"}
    told = [printed(client, form=form, **query) for form in ("form_a", "b2", "special_events_c")]
    b1 = sent(client, f"/insiden/{incident}/b1", place=place, what="procedure")
    told.append(text_of(b1.content))
    for text in told:
        assert f"{FINDING} (Wali Kota): 205 lawan 204" in text
        assert f"Salinan pengawas TPS, Wali Kota (catatan {copy})" in text
        assert "Suara sah dan tidak sah: 205" in text
        assert "Jumlah pengguna hak pilih: 204" in text
        assert shown in text
        assert "(Tata cara dilanggar)" not in text
    for text in told[:2]:
        assert "Perbawaslu 15/2024" in text


def test_an_incident_of_a_finding_that_no_longer_stands_says_so(office: Office) -> None:
    """A newer copy of the same source is right: the form names the finding, that it is gone, and no number."""
    place = "6371011001003"
    client = office.client("commander")
    _, incident = raised(office, client, place)
    office.told("results_copy", {"contest": "mayor", "copy": "own"} | WRONG | {"voters": 205}, v=2, place=place)
    text = printed(client, of="incident", entry=str(incident), place=place, what="procedure", form="b2")
    assert f"{FINDING}. Pada angka yang sekarang berlaku temuan ini tidak ada lagi." in text
    assert "lawan" not in text


def test_who_may_see_no_numbers_gets_the_form_without_them(office: Office) -> None:
    """An operator prints B.1 of the incident: what does not hold, by which copy; none of its figures."""
    place = "6371011001002"
    copy, incident = raised(office, office.client("commander"), place)
    answer = sent(office.client("operator"), f"/insiden/{incident}/b1", place=place, what="procedure")
    text = text_of(answer.content)
    assert f"{FINDING} (Wali Kota)." in text
    assert f"Salinan pengawas TPS, Wali Kota (catatan {copy})" in text
    assert "lawan" not in text
    assert "Jumlah pengguna hak pilih" not in text


def test_one_page_offers_every_form_of_an_incident_and_says_when_each_is_used(office: Office) -> None:
    """The incident leads there and offers no form by itself; B.1 is made by the incident's own route. Who has no part
    in disputes still makes B.1 from the incident."""
    entry, client = office.incident(), office.client("commander")
    case = client.get(f"/insiden/{entry}").text
    assert f'action="/insiden/{entry}/b1"' not in case
    assert "/sengketa/kertas?of=incident" in case
    page = client.get(f"/sengketa/kertas?of=incident&entry={entry}&place={STATION}&what=procedure").text
    assert f'action="/insiden/{entry}/b1"' in page
    for words in (
        "Laporan seorang pemilih, pemantau, atau peserta",
        "Hasil pengawasan oleh pengawas sendiri",
        "Dugaan pelanggaran dari hasil pengawasan pengawas sendiri",
        "Kejadian khusus atau keberatan saksi atau pengawas di TPS",
    ):
        assert words in page
    assert f'action="/insiden/{entry}/b1"' in office.client("operator").get(f"/insiden/{entry}").text
