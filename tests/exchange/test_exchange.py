"""Every kind of letter has its effect on the other side: incidents, support, milestones, checkpoints, each once."""

from pathlib import Path

import msgspec
import pytest

from kawal.exchange.envelope import Grown, Letter, LetterKind, Stage, Subject, Verdict, sealed_letter
from kawal.exchange.growth import peer_logs
from kawal.exchange.parts import joined_letters, split_letter
from kawal.exchange.witnesses import load_witnesses
from kawal.field.identity import new_identity
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected
from kawal.node import found_node
from kawal.record.checkpoint import Checkpoint
from kawal.record.policy import cosignatures
from kawal.watch.incidents.acting import Act
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.web.identity import SESSION_COOKIE
from tests.exchange.test_letters import House, houses, referred  # noqa: F401  a fixture
from tests.http.conftest import BASE, OWN
from tests.watch.dutylog.test_dutylog import morning


def cases_of(house: House) -> tuple[Case, ...]:
    """The incidents of a node."""
    desk: CaseDesk = house.client.app.state["cases"]
    with house.node.reading() as connection:
        return desk.all(connection)


def record_of(house: House, index: int) -> str:
    """The record of an incident, as its page shows it."""
    return house.page(f"/insiden/{index}").split('<ol class="log" ')[1].split("</ol>")[0]


def state_of(house: House, station: str) -> str:
    """How far a station is on the board."""
    watch = house.client.app.state["watch"]
    with house.node.reading() as connection:
        return str(watch.board(connection).state(StationId(station)))


def exchange(one: House, other: House) -> None:
    """Carry until nothing waits."""
    while one.carry(other) + other.carry(one):
        pass


def letter(house: House, to: House, kind: LetterKind, **more: object) -> str:
    """A letter that a house signs, whatever its desk would have written."""
    made = Letter(
        id=new_identity(),
        sender=house.mail.origin,
        receiver=to.mail.origin,
        kind=kind,
        at_ms=int(morning().timestamp() * 1000),
        size=1,
        **more,  # type: ignore[arg-type]
    )
    return sealed_letter(made, house.node.store.keys.log)


def take(house: House, note: str) -> int:
    """A letter at the open door; returns the status."""
    house.client.cookies.clear()
    return house.client.post("/api/surat", content=note, headers={"content-type": "text/plain"}).status_code


def test_a_referral_is_an_incident_there_with_question_answer_and_return(houses: tuple[House, House]) -> None:  # noqa: F811
    """It stands in the list of the other node; a question goes back and is answered; it comes back to the sender as a
    step of the agency; each answer is a line of both records."""
    city, bawaslu = houses
    index, _ = referred(city)
    exchange(city, bawaslu)
    (case,) = cases_of(bawaslu)
    assert (case.place, case.what, case.severity) == (cases_of(city)[0].place, "disturbance", "severe")
    assert case.heard.source.channel == "peer"
    assert "mohon ditindaklanjuti" in record_of(bawaslu, case.heard.index)
    there, here = bawaslu.letters()[0][0].id, city.letters()[0][0].id
    assert there == here
    assert city.post(f"/surat/{here}/jawab", verdict="asked", words="berapa orang?") == 303
    assert city.post(f"/surat/{here}/jawab", verdict="accepted", words="x") == 409  # one's own letter
    exchange(city, bawaslu)
    assert "bertanya: berapa orang?" in record_of(bawaslu, case.heard.index)
    assert bawaslu.post(f"/surat/{there}/jawab", verdict="answered", words="sekitar dua puluh") == 303
    assert bawaslu.post(f"/surat/{there}/jawab", verdict="returned") == 400  # without a reason
    assert bawaslu.post(f"/surat/{there}/jawab", verdict="returned", words="pidana umum") == 303
    exchange(city, bawaslu)
    record = record_of(city, index)
    assert "bertanya kepada Bawaslu" in record
    assert "Bawaslu menjawab" in record
    assert "sekitar dua puluh" in record
    assert "Bawaslu mengembalikan" in record
    assert "mengembalikan, kepada Pemkot Banjarmasin: pidana umum" in record_of(bawaslu, case.heard.index)


