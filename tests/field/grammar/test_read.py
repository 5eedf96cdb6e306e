"""What the grammar never does, and what it does with single words."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.election.queries import load_registry
from kawal.field.grammar.gazetteer import Gazetteer, Place, gazetteer_of
from kawal.field.grammar.model import Reading
from kawal.field.grammar.read import MOST_READ, Grammar
from kawal.field.grammar.say import asked, said
from kawal.field.grammar.times import cut_times
from kawal.kernel.codes import Level, RegionCode
from kawal.kernel.language import language
from kawal.node import Node

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "grammar.md"
MANTUIL = RegionCode("63.71.01.1001")
SMALL = Grammar(
    Gazetteer(
        (
            Place(RegionCode("63.71"), "Kota Banjarmasin", Level.CITY),
            Place(RegionCode("63.71.01"), "Banjarmasin Selatan", Level.DISTRICT),
            Place(MANTUIL, "Mantuil", Level.WARD, tuple(range(1, 24))),
            Place(RegionCode("63.71.01.1002"), "Kelayan Selatan", Level.WARD, tuple(range(1, 20))),
            Place(RegionCode("63.71.01.1004"), "Kelayan Barat", Level.WARD, tuple(range(1, 10))),
        )
    )
)


@pytest.fixture(scope="module")
def grammar(exercise: Node) -> Grammar:
    """The grammar of the exercise's places."""
    with exercise.reading() as connection:
        return Grammar(gazetteer_of(load_registry(connection)))


def facts(reading: Reading) -> list[tuple[str, str, tuple[int, ...], str]]:
    """Kind, place, stations and own time of each fact."""
    return [(one.kind, one.place, one.stations, one.time) for one in reading.facts]


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str) -> None:
    """Whatever comes in, a reading comes out."""
    SMALL.read(text)


@given(
    st.lists(
        st.sampled_from(
            """0712 TPS 13 Mantuil belum buka , surat suara kurang Danru 4 semua kecuali 1-12 jam setengah - /
            sd Kelayan 210 org 01 : aman ? pemilih hadir kotak ppk segel""".split()  # noqa: SIM905  a list of words
        ),
        max_size=14,
    )
)
def test_no_order_of_its_own_words_makes_it_fail(words: list[str]) -> None:
    """Words of the practice in any order give a reading whose stations exist."""
    for fact in SMALL.read(" ".join(words)).facts:
        assert set(fact.stations) <= set(SMALL.gazetteer.by_code[fact.place].numbers)


@given(st.sampled_from(["", " ", "  ", " .", "!!"]), st.booleans())
def test_case_and_white_space_do_not_matter(tail: str, upper: bool) -> None:
    """SHOUTING, doubled spaces and trailing marks change nothing."""
    line = "0712 tps 13 mantuil belum buka, surat suara kurang"
    other = line.upper() if upper else line.replace(" ", "  ")
    assert SMALL.read(other + tail).facts == SMALL.read(line).facts


def test_a_ward_that_several_share_is_asked_with_its_candidates() -> None:
    """Kelayan alone may be Selatan or Barat."""
    reading = SMALL.read("Kelayan tps 4 sudah buka")
    assert reading.facts == ()
    (ask,) = reading.asks
    assert ask.code == "place"
    assert set(ask.places) == {"63.71.01.1002", "63.71.01.1004"}


@pytest.mark.parametrize(
    "line", ["Mantuil 22-24 buka", "Mantuil 1-999 buka", "Mantuil 1-5,30 belum buka", "TPS 12-9 buka"]
)
def test_a_range_with_a_number_that_the_ward_lacks_sets_no_state(line: str) -> None:
    """Mantuil has 23 stations: whoever writes 1-999 may mean another ward, so nothing counts unanswered."""
    reading = SMALL.read(line, MANTUIL)
    assert reading.facts == ()
    assert [ask.code for ask in reading.asks] == ["station"]


def test_trouble_does_not_wait_for_a_slip_in_its_range() -> None:
    """Of 22-30 there are 22 and 23: trouble there counts, and the rest is asked."""
    reading = SMALL.read("Mantuil 22-30 ribut")
    assert facts(reading) == [("incident", MANTUIL, (22, 23), "")]
    assert [ask.code for ask in reading.asks] == ["station"]


@pytest.mark.parametrize(
    "line", ["TPS -5 buka", "hadir -3 orang", "TPS 3 buka, TPS -5 tutup", "Mantuil 1-1000 buka", "minus 4 buka"]
)
def test_a_number_that_cannot_be_is_asked_and_nothing_counts(line: str) -> None:
    """A minus is not dropped, nor is the far end of a range."""
    reading = SMALL.read(line, MANTUIL)
    assert reading.facts == ()
    assert [ask.code for ask in reading.asks] == ["value"]


@pytest.mark.parametrize("line", ["TPS-5 buka", "TPS 5- buka", "TPS - 5 buka"])
def test_a_dash_before_a_number_is_no_minus(line: str) -> None:
    """Dashes are written between words and numbers."""
    assert facts(SMALL.read(line, MANTUIL)) == [("opening", MANTUIL, (5,), "")]


@pytest.mark.parametrize(
    "line", ["ribut batal tidak jadi", "TPS 4 ribut, batal", "tdk jadi ribut tps 4", "tps 4 ribut gak jadi"]
)
def test_trouble_that_its_line_takes_back_is_asked(line: str) -> None:
    """It is neither an incident nor nothing."""
    reading = SMALL.read(line, MANTUIL)
    assert reading.facts == ()
    assert "words" in [ask.code for ask in reading.asks]


