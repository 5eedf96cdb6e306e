"""Letters between the city's node and Bawaslu's: referred, answered, each once, by the network or as a file."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.profiles import Profile
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.exchange.envelope import Letter, read_letter, sealed_letter
from kawal.exchange.letters import LetterRow
from kawal.exchange.mail import SEND, MailDesk, is_quiet
from kawal.field.identity import new_identity
from kawal.kernel.errors import Rejected
from kawal.node import Node, open_node
from kawal.record.note import SigningKey
from kawal.store.jobs import JobRunner
from kawal.store.log import read_entries
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.web.identity import SESSION_COOKIE
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import morning


class House:
    """A node with its pages, an operator at its desk, and the wire to the other."""

    def __init__(self, folder: Path, founded: Path) -> None:
        shutil.copytree(founded, folder)
        self.node: Node = open_node(folder, morning)
        self.client: TestClient[Litestar] = TestClient(create_app(self.node, load_letterhead()), base_url=BASE)
        self.client.__enter__()
        self.operator, self.admin = session(self.node, "operator"), session(self.node, "administrator")
        self.cut = False

    def letters(self) -> list[tuple[LetterRow, Letter | None]]:
        """What people wrote, newest first."""
        with self.node.reading() as connection:
            return [(row, letter) for row, letter in self.mail.all(connection) if not is_quiet(row)]

    @property
    def mail(self) -> MailDesk:
        """Its post office."""
        found: MailDesk = self.client.app.state["mail"]
        return found

    def post(self, path: str, **data: str) -> int:
        """Send a form as the operator; returns the status."""
        return self.as_who(self.operator, path, data)

    def manage(self, path: str, **data: str) -> int:
        """Send a form as the administrator; returns the status."""
        return self.as_who(self.admin, path, data)

    def as_who(self, token: str, path: str, data: dict[str, str]) -> int:
        """Send a form with a session; returns the status."""
        self.client.cookies.set(SESSION_COOKIE, token)
        return self.client.post(path, data=data, headers=OWN, follow_redirects=False).status_code

    def page(self, path: str) -> str:
        """A page's words."""
        self.client.cookies.set(SESSION_COOKIE, self.operator)
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def know(self, other: "House", agency: str, url: str) -> None:
        """Name the other node."""
        key = str(other.node.store.keys.log.verifier)
        given = {"key": key, "institution": other.node.founding.institution, "agency": agency, "url": url}
        assert self.manage("/surat/simpul", **given) == 303

    def carry(self, other: "House") -> int:
        """Do what waits to be delivered, through the wire to the other; returns how many jobs were tried."""

        def wire(request: httpx.Request) -> httpx.Response:
            if self.cut:
                raise httpx.ConnectError("no network")
            other.client.cookies.clear()
            answer = other.client.post(
                request.url.path, content=request.content, headers={"content-type": "text/plain"}
            )
            return httpx.Response(answer.status_code, content=answer.content)

        desk = MailDesk(
            self.node.store,
            self.node.clock,
            new_identity,
            client=httpx.Client(transport=httpx.MockTransport(wire)),
        )
        return JobRunner(self.node.engine, {SEND: desk.deliver}, self.node.clock).run_due()

    def size(self) -> int:
        """How many entries its log has."""
        with self.node.reading() as connection:
            return sum(1 for _ in read_entries(connection))


@pytest.fixture
def houses(tmp_path: Path, founded: dict[Profile, Path]) -> Iterator[tuple[House, House]]:
    """The city's node and Bawaslu's, which know each other."""
    city = House(tmp_path / "kota", founded["order"])
    bawaslu = House(tmp_path / "bawaslu", founded["supervision"])
    city.know(bawaslu, "BAWASLU", "https://bawaslu.example")
    bawaslu.know(city, "SATPOL_PP", "https://kota.example")
    yield city, bawaslu
    for one in (city, bawaslu):
        one.client.__exit__(None, None, None)
        one.node.close()


def referred(
    city: House, words: str = "mohon ditindaklanjuti", line: str = "TPS 7 Mawar keributan berat"
) -> tuple[int, str]:
    """An incident of the city that goes to Bawaslu: its entry, and the letter as it travels."""
    typed = {"text": line, "identity": new_identity(), "channel": "radio"}
    assert city.post("/buku-jaga/baris", **typed) == 303
    cases: CaseDesk = city.client.app.state["cases"]
    with city.node.reading() as connection:
        case = cases.all(connection)[0]
    given = {"place": case.place, "what": case.what, "receiver": "kawal/bawaslu-banjarmasin", "words": words}
    assert city.post(f"/insiden/{case.heard.index}/rujuk", **given) == 303
    with city.node.reading() as connection:
        newest = city.letters()[0][0]
        return case.heard.index, city.mail.note_of(connection, newest.id)