def test_what_is_added_to_a_letter_stands_once_in_each_record(houses: tuple[House, House]) -> None:  # noqa: F811
    """The step says that it is noted, the words to whom and what."""
    city, bawaslu = houses
    index, _ = referred(city)
    exchange(city, bawaslu)
    root = city.letters()[0][0].id
    assert city.post(f"/surat/{root}/jawab", verdict="noted", words="ada dua saksi") == 303
    exchange(city, bawaslu)
    (there,) = cases_of(bawaslu)
    for record, said in ((record_of(city, index), ">kepada "), (record_of(bawaslu, there.heard.index), ">ada dua")):
        assert record.count("ada dua saksi") == 1
        assert record.count("mencatat") == 1
        assert said in record


def test_an_answer_leads_back_to_the_incident_that_was_open(houses: tuple[House, House]) -> None:  # noqa: F811
    """An entry may tell of several incidents: place and kind stay in the address; anything else does not."""
    city, _ = houses
    index, _ = referred(city)
    (case,) = cases_of(city)
    root, which = city.letters()[0][0].id, f"/insiden/{index}?place={case.place}&what={case.what}"
    for came, leads in (
        (which, which),
        (f"{which}&lang=en&x=1", which),
        (f"/insiden/{index}", f"/insiden/{index}"),
        (f"/surat/{root}", f"/surat/{root}"),
        ("/akun?place=1", "/surat"),
    ):
        answer = city.client.post(
            f"/surat/{root}/jawab",
            data={"verdict": "noted", "words": "ada dua saksi"},
            headers=OWN | {"referer": f"{BASE}{came}"},
            follow_redirects=False,
        )
        assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_an_old_entry_that_says_its_step_again_is_read_once(houses: tuple[House, House]) -> None:  # noqa: F811
    """Once the words of an answer began with the step's name; the entry stays as it is, the page says it once. What
    somebody else is said to have noted is no repetition."""
    city, bawaslu = houses
    index, _ = referred(city)
    cases: CaseDesk = city.client.app.state["cases"]
    (case,) = cases_of(city)
    for note, actor in (
        ("mencatat, kepada Bawaslu Kota: ada dua saksi", "operator"),
        (f"{bawaslu.node.founding.institution} mencatat: sudah dibaca", bawaslu.mail.origin),
        ("Saksi mencatat: kotak utuh", "operator"),
    ):
        cases.act((index, case.place, case.what), Act(step="noted", note=note, actor=actor))
    record = record_of(city, index)
    assert ">kepada Bawaslu Kota: ada dua saksi<" in record
    assert ">sudah dibaca<" in record
    assert ">Saksi mencatat: kotak utuh<" in record
    assert record.count("mencatat") == 4  # three steps, and the witness


def test_what_a_peer_says_twice_stands_once_and_after_the_end_only_its_words_are_kept(
    houses: tuple[House, House],  # noqa: F811
) -> None:
    """Accepted twice is one step and one handing over, as for a liaison; an answer to nothing that was asked, and one
    after the incident ended, change nothing, but their words are noted."""
    city, bawaslu = houses
    index, _ = referred(city)
    exchange(city, bawaslu)
    root = city.letters()[0][0].id

    def says(verdict: Verdict, words: str = "") -> None:
        assert take(city, letter(bawaslu, city, "answer", re=root, verdict=verdict, words=words)) == 201

    def steps() -> list[str]:
        (case,) = cases_of(city)
        return [one.step for one in case.steps]

    says("accepted")
    says("accepted")
    assert steps() == ["told", "handed_on", "accepted"]
    says("answered", "tidak ada yang bertanya")
    assert steps() == ["told", "handed_on", "accepted", "noted"]
    case = cases_of(city)[0]
    assert city.post(f"/insiden/{index}/tutup", place=case.place, what=case.what, result="resolved") in (303, 403)
    if cases_of(city)[0].is_open:
        commander = city.client.app.state["cases"]
        commander.close((index, case.place, case.what), "resolved", "", "test")
    says("settled", "sudah kami tangani")
    assert steps() == ["told", "handed_on", "accepted", "noted", "noted"]
    assert "sudah kami tangani" in record_of(city, index)


