"""The board: states, sources side by side, corrections; with real lines through the real writer."""

import pytest

from kawal.field.line_queries import HeardRow
from kawal.field.model import SaidFact
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.numbers import read_written, written
from kawal.watch.board.board import Board

MANTUIL = RegionCode("63.71.01.1001")
T0 = 1_732_662_000_000


def station(number: int) -> StationId:
    """A station of Mantuil."""
    return StationId(f"6371011001{number:03d}")


def line(
    index: int, *facts: SaidFact, who: str = "P-1", minute: int = 0, corrects: str = "", channel: str = "radio"
) -> HeardRow:
    """A line of words with its facts."""
    return HeardRow(
        index,
        f"id-{index}",
        "line",
        1,
        MANTUIL,
        T0 + minute * 60_000,
        "",
        "clerk",
        who,
        channel,
        {},
        facts,
        corrects,
        False,
        True,
    )


def fact(kind: str, stations: str = "", **data: str | int | bool) -> SaidFact:
    """Something said of stations of Mantuil."""
    return SaidFact(kind=kind, v=1, place=MANTUIL, stations=stations, data=data)


def heard(*rows: HeardRow) -> Board:
    """A board that heard these."""
    board = Board()
    board.fold(rows)
    return board


def test_a_ward_in_one_line_reaches_every_station_it_names() -> None:
    """1-3 and 5 open, 4 not open, 6 not mentioned: silence is not nil."""
    board = heard(line(1, fact("opening", "1-3,5"), fact("not_open", "4")))
    assert [board.state(station(n)) for n in range(1, 7)] == [
        "voting",
        "voting",
        "voting",
        "not_open",
        "voting",
        "unknown",
    ]


def test_nil_says_nothing_about_a_stage() -> None:
    """A quiet ward may still be closed."""
    assert heard(line(1, fact("nil"), fact("nil", "1"))).state(station(1)) == "unknown"


def test_the_furthest_stage_counts_whatever_the_order_of_arrival() -> None:
    """The closing that came in before a late opening still stands."""
    board = heard(line(1, fact("closing", "1"), minute=400), line(2, fact("opening", "1"), minute=5))
    assert board.state(station(1)) == "counting"
    assert board.disputes(station(1)) == ()


def test_a_number_of_voters_takes_no_closing_back() -> None:
    """Closed at minute 360, "210 voters" of the same person at minute 380: it stays closed."""
    board = heard(line(1, fact("closing", "1"), minute=360), line(2, fact("turnout", "1", arrived=210), minute=380))
    assert board.state(station(1)) == "counting"


def test_who_takes_a_word_back_is_believed() -> None:
    """Opened at minute 5, "not open yet" of the same person at minute 9: not open. Another's stands beside it."""
    board = heard(line(1, fact("opening", "1"), minute=5), line(2, fact("not_open", "1"), minute=9))
    assert board.state(station(1)) == "not_open"
    board = heard(line(1, fact("opening", "1"), minute=5), line(2, fact("not_open", "1"), who="P-2", minute=9))
    assert board.state(station(1)) == "voting"
    assert [one.kind for one in board.disputes(station(1))] == ["opening"]


def test_sources_that_differ_stand_side_by_side() -> None:
    """Two opening times by two people differ; a second word of the same person replaces the first."""
    board = heard(
        line(1, fact("opening", "1", opened_at="07:00")),
        line(2, fact("opening", "1", opened_at="07:20"), who="P-2"),
        line(3, fact("opening", "1", opened_at="07:10"), who="P-2"),
    )
    (dispute,) = board.disputes(station(1))
    assert (dispute.kind, dispute.field) == ("opening", "opened_at")
    assert [(one.source.who, value) for one, value in dispute.said] == [("P-1", "07:00"), ("P-2", "07:10")]


def test_not_open_after_open_is_a_contradiction_only_by_another_source() -> None:
    """Not open at 07:12 after open at 07:05: side by side; not open at 06:55 and open at 07:05 is how a day goes."""
    opened = line(1, fact("opening", "1"), minute=5)
    assert heard(opened, line(2, fact("not_open", "1"), who="P-2", minute=-5)).disputes(station(1)) == ()
    assert heard(opened, line(2, fact("not_open", "1"), minute=12)).disputes(station(1)) == ()
    (dispute,) = heard(opened, line(2, fact("not_open", "1"), who="P-2", minute=12)).disputes(station(1))
    assert [value for _, value in dispute.said] == ["voting", "not_open"]


def test_what_a_station_has_several_of_is_not_one_thing() -> None:
    """Two copies of results, for mayor and for governor, two notes and a kind that was made here: nothing differs."""
    for kind in ("results_copy", "free_note", "own_kind"):
        first, second = fact(kind, "1", contest="mayor", valid=210), fact(kind, "1", contest="governor", valid=209)
        assert heard(line(1, first), line(2, second, who="P-2")).disputes(station(1)) == ()


