"""Milestones are data with a source; a time without one is refused."""

from importlib.resources import files

import pytest

from kawal.jurisdiction.milestones import decode_milestones, milestones
from kawal.kernel.errors import Rejected

ASSUMED = "source: {remark: {id: praktik (anggapan), en: practice (assumed)}}"


def test_the_day_has_its_times() -> None:
    """Open 07:00, transferred 11:00, added 12:00, close 13:00, counting up to 12 hours past the day: 24 + 12 = 36."""
    times = {one.id: one.when for one in milestones()}
    assert [times[one] for one in ("opening", "transferred", "added_on_day", "closing", "counting_limit")] == [
        "07:00",
        "11:00",
        "12:00",
        "13:00",
        "36:00",
    ]
    assert next(one.minute for one in milestones() if one.id == "counting_limit") == (24 + 12) * 60


def test_supplies_and_boxes_are_told_by_convoy_and_make_no_station_late() -> None:
    """Only three states of a station have a time."""
    assert {one.id for one in milestones() if one.of == "convoy"} == {"logistics", "box"}
    assert [one.reaches for one in milestones() if one.of == "station"] == [
        "voting",
        "counting",
        "counted",
        "counted",
    ]


def test_what_no_law_prescribes_says_so() -> None:
    """The desk's target for the count is assumed, the opening is not."""
    assumed = {one.id for one in milestones() if one.is_assumed}
    assert assumed == {"counted", "box"}
    supplies = next(one for one in milestones() if one.id == "logistics")
    assert (supplies.minute, "H-1" in supplies.source.of) == (0, True)  # the end of the day before the vote


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    " + ASSUMED + "\n", "", "sumbernya"),
        (ASSUMED, "source: {}", "sumbernya"),
        (ASSUMED, "source: {remark: {id: praktik (anggapan)}}", "sumbernya"),
        ('when: "07:00"', 'when: "48:00"', "sumbernya"),
        ('when: "07:00"', 'when: "14:00"', "mundur"),
        ("id: transferred", "id: opening", "setiap tonggak satu kali.*opening"),
        ("    reaches: voting\n", "", "opening.*keadaan"),
        ("of: everyone", "of: everyone\n    reaches: voting", "transferred.*keadaan"),
    ],
)
def test_a_faulty_milestone_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    """Without a source, at 48 o'clock, out of order, with a state that nobody is asked for."""
    text = files("kawal.jurisdiction").joinpath("id/milestones.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(Rejected, match=sentence):
        decode_milestones(text.replace(old, new, 1).encode(), "own.yaml")