def test_support_is_asked_from_either_side_and_accepted_or_declined(houses: tuple[House, House]) -> None:  # noqa: F811
    """An escort for Bawaslu at a ward is an incident of the city, taken by who accepts it; personnel at an incident
    of the city is declined by Bawaslu, and that stands in the record."""
    city, bawaslu = houses
    asked = {
        "receiver": city.mail.origin,
        "kind": "escort",
        "severity": "severe",
        "place": "63.71.01.1012",
        "words": "kotak ke PPK",
    }
    assert bawaslu.post("/surat/tulis", **asked) == 303
    exchange(city, bawaslu)
    (case,) = cases_of(city)
    assert (case.place, case.what, case.where) == ("63.71.01.1012", "other", "outside")
    assert "Permintaan bantuan pengawalan dari Bawaslu Banjarmasin. kotak ke PPK" in record_of(city, case.heard.index)
    letter_id = city.letters()[0][0].id
    assert city.post(f"/surat/{letter_id}/jawab", verdict="accepted", words="dua anggota berangkat") == 303
    exchange(city, bawaslu)
    assert cases_of(city)[0].handler
    assert "dua anggota berangkat" in bawaslu.page("/surat")
    index, _ = referred(city)
    (of_brawl,) = (one for one in cases_of(city) if one.heard.index == index)
    given = {"place": of_brawl.place, "what": of_brawl.what, "receiver": bawaslu.mail.origin, "kind": "personnel"}
    assert city.post(f"/insiden/{index}/rujuk", **given, words="dua pengawas") == 303
    exchange(city, bawaslu)
    request = bawaslu.letters()[0][0].id
    assert bawaslu.post(f"/surat/{request}/jawab", verdict="returned", words="semua bertugas") == 303
    exchange(city, bawaslu)
    assert "Bawaslu mengembalikan" in record_of(city, index)
    assert "semua bertugas" in record_of(city, index)


def test_milestones_move_the_other_board_with_the_peer_as_their_source(houses: tuple[House, House]) -> None:  # noqa: F811
    """Counting finished at stations 1 to 3 of Mantuil, known at Bawaslu, is told once, by a button; the city's board
    has it from another node. Arrived supplies go the other way in words. No figure is in any letter."""
    city, bawaslu = houses
    line = {"text": "Mantuil 1-3 selesai hitung", "identity": new_identity(), "channel": "radio"}
    assert bawaslu.post("/buku-jaga/baris", **line) == 303
    assert "Tahapan yang belum dikabarkan" in bawaslu.page("/surat")
    assert bawaslu.post("/surat/kabarkan", origin=city.mail.origin) == 303
    assert bawaslu.post("/surat/kabarkan", origin=city.mail.origin) == 409  # nothing new
    exchange(city, bawaslu)
    stages = bawaslu.letters()[0][1]
    assert stages is not None
    assert [(one.kind, one.ward, one.stations) for one in stages.stages] == [
        ("counting_ends", "63.71.01.1001", "1-3")
    ]
    assert [state_of(city, f"6371011001{number:03d}") for number in range(1, 5)] == ["counted"] * 3 + ["unknown"]
    page = city.page("/papan/6371011001001")
    assert "simpul lain" in page
    assert "Bawaslu Banjarmasin" in page
    given = {"receiver": bawaslu.mail.origin, "kind": "milestone", "words": "Mantuil buka 1-12"}
    assert city.post("/surat/tulis", **given) == 303
    exchange(city, bawaslu)
    assert state_of(bawaslu, "6371011001012") == "voting"
    assert bawaslu.post("/surat/kabarkan", origin=city.mail.origin) == 409  # what a peer said is not told back