def test_a_referral_goes_to_bawaslu_and_its_answer_comes_back_into_the_record(houses: tuple[House, House]) -> None:
    """Delivered, in both logs, read on the other page; accepted there it is accepted here, by the agency."""
    city, bawaslu = houses
    index, _ = referred(city)
    assert "menunggu" in city.page("/surat")
    assert city.carry(bawaslu) == 1
    assert "sampai, catatan" in city.page("/surat")
    page = bawaslu.page("/surat")
    assert "mohon ditindaklanjuti" in page
    assert "TPS 007 Mawar" in page
    letter = bawaslu.letters()[0][0]
    assert bawaslu.carry(city) == 1  # the acknowledgement
    assert "tanda terima pada catatan" in city.page("/surat")
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict="accepted", words="Panwascam menuju TPS") == 303
    assert bawaslu.carry(city) == 1
    record = city.page(f"/insiden/{index}").split('<ol class="log" ')[1].split("</ol>")[0]
    assert "Bawaslu menerima" in record
    assert "Panwascam menuju TPS" in record
    for house in houses:
        with house.node.reading() as connection:
            assert any(b"letter_" in body for _, body in read_entries(connection))
            assert all(b"Panwascam" not in body for _, body in read_entries(connection))  # words are sealed
        house.node.writer.rebuild()
    assert "Panwascam menuju TPS" in city.page("/surat")


def test_with_the_network_cut_the_letter_is_carried_as_a_file(houses: tuple[House, House]) -> None:
    """It waits and is tried again; brought as a file it is there once, however often and by whatever way it comes."""
    city, bawaslu = houses
    city.cut = True
    _, note = referred(city)
    assert city.carry(bawaslu) == 1
    assert "menunggu" in city.page("/surat")
    identity = city.letters()[0][0].id
    file = city.client.get(f"/surat/{identity}/berkas")
    assert file.text == note
    assert "<svg" in city.page(f"/surat/{identity}")
    before = bawaslu.size()
    for _ in range(2):
        bawaslu.client.cookies.set(SESSION_COOKIE, bawaslu.operator)
        upload = {"file": ("surat.txt", file.content)}
        answer = bawaslu.client.post("/surat/masuk", files=upload, headers=OWN, follow_redirects=False)
        assert answer.status_code == 303
    assert bawaslu.post("/surat/masuk", note=note.replace("\n", "\r\n")) == 303
    answer = bawaslu.client.post("/api/surat", content=note, headers={"content-type": "text/plain"})
    assert answer.status_code == 200
    assert bawaslu.size() - before == 3  # the letter, the incident it is here, the acknowledgement