def test_a_vote_that_is_called_off_takes_no_trouble_back() -> None:
    """ "batal" may speak of the poll; the other fact of a line that takes trouble back counts."""
    assert facts(SMALL.read("TPS 4 ribut, pencoblosan batal", MANTUIL)) == [("incident", MANTUIL, (4,), "")]
    assert facts(SMALL.read("TPS 4 buka, tidak jadi ribut", MANTUIL)) == [("opening", MANTUIL, (4,), "")]


@pytest.mark.parametrize(
    "line", ["kotak suara hilang tps 4", "kotak suara tps 4 dicuri", "tps 4 kotak suara hilang di jalan ke kecamatan"]
)
def test_a_ballot_box_that_is_gone_is_an_incident_of_custody(line: str) -> None:
    """Severe, and neither a shortage of supplies nor a box that was handed over; ballots that lack still are one."""
    (fact,) = SMALL.read(line, MANTUIL).facts
    assert (fact.kind, fact.stations, fact.data) == ("incident", (4,), {"what": "custody", "severity": "severe"})
    assert SMALL.read("surat suara kurang tps 4", MANTUIL).facts[0].data == {"what": "logistics"}
    assert SMALL.read("kotak suara tidak hilang tps 4", MANTUIL).facts == ()


def test_a_ballot_box_that_was_broken_open_is_told_as_opened_not_as_gone() -> None:
    """What may be a ground for a re-poll is not mixed up with a gap in the custody."""
    (fact,) = SMALL.read("tps 4 kotak suara dibongkar orang", MANTUIL).facts
    assert (fact.kind, fact.stations, fact.data) == ("incident", (4,), {"what": "box_opened", "severity": "severe"})
    assert SMALL.read("kotak suara tidak dibongkar tps 4", MANTUIL).facts == ()


@pytest.mark.parametrize(
    "line",
    [
        "tps 3 Mantuil 01: 120, 02: 98",
        "sah 230 tidak sah 12",
        "paslon 2 unggul di tps 5",
        "no 1 dapat 143 no 2 160",
        "perolehan suara tps 4 terlampir no urut 1",
        "kolom kosong 101",
        "120 suara untuk 02",
        "kelurahan mawar 01: 7873, 02: 7698",
        "01: 1.234, 02: 987",
    ],
)
def test_votes_are_never_read(line: str) -> None:
    """Nothing of a line with votes becomes a fact."""
    reading = SMALL.read(line, MANTUIL)
    assert reading.results
    assert reading.facts == ()


@pytest.mark.parametrize(
    "line", ["surat suara kurang 50 lembar tps 3", "tps 5 suara bising dari pengeras", "segel no 00231 tps 3 rusak"]
)
def test_other_numbers_are_no_votes(line: str) -> None:
    """Ballots, noise and seals."""
    assert not SMALL.read(line, MANTUIL).results


def test_a_question_reports_nothing_unless_it_speaks_of_trouble() -> None:
    """Asking whether a station opened is noise; trouble in a question is asked back."""
    assert SMALL.read("tps 5 Mantuil sudah buka?").is_noise
    assert facts(SMALL.read("TPS 5 Mantuil ribut, bisa kirim anggota?")) == [("incident", MANTUIL, (5,), "")]
    assert SMALL.read("TPS 5 Mantuil ribut ya?").asks


def test_a_line_that_is_too_long_is_asked() -> None:
    """What stands behind the limit is not silently lost."""
    assert SMALL.read("Mantuil 1-3 buka " + "x" * MOST_READ).asks


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("0712", "07:12"),
        ("07.12 wita", "07:12"),
        ("7:12", "07:12"),
        ("jam 7 lewat 5", "07:05"),
        ("jam 7 kurang 10", "06:50"),
        ("jam 7 lewat seperempat", "07:15"),
        ("setengah 8", "07:30"),
        ("stgh 2 siang", "13:30"),
        ("jam 1", "13:00"),
        ("jam 8 malam", "20:00"),
        ("jam 12 siang", "12:00"),
        ("01.15", "01:15"),
        ("1.15", "13:15"),
        ("pkl 05.30 wita", "05:30"),
    ],
)
def test_times_in_every_usual_way(text: str, time: str) -> None:
    """One to four are afternoon unless they are written 01 to 04."""
    assert cut_times(text, "T")[1] == [time]


def test_the_page_says_what_the_grammar_reads(grammar: Grammar) -> None:
    """Every example of the reference, read and said back."""
    rows = re.findall(r"^\| `(.+?)` \| (.+?) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(rows) >= 20
    words = language("id")
    for line, told in rows:
        reading = grammar.read(line, MANTUIL)
        answer = [said(reading, grammar.gazetteer, words)] if reading.facts else []
        answer += [asked(one, grammar.gazetteer, words) for one in reading.asks]
        assert (" ".join(answer) or "(tanpa kabar)") == told, line


def test_a_doubt_names_the_words_as_they_were_written(grammar: Grammar) -> None:
    """Unknown ones, and one of trouble that went into nothing; a line that is understood has none."""
    reading = grammar.read("tps 3 Mantuil buka diantar gerobak")
    assert [fact.kind for fact in reading.facts] == ["opening"]
    assert set(reading.unsure) == {"gerobak", "diantar"}
    assert grammar.read("0702 tps 3 Mantuil sdh buka ndan").unsure == ()