def test_checkpoints_are_kept_shown_and_cosigned_and_a_fork_is_an_alarm(
    houses: tuple[House, House],  # noqa: F811
) -> None:
    """The city's log is seen and signed by Bawaslu, which the city named as a witness; the next proof begins where
    the last ended; another log under the same key is an alarm there, and an older one that came late is none."""
    city, bawaslu = houses
    bawaslu_key = str(bawaslu.mail.witness.verifier)
    key = str(bawaslu.node.store.keys.log.verifier)
    given = {"key": key, "institution": "Bawaslu", "agency": "BAWASLU", "url": "https://bawaslu.example"}
    assert city.manage("/surat/simpul", **given, witness=bawaslu_key) == 303
    assert city.manage("/surat/simpul", **given, witness=key) == 400  # the log's key is no witness's
    for _ in range(2):
        assert city.manage("/surat/simpul/titik", origin=bawaslu.mail.origin) == 303
        exchange(city, bawaslu)
    with bawaslu.node.reading() as there, city.node.reading() as here:
        seen, kept = peer_logs(there)[city.mail.origin], peer_logs(here)[bawaslu.mail.origin]
        assert seen.size == kept.known > 0
        assert seen.forked == -1
        sent = next(one for row, one in city.mail.all(here) if row.kind == "checkpoint")
        assert sent is not None
        assert sent.grown is not None
        assert 0 < sent.grown.old < seen.size
        witnesses = load_witnesses(here)
    signed = (city.node.store.published / "cosigned" / "1").read_text()
    assert [one.witness.name for one in cosignatures(signed, witnesses)] == [f"{bawaslu.mail.origin}/saksi"]
    bawaslu.client.cookies.set(SESSION_COOKIE, bawaslu.admin)
    assert "terakhir terlihat" in bawaslu.client.get("/surat/simpul/daftar").text
    with city.node.reading() as here:
        first = [one for row, one in city.mail.all(here) if row.kind == "checkpoint"][-1]
    assert first is not None
    late = msgspec.structs.replace(first, id=new_identity(), at_ms=first.at_ms - 1)
    assert take(bawaslu, sealed_letter(late, city.node.store.keys.log)) == 201
    with bawaslu.node.reading() as there:
        assert peer_logs(there)[city.mail.origin].forked == -1
    text = Checkpoint(city.mail.origin, seen.size, b"\7" * 32).text()
    other = f"{text}\n{city.node.store.keys.log.sign(text)}"
    assert take(bawaslu, letter(city, bawaslu, "checkpoint", grown=Grown(other, seen.size))) == 201
    with bawaslu.node.reading() as there:
        assert peer_logs(there)[city.mail.origin].forked > 0
    assert "bercabang atau menyusut" in bawaslu.page("/surat")


def test_a_letter_that_came_both_ways_counts_once_in_either_order(houses: tuple[House, House]) -> None:  # noqa: F811
    """By network then as a file, and as a file then by network: one letter, one incident, and the sender stops."""
    city, bawaslu = houses
    index, note = referred(city)
    exchange(city, bawaslu)
    assert bawaslu.post("/surat/masuk", note=note) == 303
    assert (len(cases_of(bawaslu)), len(bawaslu.letters())) == (1, 1)
    city.cut = True
    case = cases_of(city)[0]
    given = {"place": case.place, "what": case.what, "receiver": bawaslu.mail.origin, "kind": "escort"}
    assert city.post(f"/insiden/{index}/rujuk", **given, words="malam ini") == 303
    assert city.carry(bawaslu) == 1
    assert "1 kali dicoba, berikutnya" in city.page("/surat")
    second = city.letters()[0][0]
    with city.node.reading() as connection:
        note = city.mail.note_of(connection, second.id)
    assert bawaslu.post("/surat/masuk", note=note) == 303
    assert bawaslu.carry(city) == 1  # the acknowledgement arrives by the way back
    assert "tanda terima pada catatan" in city.page("/surat")
    city.cut = False
    assert take(bawaslu, note) == 200
    assert (len(cases_of(bawaslu)), len(bawaslu.letters())) == (2, 2)


