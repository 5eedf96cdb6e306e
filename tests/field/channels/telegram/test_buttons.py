"""A press leads to a report, or to the next question; nothing that a button carries is believed."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.election.model import Region, Registry, Station
from kawal.field.channels.telegram.buttons import (
    MOST_DATA,
    Chosen,
    Keyboard,
    Question,
    main_keyboard,
    next_step,
    pressable,
)
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Rejected

NOW = datetime(2024, 11, 27, 7, 2, tzinfo=timezone(timedelta(hours=8)))
BOOK = KindBook("training", shipped_kinds())
KINDS = pressable(BOOK, ("officer",))
STATIONS = [StationId(f"63710110{ward}{number:03d}") for ward in ("01", "02") for number in (1, 2)]
WARDS = (RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002"))
REGISTRY = Registry(
    regions=tuple(Region(code=code, name=name) for code, name in zip(WARDS, ("Mantuil", "Kelayan"), strict=True)),
    stations=tuple(Station(id=one) for one in STATIONS),
)


def press(data: str, home: str = "", stations: list[StationId] | None = None) -> Chosen | Question:
    """What a button leads to."""
    return next_step(data, KINDS, home, STATIONS if stations is None else stations, REGISTRY, NOW)


def datas(keyboard: Keyboard) -> list[str]:
    """What the buttons carry."""
    return [data for row in keyboard for _, data in row]


def test_presence_stages_in_their_order_and_nil_have_buttons() -> None:
    """And a peaceful assembly; no incident, no note, no result."""
    names = [data.partition("|")[0] for data in datas(main_keyboard(KINDS))]
    assert names[:6] == ["check_in", "check_out", "rest_break", "nil", "assembly", "logistics"]
    assert set(names) & {"incident", "free_note", "results_copy", "line"} == set()
    stages = [kind.stage for kind in KINDS if kind.group == "stage"]
    assert stages == sorted(stages)


def test_with_a_post_one_press_is_a_report() -> None:
    """The station opened now, at the post."""
    step = press("opening||", STATIONS[0])
    assert isinstance(step, Chosen)
    assert (step.kind.id, step.place, step.data) == ("opening", STATIONS[0], {"opened_at": "07:02"})


def test_without_a_post_ward_and_station_are_asked() -> None:
    """Two wards, then the numbers of the chosen one, then it is a report."""
    wards = press("opening||")
    assert isinstance(wards, Question)
    assert datas(wards.keyboard) == [f"opening|w{ward}|" for ward in WARDS]
    numbers = press(datas(wards.keyboard)[1])
    assert isinstance(numbers, Question)
    assert datas(numbers.keyboard) == [f"opening|{one}|" for one in STATIONS[2:]]
    step = press(datas(numbers.keyboard)[0])
    assert isinstance(step, Chosen)
    assert step.place == STATIONS[2]


def test_presence_may_be_of_a_ward_a_stage_is_of_a_station() -> None:
    """Home is a ward: present there; which of its stations opened is asked."""
    present = press("check_in||", WARDS[0])
    assert isinstance(present, Chosen)
    assert present.place == WARDS[0]
    opened = press("opening||", WARDS[0], STATIONS[:2])
    assert isinstance(opened, Question)
    assert len(datas(opened.keyboard)) == 2


def test_choices_are_asked_one_after_the_other() -> None:
    """Leaving the post: why; its number leads to the report."""
    why = press("check_out||", STATIONS[0])
    assert isinstance(why, Question)
    step = press(datas(why.keyboard)[1], STATIONS[0])
    assert isinstance(step, Chosen)
    assert step.data == {"reason": "relieved"}


def test_an_assembly_is_its_size_then_each_service() -> None:
    """Five presses: 200 to 999 people now, first aid and nothing else; no words, no photo."""
    data = "assembly||"
    for press_number in (2, 0, 1, 0, 0):
        asked = press(data, STATIONS[0])
        assert isinstance(asked, Question)
        data = datas(asked.keyboard)[press_number]
    step = press(data, STATIONS[0])
    assert isinstance(step, Chosen)
    said = {
        "size": "from_200",
        "seen_at": "07:02",
        "traffic": False,
        "first_aid": True,
        "water": False,
        "sound": False,
    }
    assert (step.kind.version, step.data) == (2, said)


def test_what_buttons_cannot_say_is_asked_in_words() -> None:
    """Turnout needs a figure, the box its seal."""
    for kind in ("turnout||", "box_handed_over||"):
        step = press(kind, STATIONS[0])
        assert isinstance(step, Question)
        assert step.keyboard == ()


@pytest.mark.parametrize(
    "data",
    [
        "",
        "incident||",
        "results_copy|6371011001001|",
        "opening|6371011009001|",
        "opening|63.71|",
        "check_in|63.71|",
        "check_out|6371011001001|9",
        "check_out|6371011001001|-1x",
        "check_out|6371011001001|²",
    ],
)
def test_a_made_up_button_is_refused_or_asks(data: str) -> None:
    """A kind without a button, a station elsewhere, a choice that is none: never a report."""
    try:
        step = press(data)
    except Rejected:
        return
    assert isinstance(step, Question)


@given(st.text(max_size=64))
def test_no_button_is_too_strange(data: str) -> None:
    """Any text: refused, a question, or a report from a station that may be reported."""
    try:
        step = press(data, STATIONS[0])
    except Rejected:
        return
    assert isinstance(step, Question) or step.place in STATIONS


def test_every_button_fits_into_its_64_bytes() -> None:
    """The longest kind with the longest place and two choices."""
    longest = max(len(one.id) for one in BOOK.kinds.values())
    assert longest + len("|6371011001001|10-10") <= MOST_DATA