@pytest.mark.parametrize(
    "how", ["changed", "unsigned", "stranger", "replaced", "not ours", "noise", "long", "turned"]
)
def test_a_letter_that_is_forged_or_not_ours_is_refused_and_nothing_is_kept(
    houses: tuple[House, House], how: str
) -> None:
    """A changed word, no signature, an unknown node, other words under the same id, for someone else, no letter."""
    city, bawaslu = houses
    _, note = referred(city)
    letter = read_letter(note)
    key = city.node.store.keys.log
    if how == "replaced":
        assert bawaslu.client.post("/api/surat", content=note).status_code == 201
    stranger = SigningKey(key.verifier.name, b"\7" * 32)

    def like(key: SigningKey, **more: str) -> str:
        values = {name: getattr(letter, name) for name in letter.__struct_fields__} | more
        return sealed_letter(Letter(**values), key)

    body, status = {
        "changed": (note.replace("mohon", "harap"), 403),
        "unsigned": (note.rpartition("\n\n")[0] + "\n", 400),
        "stranger": (like(stranger), 403),
        "replaced": (like(key, words="lain"), 409),
        "not ours": (like(key, receiver="kawal/lain"), 400),
        "noise": ("not a letter", 400),
        "turned": (like(key, words="aman \u202edibatalkan"), 400),
        "long": (note + "x" * 20_000, 400),
    }[how]
    before = bawaslu.size()
    bawaslu.client.cookies.clear()
    answer = bawaslu.client.post("/api/surat", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code in (status, 413), answer.text
    assert bawaslu.size() == before
    if how in ("changed", "stranger"):  # the known signer's words were changed; the other key is nobody's
        why = {"changed": "isi surat berubah", "stranger": "tidak ditandatangani simpul yang dikenal"}[how]
        assert why in answer.text


def test_a_node_that_was_dropped_is_not_listened_to_any_more(houses: tuple[House, House]) -> None:
    """Its letters are refused; those that came stay."""
    city, bawaslu = houses
    _, note = referred(city)
    assert bawaslu.manage("/surat/simpul/lepas", origin=city.mail.origin) == 303
    assert bawaslu.client.post("/api/surat", content=note).status_code == 403
    assert bawaslu.manage("/surat/simpul/lepas", origin=city.mail.origin) == 404


def test_no_vote_figure_goes_from_bawaslus_node_to_the_citys(houses: tuple[House, House]) -> None:
    """Words with votes travel without their figures; a letter that has them all the same is refused by the city."""
    city, bawaslu = houses
    given = {"receiver": city.mail.origin, "kind": "milestone", "words": "TPS 3 Mawar 01: 7873, 02: 7698"}
    assert bawaslu.post("/surat/tulis", **given) == 303
    assert bawaslu.carry(city) == 1
    assert not re.search(r"\b7873\b", city.page("/surat"))
    origin = bawaslu.mail.origin
    forced = Letter(
        id=new_identity(),
        sender=origin,
        receiver=city.mail.origin,
        kind="milestone",
        at_ms=0,
        size=1,
        words="paslon 01: 787361942, paslon 02: 769815327",
    )
    body = sealed_letter(forced, bawaslu.node.store.keys.log)
    answer = city.client.post("/api/surat", content=body, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "angka suara" in answer.json()["detail"]
    kept = b"".join(path.read_bytes() for path in Path(city.node.folder).rglob("*") if path.is_file())
    assert b"787361942" not in kept


def test_who_may_name_nodes_and_who_may_write(houses: tuple[House, House]) -> None:
    """The operator names none, the administrator writes none; a key that is none or our own is refused."""
    city, bawaslu = houses
    key = str(bawaslu.node.store.keys.log.verifier)
    assert city.post("/surat/simpul", key=key, institution="x") == 403
    assert city.manage("/surat/tulis", receiver=bawaslu.mail.origin, kind="personnel", words="x") == 403
    assert city.manage("/surat/simpul", key="not a key", institution="x") == 400
    own = str(city.node.store.keys.log.verifier)
    assert city.manage("/surat/simpul", key=own, institution="x") == 400
    assert city.manage("/surat/simpul", key=key, institution="x", url="ftp://x") == 400
    assert city.post("/surat/tulis", receiver="kawal/nobody", kind="personnel", severity="minor", words="x") == 404


def test_a_letter_is_text_that_no_log_could_have_signed_as_a_checkpoint() -> None:
    """It begins with words that are no origin of a log, and holds what it held."""
    key = SigningKey("kawal/pemkot", b"\1" * 32)
    letter = Letter(
        id=new_identity(), sender="kawal/pemkot", receiver="kawal/b", kind="support", at_ms=1, size=2, words="perahu"
    )
    note = sealed_letter(letter, key)
    assert note.startswith("kawal letter v1\n{")
    assert read_letter(note) == letter
    with pytest.raises(Rejected):
        sealed_letter(
            Letter(**{**{n: getattr(letter, n) for n in letter.__struct_fields__}, "words": "x" * 17_000}), key
        )


def test_a_known_nodes_letter_of_an_impossible_moment_is_refused_and_the_page_stays(
    houses: tuple[House, House],
) -> None:
    """No page could show the year 300,000,000: 400, nothing is kept, the list of letters opens."""
    city, bawaslu = houses
    _, note = referred(city)
    letter = read_letter(note)
    before = bawaslu.size()
    for changed in (
        msgspec.structs.replace(letter, at_ms=10**18),
        msgspec.structs.replace(letter, subject=msgspec.structs.replace(letter.subject, at_ms=10**18)),
        msgspec.structs.replace(letter, subject=msgspec.structs.replace(letter.subject, incident=2**60)),
    ):
        body = sealed_letter(changed, city.node.store.keys.log)
        assert bawaslu.client.post("/api/surat", content=body).status_code == 400
    assert bawaslu.size() == before
    bawaslu.page("/surat")


def on_bawaslus_desk(houses: tuple[House, House], **more: str) -> tuple[int, LetterRow, Case]:
    """A referral of the city that has come to Bawaslu: the city's incident, the letter, the incident it is there."""
    city, bawaslu = houses
    index, _ = referred(city, **more)
    city.carry(bawaslu)
    return index, bawaslu.letters()[0][0], newest_case(bawaslu)


def newest_case(house: House) -> Case:
    """The incident of a node that was heard of last."""
    cases: CaseDesk = house.client.app.state["cases"]
    with house.node.reading() as connection:
        return max(cases.all(connection), key=lambda one: one.heard.index)


def close(house: House, case: Case) -> None:
    """Close an incident as handled."""
    given = {"place": case.place, "what": case.what, "result": "resolved"}
    token = session(house.node, "commander")
    assert house.as_who(token, f"/insiden/{case.heard.index}/tutup", given) == 303


def record(house: House, index: int) -> str:
    """The record of an incident as its page shows it."""
    return house.page(f"/insiden/{index}").split('<ol class="log" ')[1].split("</ol>")[0]


def test_the_page_of_a_letter_says_what_it_is_before_its_file_and_raw_text(houses: tuple[House, House]) -> None:
    """Kind, to whom, place, words, state; the raw text and the whole code folded after them."""
    city, bawaslu = houses
    referred(city)
    path = f"/surat/{city.letters()[0][0].id}"
    told, raw = city.page(path).split('<main class="page" id="isi">')[1].split("<details", 1)
    for words in ("Rujukan", "kepada", "TPS 007 Mawar", "mohon ditindaklanjuti", "menunggu sejak", "bertanya"):
        assert words.lower() in told.lower()
    assert "kawal letter v1" not in told
    assert "kawal letter v1" in raw
    svg = raw.split("<svg ")[1].split(">")[0]
    assert "viewBox=" in svg
    assert "width=" not in svg
    city.cut = True
    city.carry(bawaslu)
    assert "1 kali dicoba" in city.page(path)
    city.cut = False
    bawaslu.client.post("/api/surat", content=city.client.get(f"{path}/berkas").text)
    bawaslu.carry(city)
    assert "tanda terima pada catatan" in city.page(path)


def test_an_incident_closed_here_is_told_once_to_the_node_that_referred_it(houses: tuple[House, House]) -> None:
    """Closed, opened again and closed: one answer; the city's agency has settled it, nobody can answer any more."""
    city, bawaslu = houses
    index, letter, case = on_bawaslus_desk(houses)
    assert f'action="/surat/{letter.id}/jawab"' in bawaslu.page("/surat")
    close(bawaslu, case)
    for page in ("/surat", f"/surat/{letter.id}", f"/insiden/{case.heard.index}"):
        assert "/jawab" not in bawaslu.page(page)
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict="accepted") == 409
    given = {"place": case.place, "what": case.what, "step": "reopened", "note": "belum"}
    assert bawaslu.post(f"/insiden/{case.heard.index}/langkah", **given) == 303
    close(bawaslu, newest_case(bawaslu))
    answers = [one for row, one in bawaslu.letters() if row.way == "out" and one is not None]
    assert [(one.verdict, one.re) for one in answers] == [("settled", letter.id)]
    bawaslu.carry(city)
    assert "Bawaslu menyatakan selesai" in record(city, index)
    assert "menutup: sudah tertangani" in record(city, index)


def test_a_question_of_the_other_node_is_answered_where_it_is_read(houses: tuple[House, House]) -> None:
    """On the incident, the list and the question's own page there is a button that answers, until it is answered."""
    city, bawaslu = houses
    index, letter, _ = on_bawaslus_desk(houses)
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict="asked", words="TPS mana?") == 303
    bawaslu.carry(city)
    question = city.letters()[0][0]
    form = f'action="/surat/{question.id}/jawab"'
    pages = ("/surat", f"/surat/{question.id}", f"/insiden/{index}")
    for page in pages:
        assert 'value="answered"' in city.page(page).split(form)[1].split("</form>")[0]
    assert city.post(f"/surat/{question.id}/jawab", verdict="answered", words="TPS 7, pintu barat") == 303
    assert all(form not in city.page(page) for page in pages)
    city.carry(bawaslu)
    assert "menjawab: TPS 7, pintu barat" in record(bawaslu, newest_case(bawaslu).heard.index)