def test_every_code_of_a_letter_is_one_line_that_a_keyboard_can_type(houses: tuple[House, House]) -> None:  # noqa: F811
    """Also where one code is enough: a hand scanner is a keyboard, which has no dash of a signature line."""
    city, bawaslu = houses
    note = letter(city, bawaslu, "milestone")
    (code,) = split_letter(note)
    assert code.isascii()
    assert "\n" not in code
    assert joined_letters([f"{code}\r\n"]) == (note,)


def test_a_large_letter_is_several_codes_that_are_joined_in_any_order(houses: tuple[House, House]) -> None:  # noqa: F811
    """2,000 characters are more than one code; a missing one is named, nothing is taken; pasted and as files they are
    one letter."""
    city, bawaslu = houses
    _, note = referred(city, "keterangan panjang " * 100)
    pieces = split_letter(note)
    assert len(pieces) > 1
    assert joined_letters([*reversed(pieces)]) == (note,)
    with pytest.raises(Rejected):
        joined_letters(pieces[1:])
    identity = city.letters()[0][0].id
    assert city.page(f"/surat/{identity}").count("<figure") == len(pieces)
    before = bawaslu.size()
    assert bawaslu.post("/surat/masuk", note="\n".join(pieces[1:])) == 400
    assert bawaslu.post("/surat/masuk", note=pieces[0][:-8] + "\n" + "\n".join(pieces[1:])) == 400
    assert bawaslu.size() == before
    bawaslu.client.cookies.set(SESSION_COOKIE, bawaslu.operator)
    files = [("file", (f"kode-{n}.txt", one.encode())) for n, one in enumerate(reversed(pieces))]
    assert bawaslu.client.post("/surat/masuk", files=files, headers=OWN, follow_redirects=False).status_code == 303
    assert bawaslu.post("/surat/masuk", note="\r\n".join(pieces)) == 303
    assert len(bawaslu.letters()) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "referral", "subject": Subject(place="32.73.01.1001", what="disturbance")},
        {"kind": "support", "subject": Subject(place="9999999999999", what="escort")},
        {"kind": "milestone", "stages": (Stage("counting_ends", "63.71.01.1001", "900"),)},
        {"kind": "milestone", "stages": (Stage("counting_ends", "63.71.01.1001", "3-1"),)},
        {"kind": "milestone", "exercise": True},
        {"kind": "checkpoint"},
        {"kind": "checkpoint", "grown": Grown("no note")},
    ],
)
def test_what_is_about_no_place_or_for_no_such_node_is_refused(
    houses: tuple[House, House],  # noqa: F811
    more: dict[str, object],
) -> None:
    """A place outside every region, a station that there is not, an exercise to a real node, no checkpoint: 400."""
    city, bawaslu = houses
    kind: LetterKind = msgspec.convert(more["kind"], LetterKind)
    rest = {name: value for name, value in more.items() if name != "kind"}
    before = city.size()
    assert take(city, letter(bawaslu, city, kind, **rest)) == 400
    assert city.size() == before


def test_a_node_that_is_an_exercise_says_so_on_every_page_and_letter(tmp_path: Path) -> None:
    """An order node founded as an exercise: the mark is on its pages and texts; a real one has none."""
    drill = found_node(tmp_path / "drill", "order", "Latihan Kota", "63.71", clock=morning, exercise=True)
    assert drill.founding.is_exercise
    drill.writer.rebuild()
    drill.close()
    real = found_node(tmp_path / "real", "order", "Kota", "63.71", clock=morning)
    assert not real.founding.is_exercise
    real.close()
    training = found_node(tmp_path / "training", "training", "Kota", "63.71", clock=morning)
    assert training.founding.is_exercise
    training.close()
