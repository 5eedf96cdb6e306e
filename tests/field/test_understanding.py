"""What counts of a line that was read: what can be, at a moment that was; the rest is kept and asked."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kawal.field.incoming import Author, Incoming, Understood
from kawal.field.lines import LineDesk
from kawal.kernel.codes import RegionCode
from tests.conftest import exercise_clock
from tests.field.channels.providers import House, message

MANTUIL = RegionCode("63.71.01.1012")
CLERK = Author("test", "clerk", lambda _: True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A training node of its own."""
    made = House(tmp_path / "node")
    yield made
    made.close()


def look(house: House, text: str, ahead: timedelta = timedelta(0)) -> Understood:
    """How the desk would understand a line of Mantuil that was sent so long after the present moment (09:00)."""
    lines: LineDesk = house.application.state["lines"]
    line = Incoming(channel="radio", text=text, at=exercise_clock() + ahead, ward=MANTUIL)
    return lines.look(line, CLERK)


@pytest.mark.parametrize(
    "text",
    ["TPS 3 pemilih hadir 5000", f"kotak TPS 3 sudah diserahkan ke PPS, segel A{'1' * 40}"],
    ids=["5000 voters in one station", "a seal of 41 characters"],
)
def test_what_cannot_be_is_kept_and_asked(house: House, text: str) -> None:
    """The kind allows fewer: no fact, a question with what was understood; by SMS it is kept like any line."""
    understood = look(house, text)
    assert understood.facts == ()
    assert [ask.code for ask in understood.asks] == ["value"]
    gate = house.open("generic")
    assert house.send(message(gate, text)).status_code == 200
    assert house.words() == [text]


def test_one_impossible_number_does_not_take_the_rest_with_it(house: House) -> None:
    """The opening counts, the 5000 voters are asked."""
    understood = look(house, "TPS 3 sudah buka 07.05, pemilih hadir 5000")
    assert [fact.kind for fact in understood.facts] == ["opening"]
    assert [ask.code for ask in understood.asks] == ["value"]


def test_what_is_still_to_come_does_not_count_before_it_is_answered(house: House) -> None:
    """At 09:00: "1305 tutup" is asked and nothing counts; a message sent next year neither; 09:10 is a clock
    that goes ten minutes fast, and counts."""
    for understood in (look(house, "1305 TPS 3 tutup"), look(house, "TPS 3 tutup", timedelta(days=365))):
        assert understood.facts == ()
        assert [ask.code for ask in understood.asks] == ["time"]
        assert understood.at <= exercise_clock()
    assert len(look(house, "TPS 3 buka", timedelta(minutes=10)).facts) == 1
    assert look(house, "TPS 3 buka", timedelta(minutes=10)).at == exercise_clock()


def test_a_moment_that_is_more_than_five_minutes_ahead_is_asked(house: House) -> None:
    """At 09:00 "0905" is rounding, "0906" and "0911" are slips."""
    assert len(look(house, "0905 TPS 3 buka").facts) == 1
    for line in ("0906 TPS 3 buka", "0911 TPS 3 buka"):
        understood = look(house, line)
        assert (understood.facts, [ask.code for ask in understood.asks]) == ((), ["time"])


def test_a_moment_that_was_named_answers_the_question_for_it(house: House) -> None:
    """ "buka 07.05" answers "opened at"; without a moment nothing is put into anyone's mouth; not open has no such
    question."""
    said = {
        text: dict(look(house, f"TPS 3 {text}").facts[0].data) for text in ("buka 07.05", "buka", "0710 belum buka")
    }
    assert said == {"buka 07.05": {"opened_at": "07:05"}, "buka": {}, "0710 belum buka": {}}


def test_an_evening_is_that_of_the_day_before_only_after_midnight(house: House) -> None:
    """At 09:00 "2330" is asked and counts nowhere; in a message of 01:00 it is the evening before."""
    asked = look(house, "2330 TPS 3 buka")
    assert (asked.facts, [ask.code for ask in asked.asks]) == ((), ["time"])
    night = look(house, "2330 TPS 3 selesai hitung", timedelta(hours=-8))
    assert night.asks == ()
    assert night.at == exercise_clock() - timedelta(hours=9, minutes=30)


def test_nesting_without_end_is_no_fault_of_ours(house: House) -> None:
    """A hundred thousand brackets, at doors with and without an account."""
    deep = b'{"update_id": 1, "message": ' + b"[" * 100_000
    gate = house.open("telegram")
    header = {"x-telegram-bot-api-secret-token": "a-secret-of-the-tests", "content-type": "application/json"}
    for path in (f"/gerbang/{gate}/masuk", "/api/devices", "/api/reports"):
        assert house.client.post(path, content=deep, headers=header).status_code == 400, path