def test_a_letter_that_is_there_already_is_said_to_be(houses: tuple[House, House]) -> None:
    """Taken in the first time, there the second."""
    city, bawaslu = houses
    _, note = referred(city)
    for said in ("1 surat diterima", "Surat ini sudah ada"):
        bawaslu.client.cookies.set(SESSION_COOKIE, bawaslu.operator)
        assert said in bawaslu.client.post("/surat/masuk", data={"note": note}, headers=OWN).text


def test_no_kind_of_letter_is_chosen_before_someone_chooses_it(houses: tuple[House, House]) -> None:
    """The first choice is none, each kind has its own hint; a letter without a kind is refused."""
    city, bawaslu = houses
    page = city.page("/surat")
    choice = page.split('name="kind" required>')[1].split("</select>")[0]
    assert choice.startswith('<option value="">')
    hints = page.split('id="isi-menurut-jenis">')[1].split("</dl>")[0]
    assert hints.count("<dd>") == choice.count("<option") - 1 == 5
    assert city.post("/surat/tulis", receiver=bawaslu.mail.origin, kind="", words="x") == 400


@pytest.mark.parametrize("verdict", ["accepted", "settled"])
def test_who_takes_over_a_referral_by_letter_has_it_on_both_nodes(houses: tuple[House, House], verdict: str) -> None:
    """A brawl inside a station is the committee's. Referred and accepted (or at once settled) by letter it is
    Bawaslu's: neither node says that nobody handles it, nor waits for anyone to accept it."""
    city, bawaslu = houses
    index, letter, case = on_bawaslus_desk(houses)
    assert case.owner == "KPPS"
    desks = ((bawaslu, case.heard.index), (city, index))
    for house, entry in desks:
        assert "Belum ditangani" in house.page(f"/insiden/{entry}")
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict=verdict) == 303
    bawaslu.carry(city)
    for house, entry in desks:
        page = house.page(f"/insiden/{entry}")
        assert "Belum ditangani" not in page
        assert "Instansi menerima" not in page
        assert "belum ditangani" not in house.page("/insiden").split('id="rows"')[1]
        assert (newest_case(house).owner, newest_case(house).is_accepted) == ("BAWASLU", True)
        house.node.writer.rebuild()
        assert newest_case(house).owner == "BAWASLU"