def test_a_stage_that_was_passed_is_not_said_later_by_another() -> None:
    """Closed at minute 60; 150 voters at minute 210 by another: side by side, unless who closed it took that back."""
    closed = line(1, fact("closing", "1"), minute=60)
    voting = line(2, fact("turnout", "1", arrived=150), who="P-2", minute=210)
    (dispute,) = heard(closed, voting).disputes(station(1))
    assert (dispute.kind, [value for _, value in dispute.said]) == ("closing", ["counting", "voting"])
    taken_back = line(3, fact("opening", "1"), minute=200)
    assert heard(closed, voting, taken_back).disputes(station(1)) == ()
    soon = line(2, fact("turnout", "1", arrived=150), who="P-2", minute=110)
    assert heard(closed, soon).disputes(station(1)) == ()  # 50 minutes: how many had come, told after closing


def test_moments_of_a_stage_differ_from_ten_minutes_on() -> None:
    """07:00 and 07:09 are one opening by two clocks; 07:00 and 08:00 are not."""
    first = line(1, fact("opening", "1", opened_at="07:00"))
    near = line(2, fact("opening", "1", opened_at="07:09"), who="P-2")
    far = line(2, fact("opening", "1", opened_at="08:00"), who="P-2")
    assert heard(first, near).disputes(station(1)) == ()
    assert [one.field for one in heard(first, far).disputes(station(1))] == ["opened_at"]


def test_sources_that_weigh_an_incident_differently_stand_side_by_side() -> None:
    """One quarrel, severe and minor within the hour; two hours later it is another one, and a flood is no quarrel."""
    severe = line(1, fact("incident", "1", what="disturbance", severity="severe"))
    minor = {"what": "disturbance", "severity": "minor"}
    (dispute,) = heard(severe, line(2, fact("incident", "1", **minor), who="P-2", minute=30)).disputes(station(1))
    assert (dispute.field, [value for _, value in dispute.said]) == ("severity", ["severe", "minor"])
    assert heard(severe, line(2, fact("incident", "1", **minor), who="P-2", minute=120)).disputes(station(1)) == ()
    once_more = line(3, fact("incident", "1", what="disturbance", severity="minor"), minute=20)  # the first, again
    assert (
        heard(severe, line(2, fact("incident", "1", **minor), who="P-2", minute=10), once_more).disputes(station(1))
        == ()
    )
    flood = line(2, fact("incident", "1", what="hazard", severity="minor"), who="P-2", minute=30)
    assert heard(severe, flood).disputes(station(1)) == ()


def test_voters_do_not_un_arrive() -> None:
    """150 at ten and 210 at noon agree; 210 at ten and 150 at noon by another do not."""
    more = line(1, fact("turnout", "1", arrived=210), minute=60)
    assert heard(line(2, fact("turnout", "1", arrived=150), who="P-2", minute=10), more).disputes(station(1)) == ()
    (dispute,) = heard(more, line(2, fact("turnout", "1", arrived=150), who="P-2", minute=90)).disputes(station(1))
    assert [value for _, value in dispute.said] == [210, 150]
    at_once = line(2, fact("turnout", "1", arrived=290), who="P-2", minute=60)
    assert [value for _, value in heard(more, at_once).disputes(station(1))[0].said] == [210, 290]


def test_a_correction_makes_what_it_corrects_unheard() -> None:
    """The wrong ward's stations fall back to no word; the corrected ones stand."""
    board = heard(line(1, fact("opening", "1-3")), line(2, fact("opening", "4"), corrects="id-1"))
    assert [board.state(station(n)) for n in (1, 4)] == ["unknown", "voting"]


def test_cover_tells_sources_and_age() -> None:
    """Radio spoke of two stations, WhatsApp of one, minutes ago; one station nobody spoke of."""
    board = heard(
        line(1, fact("opening", "1,2"), minute=3), line(2, fact("nil", "2"), who="P-2", channel="whatsapp", minute=9)
    )
    cover = board.cover(MANTUIL, [station(n) for n in (1, 2, 3)])
    assert cover.by_channel == (("radio", 2, T0 + 180_000), ("whatsapp", 1, T0 + 540_000))
    assert (cover.last_ms, cover.unheard, cover.counts["voting"]) == (T0 + 540_000, 1, 2)


@pytest.mark.parametrize("numbers", [(), (1,), (1, 2, 3, 7), (5, 6, 9, 10, 11, 901)])
def test_numbers_are_written_short_and_read_back(numbers: tuple[int, ...]) -> None:
    """(1, 2, 3, 7) is 1-3,7."""
    assert read_written(written(numbers)) == numbers