def test_a_letter_says_what_it_answers_what_was_answered_and_offers_only_what_is_left(
    houses: tuple[House, House],
) -> None:
    """An acknowledgement is no acceptance; the answer names the letter it is about; after accepting one can arrive,
    settle, hand back or ask; a request for support is as severe as its sender says, and says it."""
    city, bawaslu = houses
    _, letter, _ = on_bawaslus_desk(houses)
    bawaslu.carry(city)
    assert "sampai di sana, tanda terima pada catatan" in city.page("/surat")

    def offered(house: House) -> set[str]:
        form = house.page(f"/surat/{letter.id}").split(f'action="/surat/{letter.id}/jawab"')[1].split("</form>")[0]
        return set(re.findall(r'value="([a-z]+)"', form))

    assert offered(bawaslu) == {"accepted", "returned", "asked"}
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict="accepted", words="kami ke sana") == 303
    assert offered(bawaslu) == {"arrived", "settled", "returned", "asked"}
    bawaslu.carry(city)
    page = city.page("/surat")
    assert "atas: Rujukan, TPS 007 Mawar" in page
    assert "dijawab: menerima" in page
    help_ = {"receiver": bawaslu.mail.origin, "kind": "escort", "words": "kotak ke PPK"}
    assert city.post("/surat/tulis", **help_) == 400
    assert city.post("/surat/tulis", **help_, severity="severe") == 303
    newest = city.letters()[0][1]
    assert newest is not None
    assert newest.subject.severity == "severe"


@pytest.mark.parametrize("verdict", ["accepted", "settled"])
def test_once_bawaslu_accepts_a_breach_by_letter_neither_node_waits_for_an_agency(
    houses: tuple[House, House], verdict: str
) -> None:
    """Its station supervisor is asked first; Bawaslu's node, further up, has it, there and in the city."""
    city, bawaslu = houses
    index, letter, case = on_bawaslus_desk(houses, line="TPS 7 Mawar politik uang")
    assert case.owner == "PTPS"
    desks = ((bawaslu, case.heard.index), (city, index))
    assert all("Instansi menerima" in house.page(f"/insiden/{entry}") for house, entry in desks)
    assert bawaslu.post(f"/surat/{letter.id}/jawab", verdict=verdict) == 303
    bawaslu.carry(city)
    for house, entry in desks:
        assert "Instansi menerima" not in house.page(f"/insiden/{entry}")
        assert newest_case(house).owner == "BAWASLU"
